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

  /// The numbers from a first one on, so many of them.
  public init(counting count: Int, from first: Int32 = 0) {
    self.init(made(count) { for i in $1 { $0[i] = first &+ Int32(truncatingIfNeeded: i) } })
  }

  /// The values in the narrowest width that holds them all. O(n)
  public init(narrowing wide: [Int32]) {
    // The bits of values, of negative ones the complements; vectors of any processor can do that.
    var bits: Int32 = 0
    for value in wide { bits |= value ^ (value &>> 31) }
    if bits <= Int8.max {
      storage = .int8(WholeValues.narrowed(wide))
    } else if bits <= Int16.max {
      storage = .int16(WholeValues.narrowed(wide))
    } else {
      storage = .int32(wide)
    }
  }

  private static func narrowed<Element: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ wide: [Int32]
  ) -> [Element] {
    made(wide.count) { target, range in
      for i in range { target[i] = Element(truncatingIfNeeded: wide[i]) }
    }
  }

  /// The values of several lists, one behind the other, in the width of the widest. O(n)
  init(joining parts: [WholeValues]) {
    switch parts.map(\.bitWidth).max() ?? 8 {
    case 8: storage = .int8(WholeValues.joined(parts))
    case 16: storage = .int16(WholeValues.joined(parts))
    default: storage = .int32(WholeValues.joined(parts))
    }
  }

  private static func joined<Element: FixedWidthInteger & BitwiseCopyable>(
    _ parts: [WholeValues]
  ) -> [Element] {
    made(parts.reduce(0) { $0 + $1.count }) { target in
      var next = target
      for part in parts {
        if part.bitWidth == Element.bitWidth {
          part.withUnsafeBytes { values in
            UnsafeMutableRawBufferPointer(start: next, count: values.count).copyMemory(from: values)
          }
        } else {
          part.forEachBlock(0..<part.count) { start, block in
            for i in 0..<block.count { next[start &+ i] = Element(truncatingIfNeeded: block[i]) }
          }
        }
        next += part.count
      }
    }
  }

  private func withUnsafeBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    switch storage {
    case .int8(let x): x.withUnsafeBytes(body)
    case .int16(let x): x.withUnsafeBytes(body)
    case .int32(let x): x.withUnsafeBytes(body)
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

  /// How many bits a value has.
  var bitWidth: Int {
    switch storage {
    case .int8: 8
    case .int16: 16
    case .int32: 32
    }
  }

  /// Copies the values of some rows.
  func copy(_ rows: Range<Int>, to target: UnsafeMutablePointer<Int32>) {
    switch storage {
    case .int8(let x): WholeValues.copy(x, rows, to: target)
    case .int16(let x): WholeValues.copy(x, rows, to: target)
    case .int32(let x): WholeValues.copy(x, rows, to: target)
    }
  }

  @inline(__always)
  private static func copy(
    _ values: [some FixedWidthInteger], _ rows: Range<Int>, to target: UnsafeMutablePointer<Int32>
  ) {
    values.withUnsafeBufferPointer { values in
      let start = rows.lowerBound
      for i in 0..<rows.count { target[i] = Int32(truncatingIfNeeded: values[start &+ i]) }
    }
  }

  /// Calls `body` with consecutive blocks of values and the row of each block's first one.
  func forEachBlock(_ rows: Range<Int>, _ body: (Int, UnsafeMutableBufferPointer<Int32>) -> Void) {
    let size = 2048
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: size) { block in
      guard let base = block.baseAddress else { return }
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
        let part = start..<Swift.min(start + size, rows.upperBound)
        copy(part, to: base)
        body(start, UnsafeMutableBufferPointer(start: base, count: part.count))
      }
    }
  }

  /// Values that are all among these, in the same width.
  func likewise(_ wide: [Int32]) -> WholeValues {
    switch storage {
    case .int8: WholeValues(.int8(WholeValues.narrowed(wide)))
    case .int16: WholeValues(.int16(WholeValues.narrowed(wide)))
    case .int32: WholeValues(wide)
    }
  }
}
