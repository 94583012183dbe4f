extension Figure {
  /// The figure for a terminal: a picture where the terminal can show one and gnuplot is there,
  /// else characters.
  ///
  /// - Parameters:
  ///   - columns: the terminal's width in cells, at least 20.
  ///   - rows: how high it may be in cells, at least 8; several panels may take more.
  ///   - color: whether colours may be used (the user's choice and NO_COLOR are the caller's
  /// affair).
  ///   - capability: what ``TerminalPictures/probe()`` found; `.text` never needs gnuplot.
  /// - Returns: lines that end with a line end each, notes not among them. Deterministic for `.text`.
  public func terminalPicture(
    columns: Int, rows: Int, color: Bool, capability: TerminalCapability,
    with gnuplot: Gnuplot = .standard
  ) -> String {
    let (columns, rows) = (max(20, columns), max(8, rows))
    if capability != .text, let picture = inlinePicture(columns, rows, capability, gnuplot) {
      return picture
    }
    let picture = TextPicture(figure: self, columns: columns, rows: rows, color: color)
    return picture.lines.map { $0 + "\n" }.joined()
  }

  private func inlinePicture(
    _ columns: Int, _ rows: Int, _ capability: TerminalCapability, _ gnuplot: Gnuplot
  ) -> String? {
    // A cell is about 9 by 18 pixels; the picture keeps its proportions within the width.
    var sized = self
    let most = Double(columns * 9)
    if Double(width) > most {
      sized.height = max(200, Int(Double(height) * most / Double(width)))
      sized.width = max(200, Int(most))
    }
    guard let bytes = try? gnuplot.draw(sized, capability == .sixel ? .sixel : .png) else {
      return nil
    }
    switch capability {
    case .text: return nil
    case .kitty: return InlinePicture.kitty(bytes)
    case .iterm: return InlinePicture.iterm(bytes)
    case .sixel: return String(decoding: bytes, as: UTF8.self) + "\n"
    }
  }
}

/// What kind of picture a terminal can show.
public enum TerminalCapability: String, Sendable, CaseIterable {
  /// Characters only: every terminal.
  case text
  /// kitty's graphics protocol (kitty, Ghostty, WezTerm, Konsole).
  case kitty
  /// iTerm2's inline images (iTerm2, WezTerm, VS Code).
  case iterm
  /// DEC sixels (xterm, foot, mlterm, Windows Terminal).
  case sixel
}
