import Numerics
import Testing

/// BetaDistribution against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct BetaDistributionTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(BetaDistribution(2.0, 3.0).cumulative(0.4, tail: .lower), 0.5248)
    expectDigits(BetaDistribution(2.0, 3.0).cumulative(0.4, tail: .upper), 0.47519999999999996)
    expectDigits(BetaDistribution(2.0, 3.0).density(0.4), 1.728)
    expectDigits(BetaDistribution(0.01, 5.0).cumulative(1e-05, tail: .lower), 0.9099486514594585)
    expectDigits(BetaDistribution(0.01, 5.0).cumulative(1e-05, tail: .upper), 0.0900513485405415)
    expectDigits(BetaDistribution(0.01, 5.0).density(1e-05), 909.9126144180809)
    expectDigits(
      BetaDistribution(200.0, 300.0).cumulative(0.3, tail: .lower), 1.0496985243292947e-06)
    expectDigits(BetaDistribution(200.0, 300.0).cumulative(0.3, tail: .upper), 0.9999989503014757)
    expectDigits(BetaDistribution(200.0, 300.0).density(0.3), 0.00025962215522408574)
    expectDigits(BetaDistribution(200.0, 300.0).cumulative(0.45, tail: .lower), 0.9881463456202629)
    expectDigits(
      BetaDistribution(200.0, 300.0).cumulative(0.45, tail: .upper), 0.011853654379737118)
    expectDigits(BetaDistribution(200.0, 300.0).density(0.45), 1.382396092140364)
    expectDigits(BetaDistribution(0.5, 0.5).cumulative(0.999, tail: .lower), 0.9798649583666225)
    expectDigits(BetaDistribution(0.5, 0.5).cumulative(0.999, tail: .upper), 0.0201350416333775)
    expectDigits(BetaDistribution(0.5, 0.5).density(0.999), 10.07087911994709)
    expectDigits(
      BetaDistribution(100000.0, 100000.0).cumulative(0.502, tail: .lower), 0.963181261172024)
    expectDigits(
      BetaDistribution(100000.0, 100000.0).cumulative(0.502, tail: .upper), 0.036818738827976025)
    expectDigits(BetaDistribution(100000.0, 100000.0).density(0.502), 72.04182982512354)
    expectDigits(BetaDistribution(1e-05, 100000.0).cumulative(0.001, tail: .lower), 1.0)
    expectDigits(
      BetaDistribution(1e-05, 100000.0).cumulative(0.001, tail: .upper), 3.5040459907936155e-51)
    expectDigits(BetaDistribution(1e-05, 100000.0).density(0.001), 3.542253326111633e-46)
    expectDigits(
      BetaDistribution(30.0, 2.0).cumulative(1e-08, tail: .lower), 3.099999970000002e-239)
    expectDigits(BetaDistribution(30.0, 2.0).cumulative(1e-08, tail: .upper), 1.0)
    expectDigits(BetaDistribution(30.0, 2.0).density(1e-08), 9.299999907000005e-230)
  }
}
