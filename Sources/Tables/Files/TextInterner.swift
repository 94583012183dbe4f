internal import CFiles
internal import Glibc
internal import Numerics

/// Gives each distinct text a code, in the order of first appearance, from raw bytes.
///
/// Open addressing with linear probing. A slot holds texts of up to 15 bytes themselves, so that finding one touches one
/// place in memory; longer ones by their hash, and the texts lie one behind the other in an arena. A class, because it
/// owns raw memory and is used by one thread at a time.
final class TextInterner {
  /// 24 bytes. For a short text `head` is its first eight bytes and `tail` the others with the length in the highest
  /// byte; for a longer one `head` is the hash and `tail` the length with ``long`` in the highest byte.
  private struct Slot {
    var head: UInt64
    var tail: UInt64
    /// The code and one more; 0: free.
    var mark: UInt32
    /// The hash's other half, for growing.
    var hash: UInt32
  }

  private static let long: UInt64 = 0xFF << 56
  /// What must be readable behind a text that is looked up.
  static let padding = 16

  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private var arena: UnsafeMutablePointer<UInt8>
  private var arenaCount = 0
  private var arenaCapacity: Int
  /// Where each text begins in the arena, and where the last ends.
  private var starts: UnsafeMutablePointer<Int>
  private var startsCapacity = 2
  private(set) var count = 0

  init() {
    // Next to nothing: most columns of numbers have one too.
    mask = 0
    slots = .allocate(capacity: 1)
    memset(slots, 0, MemoryLayout<Slot>.stride)
    arenaCapacity = 0
    arena = .allocate(capacity: 0)
    starts = .allocate(capacity: startsCapacity)
    starts[0] = 0
  }

  deinit {
    slots.deallocate()
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

  /// Brings the place where a text will be looked up into the cache.
  @inline(__always)
  func prefetch(_ key: Key) {
    ogive_prefetch(slots + Int(truncatingIfNeeded: key.full) & mask)
  }

  /// The code of a text whose key is known.
  @inline(__always)
  func code(of key: Key, _ p: UnsafePointer<UInt8>, _ n: Int) -> Int32 {
    let slots = self.slots
    let mask = self.mask
    var place = Int(truncatingIfNeeded: key.full) & mask
    while true {
      let slot = slots + place
      if slot.pointee.head == key.head, slot.pointee.tail == key.tail, slot.pointee.mark != 0 {
        let code = Int(slot.pointee.mark) &- 1
        if n <= 15 || memcmp(arena + starts[code], p, n) == 0 {
          return Int32(truncatingIfNeeded: code)
        }
      } else if slot.pointee.mark == 0 {
        return add(p, n, key)
      }
      place = (place &+ 1) & mask
    }
  }

  @inline(never)
  private func add(_ p: UnsafePointer<UInt8>, _ n: Int, _ key: Key) -> Int32 {
    if (count + 1) * 2 > mask { grow() }
    if arenaCount + n > arenaCapacity {
      let capacity = max(arenaCapacity * 2, arenaCount + n, 1024)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      memcpy(larger, arena, arenaCount)
      arena.deallocate()
      (arena, arenaCapacity) = (larger, capacity)
    }
    memcpy(arena + arenaCount, p, n)
    arenaCount += n
    if count + 2 > startsCapacity {
      let capacity = max(64, startsCapacity * 2)
      let larger = UnsafeMutablePointer<Int>.allocate(capacity: capacity)
      larger.update(from: starts, count: count + 1)
      starts.deallocate()
      (starts, startsCapacity) = (larger, capacity)
    }
    count += 1
    starts[count] = arenaCount
    let slot = Slot(
      head: key.head, tail: key.tail, mark: UInt32(truncatingIfNeeded: count), hash: key.hash)
    TextInterner.insert(slot, slots, mask)
    return Int32(truncatingIfNeeded: count - 1)
  }

  private static func insert(_ slot: Slot, _ slots: UnsafeMutablePointer<Slot>, _ mask: Int) {
    var place = Int(slot.hash) & mask
    while slots[place].mark != 0 { place = (place &+ 1) & mask }
    slots[place] = slot
  }

  private func grow() {
    // The lower 32 bits of the hash are the place, so no more slots than that.
    let size = min(max(64, (mask + 1) * 4), 1 << 32)
    let larger = UnsafeMutablePointer<Slot>.allocate(capacity: size)
    preferLargePages(larger, size)
    memset(larger, 0, size * MemoryLayout<Slot>.stride)
    for place in 0...mask where slots[place].mark != 0 {
      TextInterner.insert(slots[place], larger, size - 1)
    }
    slots.deallocate()
    (slots, mask) = (larger, size - 1)
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

  /// The hash of each text. O(slots)
  var hashes: [UInt32] {
    var hashes = [UInt32](repeating: 0, count: count)
    for place in 0...mask where slots[place].mark != 0 {
      hashes[Int(slots[place].mark) - 1] = slots[place].hash
    }
    return hashes
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
