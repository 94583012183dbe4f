public import Diagnostics
public import Numerics

/// Windows of all groups at once: a column of the rows in, a column of the rows out, each value made from the rows of its
/// group in the order in which they stand.
///
/// Those of numbers take numbers and true/false (1 and 0), pass missing values over, so that such a row stays missing,
/// and give `nil` for a column of another type. All throw E81 if they are interrupted.
public enum GroupedWindows {
  /// The value `step` rows before in the same group, or behind for a negative step; missing where there is none. O(rows)
  public static func lag(
    _ column: Column, by step: Int, _ groups: Grouping
  ) throws(Diagnostic) -> Column {
    let (starts, rows) = try groups.members()
    let walk = GroupWalk(starts)
    let sources = try interruptible("looking at other rows") { () throws(Interrupted) in
      try filled(groups.rowCount) { (sources: UnsafeMutablePointer<Int32>) throws(Interrupted) in
        nonisolated(unsafe) let sources = sources
        try walk.forEachRun { _, groups in
          for group in groups {
            let members = Int(starts[group])..<Int(starts[group + 1])
            for place in members {
              let (source, isOff) = place.subtractingReportingOverflow(step)
              sources[Int(rows[place])] = !isOff && members.contains(source) ? rows[source] : -1
            }
          }
        }
      }
    }
    return column.gather(sources)
  }

  /// 1 for the first row of each group, 2 for its second, and so on. O(rows)
  public static func rowNumber(_ groups: Grouping) throws(Diagnostic) -> Column {
    let groupOf = try groups.groupOf
    var next = [Int32](repeating: 0, count: groups.groupCount)
    var numbers = [Int32](repeating: 0, count: groups.rowCount)
    for row in 0..<groups.rowCount {
      let group = Int(groupOf[row])
      next[group] += 1
      numbers[row] = next[group]
    }
    return Column(.number(NumberValues(WholeValues(narrowing: numbers))))
  }

  /// The places in the order of all values, 1 for the smallest, or the largest if descending. O(rows)
  ///
  /// - Parameter ties: any but ``Ties/first``.
  public static func rank(
    _ column: Column, ties: Ties, descending: Bool
  ) throws(Diagnostic) -> Column {
    let groups = try Grouping(names: ["value"], [column], rowCount: column.count)
    let counts = try groups.counts
    let last = column.missing == nil ? counts.count : max(0, counts.count - 1)
    // Equal values are one group, and the groups stand in their order; that of missing ones is the last.
    var ranks = [Double](repeating: 0, count: counts.count)
    var (before, distinct) = (0, 0)
    for place in descending ? Array((0..<last).reversed()) : Array(0..<last) {
      let count = Int(counts[place])
      ranks[place] =
        switch ties {
        case .average: Double(2 * before + 1 + count) / 2
        case .minimum: Double(before + 1)
        case .maximum: Double(before + count)
        case .dense: Double(distinct + 1)
        case .first: preconditionFailure("equal values are told apart by their rows alone")
        }
      (before, distinct) = (before + count, distinct + 1)
    }
    let ranked = Column(.number(NumberValues(ranks))).gather(try groups.groupOf)
    return Column(ranked.values, missing: column.missing)
  }

  /// The places in the order of the values, 1 for the smallest of its group, or the largest if descending.
  /// O(rows)
  public static func rank(
    _ column: Column, ties: Ties, descending: Bool, _ groups: Grouping
  ) throws(Diagnostic) -> Column? {
    try windowed(column, groups) { x in
      if descending { for place in x.indices { x[place] = -x[place] } }
      let values = UnsafeBufferPointer(x)
      return Ranks.ranks(values, inOrder: RadixOrder.order(values), ties: ties)
    }
  }

  /// The sums of the values up to each row. O(rows)
  public static func runningSum(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column?
  {
    try windowed(column, groups) { Running.sum(Array($0)) }
  }

  /// The means of the values up to each row. O(rows)
  public static func runningMean(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column?
  {
    try windowed(column, groups) { Running.mean(Array($0)) }
  }

  /// The smallest of the values up to each row. O(rows)
  public static func runningMinimum(
    _ column: Column, _ groups: Grouping
  ) throws(Diagnostic) -> Column? {
    try windowed(column, groups) { Running.minimum(Array($0)) }
  }

  /// The largest of the values up to each row. O(rows)
  public static func runningMaximum(
    _ column: Column, _ groups: Grouping
  ) throws(Diagnostic) -> Column? {
    try windowed(column, groups) { Running.maximum(Array($0)) }
  }

  /// As many numbers as a group has present values, each at its row.
  private static func windowed(
    _ column: Column, _ groups: Grouping,
    _ window: @Sendable (UnsafeMutableBufferPointer<Double>) -> [Double]
  ) throws(Diagnostic) -> Column? {
    guard let x = column.numbers else { return nil }
    let (starts, rows) = try groups.members()
    let missing = column.missing
    let results = try interruptible("looking at other rows") { () throws(Interrupted) in
      try filled(groups.rowCount) { (results: UnsafeMutablePointer<Double>) throws(Interrupted) in
        nonisolated(unsafe) let results = results
        try GroupWalk(starts).forEach(rows, x, missing: missing) { group, values in
          let window = window(values)
          var next = 0
          for place in Int(starts[group])..<Int(starts[group + 1]) {
            let row = Int(rows[place])
            if let missing, missing[row] {
              results[row] = 0
            } else {
              results[row] = window[next]
              next += 1
            }
          }
        }
      }
    }
    return Column(.number(results), missing: missing)
  }
}
