internal import Diagnostics

extension ScriptReader {
  mutating func script() -> ([Statement], closing: [Trivia]) { statements(inBlock: false) }

  /// One expression and nothing else; `nil` when an error was reported.
  mutating func loneExpression() -> Expression? {
    do throws(Failure) {
      brackets = []
      let expression = try expression().expression
      if current.kind == .lineEnd { passLineEnds() }
      if current.kind != .end { throw unexpected(in: "the expression", expected: ["its end"]) }
      return diagnostics.isEmpty ? expression : nil
    } catch {
      return nil
    }
  }

  private mutating func passLineEnds() {
    while true {
      switch tokens[at].kind {
      case .lineEnd, .comment: at += 1
      default: return
      }
    }
  }

  /// The statements up to the end of the script, or up to the `}` of a block, which is not consumed.
  mutating func statements(inBlock: Bool) -> ([Statement], closing: [Trivia]) {
    var result: [Statement] = []
    while true {
      var leading = trivia(isFirst: result.isEmpty)
      if tokens[at].kind == .end || diagnostics.count >= Parser.maximumErrors
        || inBlock && tokens[at].kind == .sign(.closeCurly)
      {
        if leading.last == .blank { leading.removeLast() }
        return (result, leading)
      }
      do throws(Failure) {
        result.append(try statement(leading: leading))
      } catch {
        recover()
      }
    }
  }

  /// Comment and blank lines; the place must be at a line's start.
  private mutating func trivia(isFirst: Bool) -> [Trivia] {
    var result: [Trivia] = []
    var isLineEmpty = true
    isSettled = false
    while true {
      switch tokens[at].kind {
      case .lineEnd:
        if isLineEmpty, result.last != .blank, !(isFirst && result.isEmpty) {
          result.append(.blank)
        }
        isLineEmpty = true
      case .comment(let text):
        result.append(.comment(text))
        isLineEmpty = false
      case .recorded(let text):
        // Output under no statement is only a comment.
        result.append(.comment(text.isEmpty ? "#>" : "#> " + text))
        isLineEmpty = false
      default:
        return result
      }
      at += 1
    }
  }

  private mutating func statement(leading: [Trivia]) throws(Failure) -> Statement {
    (last, brackets, floating, hoisted) = (nil, [], [], [])
    (isQuiet, isStatementHead, isSettled) = (false, false, false)
    let first = current
    (statementStart, statementColumn) = (at, column(ofToken: at))
    let kind = try statementKind()
    try endOfStatement()
    let end = last?.range.end ?? first.range.end
    var statement = Statement(
      kind, range: SourceRange(first.range.start, max(end, first.range.start)))
    statement.trailing = floating.first { $0.isTrailing && $0.consumed == consumed }?.text
    let inside = floating.filter { !($0.isTrailing && $0.consumed == consumed) }.map(\.text)
    statement.leading = leading + (hoisted + inside).map { .comment($0) }
    if tokens[at].kind == .lineEnd {
      at += 1
      statement.recorded = recordedLines()
    } else if tokens[at].kind == .foreign(";") {
      at += 1
    }
    isSettled = false
    return statement
  }

  /// The recorded output directly under a statement, blank lines between apart.
  private mutating func recordedLines() -> [String] {
    var result: [String] = []
    var index = at
    while true {
      switch tokens[index].kind {
      case .lineEnd:
        index += 1
      case .recorded(let text):
        result.append(text)
        index += 1
        if tokens[index].kind == .lineEnd { index += 1 }
        at = index
      default:
        return result
      }
    }
  }

  /// Checks that a line's end, a `}` or the end of the script follows.
  private mutating func endOfStatement() throws(Failure) {
    switch current.kind {
    case .lineEnd, .end: return
    case .sign(.closeCurly) where blocks > 0: return
    case .foreign(";"):
      let token = current
      let isLast = following.kind == .lineEnd || following.kind == .end
      report(
        Diagnostic(
          .foreignWord, "statements are not closed by `;`", at: token.range, found: ";",
          expected: ["the end of the line"],
          help: [isLast ? "leave it out" : "begin the next statement on a line of its own"],
          fix: .init(token.range, isLast ? "" : "\n")))
    default:
      throw unexpectedAfterStatement()
    }
  }

