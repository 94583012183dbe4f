import Numerics
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1"), (-42, "-42"), (0.1, "0.1"),
    (0.1 + 0.2, "0.30000000000000004"),
    (1e15, "1000000000000000"), (9_007_199_254_740_992, "9007199254740992"), (1e22, "1e+22"),
    (123456.5, "123456.5"), (Double.leastNonzeroMagnitude, "5e-324"), (.infinity, "inf"),
    (-.infinity, "-inf"), (.nan, "nan"),
    (-1.5, "-1.5"), (1.7976931348623157e308, "1.7976931348623157e+308"),
  ])
  func shortest(value: Double, text: String) {
    #expect(NumberText.shortest(value) == text)
  }

  @Test(arguments: [
    (123456.7, 6, "123457"), (1234567.8, 3, "1234568"), (0.000123456789, 6, "0.000123457"),
    (0.0000123456789, 6, "1.23457e-05"), (2.5, 1, "2"), (3.5, 1, "4"), (0.15, 1, "0.1"),
    (99.9999999, 6, "100"),
    (1.0000001, 6, "1"), (-3.14159265, 4, "-3.142"), (1e20, 6, "1e+20"), (1.5e300, 6, "1.5e+300"),
    (100, 2, "100"), (0.1, 17, "0.10000000000000001"), (-0.0, 6, "0"), (999999.5, 6, "1000000"),
    (20.090625, 6, "20.0906"), (1e15 + 0.5, 6, "1e+15"), (.nan, 6, "nan"), (0.5, 0, "0.5"),
    (120.5, 2, "120"), (9.5e14, 3, "950000000000000"),
  ])
  func significant(value: Double, digits: Int, text: String) {
    #expect(NumberText.significant(value, digits: digits) == text)
  }

  @Test(arguments: [
    (1.005, 2, "1.00"), (2.5, 0, "2"), (-0.001, 2, "0.00"), (-1.25, 1, "-1.2"),
    (1e22, 1, "10000000000000000000000.0"),
    (0.1, 20, "0.10000000000000000555"),
  ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test func decimalsThatAlignAColumn() {
    #expect(NumberText.decimals(3) == 0 && NumberText.decimals(2.5) == 1)
    #expect(NumberText.decimals(20.090625) == 4 && NumberText.decimals(123456.7) == 0)
    #expect(NumberText.decimals(1e-9) == nil && NumberText.decimals(.nan) == nil)
    #expect(NumberText.scientific(1.5e-9, digits: 3) == "1.50e-09")
  }

  @Test func textReadsBackAsTheSameNumber() {
    var stream = RandomStream(seed: 11)
    for _ in 0..<100_000 {
      let value = Double(bitPattern: stream.next())
      guard value.isFinite else { continue }
      let text = NumberText.shortest(value)
      #expect(parseNumber(text)?.bitPattern == value.bitPattern, "\(text)")
    }
    for _ in 0..<100_000 {
      let value = stream.uniform(-1e6, 1e6)
      #expect(parseNumber(NumberText.shortest(value)) == value)
      let six = NumberText.significant(value, digits: 17)
      #expect(parseNumber(six) == value, "\(six)")
    }
  }
}
