/// Numbers that sum up a column. Each takes dense values, the missing ones removed by the caller; NaN
/// and infinities follow IEEE arithmetic. Where there is no answer (a mean of nothing, a variance of one)
/// the result is NaN, which a caller shows as missing.
///
/// Every function has a form over a buffer, for kernels, and one over an array. Results depend on the
/// values and their order alone, not on the number of threads.
public enum Reductions {
  /// The sum, 0 for none. Pairwise over blocks of 128 added in eight lanes: the error grows with log n.
  public static func sum(_ x: UnsafeBufferPointer<Double>) -> Double {
    pairwise(x, center: 0, .value)
  }

  /// The arithmetic mean; the deviations from the first estimate are added to it, so that it is right to the
  /// last digits where values are large beside their spread.
  public static func mean(_ x: UnsafeBufferPointer<Double>) -> Double {
    guard let first = x.first else { return .nan }
    let n = Double(x.count)
    var estimate = sum(x) / n
    if estimate.isInfinite && first.isFinite && pairwise(x, center: 0, .scaled).isFinite {
      // The sum overflows, the mean doesn't.
      estimate = pairwise(x, center: 0, .scaled) / n * 0x1p64
    }
    guard estimate.isFinite else { return estimate }
    let correction = pairwise(x, center: estimate, .value) / n
    return correction.isFinite ? estimate + correction : estimate
  }

  /// The sum of squared deviations from the mean: two passes, with the correction for the mean's rounding
  /// (Chan, Golub and LeVeque 1983).
  public static func sumOfSquares(_ x: UnsafeBufferPointer<Double>) -> Double {
    guard !x.isEmpty else { return .nan }
    let center = mean(x)
    let squares = pairwise(x, center: center, .square)
    let rest = pairwise(x, center: center, .value)
    return max(0, squares - rest * rest / Double(x.count))
  }

  /// The variance with the divisor n - 1; NaN for less than two values.
  public static func variance(_ x: UnsafeBufferPointer<Double>) -> Double {
    x.count < 2 ? .nan : sumOfSquares(x) / Double(x.count - 1)
  }

  /// The square root of `variance`.
  public static func standardDeviation(_ x: UnsafeBufferPointer<Double>) -> Double {
    variance(x).squareRoot()
  }

  /// The smallest value, NaN for none; values that are NaN lose against numbers.
  public static func minimum(_ x: UnsafeBufferPointer<Double>) -> Double {
    guard var least = x.first else { return .nan }
    for value in x where value < least || least.isNaN { least = value }
    return least
  }

  /// The largest value, NaN for none; values that are NaN lose against numbers.
  public static func maximum(_ x: UnsafeBufferPointer<Double>) -> Double {
    guard var most = x.first else { return .nan }
    for value in x where value > most || most.isNaN { most = value }
    return most
  }

