internal import Diagnostics

/// What people who come from other languages write: said with the word that is used here.
extension ScriptReader {
  func foreignSign(_ sign: String, own: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignWord, "`\(sign)` is written `\(own)` in Ogive", at: range, found: sign,
      expected: [own],
      help: ["write `\(own)`"], fix: .init(range, own))
  }

  /// The error of a sign or word of another language where an operator or an end was expected.
  mutating func foreignSign(at token: Token) -> Diagnostic? {
    switch token.kind {
    case .foreign(let sign):
      guard let meaning = Self.signs[sign] else { return nil }
      return Diagnostic(
        .foreignWord, "`\(sign)` has no meaning in Ogive", at: token.range, found: sign,
        help: [meaning])
    case .name(let word):
      guard last?.kind.isOperand == true, let meaning = Self.infixWords[word.lowercased()] else {
        return nil
      }
      return Diagnostic(
        .foreignWord, "`\(word)` can't stand between values", at: token.range, found: word,
        help: [meaning])
    default:
      return nil
    }
  }

  private static let signs: [String: String] = [
    "->": "a value is named on its left: `name = value`",
    "=>": "`>=` compares; `name: value` sets an option",
    "::": "functions have no package before them: write the name alone",
    "++": "a name is given a new value by `x = x + 1`; texts are put together by `\"{a}{b}\"`",
    "+=": "a name is given a new value by `x = x + …`",
    "-=": "a name is given a new value by `x = x - …`",
    "*=": "a name is given a new value by `x = x * …`",
    "/=": "a name is given a new value by `x = x / …`; inequality is `!=`",
    "**=": "a name is given a new value by `x = x ^ …`",
    "<=>": "values are compared by `==`, `<` and `>`",
    "!~": "a pattern is asked for by a function: `not contains(text, \"part\")`",
    "//": "a comment begins with `#`; whole division is `floor(a / b)`",
    "%/%": "whole division is `floor(a / b)`",
    "?": "a choice is `if condition then value else value`",
    "??":
      "missing values are replaced by `if x is missing then value else x`, or `| fill x = value`",
    "\\": "a function is defined by `def f(x) = …`",
    ";": "begin the next statement on a line of its own",
    "...": "a range is `1..5`",
  ]

  private static let infixWords: [String: String] = [
    "between": "a range is asked for by `low <= x <= high`",
    "like":
      "a part of a text is asked for by `contains(x, \"part\")` or `starts_with(x, \"part\")`",
    "as": "a new name stands first: `rename new = old`, `add new = expression`",
    "xor": "one or the other, but not both, is `a != b`",
    "where": "rows are chosen in a stage of their own: `| keep condition`",
    "having": "rows are chosen in a stage of their own: `| keep condition`",
    "group": "groups are named behind `by`: `| summarise n = count() by column`",
    "order": "rows are sorted in a stage of their own: `| sort key`",
    "limit": "the first rows are `| first n`",
    "from": "the table stands first: `table | select columns`",
    "using": "the keys of a join stand behind `on`: `| join table on key`",
    "if": "a choice is `if condition then value else value`",
  ]

  // MARK: Statements

  /// The error of a statement that begins as in another language.
  mutating func foreignStatement() -> Diagnostic? {
    let token = current
    if case .foreign("//") = token.kind {
      return Diagnostic(
        .foreignWord, "a comment begins with `#`", at: token.range, found: "//", expected: ["#"],
        help: ["write `#`"], fix: .init(token.range, "#"))
    }
    guard case .name(let word) = token.kind, !defined.contains(word) else { return nil }
    let next = following
    switch word.lowercased() {
    case "let", "var", "val", "const", "local", "my", "set", "auto", "mutable", "scalar", "series",
      "generate":
      guard next.kind.nameText != nil else { return nil }
      return Diagnostic(
        .foreignWord, "a name needs no `\(word)` before it", at: token.range, found: word,
        help: ["write `\(sourceText(next)) = …`"],
        fix: .init(SourceRange(token.range.start, next.range.start), ""))
    case "function", "func", "fn", "fun", "sub", "proc", "define":
      guard next.kind.nameText != nil else { return nil }
      return Diagnostic(
        .foreignWord, "a function is defined with `def`", at: token.range, found: word,
        expected: ["def"],
        help: ["`def \(sourceText(next))(x) = …`, or with statements between `{` and `}`"],
        fix: .init(token.range, "def"))
    case "while", "until", "repeat", "loop", "do":
      if next.kind == .lineEnd || next.kind == .end || next.kind == .sign(.bar)
        || next.kind == .sign(.define)
      {
        return nil
      }
      return Diagnostic(
        .foreignWord, "Ogive has no `\(word)`", at: token.range, found: word, expected: ["for"],
        help: ["repeat over a range or a list: `for i in 1..10 { … }`"])
    case "import", "from", "using", "library", "require", "include", "source":
      guard next.kind.isOperand else { return nil }
      return Diagnostic(
        .foreignWord, "nothing needs `\(word)`: all functions are there", at: token.range,
        found: word,
        help: [
          "another script's definitions come by `use \"file.ogive\"`, data by `load(\"file.csv\")`"
        ])
    case "print", "println", "cat", "echo", "display", "puts":
      guard next.kind == .sign(.openRound) || next.kind.isOperand else { return nil }
      return Diagnostic(
        .foreignWord, "a value is shown by writing it: `\(word)` is not needed", at: token.range,
        found: word,
        expected: ["the value alone, or `| show`"],
        help: ["write the value alone, or `value | show \"title\"`"],
        fix: printedFix(token, next))
    case "select", "delete", "update", "insert", "create", "with", "alter":
      guard word == word.uppercased(), next.kind.isOperand || next.kind == .sign(.times) else {
        return nil
      }
      return Diagnostic(
        .foreignWord, "this is SQL; in Ogive the table stands first and stages follow",
        at: token.range, found: word,
        help: [
          "`table | keep condition | select a, b`",
          "`table | summarise n = count() by a | sort n desc`",
        ])
    case "else":
      return nil
    default:
      return nil
    }
  }

  /// `print(x)` → `x`, where the brackets are all of the statement.
  private func printedFix(_ token: Token, _ next: Token) -> Diagnostic.Fix? {
    guard next.kind == .sign(.openRound) else { return nil }
    var open = 0
    var index = at + 1
    while index < tokens.count {
      switch tokens[index].kind {
      case .sign(.openRound): open += 1
      case .sign(.closeRound):
        open -= 1
        if open == 0 {
          switch tokens[index + 1].kind {
          case .lineEnd, .end, .comment: break
          default: return nil
          }
          let inside = sourceText(from: next.range.end, to: tokens[index].range.start)
          return inside.isEmpty ? nil : .init(token.range.union(tokens[index].range), inside)
        }
      case .lineEnd, .end: return nil
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Says so where a part of a value is called, `table.head(3)` or `as.numeric(x)`: verbs follow bars, functions stand
  /// before what they work on, and dots are no part of names.
  mutating func reportMethod(_ base: Expression, _ name: Name) {
    // In a chain, `table.groupby("a").mean()`, the first says it.
    if case .call(let callee, _) = base.kind, case .member = callee.kind { return }
    var words = [name.text]
    // `is.na`, `read.csv` of R: one name there, unless the script has a value of the first.
    if case .name(let first) = base.kind, !defined.contains(first) {
      words.insert("\(first)_\(name.text)", at: 0)
    }
    let own = words.lazy.compactMap { ownWord(for: $0) }.first
    let whole = base.range.union(name.range)
    report(
      Diagnostic(
        .foreignWord, "`.\(name.text)` is a part of a value and can't be called", at: name.range,
        found: sourceText(from: whole.start, to: whole.end), expected: [own?.word ?? name.text],
        help: own.map { [$0.sentence] }
          ?? [
            "a verb follows a bar: `table | \(name.text) …`; a function stands before its value: `\(name.text)(…)`"
          ]))
  }

  /// The error of `function(x) …` and `lambda x: …` in the place of a value.
  mutating func foreignFunction(_ name: String) -> Diagnostic? {
    guard ["function", "lambda", "fn", "func"].contains(name), !defined.contains(name) else {
      return nil
    }
    let token = current
    let next = following.kind
    guard
      next.nameText != nil || next == .sign(.openRound) || next == .sign(.colon) && name == "lambda"
    else {
      return nil
    }
    let isAssigned =
      statementStart + 2 < tokens.count && tokens[statementStart + 1].kind == .sign(.define)
    let own = isAssigned ? (tokens[statementStart].kind.nameText ?? "f") : "f"
    return Diagnostic(
      .foreignWord, "a function is defined by a statement with `def`", at: token.range, found: name,
      expected: ["def"], help: ["`def \(own)(x) = …`, then use `\(own)` here"])
  }

  // MARK: Verbs

  /// Says so where a stage's verb is a word of another language, and nothing more about that stage.
  mutating func reportForeign(_ verb: Name) {
    guard !usesOthers, !defined.contains(verb.text), let own = ownWord(for: verb.text), own.isVerb
    else { return }
    report(own.diagnostic(at: verb.range))
    isQuiet = true
  }
}
