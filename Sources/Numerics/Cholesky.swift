internal import COpenBLAS
internal import Glibc

/// The Cholesky factor of a symmetric positive definite matrix, scaled to a unit diagonal first, so that
/// columns in different units do no harm.
public struct Cholesky: Sendable {
  /// Rows (and columns) of the matrix.
  public let size: Int
  /// The reciprocal of the scaled matrix's condition number in the 1-norm, as LAPACK estimates it: near 0
  /// means that a solution has lost its digits (about -log10 of it).
  public let reciprocalCondition: Double
  /// The natural logarithm of the determinant.
  public let logDeterminant: Double
  /// The lower factor of the scaled matrix; above the diagonal it is 0.
  private let factor: Matrix
  private let scale: [Double]

  /// Factorises a matrix, of which the lower triangle is read.
  ///
  /// - Throws: `notPositiveDefinite` with the order of the first minor that isn't positive; `notFinite`.
  /// - Complexity: O(size³ / 3).
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    guard matrix.rows == matrix.columns else {
      throw .sizes(what: "columns of a square matrix", expected: matrix.rows, found: matrix.columns)
    }
    let n = matrix.rows
    var scale = [Double](repeating: 1, count: n)
    var logDeterminant = 0.0
    for j in 0..<n {
      for i in j..<n where !matrix[i, j].isFinite { throw .notFinite(row: i, column: j) }
      guard matrix[j, j] > 0 else { throw .notPositiveDefinite(order: j + 1) }
      scale[j] = powerOfTwo(near: 1 / matrix[j, j].squareRoot())
    }
    var a = Matrix(rows: n, columns: n)
    for j in 0..<n { for i in j..<n { a[i, j] = matrix[i, j] * scale[i] * scale[j] } }
    var reciprocal = 1.0
    if n > 0 {
      let norm = LAPACKE_dlansy(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), lower, blasInt(n), a.elements, blasInt(n))
      let info = LAPACKE_dpotrf(LAPACK_COL_MAJOR, lower, blasInt(n), &a.elements, blasInt(n))
      guard info == 0 else { throw .notPositiveDefinite(order: max(1, Int(info))) }
      LAPACKE_dpocon(
        LAPACK_COL_MAJOR, lower, blasInt(n), a.elements, blasInt(n), norm, &reciprocal)
    }
    for j in 0..<n { logDeterminant += 2 * (log(a[j, j]) - log(scale[j])) }
    (size, factor, self.scale) = (n, a, scale)
    (self.logDeterminant, reciprocalCondition) = (logDeterminant, reciprocal)
  }

  /// x with A x = b.
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == size, "one number a row")
    guard size > 0 else { return [] }
    var x = (0..<size).map { b[$0] * scale[$0] }
    LAPACKE_dpotrs(
      LAPACK_COL_MAJOR, lower, blasInt(size), 1, factor.elements, blasInt(size), &x, blasInt(size))
    for i in 0..<size { x[i] *= scale[i] }
    return x
  }

  /// A⁻¹, symmetric.
  public func inverse() -> Matrix {
    guard size > 0 else { return factor }
    var result = factor
    LAPACKE_dpotri(LAPACK_COL_MAJOR, lower, blasInt(size), &result.elements, blasInt(size))
    for j in 0..<size {
      for i in j..<size {
        let value = result[i, j] * scale[i] * scale[j]
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }

  /// L with A = L Lᵀ, lower triangular.
  public var lowerFactor: Matrix {
    var result = factor
    for j in 0..<size { for i in j..<size { result[i, j] /= scale[i] } }
    return result
  }
}

/// The solution of a symmetric system that should be positive definite but may not be, such as a Newton step.
public struct SymmetricSolution: Sendable {
  /// The solution; where the matrix is singular the shortest one of those with the least residual.
  public let solution: [Double]
  /// How many directions the matrix has information on: its size, or less.
  public let rank: Int
  /// As `Cholesky.reciprocalCondition`; 0 where the rank is short.
  public let reciprocalCondition: Double

  /// Solves A x = b by Cholesky; if A is not positive definite, or too nearly singular for that, by its
  /// eigenvectors, directions with an eigenvalue below size · ε of the largest (after scaling to a unit
  /// diagonal), and negative ones, left out.
  ///
  /// - Throws: `notFinite`, `sizes`.
  public init(_ matrix: Matrix, _ b: [Double]) throws(LinearAlgebraError) {
    guard b.count == matrix.rows else {
      throw .sizes(what: "right-hand side", expected: matrix.rows, found: b.count)
    }
    do {
      let cholesky = try Cholesky(matrix)
      if cholesky.reciprocalCondition > Double(max(1, matrix.rows)) * .ulpOfOne {
        solution = cholesky.solve(b)
        rank = matrix.rows
        reciprocalCondition = cholesky.reciprocalCondition
        return
      }
    } catch {
      guard case .notPositiveDefinite = error else { throw error }
    }
    let n = matrix.rows
    let scale = matrix.diagonal.map { $0 > 0 ? powerOfTwo(near: 1 / $0.squareRoot()) : 1 }
    var scaled = matrix
    for j in 0..<n { for i in 0..<n { scaled[i, j] *= scale[i] * scale[j] } }
    let eigen = try SymmetricEigen(scaled)
    let limit = Double(max(1, n)) * .ulpOfOne * max(0, eigen.values.first ?? 0)
    let kept = eigen.values.firstIndex { !($0 > limit) } ?? n
    let rotated = eigen.vectors.transposeMultiplied(by: (0..<n).map { b[$0] * scale[$0] })
    var x = [Double](repeating: 0, count: n)
    for k in 0..<kept {
      let weight = rotated[k] / eigen.values[k]
      for i in 0..<n { x[i] += weight * eigen.vectors[i, k] }
    }
    solution = (0..<n).map { x[$0] * scale[$0] }
    rank = kept
    reciprocalCondition = 0
  }
}

private let lower = CChar(UInt8(ascii: "L"))

/// The power of two nearest below a positive number: scaling by it rounds nothing.
func powerOfTwo(near x: Double) -> Double {
  x.isFinite && x > 0 ? Double(sign: .plus, exponent: x.exponent, significand: 1) : 1
}
