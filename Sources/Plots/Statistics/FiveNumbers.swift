internal import Numerics

/// Tukey's box: quartiles (Hyndman and Fan's type 7, as in R and numpy), whiskers to the furthest
/// values within 1.5 interquartile ranges of the box, and the values beyond them.
package struct FiveNumbers: Sendable, Equatable {
  package let low: Double
  package let lower: Double
  package let median: Double
  package let upper: Double
  package let high: Double
  package let outliers: [Double]

  /// `nil` for no values.
  package init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let quartiles = Quantiles.quantiles(values, [0.25, 0.5, 0.75])
    (lower, median, upper) = (quartiles[0], quartiles[1], quartiles[2])
    let reach = 1.5 * (upper - lower)
    let (floor, ceiling) = (lower - reach, upper + reach)
    var (low, high) = (lower, upper)
    var outliers: [Double] = []
    var (least, most) = (Double.infinity, -Double.infinity)
    for x in values {
      if x < floor || x > ceiling {
        outliers.append(x)
      } else {
        least = min(least, x)
        most = max(most, x)
      }
    }
    if least <= most { (low, high) = (min(least, lower), max(most, upper)) }
    (self.low, self.high) = (low, high)
    self.outliers = outliers.sorted()
  }
}
