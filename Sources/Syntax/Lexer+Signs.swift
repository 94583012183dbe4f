internal import Diagnostics

extension Lexer {
  /// The signs of other languages, longest first. `<-` and `--` are left to the parser, as `x <-3` and `--x` have a
  /// meaning here; so is `=~`, since `f =~ x` is a formula.
  private static let foreignSigns: [[UInt8]] = [
    "%>%", "%in%", "%/%", "===", "!==", "**=", "<=>", "...", "||", "&&", "|>", "**", ":=", "::",
    "++", "+=", "-=",
    "*=", "/=", "<>", "=>", "->", "!~", "//", "%%", "??", "&", "!", ";", "?", "\\",
  ].sorted { $0.utf8.count > $1.utf8.count }.map { Array($0.utf8) }

  /// The own signs of two characters.
  private static let pairs: [Sign] = [.range, .equal, .notEqual, .lessOrEqual, .greaterOrEqual]

  mutating func sign() {
    let start = at
    if byte() == UInt8(ascii: "."), byte(1).isDigit { return bareFraction() }
    if let length = foreignLength() {
      at += length
      return add(.foreign(string(start, at)), from: start)
    }
    guard let sign = ownSign() else {
      at += 1
      let found =
        bytes[start] < 0x20 || bytes[start] == 0x7F
        ? "a control character" : "`\(string(start, at))`"
      addMalformed(
        Diagnostic(.unexpected, "\(found) has no meaning here", found: string(start, at)),
        from: start)
      return
    }
    at += sign.rawValue.utf8.count
    switch sign {
    case .openRound: open.append(Opening(kind: .round, place: start))
    case .openSquare: open.append(Opening(kind: .square, place: start))
    case .openCurly: open.append(Opening(kind: .curly, place: start))
    case .closeRound: if open.last?.kind == .round { open.removeLast() }
    case .closeSquare: if open.last?.kind == .square { open.removeLast() }
    case .closeCurly:
      // A `}` closes the innermost brace or hole, whatever was left open in it.
      if let index = open.lastIndex(where: { $0.kind == .curly || $0.kind == .hole }) {
        let opening = open[index]
        open.removeSubrange(index...)
        if opening.kind == .hole { return characters(from: start, quote: opening.quote) }
      }
    default: break
    }
    add(.sign(sign), from: start)
  }

  private func foreignLength() -> Int? {
    for sign in Self.foreignSigns where at + sign.count <= bytes.count {
      if bytes[at..<(at + sign.count)].elementsEqual(sign) {
        // `!=` is an own sign; `!==` came before.
        if sign.count == 1, sign[0] == UInt8(ascii: "!"), byte(1) == UInt8(ascii: "=") {
          return nil
        }
        return sign.count
      }
    }
    return nil
  }

  private func ownSign() -> Sign? {
    for pair in Self.pairs where pair.rawValue.utf8.elementsEqual([byte(), byte(1)]) { return pair }
    return Sign(rawValue: String(UnicodeScalar(byte())))
  }
}
