public import Diagnostics
public import Syntax
public import Tables

/// A value of the language.
public indirect enum Value: Sendable {
  /// A single number, text, truth, date or time, or `missing`.
  case cell(Cell)
  case list([Value])
  /// The values of a column, one for each row.
  case column(Column)
  case table(Table)
  case formula(FormulaValue)
  case function(FunctionValue)
  /// A plan, a model, a plot: made and understood by the libraries above, carried by the engine.
  case object(any Object)
  /// What a statement without a value gives.
  case nothing

  public static func number(_ x: Double) -> Value { .cell(x.isFinite ? .number(x) : .missing) }
  public static func text(_ x: String) -> Value { .cell(.text(x)) }
  public static func truth(_ x: Bool) -> Value { .cell(.truth(x)) }
  public static let missing = Value.cell(.missing)

  /// What it is, for messages: `a number`, `a column of texts`, `a table`.
  public var kindName: String {
    switch self {
    case .cell(let cell): cell.kindName
    case .list: "a list"
    case .column(let column): "a column of \(column.type.plural)"
    case .table: "a table"
    case .formula: "a formula"
    case .function: "a function"
    case .object(let object): object.kindName
    case .nothing: "nothing"
    }
  }
}

/// A formula as it was written; learners read it against a table.
public struct FormulaValue: Sendable {
  /// The side before `~`; `nil` without a target.
  public var response: Expression?
  public var predictors: Expression
  /// The text that the expressions' ranges point into.
  public var source: SourceText
  /// The local variables in whose sight it was written, for `$name` in it.
  public var locals: [String: Value]?
}

/// A value that the engine carries without knowing what is in it.
public protocol Object: Sendable {
  /// What it is, for messages: `a plan`, `a model`, `a plot`.
  var kindName: String { get }
  /// The value as text, as it is printed and recorded.
  func text(_ style: DisplayStyle) -> String
  /// A named part of it, as in `model.coefficients`; `nil` if there is none.
  func member(_ name: String) -> Value?
  /// The names that ``member(_:)`` knows.
  var memberNames: [String] { get }
  /// The value as plain data for `--json`: members and texts, no layout.
  var json: JSON { get }
}

extension Object {
  public func member(_ name: String) -> Value? { nil }
  public var memberNames: [String] { [] }
}

/// An object that stages are added to instead of being run on it: a plan.
public protocol StageTaking: Object {
  /// The object with the stage as its next step, or what the stage makes of it.
  func taking(_ stage: Stage, _ evaluator: Evaluator) throws(Diagnostic) -> Value
}

extension Cell {
  /// What it is, for messages.
  public var kindName: String {
    switch self {
    case .missing: "missing"
    case .number: "a number"
    case .text: "a text"
    case .truth: "true/false"
    case .date: "a date"
    case .dateTime: "a date-time"
    }
  }
}

extension ColumnType {
  /// The values of such a column, for messages: `numbers`, `texts`.
  public var plural: String {
    switch self {
    case .number: "numbers"
    case .text: "texts"
    case .category: "categories"
    case .truth: "true/false"
    case .date: "dates"
    case .dateTime: "date-times"
    case .unknown: "missing values"
    }
  }
}
