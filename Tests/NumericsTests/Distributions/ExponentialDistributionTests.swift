import Numerics
import Testing

/// ExponentialDistribution against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct ExponentialDistributionTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(ExponentialDistribution(rate: 2.0).cumulative(1e-20, tail: .lower), 2e-20)
    expectDigits(ExponentialDistribution(rate: 2.0).cumulative(1e-20, tail: .upper), 1.0)
    expectDigits(
      ExponentialDistribution(rate: 0.1).cumulative(50.0, tail: .lower), 0.9932620530009145)
    expectDigits(
      ExponentialDistribution(rate: 0.1).cumulative(50.0, tail: .upper), 0.006737946999085465)
    expectDigits(ExponentialDistribution(rate: 3.0).cumulative(300.0, tail: .lower), 1.0)
    expectDigits(ExponentialDistribution(rate: 3.0).cumulative(300.0, tail: .upper), 0.0)
  }
}
