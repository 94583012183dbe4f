internal import Glibc

/// Fisher's F distribution: the ratio of two mean squares.
public struct FDistribution: Distribution {
  /// Degrees of freedom of the numerator and the denominator, positive and finite.
  public let numerator: Double
  public let denominator: Double

  public init(numerator: Double, denominator: Double) {
    let isValid = numerator > 0 && denominator > 0 && numerator.isFinite && denominator.isFinite
    self.numerator = isValid ? numerator : .nan
    self.denominator = isValid ? denominator : .nan
  }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    if x.isNaN || numerator.isNaN { return .nan }
    if x <= 0 { return tail == .lower ? 0 : 1 }
    if x.isInfinite { return tail == .lower ? 1 : 0 }
    let (a, b) = (ExtendedReal(numerator) * ExtendedReal(x), ExtendedReal(denominator))
    let both = SpecialFunctions.wideIncompleteBeta(
      numerator / 2, denominator / 2, a / (a + b), b / (a + b))
    return Double(tail == .lower ? both.lower : both.upper)
  }

  public func density(_ x: Double) -> Double {
    if x.isNaN || numerator.isNaN { return .nan }
    if x < 0 || x.isInfinite { return 0 }
    if x == 0 { return numerator < 2 ? .infinity : (numerator == 2 ? 1 : 0) }
    let (m, n) = (ExtendedReal(numerator), ExtendedReal(denominator))
    let total = m * ExtendedReal(x) + n
    let (p, q) = (m * ExtendedReal(x) / total, n / total)
    // x^a y^b / B(a, b) / x: the change of variable from the beta distribution cancels to this.
    return Double(exp(logBetaTerm(m / 2, n / 2, p, q)) / ExtendedReal(x))
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1, !numerator.isNaN else { return .nan }
    if p == 0 || p == 1 { return (p == 0) == (tail == .lower) ? 0 : .infinity }
    return invert(
      p, lower: 0, upper: .greatestFiniteMagnitude, increases: tail == .lower,
      cumulative: { cumulative($0, tail: tail) }, density: density)
  }
}