  private mutating func statementKind() throws(Failure) -> Statement.Kind {
    let token = current
    if case .word(let word) = token.kind {
      if following.kind == .sign(.define) {
        reportReserved(token)
        return try assignment()
      }
      switch word {
      case .def: return try definition()
      case .if: return try choice()
      case .for: return try loop()
      case .return: return try returning()
      case .param: return try parameter()
      case .use: return try use()
      case .by, .on:
        throw fail(
          Diagnostic(
            .misplaced, "`\(word.rawValue)` goes on with a statement, but none stands before it",
            at: token.range,
            found: word.rawValue,
            help: ["it belongs to a stage: `table | verb items \(word.rawValue) columns`"]))
      case .else:
        throw fail(
          Diagnostic(
            .misplaced, "`else` can't begin a line", at: token.range, found: "else",
            help: ["write it behind the `}` that closes the `if`: `} else {`"]))
      default: break
      }
    }
    if let foreign = foreignStatement() { throw fail(foreign) }
    if isAssignment { return try assignment() }
    isStatementHead = true
    let pipeline = try pipeline(isWhole: true).pipeline
    isStatementHead = false
    return .pipeline(pipeline)
  }

  /// Whether names with commas between and a `=` behind come next.
  private var isAssignment: Bool {
    mutating get {
      _ = current
      var index = at
      while index + 1 < tokens.count, tokens[index].kind.nameText != nil {
        switch tokens[index + 1].kind {
        case .sign(.define), .foreign(":="): return true
        case .sign(.less): return isArrow(index + 1)
        case .sign(.comma): index += 2
        default: return false
        }
      }
      return false
    }
  }

  /// Whether `<` and `-` stand together: an arrow of R.
  private func isArrow(_ index: Int) -> Bool {
    tokens[index].kind == .sign(.less) && tokens[index + 1].kind == .sign(.minus)
      && tokens[index].range.end == tokens[index + 1].range.start
  }

  private mutating func assignment() throws(Failure) -> Statement.Kind {
    var names: [Name] = []
    while true {
      let token = advance()
      let text: String
      if case .word(let word) = token.kind {
        text = word.rawValue
      } else {
        text = token.kind.nameText ?? ""
      }
      if let twice = names.first(where: { $0.text == text }) {
        report(
          Diagnostic(
            .duplicateName, "`\(twice.text)` is named twice in one assignment", at: token.range,
            help: ["give each value a name of its own"]))
      }
      names.append(Name(text, token.range))
      if !isAt(.comma) { break }
      advance()
    }
    let sign = advance()
    if sign.kind != .sign(.define) {
      var range = sign.range
      if sign.kind == .sign(.less) { range = range.union(advance().range) }
      report(foreignSign(String(source.slice(range)), own: "=", at: range))
    }
    return .assign(names, try pipeline(isWhole: true).pipeline)
  }

