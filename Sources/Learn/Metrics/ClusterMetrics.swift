internal import Numerics

/// How tight clusters are. Points are row-major, `width` numbers each; clusters count from 0.
public enum ClusterMetrics {
  /// Σ squared distances of points to the mean of their cluster.
  public static func within(_ points: [Double], width: Int, clusters: [Int32], count: Int) -> Double {
    var sums = [Double](repeating: 0, count: count * width)
    var sizes = [Double](repeating: 0, count: count)
    for (row, cluster) in clusters.enumerated() {
      sizes[Int(cluster)] += 1
      for j in 0..<width { sums[Int(cluster) * width + j] += points[row * width + j] }
    }
    var total = 0.0
    for (row, cluster) in clusters.enumerated() {
      for j in 0..<width {
        let d = points[row * width + j] - sums[Int(cluster) * width + j] / sizes[Int(cluster)]
        total += d * d
      }
    }
    return total
  }

  /// The mean silhouette (Rousseeuw 1987): for each point (b - a) / max(a, b), a its mean distance to its own cluster's
  /// other points, b to the nearest other cluster's; 0 for a point alone. NaN for less than two clusters. O(n²).
  public static func silhouette(
    _ points: [Double], width: Int, clusters: [Int32], count: Int
  ) throws(LearnError) -> Double {
    let n = clusters.count
    var sizes = [Int](repeating: 0, count: count)
    for cluster in clusters { sizes[Int(cluster)] += 1 }
    guard sizes.filter({ $0 > 0 }).count > 1, n > 0 else { return .nan }
    var scores = [Double](repeating: 0, count: n)
    var sums = [Double](repeating: 0, count: count)
    for i in 0..<n {
      if i % 64 == 0 { try checkInterrupt() }
      for c in 0..<count { sums[c] = 0 }
      points.withUnsafeBufferPointer { points in
        guard let base = points.baseAddress else { return }
        for j in 0..<n {
          sums[Int(clusters[j])] += Distance.squared(base + i * width, base + j * width, width: width).squareRoot()
        }
      }
      let own = Int(clusters[i])
      guard sizes[own] > 1 else { continue }
      let a = sums[own] / Double(sizes[own] - 1)
      var b = Double.infinity
      for c in 0..<count where c != own && sizes[c] > 0 { b = min(b, sums[c] / Double(sizes[c])) }
      scores[i] = max(a, b) > 0 ? (b - a) / max(a, b) : 0
    }
    return Reductions.mean(scores)
  }
}

/// Polls for Ctrl-C.
func checkInterrupt() throws(LearnError) {
  do { try Interrupt.check() } catch { throw .interrupted }
}
