import Glibc
import Testing

/// How many decimal digits of a number agree with what it should be: -log10 of the relative error, of the
/// absolute error where 0 is expected, at most 16 (NIST's LRE).
func digits(_ found: Double, _ expected: Double) -> Double {
  if found == expected || (found.isNaN && expected.isNaN) { return 16 }
  let error = expected == 0 ? abs(found) : abs((found - expected) / expected)
  return error.isFinite ? max(0, min(16, -log10(error))) : 0
}

/// Expects a number to agree to a count of digits; 13 is what the distributions promise.
func expectDigits(
  _ found: Double, _ expected: Double, _ least: Double = 13,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let agreed = digits(found, expected)
  #expect(
    agreed >= least, "\(found) is \(expected) to \(agreed) digits", sourceLocation: sourceLocation)
}

struct AgreementTests {
  @Test func countsDigits() {
    #expect(digits(1.001, 1) > 2.99 && digits(1.001, 1) < 3.01)
    #expect(digits(.nan, 1) == 0 && digits(1, .nan) == 0 && digits(.infinity, 1) == 0)
    #expect(digits(2, 2) == 16 && digits(1e-9, 0) == 9)
  }
}
