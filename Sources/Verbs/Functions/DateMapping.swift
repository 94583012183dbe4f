import Diagnostics
import Engine
import Numerics
import Tables

// How row-wise functions go over dates: the days of a column seldom span more than some thousands, so that what
// depends on the day is worked out once for each day and then looked up.

/// The dates or date-times of an argument.
enum Moments {
  case missing
  case unknown(Column)
  case day(Day)
  case instant(Instant)
  case days([Int32], Bitmap?)
  case instants([Int64], Bitmap?)

  var count: Int? {
    switch self {
    case .days(let x, _): x.count
    case .instants(let x, _): x.count
    case .unknown(let column): column.count
    default: nil
    }
  }

  /// Microseconds of a row, a date's at midnight; `nil` where it is missing.
  func microseconds(_ row: Int) -> Int64? {
    switch self {
    case .missing, .unknown: nil
    case .day(let day): Int64(day.days) * Instant.microsecondsPerDay
    case .instant(let x): x.microseconds
    case .days(let x, let gone):
      gone?[row] == true ? nil : Int64(x[row]) * Instant.microsecondsPerDay
    case .instants(let x, let gone): gone?[row] == true ? nil : x[row]
    }
  }
}

extension FunctionCall {
  /// - Throws: E30 for what is neither dates nor date-times.
  func moments(_ name: String) throws(Diagnostic) -> Moments {
    switch value(name) {
    case .cell(.missing): return .missing
    case .cell(.date(let day)): return .day(day)
    case .cell(.dateTime(let instant)): return .instant(instant)
    case .column(let column):
      switch column.values {
      case .date(let days): return .days(days, column.missing)
      case .dateTime(let instants): return .instants(instants, column.missing)
      case .unknown: return .unknown(column)
      default: break
      }
    default: break
    }
    throw wrong(name, "dates", help: ["`date(\"2024-03-01\")` reads a date from a text"])
  }

  /// The rows of a result without a value: those that had none before, and those that hold `undefined`, which a note
  /// counts.
  func gaps<T: Equatable>(
    _ results: [T], _ undefined: T, _ missing: Bitmap?, _ evaluator: Evaluator
  ) -> Bitmap? {
    guard results.contains(undefined) else { return missing }
    var gone = missing ?? Bitmap(repeating: false, count: results.count)
    var count = 0
    for row in results.indices where results[row] == undefined && !gone[row] {
      gone[row] = true
      count += 1
    }
    evaluator.undefined(count, in: label)
    return gone
  }

  /// Runs a loop over rows; an interrupt becomes the call's error.
  func interruptible<T>(_ body: () throws(Interrupted) -> T) throws(Diagnostic) -> T {
    do throws(Interrupted) {
      return try body()
    } catch {
      throw Diagnostic(.interrupted, "interrupted", at: range)
    }
  }
}

enum DayColumn {
  /// What a function gives for each day. O(rows + days that they span), on all cores.
  static func each<T: BitwiseCopyable & Sendable>(
    _ days: [Int32], _ apply: @Sendable (Day) -> T
  ) throws(Interrupted) -> [T] {
    guard let low = days.min(), let high = days.max() else { return [] }
    let span = Int(high) - Int(low) + 1
    guard span <= max(1024, days.count) else {
      return try Parallel.array(count: days.count) { out, range in
        for row in range { out[row] = apply(Day(days: days[row])) }
      }
    }
    let table = (0..<span).map { apply(Day(days: low + Int32($0))) }
    return try Parallel.array(count: days.count) { out, range in
      table.withUnsafeBufferPointer { table in
        days.withUnsafeBufferPointer { days in
          for row in range { out[row] = table[Int(days[row] &- low)] }
        }
      }
    }
  }

  /// The day of each date-time.
  static func days(_ instants: [Int64]) throws(Interrupted) -> [Int32] {
    try Parallel.array(count: instants.count) { out, range in
      for row in range { out[row] = Instant(microseconds: instants[row]).day.days }
    }
  }
}