  /// Σ xᵢyᵢ, pairwise as `sum`. Both must have the same count.
  public static func dot(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> Double {
    precondition(x.count == y.count, "dot of different counts")
    return pairwiseProduct(x, centerX: 0, y, centerY: 0)
  }

  /// The covariance with the divisor n - 1; NaN for less than two pairs.
  public static func covariance(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> Double {
    precondition(x.count == y.count, "covariance of different counts")
    guard x.count > 1 else { return .nan }
    return pairwiseProduct(x, centerX: mean(x), y, centerY: mean(y)) / Double(x.count - 1)
  }

  /// Pearson's correlation, in -1...1; NaN for less than two pairs or where a side is constant.
  public static func correlation(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> Double {
    precondition(x.count == y.count, "correlation of different counts")
    guard x.count > 1 else { return .nan }
    let (meanX, meanY) = (mean(x), mean(y))
    let squaresX = pairwiseProduct(x, centerX: meanX, x, centerY: meanX)
    let squaresY = pairwiseProduct(y, centerX: meanY, y, centerY: meanY)
    guard squaresX > 0, squaresY > 0 else { return .nan }
    let shared = pairwiseProduct(x, centerX: meanX, y, centerY: meanY)
    // One root, so that a column correlates with itself by exactly 1; two where the product leaves the range.
    let product = squaresX * squaresY
    let scale =
      product.isNormal ? product.squareRoot() : squaresX.squareRoot() * squaresY.squareRoot()
    return max(-1, min(1, shared / scale))
  }

  /// Spearman's rank correlation: Pearson's of the ranks, ties averaged.
  public static func rankCorrelation(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> Double {
    correlation(Ranks.ranks(x, ties: .average), Ranks.ranks(y, ties: .average))
  }

  /// Σ wᵢxᵢ / Σ wᵢ; NaN where the weights add up to 0. Weights must not be negative.
  public static func weightedMean(
    _ x: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>
  ) -> Double {
    precondition(x.count == weights.count, "one weight a value")
    let total = sum(weights)
    guard total != 0 else { return .nan }
    let estimate = pairwiseProduct(x, centerX: 0, weights, centerY: 0) / total
    guard estimate.isFinite else { return estimate }
    return estimate + pairwiseProduct(x, centerX: estimate, weights, centerY: 0) / total
  }

  /// The skewness g₁ = m₃ / m₂^(3/2) of the moments about the mean (divisor n); NaN where all are equal.
  public static func skewness(_ x: UnsafeBufferPointer<Double>) -> Double {
    guard !x.isEmpty else { return .nan }
    let center = mean(x)
    let m2 = pairwise(x, center: center, .square) / Double(x.count)
    let m3 = pairwise(x, center: center, .cube) / Double(x.count)
    return m2 > 0 ? m3 / (m2 * m2.squareRoot()) : .nan
  }

  /// The excess kurtosis g₂ = m₄ / m₂² - 3 of the moments about the mean (divisor n), 0 for the normal
  /// distribution; NaN where all are equal.
  public static func kurtosis(_ x: UnsafeBufferPointer<Double>) -> Double {
    guard !x.isEmpty else { return .nan }
    let center = mean(x)
    let m2 = pairwise(x, center: center, .square) / Double(x.count)
    let m4 = pairwise(x, center: center, .fourth) / Double(x.count)
    return m2 > 0 ? m4 / (m2 * m2) - 3 : .nan
  }

  /// What a pairwise sum adds up of a value's distance d from a center.
  private enum Term { case value, scaled, square, cube, fourth }

  private static func pairwise(
    _ x: UnsafeBufferPointer<Double>, center: Double, _ term: Term
  ) -> Double {
    // One concrete loop a term: the choice is made once, outside the loops.
    switch term {
    case .value: pairwise(x) { $0 - center }
    case .scaled: pairwise(x) { $0 * 0x1p-64 }
    case .square: pairwise(x) { ($0 - center) * ($0 - center) }
    case .cube: pairwise(x) { ($0 - center) * ($0 - center) * ($0 - center) }
    case .fourth:
      pairwise(x) {
        let d = ($0 - center) * ($0 - center)
        return d * d
      }
    }
  }

  @inline(__always)
  private static func pairwise(
    _ x: UnsafeBufferPointer<Double>, _ term: (Double) -> Double
  ) -> Double {
    var tree = PairwiseTree()
    var i = 0
    while i < x.count {
      let end = min(i + 128, x.count)
      var lanes = SIMD8<Double>.zero
      while i + 8 <= end {
        lanes += SIMD8(
          term(x[i]), term(x[i + 1]), term(x[i + 2]), term(x[i + 3]), term(x[i + 4]),
          term(x[i + 5]),
          term(x[i + 6]), term(x[i + 7]))
        i += 8
      }
      var rest = lanes.sum()
      while i < end {
        rest += term(x[i])
        i += 1
      }
      tree.add(rest)
    }
    return tree.total
  }

  private static func pairwiseProduct(
    _ x: UnsafeBufferPointer<Double>, centerX: Double, _ y: UnsafeBufferPointer<Double>,
    centerY: Double
  ) -> Double {
    var tree = PairwiseTree()
    var i = 0
    while i < x.count {
      let end = min(i + 128, x.count)
      var lanes = SIMD8<Double>.zero
      while i + 8 <= end {
        for l in 0..<8 { lanes[l] += (x[i + l] - centerX) * (y[i + l] - centerY) }
        i += 8
      }
      var rest = lanes.sum()
      while i < end {
        rest += (x[i] - centerX) * (y[i] - centerY)
        i += 1
      }
      tree.add(rest)
    }
    return tree.total
  }
}

/// Adds block sums as a binary tree does, without recursion: level k holds the sum of 2^k blocks, and two
/// sums of one level become one of the next, as in a binary counter.
private struct PairwiseTree {
  private var levels: (Double, Double, Double, Double) = (0, 0, 0, 0)
  private var higher: [Double] = []
  private var blocks = 0

  mutating func add(_ block: Double) {
    var sum = block
    var level = 0
    var carry = blocks
    while carry & 1 == 1 {
      sum += self[level]
      carry >>= 1
      level += 1
    }
    self[level] = sum
    blocks += 1
  }

  var total: Double {
    var sum = 0.0
    var level = 0
    var rest = blocks
    while rest != 0 {
      if rest & 1 == 1 { sum += self[level] }
      rest >>= 1
      level += 1
    }
    return sum
  }

  // The first levels are kept without an allocation: 1920 values and less need none.
  private subscript(level: Int) -> Double {
    get {
      switch level {
      case 0: levels.0
      case 1: levels.1
      case 2: levels.2
      case 3: levels.3
      default: higher[level - 4]
      }
    }
    set {
      switch level {
      case 0: levels.0 = newValue
      case 1: levels.1 = newValue
      case 2: levels.2 = newValue
      case 3: levels.3 = newValue
      default:
        if level - 4 == higher.count {
          higher.append(newValue)
        } else {
          higher[level - 4] = newValue
        }
      }
    }
  }
}

extension Reductions {
  public static func sum(_ x: [Double]) -> Double { x.withUnsafeBufferPointer { sum($0) } }
  public static func mean(_ x: [Double]) -> Double { x.withUnsafeBufferPointer { mean($0) } }
  public static func sumOfSquares(_ x: [Double]) -> Double {
    x.withUnsafeBufferPointer { sumOfSquares($0) }
  }
  public static func variance(_ x: [Double]) -> Double {
    x.withUnsafeBufferPointer { variance($0) }
  }
  public static func standardDeviation(_ x: [Double]) -> Double {
    x.withUnsafeBufferPointer { standardDeviation($0) }
  }
  public static func minimum(_ x: [Double]) -> Double { x.withUnsafeBufferPointer { minimum($0) } }
  public static func maximum(_ x: [Double]) -> Double { x.withUnsafeBufferPointer { maximum($0) } }
  public static func dot(_ x: [Double], _ y: [Double]) -> Double { both(x, y) { dot($0, $1) } }
  public static func covariance(_ x: [Double], _ y: [Double]) -> Double {
    both(x, y) { covariance($0, $1) }
  }
  public static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    both(x, y) { correlation($0, $1) }
  }
  public static func rankCorrelation(_ x: [Double], _ y: [Double]) -> Double {
    both(x, y) { rankCorrelation($0, $1) }
  }
  public static func weightedMean(_ x: [Double], weights: [Double]) -> Double {
    both(x, weights) { weightedMean($0, weights: $1) }
  }
  public static func skewness(_ x: [Double]) -> Double {
    x.withUnsafeBufferPointer { skewness($0) }
  }
  public static func kurtosis(_ x: [Double]) -> Double {
    x.withUnsafeBufferPointer { kurtosis($0) }
  }

  private static func both(
    _ x: [Double], _ y: [Double],
    _ body: (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Double
  ) -> Double {
    x.withUnsafeBufferPointer { x in y.withUnsafeBufferPointer { y in body(x, y) } }
  }
}
