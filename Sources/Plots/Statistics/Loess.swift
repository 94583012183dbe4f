internal import Glibc
package import Numerics

/// Local regression of one predictor (Cleveland, Devlin and Grosse 1988): at each place a weighted
/// polynomial of degree 2 through the nearest share of the points, with tricube weights.
///
/// As in the authors' program, which is R's `loess`, the fit is made at the vertices of a k-d tree
/// (cells are cut at the median until one holds at most `span · n / 5` points) and blended between
/// them by cubics with the fits' values and slopes. So it costs O(n) a vertex, and there are some
/// 10 / span vertices whatever n is.
package struct Loess {
  private let vertices: [Double]
  private let values: [Double]
  private let slopes: [Double]

  /// - Parameters:
  ///   - x, y: finite, of equal length; `nil` comes back for fewer than 4 points or fewer than 3
  /// places.
  ///   - span: the share of the points that a local fit uses, above 0 and at most 1.
  package init?(x: [Double], y: [Double], span: Double = 0.75) throws(Interrupted) {
    let n = x.count
    guard n >= 4, span > 0 else { return nil }
    let order = (0..<n).sorted { x[$0] < x[$1] }
    let sortedX = order.map { x[$0] }
    let sortedY = order.map { y[$0] }
    var distinct = 1
    for i in 1..<n where sortedX[i] != sortedX[i - 1] { distinct += 1 }
    guard distinct >= 3 else { return nil }

    let nearest = max(3, min(n, Int(Double(n) * span + 1e-5)))
    let cell = Int(Double(n) * span * 0.2)
    let range = sortedX[n - 1] - sortedX[0]
    let margin = 0.005 * max(range, max(abs(sortedX[0]), abs(sortedX[n - 1])) * 1e-10 + 1e-30)
    var cuts = [sortedX[0] - margin, sortedX[n - 1] + margin]
    Loess.cut(sortedX, 0, n - 1, max(1, cell), &cuts)
    cuts.sort()
    var (vertices, values, slopes): ([Double], [Double], [Double]) = ([], [], [])
    for vertex in cuts where vertices.last != vertex {
      try Interrupt.check()
      let (value, slope) = Loess.fit(sortedX, sortedY, at: vertex, nearest: nearest)
      vertices.append(vertex)
      values.append(value)
      slopes.append(slope)
    }
    (self.vertices, self.values, self.slopes) = (vertices, values, slopes)
  }

  /// The curve's height at a place within the data; NaN outside of them.
  package func value(at x: Double) -> Double {
    guard let first = vertices.first, let last = vertices.last, x >= first, x <= last else {
      return .nan
    }
    var (low, high) = (0, vertices.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if vertices[middle] <= x { low = middle } else { high = middle }
    }
    let h = vertices[high] - vertices[low]
    if h <= 0 { return values[low] }
    let t = (x - vertices[low]) / h
    let s = 1 - t
    return (1 + 2 * t) * s * s * values[low] + t * s * s * h * slopes[low]
      + t * t * (3 - 2 * t) * values[high] - t * t * s * h * slopes[high]
  }

  /// Cuts a cell at its median, or at the place nearest to it where two neighbours differ.
  private static func cut(
    _ x: [Double], _ from: Int, _ to: Int, _ size: Int, _ cuts: inout [Double]
  ) {
    if to - from + 1 <= size { return }
    var middle = (from + to) / 2
    var offset = 0
    while true {
      let place = middle + offset
      if place >= to || place < from { return }
      if x[place] != x[place + 1] {
        middle = place
        break
      }
      offset = -offset
      if offset >= 0 { offset += 1 }
    }
    cuts.append(x[middle])
    cut(x, from, middle, size, &cuts)
    cut(x, middle + 1, to, size, &cuts)
  }

  /// Value and slope at a place: weighted least squares on orthogonalised 1, u, u² with u = (x -
  /// place) / width.
  private static func fit(
    _ x: [Double], _ y: [Double], at place: Double, nearest: Int
  ) -> (Double, Double) {
    // The window of the nearest points in sorted x.
    var low = 0
    var (a, b) = (0, x.count - nearest)
    while a < b {
      let middle = (a + b) / 2
      if place - x[middle] > x[middle + nearest] - place { a = middle + 1 } else { b = middle }
    }
    low = a
    var width = max(place - x[low], x[low + nearest - 1] - place)
    if width <= 0 {
      // All of the nearest are at one place: reach for the next one.
      width =
        x.reduce(Double.infinity) {
          let d = abs($1 - place)
          return d > 0 ? min($0, d) : $0
        } * 1.001
    }
    var high = low + nearest - 1
    while low > 0, place - x[low - 1] < width { low -= 1 }
    while high < x.count - 1, x[high + 1] - place < width { high += 1 }

    // Moments would lose digits: two passes of Gram-Schmidt on the three columns.
    let count = high - low + 1
    var weights = [Double](repeating: 0, count: count)
    var basis = [[Double]](repeating: [Double](repeating: 0, count: count), count: 3)
    for i in 0..<count {
      let u = (x[low + i] - place) / width
      let d = abs(u)
      let w = d < 1 ? pow(1 - d * d * d, 3) : 0
      weights[i] = w
      (basis[0][i], basis[1][i], basis[2][i]) = (1, u, u * u)
    }
    // Each column's expansion in 1, u, u²: the fit's value and slope at u = 0 are read from it.
    var expansion: [[Double]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    var value = 0.0
    var slope = 0.0
    for k in 0..<3 {
      let before = inner(basis[k], basis[k], weights)
      for _ in 0..<2 {
        for j in 0..<k {
          let norm = inner(basis[j], basis[j], weights)
          if norm <= 0 { continue }
          let share = inner(basis[k], basis[j], weights) / norm
          for i in 0..<count { basis[k][i] -= share * basis[j][i] }
          for e in 0..<3 { expansion[k][e] -= share * expansion[j][e] }
        }
      }
      let norm = inner(basis[k], basis[k], weights)
      if norm <= 1e-14 * max(before, .leastNormalMagnitude) {
        // No more distinct places than terms: a lower degree.
        basis[k] = [Double](repeating: 0, count: count)
        continue
      }
      var product = 0.0
      for i in 0..<count { product += weights[i] * basis[k][i] * y[low + i] }
      let coefficient = product / norm
      value += coefficient * expansion[k][0]
      slope += coefficient * expansion[k][1]
    }
    return (value, slope / width)
  }

  private static func inner(_ a: [Double], _ b: [Double], _ w: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<a.count { sum += w[i] * a[i] * b[i] }
    return sum
  }
}
