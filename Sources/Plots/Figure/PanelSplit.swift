internal import Tables

/// The panels that `by` makes: one column wraps, two make a grid.
struct PanelSplit {
  struct Place: Sendable {
    var label: String?
    var row: Int
    var column: Int
    /// `nil` if nothing is split.
    var rows: [Int32]?
  }
  private(set) var rows = 1
  private(set) var columns = 1
  private(set) var panels: [Place] = []
  let isSplit: Bool
  private let rowCount: Int?

  init(_ request: PlotRequest) throws(PlotError) {
    let by = request.by
    isSplit = !by.isEmpty
    rowCount = by.first?.column.count
    if by.isEmpty {
      panels = [Place(label: nil, row: 0, column: 0, rows: nil)]
      return
    }
    if by.count > 2 {
      throw PlotError(
        .badArgument, "a plot can be split by one or two columns, and there are \(by.count)",
        subject: "by")
    }
    let count = by[0].column.count
    for call in request.marks {
      if let own = call.rowCount, own != count {
        throw PlotError(
          .badArgument, "\(call.name) has \(own) rows and the columns after `by` have \(count)",
          subject: "by")
      }
    }
    var keys: [(labels: [String], codes: [Int32])] = []
    for column in by {
      guard var (labels, codes) = ClassLabels.of(column.column) else {
        throw PlotError(
          .badArgument, "\(column.label) has too many different values to be panels", subject: "by")
      }
      // Missing is a panel of its own.
      if codes.contains(-1) {
        codes = codes.map { $0 < 0 ? Int32(labels.count) : $0 }
        labels.append("missing")
      }
      if labels.isEmpty {
        throw PlotError(.nothingToDraw, "there is nothing to draw: the table has no rows")
      }
      let isPlain = [.text, .category, .date, .dateTime].contains(column.column.type)
      keys.append((isPlain ? labels : labels.map { "\(column.label) = \($0)" }, codes))
    }
    let total = keys.reduce(1) { $0 * $1.labels.count }
    if total > FigureBuilder.mostPanels {
      throw PlotError(
        .badArgument, "\(by.map(\.label).joined(separator: " and ")) would make \(total) panels",
        help: "at most \(FigureBuilder.mostPanels) can be read; keep fewer classes first",
        subject: "by")
    }
    let across = keys.count == 2 ? keys[1].labels.count : 1
    var members = [[Int32]](repeating: [], count: total)
    for row in 0..<count {
      let place = Int(keys[0].codes[row]) * across + (keys.count == 2 ? Int(keys[1].codes[row]) : 0)
      members[place].append(Int32(row))
    }
    if keys.count == 2 {
      (rows, columns) = (keys[0].labels.count, across)
      for place in 0..<total {
        let (row, column) = (place / across, place % across)
        panels.append(
          Place(
            label: keys[0].labels[row] + ", " + keys[1].labels[column], row: row, column: column,
            rows: members[place]))
      }
    } else {
      columns = total <= 3 ? total : Int(Double(total).squareRoot().rounded(.up))
      rows = (total + columns - 1) / columns
      for place in 0..<total {
        panels.append(
          Place(
            label: keys[0].labels[place], row: place / columns, column: place % columns,
            rows: members[place]))
      }
    }
  }

  /// A call with the rows of one panel; constants that stand for positions become columns.
  func call(_ call: MarkCall, in place: Place) -> MarkCall {
    var result = call
    if let rows = place.rows {
      for (name, channel) in call.channels {
        if case .mapped(let label, let column) = channel {
          result.channels[name] = .mapped(label: label, column: column.gather(rows))
        }
      }
    }
    let count = result.rowCount ?? 1
    for (name, channel) in result.channels
    where !["color", "size", "shape", "label"].contains(name) {
      if case .constant(let cell) = channel {
        result.channels[name] = .mapped(label: name, column: Column(repeating: cell, count: count))
      }
    }
    return result
  }
}
