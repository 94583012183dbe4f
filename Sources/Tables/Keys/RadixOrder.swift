internal import Numerics

/// Orders of 64-bit words.
enum RadixOrder {
  /// Rows in the order of their words, ties as they stand, with the words in that order.
  struct Sorted: Sendable {
    var rows: [Int32]
    var words: [UInt64]
  }

  /// The rows of some keys in ascending order of their words.
  ///
  /// One pass shares the rows out by the first bits of their words, on all processors; then each share, small enough
  /// for a processor's cache, is sorted by the bits in which its words differ.
  /// - Complexity: O(n · bits that tell the words apart), O(n) where they are in order already.
  static func sorted(_ keys: PackedKeys) throws(Interrupted) -> Sorted {
    let n = keys.rowCount
    var words = try filled(n) { (words: UnsafeMutablePointer<UInt64>) throws(Interrupted) in
      nonisolated(unsafe) let words = words
      try Parallel.forEachRange(count: n, grain: 1 << 16) { rows in
        keys.forEachBlock(rows) { start, block in
          (words + start).update(from: block.baseAddress ?? words, count: block.count)
        }
      }
    }
    if try isAscending(words) {
      let rows = made(n) { rows, range in
        for row in range { rows[row] = Int32(truncatingIfNeeded: row) }
      }
      return Sorted(rows: rows, words: words)
    }
    let rowBits = 64 - UInt64(max(1, n - 1)).leadingZeroBitCount
    let keyBits = 64 - keys.last.leadingZeroBitCount
    let rows =
      keyBits + rowBits <= 64
      ? try sort(&words, keyBits, RowInWord.self, rowBits)
      : try sort(&words, keyBits, RowBeside.self, rowBits)
    return Sorted(rows: rows, words: words)
  }

  /// The places of some numbers in ascending order, ties as they stand; none of them NaN. O(n)
  static func order(_ x: UnsafeBufferPointer<Double>) -> [Int32] {
    order(x.count) { key(x[$0]) }
  }

  /// The places below `count` in ascending order of the words that they have, ties as they stand. O(count · bits that
  /// tell the words apart)
  @inline(__always)
  static func order(_ count: Int, _ word: (Int) -> UInt64) -> [Int32] {
    withUnsafeTemporaryAllocation(of: RowBeside.self, capacity: 2 * count) { room in
      guard let items = room.baseAddress else { return [] }
      for place in 0..<count { items[place] = RowBeside(word(place), place, 0) }
      sortInCache(items, items + count, count, 0)
      return (0..<count).map { items[$0].row(0) }
    }
  }

  private static func isAscending(_ words: [UInt64]) throws(Interrupted) -> Bool {
    let parts = try Parallel.ranges(count: words.count, grain: 1 << 16) { rows in
      words.withUnsafeBufferPointer { words in
        for row in rows.dropFirst(rows.lowerBound == 0 ? 1 : 0) where words[row - 1] > words[row] {
          return false
        }
        return true
      }
    }
    return parts.allSatisfy { $0 }
  }

  /// Sorts the words and gives the rows they are from.
  private static func sort<Item: SortItem>(
    _ words: inout [UInt64], _ keyBits: Int, _: Item.Type, _ rowBits: Int
  ) throws(Interrupted) -> [Int32] {
    let n = words.count
    let low = Item.holdsRow ? rowBits : 0
    // Shares of about 8,000 rows; a short column is one.
    let bits = n < 1 << 15 ? 0 : min(keyBits, 11, n.bitWidth - n.leadingZeroBitCount - 13)
    let shift = UInt64(keyBits - bits)
    let buckets = 1 << bits
    let chunks = max(1, min(16, n >> 16))
    let grain = max(1, (n + chunks - 1) / chunks)
    let items = UnsafeMutablePointer<Item>.allocate(capacity: n)
    defer { items.deallocate() }
    preferLargePages(items, n)
    nonisolated(unsafe) let shared = items
    var starts = [Int](repeating: 0, count: buckets + 1)
    starts[buckets] = n
    let source = words
    if bits == 0 {
      for row in 0..<n { shared[row] = Item(source[row], row, rowBits) }
    } else {
      // How many rows of each chunk go to each share, then where the chunk's part of the share begins.
      let counts = try Parallel.ranges(count: n, grain: grain) { rows in
        var counts = [Int](repeating: 0, count: buckets)
        counts.withUnsafeMutableBufferPointer { counts in
          source.withUnsafeBufferPointer { words in
            for row in rows { counts[Int(truncatingIfNeeded: words[row] &>> shift)] &+= 1 }
          }
        }
        return counts
      }
      var places = counts
      var next = 0
      for bucket in 0..<buckets {
        starts[bucket] = next
        for chunk in counts.indices {
          places[chunk][bucket] = next
          next += counts[chunk][bucket]
        }
      }
      let begins = places
      try Parallel.forEachRange(count: n, grain: grain) { rows in
        var next = begins[rows.lowerBound / grain]
        next.withUnsafeMutableBufferPointer { next in
          source.withUnsafeBufferPointer { words in
            for row in rows {
              let word = words[row]
              let bucket = Int(truncatingIfNeeded: word &>> shift)
              shared[next[bucket]] = Item(word, row, rowBits)
              next[bucket] &+= 1
            }
          }
        }
      }
    }
    let ends = starts
    let rows = try filled(n) { (rows: UnsafeMutablePointer<Int32>) throws(Interrupted) in
      nonisolated(unsafe) let rows = rows
      var stopped: Interrupted?
      words.withUnsafeMutableBufferPointer { words in
        nonisolated(unsafe) let words = words
        do throws(Interrupted) {
          try Parallel.forEachRange(count: buckets, grain: 1) { part in
            for bucket in part {
              let own = ends[bucket]..<ends[bucket + 1]
              if own.isEmpty { continue }
              let scratch = UnsafeMutablePointer<Item>.allocate(capacity: own.count)
              defer { scratch.deallocate() }
              sortInCache(shared + own.lowerBound, scratch, own.count, low)
              for place in own {
                rows[place] = shared[place].row(rowBits)
                words[place] = shared[place].word(rowBits)
              }
            }
          }
        } catch {
          stopped = error
        }
      }
      if let stopped { throw stopped }
    }
    return rows
  }

