internal import Numerics

/// How far predicted numbers are from the true ones. Both arrays are equally long; NaN where there is no answer
/// (no pairs, a constant truth for r2).
public enum RegressionMetrics {
  /// √(Σ (y - ŷ)² / n).
  public static func rmse(_ truth: [Double], _ predicted: [Double]) -> Double {
    mean(truth, predicted) { ($0 - $1) * ($0 - $1) }.squareRoot()
  }

  /// Σ |y - ŷ| / n.
  public static func mae(_ truth: [Double], _ predicted: [Double]) -> Double {
    mean(truth, predicted) { abs($0 - $1) }
  }

  /// Σ |y - ŷ| / |y| / n; NaN if a true value is 0.
  public static func mape(_ truth: [Double], _ predicted: [Double]) -> Double {
    truth.contains(0) ? .nan : mean(truth, predicted) { abs(($0 - $1) / $0) }
  }

  /// 1 - Σ (y - ŷ)² / Σ (y - ȳ)², ȳ the mean of these rows; negative where the mean would do better.
  public static func r2(_ truth: [Double], _ predicted: [Double]) -> Double {
    let total = Reductions.sumOfSquares(truth)
    guard total > 0 else { return .nan }
    return 1 - mean(truth, predicted) { ($0 - $1) * ($0 - $1) } * Double(truth.count) / total
  }

  private static func mean(
    _ truth: [Double], _ predicted: [Double], _ loss: (Double, Double) -> Double
  ) -> Double {
    guard !truth.isEmpty, truth.count == predicted.count else { return .nan }
    return Reductions.sum(truth.indices.map { loss(truth[$0], predicted[$0]) }) / Double(truth.count)
  }
}
