internal import Glibc

/// The binomial distribution: successes among a number of trials.
public struct BinomialDistribution: Distribution {
  /// A whole number, 0 or more.
  public let trials: Double
  /// In 0...1.
  public let probability: Double

  public init(trials: Int, probability: Double) {
    let isValid = trials >= 0 && probability >= 0 && probability <= 1
    self.trials = isValid ? Double(trials) : .nan
    self.probability = isValid ? probability : .nan
  }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    if x.isNaN || trials.isNaN { return .nan }
    let k = x.rounded(.down)
    if k < 0 { return tail == .lower ? 0 : 1 }
    if k >= trials { return tail == .lower ? 1 : 0 }
    // P(X > k) = I_p(k + 1, n - k)
    let both = SpecialFunctions.incompleteBeta(k + 1, trials - k, probability)
    return tail == .lower ? both.upper : both.lower
  }

  /// The probability of exactly x successes; 0 where x is not a whole number.
  public func density(_ x: Double) -> Double {
    if x.isNaN || trials.isNaN { return .nan }
    guard x == x.rounded(), x >= 0, x <= trials else { return 0 }
    if probability == 0 { return x == 0 ? 1 : 0 }
    if probability == 1 { return x == trials ? 1 : 0 }
    let p = ExtendedReal(probability)
    return Double(exp(logBinomialTerm(ExtendedReal(x), ExtendedReal(trials - x), p, 1 - p)))
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1, !trials.isNaN else { return .nan }
    if p == (tail == .lower ? 1 : 0) { return probability == 0 ? 0 : trials }
    let found = leastWhole(startingNear: trials * probability, upTo: trials) { k in
      tail == .lower ? reaches(cumulative(k), p) : reaches(p, cumulative(k, tail: .upper))
    }
    return found ?? trials
  }
}

/// a ≥ b but for rounding, as R compares for discrete quantiles.
func reaches(_ a: Double, _ b: Double) -> Bool { a >= b * (1 - 64 * .ulpOfOne) }
