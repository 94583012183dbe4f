internal import Cards
internal import Numerics
internal import Tables

/// From a request to a figure: trains the scales on all rows, splits the panels, lets the marks
/// draw, fits the axes.
struct FigureBuilder {
  let request: PlotRequest
  let marks: [any Mark.Type]
  let options: Settings
  static let mostPanels = 24

  init(_ request: PlotRequest) throws(PlotError) {
    self.request = request
    options = request.options
    if request.marks.isEmpty { throw PlotError(.badArgument, "plot needs at least one mark") }
    for (name, setting) in options.sorted(by: { $0.key < $1.key }) {
      guard let parameter = PlotOptions.parameters.first(where: { $0.name == name }) else {
        throw PlotError(.badArgument, "plot has no option `\(name)`", subject: name)
      }
      if setting != .missing, !parameter.shape.accepts(setting) {
        throw PlotError(
          .badArgument, "\(name) must be \(parameter.shape.expectation)", subject: name)
      }
    }
    var marks: [any Mark.Type] = []
    for call in request.marks {
      guard let mark = MarkCatalogue.mark(named: call.name) else {
        throw PlotError(
          .unknownMark, "there is no mark `\(call.name)`",
          details: ["marks: " + MarkCatalogue.marks.map { $0.card.name }.joined(separator: ", ")],
          subject: call.name)
      }
      marks.append(mark)
    }
    self.marks = marks
  }

  func figure() throws(PlotError) -> Figure {
    for (mark, call) in zip(marks, request.marks) { try ChannelCheck.check(call, of: mark) }
    let trainer = ScaleTrainer(request: request, marks: marks)
    let scales = try trainer.scales()
    let split = try PanelSplit(request)

    var frames: [PanelFrame] = []
    var tally = DropTally()
    for place in split.panels {
      var frame = PanelFrame(place: place)
      for (index, mark) in marks.enumerated() {
        do { try Interrupt.check() } catch {
          throw PlotError(.interrupted, "the plot was interrupted")
        }
        let call = split.call(request.marks[index], in: place)
        var drawing = Drawing(
          call: call, whole: request.marks[index], scales: scales, panel: place.label)
        try mark.draw(&drawing)
        tally.add(drawing.dropped, of: index, name: call.name)
        frame.drawings.append(drawing)
      }
      frames.append(frame)
    }
    let drawings = frames.flatMap(\.drawings)
    var notes = tally.notes
    for drawing in drawings {
      for note in drawing.notes where !notes.contains(note) { notes.append(note) }
    }
    if drawings.allSatisfy({ $0.layers.allSatisfy { $0.geometry.isEmpty } }) {
      throw PlotError(
        .nothingToDraw, "there is nothing to draw",
        details: notes.isEmpty ? ["the table has no rows"] : notes)
    }

    let fitter = try AxisFitter(scales: scales, options: options, frames: frames)
    var panels = try fitter.panels()
    notes += fitter.notes
    let flip = options.truth("flip") ?? false
    if flip { for place in panels.indices { panels[place].transpose() } }
    let legend = LegendMaker(
      scales: scales, drawings: drawings, calls: request.marks, isSplit: split.isSplit)
    legend.putWords(into: &panels, of: frames)

    let size = options.list("size")?.compactMap {
      if case .number(let x) = $0 { Int(x) } else { nil }
    }
    if let list = options.list("size"), list.count != 2 {
      throw PlotError(.badArgument, "size takes two numbers, a width and a height", subject: "size")
    }
    var (xLabel, yLabel) = (scales.x.label ?? "", scales.y.label ?? "")
    if flip { swap(&xLabel, &yLabel) }
    let theme = options.text("theme").flatMap(Theme.init) ?? .light
    return Figure(
      title: options.text("title"), subtitle: options.text("subtitle"), rows: split.rows,
      columns: split.columns,
      panels: panels, xLabel: options.text("xlabel") ?? xLabel,
      yLabel: options.text("ylabel") ?? yLabel,
      legend: options.text("legend") == "none" ? [] : legend.groups,
      shades: shadeScale(scales, drawings), width: size?.first ?? 900,
      height: size?.last ?? defaultHeight(split), theme: theme,
      ticksAngle: options.number("ticks_angle"),
      notes: notes, records: drawings.flatMap(\.records))
  }

  private func defaultHeight(_ split: PanelSplit) -> Int {
    split.rows >= 3 ? 190 * split.rows + 90 : 560
  }

  private func shadeScale(_ scales: Scales, _ drawings: [Drawing]) -> ShadeScale? {
    if let own = drawings.compactMap(\.shades).first { return own }
    guard scales.color.isContinuous, let range = scales.color.range else { return nil }
    let isDate = request.marks.contains { call in
      if case .mapped(_, let column)? = call.channels["color"] {
        [.date, .dateTime].contains(column.type)
      } else {
        false
      }
    }
    let (low, high) = AxisFitter.widened(range.lowerBound, range.upperBound)
    return ShadeScale(
      title: scales.color.title, palette: scales.palette ?? .viridis, low: low, high: high,
      ticks: isDate ? Ticks.dates(low, high, about: 4) : Ticks.numbers(low, high, about: 5),
      isShown: options.text("legend") != "none")
  }
}

/// The drawings of one panel.
struct PanelFrame {
  var place: PanelSplit.Place
  var drawings: [Drawing] = []
}

/// Rows that weren't drawn, over all panels.
private struct DropTally {
  private var counts: [(mark: Int, name: String, reason: String, count: Int)] = []

  mutating func add(_ dropped: [(reason: String, count: Int)], of mark: Int, name: String) {
    for (reason, count) in dropped {
      if let place = counts.firstIndex(where: { $0.mark == mark && $0.reason == reason }) {
        counts[place].count += count
      } else {
        counts.append((mark, name, reason, count))
      }
    }
  }

  /// `2 rows not drawn: mass missing`; said once where several layers leave out the same.
  var notes: [String] {
    var result: [String] = []
    for item in counts {
      let differs = counts.contains { $0.reason == item.reason && $0.count != item.count }
      let rows = item.count == 1 ? "1 row" : "\(item.count) rows"
      let text = "\(differs ? "\(item.name): " : "")\(rows) not drawn: \(item.reason)"
      if !result.contains(text) { result.append(text) }
    }
    return result
  }
}
