internal import Tables

/// Makes the legend from the scales and from what the marks said of their classes.
struct LegendMaker {
  let scales: Scales
  let drawings: [Drawing]
  let calls: [MarkCall]
  let isSplit: Bool
  /// More classes than this are summed up in a last line.
  static let mostEntries = 20

  var groups: [LegendGroup] {
    var groups: [LegendGroup] = []
    let color = scales.color
    // Where the classes stand on an axis already, a legend would say it twice.
    let isOnAxis = [scales.x, scales.y].contains {
      $0.classes == color.labels && $0.label == color.title
    }
    if !isOnAxis, !color.isContinuous, !color.labels.isEmpty || color.hasMissing, isMapped("color")
    {
      groups.append(
        group(color, sample: sample(of: "color"), keepsShape: !isMapped("shape")) {
          color.style($0, base)
        })
    }
    let shape = scales.shape
    if isMapped("shape"), !shape.labels.isEmpty, !(isMapped("color") && shape.title == color.title)
    {
      groups.append(
        group(shape, sample: .point, keepsShape: true) { place in
          var style = base
          style.color = scales.theme.dimInk
          style.shape = PointShape.allCases[place % PointShape.allCases.count]
          return style
        })
    } else if isMapped("shape"), shape.title == color.title, var first = groups.first {
      for place in first.entries.indices where place < shape.labels.count {
        first.entries[place].style.shape = PointShape.allCases[place % PointShape.allCases.count]
      }
      groups[0] = first
    }
    if let range = scales.size, let title = sizeTitle {
      let (low, high) = (range.lowerBound, range.upperBound)
      let entries = Ticks.numbers(low, high, about: 3)
        .filter { $0.position >= low && $0.position <= high }
        .map { tick in
          var style = base
          style.color = scales.theme.dimInk
          style.size = scales.pointSize(tick.position)
          return LegendEntry(label: tick.label, sample: .point, style: style)
        }
      groups.append(LegendGroup(title: title, entries: entries, isSizes: true))
    }
    // Words without a class make entries of their own, if there is but one panel.
    if !isSplit {
      let entries = drawings.flatMap(\.legendWords).filter { $0.group.isEmpty }.map {
        LegendEntry(label: $0.words, sample: .line, style: $0.style)
      }
      if !entries.isEmpty { groups.append(LegendGroup(title: "", entries: entries)) }
    }
    return groups
  }

  /// In a plot of several panels words without a class stand behind the panel's label.
  func putWords(into panels: inout [Panel], of frames: [PanelFrame]) {
    guard isSplit else { return }
    for (place, frame) in frames.enumerated() {
      let words = frame.drawings.flatMap(\.legendWords).filter { $0.group.isEmpty }.map(\.words)
      if !words.isEmpty {
        panels[place].label = ([panels[place].label ?? ""] + words).joined(separator: " · ")
      }
    }
  }

  private var base: Style { Style(color: RGB.classes[0]) }

  private var sizeTitle: String? {
    for call in calls {
      if case .mapped(let label, _)? = call.channels["size"] { return label }
    }
    return nil
  }

  private func isMapped(_ channel: String) -> Bool {
    calls.contains { if case .mapped? = $0.channels[channel] { true } else { false } }
  }

  /// Points before lines before boxes: the sample that shows most.
  private func sample(of channel: String) -> LegendEntry.Sample {
    let samples = drawings.filter { $0.isMapped(channel) }.compactMap(\.sample)
    return samples.contains(.point) ? .point : samples.contains(.line) ? .line : .box
  }

  private func group(
    _ scale: ClassScale, sample: LegendEntry.Sample, keepsShape: Bool, _ style: (Int) -> Style
  ) -> LegendGroup {
    var entries: [LegendEntry] = []
    for (place, label) in scale.labels.prefix(LegendMaker.mostEntries).enumerated() {
      var text = label
      let words = drawings.flatMap(\.legendWords).filter { $0.group == label }.map(\.words)
      if !isSplit, let word = words.first { text += " (\(word))" }
      var look = style(place)
      if !keepsShape { look.shape = .circle }
      entries.append(LegendEntry(label: text, sample: sample, style: look))
    }
    if scale.labels.count > LegendMaker.mostEntries {
      var look = base
      look.opacity = 0
      entries.append(
        LegendEntry(
          label: "… \(scale.labels.count - LegendMaker.mostEntries) more", sample: sample,
          style: look))
    }
    if scale.hasMissing {
      entries.append(
        LegendEntry(label: "missing", sample: sample, style: style(scale.labels.count)))
    }
    return LegendGroup(title: scale.title, entries: entries)
  }
}
