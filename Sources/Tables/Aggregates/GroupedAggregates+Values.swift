internal import Diagnostics
internal import Numerics

extension GroupedAggregates {
  /// What `reduce` makes of each group's present numbers, which it may reorder; `nil` for a column of another type.
  static func reduced(
    _ column: Column, _ groups: Grouping,
    _ reduce: @Sendable (UnsafeMutableBufferPointer<Double>) -> Double
  ) throws(Diagnostic) -> Column? {
    guard let x = column.numbers else { return nil }
    return Column(
      numbers: try reducedPairs(x, nil, column.missing, groups) { values, _ in reduce(values) })
  }

  /// As ``reduced(_:_:_:)``, of two columns in the rows that aren't missing.
  static func reducedPairs(
    _ x: NumberValues, _ y: NumberValues?, _ missing: Bitmap?, _ groups: Grouping,
    _ reduce:
      @Sendable (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) ->
      Double
  ) throws(Diagnostic) -> [Double] {
    if y == nil, missing == nil, case .double(let x) = x.storage,
      var shared = try groups.inOrder(x)
    {
      return try reducedInOrder(&shared.numbers, shared.starts, reduce)
    }
    let (starts, rows) = try groups.members()
    return try interruptible("aggregating") { () throws(Interrupted) in
      try filled(groups.groupCount) { (results: UnsafeMutablePointer<Double>) throws(Interrupted) in
        nonisolated(unsafe) let results = results
        try GroupWalk(starts).forEachPair(rows, x, y, missing: missing) { group, x, y in
          results[group] = reduce(x, y)
        }
      }
    }
  }

  private static func reducedInOrder(
    _ numbers: inout [Double], _ starts: [Int32],
    _ reduce:
      @Sendable (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) ->
      Double
  ) throws(Diagnostic) -> [Double] {
    try interruptible("aggregating") { () throws(Interrupted) in
      try filled(starts.count - 1) { (results: UnsafeMutablePointer<Double>) throws(Interrupted) in
        nonisolated(unsafe) let results = results
        try numbers.withUnsafeMutableBufferPointer { numbers throws(Interrupted) in
          nonisolated(unsafe) let numbers = numbers
          try GroupWalk(starts).forEachRun { _, groups in
            for group in groups {
              let own = UnsafeMutableBufferPointer(
                rebasing: numbers[Int(starts[group])..<Int(starts[group + 1])])
              results[group] = reduce(own, own)
            }
          }
        }
      }
    }
  }

  /// For each group the row of its first or last value that isn't missing; -1 for none.
  static func endRows(
    _ missing: Bitmap?, _ groups: Grouping, wantsFirst: Bool
  ) throws(Diagnostic) -> [Int32] {
    if missing == nil, wantsFirst, groups.rowCount > 0 { return try groups.firstRows }
    return try groups.accumulated(
      Int32(-1), missing: missing,
      add: { ends, block in
        for i in 0..<block.count {
          let group = Int(block.groups[i])
          if wantsFirst, ends[group] >= 0 { continue }
          ends[group] = block.rows.map { $0[i] } ?? Int32(truncatingIfNeeded: block.start + i)
        }
      }, merge: { if wantsFirst ? $0 < 0 : $1 >= 0 { $0 = $1 } })
  }

  /// The smallest or largest present value of each group, as a column of the same type.
  static func extreme(
    _ column: Column, _ groups: Grouping, wantsLess: Bool
  ) throws(Diagnostic) -> Column {
    let missing = column.missing
    var gone: Bitmap?
    if missing != nil || groups.rowCount == 0 {
      let counts = try count(column, groups)
      if case .number(let counts) = counts.values { gone = Bitmap(counts.map { $0 == 0 }) }
    }
    func whole(_ x: WholeValues) throws(Diagnostic) -> WholeValues {
      WholeValues(
        narrowing: try extremes(groups, missing, wantsLess ? Int32.max : Int32.min, wantsLess) {
          $0.read(x)
        }.enumerated().map { group, value in gone?[group] == true ? 0 : value })
    }
    switch column.values {
    case .number(let numbers):
      switch numbers.storage {
      case .whole(let x): return Column(.number(NumberValues(try whole(x))), missing: gone)
      case .double(let x):
        // The values are finite, so an infinity is that of a group without any, and missing.
        return Column(
          numbers: try extremes(
            groups, missing, wantsLess ? Double.infinity : -Double.infinity, wantsLess
          ) { $0.read(x) })
      }
    case .date(let x): return Column(.date(try whole(WholeValues(x)).wide), missing: gone)
    case .dateTime(let x):
      let start = wantsLess ? Int64.max : Int64.min
      return Column(
        .dateTime(try extremes(groups, missing, start, wantsLess) { $0.read(x) }), missing: gone)
    case .truth(let x):
      let bits = WholeValues(.int8(x.map { $0 ? 1 : 0 }))
      return Column(.truth(try whole(bits).map { $0 > 0 }), missing: gone)
    case .category(let x):
      return Column(
        .category(CategoryValues(codes: try whole(x.codes), levels: x.levels)), missing: gone)
    case .text(let x):
      let codes = try extremeCodes(x, groups, missing, wantsLess)
      return Column(
        .text(TextValues(codes: WholeValues(narrowing: codes), distinct: x.distinct)), missing: gone
      )
    case .unknown: return Column(.unknown(groups.groupCount))
    }
  }

