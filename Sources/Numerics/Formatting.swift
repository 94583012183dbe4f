internal import Glibc

/// Numbers as text, independent of the locale.
public enum NumberText {
  /// The shortest text that reads back as the same number. Whole numbers to 2^53 have neither a fraction nor an
  /// exponent, and -0 is "0"; beyond that, and below 1e-4, an exponent ("1e+20", "2.5e-07"). Values that
  /// are no numbers are "nan", "inf" and "-inf".
  public static func shortest(_ x: Double) -> String {
    if let whole = wholeNumber(x) { return whole.description }
    let text = x.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The number to `digits` significant digits (1...17; others are taken as the nearest of these), rounded
  /// correctly from its exact binary value, without trailing zeros.
  ///
  /// The digits of the whole part are never replaced by zeros: 1234567.8 to 3 digits is "1234568". An exponent
  /// stands where the number is 1e15 or more, or less than 1e-4.
  public static func significant(_ x: Double, digits: Int = 6) -> String {
    if let whole = wholeNumber(x), abs(whole) < 1_000_000_000_000_000 { return whole.description }
    guard x.isFinite else { return shortest(x) }
    let digits = max(1, min(17, digits))
    let rounded = Decimal(x, digits: digits)
    if rounded.exponent >= 15 || rounded.exponent < -4 { return rounded.scientific }
    if rounded.exponent + 1 >= digits { return fixed(x, decimals: 0) }
    return rounded.plain
  }

  /// The number with this many digits behind the point (0...100), rounded correctly from its exact binary
  /// value. A zero result has no sign.
  public static func fixed(_ x: Double, decimals: Int) -> String {
    guard x.isFinite else { return shortest(x) }
    let text = formatted("%.*f", Int32(max(0, min(100, decimals))), x)
    if text.utf8.first == UInt8(ascii: "-"),
      text.utf8.dropFirst().allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") })
    {
      return String(text.dropFirst())
    }
    return text
  }

  /// In scientific form with this many significant digits (1...17), trailing zeros kept: "1.50e-09".
  public static func scientific(_ x: Double, digits: Int) -> String {
    guard x.isFinite else { return shortest(x) }
    return formatted("%.*e", Int32(max(1, min(17, digits)) - 1), x)
  }

  /// How many digits behind the point the number needs to show `digits` significant ones, trailing zeros not
  /// counted: the largest of these in a column aligns it. 0 for whole numbers; nil where `significant` would
  /// use an exponent, and for what isn't finite.
  public static func decimals(_ x: Double, digits: Int = 6) -> Int? {
    if let whole = wholeNumber(x), abs(whole) < 1_000_000_000_000_000 { return 0 }
    guard x.isFinite else { return nil }
    let digits = max(1, min(17, digits))
    let rounded = Decimal(x, digits: digits)
    if rounded.exponent >= 15 || rounded.exponent < -4 { return nil }
    return max(0, rounded.digits.count - 1 - rounded.exponent)
  }

  private static func wholeNumber(_ x: Double) -> Int64? {
    guard abs(x) <= 0x1p53, x == x.rounded(.towardZero) else { return nil }
    return Int64(x)
  }

  /// The decimal digits of a finite number, not 0, rounded to a count.
  private struct Decimal {
    var isNegative: Bool
    /// Without trailing zeros; the first is the digit of 10^exponent.
    var digits: [UInt8] = []
    var exponent = 0

    init(_ x: Double, digits count: Int) {
      isNegative = x < 0
      let text = formatted("%.*e", Int32(count - 1), abs(x))
      var sawExponent = false
      var exponentIsNegative = false
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
          let digit = Int(byte - UInt8(ascii: "0"))
          if sawExponent { exponent = exponent * 10 + digit } else { digits.append(byte) }
        case UInt8(ascii: "e"): sawExponent = true
        case UInt8(ascii: "-"): exponentIsNegative = true
        default: break
        }
      }
      if exponentIsNegative { exponent = -exponent }
      while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    }

    var scientific: String {
      var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
      text.append(digits[0])
      if digits.count > 1 {
        text.append(UInt8(ascii: "."))
        text += digits[1...]
      }
      text += exponent < 0 ? "e-".utf8 : "e+".utf8
      if abs(exponent) < 10 { text.append(UInt8(ascii: "0")) }
      text += abs(exponent).description.utf8
      return String(decoding: text, as: UTF8.self)
    }

    var plain: String {
      var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
      let zero = UInt8(ascii: "0")
      if exponent < 0 {
        text += [zero, UInt8(ascii: ".")]
        text += [UInt8](repeating: zero, count: -exponent - 1)
        text += digits
      } else {
        for i in 0..<max(digits.count, exponent + 1) {
          if i == exponent + 1 { text.append(UInt8(ascii: ".")) }
          text.append(i < digits.count ? digits[i] : zero)
        }
      }
      return String(decoding: text, as: UTF8.self)
    }
  }
}

/// One number through libc's correctly rounding printf; whatever the locale puts between whole part and
/// fraction becomes a point.
private func formatted(_ format: String, _ count: Int32, _ x: Double) -> String {
  // The longest: 309 digits, sign, point, 100 decimals, end.
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
    let length = withVaList([count, x]) {
      vsnprintf(buffer.baseAddress, buffer.count, format, $0)
    }
    var text: [UInt8] = []
    text.reserveCapacity(Int(length))
    for i in 0..<max(0, min(Int(length), buffer.count - 1)) {
      let byte = UInt8(bitPattern: buffer[i])
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "e"):
        text.append(byte)
      default:
        // The separator may have several bytes.
        if text.last != UInt8(ascii: ".") { text.append(UInt8(ascii: ".")) }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
