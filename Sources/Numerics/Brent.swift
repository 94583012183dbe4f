/// Roots and minima of a function of one variable, by Brent's methods (Algorithms for Minimization without
/// Derivatives, 1973): never slower than halving (golden section), mostly much faster.
public enum Brent {
  /// A root or a minimum, and how it was come by.
  public struct Result: Sendable, Equatable {
    public let x: Double
    /// The function's value there.
    public let value: Double
    public let iterations: Int
    public let outcome: OptimiserOutcome
  }

  /// A root between `lower` and `upper`, at which the function has opposite signs (or is 0 at one).
  ///
  /// - Parameter tolerance: absolute width at which the search ends, besides a few ulps.
  /// - Returns: nil where the signs are not opposite or a value is NaN.
  public static func root(
    between lower: Double, and upper: Double, tolerance: Double = 0, maximumIterations: Int = 200,
    _ function: (Double) -> Double
  ) -> Result? {
    var (a, b) = (lower, upper)
    var (fa, fb) = (function(a), function(b))
    if fa == 0 { return Result(x: a, value: 0, iterations: 0, outcome: .converged) }
    if fb == 0 { return Result(x: b, value: 0, iterations: 0, outcome: .converged) }
    guard (fa < 0 && fb > 0) || (fa > 0 && fb < 0) else { return nil }
    // b is the best point, a the one before, c on the other side of the root.
    var (c, fc) = (a, fa)
    var step = b - a
    var before = step
    for iteration in 0..<maximumIterations {
      if (fb < 0) == (fc < 0) {
        (c, fc) = (a, fa)
        step = b - a
        before = step
      }
      if abs(fc) < abs(fb) {
        (a, b, c) = (b, c, b)
        (fa, fb, fc) = (fb, fc, fb)
      }
      let limit = 2 * .ulpOfOne * abs(b) + tolerance / 2
      let half = (c - b) / 2
      if fb.isNaN { return nil }
      if abs(half) <= limit || fb == 0 {
        return Result(x: b, value: fb, iterations: iteration, outcome: .converged)
      }
      if abs(before) < limit || abs(fa) <= abs(fb) {
        step = half
        before = half
      } else {
        var (p, q): (Double, Double)
        let s = fb / fa
        if a == c {
          (p, q) = (2 * half * s, 1 - s)
        } else {
          let (u, v) = (fa / fc, fb / fc)
          p = s * (2 * half * u * (u - v) - (b - a) * (v - 1))
          q = (u - 1) * (v - 1) * (s - 1)
        }
        if p > 0 { q = -q } else { p = -p }
        if 2 * p < min(3 * half * q - abs(limit * q), abs(before * q)) {
          before = step
          step = p / q
        } else {
          step = half
          before = half
        }
      }
      (a, fa) = (b, fb)
      b += abs(step) > limit ? step : (half > 0 ? limit : -limit)
      fb = function(b)
    }
    return Result(x: b, value: fb, iterations: maximumIterations, outcome: .iterationLimit)
  }

  /// A minimum between `lower` and `upper`; the only one if the function falls and then rises.
  ///
  /// - Parameter tolerance: absolute accuracy of x; less than about 1.5e-8 |x| cannot be had.
  public static func minimum(
    between lower: Double, and upper: Double, tolerance: Double = 1e-9,
    maximumIterations: Int = 200,
    _ function: (Double) -> Double
  ) -> Result {
    let golden = 0.3819660112501051
    let root = Double.ulpOfOne.squareRoot()
    var (a, b) = (min(lower, upper), max(lower, upper))
    var x = a + golden * (b - a)
    var (w, v) = (x, x)
    var fx = function(x)
    var (fw, fv) = (fx, fx)
    var (step, before) = (0.0, 0.0)
    for iteration in 0..<maximumIterations {
      let middle = (a + b) / 2
      let limit = root * abs(x) + tolerance / 3
      if abs(x - middle) <= 2 * limit - (b - a) / 2 {
        return Result(x: x, value: fx, iterations: iteration, outcome: .converged)
      }
      var isParabolic = false
      if abs(before) > limit {
        let r = (x - w) * (fx - fv)
        var q = (x - v) * (fx - fw)
        var p = (x - v) * q - (x - w) * r
        q = 2 * (q - r)
        if q > 0 { p = -p } else { q = -q }
        let last = before
        before = step
        if abs(p) < abs(q * last / 2), p > q * (a - x), p < q * (b - x) {
          step = p / q
          let u = x + step
          if u - a < 2 * limit || b - u < 2 * limit { step = x < middle ? limit : -limit }
          isParabolic = true
        }
      }
      if !isParabolic {
        before = x < middle ? b - x : a - x
        step = golden * before
      }
      let u = x + (abs(step) >= limit ? step : (step > 0 ? limit : -limit))
      let fu = function(u)
      if fu <= fx {
        if u < x { b = x } else { a = x }
        (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, fu)
      } else {
        if u < x { a = u } else { b = u }
        if fu <= fw || w == x {
          (v, fv, w, fw) = (w, fw, u, fu)
        } else if fu <= fv || v == x || v == w {
          (v, fv) = (u, fu)
        }
      }
    }
    return Result(x: x, value: fx, iterations: maximumIterations, outcome: .iterationLimit)
  }
}
