public import Cards
public import Diagnostics
internal import Syntax

/// A function that is called with brackets: row-wise, aggregate, window, or a starter like `load`.
public protocol Function: Sendable {
  var card: Card { get }
  /// Does it.
  ///
  /// - Throws: a diagnostic, which the evaluator gives the call's place if it has none.
  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value
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