  private mutating func definition() throws(Failure) -> Statement.Kind {
    advance()
    let name = try name(of: "a function", after: "def")
    guard isAt(.openRound) else {
      throw unexpected(
        in: "the definition of `\(name.text)`", expected: ["("],
        help: [
          "a function is written `def \(name.text)(x) = …`, without parameters `def \(name.text)() = …`"
        ])
    }
    advance()
    var parameters: [FunctionDefinition.Parameter] = []
    while !isAt(.closeRound) {
      let parameter = try self.name(of: "a parameter", after: parameters.isEmpty ? "(" : ",")
      if parameters.contains(where: { $0.name.text == parameter.text }) {
        report(
          Diagnostic(
            .duplicateName, "`\(name.text)` has two parameters of the name `\(parameter.text)`",
            at: parameter.range,
            help: ["give each parameter a name of its own"]))
      }
      var fallback: Expression?
      if isAt(.colon) {
        advance()
        fallback = try expression().expression
      } else if isAt(.define) {
        let sign = advance()
        report(
          Diagnostic(
            .unexpected, "the value of a parameter that may be left out stands behind `:`",
            at: sign.range,
            found: "=", expected: [":"], help: ["write `\(parameter.text): …`"],
            fix: .init(sign.range, ":")))
        fallback = try expression().expression
      }
      parameters.append(.init(name: parameter, fallback: fallback))
      if isAt(.comma) { advance() } else { break }
    }
    guard isAt(.closeRound) else {
      throw unexpected(in: "the parameters of `\(name.text)`", expected: [",", ")"])
    }
    advance()
    functions += 1
    defer { functions -= 1 }
    if isAt(.define) {
      advance()
      let body = try pipeline(isWhole: true).pipeline
      return .define(FunctionDefinition(name: name, parameters: parameters, body: .pipeline(body)))
    }
    guard isAt(.openCurly) else {
      throw unexpected(
        in: "the definition of `\(name.text)`", expected: ["=", "{"],
        help: ["`def \(name.text)(…) = expression`, or statements between `{` and `}`"])
    }
    let body = try block()
    return .define(FunctionDefinition(name: name, parameters: parameters, body: .block(body)))
  }

  /// A statement that begins with `if`: a choice of blocks, or an expression.
  private mutating func choice() throws(Failure) -> Statement.Kind {
    let start = current.range
    advance()
    let condition = try condition()
    if isAt(.then), !isThenBlock {
      let conditional = try conditional(condition, from: start)
      return .pipeline(try pipeline(from: conditional, isWhole: true).pipeline)
    }
    return .choose(try choice(condition))
  }

  /// Whether `then` stands before a block, as in other languages.
  private var isThenBlock: Bool { mutating get { following.kind == .sign(.openCurly) } }

  private mutating func choice(
    _ condition: (expression: Expression, height: Int)
  ) throws(Failure) -> Choice {
    try enter()
    defer { depth -= 1 }
    if isAt(.then) {
      let token = advance()
      report(
        Diagnostic(
          .unexpected, "a block follows its condition without `then`", at: token.range,
          found: "then",
          expected: ["{"], help: ["leave `then` out"], fix: .init(token.range, "")))
    }
    let then = try block(of: "if")
    var result = Choice(condition: condition.expression, then: then)
    if case .name(let word) = current.kind, ["elif", "elseif", "elsif"].contains(word) {
      let token = advance()
      report(foreignSign(word, own: "else if", at: token.range))
      let condition = try self.condition()
      let next = try choice(condition)
      result.otherwise = .choice(
        next, range: SourceRange(token.range.start, last?.range.end ?? token.range.end))
    } else if isAt(.else) {
      advance()
      if isAt(.if) {
        let start = advance().range.start
        let condition = try self.condition()
        let next = try choice(condition)
        result.otherwise = .choice(next, range: SourceRange(start, last?.range.end ?? start))
      } else {
        result.otherwise = .block(try block(of: "else"))
      }
    }
    return result
  }

  /// The condition of an `if`.
  mutating func condition() throws(Failure) -> (expression: Expression, height: Int) {
    isStatementHead = false
    return try expression()
  }

  private mutating func loop() throws(Failure) -> Statement.Kind {
    advance()
    // `for (x in xs)`, as R has it: one mistake, and the rest can be read.
    var opening: Token?
    if isAt(.openRound) { opening = advance() }
    let name = try name(of: "the variable of a `for`", after: "for")
    guard isAt(.in) else {
      throw unexpected(
        in: "the `for` over `\(name.text)`", expected: ["in"],
        help: ["`for \(name.text) in list { … }`"])
    }
    advance()
    let over = try expression().expression
    if let opening {
      guard isAt(.closeRound) else { throw unexpected(in: "the `for`", expected: [")"]) }
      let closing = advance()
      let inside = String(source.slice(SourceRange(opening.range.end, closing.range.start)))
      report(
        Diagnostic(
          .unexpected, "no brackets stand around `\(name.text) in …` of a `for`", at: opening.range,
          found: "(",
          help: ["write `for \(inside) {`"],
          fix: .init(opening.range.union(closing.range), inside)))
    }
    let body = try block(of: "for")
    return .repeat(variable: name, over: over, body: body)
  }

