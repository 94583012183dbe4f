/// Something a result says of itself in one dim line: a choice that was made, rows that were left out.
public struct LearnNote: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// Rows that could not be used or predicted.
    case rows
    /// Missing values that an aggregate of a step skipped, or that it filled.
    case missing
    /// Which class a chance is of.
    case event
    /// Columns of the design that were dropped or coded in a way worth saying.
    case columns
    /// Something about the numbers: scale, convergence, digits at risk.
    case numbers
    /// A default or a random choice that was made.
    case choice
  }
  public var kind: Kind
  /// A sentence without a full stop.
  public var text: String
  public init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }
}
