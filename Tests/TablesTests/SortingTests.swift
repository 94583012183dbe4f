import Diagnostics
import Tables
import Testing

struct SortingTests {
  /// The order by its definition: an insertion sort that moves a row only before rows it comes truly before.
  static func naive(_ keys: [(cells: [Cell], descending: Bool)], _ count: Int) -> [Int32] {
    var order: [Int32] = []
    for row in 0..<Int32(count) {
      let place = order.lastIndex { !precedes(Int(row), Int($0), keys) }.map { $0 + 1 } ?? 0
      order.insert(row, at: place)
    }
    return order
  }

  static func precedes(_ a: Int, _ b: Int, _ keys: [(cells: [Cell], descending: Bool)]) -> Bool {
    for (cells, descending) in keys where cells[a] != cells[b] {
      if cells[a] == .missing { return false }
      if cells[b] == .missing { return true }
      return GroupingTests.isBefore(cells[a], cells[b]) != descending
    }
    return false
  }

  @Test func oneKeyOfEveryTypeMatchesTheDefinition() throws {
    for (_, values) in GroupingTests.kinds {
      for count in 0...4 {
        for cells in GroupingTests.lists(values + [.missing], count) {
          let column = try #require(Column(cells: cells))
          for descending in [false, true] {
            let order = try sortOrder([(column, descending)], rowCount: count)
            #expect(order == SortingTests.naive([(cells, descending)], count))
          }
        }
      }
    }
  }

  @Test func twoKeysMatchTheDefinition() throws {
    let numbers: [Cell] = [.number(0.5), .number(-2), .missing]
    let texts: [Cell] = [.text("b"), .text("a"), .missing]
    for a in GroupingTests.lists(numbers, 4) {
      let first = try #require(Column(cells: a))
      for b in GroupingTests.lists(texts, 4) {
        let second = try #require(Column(cells: b))
        for (down1, down2) in [(false, false), (false, true), (true, false), (true, true)] {
          let order = try sortOrder([(first, down1), (second, down2)], rowCount: 4)
          #expect(order == SortingTests.naive([(a, down1), (b, down2)], 4))
        }
      }
    }
  }

  @Test func categoriesGoByLevel() throws {
    let column = Column(
      .category(CategoryValues(codes: [0, 2, 1, 0], levels: ["small", "middle", "large"])))
    #expect(try sortOrder([(column, false)], rowCount: 4) == [0, 3, 2, 1])
    #expect(try sortOrder([(column, true)], rowCount: 4) == [1, 2, 0, 3])
  }

  @Test func withoutAKeyRowsStay() throws {
    #expect(try sortOrder([], rowCount: 3) == [0, 1, 2])
    #expect(try sortOrder([], rowCount: 0) == [])
  }

  @Test func manyRowsStayStable() throws {
    let count = 5000
    let numbers = (0..<count).map { Double(($0 * 7919) % 97) / 8 }
    let order = try sortOrder([(Column(numbers: numbers), true)], rowCount: count)
    let expected = numbers.indices.sorted { (-numbers[$0], $0) < (-numbers[$1], $1) }.map {
      Int32($0)
    }
    #expect(order == expected)
  }

  /// Texts that begin alike, tie in their first bytes, are one another's beginning, or come twice.
  @Test func textsAreInTheOrderOfTheirBytes() {
    let letters = ["", "a", "\u{0}", "é", "aaaaaaaa", "aaaaaaab"]
    var ends = [""]
    for _ in 0..<3 { ends = ends.flatMap { end in letters.map { end + $0 } } }
    for start in ["", "id", "the same beginning "] {
      for texts in [ends, ends.reversed(), [], ["one"], ["", ""]] {
        let list = texts.map { Array((start + $0).utf8) }
        let wanted = list.indices.sorted { a, b in
          list[a] == list[b] ? a < b : list[a].lexicographicallyPrecedes(list[b])
        }
        #expect(TextList(texts.map { start + $0 }).ascending() == wanted.map { Int32($0) })
      }
    }
  }

  @Test func distinctKeepsTheFirstOfEachCombination() throws {
    let numbers: [Cell] = [.number(1), .number(2.5), .missing]
    let truths: [Cell] = [.truth(true), .truth(false), .missing]
    for a in GroupingTests.lists(numbers, 4) {
      for b in GroupingTests.lists(truths, 4) {
        let columns = [try #require(Column(cells: a)), try #require(Column(cells: b))]
        let kept = (0..<4).filter { row in
          !(0..<row).contains { a[$0] == a[row] && b[$0] == b[row] }
        }
        #expect(try distinctRows(columns, rowCount: 4) == kept.map { Int32($0) })
      }
    }
    #expect(try distinctRows([], rowCount: 3) == [0])
    #expect(try distinctRows([], rowCount: 0) == [])
  }
}
