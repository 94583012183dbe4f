import Diagnostics
import Engine
import Learn
import Numerics
import Tables

/// The facts of a model on as few lines as the width allows.
enum FactText {
  static func lines(_ facts: [Fact], _ style: DisplayStyle) -> String {
    var lines: [String] = []
    var line = ""
    for fact in facts {
      let part = "\(fact.name) \(cell(fact.value, name: fact.name, style))"
      if line.isEmpty {
        line = part
      } else if line.count + 3 + part.count <= style.width {
        line += " · " + part
      } else {
        lines.append(line)
        line = part
      }
    }
    return (lines + (line.isEmpty ? [] : [line])).joined(separator: "\n")
  }

  /// A cell of a summary. A p value below 0.0001 says no more than that.
  static func cell(_ cell: Cell, name: String, _ style: DisplayStyle) -> String {
    switch cell {
    case .missing: return "–"
    case .number(let x):
      if name == "p" || name.hasSuffix("_p") {
        return x < 0.0001 ? "<0.0001" : NumberText.significant(x, digits: 3)
      }
      return NumberText.significant(x, digits: min(style.digits, 5))
    default: return harmless(Value.cell(cell).plainText)
    }
  }
}

/// A table of a summary: numbers to the right, texts to the left, all rows. Columns that don't fit the width are left
/// out from the right, and counted.
struct SummaryTable {
  let text: String

  init(_ table: Table, _ style: DisplayStyle, rows limit: Int = 60) {
    let rows = min(table.rowCount, limit)
    var lines = [String](repeating: "", count: rows + 1)
    var used = 0
    var shown = 0
    for (name, column) in zip(table.names, table.columns) {
      let cells = [harmless(name)] + (0..<rows).map { FactText.cell(column[$0], name: name, style) }
      let width = cells.map(\.count).max() ?? 0
      if shown > 0, used + 2 + width > style.width { break }
      let isNumber = column.type == .number
      for place in cells.indices {
        let blanks = String(repeating: " ", count: width - cells[place].count)
        lines[place] +=
          (shown > 0 ? "  " : "") + (isNumber ? blanks + cells[place] : cells[place] + blanks)
      }
      used += width + (shown > 0 ? 2 : 0)
      shown += 1
    }
    lines = lines.map { line in
      var trimmed = Substring(line)
      while trimmed.last == " " { trimmed.removeLast() }
      return String(trimmed)
    }
    if table.rowCount > rows { lines.append("… \(table.rowCount - rows) more rows") }
    if shown < table.columnCount {
      lines.append("… also " + table.names[shown...].map { harmless($0) }.joined(separator: ", "))
    }
    text = lines.joined(separator: "\n")
  }
}
