import Numerics
import Tables
import Testing

/// The order of texts: by the bytes of their UTF-8, the shorter first, of equal ones the earlier.
struct TextOrderTests {
  private func order(_ texts: [String]) -> [Int32] {
    texts.indices.sorted { a, b in
      let (x, y) = (Array(texts[a].utf8), Array(texts[b].utf8))
      return x == y ? a < b : x.lexicographicallyPrecedes(y)
    }.map { Int32($0) }
  }

  /// All lists of up to four texts that end before, at and behind a word of eight bytes, some in zeros.
  @Test func smallLists() {
    let texts = ["", "\0", "ab", "abcdefgh", "abcdefgh\0", "abcdefghi", "\u{E9}"]
    var lists: [[String]] = [[]]
    var wrong: [[String]] = []
    for _ in 0..<4 {
      lists = lists.flatMap { list in texts.map { list + [$0] } }
      for list in lists where TextList(list).ascending() != order(list) { wrong.append(list) }
    }
    #expect(TextList([String]()).ascending().isEmpty)
    #expect(wrong == [])
  }

  /// Many texts that are alike for a while, up to far more than a word.
  @Test(arguments: [3, 40, 4000])
  func manyTexts(kinds: Int) {
    var stream = CSVFuzzTests.Stream(state: 5)
    let texts = (0..<6000).map { _ -> String in
      let kind = stream.next(kinds)
      let tail = String(repeating: "x", count: stream.next(20))
      return "all begin so: " + String(repeating: "y", count: kind % 7 * 9) + "\(kind)" + tail
    }
    #expect(TextList(texts).ascending() == order(texts))
  }

  /// The first and last text of each group and of all rows, where most rows have a text of their own and where few have.
  @Test(arguments: [10, 5000])
  func extremes(distinct: Int) throws {
    var stream = CSVFuzzTests.Stream(state: 6)
    let texts = (0..<6000).map { row -> String? in
      row % 11 == 0 ? nil : "a text, no. \(stream.next(distinct))"
    }
    let groupOf = (0..<6000).map { $0 % 11 == 0 ? 6 : $0 % 5 }
    let column = Column(texts: texts)
    let groups = try Grouping(
      names: ["g"], [Column(numbers: groupOf.map { Double($0) })], rowCount: 6000)
    let (first, last) = (
      try GroupedAggregates.minimum(column, groups), try GroupedAggregates.maximum(column, groups)
    )
    for (place, group) in [0, 1, 2, 3, 4, 6].enumerated() {
      let own = zip(texts, groupOf).filter { $1 == group }.compactMap { $0.0 }
      #expect(first[place] == own.min().map { .text($0) } ?? .missing)
      #expect(last[place] == own.max().map { .text($0) } ?? .missing)
    }
    let none = try Grouping(names: [], [], rowCount: 6000)
    #expect(
      try GroupedAggregates.minimum(column, none)[0] == .text(texts.compactMap { $0 }.min() ?? ""))
  }
}
