public import Diagnostics

/// Reads scripts: a recursive descent over the grammar, with precedence climbing for expressions.
public enum Parser {
  /// How deep brackets, blocks, `if`s, `not`s and signs may be nested.
  public static let maximumDepth = 256
  /// How high the tree of one expression may be. A chain `a + a + …` is as high as it has terms, so the limit keeps
  /// everything that walks a tree, its destruction too, within a small stack.
  public static let maximumHeight = 1000
  /// After how many errors reading stops.
  public static let maximumErrors = 100

  /// Whether a text is a whole script.
  public enum Completeness: Sendable, Equatable {
    case complete
    /// More must follow; the next line is best indented by this many blanks.
    case incomplete(indent: Int)
    /// No continuation makes it right.
    case invalid
  }

  /// The tree of a script.
  ///
  /// - Parameter defined: names that are known already, such as a session's; a verb among them is not looked up in the
  ///   table of words of other languages.
  /// - Throws: all independent errors, in the order of their places.
  public static func parse(
    _ source: SourceText, defined: Set<String> = []
  ) throws(DiagnosticList) -> Script {
    var reader = ScriptReader(source, defined: defined)
    let (statements, closing) = reader.script()
    if !reader.diagnostics.isEmpty { throw reader.errors }
    return Script(source: source, statements: statements, closing: closing)
  }

  /// The tree of a single expression, such as the value of `--set name=value`.
  public static func parseExpression(_ source: SourceText) throws(DiagnosticList) -> Expression {
    var reader = ScriptReader(source, defined: [])
    guard let expression = reader.loneExpression() else { throw reader.errors }
    return expression
  }

  /// Whether a text is a whole script, can become one when more is typed, or can't.
  public static func completeness(of text: String) -> Completeness {
    var reader = ScriptReader(SourceText(name: "", text: text), defined: [], mayGoOn: true)
    _ = reader.script()
    if reader.diagnostics.isEmpty { return .complete }
    // Every error but those at the text's end stays, whatever is typed.
    if reader.errorsAtEnd < reader.diagnostics.count { return .invalid }
    return .incomplete(indent: reader.indent)
  }
}

/// Thrown on the way out to the statement in which an error was reported.
struct Failure: Error {}

/// The state of reading one script.
struct ScriptReader {
  let source: SourceText
  let tokens: [Token]
  /// The index of the next token.
  var at = 0
  /// Whether `at` is at a token that counts: comments and line ends without meaning are passed.
  var isSettled = false
  /// The token that was consumed last in this statement.
  var last: Token?
  /// How many tokens were consumed.
  var consumed = 0
  /// The brackets and holes that are open in this statement.
  var brackets: [Token] = []
  /// Where the brackets and holes begin that nothing in the script closes; none while more may be typed.
  let unclosedPlaces: Set<Int>
  var depth = 0
  /// How many blocks are open.
  var blocks = 0
  /// How many bodies of `def` are open.
  var functions = 0
  /// Whether the first expression of a statement is read, behind which `=` is no mistaken `==`.
  var isStatementHead = false
  /// While a stage of another language is read, which has its error already.
  var isQuiet = false
  /// Comments that were passed within a statement and have no owner yet.
  var floating: [FloatingComment] = []
  /// Comments that will stand above the statement.
  var hoisted: [String] = []
  /// Where this statement begins: its token's index, and its column.
  var statementStart = 0
  var statementColumn = 0
  /// Names that the script itself gives a meaning, or that were known before.
  var defined: Set<String>
  /// Whether other scripts' definitions come in, so that any verb may be known.
  var usesOthers: Bool
  var diagnostics: [Diagnostic] = []
  /// How many of the errors are about the text's end.
  var errorsAtEnd = 0

  struct FloatingComment {
    var text: String
    /// Whether it stands behind something on its line.
    var isTrailing: Bool
    /// ``consumed`` when it was passed.
    var consumed: Int
  }

  init(_ source: SourceText, defined: Set<String>, mayGoOn: Bool = false) {
    self.source = source
    tokens = Syntax.tokens(of: source.text)
    unclosedPlaces = mayGoOn ? [] : ScriptReader.unclosedPlaces(in: tokens)
    self.defined = defined
    usesOthers = false
    collectNames()
  }

  /// The errors in the order of their places, each with its source.
  var errors: DiagnosticList {
    DiagnosticList(
      diagnostics.map { $0.located(at: nil, in: source) }
        .sorted { ($0.range?.start ?? 0) < ($1.range?.start ?? 0) })
  }

  // MARK: Tokens

  /// The next token that counts.
  var current: Token {
    mutating get {
      if !isSettled { settle() }
      return tokens[at]
    }
  }

  /// The token behind the next one.
  var following: Token {
    mutating get {
      if !isSettled { settle() }
      var index = min(at + 1, tokens.count - 1)
      while true {
        switch tokens[index].kind {
        case .comment: index += 1
        case .lineEnd where !brackets.isEmpty: index += 1
        default: return tokens[index]
        }
      }
    }
  }

  mutating func isAt(_ sign: Sign) -> Bool { current.kind == .sign(sign) }
  mutating func isAt(_ word: Word) -> Bool { current.kind == .word(word) }

