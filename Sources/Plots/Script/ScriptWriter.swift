/// Turns a figure into a gnuplot script and the numbers that it draws. A pure function: the same
/// figure gives the same bytes. Only numbers, words of our own, colours from ``RGB`` and texts
/// through ``GnuplotText`` get into it.
struct ScriptWriter {
  /// Columns of numbers under a generated name.
  struct DataFile: Sendable {
    var name: String
    var columns: [[Double]]
    var rows: Int { columns.first?.count ?? 0 }
  }

  private let figure: Figure
  private let layout: Layout
  private var lines: [String] = []
  private(set) var files: [DataFile] = []

  init(_ figure: Figure) {
    self.figure = figure
    layout = Layout(figure)
  }

  /// The picture's file, in gnuplot's own directory.
  static func outputName(_ terminal: PlotTerminal) -> String { "picture." + terminal.fileExtension }

  mutating func script(_ terminal: PlotTerminal) -> String {
    lines = []
    files = []
    let theme = figure.theme
    say("set encoding utf8")
    say(terminalLine(terminal))
    say("set output \"\(ScriptWriter.outputName(terminal))\"")
    say("unset key")
    say("set border 3 lw 0.75 lc rgb \"\(theme.dimInk.hexadecimal)\"")
    say("set style fill noborder")
    say("set multiplot")
    let count = figure.panels.count
    for (place, panel) in figure.panels.enumerated() {
      frame(panel, place)
      if place == count - 1 { furniture() }
      plot(panel, place)
      say("unset label")
      say("unset arrow")
      say("unset object")
    }
    say("unset multiplot")
    say("unset output")
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func say(_ line: String) { lines.append(line) }

  private func number(_ x: Double) -> String { PlainNumber.script(x) }
  private func screenX(_ x: Double) -> String { PlainNumber.fixed(x / layout.width, 5) }
  private func screenY(_ y: Double) -> String { PlainNumber.fixed(y / layout.height, 5) }

  private func terminalLine(_ terminal: PlotTerminal) -> String {
    let paper = figure.theme.paper.hexadecimal
    let look = "font \"Sans,11\" linewidth 1 rounded background \"\(paper)\""
    switch terminal {
    case .png:
      return "set terminal pngcairo noenhanced size \(figure.width),\(figure.height) \(look)"
    case .svg:
      return
        "set terminal svg noenhanced fixed size \(figure.width),\(figure.height) font \"Sans,14\" "
        + "linewidth 1 rounded background \"\(paper)\""
    case .pdf:
      // Inches, at 96 pixels each; this terminal draws all at half size unless told otherwise. So
      // letters and lines are as large against the picture as in the others.
      let (w, h) = (Double(figure.width) / 96, Double(figure.height) / 96)
      return
        "set terminal pdfcairo noenhanced size \(PlainNumber.fixed(w, 4)),\(PlainNumber.fixed(h, 4)) "
        + "font \"Sans,11\" fontscale 0.75 linewidth 1.5 pointscale 1.5 rounded background \"\(paper)\""
    case .sixel:
      return "set terminal sixelgd noenhanced truecolor size \(figure.width),\(figure.height) "
        + "font \"Sans,11\" background \"\(paper)\""
    }
  }

  // MARK: A panel's frame

  private mutating func frame(_ panel: Panel, _ place: Int) {
    let box = layout.boxes[place]
    let theme = figure.theme
    say("set lmargin at screen \(screenX(box.left))")
    say("set rmargin at screen \(screenX(box.right))")
    say("set bmargin at screen \(screenY(box.bottom))")
    say("set tmargin at screen \(screenY(box.top))")
    say("set xrange [\(ends(panel.x))]")
    say("set yrange [\(ends(panel.y))]")
    let ink = "textcolor rgb \"\(theme.dimInk.hexadecimal)\""
    let turn = layout.angle > 0 ? "rotate by \(number(layout.angle)) right " : "norotate "
    let outside = "nomirror out scale 0.6 "
    say(
      "set xtics \(outside)\(turn)\(ink) (\(ticks(layout.xTicks[place], shown: layout.showsX[place])))"
    )
    say("set ytics \(outside)\(ink) (\(ticks(layout.yTicks[place], shown: layout.showsY[place])))")
    let grid = "lt 1 lw 0.6 lc rgb \"\(theme.gridInk.hexadecimal)\" dt 1"
    let isTable = panel.isSquare && panel.x.isClasses
    let (gridX, gridY) = (
      !panel.x.isClasses, !panel.y.isClasses || (!panel.x.isClasses && !isTable)
    )
    say("unset grid")
    if gridX || gridY {
      say(
        "set grid \(gridX ? "xtics" : "noxtics") \(gridY ? "ytics" : "noytics") back \(grid), \(grid)"
      )
    }
    if let label = panel.label {
      text(
        Layout.shortened(
          Layout.oneLine(label), max(6, Int((box.right - box.left) / Layout.characterWidth))),
        (box.left + box.right) / 2, box.top + Layout.em * 0.75, "center", theme.ink)
    }
    if panel.layers.isEmpty {
      text(
        "no rows", (box.left + box.right) / 2, (box.bottom + box.top) / 2, "center", theme.dimInk)
    }
  }

  private func ends(_ axis: Axis) -> String {
    axis.isReversed
      ? "\(number(axis.high)):\(number(axis.low))" : "\(number(axis.low)):\(number(axis.high))"
  }

  private func ticks(_ ticks: [Tick], shown: Bool) -> String {
    ticks.map { tick in
      let label = shown ? GnuplotText.quoted(Layout.tickText(tick.label), isFormat: true) : "\"\""
      return "\(label) \(number(tick.position))"
    }.joined(separator: ", ")
  }

  private mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ side: String, _ ink: RGB, size: Int? = nil,
    turned: Bool = false
  ) {
    let font = size.map { " font \"Sans,\($0)\"" } ?? ""
    say(
      "set label \(GnuplotText.quoted(text)) at screen \(screenX(x)),\(screenY(y)) \(side)"
        + "\(turned ? " rotate by 90" : "") noenhanced front textcolor rgb \"\(ink.hexadecimal)\"\(font)"
    )
  }

