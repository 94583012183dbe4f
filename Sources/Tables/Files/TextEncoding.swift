internal import Numerics

/// How the characters of a text file are written as bytes.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf16 = "UTF-16"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case latin1 = "Latin-1"
  case windows1252 = "Windows-1252"

  /// The encoding of a name, whatever its case and whichever of its usual spellings it is.
  public init?(name: String) {
    switch name.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
    case "utf8", "utf8sig", "ascii", "usascii": self = .utf8
    case "utf16": self = .utf16
    case "utf16le": self = .utf16LittleEndian
    case "utf16be": self = .utf16BigEndian
    case "latin1", "iso88591", "l1": self = .latin1
    case "windows1252", "cp1252", "ansi": self = .windows1252
    default: return nil
    }
  }

  /// The encoding that a byte order mark shows, or a zero in every other byte of the first 4096. O(1)
  static func shown(_ base: UnsafePointer<UInt8>, _ count: Int) -> TextEncoding? {
    if count >= 2 {
      if base[0] == 0xFF, base[1] == 0xFE { return .utf16LittleEndian }
      if base[0] == 0xFE, base[1] == 0xFF { return .utf16BigEndian }
    }
    return wide(base, count)
  }

  /// The encoding of bytes that aren't UTF-8; `nil` if they are, or can't be anything else.
  ///
  /// Bytes that no character of UTF-8 holds mean an encoding of
  /// one byte a character, unless other characters beyond ASCII are well-formed UTF-8: then the file is UTF-8 with damaged
  /// rows. Windows-1252 and Latin-1 differ in the bytes 80 to 9F only, which are control characters in Latin-1; five of
  /// them are nothing in Windows-1252.
  /// - Complexity: O(bytes), which is why it isn't asked of a file that is known to be UTF-8 without NUL bytes.
  static func found(_ base: UnsafePointer<UInt8>, _ count: Int) -> TextEncoding? {
    var damaged = 0
    var characters = 0
    var from = 0
    while from < count {
      let stop = UTF8Check.firstInvalid(base, from..<count) ?? count
      for i in from..<stop where base[i] >= 0xC2 { characters += 1 }
      if stop < count { damaged += 1 }
      from = stop + 1
      if damaged > 0, characters > 0 { return nil }
    }
    guard damaged > 0 else { return nil }
    var isWindows = false
    for i in 0..<count where (0x80..<0xA0).contains(base[i]) {
      if [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(base[i]) { return .latin1 }
      isWindows = true
    }
    return isWindows ? .windows1252 : .latin1
  }

  /// UTF-16 without a mark: of the first bytes nearly every other one is zero, and all of them can be decoded.
  private static func wide(_ base: UnsafePointer<UInt8>, _ count: Int) -> TextEncoding? {
    let looked = min(count, 4096) & ~1
    guard looked >= 4, count % 2 == 0 else { return nil }
    var zeros = (even: 0, odd: 0)
    for i in stride(from: 0, to: looked, by: 2) {
      if base[i] == 0 { zeros.even += 1 }
      if base[i + 1] == 0 { zeros.odd += 1 }
    }
    let most = looked / 2
    if zeros.odd * 10 >= most * 9, zeros.even * 10 < most { return .utf16LittleEndian }
    if zeros.even * 10 >= most * 9, zeros.odd * 10 < most { return .utf16BigEndian }
    return nil
  }

  /// The characters of bytes as UTF-8, without their byte order mark.
  ///
  /// - Throws: the place of the first byte that isn't of this encoding.
  package func decoded(
    _ base: UnsafePointer<UInt8>, _ count: Int
  ) throws(Undecodable) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count + count / 8 + 64)
    var place = prefix(base, count)
    while place < count {
      guard let (scalar, length) = next(base, count, place) else { throw Undecodable(byte: place) }
      if scalar.value < 0x80 {
        result.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        result.append(contentsOf: Unicode.UTF8.encode(scalar) ?? .init())
      }
      place += length
    }
    return result
  }

  package struct Undecodable: Error { package var byte: Int }

  /// Where each of some ascending places of the decoded text stands in the bytes that it was decoded from.
  /// O(bytes before the last of them)
  package func origins(
    of places: [Int], in base: UnsafePointer<UInt8>, _ count: Int
  ) -> [Int] {
    var result: [Int] = []
    var place = prefix(base, count)
    var decoded = 0
    for wanted in places {
      while decoded < wanted, let (scalar, length) = next(base, count, place) {
        decoded += UTF8.width(scalar)
        place += length
      }
      result.append(place)
    }
    return result
  }

  /// Bytes of the byte order mark.
  private func prefix(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
    switch self {
    case .utf16, .utf16LittleEndian, .utf16BigEndian:
      return count >= 2
        && (base[0] == 0xFF && base[1] == 0xFE || base[0] == 0xFE && base[1] == 0xFF) ? 2 : 0
    default: return 0
    }
  }

  /// The character at a place, and how many bytes it takes.
  @inline(__always)
  private func next(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ place: Int
  ) -> (Unicode.Scalar, Int)? {
    guard place < count else { return nil }
    switch self {
    case .utf8: return nil
    case .latin1: return (Unicode.Scalar(base[place]), 1)
    case .windows1252:
      guard (0x80..<0xA0).contains(base[place]) else { return (Unicode.Scalar(base[place]), 1) }
      return Unicode.Scalar(TextEncoding.windows[Int(base[place] & 0x1F)]).map { ($0, 1) }
    case .utf16, .utf16LittleEndian, .utf16BigEndian:
      let isBig = self == .utf16BigEndian || (self == .utf16 && count >= 2 && base[0] == 0xFE)
      guard let first = unit(base, count, place, isBig) else { return nil }
      if let scalar = Unicode.Scalar(first) { return (scalar, 2) }
      guard first < 0xDC00, let second = unit(base, count, place + 2, isBig),
        (0xDC00..<0xE000).contains(second)
      else { return nil }
      let value = 0x10000 + (UInt32(first) & 0x3FF) << 10 + UInt32(second) & 0x3FF
      return Unicode.Scalar(value).map { ($0, 4) }
    }
  }

  private func unit(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ isBig: Bool
  ) -> UInt16? {
    guard place + 1 < count else { return nil }
    let (a, b) = (UInt16(base[place]), UInt16(base[place + 1]))
    return isBig ? a << 8 | b : b << 8 | a
  }

  /// The characters 80 to 9F of Windows-1252; 0xD800, which is none, where it has none.
  private static let windows: [UInt16] = [
    0x20AC, 0xD800, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0xD800, 0x017D, 0xD800, 0xD800, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xD800, 0x017E, 0x0178,
  ]
}
