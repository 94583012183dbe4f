/// Whole numbers of 1, 2 or 4 bytes each: a column of small numbers is read four or eight times as fast as one of doubles.
///
/// Reading one element asks for the width each time; loops over many rows switch over ``storage`` once.
public struct WholeValues: Sendable, RandomAccessCollection {
  public enum Storage: Sendable {
    case int8([Int8])
    case int16([Int16])
    case int32([Int32])
  }

  public let storage: Storage

  public init(_ storage: Storage) { self.storage = storage }

  /// The values as they are, four bytes each.
  public init(_ wide: [Int32]) { storage = .int32(wide) }

  /// The values in the narrowest width that holds them all. O(n)
  public init(narrowing wide: [Int32]) {
    var low: Int32 = 0
    var high: Int32 = 0
    for value in wide {
      low = Swift.min(low, value)
      high = Swift.max(high, value)
    }
    if low >= Int8.min, high <= Int8.max {
      storage = .int8(wide.map { Int8(truncatingIfNeeded: $0) })
    } else if low >= Int16.min, high <= Int16.max {
      storage = .int16(wide.map { Int16(truncatingIfNeeded: $0) })
    } else {
      storage = .int32(wide)
    }
  }

  public var startIndex: Int { 0 }

  public var endIndex: Int {
    switch storage {
    case .int8(let x): x.count
    case .int16(let x): x.count
    case .int32(let x): x.count
    }
  }

  public subscript(row: Int) -> Int32 {
    switch storage {
    case .int8(let x): Int32(x[row])
    case .int16(let x): Int32(x[row])
    case .int32(let x): x[row]
    }
  }

  /// All values, four bytes each; a copy unless they are stored so. O(n)
  public var wide: [Int32] {
    switch storage {
    case .int8(let x): x.map { Int32($0) }
    case .int16(let x): x.map { Int32($0) }
    case .int32(let x): x
    }
  }

  /// The values at the given places, in the same width; 0 for a place of -1. O(places)
  func gather(_ rows: [Int32]) -> WholeValues {
    switch storage {
    case .int8(let x): WholeValues(.int8(picked(x, rows, 0)))
    case .int16(let x): WholeValues(.int16(picked(x, rows, 0)))
    case .int32(let x): WholeValues(.int32(picked(x, rows, 0)))
    }
  }
}
