public import Diagnostics

/// An expression with its place.
public struct Expression: Sendable {
  public indirect enum Kind: Sendable {
    /// A number, and how it was written.
    case number(Double, written: String)
    case text([TextPart])
    case date(DateLiteral)
    case truth(Bool)
    case missing
    /// A bare name: a column in a column place, a variable elsewhere.
    case name(String)
    /// `$name`: the variable, in every place.
    case variable(String)
    /// `.`: all other columns, in a formula.
    case dot
    case list([Item])
    /// A pipeline in brackets.
    case group(Pipeline)
    /// `f(items)`. The function is a name nearly always; another expression must be a function value.
    case call(Expression, [Item])
    case index(Expression, [Item])
    case member(Expression, Name)
    case negative(Expression)
    case not(Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// `a < b <= c`: each neighbour compared, all must hold.
    case comparison(Expression, [Comparison])
    case isMissing(Expression, negated: Bool)
    case range(Expression, Expression)
    case conditional(condition: Expression, then: Expression, otherwise: Expression)
    /// `left ~ right`; without a left side for learners without a target.
    case formula(Expression?, Expression)
  }
  public var kind: Kind
  public var range: SourceRange
  public init(_ kind: Kind, _ range: SourceRange) { (self.kind, self.range) = (kind, range) }
}

/// One step of a chain of comparisons.
public struct Comparison: Sendable {
  public var comparator: Comparator
  public var operand: Expression
  /// The place of the comparison sign.
  public var range: SourceRange
  public init(_ comparator: Comparator, _ operand: Expression, _ range: SourceRange) {
    (self.comparator, self.operand, self.range) = (comparator, operand, range)
  }
}

public enum Comparator: String, BitwiseCopyable, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in` = "in"
}

public enum BinaryOperator: String, BitwiseCopyable, Sendable, CaseIterable {
  case or, and
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case remainder = "%"
  case power = "^"
}

/// A piece of a text: characters, or a pipeline in braces whose value is put in.
public enum TextPart: Sendable {
  case characters(String)
  case hole(Pipeline)
}

/// `@2024-03-01` or `@2024-03-01T12:30:05`; checked to be a real date and time.
public struct DateLiteral: Sendable, Equatable {
  public var year: Int
  public var month: Int
  public var day: Int
  /// Hour, minute, second; `nil` for a date without a time.
  public var time: Time?
  public struct Time: Sendable, Equatable {
    public var hour: Int
    public var minute: Int
    public var second: Int
    public init(hour: Int, minute: Int, second: Int) {
      (self.hour, self.minute, self.second) = (hour, minute, second)
    }
  }
  public init(year: Int, month: Int, day: Int, time: Time? = nil) {
    (self.year, self.month, self.day, self.time) = (year, month, day, time)
  }
}