  /// Consumes the next token that counts.
  @discardableResult
  mutating func advance() -> Token {
    let token = current
    switch token.kind {
    case .end: return token
    case .sign(.openRound), .sign(.openSquare), .textStart: brackets.append(token)
    case .sign(.closeRound), .sign(.closeSquare), .textEnd:
      if !brackets.isEmpty { brackets.removeLast() }
    default: break
    }
    at += 1
    isSettled = false
    last = token
    consumed += 1
    return token
  }

  /// Passes what doesn't count: comments, and line ends that don't close the statement.
  private mutating func settle() {
    isSettled = true
    var isNewLine = last == nil
    while true {
      switch tokens[at].kind {
      case .comment(let text):
        floating.append(FloatingComment(text: text, isTrailing: !isNewLine, consumed: consumed))
        at += 1
      case .recorded(let text):
        // Within a statement it can't be a record of anything; as a comment it is kept.
        if isStatementClosed { return }
        floating.append(FloatingComment(text: "# " + text, isTrailing: false, consumed: consumed))
        at += 1
      case .lineEnd:
        if isStatementClosed {
          guard let end = continuation(from: at) else { return }
          while at < end {
            if case .comment(let text) = tokens[at].kind {
              floating.append(FloatingComment(text: text, isTrailing: false, consumed: consumed))
            }
            at += 1
          }
          return
        }
        at += 1
        isNewLine = true
      case .malformed(let problem):
        // A bad escape stands behind the text that it is in; the text itself can be used.
        guard at > 0, tokens[at].range.start < tokens[at - 1].range.end || isEscapeBehindEscape
        else { return }
        report(problem)
        at += 1
      default:
        return
      }
    }
  }

  /// Whether the token before is a bad escape of the same text.
  private var isEscapeBehindEscape: Bool {
    guard at > 1, case .malformed(let before) = tokens[at - 1].kind,
      case .malformed(let here) = tokens[at].kind,
      before.code == .malformedLiteral, here.code == .malformedLiteral
    else { return false }
    var index = at - 1
    while index > 0, case .malformed = tokens[index].kind { index -= 1 }
    return tokens[at].range.start < tokens[index].range.end
  }

  /// Whether a line end at this place would close the statement.
  private var isStatementClosed: Bool {
    brackets.isEmpty && (last?.kind.endsStatement ?? true)
  }

  /// The index of a `|`, `by` or `on` that begins the next line with code behind a line end; `nil` if another token
  /// does, or if recorded output stands between.
  func continuation(from lineEnd: Int) -> Int? {
    var index = lineEnd
    while true {
      switch tokens[index].kind {
      case .lineEnd, .comment: index += 1
      case .sign(.bar), .word(.by), .word(.on), .foreign("%>%"), .foreign("|>"): return index
      default: return nil
      }
    }
  }

  /// Finds what the script itself defines, before it is read.
  private mutating func collectNames() {
    var index = 0
    while index + 1 < tokens.count {
      let (kind, next) = (tokens[index].kind, tokens[index + 1].kind)
      switch (kind, next) {
      case (.word(.use), .text): usesOthers = true
      case (.name(let name), .sign(.define)), (.word(.def), .name(let name)),
        (.word(.for), .name(let name)):
        defined.insert(name)
        if kind == .word(.def) { collectParameters(from: index + 2) }
      case (.name(let name), .sign(.comma)):
        // `train, test = …`
        if index == 0 || tokens[index - 1].kind == .lineEnd { defined.insert(name) }
      default: break
      }
      index += 1
    }
  }

  private mutating func collectParameters(from start: Int) {
    var index = start
    while index < tokens.count, tokens[index].kind != .sign(.closeRound),
      tokens[index].kind != .lineEnd
    {
      if case .name(let name) = tokens[index].kind { defined.insert(name) }
      index += 1
    }
  }

  /// The indentation of a line that goes on with an incomplete text.
  var indent: Int {
    var open = 0
    var last: Token.Kind?
    for token in tokens {
      switch token.kind {
      case .sign(.openRound), .sign(.openSquare), .sign(.openCurly), .textStart: open += 1
      case .sign(.closeRound), .sign(.closeSquare), .sign(.closeCurly), .textEnd:
        open = max(0, open - 1)
      case .comment, .recorded, .lineEnd, .end: continue
      default: break
      }
      last = token.kind
    }
    switch last {
    case .sign(.openRound), .sign(.openSquare), .sign(.openCurly), nil: break
    case let kind?: if !kind.endsStatement { open += 1 }
    }
    return 2 * min(open, 20)
  }

  // MARK: Depth

  mutating func enter() throws(Failure) {
    depth += 1
    if depth > Parser.maximumDepth {
      let place = current.range
      depth -= 1
      report(
        Diagnostic(
          .tooDeep, "this is nested more than \(Parser.maximumDepth) deep", at: place,
          help: ["give the inner parts names of their own"]))
      throw Failure()
    }
  }

  mutating func checked(_ height: Int, at range: SourceRange) throws(Failure) -> Int {
    if height > Parser.maximumHeight {
      report(
        Diagnostic(
          .tooDeep, "an expression has more than \(Parser.maximumHeight) parts in a chain",
          at: range,
          help: ["give a part of it a name of its own"]))
      throw Failure()
    }
    return height
  }
}
