internal import Cards
internal import Tables

/// Trains the scales: what is on each axis, which classes there are, how far continuous colours and
/// sizes reach.
struct ScaleTrainer {
  let request: PlotRequest
  let marks: [any Mark.Type]

  func scales() throws(PlotError) -> Scales {
    var scales = Scales()
    scales.theme = request.options.text("theme").flatMap(Theme.init) ?? .light
    scales.palette = request.options.text("palette").flatMap(Palette.init)
    scales.x.scale = request.options.text("xscale").flatMap(AxisScale.init) ?? .linear
    scales.y.scale = request.options.text("yscale").flatMap(AxisScale.init) ?? .linear
    for (mark, call) in zip(marks, request.marks) {
      let axes = try mark.axes(of: call)
      try train(&scales.x, axes.x, call, &scales.onX)
      try train(&scales.y, axes.y, call, &scales.onY)
    }
    for (name, scale) in [("x", scales.x), ("y", scales.y)] {
      if scale.scale == .log, scale.kind == .classes || scale.kind == .dates {
        throw PlotError(
          .badArgument, "\(name)scale: \"log\" needs numbers, and \(scale.label ?? name) has none",
          subject: "\(name)scale")
      }
    }
    scales.color = try classScale("color")
    scales.shape = try classScale("shape")
    scales.size = sizes()
    return scales
  }

  private func train(
    _ scale: inout PositionScale, _ use: AxisUse, _ call: MarkCall,
    _ on: inout [String: Set<String>]
  ) throws(PlotError) {
    switch use {
    case .nothing: return
    case .computed(let label):
      try settle(&scale, .numbers, label, call)
    case .channel(let name):
      on[call.name, default: []].insert(name)
      guard let channel = call.channels[name] else { return }
      switch channel {
      case .constant(let cell):
        let column = Column(repeating: cell, count: 1)
        try settle(&scale, kind(of: column), nil, call)
        if scale.kind == .classes { merge(ClassLabels.of(column)?.labels ?? [], into: &scale) }
      case .mapped(let label, let column):
        // A column without any value takes whatever the axis is.
        if column.type == .unknown {
          if scale.label == nil { scale.label = label }
          return
        }
        try settle(&scale, kind(of: column), label, call)
        if scale.kind == .classes { merge(ClassLabels.of(column)?.labels ?? [], into: &scale) }
      }
    case .classes(let name):
      try trainClasses(&scale, name, [name], call, &on)
    case .classesAmong(let name, let all):
      try trainClasses(&scale, name, all, call, &on)
    case .classesAsTheyCome(let name):
      on[call.name, default: []].insert(name)
      guard case .mapped(let label, let column)? = call.channels[name] else { return }
      try settle(&scale, .classes, label, call)
      var seen = Set<String>()
      var labels: [String] = []
      for row in 0..<column.count where !column.isMissing(row) {
        let text = ClassLabels.text(of: column[row])
        if seen.insert(text).inserted { labels.append(text) }
      }
      merge(labels, into: &scale)
    }
  }

  private func trainClasses(
    _ scale: inout PositionScale, _ name: String, _ all: [String], _ call: MarkCall,
    _ on: inout [String: Set<String>]
  ) throws(PlotError) {
    on[call.name, default: []].insert(name)
    guard case .mapped(let title, _)? = call.channels[name] else { return }
    try settle(&scale, .classes, title, call)
    for channel in all {
      guard case .mapped(let label, let column)? = call.channels[channel] else { continue }
      guard let (labels, _) = ClassLabels.of(column) else {
        throw PlotError(
          .badArgument,
          "\(call.name) needs classes, and \(label) has more than \(ClassLabels.mostNumbers) different numbers",
          help: call.name == "bars" ? "`histogram(\(label))` counts them in bins" : nil,
          subject: channel)
      }
      merge(labels, into: &scale)
    }
  }

  private func kind(of column: Column) -> PositionScale.Kind {
    switch column.type {
    case .number: .numbers
    case .date, .dateTime: .dates
    default: .classes
    }
  }

  private func settle(
    _ scale: inout PositionScale, _ kind: PositionScale.Kind, _ label: String?, _ call: MarkCall
  ) throws(PlotError) {
    if let known = scale.kind, known != kind {
      throw PlotError(
        .badArgument,
        "\(scale.decidedBy ?? "one mark") puts \(known.words) on an axis and \(call.name) puts \(kind.words) there"
      )
    }
    if scale.kind == nil { (scale.kind, scale.decidedBy) = (kind, call.name) }
    if scale.label == nil, let label { scale.label = label }
  }

  private func merge(_ labels: [String], into scale: inout PositionScale) {
    var classes = scale.classes ?? []
    let known = Set(classes)
    classes += labels.filter { !known.contains($0) }
    scale.classes = classes
  }

  private func classScale(_ channel: String) throws(PlotError) -> ClassScale {
    var scale = ClassScale()
    var decided: (name: String, isContinuous: Bool)?
    for (mark, call) in zip(marks, request.marks) {
      guard case .mapped(let label, let column)? = call.channels[channel] else { continue }
      if scale.title.isEmpty { scale.title = label }
      if column.type == .unknown {
        scale.hasMissing = true
        continue
      }
      let numbers = ClassLabels.numbers(of: column)
      let isContinuous = channel == "color" && mark.shadesNumbers && numbers != nil
      if let decided, decided.isContinuous != isContinuous {
        throw PlotError(
          .badArgument, "\(decided.name) and \(call.name) need different kinds of \(channel)",
          subject: channel)
      }
      decided = (call.name, isContinuous)
      scale.isContinuous = isContinuous
      if isContinuous, let numbers {
        for x in numbers where x.isFinite {
          let range = scale.range ?? x...x
          scale.range = min(range.lowerBound, x)...max(range.upperBound, x)
        }
      } else if let (labels, codes) = ClassLabels.of(column) {
        let known = Set(scale.labels)
        scale.labels += labels.filter { !known.contains($0) }
        if codes.contains(-1) { scale.hasMissing = true }
      } else {
        throw PlotError(
          .badArgument,
          "\(channel) needs classes here, and \(label) has more than \(ClassLabels.mostNumbers) different numbers",
          subject: channel)
      }
    }
    return scale
  }

  private func sizes() -> ClosedRange<Double>? {
    var result: ClosedRange<Double>?
    for call in request.marks {
      guard case .mapped(_, let column)? = call.channels["size"] else { continue }
      for x in ClassLabels.numbers(of: column) ?? [] where x.isFinite {
        let range = result ?? x...x
        result = min(range.lowerBound, x)...max(range.upperBound, x)
      }
    }
    return result
  }
}

extension PositionScale.Kind {
  fileprivate var words: String {
    switch self {
    case .numbers: "numbers"
    case .dates: "dates"
    case .classes: "classes"
    }
  }
}
