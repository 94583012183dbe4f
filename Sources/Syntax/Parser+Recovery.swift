internal import Diagnostics

/// Where reading goes on behind an error, so that each independent error is said.
extension ScriptReader {
  /// Moves to where reading can go on: behind the statement's last line, or to the `}` of the block around it.
  ///
  /// What was left open does not swallow the rest of the script: reading goes on with the next line that begins a
  /// statement nearly for certain and, where nothing closes the bracket, with the next that may begin one.
  mutating func recover() {
    isSettled = false
    var open = brackets
    var braces = 0
    brackets = []
    last = nil
    if at > statementStart, isFirstOnLine(at), column(ofToken: at) <= statementColumn,
      looksLikeStatement(at) || mayBeginStatement(at) && open.contains(where: isUnclosed)
    {
      return
    }
    while true {
      let token = tokens[at]
      switch token.kind {
      case .end: return
      case .sign(.openRound), .sign(.openSquare), .textStart: open.append(token)
      case .sign(.closeRound), .sign(.closeSquare), .textEnd: _ = open.popLast()
      case .sign(.openCurly): braces += isUnclosed(token) ? 0 : 1
      case .sign(.closeCurly):
        if braces == 0, blocks > 0 { return }
        braces = max(0, braces - 1)
      case .lineEnd where braces == 0:
        if open.isEmpty {
          if let next = continuation(from: at) {
            at = next
            continue
          }
          at += 1
          skipRecorded()
          return
        }
        if column(ofToken: at + 1) <= statementColumn,
          looksLikeStatement(at + 1)
            || mayBeginStatement(at + 1) && open.contains(where: isUnclosed)
        {
          at += 1
          return
        }
      default: break
      }
      at += 1
    }
  }

  /// Output recorded under a statement that couldn't be read.
  private mutating func skipRecorded() {
    while case .recorded = tokens[at].kind {
      at += 1
      if tokens[at].kind == .lineEnd { at += 1 }
    }
  }

  func isFirstOnLine(_ index: Int) -> Bool { index == 0 || tokens[index - 1].kind == .lineEnd }

  /// How many bytes stand before a token on its line.
  func column(ofToken index: Int) -> Int {
    var before = index - 1
    while before >= 0, tokens[before].kind != .lineEnd { before -= 1 }
    return tokens[index].range.start - (before >= 0 ? tokens[before].range.end : 0)
  }

  /// Whether a token begins what is a statement nearly for certain.
  func looksLikeStatement(_ index: Int) -> Bool {
    switch tokens[index].kind {
    case .word(.def), .word(.for), .word(.if), .word(.param), .word(.use), .word(.return):
      return true
    case .name, .quotedName:
      let next = behindNames(index)
      return tokens[next].kind == .sign(.define) || tokens[next].kind == .sign(.bar)
    default: return false
    }
  }

  /// The index of the token behind a name, or behind names with commas between.
  private func behindNames(_ index: Int) -> Int {
    var next = index + 1
    while next + 1 < tokens.count, tokens[next].kind == .sign(.comma),
      tokens[next + 1].kind.nameText != nil
    {
      next += 2
    }
    return next
  }

  /// Whether a token, the first of its line, may begin a statement: it is a name, and the line before can end one.
  func mayBeginStatement(_ index: Int) -> Bool {
    guard tokens[index].kind.nameText != nil else { return false }
    var before = index - 1
    while before >= 0 {
      switch tokens[before].kind {
      case .lineEnd, .comment, .recorded: before -= 1
      default: return tokens[before].kind.endsStatement
      }
    }
    return false
  }

  /// Whether the statement was to go on, but a new one begins here: where no bracket is open, one that gives a name;
  /// where nothing closes the bracket, any.
  var beginsStatement: Bool {
    mutating get {
      _ = current
      guard at > statementStart, isFirstOnLine(at), column(ofToken: at) <= statementColumn else {
        return false
      }
      if brackets.isEmpty {
        return tokens[at].kind.nameText != nil
          && tokens[behindNames(at)].kind == .sign(.define)
      }
      return looksLikeStatement(at) && brackets.contains(where: isUnclosed)
    }
  }

  /// Whether nothing in the script closes a bracket.
  func isUnclosed(_ bracket: Token) -> Bool { unclosedPlaces.contains(bracket.range.start) }

  /// Where the brackets and texts with holes begin that nothing closes. A `}` closes the innermost brace, the end of
  /// a text the innermost text, whatever was left open in it; and since no block and none of the words that begin
  /// statements can stand in brackets, those that are open before one are not closed either. A `)` or `]` where a
  /// value must follow, as in `y = )`, is a slip of its own and closes nothing.
  ///
  /// - Complexity: linear in the number of tokens.
  static func unclosedPlaces(in tokens: [Token]) -> Set<Int> {
    var open: [Token] = []
    // How many of the open ones are braces and texts: without any there is nothing to look for.
    var (braces, texts) = (0, 0)
    var unclosed: Set<Int> = []
    func isText(_ token: Token) -> Bool { if case .textStart = token.kind { true } else { false } }
    func isBrace(_ token: Token) -> Bool { token.kind == .sign(.openCurly) }
    func leaveBrackets() {
      while let last = open.last, !isText(last), !isBrace(last) {
        unclosed.insert(last.range.start)
        open.removeLast()
      }
    }
    // Whether a value, or a bracket's beginning, stands before: only then can a `)` or `]` close.
    var closes = false
    for token in tokens {
      switch token.kind {
      case .lineEnd, .comment, .recorded: continue
      case .sign(.closeRound), .sign(.closeSquare): break
      default: closes = token.kind.endsStatement
      }
      switch token.kind {
      case .sign(.openRound), .sign(.openSquare):
        open.append(token)
        closes = true
      case .sign(.openCurly):
        leaveBrackets()
        open.append(token)
        braces += 1
      case .textStart:
        open.append(token)
        texts += 1
      case .word(.def), .word(.for), .word(.param), .word(.use), .word(.return): leaveBrackets()
      case .sign(.closeRound) where closes:
        if open.last?.kind == .sign(.openRound) { open.removeLast() }
      case .sign(.closeSquare) where closes:
        if open.last?.kind == .sign(.openSquare) { open.removeLast() }
      case .sign(.closeCurly) where braces > 0, .textEnd where texts > 0:
        let closesBrace = token.kind == .sign(.closeCurly)
        while let last = open.popLast() {
          if isText(last) { texts -= 1 } else if isBrace(last) { braces -= 1 }
          if closesBrace ? isBrace(last) : isText(last) { break }
          unclosed.insert(last.range.start)
        }
      default: break
      }
    }
    return unclosed.union(open.map(\.range.start))
  }
}
