internal import Diagnostics

extension ScriptReader {
  /// Adds an error and lets reading go on.
  @inline(never)
  mutating func report(_ problem: Diagnostic) {
    if isQuiet { return }
    diagnostics.append(problem)
  }

  /// Adds an error that reading can't go on behind in this statement.
  ///
  /// A text that isn't closed later on the line, or what can't be read at all, is the likelier cause and is said
  /// instead.
  @inline(never)
  mutating func fail(_ problem: Diagnostic) -> Failure {
    if isQuiet { return Failure() }
    var index = at
    while true {
      switch tokens[index].kind {
      case .malformed(let cause) where cause.code == .unclosed || index == at:
        report(cause)
        return Failure()
      case .lineEnd, .end:
        if case .end = current.kind { errorsAtEnd += 1 }
        report(problem)
        return Failure()
      default: index += 1
      }
    }
  }

  /// What stands here is not what must.
  @inline(never)
  mutating func unexpected(in what: String, expected: [String], help: [String] = []) -> Failure {
    let token = current
    if case .malformed = token.kind { return fail(Diagnostic(.unexpected, "", at: token.range)) }
    if let bracket = brackets.last, isBeyondStatement { return unclosed(bracket) }
    if let bracket = brackets.last, let failure = mismatch(token, bracket) { return failure }
    if let problem = foreignSign(at: token) { return fail(problem) }
    let shown = expected.map {
      $0.first?.isLetter != true || Word(rawValue: $0) != nil ? "`\($0)`" : $0
    }
    let problem = Diagnostic(
      .unexpected, "expected \(Self.alternatives(shown)) in \(what), found \(described(token))",
      at: place(of: token),
      found: found(token), expected: expected, help: help)
    return fail(problem)
  }

  /// Where an error about a token is shown: at an end, directly behind what stands before it.
  private func place(of token: Token) -> SourceRange {
    switch token.kind {
    case .lineEnd, .end:
      return last.map { SourceRange($0.range.end, $0.range.end) } ?? token.range
    // The `}` alone, not the characters of the text behind it.
    case .textMiddle, .textEnd: return SourceRange(token.range.start, token.range.start + 1)
    default: return token.range
    }
  }

  /// Whether the end of the script, or what begins a new statement, comes next while a bracket is open.
  private var isBeyondStatement: Bool {
    mutating get {
      let kind = current.kind
      if kind == .end || kind == .lineEnd { return true }
      return at > statementStart && isFirstOnLine(at) && column(ofToken: at) <= statementColumn
        && (looksLikeStatement(at)
          || mayBeginStatement(at) && brackets.contains(where: isUnclosed))
    }
  }

  private mutating func unclosed(_ bracket: Token) -> Failure {
    let sign = bracket.kind == .sign(.openSquare) ? "[" : "("
    let closing = sign == "[" ? "]" : ")"
    if case .textStart = bracket.kind {
      // The reader of words has said so already, as a malformed token of this line.
      return fail(
        Diagnostic(
          .unclosed, "a `{` in a text is not closed",
          at: SourceRange(bracket.range.end - 1, bracket.range.end), expected: ["}"],
          help: ["a brace itself is written `\\{`"]))
    }
    var details: [String] = []
    if current.kind != .end {
      details = [
        "`\(closing)` is missing before \(described(current)) in line \(line(of: current.range.start))"
      ]
    }
    let problem = Diagnostic(
      .unclosed, "`\(sign)` is not closed", at: bracket.range, label: "opened here",
      found: found(current),
      expected: [closing], details: details, help: ["write `\(closing)` where it ends"])
    if current.kind == .end { return fail(problem) }
    // What else is wrong with the next statement is said when that is read.
    report(problem)
    return Failure()
  }

