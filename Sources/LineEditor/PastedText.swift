/// Makes text from outside fit for the buffer.
package enum PastedText {
  /// Line ends become "\n" and other control characters but tabs go, so that nothing that was
  /// pasted or stored can move the terminal's cursor.
  package static func cleaned(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\r", "\u{2028}", "\u{2029}": result.append("\n")
      case "\n": if previous != "\r" { result.append("\n") }
      case "\t": result.append("\t")
      default: if scalar.properties.generalCategory != .control { result.append(scalar) }
      }
      previous = scalar
    }
    return String(result)
  }

  /// `text` cleaned, without the prompts that were copied along with it from a screen, and without
  /// the line end behind it.
  ///
  /// Prompts are taken away only when the first line that isn't empty begins with one: then from
  /// each line that has one. Lines of output between them stay; the language skips none of them
  /// silently.
  package static func statement(_ text: String, prompt: String, continuation: String) -> String {
    var lines = cleaned(text).split(separator: "\n", omittingEmptySubsequences: false)
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    let prompts = [prompt, continuation].map(trimmedEnd).filter { !$0.isEmpty }
    if let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) }),
      prompts.contains(where: { stripped(first, of: $0) != nil })
    {
      lines = lines.map { line in
        prompts.lazy.compactMap { stripped(line, of: $0) }.first ?? line
      }
    }
    return lines.joined(separator: "\n")
  }

  /// `line` behind `prompt` and the space that follows it, or nil when it doesn't begin with it.
  private static func stripped(_ line: Substring, of prompt: Substring) -> Substring? {
    guard line.hasPrefix(prompt) else { return nil }
    let rest = line.dropFirst(prompt.count)
    guard let next = rest.first else { return rest }
    return next == " " ? rest.dropFirst() : nil
  }

  private static func trimmedEnd(_ prompt: String) -> Substring {
    var trimmed = prompt[...]
    while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
    return trimmed
  }
}
