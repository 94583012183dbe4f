/// The number that a text is, correctly rounded (to nearest, ties to even), independent of the locale; nil if
/// it isn't one.
///
///     number   = [ "+" | "-" ] ( digit { digit } [ "." { digit } ] | "." digit { digit } ) [ exponent ]
///     exponent = ( "e" | "E" ) [ "+" | "-" ] digit { digit }
///
/// No spaces, separators, hexadecimal, "inf" or "nan"; a number too large for a Double is nil, one too small
/// is 0 with its sign.
public func parseNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
  let zero = UInt8(ascii: "0")
  let count = bytes.count
  var i = 0
  var isNegative = false
  if i < count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
    isNegative = bytes[i] == UInt8(ascii: "-")
    i += 1
  }
  // The first 19 significant digits fit into 64 bits.
  var mantissa: UInt64 = 0
  var significant = 0
  var scale = 0
  var isCut = false
  let wholeStart = i
  while i < count {
    let digit = bytes[i] &- zero
    guard digit <= 9 else { break }
    if significant < 19 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      if mantissa != 0 { significant += 1 }
    } else {
      scale += 1
      isCut = isCut || digit != 0
    }
    i += 1
  }
  var digits = i - wholeStart
  if i < count, bytes[i] == UInt8(ascii: ".") {
    i += 1
    let fractionStart = i
    while i < count {
      let digit = bytes[i] &- zero
      guard digit <= 9 else { break }
      if significant < 19 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 { significant += 1 }
        scale -= 1
      } else {
        isCut = isCut || digit != 0
      }
      i += 1
    }
    digits += i - fractionStart
  }
  guard digits > 0 else { return nil }
  if i < count, bytes[i] | 0x20 == UInt8(ascii: "e") {
    i += 1
    var exponentIsNegative = false
    if i < count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      exponentIsNegative = bytes[i] == UInt8(ascii: "-")
      i += 1
    }
    let exponentStart = i
    var exponent = 0
    while i < count {
      let digit = bytes[i] &- zero
      guard digit <= 9 else { break }
      if exponent < 100_000_000_000 { exponent = exponent * 10 + Int(digit) }
      i += 1
    }
    guard i > exponentStart else { return nil }
    scale += exponentIsNegative ? -exponent : exponent
  }
  guard i == count else { return nil }
  if mantissa == 0 { return isNegative ? -0.0 : 0 }
  if !isCut {
    // Both sides exact in a Double, so one rounding: Clinger's fast path (1990).
    if mantissa <= 1 << 53, scale >= -22, scale <= 22 {
      let value = Double(mantissa)
      let power = powersOfTen(abs(scale))
      let magnitude = scale < 0 ? value / power : value * power
      return isNegative ? -magnitude : magnitude
    }
    if let magnitude = extendedProduct(mantissa, scale) {
      return isNegative ? -magnitude : magnitude
    }
  }
  return slowNumber(bytes)
}

/// As the form over a buffer, for a text.
public func parseNumber(_ text: String) -> Double? {
  var text = text
  return text.withUTF8 { parseNumber($0) }
}

/// 10^n, exact, for n in 0...22.
@inline(__always)
private func powersOfTen(_ n: Int) -> Double {
  withUnsafeBytes(of: tableOfTens) { $0.load(fromByteOffset: n &* 8, as: Double.self) }
}

private let tableOfTens:
  (
    Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double,
    Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double
  ) = (
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17,
    1e18, 1e19, 1e20, 1e21, 1e22
  )

#if arch(x86_64)
  /// mantissa · 10^scale, rounded once to 64 bits and then to 53, where both factors are exact in 64 bits
  /// (10^27 = 5^27 · 2^27 is). The second rounding differs from a direct one only if the 64 bits lie in the
  /// middle of two Doubles: those few are nil, as is what isn't exact.
  private func extendedProduct(_ mantissa: UInt64, _ scale: Int) -> Double? {
    guard scale >= -27, scale <= 27 else { return nil }
    var power: Float80 = Float80(powersOfTen(min(22, abs(scale))))
    if abs(scale) > 22 { power *= Float80(powersOfTen(abs(scale) - 22)) }
    let value = scale < 0 ? Float80(mantissa) / power : Float80(mantissa) * power
    if value.significandBitPattern & 0x7FF == 0x400 { return nil }
    return Double(value)
  }
#else
  private func extendedProduct(_ mantissa: UInt64, _ scale: Int) -> Double? { nil }
#endif

/// The standard library's reader, correctly rounding and in no locale, for the rest: more than 19 digits,
/// far exponents. The grammar was checked before.
private func slowNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
  guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
    return nil
  }
  return value
}
