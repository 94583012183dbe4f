/// Numbers in the narrowest form that holds them exactly: whole numbers of up to 32 bits, or doubles.
///
/// It reads as a collection of doubles. Reading one element asks for the form each time; loops over many rows switch
/// over ``storage`` once, or take ``doubles``.
public struct NumberValues: Sendable, RandomAccessCollection {
  public enum Storage: Sendable {
    case whole(WholeValues)
    case double([Double])
  }

  public let storage: Storage

  public init(_ storage: Storage) { self.storage = storage }
  /// The numbers as they are.
  public init(_ numbers: [Double]) { storage = .double(numbers) }
  public init(_ numbers: WholeValues) { storage = .whole(numbers) }

  /// The numbers in the narrowest form that holds them all exactly. O(n)
  public init(narrowing numbers: [Double]) {
    var low = 0.0
    var high = 0.0
    for x in numbers {
      guard x == x.rounded(.towardZero), !(x == 0 && x.sign == .minus) else {
        storage = .double(numbers)
        return
      }
      low = Swift.min(low, x)
      high = Swift.max(high, x)
    }
    guard low >= Double(Int32.min), high <= Double(Int32.max) else {
      storage = .double(numbers)
      return
    }
    // In range by the guard above.
    if low >= Double(Int8.min), high <= Double(Int8.max) {
      storage = .whole(WholeValues(.int8(numbers.map { Int8($0) })))
    } else if low >= Double(Int16.min), high <= Double(Int16.max) {
      storage = .whole(WholeValues(.int16(numbers.map { Int16($0) })))
    } else {
      storage = .whole(WholeValues(.int32(numbers.map { Int32($0) })))
    }
  }

  public var startIndex: Int { 0 }

  public var endIndex: Int {
    switch storage {
    case .whole(let x): x.count
    case .double(let x): x.count
    }
  }

  public subscript(row: Int) -> Double {
    switch storage {
    case .whole(let x): Double(x[row])
    case .double(let x): x[row]
    }
  }

  /// All numbers as doubles; a copy unless they are stored so. O(n)
  public var doubles: [Double] {
    switch storage {
    case .whole(let x):
      switch x.storage {
      case .int8(let x): x.map { Double($0) }
      case .int16(let x): x.map { Double($0) }
      case .int32(let x): x.map { Double($0) }
      }
    case .double(let x): x
    }
  }

  /// The numbers at the given places, as doubles. O(places)
  func doubles(at rows: [Int32]) -> [Double] {
    switch storage {
    case .whole(let x):
      switch x.storage {
      case .int8(let x): converted(x, rows)
      case .int16(let x): converted(x, rows)
      case .int32(let x): converted(x, rows)
      }
    case .double(let x): picked(x, rows, 0)
    }
  }

  private func converted(_ values: [some FixedWidthInteger], _ rows: [Int32]) -> [Double] {
    values.withUnsafeBufferPointer { values in rows.map { Double(values[Int($0)]) } }
  }
}