  /// The error of a bracket that is closed by one of another kind.
  private mutating func mismatch(_ token: Token, _ bracket: Token) -> Failure? {
    guard case .sign(let closing) = token.kind,
      [.closeRound, .closeSquare, .closeCurly].contains(closing)
    else {
      return nil
    }
    let expected: Sign
    switch bracket.kind {
    case .sign(.openRound): expected = .closeRound
    case .sign(.openSquare): expected = .closeSquare
    default: return nil
    }
    if closing == expected { return nil }
    if closing == .closeCurly, blocks > 0 { return unclosed(bracket) }
    let opening = sourceText(bracket)
    return fail(
      Diagnostic(
        .unclosed, "`\(opening)` is closed by `\(closing.rawValue)`", at: token.range,
        label: "`\(expected.rawValue)` closes it", found: closing.rawValue,
        expected: [expected.rawValue],
        details: ["`\(opening)` stands in line \(line(of: bracket.range.start))"],
        help: ["write `\(expected.rawValue)`"], fix: .init(token.range, expected.rawValue)))
  }

  func line(of offset: Int) -> Int { source.position(of: offset).line }

  /// Whether a reserved word in the place of a value was most likely meant as a name.
  private mutating func isNameLike(_ word: Word) -> Bool {
    switch word {
    case .def, .for, .param, .use, .return: true
    case .in, .by, .on, .is:
      switch following.kind {
      case .sign(.equal), .sign(.less), .sign(.greater), .sign(.lessOrEqual),
        .sign(.greaterOrEqual),
        .sign(.notEqual), .sign(.comma), .word(.is), .sign(.closeRound):
        true
      default: false
      }
    default: false
    }
  }

