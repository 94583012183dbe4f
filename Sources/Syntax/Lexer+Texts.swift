internal import Diagnostics

extension Lexer {
  /// Reads the characters of a text up to its end or its next hole, and adds the token.
  ///
  /// A bad escape is a malformed token of its own behind the text's token, inside the text's range: the text stays
  /// usable, and each bad escape is said.
  /// - Parameters:
  ///   - start: where the token begins: the opening quote, or the `}` that closes a hole.
  ///   - quote: the opening quote.
  mutating func characters(from start: Int, quote: Int) {
    let continues = start != quote
    var result: [UInt8] = []
    var problems: [Diagnostic] = []
    defer { for problem in problems { addEscapeProblem(problem) } }
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        let text = String(decoding: result, as: UTF8.self)
        return add(continues ? .textEnd(text) : .text(text), from: start)
      case UInt8(ascii: "{"):
        open.append(Opening(kind: .hole, place: at, quote: quote))
        at += 1
        let text = String(decoding: result, as: UTF8.self)
        return add(continues ? .textMiddle(text) : .textStart(text), from: start)
      case UInt8(ascii: "\\"):
        if let problem = escape(into: &result) { problems.append(problem) }
      case 0x0A, 0x0D:
        problems = []
        return unclosedText(from: start, quote: quote)
      default:
        result.append(bytes[at])
        at += 1
      }
    }
    problems = []
    unclosedText(from: start, quote: quote)
  }

  private mutating func addEscapeProblem(_ problem: Diagnostic) {
    tokens.append(Token(.malformed(problem), problem.range ?? SourceRange(at, at)))
  }

  /// Reads what follows a backslash; gives what is wrong with it, if anything is.
  private mutating func escape(into result: inout [UInt8]) -> Diagnostic? {
    let start = at
    at += 1
    let sign = byte()
    if at < bytes.count, sign != 0x0A, sign != 0x0D { at += sign < 0x80 ? 1 : scalar().1 }
    switch sign {
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"):
      result.append(sign)
    case UInt8(ascii: "u"): return codePoint(from: start, into: &result)
    default:
      let found = string(start, at)
      return Diagnostic(
        .malformedLiteral, "`\(found)` means nothing in a text", at: SourceRange(start, at),
        found: found,
        expected: ["\\\"", "\\\\", "\\{", "\\n", "\\t", "\\u{…}"],
        help: ["a backslash itself is `\\\\`; in a file's path `/` does as well"],
        fix: .init(SourceRange(start, start + 1), "\\\\"))
    }
    return nil
  }

  /// Reads the `{1F600}` of `\u{1F600}`.
  private mutating func codePoint(from start: Int, into result: inout [UInt8]) -> Diagnostic? {
    if byte() == UInt8(ascii: "{") {
      at += 1
      var value: UInt32 = 0
      var digits = 0
      while byte().isHexDigit, digits < 8 {
        let digit = bytes[at]
        value = value &* 16 &+ UInt32(digit.isDigit ? digit - 48 : (digit | 0x20) - 87)
        digits += 1
        at += 1
      }
      if byte() == UInt8(ascii: "}"), digits > 0 {
        at += 1
        if let scalar = Unicode.Scalar(value) {
          result.append(contentsOf: String(scalar).utf8)
          return nil
        }
      }
    }
    return Diagnostic(
      .malformedLiteral, "`\\u` needs the number of a character in braces",
      at: SourceRange(start, at),
      found: string(start, at), expected: ["\\u{…} with 1 to 8 hexadecimal digits"],
      help: ["`\\u{e9}` is é, `\\u{1F600}` is 😀"])
  }

  /// Reads `'text'`, which other languages have.
  mutating func singleQuoted() {
    let start = at
    var end = at + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "'"), bytes[end] != 0x0A, bytes[end] != 0x0D
    { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "'") else {
      at += 1
      addMalformed(
        Diagnostic(
          .unexpected, "`'` can't stand outside a text", found: "'",
          help: ["a text stands between double quotes: `\"text\"`"]),
        from: start)
      return
    }
    at = end + 1
    let own = "\"" + string(start + 1, end).escapedAsText + "\""
    addMalformed(
      Diagnostic(
        .foreignWord, "a text stands between double quotes, not single ones",
        found: string(start, at),
        expected: [own], help: ["write `\(own)`"], fix: .init(SourceRange(start, at), own)),
      from: start)
  }

  private mutating func unclosedText(from start: Int, quote: Int) {
    // Where a hole is still open, its brace is the likelier mistake.
    if open.contains(where: { $0.kind == .hole }) { return closeHoles(from: start) }
    addMalformed(
      Diagnostic(
        .unclosed, "a text is not closed on its line", at: SourceRange(quote, quote + 1),
        label: "opened here",
        found: "the end of the line", expected: ["\""],
        help: ["write `\"` behind the text; a line break in a text is `\\n`"]),
      from: start)
  }

  /// At a line's end, says that a hole is not closed, if one is open, and forgets what was open in it.
  mutating func closeHoles(from start: Int? = nil) {
    guard let index = open.firstIndex(where: { $0.kind == .hole }) else { return }
    let place = open[index].place
    open.removeSubrange(index...)
    addMalformed(
      Diagnostic(
        .unclosed, "a `{` in a text is not closed on its line", at: SourceRange(place, place + 1),
        label: "opened here", found: "the end of the line", expected: ["}"],
        help: ["write `}` behind the value; a brace itself is `\\{`"]),
      from: start ?? at)
  }
}

extension String {
  /// The characters as they stand between the quotes of a text.
  var escapedAsText: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "{": result += "\\{"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        // What would be invisible or break the line is written as its number.
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFEFF {
          result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}
