/// The uniform distribution on an interval.
public struct UniformDistribution: Distribution {
  /// The ends, finite, lower < upper.
  public let lower: Double
  public let upper: Double

  public init(_ lower: Double = 0, _ upper: Double = 1) {
    let isValid = lower < upper && lower.isFinite && upper.isFinite
    (self.lower, self.upper) = isValid ? (lower, upper) : (.nan, .nan)
  }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    if x.isNaN || lower.isNaN { return .nan }
    let inside = max(lower, min(upper, x))
    // Halves, so that the width doesn't overflow.
    let part = tail == .lower ? inside / 2 - lower / 2 : upper / 2 - inside / 2
    return part / (upper / 2 - lower / 2)
  }

  public func density(_ x: Double) -> Double {
    if x.isNaN || lower.isNaN { return .nan }
    return x < lower || x > upper ? 0 : 0.5 / (upper / 2 - lower / 2)
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1, !lower.isNaN else { return .nan }
    return tail == .lower ? (1 - p) * lower + p * upper : p * lower + (1 - p) * upper
  }
}
