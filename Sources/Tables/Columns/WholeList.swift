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
    case .int8(let x): storage = .int8(WholeList.roomy(x, count))
    case .int16(let x): storage = .int16(WholeList.roomy(x, count))
    case .int32(let x): storage = .int32(WholeList.roomy(x, count))
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

  private mutating func widen(_ bits: Int) {
    guard bits > values.bitWidth else { return }
    let old = values
    if bits == 16 {
      var wider: [Int16] = []
      wider.reserveCapacity(max(old.count, reserved))
      old.forEachBlock(0..<old.count) { WholeList.append(UnsafeBufferPointer($1), to: &wider) }
      storage = .int16(wider)
    } else {
      var wider: [Int32] = []
      wider.reserveCapacity(max(old.count, reserved))
      old.forEachBlock(0..<old.count) { wider.append(contentsOf: $1) }
      storage = .int32(wider)
    }
  }

  /// The numbers, which the list then has no more, so that they change in place.
  private mutating func take() -> WholeValues.Storage {
    defer { storage = .int8([]) }
    return storage
  }

  private static func roomy<Element>(_ values: [Element], _ count: Int) -> [Element] {
    var values = values
    values.reserveCapacity(count)
    return values
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
