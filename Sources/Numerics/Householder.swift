/// The widest floating-point numbers of the processor: 64 bits of significand on x86-64, else Double.
#if arch(x86_64)
  typealias ExtendedReal = Float80
#else
  typealias ExtendedReal = Double
#endif

/// Householder QR column by column, in which a column that has nothing of its own is left out and the ones
/// before it stay: what decides the rank the way R's lm does, and what runs in 80 bits.
///
/// Used in Double and Float80 only, both specialised inside this module.
struct Householder<T: BinaryFloatingPoint> {
  let rows: Int
  /// The columns kept, in order, by their numbers in the matrix given.
  private(set) var kept: [Int] = []
  /// The response after the reflections: its first entries are the effects.
  private(set) var response: [T]
  private var candidates: [Int]
  /// Column-major; kept columns move to the front, with R above the diagonal and the reflectors from it on.
  private var a: [T]
  private var diagonal: [T] = []
  private var factors: [T] = []
  private var lengths: [T] = []

  init(_ x: Matrix, columns: [Int], response: [T], roots: [T]? = nil) {
    rows = x.rows
    candidates = columns
    self.response = response
    a = []
    a.reserveCapacity(rows * columns.count)
    for j in columns {
      for i in 0..<rows {
        let value = T(x.elements[i + j * rows])
        a.append(roots.map { value * $0[i] } ?? value)
      }
    }
  }

  /// A column is left out when what remains of it is at most `tolerance` times its first length.
  mutating func factorise(tolerance: T) throws(LinearAlgebraError) {
    let n = rows
    let hasResponse = !response.isEmpty
    var failed = false
    a.withUnsafeMutableBufferPointer { a in
      response.withUnsafeMutableBufferPointer { response in
        for source in 0..<candidates.count {
          if Interrupt.isRequested {
            failed = true
            return
          }
          let rank = kept.count
          guard rank < n else { return }
          let column = UnsafeMutableBufferPointer(rebasing: a[source * n..<(source + 1) * n])
          let first = Self.length(column, from: 0)
          guard first > 0 else { continue }
          for k in 0..<rank {
            Self.reflect(column, by: a, column: k, from: k, rows: n, factor: factors[k])
          }
          let left = Self.length(column, from: rank)
          guard left > tolerance * first else { continue }
          if source != rank { for i in 0..<n { a[rank * n + i] = column[i] } }
          let target = UnsafeMutableBufferPointer(rebasing: a[rank * n..<(rank + 1) * n])
          // v = x ± ‖x‖e₁ with the sign that doesn't cancel; H = I - v vᵀ / (‖x‖ |v₁|).
          let alpha: T = target[rank] > 0 ? -left : left
          target[rank] -= alpha
          diagonal.append(alpha)
          factors.append(1 / (left * Self.magnitude(target[rank])))
          lengths.append(first)
          kept.append(candidates[source])
          if hasResponse {
            Self.reflect(response, by: a, column: rank, from: rank, rows: n, factor: factors[rank])
          }
        }
      }
    }
    if failed { throw .interrupted }
  }

  /// R(i, j) of the kept columns, i ≤ j.
  func triangle(_ i: Int, _ j: Int) -> T { i == j ? diagonal[i] : a[i + j * rows] }

  /// The length that a kept column had.
  func originalLength(_ j: Int) -> T { lengths[j] }

  /// The coefficients of the kept columns.
  func solve() -> [T] {
    let p = kept.count
    var x = Array(response.prefix(p))
    for j in stride(from: p - 1, through: 0, by: -1) {
      x[j] /= diagonal[j]
      for i in 0..<j { x[i] -= x[j] * triangle(i, j) }
    }
    return x
  }

  /// R⁻¹, column-major, 0 below the diagonal.
  func inverseTriangle() -> [T] {
    let p = kept.count
    var inverse = [T](repeating: 0, count: p * p)
    for j in 0..<p {
      inverse[j + j * p] = 1 / diagonal[j]
      for i in stride(from: j - 1, through: 0, by: -1) {
        var sum: T = 0
        for k in i + 1...j { sum += triangle(i, k) * inverse[k + j * p] }
        inverse[i + j * p] = -sum / diagonal[i]
      }
    }
    return inverse
  }

  /// The squared lengths of Q's rows.
  func leverages() throws(LinearAlgebraError) -> [Double] {
    let (n, p) = (rows, kept.count)
    var result = [Double](repeating: 0, count: n)
    var q = [T](repeating: 0, count: n)
    for j in 0..<p {
      if Interrupt.isRequested { throw .interrupted }
      for i in 0..<n { q[i] = 0 }
      q[j] = 1
      a.withUnsafeBufferPointer { a in
        q.withUnsafeMutableBufferPointer { q in
          for k in stride(from: j, through: 0, by: -1) {
            Self.reflect(q, by: a, column: k, from: k, rows: n, factor: factors[k])
          }
        }
      }
      for i in 0..<n { result[i] += Double(q[i] * q[i]) }
    }
    return result
  }

  private static func reflect(
    _ target: UnsafeMutableBufferPointer<T>, by a: UnsafeMutableBufferPointer<T>, column: Int,
    from: Int,
    rows: Int, factor: T
  ) {
    reflect(
      target, by: UnsafeBufferPointer(a), column: column, from: from, rows: rows, factor: factor)
  }

  private static func reflect(
    _ target: UnsafeMutableBufferPointer<T>, by a: UnsafeBufferPointer<T>, column: Int, from: Int,
    rows: Int, factor: T
  ) {
    var dot: T = 0
    for i in from..<rows { dot += a[column * rows + i] * target[i] }
    dot *= factor
    for i in from..<rows { target[i] -= dot * a[column * rows + i] }
  }

  private static func length(_ column: UnsafeMutableBufferPointer<T>, from: Int) -> T {
    var sum: T = 0
    for i in from..<column.count { sum += column[i] * column[i] }
    return sum.squareRoot()
  }

  private static func magnitude(_ x: T) -> T { x < 0 ? -x : x }
}
