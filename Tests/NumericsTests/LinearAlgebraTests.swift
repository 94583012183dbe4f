import Numerics
import Testing

struct LinearAlgebraTests {
  @Test func productsAndTransposes() {
    let a = Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    let b = Matrix(rows: [[1, 0], [2, 1], [0, 3]])
    #expect(a.multiplied(by: b) == Matrix(rows: [[5, 11], [14, 23]]))
    #expect(a.transposed() == Matrix(columns: [[1, 2, 3], [4, 5, 6]]))
    #expect(a.transposed().transposeMultiplied(by: b) == a.multiplied(by: b))
    #expect(a.multiplied(byTransposeOf: b.transposed()) == a.multiplied(by: b))
    #expect(
      a.multiplied(by: [1, 0, -1]) == [-2, -2] && a.transposeMultiplied(by: [1, 1]) == [5, 7, 9])
    #expect(a.crossProduct() == a.transposed().multiplied(by: a))
    #expect(
      a.crossProduct(weights: [4, 0]) == Matrix(rows: [[4, 8, 12], [8, 16, 24], [12, 24, 36]]))
    #expect(a.selectingColumns([2, 0]) == Matrix(rows: [[3, 1], [6, 4]]))
    #expect(a.selectingRows([1]) == Matrix(rows: [[4, 5, 6]]) && a.row(1) == [4, 5, 6])
    let empty = Matrix(rows: 0, columns: 3)
    #expect(empty.crossProduct() == Matrix(rows: 3, columns: 3))
    #expect(empty.multiplied(by: b).elements == [] && empty.transposed().rows == 3)
    let wide = Matrix(rows: 70, columns: 45, elements: (0..<3150).map { Double($0) })
    #expect((0..<70).allSatisfy { wide.transposed().column($0) == wide.row($0) })
  }

  /// A Hilbert matrix of order 6: its inverse has whole numbers, its determinant is 1/186313420339200000.
  @Test func choleskyOfAHilbertMatrix() throws {
    let hilbert = Matrix(rows: (0..<6).map { i in (0..<6).map { 1 / Double(i + $0 + 1) } })
    let cholesky = try Cholesky(hilbert)
    expectDigits(cholesky.inverse()[0, 0], 36, 8)
    expectDigits(cholesky.inverse()[5, 5], 698_544, 8)
    expectDigits(cholesky.logDeterminant, -39.76620670609766, 9)
    let x = cholesky.solve(hilbert.multiplied(by: [1, 2, 3, 4, 5, 6]))
    for i in 0..<6 { expectDigits(x[i], Double(i + 1), 8) }
    #expect(cholesky.reciprocalCondition > 1e-9 && cholesky.reciprocalCondition < 1e-5)
    let l = cholesky.lowerFactor
    let product = l.multiplied(byTransposeOf: l)
    for i in 0..<36 { expectDigits(product.elements[i], hilbert.elements[i], 14) }
  }

  @Test func choleskyRefuses() throws {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
      try Cholesky(Matrix(rows: [[1, 2], [2, 1]]))
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) {
      try Cholesky(Matrix(rows: [[0]]))
    }
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 0)) {
      try Cholesky(Matrix(rows: [[1, .nan], [.nan, 1]]))
    }
    #expect(throws: LinearAlgebraError.self) { try Cholesky(Matrix(rows: 2, columns: 3)) }
    #expect(try Cholesky(Matrix(rows: 0, columns: 0)).solve([]) == [])
  }

  @Test func singularSystemsGetTheShortestSolution() throws {
    let regular = try SymmetricSolution(Matrix(rows: [[4, 1], [1, 3]]), [1, 2])
    #expect(regular.rank == 2)
    expectDigits(regular.solution[0], 1.0 / 11)
    expectDigits(regular.solution[1], 7.0 / 11)
    let singular = try SymmetricSolution(Matrix(rows: [[1, 1], [1, 1]]), [2, 2])
    #expect(singular.rank == 1 && singular.reciprocalCondition == 0)
    for value in singular.solution { expectDigits(value, 1, 14) }
    #expect(try SymmetricSolution(Matrix(rows: [[0, 0], [0, 0]]), [1, 1]).solution == [0, 0])
  }

  @Test func eigenvectorsWithFixedSigns() throws {
    let eigen = try SymmetricEigen(Matrix(rows: [[2, -1, 0], [-1, 2, -1], [0, -1, 2]]))
    for (found, expected) in zip(eigen.values, [2 + 2.0.squareRoot(), 2, 2 - 2.0.squareRoot()]) {
      expectDigits(found, expected, 14)
    }
    let half = 0.5.squareRoot()
    for (found, expected) in zip(
      eigen.vectors.elements, [-0.5, half, -0.5, half, 0, -half, 0.5, half, 0.5])
    {
      #expect(abs(found - expected) < 1e-15)
    }
    #expect(throws: LinearAlgebraError.self) { try SymmetricEigen(Matrix(rows: [[.infinity]])) }
    #expect(try SymmetricEigen(Matrix(rows: 0, columns: 0)).values == [])
  }

  @Test(arguments: [(5, 3), (3, 5), (1, 4), (0, 2)])
  func singularValuesRebuildTheMatrix(rows: Int, columns: Int) throws {
    let a = Matrix(
      rows: rows, columns: columns, elements: (0..<rows * columns).map { Double(($0 * 7) % 11) - 4 }
    )
    let svd = try SingularValues(a)
    var scaled = svd.left
    for j in 0..<svd.values.count { for i in 0..<rows { scaled[i, j] *= svd.values[j] } }
    let back = scaled.multiplied(byTransposeOf: svd.right)
    #expect(zip(back.elements, a.elements).allSatisfy { abs($0 - $1) < 1e-13 })
    #expect(svd.values == svd.values.sorted(by: >))
  }
}
