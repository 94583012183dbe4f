internal import Glibc
internal import Numerics

/// The least-squares line through points, with the confidence band of its mean.
///
/// ŷ(x) ± t · s · √(1/n + (x - x̄)² / Sxx) with n - 2 degrees of freedom.
package struct StraightLine {
  package let slope: Double
  package let intercept: Double
  private let meanX: Double
  private let sumSquaresX: Double
  private let residualError: Double
  private let quantile: Double
  private let count: Int

  /// `nil` for fewer than two places of x. `level` is the band's confidence.
  package init?(x: [Double], y: [Double], level: Double = 0.95) {
    guard x.count >= 2 else { return nil }
    meanX = Reductions.mean(x)
    let meanY = Reductions.mean(y)
    let centredX = x.map { [meanX] in $0 - meanX }
    let centredY = y.map { $0 - meanY }
    sumSquaresX = Reductions.sumOfSquares(centredX)
    guard sumSquaresX > 0, sumSquaresX.isFinite else { return nil }
    slope = Reductions.dot(centredX, centredY) / sumSquaresX
    intercept = meanY - slope * meanX
    count = x.count
    let residuals = zip(centredX, centredY).map { [slope] in $1 - slope * $0 }
    let freedom = Double(count - 2)
    residualError =
      freedom > 0 ? (Reductions.dot(residuals, residuals) / freedom).squareRoot() : .nan
    quantile =
      freedom > 0 ? StudentT(degreesOfFreedom: freedom).quantile(1 - (1 - level) / 2) : .nan
  }

  package func value(at x: Double) -> Double { intercept + slope * x }

  /// Half the band's width; NaN for two points.
  package func margin(at x: Double) -> Double {
    let distance = x - meanX
    return quantile * residualError
      * (1 / Double(count) + distance * distance / sumSquaresX).squareRoot()
  }
}
