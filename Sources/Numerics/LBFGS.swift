/// How an optimisation ended.
public enum OptimiserOutcome: Sendable, Equatable {
  /// The tolerance was met.
  case converged
  /// The maximum of iterations came first; the best point so far is given.
  case iterationLimit
  /// No step along the search direction lowered the value any more: as near as rounding lets it, or a
  /// gradient that doesn't belong to the function.
  case noProgress
  /// The function was NaN or infinite at the start.
  case notFinite
}

/// Minimisation of a smooth function of many variables by limited-memory BFGS (Nocedal 1980; Nocedal and
/// Wright, Numerical Optimization, algorithms 7.4, 7.5, 3.5 and 3.6: strong Wolfe line search).
public struct LBFGS: Sendable {
  /// The point with the least value found.
  public let point: [Double]
  public let value: Double
  /// The largest magnitude in the gradient there.
  public let gradientNorm: Double
  public let iterations: Int
  /// How often the function was computed.
  public let evaluations: Int
  public let outcome: OptimiserOutcome
  /// The value after each iteration, the start's first: for a learning curve.
  public let history: [Double]

  /// - Parameters:
  ///   - start: where to begin.
  ///   - gradientTolerance: converged when no entry of the gradient is larger in magnitude than this times
  ///     max(1, |value|).
  ///   - maximumIterations: how many steps at most.
  ///   - memory: how many past steps shape the direction.
  ///   - evaluate: gives the value at a point and writes the gradient (as long as the point).
  public init(
    from start: [Double], gradientTolerance: Double = 1e-8, maximumIterations: Int = 1000,
    memory: Int = 10,
    evaluate: @escaping (_ point: [Double], _ gradient: inout [Double]) -> Double
  ) throws(Interrupted) {
    var search = Search(start: start, memory: max(1, memory), evaluate: evaluate)
    let outcome = try search.run(gradientTolerance, maximumIterations)
    (point, value, self.outcome) = (search.x, search.f, outcome)
    gradientNorm = search.norm
    (iterations, evaluations, history) = (search.iterations, search.evaluations, search.history)
  }

  private struct Search {
    var x: [Double]
    var f: Double
    var g: [Double]
    var iterations = 0
    var evaluations = 1
    var history: [Double]
    let memory: Int
    let evaluate: ([Double], inout [Double]) -> Double
    /// Steps and changes of the gradient, the newest last, with 1 / (s · y).
    var pairs: [(s: [Double], y: [Double], rho: Double)] = []

    init(start: [Double], memory: Int, evaluate: @escaping ([Double], inout [Double]) -> Double) {
      (x, self.memory, self.evaluate) = (start, memory, evaluate)
      g = [Double](repeating: 0, count: start.count)
      f = evaluate(start, &g)
      history = [f]
    }

    var norm: Double { g.reduce(0) { $1.isNaN ? .nan : max($0, abs($1)) } }

    mutating func run(
      _ tolerance: Double, _ maximumIterations: Int
    ) throws(Interrupted) -> OptimiserOutcome {
      guard f.isFinite, norm.isFinite else { return .notFinite }
      while true {
        try Interrupt.check()
        if norm <= tolerance * max(1, abs(f)) { return .converged }
        if iterations >= maximumIterations { return .iterationLimit }
        var direction = self.direction()
        var slope = Reductions.dot(direction, g)
        if !(slope < 0) {
          // The memory has gone bad; start it again with the gradient.
          pairs = []
          direction = g.map { -$0 }
          slope = Reductions.dot(direction, g)
        }
        let first = pairs.isEmpty ? min(1, 1 / Reductions.dot(g, g).squareRoot()) : 1
        guard let step = lineSearch(direction, slope, first) else {
          if pairs.isEmpty { return .noProgress }
          pairs = []
          continue
        }
        let s = zip(step.x, x).map { $0 - $1 }
        let y = zip(step.g, g).map { $0 - $1 }
        let curvature = Reductions.dot(s, y)
        if curvature > .ulpOfOne * Reductions.dot(y, y) {
          if pairs.count == memory { pairs.removeFirst() }
          pairs.append((s, y, 1 / curvature))
        }
        (x, f, g) = (step.x, step.f, step.g)
        iterations += 1
        history.append(f)
      }
    }

