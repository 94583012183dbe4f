public import Diagnostics

/// A script: statements in order, with the prose and recorded outputs that stand between them.
public struct Script: Sendable {
  public var source: SourceText
  public var statements: [Statement]
  /// Comment lines after the last statement.
  public var closing: [Trivia]
  public init(source: SourceText, statements: [Statement], closing: [Trivia] = []) {
    (self.source, self.statements, self.closing) = (source, statements, closing)
  }
}

/// What stands between statements and means nothing to the evaluator.
public enum Trivia: Sendable, Equatable {
  /// A comment line, from its `#` to the line's end.
  case comment(String)
  /// One or more empty lines.
  case blank
}

/// One statement with what belongs to it.
public struct Statement: Sendable {
  public indirect enum Kind: Sendable {
    case assign([Name], Pipeline)
    case define(FunctionDefinition)
    case choose(Choice)
    case `repeat`(variable: Name, over: Expression, body: Block)
    case `return`(Pipeline)
    case parameter(Name, Expression)
    case use(path: String, range: SourceRange)
    case pipeline(Pipeline)
  }
  public var kind: Kind
  /// From its first word to its last; without comments and recorded lines.
  public var range: SourceRange
  /// Comment and blank lines before it.
  public var leading: [Trivia]
  /// The comment behind it on its last line, from `#`.
  public var trailing: String?
  /// The lines of recorded output under it, each without its `#>` and one blank.
  public var recorded: [String]

  public init(
    _ kind: Kind, range: SourceRange, leading: [Trivia] = [], trailing: String? = nil,
    recorded: [String] = []
  ) {
    (self.kind, self.range, self.leading) = (kind, range, leading)
    (self.trailing, self.recorded) = (trailing, recorded)
  }
}

/// Statements between braces.
public struct Block: Sendable {
  public var statements: [Statement]
  /// Comment lines before the closing brace.
  public var closing: [Trivia]
  public var range: SourceRange
  /// The comment behind the opening brace on its line, from `#`.
  public var opening: String?
  public init(
    _ statements: [Statement], closing: [Trivia] = [], range: SourceRange, opening: String? = nil
  ) {
    (self.statements, self.closing, self.range, self.opening) = (
      statements, closing, range, opening
    )
  }
}

/// `def name(parameters) = pipeline` or `def name(parameters) { … }`.
public struct FunctionDefinition: Sendable {
  public struct Parameter: Sendable {
    public var name: Name
    /// The value that it has when the call leaves it out.
    public var fallback: Expression?
    public init(name: Name, fallback: Expression? = nil) {
      (self.name, self.fallback) = (name, fallback)
    }
  }
  public enum Body: Sendable {
    case pipeline(Pipeline)
    case block(Block)
  }
  public var name: Name
  public var parameters: [Parameter]
  public var body: Body
  public init(name: Name, parameters: [Parameter], body: Body) {
    (self.name, self.parameters, self.body) = (name, parameters, body)
  }
}

/// `if condition { … } else if … else { … }`.
public struct Choice: Sendable {
  public indirect enum Otherwise: Sendable {
    case nothing
    case choice(Choice, range: SourceRange)
    case block(Block)
  }
  public var condition: Expression
  public var then: Block
  public var otherwise: Otherwise
  public init(condition: Expression, then: Block, otherwise: Otherwise = .nothing) {
    (self.condition, self.then, self.otherwise) = (condition, then, otherwise)
  }
}

/// A name with its place. The text is without back-quotes.
public struct Name: Sendable, Equatable {
  public var text: String
  public var range: SourceRange
  public init(_ text: String, _ range: SourceRange) { (self.text, self.range) = (text, range) }
}
