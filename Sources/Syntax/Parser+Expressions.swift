internal import Diagnostics

/// A sign or word between two operands.
private enum Infix {
  case formula
  case binary(BinaryOperator)
  case comparison(Comparator)
  case isMissing
  case range
  /// `not in`
  case notIn

  var precedence: Precedence {
    switch self {
    case .formula: .formula
    case .binary(let sign): sign.precedence
    case .comparison, .isMissing, .notIn: .test
    case .range: .range
    }
  }
}

extension ScriptReader {
  typealias Parsed = (expression: Expression, height: Int)

  mutating func expression() throws(Failure) -> Parsed {
    isAt(.if) ? try conditional() : try operand(.formula)
  }

  private mutating func conditional() throws(Failure) -> Parsed {
    try enter()
    defer { depth -= 1 }
    let start = advance().range
    let condition = try expression()
    return try conditional(condition, from: start)
  }

  /// Reads on from the `then` of `if condition then … else …`.
  mutating func conditional(_ condition: Parsed, from start: SourceRange) throws(Failure) -> Parsed
  {
    try enter()
    defer { depth -= 1 }
    // No statement can end before the `else`, so the parts may stand on lines of their own.
    passLineEnd(before: .then)
    guard isAt(.then) else {
      throw unexpected(
        in: "the `if`", expected: ["then"], help: ["`if condition then value else value`"])
    }
    advance()
    let then = try expression()
    passLineEnd(before: .else)
    guard isAt(.else) else {
      throw unexpected(
        in: "the `if`", expected: ["else"],
        help: ["`if condition then value else value`; for no value write `else missing`"])
    }
    advance()
    let otherwise = try expression()
    let range = start.union(otherwise.expression.range)
    let height = try checked(max(condition.height, then.height, otherwise.height) + 1, at: range)
    let kind = Expression.Kind.conditional(
      condition: condition.expression, then: then.expression, otherwise: otherwise.expression)
    return (Expression(kind, range), height)
  }

  private mutating func passLineEnd(before word: Word) {
    guard current.kind == .lineEnd else { return }
    var index = at
    while tokens[index].kind == .lineEnd { index += 1 }
    if tokens[index].kind == .word(word) { at = index }
  }

  /// Reads an expression that binds at least as tightly as `least`.
  private mutating func operand(_ least: Precedence) throws(Failure) -> Parsed {
    var left = try prefixed(least)
    while let (infix, foreign) = infix(), infix.precedence >= least {
      if case .comparison = infix {
        left = try comparisons(left)
        continue
      }
      let sign = advance()
      if let foreign { report(foreignSign(sourceText(sign), own: foreign, at: sign.range)) }
      left = try infixed(left, infix, sign)
    }
    return left
  }

  private mutating func prefixed(_ least: Precedence) throws(Failure) -> Parsed {
    switch current.kind {
    case .sign(.tilde) where least <= .formula:
      try prefixed(by: .or, below: least) { .formula(nil, $0) }
    case .word(.not) where least <= .not: try prefixed(by: .not, below: least) { .not($0) }
    case .foreign("!"): try prefixed(by: least <= .not ? .not : .sign, below: least) { .not($0) }
    case .sign(.minus) where least <= .sign: try prefixed(by: .sign, below: least) { .negative($0) }
    case .sign(.plus) where least <= .sign: try prefixed(by: .sign, below: least) { $0.kind }
    default: try primary()
    }
  }

  /// Reads a sign and what it stands before.
  private mutating func prefixed(
    by inner: Precedence, below least: Precedence, _ make: (Expression) -> Expression.Kind
  ) throws(Failure) -> Parsed {
    try enter()
    defer { depth -= 1 }
    let sign = advance()
    if sign.kind == .foreign("!") || sign.kind == .sign(.plus) { reportPrefix(sign) }
    let right = try operand(inner)
    return try parent(
      make(right.expression), sign.range.union(right.expression.range), right.height)
  }

  @inline(never)
  private mutating func reportPrefix(_ sign: Token) {
    if sign.kind == .sign(.plus) {
      report(
        Diagnostic(
          .unexpected, "`+` needs a value on its left", at: sign.range, found: "+",
          expected: ["a value"],
          help: ["leave the `+` out"], fix: .init(sign.range, "")))
    } else {
      var problem = foreignSign("!", own: "not", at: sign.range)
      problem.fix = .init(sign.range, "not ")
      report(problem)
    }
  }