    /// -H g by the two-loop recursion.
    func direction() -> [Double] {
      var q = g
      var alphas: [Double] = []
      for pair in pairs.reversed() {
        let alpha = pair.rho * Reductions.dot(pair.s, q)
        alphas.append(alpha)
        for i in 0..<q.count { q[i] -= alpha * pair.y[i] }
      }
      if let last = pairs.last {
        let gamma = 1 / (last.rho * Reductions.dot(last.y, last.y))
        for i in 0..<q.count { q[i] *= gamma }
      }
      for (pair, alpha) in zip(pairs, alphas.reversed()) {
        let beta = pair.rho * Reductions.dot(pair.y, q)
        for i in 0..<q.count { q[i] += (alpha - beta) * pair.s[i] }
      }
      return q.map { -$0 }
    }

    struct Trial {
      var step: Double
      var x: [Double]
      var f: Double
      var g: [Double]
      var slope: Double
    }

    mutating func trial(_ step: Double, _ direction: [Double]) -> Trial {
      let point = (0..<x.count).map { x[$0] + step * direction[$0] }
      var gradient = [Double](repeating: 0, count: x.count)
      let value = evaluate(point, &gradient)
      evaluations += 1
      return Trial(
        step: step, x: point, f: value, g: gradient, slope: Reductions.dot(gradient, direction))
    }

    /// A step that meets the strong Wolfe conditions (1e-4, 0.9), or at least lowers the value; nil if none.
    mutating func lineSearch(_ direction: [Double], _ slope: Double, _ first: Double) -> Trial? {
      let (start, origin) = (f, Trial(step: 0, x: x, f: f, g: g, slope: slope))
      var (low, previous) = (origin, origin)
      var high: Trial?
      var step = first
      var best: Trial?
      for round in 0..<60 {
        let next = trial(step, direction)
        let isUsable = next.f.isFinite && next.slope.isFinite
        if isUsable, next.f < (best?.f ?? start) { best = next }
        let sufficient = isUsable && next.f <= start + 1e-4 * step * slope
        if sufficient && abs(next.slope) <= -0.9 * slope { return next }
        if high == nil {
          if !sufficient || (round > 0 && next.f >= previous.f) {
            (low, high) = (previous, next)
          } else if next.slope >= 0 {
            (low, high) = (next, previous)
          } else {
            previous = next
            step *= 2
            continue
          }
        } else if !sufficient || next.f >= low.f {
          high = next
        } else {
          if let far = high, next.slope * (far.step - low.step) >= 0 { high = low }
          low = next
        }
        guard let far = high else { continue }
        step = Self.interpolated(low, far)
        if abs(far.step - low.step) <= 1e-15 * max(abs(low.step), abs(far.step)) { break }
      }
      return best
    }

    /// The minimum of the cubic through both ends' values and slopes, kept inside the middle 80 %.
    static func interpolated(_ a: Trial, _ b: Trial) -> Double {
      let middle = (a.step + b.step) / 2
      guard b.f.isFinite, b.slope.isFinite else { return a.step + (b.step - a.step) / 10 }
      let d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.step - b.step)
      let square = d1 * d1 - a.slope * b.slope
      guard square >= 0 else { return middle }
      let d2 = (b.step > a.step ? 1 : -1) * square.squareRoot()
      let step = b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
      let (least, most) = (min(a.step, b.step), max(a.step, b.step))
      let margin = (most - least) / 10
      return step >= least + margin && step <= most - margin ? step : middle
    }
  }
}
