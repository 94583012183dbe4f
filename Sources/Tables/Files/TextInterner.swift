internal import Glibc

/// Gives each distinct text a code, in the order of first appearance, from raw bytes.
///
/// Open addressing with linear probing over (hash, code) words; the texts lie one behind the other in one arena, so
/// that a comparison touches one place. A class, because it owns raw memory and lives in one builder.
final class TextInterner {
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  private var arena: UnsafeMutablePointer<UInt8>
  private var arenaCount = 0
  private var arenaCapacity: Int
  /// Where each text begins in the arena, and where the last ends.
  private var starts: UnsafeMutablePointer<Int>
  private var startsCapacity = 256
  private(set) var count = 0

  init() {
    mask = 255
    slots = .allocate(capacity: 256)
    slots.initialize(repeating: 0, count: 256)
    arenaCapacity = 4096
    arena = .allocate(capacity: arenaCapacity)
    starts = .allocate(capacity: startsCapacity)
    starts[0] = 0
  }

  deinit {
    slots.deallocate()
    starts.deallocate()
    arena.deallocate()
  }

  /// The code of a text. The bytes must be followed by at least 8 that may be loaded.
  ///
  /// - Complexity: O(bytes) on average.
  @inline(__always)
  func code(of p: UnsafePointer<UInt8>, _ n: Int) -> Int32 {
    let hash = TextInterner.hash(p, n)
    let tag = hash & 0xFFFF_FFFF_0000_0000
    var place = Int(truncatingIfNeeded: hash & 0xFFFF_FFFF) & mask
    while true {
      let slot = slots[place]
      if slot == 0 { return add(p, n, hash) }
      if slot & 0xFFFF_FFFF_0000_0000 == tag {
        let code = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1
        let start = starts[code]
        if starts[code &+ 1] &- start == n, memcmp(arena + start, p, n) == 0 {
          return Int32(truncatingIfNeeded: code)
        }
      }
      place = (place &+ 1) & mask
    }
  }

  @inline(never)
  private func add(_ p: UnsafePointer<UInt8>, _ n: Int, _ hash: UInt64) -> Int32 {
    if (count + 1) * 2 > mask { grow() }
    if arenaCount + n > arenaCapacity {
      let capacity = max(arenaCapacity * 2, arenaCount + n)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      memcpy(larger, arena, arenaCount)
      arena.deallocate()
      (arena, arenaCapacity) = (larger, capacity)
    }
    memcpy(arena + arenaCount, p, n)
    arenaCount += n
    if count + 2 > startsCapacity {
      let larger = UnsafeMutablePointer<Int>.allocate(capacity: startsCapacity * 2)
      larger.update(from: starts, count: count + 1)
      starts.deallocate()
      (starts, startsCapacity) = (larger, startsCapacity * 2)
    }
    let code = count
    count += 1
    starts[count] = arenaCount
    insert(hash, code, slots, mask)
    return Int32(truncatingIfNeeded: code)
  }

  private func insert(
    _ hash: UInt64, _ code: Int, _ slots: UnsafeMutablePointer<UInt64>, _ mask: Int
  ) {
    var place = Int(truncatingIfNeeded: hash & 0xFFFF_FFFF) & mask
    while slots[place] != 0 { place = (place &+ 1) & mask }
    slots[place] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(code + 1)
  }

  private func grow() {
    let size = (mask + 1) * 4
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    larger.initialize(repeating: 0, count: size)
    for code in 0..<count {
      let start = starts[code]
      insert(hashSafely(start, starts[code + 1] - start), code, larger, size - 1)
    }
    slots.deallocate()
    (slots, mask) = (larger, size - 1)
  }

  /// The hash of a text in the arena, whose last bytes may have nothing behind them.
  private func hashSafely(_ start: Int, _ n: Int) -> UInt64 {
    if start + n + 8 <= arenaCapacity { return TextInterner.hash(arena + start, n) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: n + 8) { copy in
      guard let base = copy.baseAddress else { return 0 }
      memset(base, 0, n + 8)
      memcpy(base, arena + start, n)
      return TextInterner.hash(base, n)
    }
  }

  /// Multiply and fold, a word at a time; the last word is masked to the bytes that count.
  @inline(__always)
  static func hash(_ p: UnsafePointer<UInt8>, _ n: Int) -> UInt64 {
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    var hash = UInt64(truncatingIfNeeded: n) &* 0xA076_1D64_78BD_642F
    var i = 0
    while i &+ 8 <= n {
      let word = UnsafeRawPointer(p + i).loadUnaligned(as: UInt64.self)
      hash = (hash ^ word) &* factor
      hash ^= hash &>> 32
      i &+= 8
    }
    let rest = n &- i
    if rest > 0 {
      let word = UInt64(littleEndian: UnsafeRawPointer(p + i).loadUnaligned(as: UInt64.self))
      hash = (hash ^ (word & (~0 &>> UInt64(64 &- rest &* 8)))) &* factor
      hash ^= hash &>> 29
    }
    hash = (hash ^ (hash &>> 32)) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ (hash &>> 32)
  }

  /// Whether all texts are of ASCII characters.
  var isASCII: Bool {
    UnsafeBufferPointer(start: arena, count: arenaCount).allSatisfy { $0 < 0x80 }
  }

  /// The texts by their codes.
  func texts() -> [String] {
    (0..<count).map { code in
      String(
        decoding: UnsafeBufferPointer(
          start: arena + starts[code], count: starts[code + 1] - starts[code]),
        as: UTF8.self)
    }
  }
}
