internal import Glibc

/// One panel in characters: axes with ticks, and the layers.
struct PanelText {
  let figure: Figure
  let panel: Panel
  let columns: Int
  let rows: Int
  let color: Bool
  /// Whether it stands at the left, where the y axis has its name.
  let isFirst: Bool

  var lines: [TextLine] {
    var result: [TextLine] = []
    if let label = panel.label {
      let text = TextCells.fitted(label, columns)
      let indent = max(0, (columns - TextCells.width(text)) / 2)
      result.append(
        TextLine(
          text: String(repeating: " ", count: indent) + text, width: indent + TextCells.width(text))
      )
    }
    if isFirst, !figure.yLabel.isEmpty {
      let text = TextCells.fitted(figure.yLabel, columns)
      result.append(TextLine(text: text, width: TextCells.width(text)))
    } else if !figure.yLabel.isEmpty {
      result.append(TextLine())
    }
    let hasName = !figure.xLabel.isEmpty
    let height = max(3, rows - result.count - 2 - (hasName ? 1 : 0))

    // The axis of y: its labels, right-aligned.
    let most = max(4, columns / 3)
    let labels = panel.y.ticks.map { TextCells.fitted(Layout.oneLine($0.label), min(most, 18)) }
    let margin = labels.map(TextCells.width).max() ?? 0
    let width = max(8, columns - margin - 2)
    var rowLabels = [String?](repeating: nil, count: height)
    // Every k-th label, so that numbers keep a free line between them and names don't share one.
    let apart = panel.y.isClasses ? 1 : 2
    let ticks = panel.y.ticks
    let zero = ticks.firstIndex { $0.position == 0 } ?? 0
    let step = (1...max(1, ticks.count)).first { step in
      let rows = ticks.indices.filter { $0 % step == zero % step }.map {
        rowOf(ticks[$0].position, height)
      }
      return zip(rows, rows.dropFirst()).allSatisfy { abs($0 - $1) >= apart }
    }
    for place in ticks.indices where place % (step ?? 1) == zero % (step ?? 1) {
      let row = rowOf(ticks[place].position, height)
      if row >= 0, row < height { rowLabels[row] = labels[place] }
    }

    var canvas = BrailleCanvas(columns: width, rows: height)
    let painter = LayerText(figure: figure, panel: panel, color: color)
    painter.paint(on: &canvas)
    if panel.layers.isEmpty { canvas.text("no rows", max(0, width / 2 - 3), height / 2, nil) }
    for row in 0..<height {
      let label = rowLabels[row] ?? ""
      let blank = String(repeating: " ", count: max(0, margin - TextCells.width(label)))
      let axis = rowLabels[row] == nil ? "│" : "┤"
      result.append(
        TextLine(
          text: dim(blank + label + " " + axis) + canvas.line(row, color: color), width: columns))
      // The true width is needed only for what stands to the right of it.
      let drawn = canvas.line(row, color: false)
      result[result.count - 1].width = margin + 2 + TextCells.width(drawn)
    }
    result += bottom(margin, width, hasName)
    return result
  }

  private func rowOf(_ position: Double, _ height: Int) -> Int {
    let span = panel.y.high - panel.y.low
    guard span > 0 else { return 0 }
    var t = (position - panel.y.low) / span
    if panel.y.isReversed { t = 1 - t }
    return Int((max(-1, min(2, 1 - t)) * Double(height * 4 - 1)).rounded()) / 4
  }

  /// The x axis, its labels and its name.
  private func bottom(_ margin: Int, _ width: Int, _ hasName: Bool) -> [TextLine] {
    var axis = [Character](repeating: "─", count: width)
    var labels = ""
    var used = 0
    let span = panel.x.high - panel.x.low
    let count = max(1, panel.x.ticks.count)
    let room = panel.x.isClasses ? max(3, width / count - 1) : width
    // Numbers: every k-th label, so that none touches the next.
    let ticks = panel.x.ticks
    let zero = ticks.firstIndex { $0.position == 0 } ?? 0
    let widest = ticks.map { TextCells.width($0.label) }.max() ?? 0
    let gap =
      ticks.count > 1 && span > 0
      ? abs(ticks[1].position - ticks[0].position) / span * Double(width) : 1
    let step =
      panel.x.isClasses ? 1 : max(1, Int((Double(widest + 1) / max(0.1, gap)).rounded(.up)))
    for (place, tick) in ticks.enumerated() where span > 0 && place % step == zero % step {
      let t = max(-1, min(2, (tick.position - panel.x.low) / span))
      let column = Int((t * Double(width * 2 - 1)).rounded()) / 2
      guard column >= 0, column < width else { continue }
      axis[column] = "┬"
      let label = TextCells.fitted(Layout.oneLine(tick.label), room)
      let size = TextCells.width(label)
      let start = min(max(0, column - size / 2), width - size)
      // A label that would touch the one before is left out.
      if start < 0 || (used > 0 && start < used + 1) { continue }
      labels += String(repeating: " ", count: start - used) + label
      used = start + size
    }
    let indent = String(repeating: " ", count: margin + 1)
    var result = [
      TextLine(text: dim(indent + "└" + String(axis)), width: margin + 2 + width),
      TextLine(text: dim(indent + " " + labels), width: margin + 2 + used),
    ]
    if hasName {
      let name = TextCells.fitted(figure.xLabel, width)
      let start = margin + 2 + max(0, (width - TextCells.width(name)) / 2)
      result.append(
        TextLine(
          text: String(repeating: " ", count: start) + name, width: start + TextCells.width(name)))
    }
    return result
  }

  private func dim(_ text: String) -> String { color ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
