internal import COpenBLAS

/// The least-squares solution of y ≈ X β, with optional row weights, by Householder QR of the column-scaled
/// matrix; never by normal equations.
///
/// A column that depends on those before it (its part orthogonal to them is below the tolerance beside its
/// length) is *aliased*: left out, coefficient 0, as R's NA. When the problem is so sensitive that
/// double precision would lose more than about ten digits, and moderate in size, it is factorised in 80 bits.
/// Sources: Golub and Van Loan, Matrix Computations, ch. 5; the sensitivity of least squares, Wedin 1973.
public struct LeastSquares: Sendable {
  /// One for each column of X; 0 for an aliased one, so that X · coefficients is the fit.
  public let coefficients: [Double]
  /// Whether each column is aliased: has no coefficient of its own.
  public let isAliased: [Bool]
  /// The columns that aren't aliased, ascending; their count is the rank.
  public let kept: [Int]
  /// (XᵀWX)⁻¹ of the kept columns, at their positions among all columns; rows and columns of aliased ones
  /// are 0. Times σ² it is the coefficients' covariance.
  public let unscaledCovariance: Matrix
  /// X · coefficients, a number a row.
  public let fitted: [Double]
  /// y - fitted, unweighted.
  public let residuals: [Double]
  /// The diagonal of the hat matrix W^½X(XᵀWX)⁻¹XᵀW^½, each in 0...1; 0 for a row of weight 0. Their sum
  /// is the rank.
  public let leverages: [Double]
  /// The first `rank` entries of Qᵀ√W y: their squares are the sequential sums of squares, a kept column each.
  public let effects: [Double]
  /// Σ w · residual².
  public let residualSumOfSquares: Double
  /// The condition number (2-norm) of the kept columns, each scaled to length 1; infinite for a rank of 0.
  /// About log10 of it is how many digits a coefficient can lose.
  public let conditionNumber: Double
  /// Rows with a positive weight.
  public let observations: Int
  /// Whether the factorisation was done in 80 bits.
  public let usedExtendedPrecision: Bool

  /// How many coefficients were found.
  public var rank: Int { kept.count }
  /// observations - rank.
  public var degreesOfFreedom: Int { observations - rank }

  public enum Precision: Sendable {
    /// 80 bits where the problem asks for it and n · p² is at most 5e7.
    case automatic
    case double
    /// 80 bits whatever the size (double where the processor has none).
    case extended
  }

  /// Solves the problem.
  ///
  /// - Parameters:
  ///   - x: n × p, with a column of ones where an intercept is meant. n may be less than p.
  ///   - y: n numbers.
  ///   - weights: n numbers that aren't negative; a row of weight 0 is fitted, but has no say.
  ///   - tolerance: relative length below which what is left of a column counts as nothing; by default
  ///     ε · max(n, p, 100).
  /// - Throws: `sizes`, `notFinite` (column p for y, p + 1 for a weight), `negativeWeight`, `interrupted`.
  /// - Complexity: O(n p²).
  public init(
    _ x: Matrix, _ y: [Double], weights: [Double]? = nil, tolerance: Double? = nil,
    precision: Precision = .automatic
  ) throws(LinearAlgebraError) {
    let (n, p) = (x.rows, x.columns)
    try LeastSquares.validate(x, y, weights)
    let roots = weights?.map { $0.squareRoot() }
    let tolerance = tolerance ?? .ulpOfOne * Double(max(n, p, 100))
    observations = weights?.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } ?? n
    let isModerate = Double(n) * Double(p) * Double(p) <= 5e7

    var factor: Factorisation
    if precision == .extended {
      factor = try LeastSquares.extended(x, y, roots, tolerance)
    } else {
      factor = try LeastSquares.blocked(x, y, roots, tolerance)
      let amplification =
        factor.conditionNumber * (1 + factor.conditionNumber * factor.residualRatio)
      if precision == .automatic, isModerate, !factor.kept.isEmpty, amplification > 1e6 {
        factor = try LeastSquares.extended(x, y, roots, tolerance)
      }
    }

