internal import COpenBLAS
internal import Glibc

/// A dense matrix of numbers, column by column (element (i, j) is `elements[i + j * rows]`), which is the
/// order BLAS and LAPACK work in and the order a table's columns come in.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// `rows * columns` numbers, the first column first.
  public var elements: [Double]

  /// The most elements that are sensible to ask for: a quarter of the machine's memory, since what works on a matrix
  /// makes copies of it.
  public static let mostElements = max(
    1 << 20, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 32)

  /// A matrix filled with one number.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative size")
    (self.rows, self.columns) = (rows, columns)
    elements = [Double](repeating: value, count: rows * columns)
  }

  /// A matrix over elements in column order; their count must be `rows * columns`.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(elements.count == rows * columns, "element count is not rows * columns")
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  /// A matrix from its columns, which must be equally long. `rows` matters only where there is no column.
  public init(columns list: [[Double]], rows: Int = 0) {
    let rows = list.first?.count ?? rows
    precondition(list.allSatisfy { $0.count == rows }, "columns of different lengths")
    self.init(rows: rows, columns: list.count, elements: Array(list.joined()))
  }

  /// A matrix from its rows, which must be equally long.
  public init(rows list: [[Double]]) {
    let columns = list.first?.count ?? 0
    precondition(list.allSatisfy { $0.count == columns }, "rows of different lengths")
    self.init(rows: list.count, columns: columns)
    for i in 0..<list.count { for j in 0..<columns { self[i, j] = list[i][j] } }
  }

  /// The identity.
  public static func identity(_ size: Int) -> Matrix {
    var result = Matrix(rows: size, columns: size)
    for i in 0..<size { result[i, i] = 1 }
    return result
  }

  public subscript(row: Int, column: Int) -> Double {
    get { elements[row + column * rows] }
    set { elements[row + column * rows] = newValue }
  }

  /// A copy of a column.
  public func column(_ index: Int) -> [Double] {
    Array(elements[index * rows..<(index + 1) * rows])
  }

  /// A copy of a row.
  public func row(_ index: Int) -> [Double] { (0..<columns).map { self[index, $0] } }

  /// The elements on the diagonal.
  public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }

  /// The matrix with rows and columns exchanged; in blocks, so that both sides stay in the cache.
  public func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let (rows, columns) = (rows, columns)
    elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        let block = 32
        for j0 in stride(from: 0, to: columns, by: block) {
          for i0 in stride(from: 0, to: rows, by: block) {
            for j in j0..<min(j0 + block, columns) {
              for i in i0..<min(i0 + block, rows) {
                target[j + i * columns] = source[i + j * rows]
              }
            }
          }
        }
      }
    }
    return result
  }

  /// The columns at these positions, in this order.
  public func selectingColumns(_ indices: [Int]) -> Matrix {
    var kept: [Double] = []
    kept.reserveCapacity(rows * indices.count)
    for j in indices { kept.append(contentsOf: elements[j * rows..<(j + 1) * rows]) }
    return Matrix(rows: rows, columns: indices.count, elements: kept)
  }

  /// The rows at these positions, in this order.
  public func selectingRows(_ indices: [Int]) -> Matrix {
    var result = Matrix(rows: indices.count, columns: columns)
    for j in 0..<columns {
      for i in 0..<indices.count { result[i, j] = self[indices[i], j] }
    }
    return result
  }

  /// `self · other` (rows × other.columns) by dgemm.
  public func multiplied(by other: Matrix) -> Matrix {
    precondition(columns == other.rows, "inner sizes differ")
    return product(self, transposed: false, other, transposed: false)
  }

  /// `selfᵀ · other` (columns × other.columns) by dgemm, without forming the transpose.
  public func transposeMultiplied(by other: Matrix) -> Matrix {
    precondition(rows == other.rows, "inner sizes differ")
    return product(self, transposed: true, other, transposed: false)
  }

  /// `self · otherᵀ` (rows × other.rows) by dgemm, without forming the transpose.
  public func multiplied(byTransposeOf other: Matrix) -> Matrix {
    precondition(columns == other.columns, "inner sizes differ")
    return product(self, transposed: false, other, transposed: true)
  }

  /// `self · vector` (rows numbers) by dgemv.
  public func multiplied(by vector: [Double]) -> [Double] {
    precondition(columns == vector.count, "inner sizes differ")
    return product(self, transposed: false, vector)
  }

  /// `selfᵀ · vector` (columns numbers) by dgemv.
  public func transposeMultiplied(by vector: [Double]) -> [Double] {
    precondition(rows == vector.count, "inner sizes differ")
    return product(self, transposed: true, vector)
  }

  /// `selfᵀ · diag(weights) · self`, symmetric (columns × columns), by dsyrk on √weight-scaled rows; without
  /// weights `selfᵀ · self`. Weights must not be negative.
  public func crossProduct(weights: [Double]? = nil) -> Matrix {
    var scaled = elements
    if let weights {
      precondition(weights.count == rows, "one weight a row")
      let roots = weights.map { $0.squareRoot() }
      scaled.withUnsafeMutableBufferPointer { scaled in
        roots.withUnsafeBufferPointer { roots in
          for j in 0..<columns { for i in 0..<rows { scaled[i + j * rows] *= roots[i] } }
        }
      }
    }
    var result = Matrix(rows: columns, columns: columns)
    guard columns > 0, rows > 0 else { return result }
    cblas_dsyrk(
      CblasColMajor, CblasUpper, CblasTrans, blasInt(columns), blasInt(rows), 1, scaled,
      blasInt(rows), 0, &result.elements, blasInt(columns))
    for j in 0..<columns { for i in 0..<j { result[j, i] = result[i, j] } }
    return result
  }
}

/// A size as BLAS takes it. Sizes past 2^31 don't fit into memory as matrices here.
func blasInt(_ size: Int) -> Int32 { Int32(size) }

private func product(_ a: Matrix, transposed ta: Bool, _ b: Matrix, transposed tb: Bool) -> Matrix {
  let (m, k) = ta ? (a.columns, a.rows) : (a.rows, a.columns)
  let n = tb ? b.rows : b.columns
  var result = Matrix(rows: m, columns: n)
  guard m > 0, n > 0, k > 0 else { return result }
  cblas_dgemm(
    CblasColMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, blasInt(m),
    blasInt(n), blasInt(k), 1, a.elements, blasInt(a.rows), b.elements, blasInt(b.rows), 0,
    &result.elements, blasInt(m))
  return result
}

private func product(_ a: Matrix, transposed: Bool, _ x: [Double]) -> [Double] {
  var result = [Double](repeating: 0, count: transposed ? a.columns : a.rows)
  guard a.rows > 0, a.columns > 0 else { return result }
  cblas_dgemv(
    CblasColMajor, transposed ? CblasTrans : CblasNoTrans, blasInt(a.rows), blasInt(a.columns), 1,
    a.elements, blasInt(a.rows), x, 1, 0, &result, 1)
  return result
}
