import Diagnostics
import Tables
import Testing

struct GroupingTests {
  /// Columns of every type over three values and missing.
  static let kinds: [(ColumnType, [Cell])] = [
    (.number, [.number(-1.5), .number(2), .number(1e9)]),
    (.number, [.number(0), .number(1), .number(2)]),
    (.text, [.text("a"), .text("b"), .text("é")]),
    (.truth, [.truth(false), .truth(true)]),
    (.date, [.date(Day(days: -3)), .date(Day(days: 4)), .date(Day(days: 900_000))]),
    (
      .dateTime,
      [
        .dateTime(Instant(microseconds: -1)), .dateTime(Instant(microseconds: 5)),
        .dateTime(Instant(microseconds: .max)),
      ]
    ),
  ]

  /// The order of values within a column of one type, missing last.
  static func isBefore(_ a: Cell, _ b: Cell) -> Bool {
    switch (a, b) {
    case (.missing, _): false
    case (_, .missing): true
    case (.number(let x), .number(let y)): x < y
    case (.text(let x), .text(let y)): x < y
    case (.truth(let x), .truth(let y)): !x && y
    case (.date(let x), .date(let y)): x < y
    case (.dateTime(let x), .dateTime(let y)): x < y
    default: false
    }
  }

  /// All lists of so many cells.
  static func lists(_ cells: [Cell], _ count: Int) -> [[Cell]] {
    count == 0 ? [[]] : lists(cells, count - 1).flatMap { list in cells.map { list + [$0] } }
  }

  @Test func matchesTheDefinitionOnAllSmallColumns() throws {
    for (_, values) in GroupingTests.kinds {
      for count in 0...4 {
        for cells in GroupingTests.lists(values + [.missing], count) {
          let column = try #require(Column(cells: cells))
          let table = try table([("k", column)])
          let grouping = try Grouping(table, by: ["k"])
          var distinct: [Cell] = []
          for cell in cells where !distinct.contains(cell) { distinct.append(cell) }
          distinct.sort(by: GroupingTests.isBefore)
          #expect(grouping.groupCount == distinct.count)
          let key = try #require(grouping.keys["k"])
          #expect((0..<key.count).map { key[$0] } == distinct)
          let groupOf = try grouping.groupOf
          for row in 0..<count { #expect(distinct[Int(groupOf[row])] == cells[row]) }
          let (starts, rows) = try grouping.members()
          for group in 0..<grouping.groupCount {
            let members = rows[Int(starts[group])..<Int(starts[group + 1])].map { Int($0) }
            #expect(members == cells.indices.filter { cells[$0] == distinct[group] })
          }
          #expect(try grouping.counts.reduce(0, +) == count)
        }
      }
    }
  }

  @Test func severalKeys() throws {
    let a: [Cell] = [.text("x"), .missing, .text("x"), .text("w"), .text("x")]
    let b: [Cell] = [.number(2), .number(1), .missing, .number(2), .number(2)]
    let table = try made([("a", a), ("b", b)])
    let grouping = try Grouping(table, by: ["a", "b"])
    #expect(try grouping.groupOf.wide == [1, 3, 2, 0, 1])
    #expect(
      rows(grouping.keys) == [["w", "2"], ["x", "2"], ["x", "missing"], ["missing", "1"]])
    #expect(try grouping.firstRows == [3, 0, 2, 1])
  }

  @Test func manyKeysOfManyValues() throws {
    // The product of the counts is far past what is dense.
    let n = 3000
    let a = Column(numbers: (0..<n).map { Double($0 * 7919 % 2999) + 0.5 })
    let b = Column(texts: (0..<n).map { "t\($0 * 31 % 2000)" })
    let table = try table([("a", a), ("b", b)])
    let grouping = try Grouping(table, by: ["a", "b"])
    var seen: [String: Int32] = [:]
    var previous: (Cell, Cell)?
    for group in 0..<grouping.groupCount {
      let now = (grouping.keys.columns[0][group], grouping.keys.columns[1][group])
      if let previous {
        let isAscending =
          GroupingTests.isBefore(previous.0, now.0)
          || (previous.0 == now.0 && GroupingTests.isBefore(previous.1, now.1))
        #expect(isAscending)
      }
      previous = now
    }
    let groupOf = try grouping.groupOf
    for row in 0..<n {
      let key = "\(a[row].text()) \(b[row].text())"
      #expect(seen[key, default: groupOf[row]] == groupOf[row])
      seen[key] = groupOf[row]
    }
    #expect(seen.count == grouping.groupCount)
  }

  @Test func categoriesByLevel() throws {
    let column = Column(
      .category(CategoryValues(codes: [2, 0, 2], levels: ["low", "unused", "high"])))
    let grouping = try Grouping(table([("c", column)]), by: ["c"])
    #expect(rows(grouping.keys) == [["low"], ["high"]])
    #expect(try grouping.groupOf.wide == [1, 0, 1])
  }

  @Test func noRowsNoKeysAllMissing() throws {
    let none = try Grouping(table([("a", Column(numbers: []))]), by: ["a"])
    #expect(try none.groupCount == 0 && none.members().starts == [0])
    let whole = try Grouping(table([("a", Column(numbers: [1, 2]))]), by: [])
    #expect(try whole.groupCount == 1 && whole.members().rows == [0, 1])
    #expect(try Grouping(table([("a", Column(numbers: []))]), by: []).groupCount == 1)
    let gone = try Grouping(table([("a", Column(.unknown(3)))]), by: ["a"])
    #expect(try gone.groupOf.wide == [0, 0, 0] && gone.keys.columns[0].missingCount == 1)
  }

  @Test func bothZerosAreOneKey() throws {
    let grouping = try Grouping(table([("a", Column(numbers: [0, -0.0, 0.5]))]), by: ["a"])
    #expect(try grouping.groupOf.wide == [0, 0, 1])
  }

  @Test func unknownColumn() throws {
    let table = try table([("mass", Column(numbers: [1]))])
    let error = #expect(throws: Diagnostic.self) { try Grouping(table, by: ["masss"]) }
    #expect(error?.code == .unknownColumn)
    #expect(error?.help == ["did you mean `mass`?"])
  }
}
