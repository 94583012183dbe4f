/// Bits in 64-bit words: the missing bitmap of a column (a set bit means *missing*), and any other set
/// of row numbers.
///
/// A value type; copies share their words until one of them changes. Bits past `count` in the last
/// word are always 0, so that whole-word operations and `==` need no mask.
public struct Bitmap: Sendable, Equatable {
  /// How many bits there are.
  public private(set) var count: Int
  private var words: [UInt64]

  /// - Parameters:
  ///   - value: what every bit is at first.
  ///   - count: how many bits; a negative count is taken as 0.
  public init(repeating value: Bool = false, count: Int) {
    self.count = max(0, count)
    words = [UInt64](repeating: value ? ~0 : 0, count: (self.count + 63) >> 6)
    clearPadding()
  }

  /// Bits by their words; bits past `count` in the last word are cleared.
  public init(words: [UInt64], count: Int) {
    precondition(words.count == (count + 63) >> 6, "words for another count")
    (self.words, self.count) = (words, count)
    clearPadding()
  }

  /// The bits of a list of truth values, in order.
  public init(_ bits: [Bool]) {
    self.init(count: bits.count)
    let count = bits.count
    bits.withUnsafeBufferPointer { bits in
      words.withUnsafeMutableBufferPointer { words in
        for w in 0..<words.count {
          let start = w << 6
          var word: UInt64 = 0
          for i in start..<min(start + 64, count) {
            word |= (bits[i] ? 1 : 0) &<< UInt64(i &- start)
          }
          words[w] = word
        }
      }
    }
  }

  /// The bits at which `values` is NaN. Complexity: O(n).
  public init(whereNaN values: UnsafeBufferPointer<Double>) {
    self.init(count: values.count)
    words.withUnsafeMutableBufferPointer { words in
      for w in 0..<words.count {
        var word: UInt64 = 0
        let start = w << 6
        for i in start..<min(start + 64, values.count) {
          word |= (values[i].isNaN ? 1 : 0) &<< UInt64(i - start)
        }
        words[w] = word
      }
    }
  }

  /// The bits at which `values` is negative. Complexity: O(n), on all processors.
  public init(whereNegative values: [Int32]) {
    self.init(count: values.count)
    words.withUnsafeMutableBufferPointer { words in
      nonisolated(unsafe) let words = words
      Parallel.wholly(count: words.count, grain: 1 << 10) { part in
        values.withUnsafeBufferPointer { values in
          for w in part {
            let start = w << 6
            var word: UInt64 = 0
            for i in start..<min(start + 64, values.count) {
              word |= UInt64(UInt32(bitPattern: values[i]) &>> 31) &<< UInt64(i &- start)
            }
            words[w] = word
          }
        }
      }
    }
  }

