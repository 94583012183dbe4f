extension Diagnostic {
  /// The error as text: sentence, marked place, facts, candidates, help. No line end at its end.
  ///
  /// ```
  /// error E21: penguins has no column `masss`
  ///   3 | | keep masss > 4000
  ///     |        ^^^^^ not a column
  ///   columns: species, island, bill, flipper, mass, sex
  ///   help: did you mean `mass`?
  /// ```
  public func rendered(color: Bool = false) -> String {
    let paint = Paint(isOn: color)
    var lines = ["\(paint.bad("error \(code.rawValue):")) \(Self.plain(message))"]
    if let range, let source { lines += excerpt(range, source, paint) }
    lines += details.map { "  \(Self.plain($0))" }
    if !candidates.isEmpty {
      let shown = candidates.prefix(24).map(Self.plain).joined(separator: ", ")
      let more = candidates.count > 24 ? ", … \(candidates.count - 24) more" : ""
      lines.append("  \(shown)\(more)")
    }
    lines += help.map { "  \(paint.good("help:")) \(Self.plain($0))" }
    return lines.joined(separator: "\n")
  }

  /// The line of the source with the range marked below; a range over several lines is marked on its first.
  ///
  /// Of a very long line a window around the place is shown, so the work doesn't grow with the line.
  private func excerpt(_ range: SourceRange, _ source: SourceText, _ paint: Paint) -> [String] {
    let (line, start) = source.line(around: range.start)
    let bytes = line.utf8
    let reach = 400
    let size = bytes.count - (bytes.last == UInt8(ascii: "\r") ? 1 : 0)
    let from = min(max(0, range.start - start), size)
    let to = min(max(from, range.end - start), size)
    let left = Self.shown(line, max(0, from - reach), from)
    let marked = Self.shown(line, from, min(to, from + reach))
    let right = Self.shown(line, min(to, from + reach), min(size, min(to, from + reach) + reach))

    let isLong =
      displayWidth(left) + displayWidth(marked) + displayWidth(right) > 160 || from > reach
    let before = isLong ? Self.ending(left, cells: 60, isCut: from > reach) : left
    let text = isLong ? fitted(before + marked + right, to: 150) : before + marked + right
    let number = "\(source.position(of: range.start).line)"
    let margin = String(repeating: " ", count: number.count)
    let carets = String(repeating: "^", count: max(1, min(displayWidth(marked), isLong ? 80 : 160)))
    let pointer =
      String(repeating: " ", count: displayWidth(before)) + paint.bad(carets)
      + (label.map { " \(Self.plain($0))" } ?? "")
    return ["  \(number) | \(text)", "  \(margin) | \(pointer)"]
  }

  /// The characters between two byte offsets of a line, as they may stand in an excerpt.
  private static func shown(_ line: Substring, _ start: Int, _ end: Int) -> String {
    let bytes = line.utf8
    // Offsets inside a character, which only a window's ends can be, move to its start.
    func index(_ offset: Int) -> String.Index {
      var index = bytes.index(bytes.startIndex, offsetBy: offset)
      while index < bytes.endIndex, index > bytes.startIndex, bytes[index] & 0xC0 == 0x80 {
        index = bytes.index(before: index)
      }
      return index
    }
    let (from, to) = (index(start), index(end))
    return from < to ? line[from..<to].map(plain).joined() : ""
  }

  /// The longest ending that takes at most `cells`, with `…` before it if something was cut off.
  private static func ending(_ text: String, cells: Int, isCut: Bool) -> String {
    if !isCut, displayWidth(text) <= cells { return text }
    var kept: [Character] = []
    var used = 1
    for character in text.reversed() {
      used += displayWidth(character)
      if used > cells { break }
      kept.append(character)
    }
    return "…" + String(kept.reversed())
  }

  /// A character as it may stand in a message: what could steer a terminal or turn the text's direction becomes a
  /// blank.
  private static func plain(_ character: Character) -> String {
    for scalar in character.unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069:
        return " "
      default: continue
      }
    }
    return String(character)
  }

  private static func plain(_ text: String) -> String {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text : text.map(plain).joined()
  }
}

/// Terminal colours, on or off.
public struct Paint: Sendable {
  public let isOn: Bool
  public init(isOn: Bool) { self.isOn = isOn }
  public func bad(_ text: String) -> String { wrap(text, "31;1") }
  public func good(_ text: String) -> String { wrap(text, "32") }
  public func dim(_ text: String) -> String { wrap(text, "2") }
  public func strong(_ text: String) -> String { wrap(text, "1") }
  private func wrap(_ text: String, _ style: String) -> String {
    isOn ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
  }
}
