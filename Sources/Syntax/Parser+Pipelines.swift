internal import Diagnostics

extension ScriptReader {
  /// Reads a pipeline.
  /// - Parameter isWhole: whether it ends its statement, so that comments between its stages are its own.
  mutating func pipeline(isWhole: Bool) throws(Failure) -> (pipeline: Pipeline, height: Int) {
    if isAt(.bar) { return try pipeline(from: nil, isWhole: isWhole) }
    let head = try expression()
    return try pipeline(from: head, isWhole: isWhole)
  }

  /// Reads the stages behind a head; without a head the pipeline is a function.
  mutating func pipeline(
    from head: (expression: Expression, height: Int)?, isWhole: Bool
  ) throws(Failure) -> (pipeline: Pipeline, height: Int) {
    isStatementHead = false
    let start = head?.expression.range.start ?? current.range.start
    var height = head?.height ?? 0
    var result = Pipeline(head: head?.expression, stages: [], range: SourceRange(start, start))
    while isAtBar {
      let above = isWhole ? claimComments(into: &result) : []
      reportForeignBar(advance())
      var (stage, stageHeight) = try stage()
      stage.comments = above
      height = max(height, stageHeight)
      result.stages.append(stage)
    }
    if isWhole, !result.stages.isEmpty { claimInside(&result.stages[result.stages.count - 1]) }
    result.range.end = last?.range.end ?? start
    return (result, try checked(height + 1, at: result.range))
  }

  /// Gives the last stage the comments that stand inside it.
  @inline(never)
  private mutating func claimInside(_ stage: inout Stage) {
    _ = current
    stage.comments += floating.filter { $0.consumed < consumed }.map(\.text)
    floating.removeAll { $0.consumed < consumed }
  }

  private var isAtBar: Bool {
    mutating get {
      switch current.kind {
      case .sign(.bar), .foreign("|>"), .foreign("%>%"): true
      default: false
      }
    }
  }

  /// Gives the comments that were passed before a bar to those that they belong to: what stands behind the head or
  /// the stage before on its line; what stands inside them; and, returned, the lines above the stage to come.
  @inline(never)
  private mutating func claimComments(into pipeline: inout Pipeline) -> [String] {
    var above: [String] = []
    for comment in floating {
      let isInside = comment.consumed < consumed
      if let index = pipeline.stages.indices.last {
        if isInside {
          pipeline.stages[index].comments.append(comment.text)
        } else if comment.isTrailing {
          pipeline.stages[index].trailing = comment.text
        } else {
          above.append(comment.text)
        }
      } else if isInside || pipeline.head == nil {
        hoisted.append(comment.text)
      } else if comment.isTrailing {
        pipeline.headTrailing = comment.text
      } else {
        above.append(comment.text)
      }
    }
    floating = []
    return above
  }

  @inline(never)
  private mutating func reportForeignBar(_ bar: Token) {
    if case .foreign(let sign) = bar.kind { report(foreignSign(sign, own: "|", at: bar.range)) }
  }

  // MARK: Stages

  /// Reads a stage; its bar is consumed.
  private mutating func stage() throws(Failure) -> (Stage, height: Int) {
    let first = current
    let verb = try verb()
    defer { isQuiet = false }
    // In back-quotes a word is the user's own for certain.
    if case .name = first.kind { reportForeign(verb) }
    var stage = Stage(verb: verb, range: verb.range)
    var height = 0
    let isBracketed = try bracketedItems(of: verb, into: &stage.items, height: &height)
    if !isBracketed, startsItem {
      (stage.items, height) = try items(of: verb.text)
    }
    var moved: [Item] = []
    if isAt(.on) {
      let word = advance()
      let list = try clause(word, of: verb)
      height = max(height, list.height)
      for item in list.items {
        if case .option = item.label { moved.append(item) } else { stage.on.append(item) }
      }
      if stage.on.isEmpty { throw noColumns(in: "on", at: word.range, nil) }
    }
    if isAt(.by) {
      let word = advance()
      let list = try clause(word, of: verb)
      height = max(height, list.height)
      for item in list.items {
        if item.label == .none { stage.by.append(item) } else { moved.append(item) }
      }
      if stage.by.isEmpty { throw noColumns(in: "by", at: word.range, list.items.first) }
    }
    stage.items += moved
    stage.range.end = last?.range.end ?? verb.range.end
    try endOfStage(stage)
    return (stage, height)
  }

