/// What is wrong with a piece of JSON, as a part of a sentence.
struct JSONFault: Error, Equatable {
  var reason: String
  /// The byte at which it shows.
  var place: Int
}

/// Goes over the values of a JSON text (RFC 8259), strictly, without building them.
///
/// The bytes must be well-formed UTF-8 and followed by at least 8 that may be loaded.
struct JSONScanner {
  let base: UnsafePointer<UInt8>
  let end: Int
  var place: Int

  /// How deep lists and objects may lie in each other.
  static let mostDepth = 64

  init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
    (self.base, place, end) = (base, range.lowerBound, range.upperBound)
  }

  var isAtEnd: Bool { place >= end }

  /// The next byte, or 0 at the end.
  @inline(__always)
  var byte: UInt8 { place < end ? base[place] : 0 }

  func fault(_ reason: String) -> JSONFault { JSONFault(reason: reason, place: place) }

  @inline(__always)
  mutating func skipBlanks() {
    while place < end {
      switch base[place] {
      case 0x20, 0x09, 0x0A, 0x0D: place &+= 1
      default: return
      }
    }
  }

  /// Goes over one sign, blanks before it.
  mutating func take(_ sign: Unicode.Scalar) throws(JSONFault) {
    skipBlanks()
    guard byte == UInt8(ascii: sign), !isAtEnd else { throw missing("`\(sign)`") }
    place &+= 1
  }

  func missing(_ what: String) -> JSONFault {
    isAtEnd
      ? fault("it ends where \(what) should be")
      : fault("\(JSONScanner.shown(byte)) stands where \(what) should be")
  }

  /// Goes over a text in quotes; whether it has escapes.
  mutating func skipText() throws(JSONFault) -> Bool {
    guard byte == UInt8(ascii: "\"") else { throw missing("a text in quotes") }
    place &+= 1
    var isEscaped = false
    while place < end {
      switch base[place] {
      case UInt8(ascii: "\""):
        place &+= 1
        return isEscaped
      case UInt8(ascii: "\\"):
        isEscaped = true
        try skipEscape()
      case 0..<0x20:
        throw fault("a text holds \(JSONScanner.shown(base[place])), which must be escaped")
      default: place &+= 1
      }
    }
    throw fault("a text is not closed")
  }

  private mutating func skipEscape() throws(JSONFault) {
    guard place + 1 < end else { throw fault("a text is not closed") }
    switch base[place + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      place += 2
    case UInt8(ascii: "u"):
      guard let unit = unit(at: place) else { throw fault("`\\u` needs four hexadecimal digits") }
      switch unit {
      case 0xD800...0xDBFF:
        guard let low = self.unit(at: place + 6), (0xDC00...0xDFFF).contains(low) else {
          throw fault("the first half of a surrogate pair stands alone")
        }
        place += 12
      case 0xDC00...0xDFFF: throw fault("the second half of a surrogate pair stands alone")
      default: place += 6
      }
    default: throw fault("a text holds an escape that isn't known")
    }
  }

  /// The 16 bits of `\uXXXX`.
  private func unit(at start: Int) -> UInt32? {
    guard start + 6 <= end, base[start] == UInt8(ascii: "\\"), base[start + 1] == UInt8(ascii: "u")
    else { return nil }
    var value: UInt32 = 0
    for i in start + 2..<start + 6 {
      let digit: UInt8
      switch base[i] {
      case 0x30...0x39: digit = base[i] - 0x30
      case 0x41...0x46: digit = base[i] - 0x41 + 10
      case 0x61...0x66: digit = base[i] - 0x61 + 10
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  mutating func skipNumber() throws(JSONFault) {
    if byte == UInt8(ascii: "-") { place &+= 1 }
    let start = place
    try skipDigits()
    if base[start] == 0x30, place - start > 1 {
      throw JSONFault(reason: "a number begins with a needless 0", place: start)
    }
    if byte == UInt8(ascii: ".") {
      place &+= 1
      try skipDigits()
    }
    if byte | 0x20 == UInt8(ascii: "e") {
      place &+= 1
      if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { place &+= 1 }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(JSONFault) {
    guard byte &- 0x30 <= 9 else { throw missing("a digit") }
    while byte &- 0x30 <= 9 { place &+= 1 }
  }

  mutating func skipWord(_ word: StaticString) throws(JSONFault) {
    for i in 0..<word.utf8CodeUnitCount {
      guard place + i < end, base[place + i] == word.utf8Start[i] else { throw missing("a value") }
    }
    place += word.utf8CodeUnitCount
  }

  /// Goes over a value of any kind. Keeps the open brackets in a word of bits, not on the stack.
  mutating func skipValue(depth: Int) throws(JSONFault) {
    var depth = depth
    let outer = depth
    // One bit for each open bracket inside, the innermost lowest: 1 for an object.
    var isObject: UInt64 = 0
    value: while true {
      skipBlanks()
      switch byte {
      case UInt8(ascii: "\""): _ = try skipText()
      case UInt8(ascii: "t"): try skipWord("true")
      case UInt8(ascii: "f"): try skipWord("false")
      case UInt8(ascii: "n"): try skipWord("null")
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let opensObject = byte == UInt8(ascii: "{")
        guard depth < JSONScanner.mostDepth else {
          throw fault("it is nested more than \(JSONScanner.mostDepth) deep")
        }
        place &+= 1
        skipBlanks()
        if byte == (opensObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
          place &+= 1
          break
        }
        depth += 1
        isObject = isObject << 1 | (opensObject ? 1 : 0)
        if opensObject { try skipKey() }
        continue value
      case UInt8(ascii: "-"), 0x30...0x39: try skipNumber()
      default: throw missing("a value")
      }
      // What follows a value: more, or the ends of what is open.
      while depth > outer {
        skipBlanks()
        let isInObject = isObject & 1 == 1
        if byte == UInt8(ascii: ",") {
          place &+= 1
          if isInObject { try skipKey() }
          continue value
        }
        try take(isInObject ? "}" : "]")
        depth -= 1
        isObject >>= 1
      }
      return
    }
  }

  private mutating func skipKey() throws(JSONFault) {
    skipBlanks()
    _ = try skipText()
    try take(":")
  }

  /// The text of a scanned text in quotes, its escapes resolved, appended to `bytes`.
  static func unescape(
    _ base: UnsafePointer<UInt8>, _ range: Range<Int>, into bytes: inout [UInt8]
  ) {
    let scanner = JSONScanner(base, range)
    var i = range.lowerBound
    while i < range.upperBound {
      guard base[i] == UInt8(ascii: "\\"), i + 1 < range.upperBound else {
        bytes.append(base[i])
        i += 1
        continue
      }
      switch base[i + 1] {
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "b"): bytes.append(0x08)
      case UInt8(ascii: "f"): bytes.append(0x0C)
      case UInt8(ascii: "u"):
        var value = scanner.unit(at: i) ?? 0xFFFD
        if (0xD800...0xDBFF).contains(value), let low = scanner.unit(at: i + 6) {
          value = 0x10000 + (value - 0xD800) << 10 + (low & 0x3FF)
          i += 6
        }
        bytes.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
        i += 4
      case let plain: bytes.append(plain)
      }
      i += 2
    }
  }

  private static func shown(_ byte: UInt8) -> String {
    switch byte {
    case 0x21...0x7E: "`\(Character(Unicode.Scalar(byte)))`"
    case 0x20: "a blank"
    case 0x0A, 0x0D: "a line end"
    case 0x09: "a tab"
    case 0x80...: "something that isn't ASCII"
    default: "the control character \(byte)"
    }
  }
}