  private mutating func infixed(
    _ left: Parsed, _ infix: Infix, _ sign: Token
  ) throws(Failure) -> Parsed {
    switch infix {
    case .isMissing: return try question(left)
    case .formula:
      let right = try operand(.or)
      if isAt(.tilde) { throw twice("~", "a formula has one `~`") }
      return try join(left, right) { .formula($0, $1) }
    case .range:
      let right = try operand(.sum)
      if isAt(.range) { throw twice("..", "a range has two ends") }
      return try join(left, right) { .range($0, $1) }
    case .notIn:
      reportNotIn(left.expression.range, sign)
      let right = try operand(.range)
      return try join(left, right) { .binary(.and, $0, $1) }
    case .binary(.power):
      try enter()
      defer { depth -= 1 }
      let right = try operand(.sign)
      return try join(left, right) { .binary(.power, $0, $1) }
    case .binary(let binary):
      let right = try operand(binary.precedence.tighter)
      return try join(left, right) { .binary(binary, $0, $1) }
    case .comparison:
      return left
    }
  }

  /// Reads what follows the `is` of `x is not missing`.
  @inline(never)
  private mutating func question(_ left: Parsed) throws(Failure) -> Parsed {
    let isNegated = isAt(.not)
    if isNegated { advance() }
    let token = current
    if isAt(.missing) {
      advance()
    } else if case .name(let word) = token.kind, Self.missingWords.contains(word) {
      advance()
      report(foreignSign(word, own: "missing", at: token.range))
    } else {
      throw unexpected(
        in: "the question behind `is`", expected: ["missing"],
        help: ["`x is missing` asks for missing values; equality is `==`"])
    }
    let range = left.expression.range.union(token.range)
    return try parent(.isMissing(left.expression, negated: isNegated), range, left.height)
  }

  @inline(never)
  private mutating func reportNotIn(_ left: SourceRange, _ sign: Token) {
    advance()
    let list = sourceText(from: left.start, to: left.end)
    report(
      Diagnostic(
        .foreignWord, "`not` stands before the whole question", at: sign.range, found: "not in",
        expected: ["not \(list) in …"], help: ["write `not \(list) in …`"],
        fix: .init(left.union(sign.range), "not " + list)))
  }

  /// Reads a chain of comparisons behind its first operand.
  private mutating func comparisons(_ first: Parsed) throws(Failure) -> Parsed {
    var steps: [Comparison] = []
    var height = first.height
    var end = first.expression.range
    while let (infix, foreign) = infix(), case .comparison(let comparator) = infix {
      let sign = advance()
      if sign.kind == .sign(.define) {
        reportCondition(sign.range, from: end.start)
      } else if let foreign {
        report(foreignSign(sourceText(sign), own: foreign, at: sign.range))
      }
      let right = try operand(.range)
      steps.append(Comparison(comparator, right.expression, sign.range))
      height = max(height, right.height)
      end = right.expression.range
    }
    return try parent(
      .comparison(first.expression, steps), first.expression.range.union(end), height)
  }

  private mutating func parent(
    _ kind: Expression.Kind, _ range: SourceRange, _ height: Int
  ) throws(Failure) -> Parsed {
    (Expression(kind, range), try checked(height + 1, at: range))
  }

  private mutating func join(
    _ left: Parsed, _ right: Parsed, _ make: (Expression, Expression) -> Expression.Kind
  ) throws(Failure) -> Parsed {
    try parent(
      make(left.expression, right.expression), left.expression.range.union(right.expression.range),
      max(left.height, right.height))
  }

  private mutating func twice(_ sign: String, _ rule: String) -> Failure {
    fail(
      Diagnostic(
        .unexpected, "\(rule), but here is a second `\(sign)`", at: current.range, found: sign))
  }

  /// The operator that comes next, and its own spelling where it is written as in another language.
  private mutating func infix() -> (Infix, own: String?)? {
    switch current.kind {
    case .sign(let sign):
      switch sign {
      case .tilde: return (.formula, nil)
      case .range: return (.range, nil)
      case .define: return isStatementHead && brackets.isEmpty ? nil : (.comparison(.equal), "==")
      case .colon:
        // `1:5`, a range in R and others.
        guard case .number? = last?.kind, case .number = following.kind else { return nil }
        return (.range, "..")
      default:
        if let comparator = Comparator(rawValue: sign.rawValue) {
          return (.comparison(comparator), nil)
        }
        return BinaryOperator(rawValue: sign.rawValue).map { (.binary($0), nil) }
      }
    case .word(.and): return (.binary(.and), nil)
    case .word(.or): return (.binary(.or), nil)
    case .word(.in): return (.comparison(.in), nil)
    case .word(.is): return (.isMissing, nil)
    case .word(.not): return following.kind == .word(.in) ? (.notIn, nil) : nil
    case .foreign(let sign), .name(let sign): return Self.foreignOperators[sign]
    default: return nil
    }
  }

