internal import Glibc

/// One cell of a record in eight bytes: where it begins (bytes from the block's origin), how long it is, how it was
/// written.
struct PackedCell {
  var bits: UInt64

  static let quoted: UInt64 = 1 << 63
  /// Holds doubled quotes that stand for one.
  static let escaped: UInt64 = 1 << 62
  /// Had blanks around it that were left out.
  static let trimmed: UInt64 = 1 << 61

  @inline(__always) init(bits: UInt64) { self.bits = bits }

  @inline(__always) init(start: Int, length: Int, flags: UInt64 = 0) {
    bits = UInt64(truncatingIfNeeded: start) | UInt64(truncatingIfNeeded: length) &<< 32 | flags
  }

  @inline(__always) var start: Int { Int(truncatingIfNeeded: bits & 0xFFFF_FFFF) }
  @inline(__always) var length: Int { Int(truncatingIfNeeded: bits &>> 32 & 0x0FFF_FFFF) }
  @inline(__always) var isQuoted: Bool { bits & PackedCell.quoted != 0 }
  @inline(__always) var isEscaped: Bool { bits & PackedCell.escaped != 0 }
}

/// Splits bytes into records and cells by RFC 4180, a state machine over the bytes that makes no copy of any.
///
/// A cell whose first byte (blanks aside) is a quote is quoted to the next quote that isn't doubled; it may hold
/// delimiters and line ends. A quote elsewhere is a byte like others. Records end with LF, CRLF or CR. Blanks around a
/// cell are not part of it. The bytes must be followed by at least 16 bytes of zero.
///
/// - Complexity: O(bytes), whatever the bytes are.
struct CSVTokenizer {
  enum Outcome: Equatable {
    case record
    /// A line without anything but blanks.
    case blank
    case bad(Fault)
    case end
  }

  enum Fault: Equatable {
    case textAfterQuote(cell: Int)
    case unclosedQuote(cell: Int)
    case hugeCell(cell: Int)
    case hugeRecord
  }

  static let longestCell = 16 << 20

  let base: UnsafePointer<UInt8>
  let count: Int
  let delimiter: UInt8
  let quoteByte: UInt8?
  /// The quote, or 256 for none.
  private let quote: UInt16
  private let delimiters: UInt64
  private let hasTabs: Bool
  private let hasBlanks: Bool

  /// Where the next record begins.
  var position: Int
  /// Where the last record began.
  private(set) var recordStart = 0
  /// How many cells the last record has, of which only `limit` were stored.
  private(set) var cellCount = 0
  /// Which line ends were seen: 1 for LF, 2 for CRLF, 4 for CR.
  var lineEnds = 0
  /// Whether there may have been bytes that are NUL or not of ASCII.
  var sawOthers = false

  init(base: UnsafePointer<UInt8>, count: Int, from position: Int, delimiter: UInt8, quote: UInt8?)
  {
    (self.base, self.count, self.position, self.delimiter) = (base, count, position, delimiter)
    quoteByte = quote
    self.quote = quote.map(UInt16.init) ?? 256
    delimiters = 0x0101_0101_0101_0101 &* UInt64(delimiter)
    hasTabs = delimiter == UInt8(ascii: "\t")
    hasBlanks = delimiter == UInt8(ascii: " ")
  }

  @inline(__always) private func isBlank(_ byte: UInt8) -> Bool {
    (byte == 0x20 && !hasBlanks) || (byte == 0x09 && !hasTabs)
  }

  @inline(__always) private static func zeroBytes(_ x: UInt64) -> UInt64 {
    (x &- 0x0101_0101_0101_0101) & ~x & 0x8080_8080_8080_8080
  }

