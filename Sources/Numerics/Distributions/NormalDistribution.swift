internal import Glibc

/// The normal distribution.
public struct NormalDistribution: Distribution {
  public let mean: Double
  /// Positive.
  public let standardDeviation: Double

  /// The standard normal distribution, unless told otherwise.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    self.mean = mean
    self.standardDeviation = standardDeviation > 0 ? standardDeviation : .nan
  }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    let z = (ExtendedReal(x) - ExtendedReal(mean)) / ExtendedReal(standardDeviation)
    return Double(upperTail(tail == .upper ? z : -z))
  }

  /// The natural logarithm of `cumulative`, finite where that underflows.
  public func logCumulative(_ x: Double, tail: Tail = .lower) -> Double {
    var z = (ExtendedReal(x) - ExtendedReal(mean)) / ExtendedReal(standardDeviation)
    if tail == .lower { z = -z }
    if z < -1 { return Double(logOnePlus(-upperTail(-z))) }
    if z < 30 { return Double(log(upperTail(z))) }
    // Laplace's continued fraction for Mills' ratio: z + 1/(z + 2/(z + 3/(…))).
    var fraction = z
    for k in stride(from: 60, through: 1, by: -1) { fraction = z + ExtendedReal(k) / fraction }
    return Double(-z * z / 2 - log(twoPi) / 2 - log(fraction))
  }

  public func density(_ x: Double) -> Double {
    let z = (ExtendedReal(x) - ExtendedReal(mean)) / ExtendedReal(standardDeviation)
    return Double(exp(-z * z / 2) / (ExtendedReal(standardDeviation) * twoPi.squareRoot()))
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1 else { return .nan }
    if p == 0 || p == 1 {
      let z: Double = (p == 0) == (tail == .lower) ? -.infinity : .infinity
      return mean + standardDeviation * z
    }
    let z = upperQuantile(p)
    return Double(
      ExtendedReal(mean) + ExtendedReal(standardDeviation) * (tail == .upper ? z : -z))
  }

  /// P(Z > z).
  private func upperTail(_ z: ExtendedReal) -> ExtendedReal {
    extendedErrorComplement(z / ExtendedReal(2).squareRoot()) / 2
  }

  /// The z with P(Z > z) = p, p inside 0...1: a rational start (Hastings 1955, in Abramowitz and Stegun
  /// 26.2.22), then Halley's steps.
  private func upperQuantile(_ p: Double) -> ExtendedReal {
    // The side's probability, the smaller one; 1 - p is exact for p ≥ 1/2.
    let side = ExtendedReal(p <= 0.5 ? p : 1 - p)
    let t = (-2 * log(side)).squareRoot()
    var z = t - (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + t * 0.04481))
    for _ in 0..<6 {
      // Near the middle the difference from 1/2 is what has the digits.
      let error =
        side > 0.25
        ? (0.5 - side) - extendedError(z / ExtendedReal(2).squareRoot()) / 2
        : upperTail(z) - side
      let step = error / (exp(-z * z / 2) / twoPi.squareRoot())
      let halley = step / (1 + z * step / 2)
      z += halley
      if abs(halley) <= abs(z) * 1e-18 { break }
    }
    return p <= 0.5 ? z : -z
  }
}
