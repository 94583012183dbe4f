internal import Glibc
internal import Numerics
internal import Syntax
internal import Tables

/// Operands of arithmetic: one number, or one for each row.
enum Numbers {
  case one(Double)
  case many([Double], missing: Bitmap?)
  /// All missing; with so many rows, or a single value.
  case missing(Int?)

  /// The numbers of a value; `nil` if it has none.
  init?(_ value: Value) {
    switch value {
    case .cell(.number(let x)): self = .one(x)
    case .cell(.missing): self = .missing(nil)
    case .column(let column):
      switch column.values {
      case .number(let x): self = .many(x.doubles, missing: column.missing)
      case .unknown(let count): self = .missing(count)
      default: return nil
      }
    default: return nil
    }
  }

  /// Days of a date, microseconds of a date-time.
  init?(temporal value: Value) {
    switch value {
    case .cell(.date(let day)): self = .one(Double(day.days))
    case .cell(.dateTime(let instant)): self = .one(Double(instant.microseconds))
    case .column(let column):
      switch column.values {
      case .date(let days): self = .many(days.map(Double.init), missing: column.missing)
      case .dateTime(let instants): self = .many(instants.map(Double.init), missing: column.missing)
      default: return nil
      }
    default: return nil
    }
  }

  var count: Int? {
    switch self {
    case .one: nil
    case .many(let x, _): x.count
    case .missing(let count): count
    }
  }
  var isMissing: Bool { if case .missing = self { true } else { false } }
  var missing: Bitmap? { if case .many(_, let missing) = self { missing } else { nil } }

  var arithmetic: Side {
    switch self {
    case .one(let x): Side(values: [x], isSingle: true)
    case .many(let x, _): Side(values: x, isSingle: false)
    case .missing: Side(values: [.nan], isSingle: true)
    }
  }

  static func united(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
    switch (a, b) {
    case (let a?, let b?): a.union(b)
    case (let a?, nil): a
    case (nil, let b): b
    }
  }

  /// A column of results, with those that aren't finite missing, and how many became so.
  static func column(_ values: [Double], missing: Bitmap?) -> (Column, undefined: Int) {
    var gone = missing
    var undefined = 0
    for row in 0..<values.count where !values[row].isFinite {
      if missing?[row] == true { continue }
      if gone == nil { gone = Bitmap(repeating: false, count: values.count) }
      gone?[row] = true
      undefined += 1
    }
    return (Column(.number(values), missing: gone), undefined)
  }
}

/// The values of one side of an operator; a single one stands for every row.
struct Side {
  var values: [Double]
  var isSingle = true

  func scaled(by factor: Double) -> Side {
    Side(values: values.map { $0 * factor }, isSingle: isSingle)
  }
}

/// The arithmetic of the language on numbers, row by row.
enum Arithmetic {
  static func apply(_ op: BinaryOperator, _ a: Side, _ b: Side) -> [Double] {
    switch op {
    case .plus: map(a, b) { $0 + $1 }
    case .minus: map(a, b) { $0 - $1 }
    case .times: map(a, b) { $0 * $1 }
    case .divide: map(a, b) { $0 / $1 }
    case .remainder: map(a, b, remainder)
    case .power: map(a, b, power)
    case .and, .or: []
    }
  }

  /// The remainder with the sign of the divisor, so that `-1 % 7` is 6, as in R and Python.
  @inline(__always)
  static func remainder(_ x: Double, _ y: Double) -> Double {
    if y == 0 { return .nan }
    let r = fmod(x, y)
    return r != 0 && (r < 0) != (y < 0) ? r + y : r
  }

  @inline(__always)
  static func power(_ x: Double, _ y: Double) -> Double { y == 2 ? x * x : pow(x, y) }

  @inline(__always)
  private static func map(
    _ a: Side, _ b: Side, _ op: (Double, Double) -> Double
  ) -> [Double] {
    let count = a.isSingle ? b.values.count : a.values.count
    return a.values.withUnsafeBufferPointer { x in
      b.values.withUnsafeBufferPointer { y in
        [Double](unsafeUninitializedCapacity: count) { result, made in
          if a.isSingle, b.isSingle {
            result[0] = op(x[0], y[0])
          } else if a.isSingle {
            let left = x[0]
            for i in 0..<count { result[i] = op(left, y[i]) }
          } else if b.isSingle {
            let right = y[0]
            for i in 0..<count { result[i] = op(x[i], right) }
          } else {
            for i in 0..<count { result[i] = op(x[i], y[i]) }
          }
          made = count
        }
      }
    }
  }
}

extension Value {
  enum Temporal { case date, dateTime }

  var temporal: Temporal? {
    switch self {
    case .cell(.date): .date
    case .cell(.dateTime): .dateTime
    case .column(let column):
      column.type == .date ? .date : column.type == .dateTime ? .dateTime : nil
    default: nil
    }
  }

  /// Numbers read as days or microseconds; what is out of the calendar is missing.
  func asTemporal(_ kind: Temporal) -> Value {
    let limit = kind == .date ? 2_932_896.0 : 2_932_897.0 * 86_400_000_000
    func fits(_ x: Double) -> Bool { x.magnitude <= limit }
    switch self {
    case .cell(.number(let x)):
      if !fits(x) { return .missing }
      let whole = x.rounded(.down)
      return kind == .date
        ? .cell(.date(Day(days: Int32(whole))))
        : .cell(.dateTime(Instant(microseconds: Int64(whole))))
    case .column(let column):
      guard case .number(let x) = column.values else { return self }
      var gone = column.missing
      for row in x.indices where !fits(x[row]) {
        if gone == nil { gone = Bitmap(repeating: false, count: x.count) }
        gone?[row] = true
      }
      let safe = x.map { fits($0) ? $0.rounded(.down) : 0 }
      return .column(
        kind == .date
          ? Column(.date(safe.map { Int32($0) }), missing: gone)
          : Column(.dateTime(safe.map { Int64($0) }), missing: gone))
    default: return self
    }
  }
}
