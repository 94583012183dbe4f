public import Numerics

/// Values of one type, one for each row, some of them perhaps missing. Never changes; copies share storage.
public struct Column: Sendable {
  /// The values by type. The value of a missing row is there but means nothing (0, "" or false).
  public enum Values: Sendable {
    case number(NumberValues)
    case text(TextValues)
    case category(CategoryValues)
    case truth([Bool])
    /// Days since 1970-01-01.
    case date([Int32])
    /// Microseconds since 1970-01-01T00:00 on the wall clock.
    case dateTime([Int64])
    /// So many rows, all missing, of no known type.
    case unknown(Int)

    /// Numbers as they are.
    public static func number(_ numbers: [Double]) -> Values { .number(NumberValues(numbers)) }
  }

  public let values: Values
  /// The rows without a value; `nil` when every row has one. Never an empty bitmap.
  public let missing: Bitmap?

  /// A column of `values`; `missing` has one bit a row. A bitmap without a set bit is dropped.
  public init(_ values: Values, missing: Bitmap? = nil) {
    self.values = values
    if case .unknown(let count) = values {
      self.missing = count == 0 ? nil : Bitmap(repeating: true, count: count)
    } else {
      self.missing = missing.flatMap { $0.setCount == 0 ? nil : $0 }
    }
  }

  public var count: Int {
    switch values {
    case .number(let x): x.count
    case .text(let x): x.count
    case .category(let x): x.count
    case .truth(let x): x.count
    case .date(let x): x.count
    case .dateTime(let x): x.count
    case .unknown(let count): count
    }
  }

  public var type: ColumnType {
    switch values {
    case .number: .number
    case .text: .text
    case .category: .category
    case .truth: .truth
    case .date: .date
    case .dateTime: .dateTime
    case .unknown: .unknown
    }
  }

  public var missingCount: Int { missing?.setCount ?? 0 }

  public func isMissing(_ row: Int) -> Bool { missing?[row] ?? false }

  /// The value of a row.
  public subscript(row: Int) -> Cell {
    if isMissing(row) { return .missing }
    switch values {
    case .number(let x): return .number(x[row])
    case .text(let x): return .text(x[row])
    case .category(let x): return .text(x[row])
    case .truth(let x): return .truth(x[row])
    case .date(let x): return .date(Day(days: x[row]))
    case .dateTime(let x): return .dateTime(Instant(microseconds: x[row]))
    case .unknown: return .missing
    }
  }

  /// A column of one value for each of `count` rows.
  public init(repeating cell: Cell, count: Int) {
    switch cell {
    case .missing: self.init(.unknown(count))
    case .number(let x): self.init(.number(Array(repeating: x, count: count)))
    case .text(let x):
      self.init(.text(TextValues(codes: Array(repeating: 0, count: count), distinct: [x])))
    case .truth(let x): self.init(.truth(Array(repeating: x, count: count)))
    case .date(let x): self.init(.date(Array(repeating: x.days, count: count)))
    case .dateTime(let x): self.init(.dateTime(Array(repeating: x.microseconds, count: count)))
    }
  }
}
