public import Cards
public import Diagnostics
public import Syntax
public import Tables

/// A verb: what a stage does to the value before its bar.
public protocol Verb: Sendable {
  var card: Card { get }
  /// What `by` means to it.
  var grouping: GroupingStyle { get }
  /// Does it.
  ///
  /// - Throws: a diagnostic, which the evaluator gives the stage's place if it has none.
  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value
}

extension Verb {
  public var grouping: GroupingStyle { .stacked }
}

/// A verb that does some stages and the ones behind them quicker at once than one by one, to the same result.
public protocol PairingVerb: Verb {
  /// Whether a stage of this verb and the next one may be done at once, by how they are written.
  func pairs(_ stage: Stage, with next: Stage) -> Bool
  /// Does both.
  ///
  /// - Returns: `nil` if they are to be done one by one. Nothing may have been evaluated or noted then.
  func run(_ call: VerbCall, with next: Stage, _ evaluator: Evaluator) throws(Diagnostic) -> Value?
}

/// What `by` means to a verb.
public enum GroupingStyle: Sendable {
  /// The engine runs the verb on each group's rows and stacks the results under the keys.
  case stacked
  /// The verb reads ``VerbCall/by`` itself.
  case own
  /// `by` would mean nothing; it is refused.
  case none
}

/// A stage with its arguments bound to the verb's card.
public struct VerbCall: Sendable {
  /// The value before the bar.
  public var input: Value
  /// What the input is called in messages: a variable's name, or `the table`.
  public var subject: String
  public var arguments: Arguments
  /// The `by` list.
  public var by: [Item]
  public var stage: Stage

  /// The input as a table.
  ///
  /// - Throws: E30 if it is something else.
  public func table() throws(Diagnostic) -> Table {
    switch input {
    case .table(let table): return table
    case .object(let object) where object.member("table") != nil:
      if case .table(let table)? = object.member("table") { return table }
    default: break
    }
    if case .nothing = input {
      throw Diagnostic(
        .wrongKind, "there is no value before `\(stage.verb.text)`", at: stage.verb.range,
        help: ["`show` gives no value: put it last"])
    }
    throw Diagnostic(
      .wrongKind, "`\(stage.verb.text)` works on a table, not on \(input.kindName)",
      at: stage.verb.range)
  }
}
