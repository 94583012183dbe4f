import CEdit
import LineEditor
import Testing

@Suite struct CompletionListingTests {
  init() { _ = ogive_edit_use_utf8() }

  private func list(_ candidates: [Completion], columns: Int = 40, rows: Int = 20) -> [String] {
    CompletionListing.rows(candidates, columns: columns, rows: rows, dim: { $0 })
  }

  @Test func findsTheCommonPrefix() {
    #expect(CompletionListing.commonPrefix(["summarise", "summary", "sum"]) == "sum")
    #expect(CompletionListing.commonPrefix(["a", "b"]) == "")
    #expect(CompletionListing.commonPrefix([]) == "")
    #expect(CompletionListing.commonPrefix(["日本", "日光"]) == "日")
    #expect(CompletionListing.commonPrefix(["one"]) == "one")
  }

  @Test func describesAFew() {
    let rows = list([
      Completion(text: "sort", kind: "verb", summary: "Puts the rows in order of a key"),
      Completion(text: "age", kind: "column · number", summary: ""),
    ])
    #expect(
      rows == [
        "age   column · number",
        "sort  verb             Puts the rows i…",
      ])
  }

  @Test func alignsManyInColumnsInNaturalOrder() {
    let rows = list(["x10", "x9", "B", "a", "x1"].map { Completion(text: $0) }, columns: 12)
    #expect(rows == ["a    x9", "B    x10", "x1"])
  }

  @Test func keepsKindsAligned() {
    let rows = list(
      [("a", "verb"), ("bb", ""), ("c", "text"), ("d", "verb")].map {
        Completion(text: $0.0, kind: $0.1)
      }, columns: 22)
    #expect(rows == ["a  verb  c  text", "bb       d  verb"])
  }

  @Test func cutsWhatIsTooLongAndSaysSo() {
    let many = (1...100).map { Completion(text: "column\($0)") }
    let rows = list(many, columns: 30, rows: 5)
    #expect(rows.count == 5)
    #expect(rows.last == "… 92 more")
    #expect(rows.allSatisfy { DisplayWidth.of($0) < 30 })
  }

  @Test(arguments: [1, 5, 20, 40, 80]) func neverIsWiderThanTheScreen(columns: Int) {
    let names = ["short", "日本語の長い名前です", String(repeating: "w", count: 60), "e\u{301}"]
    let candidates = (0..<40).map {
      Completion(text: names[$0 % 4] + "\($0)", kind: "column · number", summary: "A sentence.")
    }
    for count in [1, 3, 40] {
      let rows = list(Array(candidates.prefix(count)), columns: columns, rows: 6)
      #expect(rows.count <= 6)
      #expect(rows.allSatisfy { DisplayWidth.of($0) < max(columns, 9) })
    }
  }
}
