internal import Diagnostics
internal import Numerics

/// A sum with what its additions lost by rounding (Neumaier 1974, with Knuth's branch-free two-sum).
struct CompensatedSum: BitwiseCopyable, Sendable {
  private var sum = 0.0
  private var lost = 0.0

  @inline(__always)
  mutating func add(_ x: Double) {
    let next = sum + x
    let added = next - sum
    lost += (sum - (next - added)) + (x - added)
    sum = next
  }

  mutating func merge(_ other: CompensatedSum) {
    add(other.sum)
    lost += other.lost
  }

  var total: Double {
    let whole = sum + lost
    return whole.isFinite ? whole : sum
  }
}

/// The sums from which the variances and the correlation of whole numbers follow exactly.
private struct Moments: BitwiseCopyable, Sendable {
  var count: Int64 = 0
  var x: Int64 = 0
  var y: Int64 = 0
  var xx: Int64 = 0
  var yy: Int64 = 0
  var xy: Int64 = 0

  static func merge(_ a: inout Moments, _ b: Moments) {
    a.count += b.count
    a.x += b.x
    a.y += b.y
    a.xx += b.xx
    a.yy += b.yy
    a.xy += b.xy
  }

  /// n Σab − Σa Σb, rounded once.
  func spread(_ ab: Int64, _ a: Int64, _ b: Int64) -> Double {
    let first = count.multipliedReportingOverflow(by: ab)
    let second = a.multipliedReportingOverflow(by: b)
    let spread = first.partialValue.subtractingReportingOverflow(second.partialValue)
    if !first.overflow, !second.overflow, !spread.overflow { return Double(spread.partialValue) }
    // To make a double of 128 bits takes a hundred times as long.
    return Double(Int128(count) * Int128(ab) - Int128(a) * Int128(b))
  }
}

extension GroupedAggregates {
  /// For each group how many of its rows aren't missing.
  static func presentCounts(
    _ missing: Bitmap, _ groups: Grouping
  ) throws(Diagnostic) -> WholeValues {
    WholeValues(
      narrowing: try groups.accumulated(
        Int32(0), missing: missing,
        add: { counts, block in
          for i in 0..<block.count { counts[Int(block.groups[i])] &+= 1 }
        }, merge: { $0 &+= $1 }))
  }

  /// For each group the sum of its present values, and how many there are; `nil` for a column that isn't of numbers.
  static func sums(
    _ column: Column, _ groups: Grouping
  ) throws(Diagnostic) -> (totals: [Double], counts: [Int32])? {
    guard let numbers = column.numbers else { return nil }
    let missing = column.missing
    let counts: [Int32]
    if let missing {
      counts = try presentCounts(missing, groups).wide
    } else {
      counts = try groups.counts
    }
    switch numbers.storage {
    case .whole(let x):
      let totals = try groups.accumulated(
        Int64(0), missing: missing,
        add: { totals, block in
          let values = block.read(x)
          for i in 0..<block.count { totals[Int(block.groups[i])] &+= Int64(values[i]) }
        }, merge: { $0 &+= $1 })
      return (totals.map { Double($0) }, counts)
    case .double(let x):
      let totals = try groups.accumulated(
        CompensatedSum(), missing: missing,
        add: { totals, block in
          let values = block.read(x)
          for i in 0..<block.count { totals[Int(block.groups[i])].add(values[i]) }
        }, merge: { $0.merge($1) })
      return (totals.map(\.total), counts)
    }
  }

  /// For each group the variance of its present values, not a number for less than two; exact but for one rounding
  /// where the numbers are whole ones of up to 16 bits.
  static func variances(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> [Double]? {
    guard let numbers = column.numbers else { return nil }
    guard case .whole(let x) = numbers.storage, x.bitWidth <= 16 else {
      return try reducedPairs(numbers, nil, column.missing, groups) { values, _ in
        Reductions.variance(UnsafeBufferPointer(values))
      }
    }
    let moments = try groups.accumulated(
      Moments(), missing: column.missing,
      add: { moments, block in
        let values = block.read(x)
        for i in 0..<block.count {
          let value = Int64(values[i])
          let group = Int(block.groups[i])
          moments[group].count &+= 1
          moments[group].x &+= value
          moments[group].xx &+= value &* value
        }
      }, merge: Moments.merge)
    return moments.map { m in
      m.count < 2 ? .nan : m.spread(m.xx, m.x, m.x) / (Double(m.count) * Double(m.count - 1))
    }
  }

  /// The correlations of two columns of whole numbers of up to 16 bits, from exact sums; `nil` for others.
  static func wholeCorrelations(
    _ a: NumberValues, _ b: NumberValues, _ missing: Bitmap?, _ groups: Grouping
  ) throws(Diagnostic) -> [Double]? {
    guard case .whole(let x) = a.storage, case .whole(let y) = b.storage, x.bitWidth <= 16,
      y.bitWidth <= 16
    else { return nil }
    let moments = try groups.accumulated(
      Moments(), missing: missing,
      add: { moments, block in
        let (x, y) = (block.read(x), block.read(y, second: true))
        for i in 0..<block.count {
          let (x, y) = (Int64(x[i]), Int64(y[i]))
          let group = Int(block.groups[i])
          moments[group].count &+= 1
          moments[group].x &+= x
          moments[group].y &+= y
          moments[group].xx &+= x &* x
          moments[group].yy &+= y &* y
          moments[group].xy &+= x &* y
        }
      }, merge: Moments.merge)
    return moments.map { m in
      let (xx, yy) = (m.spread(m.xx, m.x, m.x), m.spread(m.yy, m.y, m.y))
      guard m.count > 1, xx > 0, yy > 0 else { return .nan }
      return max(-1, min(1, m.spread(m.xy, m.x, m.y) / (xx * yy).squareRoot()))
    }
  }

  /// For each group how many of its values are true and how many false; `nil` unless they are such.
  static func truthCounts(
    _ column: Column, _ groups: Grouping
  ) throws(Diagnostic) -> [(true: Int32, false: Int32)]? {
    let x: [Bool]
    switch column.values {
    case .truth(let truths): x = truths
    case .unknown(let count): x = Array(repeating: false, count: count)
    default: return nil
    }
    // Both counts in one word, so that a row is one addition.
    let counts = try groups.accumulated(
      UInt64(0), missing: column.missing,
      add: { counts, block in
        let values = block.read(x)
        for i in 0..<block.count {
          counts[Int(block.groups[i])] &+= values[i] ? 1 << 32 : 1
        }
      }, merge: { $0 &+= $1 })
    return counts.map {
      (Int32(truncatingIfNeeded: $0 >> 32), Int32(truncatingIfNeeded: $0))
    }
  }
}
