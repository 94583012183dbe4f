internal import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix, by LAPACK's divide and conquer (dsyevd).
public struct SymmetricEigen: Sendable {
  /// The eigenvalues, the largest first.
  public let values: [Double]
  /// The unit eigenvectors as columns, in the order of `values`. Of each, the entry with the largest
  /// magnitude (the first of several) is positive: a fixed sign, so that a result is the same everywhere.
  public let vectors: Matrix

  /// Decomposes a matrix, of which the lower triangle is read.
  ///
  /// - Throws: `sizes` for one that isn't square, `notFinite`, `noConvergence`.
  /// - Complexity: O(n³).
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    guard matrix.rows == matrix.columns else {
      throw .sizes(what: "columns of a square matrix", expected: matrix.rows, found: matrix.columns)
    }
    let n = matrix.rows
    for j in 0..<n {
      for i in j..<n where !matrix[i, j].isFinite { throw .notFinite(row: i, column: j) }
    }
    guard n > 0 else {
      (values, vectors) = ([], matrix)
      return
    }
    var a = matrix.elements
    var ascending = [Double](repeating: 0, count: n)
    let info = LAPACKE_dsyevd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")), blasInt(n), &a,
      blasInt(n),
      &ascending)
    guard info == 0 else { throw .noConvergence }
    var sorted = Matrix(rows: n, columns: n)
    for j in 0..<n {
      let column = a[(n - 1 - j) * n..<(n - j) * n]
      let sign = dominantSign(column)
      for (i, value) in column.enumerated() { sorted[i, j] = sign * value }
    }
    (values, vectors) = (ascending.reversed(), sorted)
  }
}

/// The thin singular value decomposition X = U diag(values) Vᵀ, by LAPACK's divide and conquer (dgesdd).
public struct SingularValues: Sendable {
  /// min(rows, columns) singular values, the largest first.
  public let values: [Double]
  /// rows × min(rows, columns), orthonormal columns.
  public let left: Matrix
  /// columns × min(rows, columns), orthonormal columns, with the sign rule of `SymmetricEigen.vectors`.
  public let right: Matrix

  /// - Throws: `notFinite`, `noConvergence`.
  /// - Complexity: O(rows · columns · min(rows, columns)).
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    let (m, n) = (matrix.rows, matrix.columns)
    let k = min(m, n)
    for j in 0..<n {
      for i in 0..<m where !matrix[i, j].isFinite { throw .notFinite(row: i, column: j) }
    }
    var values = [Double](repeating: 0, count: k)
    var u = Matrix(rows: m, columns: k)
    var v = Matrix(rows: n, columns: k)
    if k > 0 {
      var a = matrix.elements
      var vt = [Double](repeating: 0, count: k * n)
      let info = LAPACKE_dgesdd(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "S")), blasInt(m), blasInt(n), &a, blasInt(m), &values,
        &u.elements, blasInt(m), &vt, blasInt(k))
      guard info == 0 else { throw .noConvergence }
      for j in 0..<k {
        let row = (0..<n).map { vt[j + $0 * k] }
        let sign = dominantSign(row[...])
        for i in 0..<n { v[i, j] = sign * row[i] }
        for i in 0..<m { u[i, j] *= sign }
      }
    }
    (self.values, left, right) = (values, u, v)
  }
}

/// The sign of the entry with the largest magnitude, the first of several (ties but for rounding count as
/// ties, so that the sign doesn't hang on the last bit).
private func dominantSign(_ vector: ArraySlice<Double>) -> Double {
  let largest = vector.reduce(0) { max($0, abs($1)) }
  let dominant = vector.first { abs($0) >= largest * (1 - 1e-8) } ?? 1
  return dominant < 0 ? -1 : 1
}
