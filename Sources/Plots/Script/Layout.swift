internal import Glibc

/// Where everything stands on the page, in pixels from the lower left corner. The margins follow
/// from the lengths of the labels, so that nothing is cut off and panels line up.
struct Layout {
  struct Box: Sendable, Equatable {
    var left: Double
    var right: Double
    var bottom: Double
    var top: Double
  }
  /// The height of a line of text of the usual size; all distances are multiples of it.
  static let em = 15.0
  /// The width of a character of the sans-serif font, on average; wide ones count twice.
  static let characterWidth = 8.6
  static let longestTick = 26
  static let longestEntry = 26

  let figure: Figure
  let width: Double
  let height: Double
  /// The area inside the axes, for each panel.
  private(set) var boxes: [Box] = []
  private(set) var xTicks: [[Tick]] = []
  private(set) var yTicks: [[Tick]] = []
  /// Whether the panel shows its tick labels.
  private(set) var showsX: [Bool] = []
  private(set) var showsY: [Bool] = []
  private(set) var angle = 0.0
  /// The area that all panels take, for the axes' names.
  private(set) var area: Box
  /// Where the legend begins.
  private(set) var legendLeft = 0.0
  private(set) var titleLines: [(text: String, y: Double, size: Int)] = []

  init(_ figure: Figure) {
    self.figure = figure
    (width, height) = (Double(figure.width), Double(figure.height))
    area = Box(left: 0, right: width, bottom: 0, top: height)
    let em = Layout.em
    let panels = figure.panels
    var top = height - em * 0.9
    if let title = figure.title {
      titleLines.append((fitted(title, width - 2 * em, 1.2), top - em * 0.5, 13))
      top -= em * 1.7
    }
    if let subtitle = figure.subtitle {
      titleLines.append((fitted(subtitle, width - 2 * em, 1), top - em * 0.4, 11))
      top -= em * 1.4
    }
    let hasStrips = panels.contains { $0.label != nil }
    let strip = hasStrips ? em * 1.5 : 0

    let rightMargin = em * 1.4 + legendWidth
    let yLabel = figure.yLabel.isEmpty ? em * 0.6 : em * 2.0
    func tickWidth(_ ticks: [Tick]) -> Double {
      (ticks.map { Layout.textWidth(Layout.tickText($0.label)) }.max() ?? 0) + em * 0.8
    }
    let yWidths = panels.map { tickWidth($0.y.ticks) }
    let sharesY = Set(panels.map { "\($0.y.low) \($0.y.high)" }).count <= 1
    let sharesX = Set(panels.map { "\($0.x.low) \($0.x.high)" }).count <= 1
    let yTickWidth = min(yWidths.max() ?? 0, width * 0.35)
    var left = yLabel + yTickWidth
    // Turned labels reach out to the left of their ticks.
    if figure.ticksAngle ?? 40 > 0,
      let first = panels.first(where: { $0.x.isClasses })?.x.ticks.first,
      Layout.isCrowded(panels, (width - left - rightMargin) / Double(figure.columns))
        || figure.ticksAngle != nil
    {
      let reach =
        Layout.textWidth(Layout.tickText(first.label)) * cos((figure.ticksAngle ?? 40) * .pi / 180)
      left = min(width * 0.35, max(left, reach + em * 0.3))
    }
    let columnGap = sharesY ? em * 1.1 : yTickWidth + em * 0.6
    let columns = Double(figure.columns)
    let panelWidth = max(20, (width - left - rightMargin - columnGap * (columns - 1)) / columns)

    // The tick labels under the axis: thinned if they are numbers, turned if they are classes.
    showsX = panels.map { panel in
      !sharesX || !panels.contains { $0.column == panel.column && $0.row > panel.row }
    }
    showsY = panels.map { panel in !sharesY || panel.column == 0 }
    var xHeight = em * 2.1
    var turned = figure.ticksAngle ?? 0
    if figure.ticksAngle == nil {
      if Layout.isCrowded(panels, panelWidth) { turned = 40 }
    }
    angle = turned
    if turned > 0 {
      let longest =
        panels.flatMap(\.x.ticks).map { Layout.textWidth(Layout.tickText($0.label)) }.max() ?? 0
      xHeight = min(height * 0.4, longest * sin(turned * .pi / 180) + em * 1.85)
    }
    let xLabel = figure.xLabel.isEmpty ? em * 0.4 : em * 1.65
    let bottom = xHeight + xLabel
    let rowGap = (sharesX ? em * 0.9 : xHeight + em * 0.4) + strip
    let rows = Double(figure.rows)
    let panelHeight = max(20, (top - strip - bottom - rowGap * (rows - 1)) / rows)

    for panel in panels {
      let x0 = left + Double(panel.column) * (panelWidth + columnGap)
      let y1 = top - strip - Double(panel.row) * (panelHeight + rowGap)
      var box = Box(left: x0, right: x0 + panelWidth, bottom: y1 - panelHeight, top: y1)
      if panel.isSquare {
        // Units of equal length, as far as the room goes; wide tables of classes need not have
        // square cells.
        let side = min(panelWidth, panelHeight)
        box.right = box.left + (figure.columns == 1 ? min(panelWidth, side * 1.15) : side)
        box.bottom = box.top - panelHeight
        if figure.columns == 1, !panel.x.isClasses { box.right = box.left + side }
        if figure.columns > 1 { box.bottom = box.top - side }
      }
      boxes.append(box)
      let room = box.right - box.left
      xTicks.append(turned > 0 ? panel.x.ticks : Layout.thinned(panel.x, room))
      yTicks.append(Layout.thinned(panel.y, lines: (box.top - box.bottom) / (em * 1.15)))
    }
    area = Box(
      left: boxes.map(\.left).min() ?? 0, right: boxes.map(\.right).max() ?? width,
      bottom: (boxes.map(\.bottom).min() ?? 0), top: boxes.map(\.top).max() ?? height)
    legendLeft = area.right + em * 1.3
    self.xHeight = xHeight
    self.yTickWidth = yTickWidth
  }

