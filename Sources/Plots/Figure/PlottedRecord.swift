internal import Tables

/// The numbers that one mark drew in one panel.
struct PlottedRecord: Sendable {
  var layer: String
  var panel: String?
  var group: String?
  var columns: [(name: String, column: Column)]

  /// All records under one another.
  static func table(_ records: [PlottedRecord]) -> Table {
    var names = ["layer"]
    if records.contains(where: { $0.panel != nil }) { names.append("panel") }
    if records.contains(where: { $0.group != nil }) { names.append("group") }
    for record in records {
      for (name, _) in record.columns where !names.contains(name) { names.append(name) }
    }
    var cells = [[Cell]](repeating: [], count: names.count)
    for record in records {
      let count = record.columns.first?.column.count ?? 0
      for (place, name) in names.enumerated() {
        switch name {
        case "layer": cells[place] += repeatElement(.text(record.layer), count: count)
        case "panel":
          cells[place] += repeatElement(record.panel.map { .text($0) } ?? .missing, count: count)
        case "group":
          cells[place] += repeatElement(record.group.map { .text($0) } ?? .missing, count: count)
        default:
          if let column = record.columns.first(where: { $0.name == name })?.column {
            for row in 0..<count { cells[place].append(column[row]) }
          } else {
            cells[place] += repeatElement(.missing, count: count)
          }
        }
      }
    }
    let rows = cells[0].count
    let named = zip(names, cells).map { name, cells in
      // Layers may put numbers and classes under one name; then all are shown as texts.
      (name: name, column: Column(cells: cells) ?? Column(texts: cells.map { text(of: $0) }))
    }
    return Table(named, rowCount: rows) ?? .empty
  }

  private static func text(of cell: Cell) -> String? {
    switch cell {
    case .missing: nil
    default: ClassLabels.text(of: cell)
    }
  }
}