  @inline(never)
  private mutating func verb() throws(Failure) -> Name {
    let token = current
    if beginsStatement { throw unexpectedAtom() }
    if let text = token.kind.nameText {
      if following.kind == .sign(.define) || following.kind == .sign(.colon) {
        throw fail(
          Diagnostic(
            .unexpected, "a stage begins with its verb, but `\(text)` names something",
            at: token.range,
            label: "the verb is missing", found: text, expected: ["a verb"],
            help: ["a new column is `add \(text) = …`, a changed one `change \(text) = …`"]))
      }
      advance()
      return Name(text, token.range)
    }
    if case .variable(let name) = token.kind {
      report(
        Diagnostic(
          .unexpected, "a function in the place of a verb stands without `$`", at: token.range,
          found: "$\(name)",
          expected: [name], help: ["write `| \(name)`"], fix: .init(token.range, name)))
      advance()
      return Name(name, token.range)
    }
    throw unexpected(
      in: "the pipeline", expected: ["a verb behind `\(last.map { sourceText($0) } ?? "|")`"])
  }

  private mutating func clause(
    _ word: Token, of verb: Name
  ) throws(Failure) -> (items: [Item], height: Int) {
    guard startsItem else {
      throw unexpected(in: "`\(verb.text)`", expected: ["columns behind `\(sourceText(word))`"])
    }
    return try items(of: verb.text)
  }

  @inline(never)
  private mutating func noColumns(
    in word: String, at range: SourceRange, _ first: Item?
  ) -> Failure {
    if let first, case .define(let name) = first.label {
      let key = sourceText(from: first.value.range.start, to: first.value.range.end)
      return fail(
        Diagnostic(
          .misplaced, "a key after `\(word)` is not given a name", at: first.range,
          found: sourceText(from: first.range.start, to: first.range.end), expected: [key],
          help: [
            "write `\(word) \(key)`, or make the column in a stage before: `| add \(name.text) = \(key)`"
          ]))
    }
    return fail(
      Diagnostic(
        .misplaced, "`\(word)` names no column", at: range, found: word,
        expected: ["a column behind `\(word)`"],
        help: [
          "options stand behind the columns, or behind the verb's items where there is no `\(word)`"
        ]))
  }

  @inline(never)
  private mutating func endOfStage(_ stage: Stage) throws(Failure) {
    let verb = stage.verb.text
    switch current.kind {
    case .lineEnd, .end, .sign(.bar), .sign(.closeRound), .textMiddle, .textEnd, .foreign("|>"),
      .foreign("%>%"),
      .foreign(";"):
      return
    case .sign(.closeCurly) where blocks > 0: return
    case .word(.on):
      let problem =
        stage.on.isEmpty
        ? "`on` stands before `by`" : "`\(verb)` has two `on`"
      throw fail(
        Diagnostic(
          .misplaced, problem, at: current.range, found: "on",
          help: ["a stage is `verb items on keys by groups, option: value`"]))
    case .word(.by):
      throw fail(
        Diagnostic(
          .misplaced, "`\(verb)` has two `by`", at: current.range, found: "by",
          help: ["write one: `by a, b`"]))
    default:
      throw unexpectedInStage(stage)
    }
  }

