internal import Glibc

/// Paints a panel's layers onto a canvas of cells.
struct LayerText {
  let figure: Figure
  let panel: Panel
  let color: Bool

  func paint(on canvas: inout BrailleCanvas) {
    let inks = Set(
      panel.layers.compactMap { layer -> RGB? in
        if case .points = layer.geometry { layer.style.color } else { nil }
      })
    for layer in panel.layers {
      let ink = color ? TextCells.visible(layer.style.color) : nil
      switch layer.geometry {
      case .points(let x, let y, _, let shades):
        // Without colours several classes are told apart by their signs, as long as they aren't
        // many rows.
        let signs = !color && inks.count > 1
        for index in x.indices {
          let (dx, dy) = (dotX(x[index], canvas), dotY(y[index], canvas))
          guard dx.isFinite, dy.isFinite, isInside(dx, dy, canvas) else { continue }
          let (column, row) = (Int(dx.rounded()), Int(dy.rounded()))
          if signs || x.count <= 60 {
            canvas.put(
              Character(TextCells.sign(layer.style.shape)), column / 2, row / 4,
              shade(shades, index) ?? ink)
          } else {
            canvas.dot(column, row, shade(shades, index) ?? ink)
          }
        }
      case .path(let x, let y):
        let every = layer.style.dash == .solid ? 1 : 3
        for index in x.indices.dropFirst() {
          canvas.line(
            dotX(x[index - 1], canvas), dotY(y[index - 1], canvas), dotX(x[index], canvas),
            dotY(y[index], canvas), ink,
            every: every)
        }
      case .ribbon(let along, let low, let high, let upright):
        for side in [low, high] {
          for index in along.indices.dropFirst() {
            let a =
              upright ? (side[index - 1], along[index - 1]) : (along[index - 1], side[index - 1])
            let b = upright ? (side[index], along[index]) : (along[index], side[index])
            // Every other piece: a dotted edge.
            if index % 3 == 0 {
              canvas.line(
                dotX(a.0, canvas), dotY(a.1, canvas), dotX(b.0, canvas), dotY(b.1, canvas), ink,
                every: 3)
            }
          }
        }
      case .rectangles(let left, let right, let low, let high, let shades):
        for index in left.indices {
          let box = (left[index], right[index], low[index], high[index])
          if !shades.isEmpty {
            tile(box, shades[index], on: &canvas)
          } else if layer.style.opacity < 0.6 {
            outline(box, ink, on: &canvas)
          } else {
            bar(box, ink, layer.style, on: &canvas)
          }
        }
      case .segments(let fromX, let fromY, let toX, let toY):
        for index in fromX.indices {
          canvas.line(
            dotX(fromX[index], canvas), dotY(fromY[index], canvas), dotX(toX[index], canvas),
            dotY(toY[index], canvas), ink)
        }
      case .horizontals(let values):
        for y in values {
          let row = dotY(y, canvas)
          canvas.line(
            0, row, Double(canvas.dotColumns - 1), row, color ? RGB(0x8A8A8A) : nil, every: 3)
        }
      case .verticals(let values):
        for x in values {
          let column = dotX(x, canvas)
          canvas.line(
            column, 0, column, Double(canvas.dotRows - 1), color ? RGB(0x8A8A8A) : nil, every: 3)
        }
      case .labels(let x, let y, let texts, let beside):
        for index in x.indices {
          label(x[index], y[index], texts[index], beside, layer.style, on: &canvas)
        }
      }
    }
  }

  // MARK: Places

  private func dotX(_ x: Double, _ canvas: BrailleCanvas) -> Double {
    var t = (x - panel.x.low) / (panel.x.high - panel.x.low)
    if panel.x.isReversed { t = 1 - t }
    return t * Double(canvas.dotColumns - 1)
  }

  private func dotY(_ y: Double, _ canvas: BrailleCanvas) -> Double {
    var t = (y - panel.y.low) / (panel.y.high - panel.y.low)
    if panel.y.isReversed { t = 1 - t }
    return (1 - t) * Double(canvas.dotRows - 1)
  }

  private func isInside(_ x: Double, _ y: Double, _ canvas: BrailleCanvas) -> Bool {
    x >= -0.5 && y >= -0.5 && x < Double(canvas.dotColumns) - 0.5
      && y < Double(canvas.dotRows) - 0.5
  }

  private func shade(_ shades: [Double], _ index: Int) -> RGB? {
    guard color, !shades.isEmpty, let scale = figure.shades else { return nil }
    if shades[index].isNaN { return RGB(0x9A9A9A) }
    return scale.palette.color(at: (shades[index] - scale.low) / (scale.high - scale.low))
  }

  // MARK: Rectangles