  // MARK: Titles and legend

  private mutating func furniture() {
    let theme = figure.theme
    let em = Layout.em
    for line in layout.titleLines {
      text(
        line.text, em * 0.9, line.y, "left", line.size > 11 ? theme.ink : theme.dimInk,
        size: line.size == 11 ? nil : line.size)
    }
    let area = layout.area
    let acrossRoom = Int((area.right - area.left + 4 * em) / Layout.characterWidth)
    let upRoom = Int((area.top - area.bottom + 4 * em) / Layout.characterWidth)
    if !figure.xLabel.isEmpty {
      text(
        Layout.shortened(Layout.oneLine(figure.xLabel), max(8, acrossRoom)),
        (area.left + area.right) / 2,
        area.bottom - layout.xHeight - em * 0.75, "center", theme.ink)
    }
    if !figure.yLabel.isEmpty {
      text(
        Layout.shortened(Layout.oneLine(figure.yLabel), max(8, upRoom)),
        max(em * 0.95, area.left - layout.yTickWidth - em * 0.9), (area.bottom + area.top) / 2,
        "center", theme.ink, turned: true)
    }
    var y = area.top - em * 0.3
    if let shades = figure.shades, shades.isShown { y = shadeBar(shades, from: y) - em * 1.2 }
    for group in figure.legend {
      if !group.title.isEmpty {
        text(Layout.entryText(group.title), layout.legendLeft, y, "left", theme.ink)
        y -= em * 1.35
      }
      for entry in group.entries {
        if entry.style.opacity > 0 { sample(entry, y) }
        text(Layout.entryText(entry.label), layout.legendLeft + em * 1.9, y, "left", theme.dimInk)
        y -= em * 1.3
      }
      y -= em * 0.6
    }
  }

