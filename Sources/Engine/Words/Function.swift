public import Cards
public import Diagnostics
internal import Syntax
public import Tables

/// A function that is called with brackets: row-wise, aggregate, window, or a starter like `load`.
public protocol Function: Sendable {
  var card: Card { get }
  /// Does it.
  ///
  /// - Throws: a diagnostic, which the evaluator gives the call's place if it has none.
  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value
  /// Makes of the arguments behind the first, single values, what the function does to a number, where it treats each
  /// row of its first argument alone: expressions of many rows run it block by block. What isn't finite becomes missing.
  /// The first argument is not to be looked at. `nil` for all other functions.
  var numberKernel: NumberKernel? { get }
  /// Computes an aggregate for all groups at once, one value for each group, or a window, one value for each row.
  /// `nil` for functions that have no such way; it may give `nil` for arguments that it leaves to one group at a time.
  var inGroups: GroupedBody? { get }
}

/// What computes a function for all groups of the rows at once; the arguments are values over all rows.
public typealias GroupedBody =
  @Sendable (FunctionCall, Groups, Evaluator) throws(Diagnostic) -> Column?

/// What makes a function of one number from bound arguments.
public typealias NumberKernel =
  @Sendable (Arguments) throws(Diagnostic) -> @Sendable (Double) -> Double

extension Function {
  public var numberKernel: NumberKernel? { nil }
  public var inGroups: GroupedBody? { nil }
}

/// A call with its arguments bound to the function's card.
public struct FunctionCall: Sendable {
  public var arguments: Arguments
  /// Where it stands: among the rows of a table, or outside of any.
  public var place: Place
  public var range: SourceRange
  /// The call as it is written, for notes: `mean(age)`.
  public var label: String
}
