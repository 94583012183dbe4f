import Numerics
import Testing

struct NumberParsingTests {
  @Test(arguments: [
    ("0", 0.0), ("1", 1), ("-1", -1), ("+7", 7), (".5", 0.5), ("5.", 5), ("1e3", 1000),
    ("1E-3", 0.001),
    ("1.5e+10", 1.5e10), ("00012", 12), ("0.1", 0.1),
    ("123456789012345678", 123_456_789_012_345_680),
    ("1e22", 1e22), ("1e23", 1e23), ("8.5e-27", 8.5e-27),
    ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
    ("5e-324", Double.leastNonzeroMagnitude), ("2e-324", 0),
    ("1.7976931348623157e308", 1.7976931348623157e308),
    ("9007199254740993", 9_007_199_254_740_992),
    ("9007199254740993.0000000000000000001", 9_007_199_254_740_994),
    ("1e-99999999999999999999", 0), ("0e99999999999999999999", 0),
    ("0.000000000000000000000000000000000001e36", 1), ("100000000000000000000000000000e-29", 1),
    ("1090544144181609348671888949248", 1090544144181609348671888949248.0),
  ])
  func numbers(text: String, value: Double) {
    #expect(parseNumber(text) == value)
  }

  @Test func zeroKeepsItsSign() {
    #expect(parseNumber("-0")?.sign == .minus && parseNumber("-1e-400")?.sign == .minus)
    #expect(parseNumber("0.0")?.sign == .plus)
  }

  @Test(arguments: [
    "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e5.", "1.2.3", " 1", "1 ", "1,5", "0x10", "inf",
    "nan", "1_000",
    "--1", "+-1", "1e400", "-1e309", "١", "1\0", "1f", "Infinity", "1e99999999999999999999", ".e1",
  ])
  func notNumbers(text: String) {
    #expect(parseNumber(text) == nil)
  }

  /// Against the standard library's reader, over digits, places and exponents that reach every path, and the
  /// decimal middles of neighbouring numbers, which are the hardest to round.
  @Test func roundsAsTheStandardLibrary() {
    var stream = RandomStream(seed: 12)
    for _ in 0..<200_000 {
      let count = 1 + stream.integer(below: 22)
      var text = (0..<count).map { _ in String(stream.integer(below: 10)) }.joined()
      if stream.integer(below: 2) == 0 {
        text.insert(
          ".", at: text.index(text.startIndex, offsetBy: stream.integer(below: count + 1)))
      }
      if stream.integer(below: 2) == 0 { text += "e\(stream.integer(below: 80) - 40)" }
      // The standard library wants digits on both sides of a point, and has infinity for what is too large.
      let parts = text.split(separator: "e", omittingEmptySubsequences: false)
      var plain = String(parts[0])
      if plain.first == "." { plain = "0" + plain }
      if plain.last == "." { plain += "0" }
      if parts.count == 2 { plain += "e" + parts[1] }
      let expected = Double(plain)
      #expect(parseNumber(text) == expected, "\(text)")
    }
    for _ in 0..<50_000 {
      // Halfway between two neighbours above 2^53: whole numbers, exact in 19 digits.
      let value = (UInt64(1) << 53 + stream.next() >> 12) << 1
      let middle = value + 1
      #expect(parseNumber(middle.description) == Double(middle))
    }
  }
}