  /// A filled bar in blocks: its end is drawn in eighths of a cell.
  private func bar(
    _ box: (Double, Double, Double, Double), _ ink: RGB?, _ style: Style,
    on canvas: inout BrailleCanvas
  ) {
    let (x0, x1) = ordered(dotX(box.0, canvas) / 2, dotX(box.1, canvas) / 2)
    let (y0, y1) = ordered(dotY(box.2, canvas) / 4, dotY(box.3, canvas) / 4)
    guard x0.isFinite, x1.isFinite, y0.isFinite, y1.isFinite else { return }
    let isLying = panel.y.isClasses && !panel.x.isClasses
    let limits = (columns: Double(canvas.columns), rows: Double(canvas.rows))
    let fill = LayerText.fill(style, color: color)
    if isLying {
      let (from, to) = (
        max(0, whole(y0.rounded())),
        min(canvas.rows - 1, max(whole(y0.rounded()), whole(y1.rounded()) - 1))
      )
      guard from <= to, x1 > x0 else { return }
      for row in from...to {
        var column = max(0, whole(x0.rounded(.down)))
        while Double(column) < min(limits.columns, x1) {
          let covered = min(1, x1 - Double(column))
          if covered >= 0.95 || Double(column) < x0 {
            canvas.put(fill, column, row, ink)
          } else if covered > 0.06 {
            canvas.put(color ? LayerText.lefts[min(7, whole(covered * 8))] : fill, column, row, ink)
          }
          column += 1
        }
      }
    } else {
      // Neighbouring bars share no cell.
      let from = max(0, whole(x0.rounded()))
      let to = min(canvas.columns - 1, max(from, whole(x1.rounded()) - 1))
      guard from <= to, y1 > y0 else { return }
      for column in from...to {
        var row = min(canvas.rows - 1, whole((y1 + 0.24).rounded(.up)) - 1)
        while row >= 0, Double(row) + 1 > y0 {
          let covered = Double(row) + 1 - y0
          if covered >= 0.95 {
            canvas.put(fill, column, row, ink)
          } else if covered > 0.06 {
            canvas.put(color ? LayerText.feet[min(7, whole(covered * 8))] : fill, column, row, ink)
          }
          row -= 1
        }
      }
    }
  }

  /// A box with its edges only.
  private func outline(
    _ box: (Double, Double, Double, Double), _ ink: RGB?, on canvas: inout BrailleCanvas
  ) {
    let (x0, x1) = (dotX(box.0, canvas), dotX(box.1, canvas))
    let (y0, y1) = (dotY(box.2, canvas), dotY(box.3, canvas))
    canvas.line(x0, y0, x1, y0, ink)
    canvas.line(x0, y1, x1, y1, ink)
    canvas.line(x0, y0, x0, y1, ink)
    canvas.line(x1, y0, x1, y1, ink)
  }

  /// A cell of a table: its colour behind the text, or a shade of grey blocks.
  private func tile(
    _ box: (Double, Double, Double, Double), _ value: Double, on canvas: inout BrailleCanvas
  ) {
    guard let scale = figure.shades else { return }
    let place = (value - scale.low) / (scale.high - scale.low)
    let (x0, x1) = ordered(dotX(box.0, canvas) / 2, dotX(box.1, canvas) / 2)
    let (y0, y1) = ordered(dotY(box.2, canvas) / 4, dotY(box.3, canvas) / 4)
    guard x0.isFinite, y0.isFinite, x1.isFinite, y1.isFinite else { return }
    let (left, right) = (max(0, whole(x0.rounded())), min(canvas.columns, whole(x1.rounded())))
    let (top, bottom) = (max(0, whole(y0.rounded())), min(canvas.rows, whole(y1.rounded())))
    guard left < right, top < bottom else { return }
    for row in top..<bottom {
      for column in left..<right {
        if color {
          canvas.paper(column, row, scale.palette.color(at: place))
        } else {
          canvas.put(
            LayerText.shadeBlocks[max(0, min(4, whole((place * 4).rounded())))], column, row, nil)
        }
      }
    }
  }

  private func label(
    _ x: Double, _ y: Double, _ text: String, _ beside: Bool, _ style: Style,
    on canvas: inout BrailleCanvas
  ) {
    let (column, row) = (dotX(x, canvas) / 2, dotY(y, canvas) / 4)
    guard column.isFinite, row.isFinite, isInside(column * 2, row * 4, canvas) else { return }
    var lines = text.split(whereSeparator: \.isNewline).map { TextCells.clean(String($0)) }
    let room = beside ? 20 : max(3, canvas.columns / max(1, panel.x.ticks.count) - 1)
    // Where two lines don't fit the first says most.
    if !beside, canvas.rows / max(1, panel.y.ticks.count) < lines.count + 1 {
      lines = Array(lines.prefix(1))
    }
    for (offset, line) in lines.enumerated() {
      let shown = TextCells.fitted(line, room)
      let start = beside ? whole(column) + 2 : whole(column.rounded()) - TextCells.width(shown) / 2
      let top = whole(row) - (lines.count - 1) / 2
      // On grey blocks a text needs a frame of blanks.
      let framed = !beside && !color ? " \(shown) " : shown
      canvas.text(
        framed, framed == shown ? start : start - 1, top + offset,
        color && !beside ? style.color : nil)
    }
  }

  /// A whole number of cells; what lies far outside counts as just outside.
  private func whole(_ x: Double) -> Int { x.isNaN ? 0 : Int(max(-1e6, min(1e6, x))) }

  private func ordered(_ a: Double, _ b: Double) -> (Double, Double) { a <= b ? (a, b) : (b, a) }

  /// What bars are filled with: classes differ by it where there are no colours.
  static func fill(_ style: Style, color: Bool) -> Character {
    color ? "█" : fills[(RGB.classes.firstIndex(of: style.color) ?? 0) % fills.count]
  }

  private static let feet: [Character] = ["▁", "▁", "▂", "▃", "▄", "▅", "▆", "▇"]
  private static let lefts: [Character] = ["▏", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let fills: [Character] = ["█", "░", "▓", "▒", "#", "=", "+", "."]
  private static let shadeBlocks: [Character] = [" ", "░", "▒", "▓", "█"]
}
