/// Polynomials of degree 1 to d that are orthonormal over the training values of a column, and orthogonal to
/// the constant: what `poly(x, d)` gives, in R too.
///
/// Built by the three-term recurrence (Kennedy and Gentle 1980, Statistical Computing, pp. 343–344), so that high
/// degrees don't lose their digits as powers do.
struct OrthogonalPolynomial: Sendable {
  let degree: Int
  /// The recurrence's shifts, one a degree.
  private let shifts: [Double]
  /// Squared lengths: of a constant -1 step (1), of the constant (n), of the polynomials.
  private let squares: [Double]

  /// Learns the basis. `nil` if there are not more than `degree` different values.
  init?(_ values: [Double], degree: Int) {
    guard Set(values).count > degree, degree >= 1 else { return nil }
    var shifts: [Double] = []
    var squares = [1.0, Double(values.count)]
    var before = [Double](repeating: 0, count: values.count)
    var current = [Double](repeating: 1, count: values.count)
    for step in 0..<degree {
      var weighted = 0.0
      for i in values.indices { weighted += values[i] * current[i] * current[i] }
      let shift = weighted / squares[step + 1]
      let ratio = squares[step + 1] / squares[step]
      var square = 0.0
      for i in values.indices {
        let next = (values[i] - shift) * current[i] - (step == 0 ? 0 : ratio * before[i])
        before[i] = current[i]
        current[i] = next
        square += next * next
      }
      guard square > 0, square.isFinite else { return nil }
      shifts.append(shift)
      squares.append(square)
    }
    (self.degree, self.shifts, self.squares) = (degree, shifts, squares)
  }

  var stored: Datum { .record(["shifts": .numbers(shifts), "squares": .numbers(squares)]) }

  init(stored: Datum, degree: Int) throws(LearnError) {
    self.degree = degree
    shifts = try stored.finite("shifts", count: degree)
    squares = try stored.finite("squares", count: degree + 2)
  }

  /// The polynomials at values, one column a degree.
  func columns(_ values: [Double]) -> [[Double]] {
    var before = [Double](repeating: 0, count: values.count)
    var current = [Double](repeating: 1, count: values.count)
    return (0..<degree).map { step in
      let ratio = step == 0 ? 0 : squares[step + 1] / squares[step]
      for i in values.indices {
        let next = (values[i] - shifts[step]) * current[i] - ratio * before[i]
        before[i] = current[i]
        current[i] = next
      }
      let length = squares[step + 2].squareRoot()
      return current.map { $0 / length }
    }
  }
}