  /// The bit at a position. Out of range traps, as an array does; loops over columns are in range.
  public subscript(index: Int) -> Bool {
    get {
      precondition(index >= 0 && index < count, "bit index out of range")
      return words[index >> 6] & (1 &<< UInt64(index & 63)) != 0
    }
    set {
      precondition(index >= 0 && index < count, "bit index out of range")
      let bit: UInt64 = 1 &<< UInt64(index & 63)
      if newValue { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
    }
  }

  /// How many bits are set. Complexity: O(n / 64).
  public var setCount: Int {
    words.withUnsafeBufferPointer { words in
      var total = 0
      for word in words { total &+= word.nonzeroBitCount }
      return total
    }
  }

  /// Whether there are no bits at all.
  public var isEmpty: Bool { count == 0 }
  /// Whether no bit is set (true for an empty bitmap).
  public var noneSet: Bool { words.allSatisfy { $0 == 0 } }
  /// Whether every bit is set (true for an empty bitmap).
  public var allSet: Bool { setCount == count }

  /// Adds a bit at the end. Complexity: O(1) on average.
  public mutating func append(_ bit: Bool) {
    if count & 63 == 0 { words.append(0) }
    if bit { words[count >> 6] |= 1 &<< UInt64(count & 63) }
    count += 1
  }

  /// Adds all bits of another bitmap at the end. Complexity: O(m / 64).
  public mutating func append(_ other: Bitmap) {
    let shift = UInt64(count & 63)
    if shift == 0 {
      words.append(contentsOf: other.words)
    } else {
      words.reserveCapacity((count + other.count + 63) >> 6)
      for word in other.words {
        words[words.count - 1] |= word &<< shift
        words.append(word &>> (64 - shift))
      }
    }
    count += other.count
    words.removeLast(words.count - (count + 63) >> 6)
  }

  /// The bits set in either. Both must have the same count.
  public func union(_ other: Bitmap) -> Bitmap { combined(with: other, |) }
  /// The bits set in both. Both must have the same count.
  public func intersection(_ other: Bitmap) -> Bitmap { combined(with: other, &) }
  /// The bits set here and not in the other. Both must have the same count.
  public func subtracting(_ other: Bitmap) -> Bitmap { combined(with: other) { $0 & ~$1 } }

  /// Sets the bits that are set in the other too.
  public mutating func formUnion(_ other: Bitmap) { self = union(other) }

  /// The opposite of every bit.
  public func inverted() -> Bitmap {
    var result = self
    for w in 0..<result.words.count { result.words[w] = ~result.words[w] }
    result.clearPadding()
    return result
  }

  /// The bits at the positions given, in that order; a negative position gives a set bit, which is what a
  /// join without a partner needs of a missing bitmap. Complexity: O(indices).
  public func gather(indices: [Int32]) -> Bitmap {
    var result = Bitmap(count: indices.count)
    let (source, count) = (words, count)
    result.words.withUnsafeMutableBufferPointer { target in
      nonisolated(unsafe) let target = target
      Parallel.wholly(count: target.count, grain: 1 << 10) { part in
        source.withUnsafeBufferPointer { source in
          indices.withUnsafeBufferPointer { indices in
            for w in part {
              let start = w << 6
              var word: UInt64 = 0
              for i in start..<min(start + 64, indices.count) {
                let index = Int(indices[i])
                precondition(index < count, "bit index out of range")
                let bit = index < 0 ? 1 : (source[index >> 6] &>> UInt64(index & 63)) & 1
                word |= bit &<< UInt64(i &- start)
              }
              target[w] = word
            }
          }
        }
      }
    }
    return result
  }

  /// The bits of a range, counted from 0 again.
  public func slice(_ range: Range<Int>) -> Bitmap {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bit range out of range")
    var result = Bitmap(count: range.count)
    let shift = UInt64(range.lowerBound & 63)
    let first = range.lowerBound >> 6
    for w in 0..<result.words.count {
      var word = words[first + w] &>> shift
      if shift > 0, first + w + 1 < words.count { word |= words[first + w + 1] &<< (64 - shift) }
      result.words[w] = word
    }
    result.clearPadding()
    return result
  }

  /// Each bit as a truth value. O(n)
  public var truths: [Bool] {
    words.withUnsafeBufferPointer { words in
      [Bool](unsafeUninitializedCapacity: count) { truths, made in
        for i in 0..<count { truths[i] = words[i &>> 6] &>> UInt64(i & 63) & 1 == 1 }
        made = count
      }
    }
  }

  /// The positions of the set bits, ascending.
  public func setIndices() -> [Int32] {
    let total = setCount
    return [Int32](unsafeUninitializedCapacity: total) { indices, made in
      words.withUnsafeBufferPointer { words in
        var next = 0
        for w in 0..<words.count {
          var word = words[w]
          while word != 0 {
            indices[next] = Int32(truncatingIfNeeded: w << 6 &+ word.trailingZeroBitCount)
            next &+= 1
            word &= word &- 1
          }
        }
      }
      made = total
    }
  }

  /// The positions of the bits that aren't set, ascending.
  public func unsetIndices() -> [Int32] { inverted().setIndices() }

  /// Gives a loop the words: bit i is `words[i >> 6] >> (i & 63) & 1`; bits past `count` are 0.
  public func withUnsafeWords<R>(_ body: (UnsafeBufferPointer<UInt64>) -> R) -> R {
    words.withUnsafeBufferPointer(body)
  }

  private func combined(with other: Bitmap, _ combine: (UInt64, UInt64) -> UInt64) -> Bitmap {
    precondition(count == other.count, "bitmaps of different counts")
    var result = self
    result.words.withUnsafeMutableBufferPointer { mine in
      other.words.withUnsafeBufferPointer { theirs in
        for w in 0..<mine.count { mine[w] = combine(mine[w], theirs[w]) }
      }
    }
    return result
  }

  private mutating func clearPadding() {
    if count & 63 != 0 { words[words.count - 1] &= (1 &<< UInt64(count & 63)) - 1 }
  }
}
