internal import Diagnostics
internal import Numerics

/// A table as aligned text for a terminal or a recording.
///
/// Names, types (dim), rows, and a last line with the counts. Numbers are aligned at their points, as ``NumberFormat``
/// writes them for each column. Missing is a dim `·`. Control characters, line ends and marks that turn the direction of
/// writing are shown escaped, so that no cell can break the layout or reach the terminal. Long texts are cut with `…`;
/// columns that don't fit the width are named in a line of their own.
///
/// - Complexity: O(rows shown · columns shown): the length of the table doesn't matter.
public struct TableText: Sendable {
  /// Terminal cells in a line.
  public var width: Int
  /// How many rows are shown at most; `nil`: all of them up to 20, else the first 10.
  public var maxRows: Int?
  /// Whether types, missing and counts are dimmed by terminal codes.
  public var color: Bool
  /// Significant digits of numbers.
  public var digits: Int
  /// The widest that a text column gets, where space is scarce.
  private let narrow = 24
  private let widest = 60

  public init(width: Int = 80, maxRows: Int? = nil, color: Bool = false, digits: Int = 6) {
    (self.width, self.maxRows, self.color, self.digits) = (
      max(8, width), maxRows.map { max(0, $0) }, color, digits
    )
  }

  /// The table's text, without a line end at its end.
  public func text(_ table: Table) -> String {
    let shown = min(table.rowCount, maxRows ?? (table.rowCount <= 20 ? 20 : 10))
    let paint = Paint(isOn: color)
    if table.columnCount == 0 { return paint.dim("\(counted(table.rowCount, "row")), no columns") }

    var columns: [Laid] = []
    var used = 0
    // Of rows that were selected and not copied yet, only those shown are.
    let head = table.prefix(shown)
    for (name, column) in zip(head.names, head.columns) {
      let laid = Laid(name, column, rows: shown, digits: digits, widest: max(4, min(widest, width)))
      // What is far beyond the width can't come into view by narrowing.
      if used > 2 * width, !columns.isEmpty { break }
      used += min(laid.width, narrow) + 2
      columns.append(laid)
    }
    narrowed(&columns)
    var fitting = 0
    var total = 0
    while fitting < columns.count, fitting == 0 || total + 2 + columns[fitting].width <= width {
      total += columns[fitting].width + (fitting == 0 ? 0 : 2)
      fitting += 1
    }
    columns.removeLast(columns.count - fitting)
    if columns[0].width > width { columns[0].width = width }

    var lines: [String] = []
    lines.append(line(columns, paint) { ($0.name, .strong) })
    lines.append(line(columns, paint) { ($0.type, .dim) })
    for row in 0..<shown {
      lines.append(line(columns, paint) { ($0.cells[row], $0.isMissing[row] ? .dim : .plain) })
    }
    let hidden = table.names.dropFirst(fitting)
    if !hidden.isEmpty {
      let names = hidden.prefix(200).map { TableText.escaped($0, limit: 40) }.joined(
        separator: ", ")
      let text = "… \(counted(hidden.count, "more column")): \(names)"
      lines.append(paint.dim(fitted(text, to: width)))
    }
    var counts = "\(counted(table.rowCount, "row")) × \(counted(table.columnCount, "column"))"
    if shown < table.rowCount { counts += shown == 0 ? "" : ", first \(shown) shown" }
    lines.append(paint.dim(fitted(counts, to: width)))
    return lines.joined(separator: "\n")
  }

  /// Narrows text columns, widest first, as far as it brings more columns into view.
  private func narrowed(_ columns: inout [Laid]) {
    func total() -> Int { columns.reduce(-2) { $0 + $1.width + 2 } }
    while total() > width {
      let wide = columns.indices.filter { !columns[$0].isRight && columns[$0].width > narrow }
      guard let widest = wide.max(by: { columns[$0].width < columns[$1].width }) else { return }
      columns[widest].width = max(narrow, columns[widest].width - max(1, total() - width))
    }
  }

  private enum Style { case plain, dim, strong }

  private func line(
    _ columns: [Laid], _ paint: Paint, _ part: (Laid) -> (text: String, style: Style)
  ) -> String {
    var line = ""
    var blanks = 0
    for (place, column) in columns.enumerated() {
      let (whole, style) = part(column)
      let text = fitted(whole, to: column.width)
      let padding = column.width - displayWidth(text)
      if place > 0 { blanks += 2 }
      if column.isRight { blanks += padding }
      if !text.isEmpty {
        line += String(repeating: " ", count: blanks)
        blanks = 0
        switch style {
        case .plain where column.isRight:
          // What makes points stand below each other must not end a line.
          let tail = text.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
          line += text.dropLast(tail)
          blanks = tail
        case .plain: line += text
        case .dim: line += paint.dim(text)
        case .strong: line += paint.strong(text)
        }
      }
      if !column.isRight { blanks += padding }
    }
    return line
  }

  /// A column's texts.
  private struct Laid {
    let name: String
    let type: String
    let isRight: Bool
    var cells: [String] = []
    var isMissing: [Bool] = []
    var width: Int

    init(_ name: String, _ column: Column, rows: Int, digits: Int, widest: Int) {
      self.name = TableText.escaped(name, limit: widest)
      type = column.type.rawValue
      isRight = column.type == .number
      let numbers = (0..<rows).compactMap { row in
        if case .number(let x) = column[row] { x } else { nil as Double? }
      }
      var texts = NumberFormat(numbers, digits: digits).texts(numbers)[...]
      for row in 0..<rows {
        let cell = column[row]
        isMissing.append(cell == .missing)
        switch cell {
        case .missing: cells.append("·")
        case .number: cells.append(texts.popFirst() ?? "")
        case .text(let x): cells.append(TableText.escaped(x, limit: widest))
        default: cells.append(cell.text())
        }
      }
      width = max(1, min(widest, max(displayWidth(self.name), displayWidth(type))))
      for cell in cells { width = max(width, min(widest, displayWidth(cell))) }
    }
  }

  /// A text as it can stand in a line, cut to so many terminal cells.
  public static func escaped(_ text: String, limit: Int = .max) -> String {
    var result = ""
    var used = 0
    var isPlain = true
    for byte in text.utf8 where byte < 0x20 || byte >= 0x7F {
      isPlain = false
      break
    }
    if isPlain { return text.utf8.count <= limit ? text : fitted(text, to: limit) }
    for character in text {
      var piece = ""
      for scalar in character.unicodeScalars { append(scalar, to: &piece) }
      let width = displayWidth(piece)
      // One that is cut off is cut by the caller's measure, with its mark.
      if used > limit { break }
      // A character of hundreds of combining marks would be drawn over its neighbours.
      result +=
        piece.unicodeScalars.count > 12 && width <= 2
        ? String(piece.unicodeScalars.prefix(12)) : piece
      used += width
    }
    return limit == .max ? result : fitted(result, to: limit)
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar.value {
    case 0x09: text += "\\t"
    case 0x0A: text += "\\n"
    case 0x0D: text += "\\r"
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069,
      0xFEFF:
      text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: text.unicodeScalars.append(scalar)
    }
  }
}