    var coefficients = [Double](repeating: 0, count: p)
    var isAliased = [Bool](repeating: true, count: p)
    var covariance = Matrix(rows: p, columns: p)
    for (k, column) in factor.kept.enumerated() {
      coefficients[column] = factor.coefficients[k]
      isAliased[column] = false
      for (l, other) in factor.kept.enumerated() {
        covariance[column, other] = factor.covariance[k, l]
      }
    }
    let residuals = factor.residuals
    (self.coefficients, self.isAliased, kept) = (coefficients, isAliased, factor.kept)
    (unscaledCovariance, self.residuals) = (covariance, residuals)
    fitted = (0..<n).map { y[$0] - residuals[$0] }
    (leverages, effects) = (factor.leverages.map { max(0, min(1, $0)) }, factor.effects)
    if let weights {
      residualSumOfSquares = Reductions.sum(
        (0..<n).map { weights[$0] * residuals[$0] * residuals[$0] })
    } else {
      residualSumOfSquares = Reductions.dot(residuals, residuals)
    }
    (conditionNumber, usedExtendedPrecision) = (factor.conditionNumber, factor.isExtended)
  }

  private static func validate(
    _ x: Matrix, _ y: [Double], _ weights: [Double]?
  ) throws(LinearAlgebraError) {
    guard y.count == x.rows else {
      throw .sizes(what: "response", expected: x.rows, found: y.count)
    }
    for j in 0..<x.columns {
      if let row = firstNotFinite(x.elements[j * x.rows..<(j + 1) * x.rows]) {
        throw .notFinite(row: row, column: j)
      }
    }
    if let row = firstNotFinite(y[...]) { throw .notFinite(row: row, column: x.columns) }
    guard let weights else { return }
    guard weights.count == x.rows else {
      throw .sizes(what: "weights", expected: x.rows, found: weights.count)
    }
    if let row = firstNotFinite(weights[...]) { throw .notFinite(row: row, column: x.columns + 1) }
    if let row = weights.firstIndex(where: { $0 < 0 }) { throw .negativeWeight(row: row) }
  }

  private static func firstNotFinite(_ values: ArraySlice<Double>) -> Int? {
    values.firstIndex { !$0.isFinite }.map { $0 - values.startIndex }
  }
}

/// What a factorisation gives, for the kept columns in their order.
struct Factorisation {
  var kept: [Int]
  var coefficients: [Double]
  var covariance: Matrix
  var residuals: [Double]
  var leverages: [Double]
  var effects: [Double]
  var conditionNumber: Double
  /// ‖residuals‖ / ‖fit‖ of the weighted problem: how far the sensitivity goes with the squared condition.
  var residualRatio: Double
  var isExtended: Bool
}