  /// Items in brackets directly behind a verb, as calls have them: `select(a, b)`. Says so, and reads on.
  @inline(never)
  private mutating func bracketedItems(
    of verb: Name, into items: inout [Item], height: inout Int
  ) throws(Failure) -> Bool {
    guard isAt(.openRound), current.range.start == verb.range.end, let close = matchingBracket(at),
      endsStage(behind: close), isItemList(from: at + 1, to: close)
    else { return false }
    let opening = advance()
    if !isAt(.closeRound) { (items, height) = try self.items(of: verb.text) }
    guard isAt(.closeRound) else {
      throw unexpected(in: "the items of `\(verb.text)`", expected: [",", ")"])
    }
    let closing = advance()
    let inside = sourceText(from: opening.range.end, to: closing.range.start).trimmed
    let own = inside.isEmpty ? "" : " " + inside
    report(
      Diagnostic(
        .unexpected,
        inside.isEmpty
          ? "a verb without items has no brackets" : "the items of a verb stand without brackets",
        at: opening.range, label: "behind a bar, `\(verb.text)` is a verb", found: "(",
        help: inside.contains("\n") ? ["leave the brackets out"] : ["write `| \(verb.text)\(own)`"],
        fix: .init(opening.range.union(closing.range), own)))
    return true
  }

  /// The index of the token that closes the bracket at an index.
  private func matchingBracket(_ index: Int) -> Int? {
    var open = 0
    var here = index
    while here < tokens.count {
      switch tokens[here].kind {
      case .sign(.openRound), .sign(.openSquare), .sign(.openCurly), .textStart: open += 1
      case .sign(.closeRound), .sign(.closeSquare), .sign(.closeCurly), .textEnd: open -= 1
      default: break
      }
      if open == 0 { return tokens[here].kind == .sign(.closeRound) ? here : nil }
      here += 1
    }
    return nil
  }

  private func endsStage(behind index: Int) -> Bool {
    switch tokens[index + 1].kind {
    case .lineEnd, .end, .comment, .sign(.bar), .sign(.closeRound), .sign(.closeCurly), .word(.on),
      .word(.by),
      .textMiddle, .textEnd, .foreign("|>"), .foreign("%>%"), .foreign(";"), .sign(.plus):
      true
    default: false
    }
  }

  /// Whether what stands between two tokens is no expression in brackets: nothing, several items, or a labelled one.
  private func isItemList(from start: Int, to end: Int) -> Bool {
    if !tokens[start..<end].contains(where: { $0.kind != .lineEnd && !$0.kind.isComment }) {
      return true
    }
    var open = 0
    for index in start..<end {
      switch tokens[index].kind {
      case .sign(.openRound), .sign(.openSquare), .textStart: open += 1
      case .sign(.closeRound), .sign(.closeSquare), .textEnd: open -= 1
      case .sign(.comma) where open == 0: return true
      case .sign(.define) where open == 0, .sign(.colon) where open == 0:
        // A condition with `=` is a mistake of its own.
        return !isCondition(before: start)
      default: break
      }
    }
    return false
  }

  private func isCondition(before start: Int) -> Bool {
    start >= 2
      && tokens[start - 2].kind.nameText.map { ScriptReader.conditionVerbs.contains($0) } ?? false
  }

  /// Verbs whose item is a condition, so that `name = value` can only mean `==`.
  static let conditionVerbs: Set<String> = [
    "keep", "drop", "check", "filter", "where", "subset", "query", "filter_out",
  ]

  // MARK: Items

  /// Whether an item can begin with the next token.
  var startsItem: Bool {
    mutating get {
      switch current.kind {
      case .lineEnd, .end, .comment, .recorded, .textMiddle, .textEnd: false
      case .sign(let sign):
        switch sign {
        case .openRound, .openSquare, .minus, .tilde, .dot, .plus: true
        // `select *` of SQL: an item that is refused with its cure.
        case .times: [.lineEnd, .end, .sign(.comma), .sign(.bar)].contains(following.kind)
        default: false
        }
      case .word(let word):
        switch word {
        case .if, .not, .true, .false, .missing, .def, .for, .param, .use, .return, .in, .is: true
        default: following.kind == .sign(.define) || following.kind == .sign(.colon)
        }
      case .foreign(let sign): sign == "!" || sign == "\\"
      default: true
      }
    }
  }

