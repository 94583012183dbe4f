internal import Glibc

/// Student's t distribution.
public struct StudentT: Distribution {
  /// Positive, not necessarily whole; infinite is the normal distribution.
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom > 0 ? degreesOfFreedom : .nan
  }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    if x.isNaN || degreesOfFreedom.isNaN { return .nan }
    if degreesOfFreedom.isInfinite { return NormalDistribution().cumulative(x, tail: tail) }
    let isInner = (x < 0) == (tail == .upper)
    let outer = outerTail(abs(x))
    // Both tails are outer at 0.
    return x == 0 ? 0.5 : Double(isInner ? 1 - outer : outer)
  }

  /// The probability of what is further from 0 than x on both sides, min(1, 2 P(T > |x|)): the p-value of a
  /// two-sided test.
  public func twoSided(_ x: Double) -> Double { min(1, 2 * cumulative(abs(x), tail: .upper)) }

  public func density(_ x: Double) -> Double {
    if x.isNaN || degreesOfFreedom.isNaN { return .nan }
    if degreesOfFreedom.isInfinite { return NormalDistribution().density(x) }
    if x.isInfinite { return 0 }
    let v = ExtendedReal(degreesOfFreedom)
    let t = ExtendedReal(x)
    let power = -(v + 1) / 2 * logOnePlus(t * t / v)
    let h = v / 2
    let constant: ExtendedReal
    if v < 40 {
      constant = extendedLogGamma(h + 0.5) - extendedLogGamma(h) - log(v * twoPi / 2) / 2
    } else {
      // log Γ(h + 1/2) - log Γ(h) by Stirling's formula, the large logarithms cancelled on paper.
      let errors = stirlingError(h + 0.5) - stirlingError(h)
      constant = h * logOnePlus(1 / v) - 0.5 + errors - log(twoPi) / 2
    }
    return Double(exp(constant + power))
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1, !degreesOfFreedom.isNaN else { return .nan }
    if degreesOfFreedom.isInfinite { return NormalDistribution().quantile(p, tail: tail) }
    if p == 0.5 { return 0 }
    let side = min(p, 1 - p)
    let isNegative = (p < 0.5) == (tail == .lower)
    if side == 0 { return isNegative ? -.infinity : .infinity }
    let magnitude = invert(
      side, lower: 0, upper: .greatestFiniteMagnitude, increases: false,
      cumulative: { Double(outerTail($0)) }, density: density)
    return isNegative ? -magnitude : magnitude
  }

  /// P(T > t) for t ≥ 0.
  private func outerTail(_ t: Double) -> ExtendedReal {
    if t.isInfinite { return 0 }
    let v = ExtendedReal(degreesOfFreedom)
    let square = ExtendedReal(t) * ExtendedReal(t)
    let (x, y) = (v / (v + square), square / (v + square))
    return SpecialFunctions.wideIncompleteBeta(degreesOfFreedom / 2, 0.5, x, y).lower / 2
  }
}