  private func reserved(_ word: Word, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .reservedWord, "`\(word.rawValue)` is a word of the language and can't be a name", at: range,
      found: word.rawValue, expected: ["a name"],
      help: ["as the name of a column it stands in back-quotes: `` `\(word.rawValue)` ``"],
      fix: .init(range, "`\(word.rawValue)`"))
  }

  // MARK: Particular places

  /// No value can begin with what stands here.
  @inline(never)
  mutating func unexpectedAtom() -> Failure {
    let token = current
    let before = last.map { sourceText($0) } ?? ""
    if beginsStatement {
      if let bracket = brackets.last(where: isUnclosed) { return unclosed(bracket) }
      let place = SourceRange(
        last?.range.start ?? token.range.start, last?.range.end ?? token.range.end)
      return fail(
        Diagnostic(
          .unexpected, "expected a value behind `\(before)`, found the end of the line", at: place,
          label: "a value must follow", found: "the end of the line", expected: ["a value"]))
    }
    switch token.kind {
    case .word(let word) where isNameLike(word): return fail(reserved(word, at: token.range))
    case .word(.if):
      return fail(
        Diagnostic(
          .misplaced, "an `if` inside an expression stands in brackets", at: token.range,
          found: "if",
          help: ["`\(before) (if condition then value else value)`"]))
    case .word(.not):
      return fail(
        Diagnostic(
          .misplaced, "`not` behind `\(before)` stands in brackets", at: token.range, found: "not",
          help: ["`\(before) (not x)`"]))
    case .word(.is) where following.kind == .sign(.dot):
      return fail(
        Diagnostic(
          .foreignWord, "Ogive asks for missing values with `is missing`", at: token.range,
          found: "is.na",
          expected: ["x is missing"], help: ["write `x is missing`, or `x is not missing`"]))
    case .sign(.times):
      return fail(
        Diagnostic(
          .foreignWord, "`*` stands for no columns here", at: token.range, found: "*",
          expected: ["all_columns()"],
          help: ["all columns are `all_columns()`; the rows are counted by `count()`"],
          fix: .init(token.range, "all_columns()")))
    case .sign(.openCurly) where last?.kind.isOperand != true:
      return fail(
        Diagnostic(
          .unexpected, "no value begins with `{`", at: token.range, found: "{",
          expected: ["a value"],
          help: [
            "a list is `[1, 2, 3]`; braces stand around the statements of `if`, `for` and `def`"
          ]))
    case .sign(.closeRound), .sign(.closeSquare), .sign(.closeCurly):
      if brackets.isEmpty,
        last == nil || token.kind == .sign(.closeCurly) && blocks == 0
          || last?.kind.isOperand == true
      {
        return fail(strayBracket(token))
      }
    default: break
    }
    let place = last.map { $0.kind == .lineEnd ? "" : " behind \(described($0))" } ?? ""
    if let word = continuingWord(token) { return fail(word) }
    return unexpected(in: "the expression", expected: ["a value\(place)"])
  }

  private func strayBracket(_ token: Token) -> Diagnostic {
    let sign = sourceText(token)
    return Diagnostic(
      .unclosed, "nothing is open that `\(sign)` could close", at: token.range, found: sign,
      help: ["leave it out, or open it before"], fix: .init(token.range, ""))
  }

  /// `and`, `then`, `else` at the start of a line: the line before has ended its statement.
  private mutating func continuingWord(_ token: Token) -> Diagnostic? {
    guard last == nil, case .word(let word) = token.kind,
      [.and, .or, .is, .in, .then].contains(word)
    else { return nil }
    return Diagnostic(
      .unexpected, "a line can't begin with `\(word.rawValue)`", at: token.range,
      found: word.rawValue,
      details: ["the line before it is a whole statement already"],
      help: ["end the line before with `\(word.rawValue)`, or put the expression in brackets"])
  }

  /// A statement is whole, but its line goes on.
  @inline(never)
  mutating func unexpectedAfterStatement() -> Failure {
    let token = current
    if case .sign(.define) = token.kind { return fail(badAssignment(token)) }
    switch token.kind {
    case .sign(.closeRound), .sign(.closeSquare), .sign(.closeCurly):
      return fail(strayBracket(token))
    case .sign(.comma):
      return fail(
        Diagnostic(
          .unexpected, "a statement can't go on with `,`", at: token.range, found: ",",
          expected: ["the end of the line", "|"],
          help: [
            "several values are a list: `[a, b]`; a table's columns are chosen by `table | select a, b`"
          ]))
    case .word(.by), .word(.on):
      let word = sourceText(token)
      return fail(
        Diagnostic(
          .misplaced, "`\(word)` belongs to a stage, and this statement has none", at: token.range,
          found: word,
          help: ["`table | verb items \(word) columns`"]))
    case .sign(.openCurly):
      return fail(
        Diagnostic(
          .unexpected, "no block can stand here", at: token.range, found: "{",
          expected: ["the end of the line", "|"],
          help: [
            "blocks belong to `if condition { … }`, `for x in list { … }` and `def f(x) { … }`"
          ]))
    default: break
    }
    var help: [String] = []
    if consumed > 0, let first = firstName,
      last.map({ $0.range == tokens[statementStart].range }) ?? false
    {
      help = [
        "a verb stands behind a bar: `table | \(first) …`; a function has brackets: `\(first)(…)`"
      ]
    } else if token.kind.isOperand {
      help = ["an operator or the end of the line is missing before \(described(token))"]
    }
    return unexpected(in: "the statement", expected: ["the end of the line", "|"], help: help)
  }

  /// The name that the statement begins with.
  private var firstName: String? { tokens[statementStart].kind.nameText }

  /// `=` behind something that can't be given a value.
  private mutating func badAssignment(_ token: Token) -> Diagnostic {
    var problem = Diagnostic(
      .unexpected, "only a name can stand before `=`", at: token.range,
      label: "`=` names something new",
      found: "=", expected: ["a name before `=`"],
      help: ["to ask whether both sides are equal write `==`"])
    let first = tokens[statementStart]
    let next = tokens[min(statementStart + 1, tokens.count - 1)]
    guard let name = first.kind.nameText else {
      if case .variable(let name) = first.kind {
        problem.help = ["a variable is named without `$`: `\(name) = …`"]
        problem.fix = .init(first.range, name)
      }
      return problem
    }
    switch next.kind {
    case .sign(.openRound):
      problem.message = "a function is defined with `def`"
      problem.label = nil
      problem.help = [
        "write `def \(sourceText(from: first.range.start, to: last?.range.end ?? first.range.end)) = …`"
      ]
      problem.fix = .init(SourceRange(first.range.start, first.range.start), "def ")
    case .sign(.dot), .sign(.openSquare), .variable:
      problem.message = "tables and lists never change; a part of `\(name)` can't be given a value"
      problem.help = [
        "make a changed table: `\(name) = \(name) | change column = …`, or `| add column = …`"
      ]
    default: break
    }
    return problem
  }

  @inline(never)
  mutating func unexpectedInStage(_ stage: Stage) -> Failure {
    let token = current
    let verb = stage.verb.text
    if token.kind == .sign(.define) || token.kind == .sign(.openCurly)
      || foreignSign(at: token) != nil
    {
      return unexpected(in: "`\(verb)`", expected: [",", "|", "the end of the line"])
    }
    if [.sign(.closeRound), .sign(.closeSquare), .sign(.closeCurly)].contains(token.kind),
      brackets.isEmpty
    {
      return fail(strayBracket(token))
    }
    if token.kind.isOperand, !brackets.isEmpty || !isFirstOnLine(at) {
      let hasItems = !(stage.items.isEmpty && stage.by.isEmpty && stage.on.isEmpty)
      if hasItems, !isBeyondStatement {
        return fail(
          Diagnostic(
            .unexpected, "expected `,` or an operator in `\(verb)` before \(described(token))",
            at: token.range,
            found: found(token), expected: [",", "|", "the end of the line"],
            help: ["items stand with commas between: `\(verb) a, b`"]))
      }
    }
    return unexpected(in: "`\(verb)`", expected: [",", "|", "the end of the line"])
  }

  @inline(never)
  mutating func unexpectedInGroup(_ opening: Token) -> Failure {
    if isAt(.comma) {
      return fail(
        Diagnostic(
          .unexpected, "brackets without a function hold one value", at: current.range, found: ",",
          expected: [")"], help: ["several values are a list: `[a, b]`"]))
    }
    return unexpected(in: "the brackets", expected: [")"])
  }

  @inline(never)
  mutating func unexpectedBeforeBlock(of owner: String) -> Failure {
    let token = current
    let shape =
      owner == "for" ? "for x in list { … }" : owner == "else" ? "else { … }" : "if condition { … }"
    if token.kind == .sign(.colon) {
      return fail(
        Diagnostic(
          .foreignWord, "a block stands in braces, not behind `:`", at: token.range, found: ":",
          expected: ["{"],
          help: ["`\(shape)`"]))
    }
    return unexpected(in: "the `\(owner)`", expected: ["{"], help: ["`\(shape)`"])
  }

  /// `=` in the place of `==`. `start` is where the left side begins.
  @inline(never)
  mutating func reportCondition(_ sign: SourceRange, from start: Int) {
    let line = sourceText(from: start, to: tokens[min(at, tokens.count - 1)].range.end)
    var help = "write `==`"
    if line.utf8.count <= 60, !line.contains("\n") {
      let left = sourceText(from: start, to: sign.start)
      let right = sourceText(from: sign.end, to: tokens[min(at, tokens.count - 1)].range.end)
        .trimmed
      help = "`\(left.trimmed) == \(right)`"
    }
    report(
      Diagnostic(
        .conditionNeedsEquals, "a condition needs `==`", at: sign, label: "`=` names something new",
        found: "=",
        expected: ["=="], help: [help], fix: .init(sign, "==")))
  }

  // MARK: In words

  func sourceText(_ token: Token) -> String { String(source.slice(token.range)) }
  func sourceText(from start: Int, to end: Int) -> String {
    String(source.slice(SourceRange(start, end)))
  }

  /// A token as messages name it.
  func described(_ token: Token) -> String {
    switch token.kind {
    case .lineEnd: "the end of the line"
    case .end: "the end of the script"
    case .text, .textStart: "the text \(shortened(token))"
    case .textMiddle, .textEnd: "`}`"
    case .number: "the number `\(shortened(token))`"
    case .date: "the date `\(shortened(token))`"
    case .comment, .recorded: "a comment"
    default: "`\(shortened(token))`"
    }
  }

  private func found(_ token: Token) -> String {
    switch token.kind {
    case .lineEnd, .end: described(token)
    default: shortened(token)
    }
  }

  private func shortened(_ token: Token) -> String { fitted(sourceText(token), to: 30) }

  static func alternatives(_ words: [String]) -> String {
    words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }
}

extension Token.Kind {
  /// Whether the token is, or ends, a value.
  var isOperand: Bool {
    switch self {
    case .name, .quotedName, .variable, .number, .text, .textStart, .textEnd, .date, .word(.true),
      .word(.false),
      .word(.missing), .sign(.closeRound), .sign(.closeSquare):
      true
    default: false
    }
  }
}
