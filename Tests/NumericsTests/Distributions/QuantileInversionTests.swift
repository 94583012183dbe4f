import Numerics
import Testing

struct QuantileInversionTests {
  /// R 4.2.2: pnorm(-37.5), pnorm(-40, log), pt(-40, 3), pt(-8, 100), pf(50, 3, 200, upper),
  /// pchisq(300, 10, upper), pgamma(1e-10, 1e-3), qnorm(1e-300), qt(1e-12, 2.1), qbeta(.01, .01, 5),
  /// pbinom(5, 1000, .05), lgamma(1e-10), log(beta(1e-5, 1e5)), as printed to 16 digits.
  @Test func farTailsOfR() {
    expectDigits(NormalDistribution().cumulative(-37.5), 4.605353009581955e-308)
    expectDigits(NormalDistribution().logCumulative(-40), -804.6084420137538)
    expectDigits(StudentT(degreesOfFreedom: 3).cumulative(-40), 1.719034039457927e-05)
    expectDigits(StudentT(degreesOfFreedom: 100).cumulative(-8), 1.13643240386404e-12)
    expectDigits(
      FDistribution(numerator: 3, denominator: 200).cumulative(50, tail: .upper),
      3.707865238759723e-24)
    expectDigits(
      ChiSquared(degreesOfFreedom: 10).cumulative(300, tail: .upper), 1.554674754380318e-58)
    expectDigits(GammaDistribution(shape: 1e-3).cumulative(1e-10), 0.9778006565986258)
    expectDigits(NormalDistribution().quantile(1e-300), -37.0470962993612)
    expectDigits(StudentT(degreesOfFreedom: 2.1).quantile(1e-12), -384396.0023198064)
    expectDigits(BetaDistribution(0.01, 5).quantile(0.01), 1.253990451122877e-201)
    expectDigits(
      BinomialDistribution(trials: 1000, probability: 0.05).cumulative(5), 1.944979509422377e-16)
    expectDigits(SpecialFunctions.logGamma(1e-10), 23.02585092988274)
    expectDigits(SpecialFunctions.logBeta(1e-5, 1e5), 11.512804563691176)
  }

  private static let continuous: [any Distribution] = [
    NormalDistribution(), NormalDistribution(mean: -3, standardDeviation: 0.01),
    StudentT(degreesOfFreedom: 1), StudentT(degreesOfFreedom: 2.5), StudentT(degreesOfFreedom: 48),
    StudentT(degreesOfFreedom: 1e6), FDistribution(numerator: 1, denominator: 48),
    FDistribution(numerator: 4, denominator: 3), FDistribution(numerator: 200, denominator: 300),
    ChiSquared(degreesOfFreedom: 1), ChiSquared(degreesOfFreedom: 30),
    ChiSquared(degreesOfFreedom: 1e4),
    GammaDistribution(shape: 0.05), GammaDistribution(shape: 7, rate: 3),
    BetaDistribution(0.5, 0.5),
    BetaDistribution(2, 80), BetaDistribution(300, 400), UniformDistribution(-1, 4),
    ExponentialDistribution(rate: 0.2),
  ]
  private static let probabilities = [1e-12, 1e-5, 0.025, 0.3, 0.5, 0.7, 0.975, 0.99999]

  /// The probability of a quantile is the one asked for, to what x's own rounding allows: an ulp of x changes
  /// the probability by x · density · ε.
  @Test(arguments: 0..<continuous.count)
  func quantileAndProbabilityAreInverse(index: Int) {
    let distribution = Self.continuous[index]
    for p in Self.probabilities {
      for tail in Tail.allCases {
        let x = distribution.quantile(p, tail: tail)
        let back = distribution.cumulative(x, tail: tail)
        let slack = 4 * abs(x) * distribution.density(x) * .ulpOfOne + 8e-16 * p
        #expect(abs(back - p) <= slack, "\(distribution) \(p) \(tail): \(x), \(back)")
      }
    }
    #expect(distribution.quantile(-0.1).isNaN && distribution.quantile(1.1).isNaN)
    #expect(distribution.quantile(.nan).isNaN && distribution.cumulative(.nan).isNaN)
    #expect(distribution.cumulative(-.infinity) == 0 && distribution.cumulative(.infinity) == 1)
    #expect(distribution.cumulative(.infinity, tail: .upper) == 0)
  }

