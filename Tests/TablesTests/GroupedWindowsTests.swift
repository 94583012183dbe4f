import Diagnostics
import Numerics
import Tables
import Testing

struct GroupedWindowsTests {
  @Test func matchTheDefinitionOnAllSmallColumns() throws {
    let values: [Cell] = [.number(2), .number(-1.5), .missing]
    for count in 0...4 {
      for own in GroupingTests.lists(values, count) {
        let x = try #require(Column(cells: own))
        for keys in GroupingTests.lists([.text("a"), .missing], count) {
          let groups = try Grouping(made([("k", keys)]), by: ["k"])
          for step in [-2, -1, 0, 1, Int.min, Int.max] {
            let found = try GroupedWindows.lag(x, by: step, groups)
            for row in 0..<count {
              let mine = (0..<count).filter { keys[$0] == keys[row] }
              let place = try #require(mine.firstIndex(of: row))
              let (source, isOff) = place.subtractingReportingOverflow(step)
              let isIn = !isOff && mine.indices.contains(source)
              #expect(found[row] == (isIn ? own[mine[source]] : .missing))
            }
          }
          let numbers = try GroupedWindows.rowNumber(groups)
          for row in 0..<count {
            #expect(numbers[row] == .number(Double((0...row).count { keys[$0] == keys[row] })))
          }
          func expect(_ found: Column?, _ window: ([Double]) -> [Double]) throws {
            let found = try #require(found)
            for key: Cell in [.text("a"), .missing] {
              let mine = (0..<count).filter { keys[$0] == key && own[$0] != .missing }
              let expected = window(GroupedAggregatesTests.numbers(mine.map { own[$0] }))
              #expect(mine.map { found[$0] } == expected.map { .number($0) })
            }
            #expect((0..<count).allSatisfy { (found[$0] == .missing) == (own[$0] == .missing) })
          }
          try expect(GroupedWindows.runningSum(x, groups), Running.sum)
          try expect(GroupedWindows.runningMean(x, groups), Running.mean)
          try expect(GroupedWindows.runningMinimum(x, groups), Running.minimum)
          try expect(GroupedWindows.runningMaximum(x, groups), Running.maximum)
          for ties in Ties.allCases {
            try expect(GroupedWindows.rank(x, ties: ties, descending: false, groups)) {
              Ranks.ranks($0, ties: ties)
            }
            try expect(GroupedWindows.rank(x, ties: ties, descending: true, groups)) {
              Ranks.ranks($0.map { -$0 }, ties: ties)
            }
          }
        }
      }
    }
  }

  @Test func textsHaveNoRank() throws {
    let x = Column(texts: ["a"])
    let groups = try Grouping(table([("x", x)]), by: [])
    #expect(try GroupedWindows.rank(x, ties: .average, descending: false, groups) == nil)
    #expect(try GroupedWindows.lag(x, by: 0, groups)[0] == .text("a"))
  }

  /// Ranks of all rows are those of one group, ties, zeros and missing values among them.
  @Test(arguments: [Ties.average, .minimum, .maximum, .dense], [false, true])
  func ranksOfAllRows(ties: Ties, descending: Bool) throws {
    for kinds in [1, 3, 500] {
      let numbers = (0..<400).map { row -> Double in
        if row % 9 == 4 { return .nan }
        if row % 7 == 0 { return row % 2 == 0 ? 0 : -0.0 }
        return Double(row * 37 % kinds) - 0.5
      }
      let column = Column(numbers: numbers)
      let all = try Grouping(names: [], [], rowCount: numbers.count)
      let grouped = try GroupedWindows.rank(column, ties: ties, descending: descending, all)
      let expected = try #require(grouped)
      let ranks = try GroupedWindows.rank(column, ties: ties, descending: descending)
      #expect(ranks.firstDifference(from: expected) == nil)
    }
    #expect(
      try GroupedWindows.rank(Column(numbers: []), ties: ties, descending: descending).count == 0)
  }
}
