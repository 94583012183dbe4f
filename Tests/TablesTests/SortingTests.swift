import Diagnostics
import Tables
import Testing

struct SortingTests {
  /// The definition: a stable sort, missing last either way.
  static func naive(_ keys: [(cells: [Cell], isDescending: Bool)], _ count: Int) -> [Int32] {
    (0..<count).sorted { a, b in
      for key in keys {
        let (x, y) = (key.cells[a], key.cells[b])
        if x == y { continue }
        if x == .missing { return false }
        if y == .missing { return true }
        return GroupingTests.isBefore(x, y) != key.isDescending
      }
      return a < b
    }.map { Int32($0) }
  }

  @Test func oneKeyOverAllSmallColumns() throws {
    for (_, values) in GroupingTests.kinds {
      for count in 0...4 {
        for cells in GroupingTests.lists(values + [.missing], count) {
          let column = try #require(Column(cells: cells))
          for isDescending in [false, true] {
            let order = try Table.order(by: [SortKey(column, isDescending: isDescending)], rowCount: count)
            #expect(order == SortingTests.naive([(cells, isDescending)], count))
          }
        }
      }
    }
  }

  @Test func severalKeysOverManyRows() throws {
    // More rows than the threshold of the radix passes.
    let n = 5000
    var a: [Cell] = []
    var b: [Cell] = []
    var c: [Cell] = []
    for row in 0..<n {
      a.append(row % 17 == 0 ? .missing : .text("k\(row * 31 % 40)"))
      b.append(row % 13 == 0 ? .missing : .number(Double(row * 7919 % 301) - 150.25))
      c.append(.date(Day(days: Int32(row * 104_729 % 5) - 2)))
    }
    let table = try made([("a", a), ("b", b), ("c", c)])
    for (x, y, z) in [(false, true, false), (true, false, true), (true, true, true)] {
      let order = try table.order(by: [("a", x), ("b", y), ("c", z)])
      #expect(order == SortingTests.naive([(a, x), (b, y), (c, z)], n))
    }
  }

  @Test func extremeNumbers() throws {
    let numbers = [Double.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 0, -1, 1]
    let order = try Table.order(by: [SortKey(Column(numbers: numbers))], rowCount: numbers.count)
    #expect(order == [1, 5, 3, 4, 2, 6, 0])
  }

  @Test func categoriesByLevel() throws {
    let column = Column(.category(CategoryValues(codes: [0, 2, 1], levels: ["low", "mid", "high"])))
    #expect(try Table.order(by: [SortKey(column, isDescending: true)], rowCount: 3) == [1, 2, 0])
  }

  @Test func distinctRows() throws {
    let table = try made([
      ("a", [.number(1), .missing, .number(1), .missing, .number(1)]),
      ("b", [.text("x"), .text("x"), .text("y"), .text("x"), .text("x")]),
    ])
    #expect(try table.distinctRows() == [0, 1, 2])
    #expect(try table.distinctRows(by: ["a"]) == [0, 1])
    #expect(try table.distinctRows(by: ["b", "a"]) == [0, 1, 2])
    #expect(throws: Diagnostic.self) { try table.distinctRows(by: ["c"]) }
  }
}
