import Numerics
import Testing

/// BinomialDistribution against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct BinomialDistributionTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(
      BinomialDistribution(trials: 1000, probability: 0.05).density(5.0), 1.7632202473863192e-16)
    expectDigits(
      BinomialDistribution(trials: 1000, probability: 0.05).cumulative(5.0, tail: .lower),
      1.9449795094223926e-16)
    expectDigits(
      BinomialDistribution(trials: 1000, probability: 0.05).cumulative(5.0, tail: .upper),
      0.9999999999999998)
    expectDigits(BinomialDistribution(trials: 10, probability: 0.5).density(0.0), 0.0009765625)
    expectDigits(
      BinomialDistribution(trials: 10, probability: 0.5).cumulative(0.0, tail: .lower), 0.0009765625
    )
    expectDigits(
      BinomialDistribution(trials: 10, probability: 0.5).cumulative(0.0, tail: .upper), 0.9990234375
    )
    expectDigits(
      BinomialDistribution(trials: 10, probability: 0.3).density(10.0), 5.9048999999999975e-06)
    expectDigits(BinomialDistribution(trials: 10, probability: 0.3).density(3.0), 0.266827932)
    expectDigits(
      BinomialDistribution(trials: 10, probability: 0.3).cumulative(3.0, tail: .lower),
      0.6496107184000001)
    expectDigits(
      BinomialDistribution(trials: 10, probability: 0.3).cumulative(3.0, tail: .upper), 0.3503892816
    )
    expectDigits(
      BinomialDistribution(trials: 1_000_000, probability: 0.5).density(499000.0),
      0.00010798197801891516)
    expectDigits(
      BinomialDistribution(trials: 40, probability: 0.01).density(30.0), 7.666089872156993e-52)
    expectDigits(
      BinomialDistribution(trials: 40, probability: 0.01).cumulative(30.0, tail: .lower), 1.0)
    expectDigits(
      BinomialDistribution(trials: 40, probability: 0.01).cumulative(30.0, tail: .upper),
      2.5050250823486247e-54)
    expectDigits(
      BinomialDistribution(trials: 20, probability: 1e-09).density(7.0), 7.751999899224004e-59)
    expectDigits(
      BinomialDistribution(trials: 20, probability: 1e-09).cumulative(7.0, tail: .lower), 1.0)
    expectDigits(
      BinomialDistribution(trials: 20, probability: 1e-09).cumulative(7.0, tail: .upper),
      1.2596999865632007e-67)
  }
}
