import Diagnostics
import Testing

@Suite struct RendererTests {
  private func rendered(
    _ text: String, _ start: Int, _ end: Int, label: String? = nil, firstLine: Int = 1
  ) -> [String] {
    var problem = Diagnostic(.unexpected, "message", at: SourceRange(start, end), label: label)
    problem.source = SourceText(name: "test", text: text, firstLine: firstLine)
    return problem.rendered().split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
  }

  @Test func wholeForm() {
    let source = SourceText(name: "test", text: "penguins\n  | add x = 1\n  | keep masss > 4000")
    var problem = Diagnostic(
      .unknownColumn, "penguins has no column `masss`", at: SourceRange(32, 37),
      label: "not a column",
      details: ["columns: species, mass"], candidates: ["mass", "sex"],
      help: ["did you mean `mass`?", "or not"])
    problem.source = source
    #expect(
      problem.rendered() == """
        error E21: penguins has no column `masss`
          3 |   | keep masss > 4000
            |          ^^^^^ not a column
          columns: species, mass
          mass, sex
          help: did you mean `mass`?
          help: or not
        """)
  }

  @Test func withoutPlace() {
    #expect(
      Diagnostic(.noPlotter, "gnuplot is missing").rendered() == "error E61: gnuplot is missing")
    #expect(Diagnostic(.noPlotter, "a", at: SourceRange(0, 1)).rendered() == "error E61: a")
  }

  @Test func colour() {
    let text = Diagnostic(.noPlotter, "no", help: ["x"]).rendered(color: true)
    #expect(text == "\u{1B}[31;1merror E61:\u{1B}[0m no\n  \u{1B}[32mhelp:\u{1B}[0m x")
  }

  @Test func wideCharactersAreCountedInCells() {
    // Each of the three characters takes three bytes and two cells.
    #expect(rendered("日本語 x", 10, 11) == ["error E10: message", "  1 | 日本語 x", "    |        ^"])
    #expect(rendered("a 日本", 2, 8)[2] == "    |   ^^^^")
    #expect(rendered("e\u{301}e x", 5, 6)[2] == "    |    ^")
  }

  @Test func tabsAndControlCharactersAreBlanks() {
    #expect(rendered("\t\tx\ty", 2, 3) == ["error E10: message", "  1 |   x y", "    |   ^"])
    #expect(rendered("a\u{1B}[31mb\u{9B}c\u{202E}d", 0, 1)[1] == "  1 | a [31mb c d")
    let problem = Diagnostic(
      .unexpected, "no \u{1B}[2J", details: ["\u{7}x"], candidates: ["\u{8}y"], help: ["\rz"])
    #expect(problem.rendered() == "error E10: no  [2J\n   x\n   y\n  help:  z")
  }

  @Test func severalLinesAreMarkedOnTheFirst() {
    #expect(
      rendered("first line\nsecond\nthird", 6, 20) == [
        "error E10: message", "  1 | first line", "    |       ^^^^",
      ])
  }

  @Test func endsOfLinesAndTexts() {
    #expect(rendered("ab\ncd", 2, 2)[2] == "    |   ^")
    #expect(rendered("ab\ncd", 5, 5) == ["error E10: message", "  2 | cd", "    |   ^"])
    #expect(rendered("ab\r\ncd\r\n", 4, 6) == ["error E10: message", "  2 | cd", "    | ^^"])
    #expect(rendered("", 0, 0) == ["error E10: message", "  1 | ", "    | ^"])
    // Ranges beyond the text mark its end.
    #expect(rendered("ab", 50, 60) == ["error E10: message", "  1 | ab", "    |   ^"])
  }

  @Test func lineNumbersCountFromTheFirstLine() {
    #expect(
      rendered("a\nb", 2, 3, firstLine: 99) == ["error E10: message", "  100 | b", "      | ^"])
  }

  @Test func longLinesAreCutAroundThePlace() {
    let line =
      String(repeating: "0123456789", count: 1000) + "X"
      + String(repeating: "abcdefghij", count: 1000)
    let lines = rendered(line, 10_000, 10_001, label: "here")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { displayWidth($0) <= 170 })
    #expect(lines[1].hasPrefix("  1 | …") && lines[1].hasSuffix("…"))
    // The caret stands below the X.
    let column = lines[2].distance(
      from: lines[2].startIndex, to: lines[2].firstIndex(of: "^") ?? lines[2].endIndex)
    #expect(Array(lines[1])[column] == "X")
    #expect(lines[2].hasSuffix("^ here"))
  }

  @Test func longWideLinesKeepTheCaretInPlace() {
    let line = String(repeating: "日", count: 300) + "X" + String(repeating: "é", count: 500)
    let lines = rendered(line, 900, 901)
    let before = lines[1].prefix { $0 != "X" }
    let carets = lines[2].prefix { $0 != "^" }
    #expect(displayWidth(before) == displayWidth(carets))
    #expect(lines[1].contains("X"))
  }

  @Test func longMarksAreCut() {
    let line = "f(" + String(repeating: "x", count: 5000) + ")"
    let lines = rendered(line, 2, 5002)
    #expect(lines.allSatisfy { displayWidth($0) <= 170 })
    #expect(lines[2].filter { $0 == "^" }.count == 80)
  }

  @Test func manyCandidatesAreCounted() {
    let problem = Diagnostic(.unknownColumn, "no", candidates: (1...30).map { "c\($0)" })
    #expect(problem.rendered().hasSuffix("c24, … 6 more"))
  }

  @Test func located() {
    let source = SourceText(name: "s", text: "abc")
    let problem = Diagnostic(.unexpected, "no").located(at: SourceRange(1, 2), in: source)
    #expect(problem.range == SourceRange(1, 2))
    #expect(problem.source == source)
    // What is known already stays.
    let again = problem.located(at: SourceRange(0, 1), in: SourceText(name: "t", text: ""))
    #expect(again == problem)
  }
}