  /// The height of the tick labels under the axis, and the width of those beside it.
  private(set) var xHeight = 0.0
  private(set) var yTickWidth = 0.0

  private var legendWidth: Double {
    var widest = 0.0
    for group in figure.legend {
      widest = max(widest, Layout.textWidth(Layout.entryText(group.title)))
      for entry in group.entries {
        widest = max(widest, Layout.textWidth(Layout.entryText(entry.label)) + Layout.em * 2)
      }
    }
    if let shades = figure.shades, shades.isShown {
      widest = max(widest, Layout.textWidth(Layout.entryText(shades.title)))
      for tick in shades.ticks {
        widest = max(widest, Layout.textWidth(tick.label) + Layout.em * 2)
      }
    }
    return widest > 0 ? min(widest + Layout.em, width * 0.4) : 0
  }

  static func tickText(_ label: String) -> String { shortened(oneLine(label), longestTick) }
  static func entryText(_ label: String) -> String { shortened(oneLine(label), longestEntry) }

  static func oneLine(_ text: String) -> String {
    text.contains(where: \.isNewline) ? String(text.map { $0.isNewline ? " " : $0 }) : text
  }

  static func shortened(_ text: String, _ most: Int) -> String {
    if text.count <= most { return text }
    // Long names often differ at their ends only: both ends are kept.
    let tail = (most - 1) / 3
    return String(text.prefix(most - 1 - tail)) + "…" + String(text.suffix(tail))
  }

  private func fitted(_ text: String, _ room: Double, _ scale: Double) -> String {
    Layout.shortened(
      Layout.oneLine(text), max(8, Int(room / (Layout.characterWidth * scale * 0.9))))
  }

  static func textWidth(_ text: String) -> Double {
    var width = 0.0
    for scalar in text.unicodeScalars { width += scalar.value >= 0x1100 ? 1.75 : 1 }
    return width * characterWidth
  }

  /// Whether the names of classes under the axis would touch.
  private static func isCrowded(_ panels: [Panel], _ panelWidth: Double) -> Bool {
    panels.contains { panel in
      guard panel.x.isClasses else { return false }
      let room = panelWidth / Double(max(1, panel.x.ticks.count))
      return panel.x.ticks.contains { textWidth(tickText($0.label)) > room * 0.95 }
    }
  }

  /// Every k-th tick, so that labels in a row don't touch.
  static func thinned(_ axis: Axis, _ room: Double) -> [Tick] {
    let span = axis.high - axis.low
    guard axis.ticks.count > 1, span > 0, !axis.isClasses else { return axis.ticks }
    let widest = axis.ticks.map { textWidth(tickText($0.label)) }.max() ?? 0
    for step in 1...axis.ticks.count {
      let kept = everyNth(axis.ticks, step)
      guard kept.count > 1 else { return kept }
      let distance = zip(kept, kept.dropFirst()).map { $1.position - $0.position }.min() ?? span
      if distance / span * room >= widest + em * 0.5 { return kept }
    }
    return axis.ticks
  }

  /// Every k-th tick, so that there are no more than fit.
  static func thinned(_ axis: Axis, lines: Double) -> [Tick] {
    let most = max(2, Int(lines))
    return axis.ticks.count <= most
      ? axis.ticks : everyNth(axis.ticks, (axis.ticks.count + most - 1) / most)
  }

  /// Ticks that are kept include 0 if there is one.
  private static func everyNth(_ ticks: [Tick], _ step: Int) -> [Tick] {
    if step <= 1 { return ticks }
    let anchor = (ticks.firstIndex { $0.position == 0 } ?? 0) % step
    return ticks.enumerated().filter { $0.offset % step == anchor }.map(\.element)
  }
}