  private mutating func returning() throws(Failure) -> Statement.Kind {
    let token = advance()
    if functions == 0 {
      report(
        Diagnostic(
          .misplaced, "`return` stands outside a function", at: token.range, found: "return",
          help: [
            "a script's results are what its statements show; `return` belongs between the braces of a `def`"
          ]))
    }
    return .return(try pipeline(isWhole: true).pipeline)
  }

  private mutating func parameter() throws(Failure) -> Statement.Kind {
    let token = advance()
    reportInBlock(token, "a value that the command line may set stands at the top of a script")
    let name = try name(of: "a parameter", after: "param")
    guard isAt(.define) else {
      throw unexpected(
        in: "the parameter `\(name.text)`", expected: ["="], help: ["`param \(name.text) = value`"])
    }
    advance()
    return .parameter(name, try expression().expression)
  }

  private mutating func use() throws(Failure) -> Statement.Kind {
    let token = advance()
    reportInBlock(token, "the definitions of another script are taken in outside blocks")
    guard case .text(let path) = current.kind else {
      throw unexpected(
        in: "`use`", expected: ["a script's file name"], help: ["`use \"definitions.ogive\"`"])
    }
    let range = advance().range
    return .use(path: path, range: range)
  }

  private mutating func reportInBlock(_ token: Token, _ reason: String) {
    if blocks == 0 { return }
    let word = String(source.slice(token.range))
    report(
      Diagnostic(
        .misplaced, "`\(word)` can't stand in a block", at: token.range, found: word,
        details: [reason],
        help: ["move it to the top of the script"]))
  }

  /// Statements between braces.
  mutating func block(of owner: String = "def") throws(Failure) -> Block {
    isStatementHead = false
    guard isAt(.openCurly) else { throw unexpectedBeforeBlock(of: owner) }
    try enter()
    defer { depth -= 1 }
    let opening = advance()
    // The statements inside have comments of their own.
    let outside = (floating, hoisted, statementStart, statementColumn)
    var comment: String?
    if case .comment(let text) = tokens[at].kind {
      comment = text
      at += 1
    }
    if tokens[at].kind == .lineEnd { at += 1 }
    blocks += 1
    let (inside, closing) = statements(inBlock: true)
    blocks -= 1
    (floating, hoisted, statementStart, statementColumn) = outside
    brackets = []
    isSettled = true
    guard tokens[at].kind == .sign(.closeCurly) else {
      if diagnostics.count < Parser.maximumErrors {
        errorsAtEnd += 1
        report(
          Diagnostic(
            .unclosed, "a block is not closed", at: opening.range, label: "opened here",
            found: "the end of the script", expected: ["}"],
            help: ["write `}` on a line of its own behind the block"]))
      }
      throw Failure()
    }
    let end = advance()
    return Block(inside, closing: closing, range: opening.range.union(end.range), opening: comment)
  }

  // MARK: Names

  /// A name; a reserved word in its place is said and taken for it.
  mutating func name(of what: String, after before: String) throws(Failure) -> Name {
    let token = current
    if let text = token.kind.nameText {
      advance()
      return Name(text, token.range)
    }
    if case .word(let word) = token.kind {
      reportReserved(token)
      advance()
      return Name(word.rawValue, token.range)
    }
    throw unexpected(in: what, expected: ["a name behind `\(before)`"])
  }

  mutating func reportReserved(_ token: Token) {
    guard case .word(let word) = token.kind else { return }
    report(
      Diagnostic(
        .reservedWord, "`\(word.rawValue)` is a word of the language and can't be a name",
        at: token.range,
        found: word.rawValue, expected: ["a name"],
        help: ["write `` `\(word.rawValue)` `` in back-quotes, or take another name"],
        fix: .init(token.range, "`\(word.rawValue)`")))
  }
}
