internal import Glibc

/// The beta distribution on 0...1.
public struct BetaDistribution: Distribution {
  /// Both positive.
  public let a: Double
  public let b: Double

  public init(_ a: Double, _ b: Double) {
    let isValid = a > 0 && b > 0 && a.isFinite && b.isFinite
    (self.a, self.b) = isValid ? (a, b) : (.nan, .nan)
  }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    if x.isNaN || a.isNaN { return .nan }
    let both = SpecialFunctions.incompleteBeta(a, b, max(0, min(1, x)))
    return tail == .lower ? both.lower : both.upper
  }

  public func density(_ x: Double) -> Double {
    if x.isNaN || a.isNaN { return .nan }
    if x < 0 || x > 1 { return 0 }
    if x == 0 { return a < 1 ? .infinity : (a == 1 ? b : 0) }
    if x == 1 { return b < 1 ? .infinity : (b == 1 ? a : 0) }
    let (wide, rest) = (ExtendedReal(x), 1 - ExtendedReal(x))
    return Double(exp(logBetaTerm(ExtendedReal(a), ExtendedReal(b), wide, rest)) / (wide * rest))
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1, !a.isNaN else { return .nan }
    if p == 0 || p == 1 { return (p == 0) == (tail == .lower) ? 0 : 1 }
    return invert(
      p, lower: 0, upper: 1, increases: tail == .lower, cumulative: { cumulative($0, tail: tail) },
      density: density)
  }
}