  /// Sorts items stably by the bits of their words from `low` on. Recursion is no deeper than there are bits by four.
  private static func sortInCache<Item: SortItem>(
    _ items: UnsafeMutablePointer<Item>, _ scratch: UnsafeMutablePointer<Item>, _ count: Int,
    _ low: Int
  ) {
    if count <= 32 {
      for place in 1..<max(1, count) {
        let item = items[place]
        var hole = place
        while hole > 0, items[hole - 1].bits > item.bits {
          items[hole] = items[hole - 1]
          hole &-= 1
        }
        items[hole] = item
      }
      return
    }
    var differing: UInt64 = 0
    let first = items[0].bits
    for place in 1..<count { differing |= items[place].bits ^ first }
    let top = 63 - differing.leadingZeroBitCount
    if differing == 0 || top < low { return }
    let wanted = count.bitWidth - count.leadingZeroBitCount - 3
    let bits = min(top - low + 1, max(4, min(11, wanted)))
    let shift = UInt64(top + 1 - bits)
    let mask: UInt64 = 1 &<< UInt64(bits) &- 1
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1 << bits) { next in
      for bucket in 0..<(1 << bits) { next[bucket] = 0 }
      for place in 0..<count {
        next[Int(truncatingIfNeeded: items[place].bits &>> shift & mask)] &+= 1
      }
      var sum: Int32 = 0
      for bucket in 0..<(1 << bits) {
        let size = next[bucket]
        next[bucket] = sum
        sum &+= size
      }
      for place in 0..<count {
        let item = items[place]
        let bucket = Int(truncatingIfNeeded: item.bits &>> shift & mask)
        scratch[Int(next[bucket])] = item
        next[bucket] &+= 1
      }
      items.update(from: scratch, count: count)
      if Int(shift) <= low { return }
      // Each place has moved on to the end of its share.
      var start = 0
      for bucket in 0..<(1 << bits) {
        let end = Int(next[bucket])
        if end - start > 1 { sortInCache(items + start, scratch + start, end - start, low) }
        start = end
      }
    }
  }

  /// A word that orders as the number does; both zeros are one. That of a finite number is less than the largest word.
  @inline(__always)
  static func key(_ x: Double) -> UInt64 {
    let bits = x == 0 ? 0 : x.bitPattern
    return bits &>> 63 == 1 ? ~bits : bits | 1 &<< 63
  }

  @inline(__always)
  static func key(_ x: Int64) -> UInt64 { UInt64(bitPattern: x) ^ 1 &<< 63 }

  /// The number that has a key.
  static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key &>> 63 == 1 ? key & ~(1 &<< 63) : ~key)
  }

  /// The whole number that has a key.
  static func instant(_ key: UInt64) -> Int64 { Int64(bitPattern: key ^ 1 &<< 63) }
}

/// A word with the row it is from.
private protocol SortItem: BitwiseCopyable, Sendable {
  /// Whether ``bits`` end with the row.
  static var holdsRow: Bool { get }
  init(_ word: UInt64, _ row: Int, _ rowBits: Int)
  /// What items are sorted by.
  var bits: UInt64 { get }
  func word(_ rowBits: Int) -> UInt64
  func row(_ rowBits: Int) -> Int32
}

/// Both in 64 bits.
private struct RowInWord: SortItem {
  static let holdsRow = true
  let bits: UInt64

  @inline(__always)
  init(_ word: UInt64, _ row: Int, _ rowBits: Int) {
    bits = word &<< UInt64(rowBits) | UInt64(truncatingIfNeeded: row)
  }

  @inline(__always)
  func word(_ rowBits: Int) -> UInt64 { bits &>> UInt64(rowBits) }
  @inline(__always)
  func row(_ rowBits: Int) -> Int32 {
    Int32(truncatingIfNeeded: bits & (1 &<< UInt64(rowBits) &- 1))
  }
}

private struct RowBeside: SortItem {
  static let holdsRow = false
  let bits: UInt64
  private let row: Int32

  @inline(__always)
  init(_ word: UInt64, _ row: Int, _ rowBits: Int) {
    (bits, self.row) = (word, Int32(truncatingIfNeeded: row))
  }

  @inline(__always)
  func word(_ rowBits: Int) -> UInt64 { bits }
  @inline(__always)
  func row(_ rowBits: Int) -> Int32 { row }
}