  private mutating func sample(_ entry: LegendEntry, _ y: Double) {
    let left = layout.legendLeft + Layout.em * 0.1
    let right = left + Layout.em * 1.4
    let color = shown(entry.style.color).hexadecimal
    switch entry.sample {
    case .point:
      say(
        "set label \"\" at screen \(screenX((left + right) / 2)),\(screenY(y)) point pt \(pointType(entry.style.shape)) "
          + "ps \(number(entry.style.size)) lc rgb \"\(color)\" front")
    case .line:
      say(
        "set arrow from screen \(screenX(left)),\(screenY(y)) to screen \(screenX(right)),\(screenY(y)) nohead front "
          + "lw 2 dt \(entry.style.dash.rawValue) lc rgb \"\(color)\"")
    case .box:
      say(
        "set object rectangle from screen \(screenX(left + 2)),\(screenY(y - Layout.em * 0.4)) "
          + "to screen \(screenX(right - 2)),\(screenY(y + Layout.em * 0.4)) front fc rgb \"\(color)\" "
          + "fs transparent solid 0.85 noborder")
    }
  }

  /// A bar of the continuous colours; its foot comes back.
  private mutating func shadeBar(_ shades: ShadeScale, from top: Double) -> Double {
    let em = Layout.em
    text(Layout.entryText(shades.title), layout.legendLeft, top, "left", figure.theme.ink)
    let high = top - em
    let low = high - em * 9
    let (left, right) = (layout.legendLeft, layout.legendLeft + em)
    let steps = 60
    for step in 0..<steps {
      let color = shades.palette.color(at: (Double(step) + 0.5) / Double(steps)).hexadecimal
      let from = low + (high - low) * Double(step) / Double(steps)
      // Each reaches under the next, so that no seam shows between them.
      let to = min(high, from + 2 * (high - low) / Double(steps))
      say(
        "set object rectangle from screen \(screenX(left)),\(screenY(from)) to screen \(screenX(right)),\(screenY(to)) "
          + "front fc rgb \"\(color)\" fs solid 1 noborder")
    }
    for tick in shades.ticks where tick.position >= shades.low && tick.position <= shades.high {
      let y = low + (high - low) * (tick.position - shades.low) / (shades.high - shades.low)
      text(tick.label, right + em * 0.4, y, "left", figure.theme.dimInk)
    }
    return low
  }

  // MARK: Layers

  private mutating func plot(_ panel: Panel, _ place: Int) {
    var parts: [String] = []
    for layer in panel.layers {
      if let part = part(layer, panel, place) { parts.append(part) }
    }
    // An empty frame is drawn by a line that lies outside of it.
    if parts.isEmpty {
      parts = ["\(number(panel.y.high + 10 * (panel.y.high - panel.y.low))) with lines notitle"]
    }
    say("plot \\")
    say(parts.map { "  " + $0 }.joined(separator: ", \\\n"))
  }

