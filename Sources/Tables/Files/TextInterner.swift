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
      tail >= TextInterner.long ? head : TextInterner.mixed(head, tail)
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
      guard n <= 15 else {
        full = TextInterner.hash(p, n)
        (head, tail) = (full, TextInterner.long | UInt64(truncatingIfNeeded: n))
        return
      }
      let raw = UnsafeRawPointer(p)
      let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
      let second = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      if n <= 8 {
        // Two shifts, as a shift by 64 isn't one by 0 or by all.
        head = n == 0 ? 0 : first & (~0 &>> UInt64(truncatingIfNeeded: 64 &- n &* 8))
        tail = UInt64(truncatingIfNeeded: n) &<< 56
      } else {
        head = first
        tail =
          second & (~0 &>> UInt64(truncatingIfNeeded: 128 &- n &* 8))
          | UInt64(truncatingIfNeeded: n) &<< 56
      }
      full = TextInterner.mixed(head, tail)
    }

    /// Equal for equal texts, by whatever interner.
    @inline(__always) var hash: UInt32 { UInt32(truncatingIfNeeded: full) }
  }

  /// The code of a text. The bytes must be followed by at least ``padding`` that may be loaded.
  ///
  /// - Complexity: O(bytes) on average.
  @inline(__always)
  func code(of p: UnsafePointer<UInt8>, _ n: Int) -> Int32 { code(of: Key(p, n), p, n) }

  /// Whether all that a look-up of a short text touches is in the nearest cache anyway.
  var isSmall: Bool { mask < 1 << 11 }

  /// Brings the place where a text will be looked up into the cache.
  @inline(__always)
  func prefetch(_ key: Key) {
    ogive_prefetch(slots + Int(truncatingIfNeeded: key.full) & mask)
  }

  /// Brings the entry that a text will probably be compared with into the cache, once its place is there.
  @inline(__always)
  func prefetchEntry(_ key: Key) {
    let low = UInt32(truncatingIfNeeded: mask)
    let tag = TextInterner.tag(key.full)
    var place = Int(truncatingIfNeeded: key.full) & mask
    while slots[place] != 0, (slots[place] ^ tag) & ~low != 0 { place = (place &+ 1) & mask }
    ogive_prefetch(entries + Int(slots[place] & low))
  }

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

  @inline(__always)
  private static func mixed(_ head: UInt64, _ tail: UInt64) -> UInt64 {
    let product = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15)).multipliedFullWidth(
      by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }

  /// Multiply and fold, a word at a time; the last word is masked to the bytes that count.
  private static func hash(_ p: UnsafePointer<UInt8>, _ n: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: n) &* 0xA076_1D64_78BD_642F
    var i = 0
    while i &+ 8 <= n {
      hash = mixed(hash, UnsafeRawPointer(p + i).loadUnaligned(as: UInt64.self))
      i &+= 8
    }
    let rest = n &- i
    if rest > 0 {
      let word = UInt64(littleEndian: UnsafeRawPointer(p + i).loadUnaligned(as: UInt64.self))
      hash = mixed(hash, word & (~0 &>> UInt64(64 &- rest &* 8)))
    }
    return hash
  }

  /// The texts by their codes.
  var texts: TextList {
    TextList(
      bytes: Array(UnsafeBufferPointer(start: arena, count: arenaCount)),
      starts: Array(UnsafeBufferPointer(start: starts, count: count + 1)))
  }

  // MARK: Texts by their codes

  func length(_ code: Int) -> Int { starts[code + 1] - starts[code] }

  /// The bytes of a text, as many as ``length(_:)`` says.
  func text(_ code: Int) -> UnsafePointer<UInt8> { UnsafePointer(arena + starts[code]) }

  /// The hash of each text. O(texts)
  var hashes: [UInt32] {
    (0..<count).map { UInt32(truncatingIfNeeded: entries[$0 + 1].hash) }
  }

  // MARK: Whether it pays

  /// How many texts were looked up, as far as the caller counted them.
  private var lookups = 0

  func count(lookups more: Int) { lookups += more }

  /// Whether most texts to come will probably be new: as of texts drawn from more than a quarter of a million, of which
  /// n look-ups repeat about n² / 2 / 2^18.
  var isNearlyAllNew: Bool {
    guard count >= 1 << 14 else { return false }
    let repeats = Double(lookups - count)
    return repeats < Double(lookups) * Double(lookups) / 0x1p19 && repeats < 0.5 * Double(lookups)
  }
}
