internal import Numerics

/// Whole numbers that come block by block, in the narrowest width that holds those so far.
package struct WholeList {
  private var storage = WholeValues.Storage.int8([])
  private var reserved = 0

  package init() {}

  package init(zeros count: Int) { storage = .int8([Int8](repeating: 0, count: count)) }

  /// The numbers so far.
  package var values: WholeValues { WholeValues(storage) }

  /// Makes room for so many numbers in all.
  package mutating func reserve(_ count: Int) {
    reserved = count
    switch take() {
    case .int8(let x): storage = .int8(roomy(x, count))
    case .int16(let x): storage = .int16(roomy(x, count))
    case .int32(let x): storage = .int32(roomy(x, count))
    }
  }

  /// Appends numbers. O(numbers) on average; what is there is copied when the width grows, so at most twice.
  package mutating func append(_ block: UnsafeBufferPointer<Int32>) {
    // The bits of values, of negative ones the complements.
    var bits: Int32 = 0
    for value in block { bits |= value ^ (value &>> 31) }
    widen(bits <= Int8.max ? 8 : bits <= Int16.max ? 16 : 32)
    switch take() {
    case .int8(var x):
      WholeList.append(block, to: &x)
      storage = .int8(x)
    case .int16(var x):
      WholeList.append(block, to: &x)
      storage = .int16(x)
    case .int32(var x):
      x.append(contentsOf: block)
      storage = .int32(x)
    }
  }

  /// Appends numbers of whatever width. O(numbers), but as above for what is there.
  mutating func append(_ values: WholeValues) {
    widen(values.bitWidth)
    switch take() {
    case .int8(var x):
      if case .int8(let more) = values.storage { x.append(contentsOf: more) }
      storage = .int8(x)
    case .int16(var x):
      switch values.storage {
      case .int16(let more): x.append(contentsOf: more)
      default:
        values.forEachBlock(0..<values.count) {
          WholeList.append(UnsafeBufferPointer($1), to: &x)
        }
      }
      storage = .int16(x)
    case .int32(var x):
      switch values.storage {
      case .int32(let more): x.append(contentsOf: more)
      default: values.forEachBlock(0..<values.count) { x.append(contentsOf: $1) }
      }
      storage = .int32(x)
    }
  }

  mutating func append(zeros count: Int) {
    switch take() {
    case .int8(var x):
      x.append(contentsOf: repeatElement(0, count: count))
      storage = .int8(x)
    case .int16(var x):
      x.append(contentsOf: repeatElement(0, count: count))
      storage = .int16(x)
    case .int32(var x):
      x.append(contentsOf: repeatElement(0, count: count))
      storage = .int32(x)
    }
  }

  private mutating func widen(_ bits: Int) {
    guard bits > values.bitWidth else { return }
    let old = values
    if bits == 16 {
      var wider: [Int16] = roomy([], max(old.count, reserved))
      old.forEachBlock(0..<old.count) { WholeList.append(UnsafeBufferPointer($1), to: &wider) }
      storage = .int16(wider)
    } else {
      var wider: [Int32] = roomy([], max(old.count, reserved))
      old.forEachBlock(0..<old.count) { wider.append(contentsOf: $1) }
      storage = .int32(wider)
    }
  }

  /// The numbers, which the list then has no more, so that they change in place.
  mutating func take() -> WholeValues.Storage {
    defer { storage = .int8([]) }
    return storage
  }

  private static func append<Element: FixedWidthInteger & BitwiseCopyable>(
    _ block: UnsafeBufferPointer<Int32>, to values: inout [Element]
  ) {
    withUnsafeTemporaryAllocation(of: Element.self, capacity: block.count) { room in
      guard let target = room.baseAddress, let source = block.baseAddress else { return }
      for i in 0..<block.count { target[i] = Element(truncatingIfNeeded: source[i]) }
      values.append(contentsOf: UnsafeBufferPointer(start: target, count: block.count))
    }
  }
}

/// The values with room for so many in all, on large pages if they are many. O(values)
func roomy<Element: BitwiseCopyable>(_ values: [Element], _ count: Int) -> [Element] {
  if values.capacity >= count { return values }
  return [Element](unsafeUninitializedCapacity: count) { room, made in
    guard let first = room.baseAddress else { return }
    preferLargePages(first, count)
    values.withUnsafeBufferPointer { old in
      if let source = old.baseAddress { first.update(from: source, count: old.count) }
    }
    made = values.count
  }
}
