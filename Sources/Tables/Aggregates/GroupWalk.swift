internal import Numerics

/// Goes over groups that each have their rows listed, several threads at once, a run of neighbouring groups at a time.
struct GroupWalk: Sendable {
  /// Where each group's rows begin in the list, and where the last one's end.
  let starts: [Int32]
  /// Where the runs of groups begin, and where the last one ends.
  private let bounds: [Int]

  /// Rows in a run, more or less.
  private static let grain = 1 << 15

  init(_ starts: [Int32]) {
    self.starts = starts
    let (groups, rows) = (starts.count - 1, Int(starts[starts.count - 1]))
    var bounds = [0]
    // As many runs as grains; also where there are far more groups than rows in them.
    let runs = max(1, (rows + groups) / GroupWalk.grain)
    for run in 1..<runs {
      // The first group at or behind this share of rows and groups together.
      let target = (rows + groups) / runs * run
      var (low, high) = (bounds[bounds.count - 1], groups)
      while low < high {
        let middle = (low + high) / 2
        if Int(starts[middle]) + middle < target { low = middle + 1 } else { high = middle }
      }
      if low > bounds[bounds.count - 1] { bounds.append(low) }
    }
    if bounds[bounds.count - 1] < groups { bounds.append(groups) }
    self.bounds = bounds
  }

  /// How many runs there are.
  var runs: Int { bounds.count - 1 }

  /// Calls `body` with each run's number and its groups; together they are all groups.
  func forEachRun(
    _ body: @Sendable (Int, Range<Int>) throws(Interrupted) -> Void
  ) throws(Interrupted) {
    let bounds = bounds
    try Parallel.forEachRange(count: runs, grain: 1) { runs throws(Interrupted) in
      for run in runs { try body(run, bounds[run]..<bounds[run + 1]) }
    }
  }

  /// Calls `body` with each group and its present values, in the order of its rows; `body` may change them.
  func forEach(
    _ rows: [Int32], _ x: NumberValues, missing: Bitmap?,
    _ body: @Sendable (Int, UnsafeMutableBufferPointer<Double>) -> Void
  ) throws(Interrupted) {
    try forEachPair(rows, x, nil, missing: missing) { group, values, _ in body(group, values) }
  }

  /// As ``forEach(_:_:missing:_:)`` with the values of two columns in the same rows; the second are those of the first
  /// where there is no second column.
  func forEachPair(
    _ rows: [Int32], _ x: NumberValues, _ y: NumberValues?, missing: Bitmap?,
    _ body:
      @Sendable (
        Int, UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>
      ) -> Void
  ) throws(Interrupted) {
    let starts = starts
    try forEachRun { _, groups in
      let first = Int(starts[groups.lowerBound])
      let count = Int(starts[groups.upperBound]) - first
      // The run's rows that have a value, and where each group's begin among them.
      var places = Array(rows[first..<first + count])
      var ends = groups.map { Int(starts[$0 + 1]) - first }
      if let missing {
        missing.withUnsafeWords { words in
          var kept = 0
          var place = 0
          for run in ends.indices {
            while place < ends[run] {
              let row = Int(places[place])
              place += 1
              if words[row &>> 6] &>> UInt64(row & 63) & 1 == 0 {
                places[kept] = Int32(truncatingIfNeeded: row)
                kept += 1
              }
            }
            ends[run] = kept
          }
          places.removeLast(places.count - kept)
        }
      }
      var (a, b) = (x.doubles(at: places), y?.doubles(at: places) ?? [])
      a.withUnsafeMutableBufferPointer { a in
        b.withUnsafeMutableBufferPointer { b in
          var start = 0
          for (run, group) in groups.enumerated() {
            let own = start..<ends[run]
            let values = UnsafeMutableBufferPointer(rebasing: a[own])
            body(group, values, y == nil ? values : UnsafeMutableBufferPointer(rebasing: b[own]))
            start = ends[run]
          }
        }
      }
    }
  }
}