  private static let foreignOperators: [String: (Infix, own: String?)] = [
    "&&": (.binary(.and), "and"), "&": (.binary(.and), "and"), "||": (.binary(.or), "or"),
    "===": (.comparison(.equal), "=="), "!==": (.comparison(.notEqual), "!="),
    "<>": (.comparison(.notEqual), "!="), "**": (.binary(.power), "^"),
    "%in%": (.comparison(.in), "in"),
    "%%": (.binary(.remainder), "%"), "...": (.range, ".."), "AND": (.binary(.and), "and"),
    "And": (.binary(.and), "and"), "OR": (.binary(.or), "or"), "Or": (.binary(.or), "or"),
    "IN": (.comparison(.in), "in"), "In": (.comparison(.in), "in"), "IS": (.isMissing, "is"),
    "mod": (.binary(.remainder), "%"), "MOD": (.binary(.remainder), "%"),
  ]

  // MARK: Primaries

  private mutating func primary() throws(Failure) -> Parsed {
    var result: Parsed
    switch current.kind {
    case .sign(.openRound): result = try group()
    case .sign(.openSquare): result = try list()
    case .textStart: result = try textWithHoles()
    default: result = try atom()
    }
    while true {
      switch current.kind {
      case .sign(.openRound):
        if case .member(let base, let name) = result.expression.kind { reportMethod(base, name) }
        let (items, height, end) = try bracketed("call", .closeRound, mayBeEmpty: true)
        result = try parent(
          .call(result.expression, items), result.expression.range.union(end),
          max(result.height, height))
      case .sign(.openSquare):
        let (items, height, end) = try bracketed("index", .closeSquare, mayBeEmpty: false)
        result = try parent(
          .index(result.expression, items), result.expression.range.union(end),
          max(result.height, height))
      default:
        guard let longer = try member(of: result) else { return result }
        result = longer
      }
    }
  }

  /// Reads `.name` behind a value; `nil` if none follows.
  @inline(never)
  private mutating func member(of base: Parsed) throws(Failure) -> Parsed? {
    let token = current
    let text: String
    let place: Token
    switch token.kind {
    case .sign(.dot):
      place = following
      if let name = place.kind.nameText {
        text = name
      } else if case .word(let word) = place.kind, place.range.start == token.range.end {
        reportReserved(place)
        text = word.rawValue
      } else {
        return nil
      }
      advance()
    case .variable(let name) where token.range.start == last?.range.end:
      // `table$column` of R.
      place = token
      text = name
      report(foreignSign("$", own: ".", at: SourceRange(token.range.start, token.range.start + 1)))
    default:
      return nil
    }
    advance()
    return try parent(
      .member(base.expression, Name(text, place.range)), base.expression.range.union(place.range),
      base.height)
  }

  /// Items between brackets; the opening one comes next.
  private mutating func bracketed(
    _ what: String, _ closing: Sign, mayBeEmpty: Bool
  ) throws(Failure) -> (items: [Item], height: Int, end: SourceRange) {
    // The name in messages: the function that is called, or the kind of brackets.
    let owner: String
    if what == "call", let name = last?.kind.nameText {
      owner = name
    } else {
      owner = "the \(what)"
    }
    try enter()
    defer { depth -= 1 }
    advance()
    var result: (items: [Item], height: Int) = ([], 0)
    if mayBeEmpty, isAt(closing) { return ([], 0, advance().range) }
    if startsItem {
      result = try items(of: owner)
    } else {
      throw unexpected(in: what == "call" ? "the call of `\(owner)`" : owner, expected: ["an item"])
    }
    guard isAt(closing) else {
      throw unexpected(
        in: what == "call" ? "the call of `\(owner)`" : owner, expected: [",", closing.rawValue])
    }
    return (result.items, result.height, advance().range)
  }

