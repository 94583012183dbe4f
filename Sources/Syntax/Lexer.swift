internal import Diagnostics

/// The words of a text, in order, closed by one of kind ``Token/Kind/end``. Never fails: what can't be read
/// becomes a token of kind ``Token/Kind/malformed(_:)``, and reading goes on behind it.
///
/// Blanks are not among the tokens; comments, recorded lines and line ends are.
/// - Complexity: linear in the length of the text.
public func tokens(of text: String) -> [Token] {
  var lexer = Lexer(text)
  return lexer.all()
}

/// Reads words off a text, byte by byte. Texts with holes come as several tokens, so nothing recurses.
struct Lexer {
  let bytes: [UInt8]
  var at: Int
  var tokens: [Token] = []
  /// What is open at this place: brackets, and holes of texts.
  var open: [Opening] = []
  /// Whether only blanks stood before on this line.
  var isLineStart = true

  struct Opening {
    enum Kind { case round, square, curly, hole }
    var kind: Kind
    /// Where it was opened; for a hole, its `{`.
    var place: Int
    /// For a hole, the opening quote of its text.
    var quote = 0
  }

  init(_ text: String) {
    bytes = Array(text.utf8)
    // A byte order mark at the start belongs to the encoding, not to the script.
    at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  mutating func all() -> [Token] {
    tokens.reserveCapacity(bytes.count / 3 + 1)
    while at < bytes.count { next() }
    closeHoles()
    add(.end, from: bytes.count)
    return tokens
  }

  /// The byte at a distance from the place, 0 behind the end.
  func byte(_ distance: Int = 0) -> UInt8 {
    at + distance < bytes.count ? bytes[at + distance] : 0
  }

  mutating func add(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind, SourceRange(start, at)))
  }

  mutating func addMalformed(_ diagnostic: Diagnostic, from start: Int) {
    var copy = diagnostic
    if copy.range == nil { copy.range = SourceRange(start, at) }
    add(.malformed(copy), from: start)
  }

  /// The characters of a part of the text.
  func string(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func next() {
    let start = at
    let first = bytes[at]
    let wasLineStart = isLineStart
    if first != 0x20 && first != 0x09 { isLineStart = false }
    switch first {
    case 0x20, 0x09, 0x0B, 0x0C:
      at += 1
    case 0x0A, 0x0D:
      closeHoles()
      at += first == 0x0D && byte(1) == 0x0A ? 2 : 1
      isLineStart = true
      add(.lineEnd, from: start)
    case UInt8(ascii: "#"):
      comment(isLineStart: wasLineStart)
    case UInt8(ascii: "\""):
      at += 1
      characters(from: start, quote: start)
    case UInt8(ascii: "`"):
      quotedName(from: start) { .quotedName($0) }
    case UInt8(ascii: "$"):
      variable()
    case UInt8(ascii: "@"):
      date()
    case UInt8(ascii: "'"):
      singleQuoted()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      number()
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
      name()
    case 0x80...:
      beyondASCII()
    default:
      sign()
    }
  }

  private mutating func comment(isLineStart: Bool) {
    let start = at
    while at < bytes.count, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
    if isLineStart, start + 1 < at, bytes[start + 1] == UInt8(ascii: ">") {
      let skipsBlank = start + 2 < at && bytes[start + 2] == 0x20
      add(.recorded(string(start + (skipsBlank ? 3 : 2), at)), from: start)
    } else {
      var end = at
      while bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
      add(.comment(string(start, end)), from: start)
    }
  }

  // MARK: Names

  private mutating func name() {
    let start = at
    skipNameCharacters()
    let text = string(start, at)
    add(Word(rawValue: text).map { .word($0) } ?? .name(text), from: start)
  }

  /// Moves behind letters, digits, `_` and the marks that belong to letters.
  mutating func skipNameCharacters() {
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
        at += 1
      case 0x80...:
        let (scalar, length) = scalar()
        guard scalar.continuesName else { return }
        at += length
      default:
        return
      }
    }
  }

  /// The Unicode scalar at the place, and its length in bytes.
  func scalar() -> (Unicode.Scalar, Int) {
    let first = bytes[at]
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = UInt32(length == 1 ? first : first & (0xFF >> UInt8(length + 1)))
    for step in 1..<max(length, 1) where at + step < bytes.count {
      value = value << 6 | UInt32(bytes[at + step] & 0x3F)
    }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }

  private mutating func quotedName(from start: Int, _ kind: (String) -> Token.Kind) {
    at += 1
    let inside = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "`"), bytes[at] != 0x0A, bytes[at] != 0x0D {
      at += 1
    }
    guard byte() == UInt8(ascii: "`") else {
      addMalformed(
        Diagnostic(
          .unclosed, "a name in back-quotes is not closed on its line",
          at: SourceRange(inside - 1, inside),
          label: "opened here", found: "the end of the line", expected: ["`"],
          help: ["write a second back-quote behind the name"]),
        from: start)
      return
    }
    let text = string(inside, at)
    at += 1
    if text.isEmpty {
      addMalformed(
        Diagnostic(
          .malformedLiteral, "a name in back-quotes is empty", found: "``", expected: ["a name"],
          help: ["write the name between the back-quotes"]),
        from: start)
    } else {
      add(kind(text), from: start)
    }
  }

  private mutating func variable() {
    let start = at
    at += 1
    if byte() == UInt8(ascii: "`") { return quotedName(from: start) { .variable($0) } }
    let inside = at
    if at < bytes.count, bytes[at] >= 0x80 ? scalar().0.beginsName : bytes[at].isLetter {
      skipNameCharacters()
    }
    if at == inside {
      addMalformed(
        Diagnostic(
          .malformedLiteral, "`$` stands without a name", label: "a name must follow", found: "$",
          expected: ["a name directly behind `$`"], help: ["`$cutoff` is the variable `cutoff`"]),
        from: start)
    } else {
      add(.variable(string(inside, at)), from: start)
    }
  }

  private mutating func beyondASCII() {
    let start = at
    let (scalar, length) = scalar()
    if scalar.beginsName { return name() }
    at += length
    if scalar.properties.isWhitespace || scalar.value == 0xFEFF || scalar.value == 0x200B { return }
    if let own = Self.lookalikes[scalar] {
      let shown = own == "\"" ? "a plain `\"`" : "`\(own)`"
      addMalformed(
        Diagnostic(
          .foreignWord, "`\(scalar)` is not a sign of Ogive; write \(shown)", found: String(scalar),
          expected: [own], help: ["write \(shown)"], fix: .init(SourceRange(start, at), own)),
        from: start)
      // Behind a typographic quote, the text and its end belong to the same mistake.
      if own == "\"" { skipTypographicText() }
      return
    }
    // The whole run of strange characters is one mistake: an emoji is several scalars.
    while at < bytes.count, bytes[at] >= 0x80 {
      let (following, length) = self.scalar()
      if following.beginsName || following.properties.isWhitespace
        || Self.lookalikes[following] != nil
      {
        break
      }
      at += length
    }
    let found = string(start, at)
    addMalformed(
      Diagnostic(
        .unexpected, "`\(found)` can't stand outside a text or a name in back-quotes", found: found,
        help: ["a name with such characters stands in back-quotes: `` `\(found)` ``"]),
      from: start)
  }

  private mutating func skipTypographicText() {
    var ahead = at
    while ahead < bytes.count, bytes[ahead] != 0x0A, bytes[ahead] != 0x0D {
      let here = string(ahead, min(ahead + 3, bytes.count))
      if here.hasPrefix("\u{201D}") || here.hasPrefix("\u{201C}") || here.hasPrefix("\u{2019}") {
        let opening = tokens[tokens.count - 1].range.start
        let inside = string(tokens[tokens.count - 1].range.end, ahead)
        at = ahead + 3
        tokens.removeLast()
        addMalformed(
          Diagnostic(
            .foreignWord, "a text stands between plain quotes, not typographic ones",
            found: string(opening, at), expected: ["\"\(inside)\""],
            help: ["write `\"\(inside)\"`"],
            fix: .init(SourceRange(opening, at), "\"\(inside)\"")),
          from: opening)
        return
      }
      ahead += 1
    }
  }

  /// Characters that editors and documents put in the place of the plain ones.
  private static let lookalikes: [Unicode.Scalar: String] = [
    "\u{201C}": "\"", "\u{201D}": "\"", "\u{201E}": "\"", "\u{2018}": "\"", "\u{2019}": "\"",
    "\u{2212}": "-",
    "\u{2013}": "-", "\u{2014}": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=",
    "…": "..",
    "¬": "not", "∧": "and", "∨": "or", "←": "=", "→": "|", "∞": "1e308",
  ]
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  /// An ASCII letter.
  var isLetter: Bool { (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "z") }
  var isHexDigit: Bool {
    isDigit || (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "f")
  }
}

extension Unicode.Scalar {
  /// Whether a bare name may begin with it: a letter of any script.
  var beginsName: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
  /// Whether it may stand inside a bare name: letters, digits, `_`, and marks that combine with letters.
  var continuesName: Bool {
    if beginsName || self == "_" { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber: return true
    default: return false
    }
  }
}
