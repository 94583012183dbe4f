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
    var lines = ["\(paint.bad("error \(code.rawValue):")) \(message)"]
    if let range, let source { lines += excerpt(range, source, paint) }
    lines += details.map { "  \($0)" }
    if !candidates.isEmpty {
      let shown = candidates.prefix(24).joined(separator: ", ")
      let more = candidates.count > 24 ? ", … \(candidates.count - 24) more" : ""
      lines.append("  \(shown)\(more)")
    }
    lines += help.map { "  \(paint.good("help:")) \($0)" }
    return lines.joined(separator: "\n")
  }

  /// The line of the source with the range marked below; a range over several lines is marked on its first.
  private func excerpt(_ range: SourceRange, _ source: SourceText, _ paint: Paint) -> [String] {
    let (line, start) = source.line(around: range.start)
    let number = "\(source.position(of: range.start).line)"
    let margin = String(repeating: " ", count: number.count)
    let inLine = line.utf8
    let from = inLine.index(inLine.startIndex, offsetBy: max(0, range.start - start), limitedBy: inLine.endIndex)
    let to = inLine.index(inLine.startIndex, offsetBy: max(0, range.end - start), limitedBy: inLine.endIndex)
    let before = displayWidth(line[..<(from ?? inLine.endIndex)].map(Self.plain).joined())
    let marked = displayWidth(line[(from ?? inLine.endIndex)..<(to ?? inLine.endIndex)].map(Self.plain).joined())
    let shown = line.map(Self.plain).joined()

    // A very long line is cut to a window around the place.
    var text = shown
    var offset = before
    if displayWidth(shown) > 160 {
      let skip = max(0, before - 60)
      text = (skip > 0 ? "…" : "") + fitted(String(shown.dropFirst(skip)), to: 150)
      offset = before - skip + (skip > 0 ? 1 : 0)
    }
    let carets = String(repeating: "^", count: max(1, min(marked, 120)))
    let pointer = String(repeating: " ", count: offset) + paint.bad(carets) + (label.map { " \($0)" } ?? "")
    return ["  \(number) | \(text)", "  \(margin) | \(pointer)"]
  }

  /// A character as it may stand in an excerpt: control characters become spaces.
  private static func plain(_ character: Character) -> String {
    guard let scalar = character.unicodeScalars.first, scalar.value < 0x20 || scalar.value == 0x7F else {
      return String(character)
    }
    return " "
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