extension LeastSquares {
  /// In double precision by LAPACK's blocked QR. Where a column turns out to depend on earlier ones, the rank
  /// is decided by the column-wise factorisation, and the blocked one is done again on what is kept.
  private static func blocked(
    _ x: Matrix, _ y: [Double], _ roots: [Double]?, _ tolerance: Double
  ) throws(LinearAlgebraError) -> Factorisation {
    let n = x.rows
    let (scaled, scale) = scaledColumns(x, roots)
    var kept = (0..<x.columns).filter { scale[$0] > 0 }
    var qr = scaled.selectingColumns(kept)
    var tau: [Double] = []
    if !factorise(&qr, &tau, tolerance) {
      var householder = Householder<Double>(scaled, columns: kept, response: [])
      try householder.factorise(tolerance: tolerance)
      kept = householder.kept
      qr = scaled.selectingColumns(kept)
      _ = factorise(&qr, &tau, 0)
    }
    let p = kept.count
    var rotated = roots.map { roots in (0..<n).map { roots[$0] * y[$0] } } ?? y
    guard p > 0 else {
      return Factorisation(
        kept: [], coefficients: [], covariance: Matrix(rows: 0, columns: 0), residuals: y,
        leverages: [Double](repeating: 0, count: n), effects: [], conditionNumber: .infinity,
        residualRatio: .infinity, isExtended: false)
    }
    LAPACKE_dormqr(
      LAPACK_COL_MAJOR, character("L"), character("T"), blasInt(n), 1, blasInt(p), qr.elements,
      blasInt(n), tau, &rotated, blasInt(n))
    let effects = Array(rotated[..<p])
    let outside = Reductions.dot(Array(rotated[p...]), Array(rotated[p...])).squareRoot()
    let inside = Reductions.dot(effects, effects).squareRoot()
    var triangle = Matrix(rows: p, columns: p)
    for j in 0..<p { for i in 0...j { triangle[i, j] = qr[i, j] } }
    var solution = effects
    cblas_dtrsv(
      CblasColMajor, CblasUpper, CblasNoTrans, CblasNonUnit, blasInt(p), triangle.elements,
      blasInt(p),
      &solution, 1)
    let coefficients = (0..<p).map { solution[$0] * scale[kept[$0]] }
    let condition = conditionNumber(of: triangle)

    var inverse = triangle
    LAPACKE_dtrtri(
      LAPACK_COL_MAJOR, character("U"), character("N"), blasInt(p), &inverse.elements, blasInt(p))
    var covariance = inverse.multiplied(byTransposeOf: inverse)
    for j in 0..<p { for i in 0..<p { covariance[i, j] *= scale[kept[i]] * scale[kept[j]] } }

    // The response is free again, so Q takes the place of the reflectors.
    let interrupted = Interrupt.isRequested
    if interrupted { throw .interrupted }
    LAPACKE_dorgqr(
      LAPACK_COL_MAJOR, blasInt(n), blasInt(p), blasInt(p), &qr.elements, blasInt(n), tau)
    var leverages = [Double](repeating: 0, count: n)
    for j in 0..<p {
      for i in 0..<n { leverages[i] += qr.elements[i + j * n] * qr.elements[i + j * n] }
    }

    var residuals = y
    let design = x.selectingColumns(kept)
    cblas_dgemv(
      CblasColMajor, CblasNoTrans, blasInt(n), blasInt(p), -1, design.elements, blasInt(n),
      coefficients,
      1, 1, &residuals, 1)
    return Factorisation(
      kept: kept, coefficients: coefficients, covariance: covariance, residuals: residuals,
      leverages: leverages, effects: effects, conditionNumber: condition,
      residualRatio: inside > 0 ? outside / inside : (outside > 0 ? .infinity : 0),
      isExtended: false)
  }

