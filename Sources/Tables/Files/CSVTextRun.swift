internal import Glibc

/// Texts of rows that stay where they lie in the file: of a column whose texts are nearly all different, where a look for
/// each among those met before would find next to nothing. ``CSVMentions`` gives them their codes.
///
/// 16 bytes a row. A class, because the chunk that fills it and the column that empties it share it; it has one owner at
/// a time.
final class CSVTextRun {
  /// For each row where its text begins, counted from `base` (38 bits), its length once unescaped (25 bits), and in the
  /// highest bit whether it is escaped; ``none`` where there is no text.
  private(set) var places: [UInt64] = []
  /// What each row with a text hashes to, and the row in the lower half; after ``partition()`` in the order of the
  /// hashes' highest byte, those with the same one in the order of the rows.
  private(set) var entries: [UInt64] = []
  /// Where the entries begin whose hashes have each highest byte, and at last where the last of them end.
  private(set) var bounds: [Int] = []
  private let base: UnsafePointer<UInt8>
  /// Where the file ends.
  private let end: UnsafePointer<UInt8>

  static let none = UInt64.max
  static let partitions = 256
  private static let placeBits: UInt64 = 38
  private static let escaped: UInt64 = 1 << 63

  /// - Parameters:
  ///   - base: a place of the file before the first text, less than 2^38 bytes before the last.
  ///   - end: the end of the file.
  ///   - rows: how many rows to expect.
  init(base: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, rows: Int) {
    (self.base, self.end) = (base, end)
    places.reserveCapacity(rows)
    entries.reserveCapacity(rows)
  }

  var count: Int { places.count }

  /// Adds a row's text.
  ///
  /// - Parameters:
  ///   - p: where it begins in the file.
  ///   - n: its length, unescaped.
  @inline(__always)
  func append(_ p: UnsafePointer<UInt8>, _ n: Int, isEscaped: Bool, hash: UInt32) {
    entries.append(UInt64(hash) &<< 32 | UInt64(truncatingIfNeeded: places.count))
    places.append(
      UInt64(truncatingIfNeeded: p - base)
        | UInt64(truncatingIfNeeded: n) &<< CSVTextRun.placeBits
        | (isEscaped ? CSVTextRun.escaped : 0))
  }

  func appendNone() { places.append(CSVTextRun.none) }

  /// Brings the entries into the order of their hashes' highest bytes. O(rows)
  func partition() {
    bounds = [Int](repeating: 0, count: CSVTextRun.partitions + 1)
    for entry in entries { bounds[Int(truncatingIfNeeded: entry &>> 56) &+ 1] &+= 1 }
    for part in 0..<CSVTextRun.partitions { bounds[part + 1] += bounds[part] }
    var next = bounds
    entries = made(entries.count) { target in
      for entry in entries {
        let part = Int(truncatingIfNeeded: entry &>> 56)
        target[next[part]] = entry
        next[part] &+= 1
      }
    }
  }

  func forgetEntries() { (entries, bounds) = ([], []) }

  func length(_ row: Int) -> Int {
    let place = places[row]
    return place == CSVTextRun.none
      ? 0 : Int(truncatingIfNeeded: (place & ~CSVTextRun.escaped) &>> CSVTextRun.placeBits)
  }

  /// Writes the text of a row, as many bytes as its length says.
  func copy(_ row: Int, to target: UnsafeMutablePointer<UInt8>) {
    let n = length(row)
    let p = source(row)
    if places[row] & CSVTextRun.escaped == 0 {
      memcpy(target, p, n)
    } else {
      // The file may have changed meanwhile, which is told later; nothing is read behind its end.
      let made = CSVCell.unescape(p, min(2 * n, end - p), into: target, room: n)
      memset(target + made, 0, n - made)
    }
  }

  /// The bytes of a row's text; in the file, unless it has to be unescaped.
  func withText<Result>(_ row: Int, _ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    if places[row] & CSVTextRun.escaped == 0 { return body(source(row)) }
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, length(row)))
    defer { room.deallocate() }
    copy(row, to: room)
    return body(room)
  }

  private func source(_ row: Int) -> UnsafePointer<UInt8> {
    base + Int(truncatingIfNeeded: places[row] & (1 &<< CSVTextRun.placeBits &- 1))
  }
}

extension CSVCell {
  /// Writes a quoted cell's text with one quote for each two, and gives its length.
  ///
  /// - Parameters:
  ///   - p: the text behind the opening quote.
  ///   - n: how many bytes of it to read.
  ///   - room: how many bytes to write at most.
  static func unescape(
    _ p: UnsafePointer<UInt8>, _ n: Int, into target: UnsafeMutablePointer<UInt8>, room: Int
  ) -> Int {
    let quote = Int32(p[-1])
    var read = 0
    var written = 0
    while read < n, written < room {
      let most = min(n - read, room - written)
      guard let hit = memchr(p + read, quote, most) else {
        memcpy(target + written, p + read, most)
        (read, written) = (read + most, written + most)
        continue
      }
      // With the first of two quotes, and on behind the second.
      let span = UnsafePointer(hit.assumingMemoryBound(to: UInt8.self)) - (p + read) + 1
      memcpy(target + written, p + read, span)
      written += span
      read += span + 1
    }
    return written
  }
}