  /// The place of the next delimiter or line end, or the end.
  @inline(__always) private func cellEnd(from start: Int) -> Int {
    var i = start
    while i < count {
      // The lowest byte found is exact; those above it need not be.
      let word = UInt64(littleEndian: UnsafeRawPointer(base + i).loadUnaligned(as: UInt64.self))
      let hits =
        CSVTokenizer.zeroBytes(word ^ delimiters)
        | CSVTokenizer.zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A)
        | CSVTokenizer.zeroBytes(word ^ 0x0D0D_0D0D_0D0D_0D0D)
      if hits != 0 { return min(i &+ hits.trailingZeroBitCount &>> 3, count) }
      i &+= 8
    }
    return count
  }

  /// Moves past the end of the line that holds a position, quotes or not.
  private mutating func skipLine(from start: Int) {
    var i = start
    while i < count, base[i] != 0x0A, base[i] != 0x0D { i += 1 }
    position = i
    skipLineEnd()
  }

  private mutating func skipLineEnd() {
    guard position < count else { return }
    if base[position] == 0x0A {
      position += 1
      lineEnds |= 1
    } else if base[position] == 0x0D {
      position += 1
      if position < count, base[position] == 0x0A {
        position += 1
        lineEnds |= 2
      } else {
        lineEnds |= 4
      }
    }
  }

  /// Reads one record and stores its first `limit` cells, their places counted from `origin`.
  mutating func next(_ cells: UnsafeMutablePointer<UInt64>, limit: Int, origin: Int) -> Outcome {
    recordStart = position
    cellCount = 0
    if position >= count { return .end }
    var p = position
    var stored = 0
    var found = 0
    while true {
      var start = p
      while start < count, isBlank(base[start]) { start &+= 1 }
      var cell: PackedCell
      if start < count, UInt16(base[start]) == quote {
        guard let end = quotedEnd(from: start &+ 1) else {
          // No end: the line that opens the quote is bad, and the lines after it are read as if it weren't there.
          let isHuge = count - start > CSVTokenizer.longestCell
          skipLine(from: start)
          cellCount = found + 1
          return .bad(isHuge ? .hugeCell(cell: found) : .unclosedQuote(cell: found))
        }
        cell = PackedCell(
          start: start &+ 1 &- origin, length: end.place &- start &- 1,
          flags: PackedCell.quoted | (end.isEscaped ? PackedCell.escaped : 0))
        p = end.place &+ 1
        while p < count, isBlank(base[p]) { p &+= 1 }
        if p < count, base[p] != delimiter, base[p] != 0x0A, base[p] != 0x0D {
          // If the quote goes over lines it is a stray one rather than one of all of them.
          skipLine(from: start)
          cellCount = found + 1
          return .bad(.textAfterQuote(cell: found))
        }
      } else {
        let end = cellEnd(from: start)
        var last = end
        while last > start, isBlank(base[last &- 1]) { last &-= 1 }
        if last &- start > CSVTokenizer.longestCell {
          skipLine(from: end)
          cellCount = found + 1
          return .bad(.hugeCell(cell: found))
        }
        let isTrimmed = last > start && (start != p || last != end)
        cell = PackedCell(
          start: start &- origin, length: last &- start, flags: isTrimmed ? PackedCell.trimmed : 0)
        p = end
      }
      if stored < limit {
        cells[stored] = cell.bits
        stored &+= 1
      }
      found &+= 1
      if p < count, base[p] == delimiter {
        p &+= 1
        if p &- origin > 0xF000_0000 {
          skipLine(from: p)
          cellCount = found
          return .bad(.hugeRecord)
        }
        continue
      }
      position = p
      skipLineEnd()
      cellCount = found
      if found == 1, cell.length == 0, !cell.isQuoted { return .blank }
      return .record
    }
  }

  /// The place behind the first line end of a range that isn't at its end; `nil` if there is none.
  static func lineEnd(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int? {
    var i = range.lowerBound
    while i < range.upperBound {
      let byte = base[i]
      i += 1
      guard byte == 0x0A || byte == 0x0D else { continue }
      if byte == 0x0D, i < range.upperBound, base[i] == 0x0A { i += 1 }
      return i < range.upperBound ? i : nil
    }
    return nil
  }

  /// The place of the closing quote of a cell whose text begins at `start`; `nil` if there is none within the
  /// longest cell.
  func quotedEnd(from start: Int) -> (place: Int, isEscaped: Bool)? {
    let bound = min(count, start + CSVTokenizer.longestCell + 1)
    var i = start
    var isEscaped = false
    while i < bound, let hit = memchr(base + i, Int32(quote), bound - i) {
      i = UnsafePointer(hit.assumingMemoryBound(to: UInt8.self)) - base
      guard i + 1 < count, UInt16(base[i + 1]) == quote else { return (i, isEscaped) }
      isEscaped = true
      i += 2
    }
    return nil
  }
}

/// Line numbers of byte places, asked for in ascending order. LF, CRLF and CR each end a line.
struct LineCounter {
  private let base: UnsafePointer<UInt8>
  private let count: Int
  private var place = 0
  private var line = 1

  init(base: UnsafePointer<UInt8>, count: Int) { (self.base, self.count) = (base, count) }

  /// The line of a byte, from 1. O(bytes since the place asked for before); a place before it starts again.
  mutating func line(of target: Int) -> Int {
    if target < place { (place, line) = (0, 1) }
    let end = min(target, count)
    while place < end {
      let byte = base[place]
      if byte == 0x0A || (byte == 0x0D && (place + 1 >= count || base[place + 1] != 0x0A)) {
        line += 1
      }
      place += 1
    }
    return line
  }
}