  /// dgeqrf; whether all columns have something of their own. A diagonal entry of R is the length of what a
  /// column of length 1 has orthogonal to those before it.
  private static func factorise(
    _ qr: inout Matrix, _ tau: inout [Double], _ tolerance: Double
  ) -> Bool {
    let (n, p) = (qr.rows, qr.columns)
    guard p <= n else { return false }
    tau = [Double](repeating: 0, count: p)
    guard p > 0 else { return true }
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, blasInt(n), blasInt(p), &qr.elements, blasInt(n), &tau)
    return (0..<p).allSatisfy { abs(qr[$0, $0]) > tolerance }
  }

  /// In 80 bits, column by column.
  private static func extended(
    _ x: Matrix, _ y: [Double], _ roots: [Double]?, _ tolerance: Double
  ) throws(LinearAlgebraError) -> Factorisation {
    let n = x.rows
    let (scaled, scale) = scaledColumns(x, nil)
    let lengths = columnLengths(x, roots)
    // Scaled by powers of two, so nothing is rounded before the first 80-bit operation; the weights' roots are
    // taken in 80 bits too.
    let wide = roots.map { roots in roots.map { ExtendedReal($0) } }
    let response = (0..<n).map { ExtendedReal(y[$0]) * (wide?[$0] ?? 1) }
    var qr = Householder<ExtendedReal>(
      scaled, columns: (0..<x.columns).filter { lengths[$0] > 0 }, response: response, roots: wide)
    try qr.factorise(tolerance: ExtendedReal(tolerance))
    let solution = qr.solve()
    let p = qr.kept.count
    let kept = qr.kept
    var residuals = [Double](repeating: 0, count: n)
    for i in 0..<n {
      var rest = ExtendedReal(y[i])
      for k in 0..<p { rest -= ExtendedReal(scaled[i, kept[k]]) * solution[k] }
      residuals[i] = Double(rest)
    }
    let inverse = qr.inverseTriangle()
    var covariance = Matrix(rows: p, columns: p)
    for k in 0..<p {
      for l in 0...k {
        var sum: ExtendedReal = 0
        for m in k..<p { sum += inverse[k + m * p] * inverse[l + m * p] }
        let value = Double(sum * ExtendedReal(scale[kept[k]]) * ExtendedReal(scale[kept[l]]))
        covariance[k, l] = value
        covariance[l, k] = value
      }
    }
    // The triangle of columns of length 1.
    var triangle = Matrix(rows: p, columns: p)
    for j in 0..<p {
      let length = qr.originalLength(j)
      for i in 0...j { triangle[i, j] = Double(qr.triangle(i, j) / length) }
    }
    return Factorisation(
      kept: kept,
      coefficients: (0..<p).map { Double(solution[$0] * ExtendedReal(scale[kept[$0]])) },
      covariance: covariance, residuals: residuals, leverages: try qr.leverages(),
      effects: (0..<p).map { Double(qr.response[$0]) },
      conditionNumber: p > 0 ? conditionNumber(of: triangle) : .infinity, residualRatio: 0,
      isExtended: ExtendedReal.significandBitCount > Double.significandBitCount)
  }

  /// The lengths of the columns, the rows scaled by the roots of the weights.
  private static func columnLengths(_ x: Matrix, _ roots: [Double]?) -> [Double] {
    (0..<x.columns).map { j in
      var column = x.column(j)
      if let roots { for i in 0..<x.rows { column[i] *= roots[i] } }
      return cblas_dnrm2(blasInt(x.rows), column, 1)
    }
  }

  /// The columns, each times the power of two that brings its length near 1 (exact), and those powers; 0 for
  /// a column of zeros. With roots the rows are scaled as well.
  private static func scaledColumns(_ x: Matrix, _ roots: [Double]?) -> (Matrix, [Double]) {
    let lengths = columnLengths(x, roots)
    let scale = lengths.map { $0 > 0 ? powerOfTwo(near: 1 / $0) : 0 }
    var scaled = x
    let n = x.rows
    scaled.elements.withUnsafeMutableBufferPointer { elements in
      for j in 0..<scale.count {
        for i in 0..<n { elements[i + j * n] *= scale[j] * (roots?[i] ?? 1) }
      }
    }
    return (scaled, scale)
  }

  /// The 2-norm condition number of a triangle whose columns are first scaled to length 1; by its singular
  /// values up to 200 columns, estimated in the 1-norm beyond.
  private static func conditionNumber(of triangle: Matrix) -> Double {
    let p = triangle.columns
    guard p > 0 else { return .infinity }
    var unit = triangle
    for j in 0..<p {
      let length = cblas_dnrm2(blasInt(p), triangle.column(j), 1)
      guard length > 0 else { return .infinity }
      for i in 0..<p { unit[i, j] /= length }
    }
    if p > 200 {
      var reciprocal = 0.0
      LAPACKE_dtrcon(
        LAPACK_COL_MAJOR, character("1"), character("U"), character("N"), blasInt(p), unit.elements,
        blasInt(p), &reciprocal)
      return 1 / reciprocal
    }
    var values = [Double](repeating: 0, count: p)
    var none = [0.0]
    var none2 = [0.0]
    let info = LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, character("N"), blasInt(p), blasInt(p), &unit.elements, blasInt(p), &values,
      &none,
      1, &none2, 1)
    guard info == 0, let first = values.first, let last = values.last else { return .infinity }
    return last > 0 ? first / last : .infinity
  }
}

private func character(_ letter: Unicode.Scalar) -> CChar { CChar(letter.value) }
