internal import Glibc

/// Which side of a value a probability is of.
public enum Tail: Sendable, CaseIterable {
  /// P(X ≤ x).
  case lower
  /// P(X > x).
  case upper
}

/// A distribution of one number. Each case computes the smaller tail directly, never as 1 minus the other, so
/// that far tails keep their digits (at least 13, on x86-64, until the result underflows).
///
/// Parameters outside their range give a distribution whose every answer is NaN.
public protocol Distribution: Sendable {
  /// The probability of a side of x; NaN for NaN.
  func cumulative(_ x: Double, tail: Tail) -> Double
  /// The density at x, or the probability of x where the distribution is discrete.
  func density(_ x: Double) -> Double
  /// The x whose side has the probability p; NaN for p outside 0...1. For a discrete distribution the
  /// least x with P(X ≤ x) ≥ p, or with P(X > x) ≤ p.
  func quantile(_ p: Double, tail: Tail) -> Double
}

extension Distribution {
  /// P(X ≤ x).
  public func cumulative(_ x: Double) -> Double { cumulative(x, tail: .lower) }
  /// The x with P(X ≤ x) = p.
  public func quantile(_ p: Double) -> Double { quantile(p, tail: .lower) }
}

/// The x in `lower...upper` where a continuous cumulative function takes a probability: halving over the
/// representable numbers until the ends are close, then Newton's steps kept within the ends.
///
/// - Parameters:
///   - lower, upper: the ends of the support, of one sign (0 and infinity allowed).
///   - increases: whether the function grows with x (a lower tail does).
func invert(
  _ p: Double, lower: Double, upper: Double, increases: Bool, cumulative: (Double) -> Double,
  density: (Double) -> Double
) -> Double {
  var (low, high) = (lower.bitPattern, upper.bitPattern)
  func isBelow(_ x: Double) -> Bool { increases ? cumulative(x) < p : cumulative(x) > p }
  // Positive numbers are ordered as their bits are: 12 halvings find the exponent.
  while high - low > 1 << 50 {
    let middle = low + (high - low) / 2
    if isBelow(Double(bitPattern: middle)) { low = middle } else { high = middle }
  }
  var x = Double(bitPattern: low + (high - low) / 2)
  var previousStep = Double.infinity
  for _ in 0..<80 {
    if high - low <= 1 { break }
    let value = cumulative(x)
    let below = increases ? value < p : value > p
    if value == p { return x }
    if below { low = max(low, x.bitPattern) } else { high = min(high, x.bitPattern) }
    let slope = density(x)
    // Newton on the logarithm where the probability is small: it is nearly straight there.
    let error = p > 0 && value > 0 && p < 0.1 ? value * log(value / p) : value - p
    let step = (increases ? 1 : -1) * error / slope
    var next = x - step
    let inside = next > Double(bitPattern: low) && next < Double(bitPattern: high)
    if !inside || !(abs(step) < 0.9 * previousStep) {
      next = Double(bitPattern: low + (high - low) / 2)
      previousStep = .infinity
    } else {
      previousStep = abs(step)
    }
    if next == x || abs(next - x) <= 0.25 * x.ulp { return next }
    x = next
  }
  return x
}

/// The least whole number k ≥ 0 for which `reached` holds, where it holds for all larger ones too; nil if
/// it does for none up to 2^53.
func leastWhole(
  startingNear guess: Double, upTo limit: Double, _ reached: (Double) -> Bool
) -> Double? {
  var low = -1.0
  var high = max(0, min(limit, guess.rounded()))
  var step = 1.0
  if reached(high) {
    while high - step >= 0, reached(high - step) {
      high -= step
      step *= 2
    }
    low = max(-1, high - step)
  } else {
    while true {
      low = high
      if high >= limit { return nil }
      high = min(limit, high + step)
      step *= 2
      if reached(high) { break }
    }
  }
  while high - low > 1 {
    let middle = ((low + high) / 2).rounded(.down)
    if reached(middle) { high = middle } else { low = middle }
  }
  return high
}
