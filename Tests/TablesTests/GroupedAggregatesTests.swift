import Diagnostics
import Numerics
import Tables
import Testing

struct GroupedAggregatesTests {
  /// The present values of each group of a list of keys, in the order of the groups.
  static func parts(_ keys: [Cell], _ values: [Cell]) -> [[Cell]] {
    var distinct: [Cell] = []
    for key in keys where !distinct.contains(key) { distinct.append(key) }
    distinct.sort(by: GroupingTests.isBefore)
    return distinct.map { key in
      keys.indices.filter { keys[$0] == key }.map { values[$0] }.filter { $0 != .missing }
    }
  }

  static func numbers(_ cells: [Cell]) -> [Double] {
    cells.compactMap { if case .number(let x) = $0 { x } else { nil } }
  }

  static func cells(_ column: Column?) -> [Cell] {
    guard let column else { return [] }
    return (0..<column.count).map { column[$0] }
  }

  /// A number as a cell, not a number as missing.
  static func cell(_ x: Double) -> Cell { x.isFinite ? .number(x) : .missing }

  static func areClose(_ a: [Cell], _ b: [Cell]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).allSatisfy { a, b in
      if case .number(let x) = a, case .number(let y) = b {
        return Tolerance(relative: 1e-12, absolute: 1e-12).allows(x, y)
      }
      return a == b
    }
  }

  @Test func numbersMatchTheDefinitionOnAllSmallColumns() throws {
    for values: [Cell] in [[.number(2), .number(-1)], [.number(0.25), .number(1e9)]] {
      for count in 0...4 {
        for own in GroupingTests.lists(values + [.missing], count) {
          let column = NumberValues(
            narrowing: own.map { GroupedAggregatesTests.numbers([$0]).first ?? 0 })
          let x = Column(.number(column), missing: Bitmap(own.map { $0 == .missing }))
          for keys in GroupingTests.lists([.text("a"), .missing], count) {
            try GroupedAggregatesTests.check(x, own, keys)
          }
        }
      }
    }
  }

  private static func check(_ x: Column, _ own: [Cell], _ keys: [Cell]) throws {
    let groups = try Grouping(made([("k", keys)]), by: ["k"])
    let present = parts(keys, own)
    func expect(
      _ found: Column?, _ name: String, _ reduce: ([Double]) -> Double
    ) {
      #expect(
        areClose(cells(found), present.map { cell(reduce(numbers($0))) }),
        "\(name) of \(own) by \(keys)")
    }
    expect(try GroupedAggregates.count(x, groups), "count") { Double($0.count) }
    expect(try GroupedAggregates.sum(x, groups), "sum") { $0.reduce(0, +) }
    expect(try GroupedAggregates.mean(x, groups), "mean") { $0.reduce(0, +) / Double($0.count) }
    expect(try GroupedAggregates.variance(x, groups), "variance", Reductions.variance)
    expect(
      try GroupedAggregates.standardDeviation(x, groups), "sd", Reductions.standardDeviation)
    expect(try GroupedAggregates.median(x, groups), "median") { Quantiles.quantile($0, 0.5) }
    expect(try GroupedAggregates.quantile(x, 0.3, groups), "quantile") {
      Quantiles.quantile($0, 0.3)
    }
    expect(try GroupedAggregates.skewness(x, groups), "skewness") {
      $0.count < 3 ? .nan : Reductions.skewness($0)
    }
    expect(try GroupedAggregates.kurtosis(x, groups), "kurtosis") {
      $0.count < 4 ? .nan : Reductions.kurtosis($0)
    }
    expect(try GroupedAggregates.countDistinct(x, groups), "distinct") { Double(Set($0).count) }
    let y = Column(numbers: own.indices.map { Double($0 * $0) })
    let squares = Column(.number(NumberValues(narrowing: own.indices.map { Double($0 * $0) })))
    let pairs = parts(
      keys, own.indices.map { own[$0] == .missing ? .missing : .number(Double($0 * $0)) })
    let expected = zip(present, pairs).map {
      cell(Reductions.correlation(numbers($0), numbers($1)))
    }
    #expect(areClose(cells(try GroupedAggregates.correlation(x, y, groups)), expected))
    #expect(areClose(cells(try GroupedAggregates.correlation(squares, x, groups)), expected))
    #expect(
      areClose(
        cells(try GroupedAggregates.weightedMean(x, weights: y, groups)),
        zip(present, pairs).map { x, w in
          cell(x.isEmpty ? .nan : Reductions.weightedMean(numbers(x), weights: numbers(w)))
        }))
    #expect(
      areClose(
        cells(try GroupedAggregates.rankCorrelation(x, y, groups)),
        zip(present, pairs).map { x, y in
          cell(x.count < 2 ? .nan : Reductions.rankCorrelation(numbers(x), numbers(y)))
        }))
    #expect(
      cells(try GroupedAggregates.missingCount(x, groups))
        == zip(cells(try GroupedAggregates.count(groups)), present).map {
          all, part in .number(numbers([all])[0] - Double(part.count))
        })
  }

  @Test func everyTypeMatchesTheDefinitionOnAllSmallColumns() throws {
    for (_, values) in GroupingTests.kinds {
      for count in 0...3 {
        for own in GroupingTests.lists(values + [.missing], count) {
          let x = try #require(Column(cells: own))
          for keys in GroupingTests.lists([.number(0.5), .number(1e200), .missing], count) {
            let groups = try Grouping(made([("k", keys)]), by: ["k"])
            let parts = GroupedAggregatesTests.parts(keys, own)
            func expect(_ found: Column, _ name: String, _ pick: ([Cell]) -> Cell?) {
              #expect(
                GroupedAggregatesTests.cells(found) == parts.map { pick($0) ?? .missing },
                "\(name) of \(own) by \(keys)")
            }
            expect(try GroupedAggregates.minimum(x, groups), "min") {
              $0.min(by: GroupingTests.isBefore)
            }
            expect(try GroupedAggregates.maximum(x, groups), "max") {
              $0.max(by: GroupingTests.isBefore)
            }
            expect(try GroupedAggregates.first(x, groups), "first") { $0.first }
            expect(try GroupedAggregates.last(x, groups), "last") { $0.last }
            expect(try GroupedAggregates.countDistinct(x, groups), "distinct") {
              .number(Double(Set($0).count))
            }
            expect(try GroupedAggregates.top(x, groups), "top") { part in
              part.max { a, b in
                let (m, n) = (part.count { $0 == a }, part.count { $0 == b })
                let (i, j) = (part.firstIndex(of: a) ?? 0, part.firstIndex(of: b) ?? 0)
                return m == n ? i > j : m < n
              }
            }
            let isTruth = x.type == .truth
            #expect(
              (try GroupedAggregates.any(x, groups) != nil) == (isTruth || x.type == .unknown))
            #expect(
              (try GroupedAggregates.sum(x, groups) != nil)
                == [.number, .truth, .unknown].contains(x.type))
            if isTruth {
              expect(try #require(try GroupedAggregates.any(x, groups)), "any") {
                .truth($0.contains(.truth(true)))
              }
              expect(try #require(try GroupedAggregates.all(x, groups)), "all") {
                .truth(!$0.contains(.truth(false)))
              }
            }
          }
        }
      }
    }
  }

  @Test func categoriesAreInTheOrderOfTheirLevels() throws {
    let x = Column(.category(CategoryValues(codes: [1, 2, 0], levels: ["z", "b", "a"])))
    let groups = try Grouping(table([("x", x)]), by: [])
    #expect(try GroupedAggregates.minimum(x, groups)[0] == .text("z"))
    #expect(try GroupedAggregates.maximum(x, groups)[0] == .text("a"))
  }

  @Test func oneGroupOfNoRows() throws {
    let x = Column(numbers: [])
    let groups = try Grouping(table([("x", x)]), by: [])
    #expect(GroupedAggregatesTests.cells(try GroupedAggregates.count(groups)) == [.number(0)])
    #expect(GroupedAggregatesTests.cells(try GroupedAggregates.sum(x, groups)) == [.number(0)])
    for missing in [
      try GroupedAggregates.mean(x, groups), try GroupedAggregates.median(x, groups),
      try GroupedAggregates.minimum(x, groups), try GroupedAggregates.maximum(x, groups),
      try GroupedAggregates.first(x, groups), try GroupedAggregates.last(x, groups),
      try GroupedAggregates.top(x, groups), try GroupedAggregates.standardDeviation(x, groups),
    ] { #expect(GroupedAggregatesTests.cells(missing) == [.missing]) }
  }

  /// Many rows: chunks, threads and the order by key come in.
  @Test(arguments: [7.0, 40_000, 0.001]) func manyRows(step: Double) throws {
    let n = 150_000
    let keys = (0..<n).map { row in
      let scattered = Double(row * 7919 % n)
      return step < 1 ? scattered * step : (scattered / Double(n) * step).rounded(.down)
    }
    let gone = Bitmap((0..<n).map { $0 % 11 == 3 })
    let key = Column(.number(NumberValues(narrowing: keys)))
    let columns = [
      NumberValues(narrowing: (0..<n).map { Double($0 * 31 % 101 - 50) }),
      NumberValues(narrowing: (0..<n).map { Double($0 * 31 % 1_000_003) * 1000 }),
      NumberValues((0..<n).map { Double($0 * 31 % 1009) / 7 + 1e6 }),
    ]
    let groups = try Grouping(names: ["k"], [key], rowCount: n)
    var members: [Double: [Int]] = [:]
    for row in 0..<n { members[keys[row], default: []].append(row) }
    let lists = members.sorted { $0.key < $1.key }.map(\.value)
    #expect(groups.groupCount == lists.count)
    #expect(try groups.counts.map { Int($0) } == lists.map(\.count))
    #expect(try groups.firstRows.map { Int($0) } == lists.map { $0[0] })
    let groupOf = try groups.groupOf
    #expect(lists.indices.allSatisfy { g in lists[g].allSatisfy { Int(groupOf[$0]) == g } })
    for values in columns {
      for missing in [nil, gone] {
        let x = Column(.number(values), missing: missing)
        let parts = lists.map { rows in
          rows.filter { missing?[$0] != true }.map { values[$0] }
        }
        func expect(_ found: Column?, _ reduce: ([Double]) -> Double, _ name: Comment) {
          let expected = parts.map { GroupedAggregatesTests.cell($0.isEmpty ? .nan : reduce($0)) }
          #expect(
            GroupedAggregatesTests.areClose(GroupedAggregatesTests.cells(found), expected), name)
        }
        expect(try GroupedAggregates.mean(x, groups), Reductions.mean, "mean")
        expect(
          try GroupedAggregates.standardDeviation(x, groups), Reductions.standardDeviation, "sd")
        expect(try GroupedAggregates.median(x, groups), { Quantiles.quantile($0, 0.5) }, "median")
        expect(try GroupedAggregates.minimum(x, groups), Reductions.minimum, "min")
        expect(try GroupedAggregates.maximum(x, groups), Reductions.maximum, "max")
        expect(try GroupedAggregates.first(x, groups), { $0[0] }, "first")
        expect(try GroupedAggregates.last(x, groups), { $0[$0.count - 1] }, "last")
        let sums = try #require(try GroupedAggregates.sum(x, groups))
        if case .whole = values.storage {
          #expect(
            GroupedAggregatesTests.numbers(GroupedAggregatesTests.cells(sums))
              == parts.map { $0.reduce(0, +) })
        }
        // Within another parallel loop each one runs on its own thread: the digits must be the same.
        let alone = try Parallel.map(count: 2) { _ in
          (try? GroupedAggregates.mean(x, groups)?.digest) ?? ""
        }
        #expect(
          alone == Array(repeating: try GroupedAggregates.mean(x, groups)?.digest ?? "-", count: 2))
      }
    }
  }

  @Test func sumsAreCompensated() throws {
    let x = Column(numbers: [1, 1e100, 1, -1e100, 5])
    let groups = try Grouping(
      names: ["k"], [Column(numbers: [0, 0, 0, 0, 1])], rowCount: 5)
    #expect(
      GroupedAggregatesTests.cells(try GroupedAggregates.sum(x, groups)) == [
        .number(2), .number(5),
      ])
    let large = Column(numbers: [1.5e308, 1.5e308])
    let one = try Grouping(table([("x", large)]), by: [])
    #expect(
      GroupedAggregatesTests.cells(try GroupedAggregates.mean(large, one)) == [.number(1.5e308)])
  }

  /// Whole numbers whose sums of squares, times their number, are beyond 64 bits.
  @Test func momentsBeyond64Bits() throws {
    let n = 400_000
    let high = (0..<n).map { 32_767 - Double($0 % 2) }
    let a = Column(.number(NumberValues(narrowing: high)))
    let b = Column(.number(NumberValues(narrowing: high.map { 32_766 - $0 })))
    let groups = try Grouping(
      names: ["g"], [Column(.truth([Bool](repeating: true, count: n)))], rowCount: n)
    let variance = try #require(try GroupedAggregates.variance(a, groups))
    let pairs = Double(n) * Double(n)
    #expect(variance[0] == .number(pairs / 4 / (Double(n) * Double(n - 1))))
    let correlation = try #require(try GroupedAggregates.correlation(a, b, groups))
    #expect(correlation[0] == .number(-1))
  }
}