  /// The code of the first or last text of each group in the order of texts; 0 for none.
  private static func extremeCodes(
    _ x: TextValues, _ groups: Grouping, _ missing: Bitmap?, _ wantsLess: Bool
  ) throws(Diagnostic) -> [Int32] {
    let (codes, distinct) = x.coded
    // Few texts are put in order; a look at each row's costs less than that where most rows have one of their own.
    if distinct.count <= codes.count / 4 {
      let order = distinct.ascending()
      var ranks = [Int32](repeating: 0, count: order.count)
      for (rank, code) in order.enumerated() { ranks[Int(code)] = Int32(truncatingIfNeeded: rank) }
      let ranked = WholeValues(codes.map { Int($0) < ranks.count ? ranks[Int($0)] : 0 })
      return try extremes(groups, missing, wantsLess ? Int32.max : Int32.min, wantsLess) {
        $0.read(ranked)
      }.map { order.indices.contains(Int($0)) ? order[Int($0)] : 0 }
    }
    return try distinct.withView { list throws(Diagnostic) -> [Int32] in
      nonisolated(unsafe) let list = list
      @Sendable func replaces(_ new: Int32, _ best: Int32) -> Bool {
        if best < 0 || new == best { return best < 0 }
        let (a, b) = wantsLess ? (new, best) : (best, new)
        return TextList.isBefore(Int(a), Int(b), list)
      }
      return try groups.accumulated(
        Int32(-1), missing: missing,
        add: { best, block in
          let values = block.read(codes)
          for i in 0..<block.count {
            let group = Int(block.groups[i])
            if replaces(values[i], best[group]) { best[group] = values[i] }
          }
        }, merge: { if $1 >= 0, replaces($1, $0) { $0 = $1 } }
      ).map { max(0, $0) }
    }
  }

  private static func extremes<Element: Comparable & BitwiseCopyable & Sendable>(
    _ groups: Grouping, _ missing: Bitmap?, _ start: Element, _ wantsLess: Bool,
    _ read: @Sendable (GroupBlock) -> UnsafePointer<Element>
  ) throws(Diagnostic) -> [Element] {
    try groups.accumulated(
      start, missing: missing,
      add: { best, block in
        let values = read(block)
        if wantsLess {
          for i in 0..<block.count {
            let group = Int(block.groups[i])
            best[group] = min(best[group], values[i])
          }
        } else {
          for i in 0..<block.count {
            let group = Int(block.groups[i])
            best[group] = max(best[group], values[i])
          }
        }
      }, merge: { $0 = wantsLess ? min($0, $1) : max($0, $1) })
  }
}

/// The different values of a column in each group.
struct ValuePairs {
  /// For each pair of a group and a value its group.
  let groupOf: WholeValues
  /// Whether the pair's value isn't missing.
  let isPresent: [Bool]
  /// How many rows have the pair.
  let counts: [Int32]
  /// The first row that has the pair.
  let firstRows: [Int32]

  init(_ column: Column, _ groups: Grouping) throws(Diagnostic) {
    let own = Column(.number(NumberValues(try groups.groupOf)))
    let pairs = try Grouping(
      names: ["group", "value"], [own, column], rowCount: groups.rowCount, isSorted: false)
    groupOf =
      pairs.keys["group"].flatMap { column -> WholeValues? in
        guard case .number(let x) = column.values, case .whole(let whole) = x.storage else {
          return nil
        }
        return whole
      } ?? WholeValues([])
    isPresent =
      pairs.keys["value"].map { values in
        values.missing.map { $0.inverted().truths } ?? Array(repeating: true, count: values.count)
      } ?? []
    (counts, firstRows) = (try pairs.counts, try pairs.firstRows)
  }
}
