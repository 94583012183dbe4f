internal import CFiles
internal import Glibc
internal import Numerics

/// Gives each distinct text a code, in the order of first appearance, from raw bytes.
///
/// Open addressing with linear probing over a table of codes, four bytes each, so that it stays in a cache as long as
/// can be. Beside it each code has an entry of 16 bytes that holds a text of up to 15 bytes itself; longer ones are there
/// by their hash. The texts lie one behind the other in an arena. A class, because it owns raw memory and is used by one
/// thread at a time.
final class TextInterner {
  /// For a short text `head` is its first eight bytes and `tail` the others with the length in the highest byte; for a
  /// longer one `head` is the hash and `tail` the length with ``long`` in the highest byte.
  private struct Entry {
    var head: UInt64
    var tail: UInt64

    @inline(__always) var hash: UInt64 {
      tail >= TextInterner.long ? head : TextHash.mixed(head, tail)
    }
  }

  private static let long: UInt64 = 0xFF << 56
  /// What must be readable behind a text that is looked up.
  static let padding = 16

  /// At each place a code and one more, in as many bits as `mask` has, and above them as many of the text's hash as are
  /// left, so that other texts' entries are seldom looked at; 0: free.
  private var slots: UnsafeMutablePointer<UInt32>
  private var mask: Int
  /// For each code one place further than its own, as `slots` has them.
  private var entries: UnsafeMutablePointer<Entry>
  private var arena: UnsafeMutablePointer<UInt8>
  private var arenaCount = 0
  private var arenaCapacity: Int
  /// Where each text begins in the arena, and where the last ends.
  private var starts: UnsafeMutablePointer<Int>
  private var capacity = 2
  private(set) var count = 0

  init() {
    // Next to nothing: most columns of numbers have one too.
    mask = 0
    slots = .allocate(capacity: 1)
    slots[0] = 0
    arenaCapacity = 0
    arena = .allocate(capacity: 0)
    entries = .allocate(capacity: capacity)
    starts = .allocate(capacity: capacity)
    starts[0] = 0
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    starts.deallocate()
    arena.deallocate()
  }

  /// What a text is looked up by: for a short one its bytes and length, for a longer one its hash and length.
  struct Key {
    fileprivate var head: UInt64
    fileprivate var tail: UInt64
    fileprivate var full: UInt64

    /// The key of a text. The bytes must be followed by at least ``padding`` that may be loaded.
    @inline(__always)
    init(_ p: UnsafePointer<UInt8>, _ n: Int) {
      if n <= 15 {
        self.init(short: p, UInt64(truncatingIfNeeded: n))
      } else {
        self.init(long: p, n)
      }
    }

    /// The key of a cell that stands there as plain text of 1 to 15 bytes and is no word for *missing*; `nil` for others.
    @inline(__always)
    init?(plain bits: UInt64, _ p: UnsafePointer<UInt8>) {
      // Flags stand above the length and make it too large.
      let n = bits &>> 32
      if n &- 1 > 14 { return nil }
      if n <= 4, CSVCell.isMissingWord(p, Int(truncatingIfNeeded: n)) { return nil }
      self.init(short: p, n)
    }

    private init(long p: UnsafePointer<UInt8>, _ n: Int) {
      full = TextHash.of(p, n, before: p + (n &+ TextInterner.padding))
      (head, tail) = (full, TextInterner.long | UInt64(truncatingIfNeeded: n))
    }

    @inline(__always)
    private init(short p: UnsafePointer<UInt8>, _ n: UInt64) {
      let raw = UnsafeRawPointer(p)
      let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
      if n <= 8 {
        // Shifts by less than 64: none of them is one by 0 or by all.
        head = n == 0 ? 0 : first & (~0 &>> (64 &- n &* 8))
        tail = n &<< 56
      } else {
        let second = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        head = first
        tail = second & (~0 &>> (128 &- n &* 8)) | n &<< 56
      }
      full = TextHash.mixed(head, tail)
    }
  }

  /// The code of a text. The bytes must be followed by at least ``padding`` that may be loaded.
  ///
  /// - Complexity: O(bytes) on average.
  @inline(__always)
  func code(of p: UnsafePointer<UInt8>, _ n: Int) -> Int32 { code(of: Key(p, n), p, n) }

