import Numerics
import Testing

/// PoissonDistribution against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct PoissonDistributionTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(PoissonDistribution(mean: 2.5).density(0.0), 0.0820849986238988)
    expectDigits(PoissonDistribution(mean: 2.5).cumulative(0.0, tail: .lower), 0.0820849986238988)
    expectDigits(PoissonDistribution(mean: 2.5).cumulative(0.0, tail: .upper), 0.9179150013761012)
    expectDigits(PoissonDistribution(mean: 2.5).density(3.0), 0.21376301724973645)
    expectDigits(PoissonDistribution(mean: 2.5).cumulative(3.0, tail: .lower), 0.7575761331330659)
    expectDigits(PoissonDistribution(mean: 2.5).cumulative(3.0, tail: .upper), 0.24242386686693404)
    expectDigits(PoissonDistribution(mean: 10.0).density(100.0), 4.864649182067611e-63)
    expectDigits(PoissonDistribution(mean: 10.0).cumulative(100.0, tail: .lower), 1.0)
    expectDigits(
      PoissonDistribution(mean: 10.0).cumulative(100.0, tail: .upper), 5.33940546071971e-64)
    expectDigits(PoissonDistribution(mean: 100.0).density(2.0), 1.860037988010418e-40)
    expectDigits(
      PoissonDistribution(mean: 100.0).cumulative(2.0, tail: .lower), 1.8976107553682285e-40)
    expectDigits(PoissonDistribution(mean: 100.0).cumulative(2.0, tail: .upper), 1.0)
    expectDigits(PoissonDistribution(mean: 1000.0).density(1000.0), 0.012614611348721499)
    expectDigits(
      PoissonDistribution(mean: 1000.0).cumulative(1000.0, tail: .lower), 0.508409367168506)
    expectDigits(
      PoissonDistribution(mean: 1000.0).cumulative(1000.0, tail: .upper), 0.491590632831494)
    expectDigits(PoissonDistribution(mean: 0.001).density(5.0), 8.325004165278126e-18)
    expectDigits(PoissonDistribution(mean: 0.001).cumulative(5.0, tail: .lower), 1.0)
    expectDigits(
      PoissonDistribution(mean: 0.001).cumulative(5.0, tail: .upper), 1.3876989333774599e-21)
  }
}
