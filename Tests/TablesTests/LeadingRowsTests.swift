import Diagnostics
import Numerics
import Tables
import Testing

struct LeadingRowsTests {
  /// All rows in the sorted order, and of these the first of each group.
  static func naive(
    _ keys: [(column: Column, descending: Bool)], _ wanted: Int, _ groups: [Int]
  ) throws -> [Int32] {
    var taken: [Int: Int] = [:]
    return try sortOrder(keys, rowCount: groups.count).filter { row in
      taken[groups[Int(row)], default: 0] += 1
      return taken[groups[Int(row)], default: 0] <= wanted
    }
  }

  @Test func matchesTheDefinitionOnAllSmallColumns() throws {
    let values: [Cell] = [.number(0.5), .number(-2), .missing]
    let groupings: [[Cell]] = GroupingTests.lists([.text("a"), .missing], 4)
    for cells in GroupingTests.lists(values, 4) {
      let key = try #require(Column(cells: cells))
      for of in groupings {
        let groups = try Grouping(
          names: ["g"], [try #require(Column(cells: of))], rowCount: of.count)
        for wanted in 0...3 {
          for descending in [false, true] {
            let keys = [(column: key, descending: descending)]
            #expect(
              try leadingRows(keys, wanted, of: groups, rowCount: 4)
                == LeadingRowsTests.naive(keys, wanted, of.map { $0 == .missing ? 1 : 0 }))
          }
        }
      }
      for wanted in 0...5 {
        let keys = [(column: key, descending: false)]
        #expect(
          try leadingRows(keys, wanted, of: nil, rowCount: 4)
            == LeadingRowsTests.naive(keys, wanted, [0, 0, 0, 0]))
      }
    }
    #expect(
      try leadingRows([(Column(numbers: []), false)], 3, of: nil, rowCount: 0) == [])
  }

  /// Chunks, several keys, ties and few or many rows of each group.
  @Test(arguments: [1, 3, 700, 9000]) func manyRows(groupCount: Int) throws {
    let n = 100_000
    var random = SplitMix64(state: 7)
    let group = (0..<n).map { _ in Int(random.next() % UInt64(groupCount)) }
    let coarse = Column(
      .number(NumberValues(narrowing: (0..<n).map { _ in Double(random.next() % 5) })),
      missing: Bitmap((0..<n).map { $0 % 13 == 1 }))
    let fine = Column(.number((0..<n).map { _ in Double(random.next() % 3000) / 7 }))
    let groups = try Grouping(
      names: ["g"], [Column(.number(NumberValues(narrowing: group.map(Double.init))))], rowCount: n)
    for keys in [[(fine, true)], [(coarse, false), (fine, true)], [(coarse, true)]] {
      let keys = keys.map { (column: $0.0, descending: $0.1) }
      for wanted in [1, 2, 10] {
        let expected = try LeadingRowsTests.naive(keys, wanted, group)
        #expect(try leadingRows(keys, wanted, of: groups, rowCount: n) == expected)
        // Within another parallel loop each one runs on its own thread.
        let alone = try Parallel.map(count: 2) { _ in
          (try? leadingRows(keys, wanted, of: groups, rowCount: n)) ?? []
        }
        #expect(alone == [expected, expected])
      }
    }
  }
}