  private mutating func part(_ layer: Layer, _ panel: Panel, _ place: Int) -> String? {
    let style = layer.style
    let color = shown(style.color).hexadecimal
    let line =
      "lw \(number(style.width)) dt \(style.dash.rawValue) lc rgb \"\(transparent(style))\""
    switch layer.geometry {
    case .points(let x, let y, let sizes, let shades):
      var columns = [x, y]
      if !sizes.isEmpty { columns.append(sizes.map { $0 * style.size }) }
      if !shades.isEmpty { columns.append(shades.map { shadeValue($0, style.opacity) }) }
      let size = sizes.isEmpty ? number(style.size) : "variable"
      let ink = shades.isEmpty ? "rgb \"\(transparent(style))\"" : "rgb variable"
      return source(columns)
        + " with points pt \(pointType(style.shape)) ps \(size) lw 1.2 lc \(ink) notitle"
    case .path(let x, let y):
      return source([x, y]) + " with lines \(line) notitle"
    case .ribbon(let along, let low, let high, let upright):
      let edge = along + along.reversed()
      let sides = low + high.reversed()
      return source(upright ? [sides, edge] : [edge, sides])
        + " with filledcurves closed fc rgb \"\(color)\" fs transparent solid \(number(style.opacity)) noborder notitle"
    case .rectangles(let left, let right, let low, let high, let shades):
      var columns = [
        zip(left, right).map { ($0 + $1) / 2 }, zip(low, high).map { ($0 + $1) / 2 }, left, right,
        low, high,
      ]
      if !shades.isEmpty { columns.append(shades.map { shadeValue($0, 1) }) }
      let ink = shades.isEmpty ? "rgb \"\(color)\"" : "rgb variable"
      let outline = shades.isEmpty ? shown(style.color).hexadecimal : figure.theme.paper.hexadecimal
      let paper = figure.theme.paper.hexadecimal
      // Bars have an outline of paper between them, boxes one of their own colour.
      let isBox = style.opacity < 0.6 && shades.isEmpty
      let border = style.width > 0 ? "border lc rgb \"\(isBox ? outline : paper)\"" : "noborder"
      let fill = shades.isEmpty ? "transparent solid \(number(style.opacity))" : "solid 1"
      return source(columns)
        + " with boxxyerror lw \(number(max(0.2, style.width))) fc \(ink) fs \(fill) \(border) notitle"
    case .segments(let fromX, let fromY, let toX, let toY):
      return source([fromX, fromY, zip(toX, fromX).map(-), zip(toY, fromY).map(-)])
        + " with vectors nohead \(line) notitle"
    case .horizontals(let values):
      let (low, span) = (panel.x.low, panel.x.high - panel.x.low)
      return source([
        values.map { _ in low }, values, values.map { _ in span }, values.map { _ in 0 },
      ])
        + " with vectors nohead \(line) notitle"
    case .verticals(let values):
      let (low, span) = (panel.y.low, panel.y.high - panel.y.low)
      return source([
        values, values.map { _ in low }, values.map { _ in 0 }, values.map { _ in span },
      ])
        + " with vectors nohead \(line) notitle"
    case .labels(let x, let y, let texts, let beside):
      for index in x.indices where x[index].isFinite && y[index].isFinite {
        let isInside =
          x[index] >= panel.x.low && x[index] <= panel.x.high && y[index] >= panel.y.low
          && y[index] <= panel.y.high
        if !isInside { continue }
        let isLate = (x[index] - panel.x.low) / (panel.x.high - panel.x.low) > 0.8
        let side = beside ? (isLate ? "right offset -0.7,0" : "left offset 0.7,0") : "center"
        // Two lines of text are centred by half a line.
        let shift = texts[index].contains("\n") ? " offset 0,0.5" : ""
        say(
          "set label \(GnuplotText.quoted(texts[index], lines: true)) at first \(number(x[index])),\(number(y[index])) "
            + "\(side)\(beside ? "" : shift) noenhanced front textcolor rgb \"\(shown(style.color).hexadecimal)\""
            + (beside ? " font \"Sans,9\"" : ""))
      }
      return nil
    }
  }

  /// Files the columns under the next name; the fragment that reads them.
  private mutating func source(_ columns: [[Double]]) -> String {
    let file = DataFile(name: "data\(files.count + 1).bin", columns: columns)
    files.append(file)
    let format = String(repeating: "%double", count: columns.count)
    let using = (1...columns.count).map(String.init).joined(separator: ":")
    return "\"\(file.name)\" binary record=(\(file.rows)) format=\"\(format)\" using \(using)"
  }

  /// Black on black paper would not show.
  private func shown(_ color: RGB) -> RGB {
    figure.theme == .dark && color.value == 0 ? RGB(0xFFFFFF) : color
  }

  /// `#aarrggbb`, where 00 is opaque to gnuplot.
  private func transparent(_ style: Style) -> String {
    let alpha = Int(((1 - max(0, min(1, style.opacity))) * 255).rounded())
    let digits = String(alpha, radix: 16)
    return "#" + (digits.count == 1 ? "0" : "") + digits
      + String(shown(style.color).hexadecimal.dropFirst())
  }

  /// The colour of a number in the shade scale, as gnuplot takes it in data; grey where it is
  /// missing.
  private func shadeValue(_ value: Double, _ opacity: Double) -> Double {
    guard let shades = figure.shades else { return 0 }
    let place = (value - shades.low) / (shades.high - shades.low)
    let color = value.isNaN ? RGB(0x9A9A9A) : shades.palette.color(at: place)
    let alpha = ((1 - max(0, min(1, opacity))) * 255).rounded()
    return alpha * 16_777_216 + Double(color.value)
  }

  private func pointType(_ shape: PointShape) -> Int {
    switch shape {
    case .circle: 7
    case .triangle: 9
    case .square: 5
    case .diamond: 13
    case .wedge: 11
    case .pentagon: 15
    case .cross: 2
    case .plus: 1
    }
  }
}