  /// Items with commas between, at least one.
  mutating func items(of owner: String) throws(Failure) -> (items: [Item], height: Int) {
    var result: [Item] = []
    var height = 0
    while true {
      let (item, itemHeight) = try item(of: owner)
      result.append(item)
      height = max(height, itemHeight)
      guard isAt(.comma) else { return (result, height) }
      let comma = advance()
      if !startsItem { throw nothingBehind(comma, in: owner) }
    }
  }

  @inline(never)
  private mutating func nothingBehind(_ comma: Token, in owner: String) -> Failure {
    if current.kind == .end || current.kind.isMalformed {
      return unexpected(in: "`\(owner)`", expected: ["an item behind `,`"])
    }
    return fail(
      Diagnostic(
        .unexpected, "nothing follows the `,` in `\(owner)`", at: comma.range,
        label: "an item must follow", found: described(current), expected: ["an item"],
        help: ["leave the comma out, or write another item"], fix: .init(comma.range, "")))
  }

  private mutating func item(of owner: String) throws(Failure) -> (Item, height: Int) {
    let start = current.range
    let label = try label(of: owner)
    let (value, height) = try expression()
    var item = Item(label: label, value: value, range: start.union(value.range))
    if case .name(let word) = current.kind, let order = Self.orders[word] {
      orderWord(word, order, &item)
    }
    return (item, height)
  }

  /// Takes `name =` or `name:` where an item begins with it.
  @inline(never)
  private mutating func label(of owner: String) throws(Failure) -> Item.Label {
    let first = current
    if beginsStatement { throw unexpectedAtom() }
    let sign = following
    switch sign.kind {
    case .sign(.define), .sign(.colon), .foreign(":="): break
    default: return .none
    }
    let text: String
    if let name = first.kind.nameText {
      text = name
    } else if case .word(let word) = first.kind,
      ![.true, .false, .missing].contains(word) || sign.kind == .sign(.colon)
    {
      reportReserved(first)
      text = word.rawValue
    } else {
      return .none
    }
    advance()
    advance()
    let name = Name(text, first.range)
    if sign.kind == .sign(.colon) { return .option(name) }
    if sign.kind == .foreign(":=") { report(foreignSign(":=", own: "=", at: sign.range)) }
    if sign.kind == .sign(.define), Self.conditionVerbs.contains(owner) {
      reportCondition(sign.range, from: first.range.start)
    }
    return .define(name)
  }

  /// Takes a `desc`, or what stands for it elsewhere.
  @inline(never)
  private mutating func orderWord(_ word: String, _ order: String?, _ item: inout Item) {
    let token = advance()
    if order == nil {
      report(
        Diagnostic(
          .foreignWord, "`\(word)` is not needed: keys sort upwards by themselves", at: token.range,
          found: word,
          help: ["leave it out; `desc` sorts downwards"], fix: .init(token.range, "")))
    } else if word != "desc" {
      report(foreignSign(word, own: "desc", at: token.range))
    }
    item.isDescending = order != nil
    item.range.end = token.range.end
    if item.label != .none {
      report(
        Diagnostic(
          .misplaced, "`desc` belongs to a sort key, not to a labelled item", at: token.range,
          found: word,
          help: ["sort in a stage of its own: `| sort key desc`"]))
    }
  }

  /// Words behind a sort key: what stands for `desc`, and what says nothing.
  private static let orders: [String: String?] = [
    "desc": "desc", "DESC": "desc", "descending": "desc", "asc": nil, "ASC": nil, "ascending": nil,
  ]
}

extension Token.Kind {
  var isComment: Bool { if case .comment = self { true } else { false } }
  var isMalformed: Bool { if case .malformed = self { true } else { false } }
}

extension String {
  /// Without blanks and line ends at both ends.
  var trimmed: String {
    var view = Substring(self)
    while let first = view.first, first.isWhitespace { view.removeFirst() }
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return String(view)
  }
}
