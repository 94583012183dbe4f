/// The only way by which text that isn't ours gets into a script.
package enum GnuplotText {
  /// A double-quoted string of gnuplot's language that can only be read as this text.
  ///
  /// gnuplot reads an octal number to its last octal digit, however long: so a digit after one is
  /// written in octal too. Letters, digits, blanks, points, hyphens and non-ASCII characters stand
  /// for themselves, every other byte is written as three octal digits: so there is no quote,
  /// back-tick, backslash, `%`, `$` or markup character for gnuplot to act on. Line ends and other
  /// control characters become blanks, which no picture format can show; `lines` keeps line ends.
  ///
  /// - Parameter isFormat: for tick labels, which gnuplot reads as formats: `%` is doubled.
  package static func quoted(_ text: String, isFormat: Bool = false, lines: Bool = false) -> String
  {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    var followsOctal = false
    for scalar in text.unicodeScalars {
      let wasOctal = followsOctal
      followsOctal = false
      switch scalar.value {
      case UInt32(UInt8(ascii: "0"))...UInt32(UInt8(ascii: "9")) where wasOctal:
        result += octal(UInt8(scalar.value))
        followsOctal = true
      case 0x0A where lines: result += Array("\\n".utf8)
      case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF, 0x2028, 0x2029: result.append(UInt8(ascii: " "))
      // Marks that turn the direction of writing could make a label lie about its neighbours.
      case 0x202A...0x202E, 0x2066...0x2069: continue
      case UInt32(UInt8(ascii: "0"))...UInt32(UInt8(ascii: "9")),
        UInt32(UInt8(ascii: "A"))...UInt32(UInt8(ascii: "Z")),
        UInt32(UInt8(ascii: "a"))...UInt32(UInt8(ascii: "z")), 0x20, UInt32(UInt8(ascii: ".")),
        UInt32(UInt8(ascii: "-")):
        result.append(UInt8(scalar.value))
      case 0x80...: result += Array(String(scalar).utf8)
      default:
        let octal = octal(UInt8(scalar.value))
        result += octal
        followsOctal = true
        if isFormat, scalar == "%" { result += octal }
      }
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }

  private static func octal(_ byte: UInt8) -> [UInt8] {
    let zero = UInt8(ascii: "0")
    return [UInt8(ascii: "\\"), zero + (byte >> 6), zero + (byte >> 3 & 7), zero + (byte & 7)]
  }
}
