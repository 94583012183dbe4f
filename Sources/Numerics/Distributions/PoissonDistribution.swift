internal import Glibc

/// The Poisson distribution: events of a constant rate.
public struct PoissonDistribution: Distribution {
  /// 0 or more.
  public let mean: Double

  public init(mean: Double) { self.mean = mean >= 0 && mean.isFinite ? mean : .nan }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    if x.isNaN || mean.isNaN { return .nan }
    let k = x.rounded(.down)
    if k < 0 { return tail == .lower ? 0 : 1 }
    if k.isInfinite { return tail == .lower ? 1 : 0 }
    // P(X ≤ k) = Q(k + 1, mean)
    let both = SpecialFunctions.incompleteGamma(k + 1, mean)
    return tail == .lower ? both.upper : both.lower
  }

  /// The probability of exactly x events; 0 where x is not a whole number.
  public func density(_ x: Double) -> Double {
    if x.isNaN || mean.isNaN { return .nan }
    guard x == x.rounded(), x >= 0, x.isFinite else { return 0 }
    if mean == 0 { return x == 0 ? 1 : 0 }
    if x == 0 { return exp(-mean) }
    return Double(exp(logPoissonTerm(ExtendedReal(x), ExtendedReal(mean))))
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1, !mean.isNaN else { return .nan }
    if mean == 0 { return 0 }
    if p == (tail == .lower ? 1 : 0) { return .infinity }
    let found = leastWhole(startingNear: mean, upTo: 0x1p53) { k in
      tail == .lower ? reaches(cumulative(k), p) : reaches(p, cumulative(k, tail: .upper))
    }
    return found ?? .infinity
  }
}
