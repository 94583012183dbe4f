internal import Glibc

/// The gamma distribution.
public struct GammaDistribution: Distribution {
  /// Positive.
  public let shape: Double
  /// 1 / scale, positive.
  public let rate: Double

  public init(shape: Double, rate: Double = 1) {
    let isValid = shape > 0 && rate > 0 && shape.isFinite && rate.isFinite
    self.shape = isValid ? shape : .nan
    self.rate = isValid ? rate : .nan
  }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    if x.isNaN || shape.isNaN { return .nan }
    if x <= 0 { return tail == .lower ? 0 : 1 }
    let both = SpecialFunctions.incompleteGamma(shape, x * rate)
    return tail == .lower ? both.lower : both.upper
  }

  public func density(_ x: Double) -> Double {
    if x.isNaN || shape.isNaN { return .nan }
    if x < 0 || x.isInfinite { return 0 }
    if x == 0 { return shape < 1 ? .infinity : (shape == 1 ? rate : 0) }
    let (a, scaled) = (ExtendedReal(shape), ExtendedReal(x) * ExtendedReal(rate))
    // x^(a-1) e^-x / Γ(a) = (x^a e^-x / Γ(a + 1)) · a / x
    return Double(exp(logPoissonTerm(a, scaled)) * a / ExtendedReal(x))
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1, !shape.isNaN else { return .nan }
    if p == 0 || p == 1 { return (p == 0) == (tail == .lower) ? 0 : .infinity }
    return invert(
      p, lower: 0, upper: .greatestFiniteMagnitude, increases: tail == .lower,
      cumulative: { cumulative($0, tail: tail) }, density: density)
  }
}