  private mutating func list() throws(Failure) -> Parsed {
    let range = current.range
    let (items, height, end) = try bracketed("list", .closeSquare, mayBeEmpty: true)
    return try parent(.list(items), range.union(end), height)
  }

  /// A value without parts.
  @inline(never)
  private mutating func atom() throws(Failure) -> Parsed {
    let token = current
    let range = token.range
    if beginsStatement { throw unexpectedAtom() }
    switch token.kind {
    case .number(let value):
      advance()
      return (Expression(.number(value, written: sourceText(token)), range), 1)
    case .text(let text):
      advance()
      return (Expression(.text(text.isEmpty ? [] : [.characters(text)]), range), 1)
    case .date(let date):
      advance()
      return (Expression(.date(date), range), 1)
    case .word(.true), .word(.false):
      advance()
      return (Expression(.truth(token.kind == .word(.true)), range), 1)
    case .word(.missing):
      advance()
      return (Expression(.missing, range), 1)
    case .variable(let name):
      advance()
      return (Expression(.variable(name), range), 1)
    case .sign(.dot):
      advance()
      return (Expression(.dot, range), 1)
    case .quotedName(let name):
      advance()
      return (Expression(.name(name), range), 1)
    case .name(let name):
      if let own = Self.foreignLiterals[name], following.kind != .sign(.openRound) {
        advance()
        report(foreignSign(name, own: own, at: range))
        return (Expression(.missing, range), 1)
      }
      if let foreign = foreignFunction(name) { throw fail(foreign) }
      advance()
      return (Expression(.name(name), range), 1)
    case .malformed(let problem)
    where problem.code == .malformedLiteral || problem.code == .foreignWord:
      // Its place is clear, so what follows can be read.
      advance()
      report(problem)
      return (Expression(.missing, range), 1)
    default:
      throw unexpectedAtom()
    }
  }

  private mutating func group() throws(Failure) -> Parsed {
    try enter()
    defer { depth -= 1 }
    let opening = advance()
    if isAt(.closeRound) { throw emptyGroup(opening) }
    let (pipeline, height) = try pipeline(isWhole: false)
    guard isAt(.closeRound) else { throw unexpectedInGroup(opening) }
    let end = advance()
    return try parent(.group(pipeline), opening.range.union(end.range), height)
  }

  @inline(never)
  private mutating func emptyGroup(_ opening: Token) -> Failure {
    fail(
      Diagnostic(
        .unexpected, "brackets stand around nothing", at: opening.range.union(current.range),
        found: "()",
        expected: ["an expression"]))
  }

  private mutating func textWithHoles() throws(Failure) -> Parsed {
    try enter()
    defer { depth -= 1 }
    var parts: [TextPart] = []
    var height = 0
    let start = current.range
    var token = advance()
    while true {
      switch token.kind {
      case .textStart(let text), .textMiddle(let text):
        if !text.isEmpty { parts.append(.characters(text)) }
      case .textEnd(let text):
        if !text.isEmpty { parts.append(.characters(text)) }
        return try parent(.text(parts), start.union(token.range), height)
      default: break
      }
      switch current.kind {
      case .textMiddle, .textEnd:
        throw fail(
          Diagnostic(
            .unexpected, "the braces in a text stand around nothing",
            at: SourceRange(token.range.end - 1, current.range.start + 1), found: "{}",
            expected: ["a value between `{` and `}`"], help: ["a brace itself is written `\\{`"]))
      default: break
      }
      let hole = try pipeline(isWhole: false)
      parts.append(.hole(hole.pipeline))
      height = max(height, hole.height)
      switch current.kind {
      case .textMiddle, .textEnd: token = advance()
      default:
        throw unexpected(
          in: "the braces of a text", expected: ["}"],
          help: isAt(.colon)
            ? ["numbers are rounded by `round(x, 2)` inside the braces"]
            : ["a brace itself is written `\\{`"])
      }
    }
  }

  /// Words that stand for a missing value elsewhere.
  static let missingWords: Set<String> = [
    "NULL", "Null", "null", "NA", "NaN", "nan", "None", "none", "nil", "Nil", "nothing", "NA_real_",
    "NA_character_",
  ]

  /// Literals of other languages. As a name, each needs back-quotes.
  static let foreignLiterals: [String: String] = {
    var result = [
      "TRUE": "true", "True": "true", "FALSE": "false", "False": "false",
    ]
    for word in missingWords where !["none", "nothing"].contains(word) { result[word] = "missing" }
    return result
  }()
}
