public import Diagnostics

/// A word of the language with its place: what the parser, completion and colouring read.
public struct Token: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// A bare name that is no reserved word.
    case name(String)
    /// A name in back-quotes, without them.
    case quotedName(String)
    /// `$name`, without the sign.
    case variable(String)
    case number(Double)
    /// A text without holes, its escapes resolved.
    case text(String)
    /// `"characters{`: a text up to its first hole.
    case textStart(String)
    /// `}characters{`: between two holes.
    case textMiddle(String)
    /// `}characters"`: behind the last hole.
    case textEnd(String)
    indirect case date(DateLiteral)
    case word(Word)
    case sign(Sign)
    /// A sign of other languages (`&&`, `<>`, `%>%`), as written.
    case foreign(String)
    /// A comment from its `#`, without the line's end.
    case comment(String)
    /// A line of recorded output, without `#>` and one blank.
    case recorded(String)
    case lineEnd
    /// What can't be read, and why.
    indirect case malformed(Diagnostic)
    /// The end of the text.
    case end
  }
  public var kind: Kind
  public var range: SourceRange
  public init(_ kind: Kind, _ range: SourceRange) { (self.kind, self.range) = (kind, range) }
}

/// The reserved words: none of them can be a name without back-quotes.
public enum Word: String, Sendable, CaseIterable {
  case def, `if`, then, `else`, `for`, `in`, `return`, param, use, by, on, and, or, not, `is`,
    `true`, `false`, missing

  /// Whether a statement may end with the word.
  var endsStatement: Bool {
    switch self {
    case .true, .false, .missing: true
    default: false
    }
  }
}

/// The signs of the language.
public enum Sign: String, Sendable, CaseIterable {
  case openRound = "("
  case closeRound = ")"
  case openSquare = "["
  case closeSquare = "]"
  case openCurly = "{"
  case closeCurly = "}"
  case comma = ","
  case colon = ":"
  case bar = "|"
  case dot = "."
  case range = ".."
  case tilde = "~"
  case define = "="
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case remainder = "%"
  case power = "^"

  /// Whether a statement may end with the sign.
  var endsStatement: Bool {
    switch self {
    case .closeRound, .closeSquare, .closeCurly, .dot: true
    default: false
    }
  }
}

extension Token.Kind {
  /// Whether a line that ends with this token is a whole statement as far as the token is concerned.
  var endsStatement: Bool {
    switch self {
    case .word(let word): word.endsStatement
    case .sign(let sign): sign.endsStatement
    case .foreign(let sign): sign == ";"
    case .textStart, .textMiddle: false
    default: true
    }
  }

  /// The name in it, bare or in back-quotes.
  var nameText: String? {
    switch self {
    case .name(let text), .quotedName(let text): text
    default: nil
    }
  }
}
