internal import Diagnostics

/// Markdown for a terminal, as far as the manual uses it: headings, paragraphs, blocks of code and tables.
struct Markdown {
  /// Cells in a line of prose; code and tables keep theirs.
  let width: Int
  let paint: Paint

  /// The text without marks: headings strong, code set in by two blanks, paragraphs filled, tables in columns.
  func shown(_ text: String) -> String {
    var blocks: [String] = []
    var open: [Substring] = []
    var isCode = false
    func close() {
      if !open.isEmpty { blocks.append(block(open)) }
      open = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if isCode {
          blocks.append(open.map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n"))
          open = []
        } else {
          close()
        }
        isCode.toggle()
      } else if isCode {
        open.append(line)
      } else if line.isEmpty {
        close()
      } else {
        open.append(line)
      }
    }
    close()
    return blocks.joined(separator: "\n\n")
  }

  private func block(_ lines: [Substring]) -> String {
    if lines[0].hasPrefix("#") { return paint.strong(String(lines[0].drop { "# ".contains($0) })) }
    if lines[0].hasPrefix("|") { return table(lines) }
    return filled(lines.joined(separator: " "))
  }

  private func filled(_ text: String) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, displayWidth(line) + 1 + displayWidth(word) > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return (lines + [line]).joined(separator: "\n")
  }

  private func table(_ lines: [Substring]) -> String {
    let rows = lines.filter { !$0.hasPrefix("|-") }.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map(\.trimmingBlanks)
    }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? displayWidth($0[column]) : 0 }.max() ?? 0
    }
    return rows.enumerated().map { place, row in
      let cells = row.enumerated().map { column, cell in
        column == row.count - 1
          ? cell : cell + String(repeating: " ", count: widths[column] - displayWidth(cell))
      }
      let line = "  " + cells.joined(separator: "  ")
      return place == 0 ? paint.dim(line) : line
    }.joined(separator: "\n")
  }
}