  /// The everyday values of printed tables, to all digits by root finding in 40-digit arithmetic (mpmath).
  @Test func everydayCriticalValues() {
    expectDigits(NormalDistribution().quantile(0.975), 1.959963984540054, 15)
    expectDigits(StudentT(degreesOfFreedom: 10).quantile(0.975), 2.2281388519862744)
    expectDigits(StudentT(degreesOfFreedom: 1).quantile(0.975), 12.706204736174694)
    expectDigits(ChiSquared(degreesOfFreedom: 1).quantile(0.95), 3.8414588206941245)
    expectDigits(FDistribution(numerator: 3, denominator: 10).quantile(0.95), 3.708264819046843)
    #expect(StudentT(degreesOfFreedom: 5).quantile(0.5) == 0)
    // The t and p of R's summary(lm(dist ~ speed, cars)).
    expectDigits(
      StudentT(degreesOfFreedom: 48).twoSided(9.46398999029837), 1.48983649629509e-12, 12.5)
  }

  @Test(arguments: [0.0, 1e-9, 0.05, 0.3, 0.5, 0.9, 0.999999, 1])
  func discreteQuantilesAreTheLeast(p: Double) {
    let discrete: [any Distribution] = [
      BinomialDistribution(trials: 10, probability: 0.3),
      BinomialDistribution(trials: 1000, probability: 0.01),
      BinomialDistribution(trials: 0, probability: 0.5), PoissonDistribution(mean: 4),
      PoissonDistribution(mean: 900),
    ]
    for distribution in discrete {
      if p < 1 {
        let k = distribution.quantile(p)
        #expect(distribution.cumulative(k) >= p && (k == 0 || distribution.cumulative(k - 1) < p))
      }
      if p > 0 {
        let k = distribution.quantile(p, tail: .upper)
        #expect(distribution.cumulative(k, tail: .upper) <= p)
        #expect(k == 0 || distribution.cumulative(k - 1, tail: .upper) > p)
      }
    }
  }

  @Test func discreteQuantilesEndWithTheSupport() {
    let binomial = BinomialDistribution(trials: 1000, probability: 0.01)
    #expect(binomial.quantile(1) == 1000 && binomial.quantile(0, tail: .upper) == 1000)
    #expect(BinomialDistribution(trials: 9, probability: 0).quantile(1) == 0)
    #expect(PoissonDistribution(mean: 3).quantile(1) == .infinity)
    #expect(PoissonDistribution(mean: 3).quantile(0) == 0)
    #expect(PoissonDistribution(mean: 0).quantile(1) == 0)
  }

  @Test func badParametersGiveNaN() {
    let bad: [any Distribution] = [
      NormalDistribution(mean: 0, standardDeviation: 0), StudentT(degreesOfFreedom: -1),
      FDistribution(numerator: 0, denominator: 3), ChiSquared(degreesOfFreedom: 0),
      GammaDistribution(shape: -1), BetaDistribution(0, 1), UniformDistribution(2, 2),
      ExponentialDistribution(rate: 0), BinomialDistribution(trials: -1, probability: 0.5),
      BinomialDistribution(trials: 3, probability: 1.5), PoissonDistribution(mean: -1),
    ]
    for distribution in bad {
      #expect(distribution.cumulative(1).isNaN, "\(distribution)")
      #expect(distribution.density(1).isNaN, "\(distribution)")
      #expect(distribution.quantile(0.3).isNaN, "\(distribution)")
    }
  }

  @Test func edgesOfDensities() {
    #expect(BinomialDistribution(trials: 5, probability: 0).density(0) == 1)
    #expect(BinomialDistribution(trials: 5, probability: 0.5).density(2.5) == 0)
    #expect(PoissonDistribution(mean: 0).density(0) == 1)
    #expect(GammaDistribution(shape: 1, rate: 2).density(0) == 2)
    #expect(ChiSquared(degreesOfFreedom: 1).density(0) == .infinity)
    #expect(
      UniformDistribution(0, 4).density(1) == 0.25 && UniformDistribution(0, 4).density(5) == 0)
    #expect(
      StudentT(degreesOfFreedom: .infinity).cumulative(1) == NormalDistribution().cumulative(1))
  }
}
