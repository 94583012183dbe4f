import Glibc
import Numerics
import Testing

struct LeastSquaresTests {
  /// A polynomial of degree 5 over 0, 1, …, 20, as Wampler's: whole numbers that are exact, so the coefficients are
  /// those that it was made of. NIST's certified sets are tested where the learner is (LearnTests).
  @Test(arguments: [(1.0, 9.0), (0.1, 9)])
  func polynomialIsFound(ratio: Double, least: Double) throws {
    let x = (0...20).map(Double.init)
    let expected = (0...5).map { pow(ratio, Double($0)) }
    let powers = (0...5).map { power in x.map { pow($0, Double(power)) } }
    let y = x.indices.map { row in
      expected.indices.reduce(0) { $0 + expected[$1] * powers[$1][row] }
    }
    let fit = try LeastSquares(Matrix(columns: powers), y)
    #expect(fit.rank == 6)
    let agreed = zip(fit.coefficients, expected).map { digits($0, $1) }.min() ?? 0
    #expect(agreed >= least, "\(agreed) digits")
    expectDigits(Reductions.sum(fit.leverages), 6, 9)
  }

  /// A small problem whose answers are fractions: x = 0, 1, 2, 3 and y = 1, 3, 2, 5.
  @Test(arguments: [LeastSquares.Precision.double, .extended])
  func lineThroughFourPoints(precision: LeastSquares.Precision) throws {
    let x = Matrix(columns: [[1, 1, 1, 1], [0, 1, 2, 3]])
    let fit = try LeastSquares(x, [1, 3, 2, 5], precision: precision)
    for (found, expected) in zip(fit.coefficients, [1.1, 1.1]) { expectDigits(found, expected, 14) }
    for (found, expected) in zip(fit.residuals, [-0.1, 0.8, -1.3, 0.6]) {
      expectDigits(found, expected, 13)
    }
    for (found, expected) in zip(fit.leverages, [0.7, 0.3, 0.3, 0.7]) {
      expectDigits(found, expected, 14)
    }
    for (found, expected) in zip(fit.unscaledCovariance.elements, [0.7, -0.3, -0.3, 0.2]) {
      expectDigits(found, expected, 14)
    }
    expectDigits(fit.residualSumOfSquares, 2.7, 14)
    // Σ effects² are the sequential sums of squares: 4 · 2.75² and 1.1² · 5.
    expectDigits(fit.effects[0] * fit.effects[0], 30.25, 14)
    expectDigits(fit.effects[1] * fit.effects[1], 6.05, 14)
    #expect(fit.degreesOfFreedom == 2)
  }

  @Test(arguments: [LeastSquares.Precision.double, .extended])
  func laterColumnOfADependentSetIsLeftOut(precision: LeastSquares.Precision) throws {
    let a = [0.1, 0.7, 0.3, 1.9, 2.2, 5.1]
    let b = [1e6, 3e6, 2e6, 2e6, 5e6, 7e6]
    let ones = [Double](repeating: 1, count: 6)
    let sum = zip(a, b).map { 3 * $0 - 1e-6 * $1 + 4 }
    let zeros = [Double](repeating: 0, count: 6)
    let y = [1.0, 2, 0, 4, 3, 6]
    let full = Matrix(columns: [ones, a, zeros, b, sum, a])
    let fit = try LeastSquares(full, y, precision: precision)
    #expect(fit.kept == [0, 1, 3])
    #expect(fit.isAliased == [false, false, true, false, true, true])
    let plain = try LeastSquares(Matrix(columns: [ones, a, b]), y, precision: precision)
    for (k, column) in fit.kept.enumerated() {
      expectDigits(fit.coefficients[column], plain.coefficients[k], 12)
      expectDigits(
        fit.unscaledCovariance[column, column], plain.unscaledCovariance[k, k], 12)
    }
    #expect(fit.coefficients[2] == 0 && fit.coefficients[4] == 0 && fit.coefficients[5] == 0)
  }

  /// A weight is as many copies of the row; 0 is none.
  @Test(arguments: [LeastSquares.Precision.double, .extended])
  func weightsAreCopies(precision: LeastSquares.Precision) throws {
    let (x, y): ([Double], [Double]) = ([1, 2, 4, 7, 8], [2, 1, 5, 6, 9])
    let weights = [2.0, 1, 0, 3, 1]
    func matrix(_ rows: [Int]) -> Matrix {
      Matrix(columns: [rows.map { _ in 1 }, rows.map { x[$0] }])
    }
    let weighted = try LeastSquares(
      matrix([0, 1, 2, 3, 4]), y, weights: weights, precision: precision)
    let rows = [0, 0, 1, 3, 3, 3, 4]
    let copied = try LeastSquares(matrix(rows), rows.map { y[$0] }, precision: precision)
    for j in 0..<2 { expectDigits(weighted.coefficients[j], copied.coefficients[j], 13) }
    expectDigits(weighted.residualSumOfSquares, copied.residualSumOfSquares, 13)
    expectDigits(weighted.unscaledCovariance[1, 1], copied.unscaledCovariance[1, 1], 13)
    expectDigits(weighted.leverages[3], 3 * copied.leverages[3], 13)
    #expect(weighted.leverages[2] == 0 && weighted.observations == 4)
  }

  @Test func degenerateSizes() throws {
    let wide = try LeastSquares(Matrix(columns: [[1, 1], [2, 3], [5, 8]]), [1, 4])
    #expect(wide.kept == [0, 1] && wide.degreesOfFreedom == 0)
    #expect(wide.residuals.allSatisfy { abs($0) < 1e-13 })
    let noColumns = try LeastSquares(Matrix(rows: 3, columns: 0), [1, 2, 3])
    #expect(noColumns.rank == 0 && noColumns.residuals == [1, 2, 3])
    let noRows = try LeastSquares(Matrix(rows: 0, columns: 2), [])
    #expect(noRows.rank == 0 && noRows.coefficients == [0, 0])
    let zeroResponse = try LeastSquares(Matrix(columns: [[1, 2, 3]]), [0, 0, 0])
    #expect(zeroResponse.coefficients == [0])
    let extreme = try LeastSquares(Matrix(columns: [[1e-300, 2e-300, 4e-300]]), [1, 2, 4])
    expectDigits(extreme.coefficients[0], 1e300, 14)
  }

  @Test func refusesWhatItCannotUse() {
    let x = Matrix(columns: [[1, 2], [3, .nan]])
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 1)) {
      try LeastSquares(x, [1, 2])
    }
    let good = Matrix(columns: [[1, 2]])
    #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 1)) {
      try LeastSquares(good, [.infinity, 2])
    }
    #expect(throws: LinearAlgebraError.sizes(what: "response", expected: 2, found: 3)) {
      try LeastSquares(good, [1, 2, 3])
    }
    #expect(throws: LinearAlgebraError.negativeWeight(row: 1)) {
      try LeastSquares(good, [1, 2], weights: [1, -1])
    }
  }
}