  /// The half of a hash that doesn't say the place.
  @inline(__always)
  private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> 32) }

  /// The code of a text whose key is known.
  @inline(__always)
  func code(of key: Key, _ p: UnsafePointer<UInt8>, _ n: Int) -> Int32 {
    let slots = self.slots
    let entries = self.entries
    let mask = self.mask
    let low = UInt32(truncatingIfNeeded: mask)
    let tag = TextInterner.tag(key.full)
    var place = Int(truncatingIfNeeded: key.full) & mask
    while true {
      let slot = slots[place]
      if slot == 0 { return add(p, n, key) }
      if (slot ^ tag) & ~low == 0 {
        let mark = Int(slot & low)
        if entries[mark].head == key.head, entries[mark].tail == key.tail,
          n <= 15 || memcmp(arena + starts[mark &- 1], p, n) == 0
        {
          return Int32(truncatingIfNeeded: mark &- 1)
        }
      }
      place = (place &+ 1) & mask
    }
  }

  // MARK: Many at once

  /// Gives consecutive cells of a block's column their codes, as long as they stand there as text of 1 to 15 bytes as it is
  /// that is no word for *missing*, and gives the row of the first that doesn't, or the end of the rows.
  ///
  /// What ``code(of:_:)`` gives for each; the loop has nothing in it that such cells don't need.
  /// - Parameter flags: which cells may have: ``PackedCell/quoted`` or none.
  func codes(
    _ block: CSVBlock, column: Int, rows: Range<Int>, flags: UInt64,
    into target: UnsafeMutablePointer<Int32>
  ) -> Int {
    // Up to here all that a look-up touches is in the nearest cache anyway.
    if mask < 1 << 11 { return codesNear(block, column, rows, ~flags, target) }
    var row = rows.lowerBound
    while row < rows.upperBound {
      let group = row..<min(row &+ 32, rows.upperBound)
      row = codesFar(block, column, group, ~flags, target)
      if row < group.upperBound { break }
    }
    return row
  }

  private func codesNear(
    _ block: CSVBlock, _ column: Int, _ rows: Range<Int>, _ mostBits: UInt64,
    _ target: UnsafeMutablePointer<Int32>
  ) -> Int {
    var (slots, entries, mask) = (self.slots, self.entries, self.mask)
    var cells = block.cells + (rows.lowerBound &* block.stride &+ column)
    for row in rows {
      let bits = cells.pointee
      cells += block.stride
      let p = block.base + PackedCell(bits: bits).start
      guard let key = Key(plain: bits & mostBits, p) else { return row }
      var code = TextInterner.find(key, slots, entries, mask)
      if code < 0 {
        code = add(p, PackedCell(bits: bits).length, key)
        (slots, entries, mask) = (self.slots, self.entries, self.mask)
      }
      target[row] = code
    }
    return rows.upperBound
  }

  /// At most 32 rows: while the places of one are fetched, those of the others are too.
  private func codesFar(
    _ block: CSVBlock, _ column: Int, _ rows: Range<Int>, _ mostBits: UInt64,
    _ target: UnsafeMutablePointer<Int32>
  ) -> Int {
    withUnsafeTemporaryAllocation(of: Key.self, capacity: 32) { keys in
      guard let keys = keys.baseAddress else { return rows.lowerBound }
      var (slots, entries, mask) = (self.slots, self.entries, self.mask)
      let first = block.cells + (rows.lowerBound &* block.stride &+ column)
      var cells = first
      var count = 0
      while count < rows.count {
        let bits = cells.pointee
        cells += block.stride
        let p = block.base + PackedCell(bits: bits).start
        guard let key = Key(plain: bits & mostBits, p) else { break }
        keys[count] = key
        ogive_prefetch(slots + Int(truncatingIfNeeded: key.full) & mask)
        count &+= 1
      }
      // The mark that each will probably have, so that its entry is fetched.
      let marks = target + rows.lowerBound
      for place in 0..<count {
        let mark = TextInterner.likelyMark(keys[place], slots, mask)
        marks[place] = Int32(truncatingIfNeeded: mark)
        ogive_prefetch(entries + mark)
      }
      cells = first
      for place in 0..<count {
        let (key, mark) = (keys[place], Int(marks[place]))
        var code = Int32(truncatingIfNeeded: mark &- 1)
        if mark == 0 || entries[mark].head != key.head || entries[mark].tail != key.tail {
          code = TextInterner.find(key, slots, entries, mask)
          if code < 0 {
            let cell = PackedCell(bits: cells.pointee)
            code = add(block.base + cell.start, cell.length, key)
            (slots, entries, mask) = (self.slots, self.entries, self.mask)
          }
        }
        cells += block.stride
        marks[place] = code
      }
      return rows.lowerBound &+ count
    }
  }

  /// The first mark on a text's way whose text may be the same, or 0.
  @inline(__always)
  private static func likelyMark(
    _ key: Key, _ slots: UnsafeMutablePointer<UInt32>, _ mask: Int
  ) -> Int {
    let low = UInt32(truncatingIfNeeded: mask)
    let tag = TextInterner.tag(key.full)
    var place = Int(truncatingIfNeeded: key.full) & mask
    while slots[place] != 0, (slots[place] ^ tag) & ~low != 0 { place = (place &+ 1) & mask }
    return Int(slots[place] & low)
  }

  /// The code of a short text, or -1 if it is new.
  @inline(__always)
  private static func find(
    _ key: Key, _ slots: UnsafeMutablePointer<UInt32>, _ entries: UnsafeMutablePointer<Entry>,
    _ mask: Int
  ) -> Int32 {
    let low = UInt32(truncatingIfNeeded: mask)
    let tag = TextInterner.tag(key.full)
    var place = Int(truncatingIfNeeded: key.full) & mask
    while true {
      let slot = slots[place]
      if slot == 0 { return -1 }
      if (slot ^ tag) & ~low == 0 {
        let mark = Int(slot & low)
        if entries[mark].head == key.head, entries[mark].tail == key.tail {
          return Int32(truncatingIfNeeded: mark &- 1)
        }
      }
      place = (place &+ 1) & mask
    }
  }

  @inline(never)
  private func add(_ p: UnsafePointer<UInt8>, _ n: Int, _ key: Key) -> Int32 {
    if (count + 1) * 2 > mask { grow() }
    if arenaCount + n > arenaCapacity {
      arenaCapacity = max(arenaCapacity * 2, arenaCount + n, 1024)
      arena = TextInterner.moved(arena, arenaCount, arenaCapacity)
    }
    memcpy(arena + arenaCount, p, n)
    arenaCount += n
    if count + 2 > capacity {
      capacity = max(64, capacity * 2)
      starts = TextInterner.moved(starts, count + 1, capacity)
      entries = TextInterner.moved(entries, count + 1, capacity)
    }
    count += 1
    starts[count] = arenaCount
    entries[count] = Entry(head: key.head, tail: key.tail)
    insert(count, key.full)
    return Int32(truncatingIfNeeded: count - 1)
  }

  private static func moved<Element>(
    _ old: UnsafeMutablePointer<Element>, _ count: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    preferLargePages(larger, capacity)
    larger.moveInitialize(from: old, count: count)
    old.deallocate()
    return larger
  }

  private func insert(_ mark: Int, _ hash: UInt64) {
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != 0 { place = (place &+ 1) & mask }
    // At most half of the places are taken, so a mark has no more bits than the mask.
    let low = UInt32(truncatingIfNeeded: mask)
    slots[place] = UInt32(truncatingIfNeeded: mark) | (TextInterner.tag(hash) & ~low)
  }

  private func grow() {
    slots.deallocate()
    mask = max(64, (mask + 1) * 4) - 1
    slots = .allocate(capacity: mask + 1)
    preferLargePages(slots, mask + 1)
    slots.update(repeating: 0, count: mask + 1)
    for mark in stride(from: 1, through: count, by: 1) { insert(mark, entries[mark].hash) }
  }

  /// The texts by their codes.
  var texts: TextList {
    TextList(
      bytes: Array(UnsafeBufferPointer(start: arena, count: arenaCount)),
      starts: Array(UnsafeBufferPointer(start: starts, count: count + 1)))
  }

  /// How many texts were looked up, as far as the caller counted them.
  private(set) var lookups = 0

  func count(lookups more: Int) { lookups += more }

  /// Appends the bytes of the texts of some codes, and where each ends, to those of others.
  func append(_ codes: Range<Int>, to bytes: inout [UInt8], _ ends: inout [Int]) {
    let first = starts[codes.lowerBound]
    let shift = bytes.count - first
    bytes.append(
      contentsOf: UnsafeBufferPointer(
        start: arena + first, count: starts[codes.upperBound] - first))
    for code in codes { ends.append(starts[code + 1] + shift) }
  }
}
