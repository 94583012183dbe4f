import Numerics
import Testing

/// FDistribution against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct FDistributionTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(
      FDistribution(numerator: 3.0, denominator: 200.0).cumulative(50.0, tail: .upper),
      3.7078652387597534e-24)
    expectDigits(
      FDistribution(numerator: 3.0, denominator: 200.0).cumulative(50.0, tail: .lower), 1.0)
    expectDigits(
      FDistribution(numerator: 3.0, denominator: 200.0).density(50.0), 3.1574625219603165e-24)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 48.0).cumulative(89.5671065364677, tail: .upper),
      1.4898364962950944e-12)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 48.0).cumulative(89.5671065364677, tail: .lower),
      0.9999999999985102)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 48.0).density(89.5671065364677),
      2.626494849062659e-13)
    expectDigits(
      FDistribution(numerator: 2.0, denominator: 5.0).cumulative(0.01, tail: .upper),
      0.9900695822980478)
    expectDigits(
      FDistribution(numerator: 2.0, denominator: 5.0).cumulative(0.01, tail: .lower),
      0.009930417701952231)
    expectDigits(FDistribution(numerator: 2.0, denominator: 5.0).density(0.01), 0.9861250819701671)
    expectDigits(
      FDistribution(numerator: 10.0, denominator: 10.0).cumulative(1.0, tail: .upper), 0.5)
    expectDigits(
      FDistribution(numerator: 10.0, denominator: 10.0).cumulative(1.0, tail: .lower), 0.5)
    expectDigits(FDistribution(numerator: 10.0, denominator: 10.0).density(1.0), 0.615234375)
    expectDigits(
      FDistribution(numerator: 6.0, denominator: 9.0).cumulative(330.285339234585, tail: .upper),
      4.98403052872501e-10)
    expectDigits(
      FDistribution(numerator: 6.0, denominator: 9.0).cumulative(330.285339234585, tail: .lower),
      0.9999999995015969)
    expectDigits(
      FDistribution(numerator: 6.0, denominator: 9.0).density(330.285339234585),
      6.7486807675969245e-12)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 1000000.0).cumulative(3.0, tail: .upper),
      0.08326482502421001)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 1000000.0).cumulative(3.0, tail: .lower),
      0.91673517497579)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 1000000.0).density(3.0), 0.05139346896453552)
    expectDigits(
      FDistribution(numerator: 100000.0, denominator: 100000.0).cumulative(1.01, tail: .upper),
      0.05782719932715407)
    expectDigits(
      FDistribution(numerator: 100000.0, denominator: 100000.0).cumulative(1.01, tail: .lower),
      0.9421728006728459)
    expectDigits(
      FDistribution(numerator: 100000.0, denominator: 100000.0).density(1.01), 18.116366248898405)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 3.0).cumulative(1e-06, tail: .upper),
      0.9992648949694609)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 3.0).cumulative(1e-06, tail: .lower),
      0.000735105030539062)
    expectDigits(FDistribution(numerator: 1.0, denominator: 3.0).density(1e-06), 367.5523519129193)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 30.0).cumulative(10000.0, tail: .upper),
      1.984611796727025e-39)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 30.0).cumulative(10000.0, tail: .lower), 1.0)
    expectDigits(
      FDistribution(numerator: 1.0, denominator: 30.0).density(10000.0), 2.968291857858848e-42)
  }
}
