/// Why a problem of linear algebra has no answer.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// Two sizes that had to agree don't: `what` names them.
  case sizes(what: String, expected: Int, found: Int)
  /// A value is NaN or infinite (row and column count from 0).
  case notFinite(row: Int, column: Int)
  /// A weight is negative.
  case negativeWeight(row: Int)
  /// The matrix is not positive definite: the leading minor of this order isn't positive.
  case notPositiveDefinite(order: Int)
  /// The iteration inside LAPACK did not converge (it does for all finite input that is not extreme).
  case noConvergence
  /// Ctrl-C.
  case interrupted
}
