public import Cards
public import Tables

/// What a mark draws on: the rows of one panel, the scales that all panels share, and the layers so
/// far.
public struct Drawing: Sendable {
  /// The call, its mapped columns cut down to the panel's rows.
  public let call: MarkCall
  /// The scales, trained on the rows of all panels.
  let scales: Scales
  let panel: String?
  /// The call with the rows of all panels.
  private let whole: MarkCall
  private(set) var layers: [Layer] = []
  private(set) var records: [PlottedRecord] = []
  /// Rows not drawn, by the reason.
  private(set) var dropped: [(reason: String, count: Int)] = []
  private(set) var notes: [String] = []
  /// What the legend is to show of each class.
  private(set) var sample: LegendEntry.Sample?
  /// Words that follow a class's name in the legend, or make an entry of their own (key "").
  private(set) var legendWords: [(group: String, words: String, style: Style)] = []
  /// Whether the axes keep 0 at their edge, and whether the panel is square.
  private(set) var startsAtZero = false
  private(set) var isSquare = false
  private(set) var shades: ShadeScale?
  private(set) var fixedX: ClosedRange<Double>?
  private(set) var fixedY: ClosedRange<Double>?

  init(call: MarkCall, whole: MarkCall, scales: Scales, panel: String?) {
    (self.call, self.whole, self.scales, self.panel) = (call, whole, scales, panel)
  }

  public var settings: Settings { call.settings }

  /// The rows of the panel.
  public var rowCount: Int { call.rowCount ?? 0 }

  // MARK: Channels

  /// Whether a channel was given a column.
  public func isMapped(_ channel: String) -> Bool {
    if case .mapped? = call.channels[channel] { true } else { false }
  }

  /// The name of a mapped channel's column.
  public func label(_ channel: String) -> String {
    if case .mapped(let label, _)? = call.channels[channel] { label } else { channel }
  }

  /// The column of a mapped channel.
  public func column(_ channel: String) -> Column? {
    if case .mapped(_, let column)? = call.channels[channel] { column } else { nil }
  }

  /// The positions of a channel along x, NaN where missing. Classes are at 1, 2, 3 …
  public func x(_ channel: String = "x") -> [Double] { positions(channel, on: scales.x) }

  /// The positions of a channel along y, NaN where missing.
  public func y(_ channel: String = "y") -> [Double] { positions(channel, on: scales.y) }

  /// The labels of the classes on x; the first stands at 1. Empty if x is continuous.
  public var xClasses: [String] { scales.x.classes ?? [] }
  /// The labels of the classes on y.
  public var yClasses: [String] { scales.y.classes ?? [] }

  private func positions(_ channel: String, on scale: PositionScale) -> [Double] {
    switch call.channels[channel] {
    case .mapped(_, let column)?: return scale.positions(of: column)
    case .constant(let cell)?: return [scale.position(of: cell)]
    case nil: return []
    }
  }

  /// Plain numbers of a channel, not those of an axis; NaN where missing. `nil` unless it is mapped
  /// to numbers.
  public func numbers(_ channel: String) -> [Double]? {
    column(channel).flatMap { ClassLabels.numbers(of: $0) }
  }

  /// A channel's column over the rows of all panels.
  func wholeColumn(_ channel: String) -> Column? {
    if case .mapped(_, let column)? = whole.channels[channel] { column } else { column(channel) }
  }

  /// The positions of a channel along x over the rows of all panels.
  func allPanels(_ channel: String) -> [Double] {
    wholeColumn(channel).map { scales.x.positions(of: $0) } ?? []
  }

  /// How many rows all panels have together.
  var panelsRowCount: Int { whole.rowCount ?? rowCount }

  /// Rows of a mapped channel's column.
  func gathered(_ channel: String, _ rows: [Int]) -> Column {
    column(channel)?.gather(rows.map { Int32($0) })
      ?? Column(repeating: .missing, count: rows.count)
  }

  /// Whether `color` is mapped to numbers and makes a continuous scale.
  var colorIsShaded: Bool { scales.color.isContinuous && isMapped("color") }

  /// Whether a position of this mark is on a log scale.
  func isLog(_ channel: String) -> Bool { scales.isLog(channelOnX: channel, in: call) }

  // MARK: Rows

  /// The rows with all of these positions and without a missing colour or shape; the others are
  /// counted in a note that names the columns at fault.
  public mutating func presentRows(_ positions: [(channel: String, values: [Double])]) -> [Int] {
    var present: [Int] = []
    var gone: [String: Int] = [:]
    var order: [String] = []
    let count = positions.first?.values.count ?? rowCount
    let logs = positions.map { scales.isLog(channelOnX: $0.channel, in: call) }
    for row in 0..<count {
      var absent: [String] = []
      var refused: String?
      for (place, position) in positions.enumerated() {
        let value = position.values[row]
        if value.isNaN {
          absent.append(label(position.channel))
        } else if logs[place], value <= 0 {
          refused = "\(label(position.channel)) is not above 0, on a log scale"
        }
      }
      if absent.isEmpty, refused == nil {
        present.append(row)
      } else {
        let reason = absent.isEmpty ? refused ?? "" : absent.joined(separator: " and ") + " missing"
        if gone[reason] == nil { order.append(reason) }
        gone[reason, default: 0] += 1
      }
    }
    for reason in order { drop(gone[reason] ?? 0, because: reason) }
    return present
  }

  /// Counts rows as not drawn.
  public mutating func drop(_ count: Int, because reason: String) {
    if count == 0 { return }
    if let place = dropped.firstIndex(where: { $0.reason == reason }) {
      dropped[place].count += count
    } else {
      dropped.append((reason, count))
    }
  }

  /// Says something under the plot.
  public mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }

  // MARK: Groups

  /// The rows that look alike: one group for each class of `color` and `shape`, in the legend's
  /// order, with its style. One group of all rows if neither is mapped to classes. A row whose
  /// class is missing is grey, in a group of its own.
  public func groups(of rows: [Int], base: Style) -> [DrawingGroup] {
    let base = constantStyle(base)
    let colors = scales.color.codes(in: call, "color")
    let shapes = scales.shape.codes(in: call, "shape")
    if colors == nil, shapes == nil {
      return [DrawingGroup(label: nil, rows: rows, style: base, place: 0, count: 1)]
    }
    let shapeCount = max(1, scales.shape.labels.count + 1)
    let colorCount = max(1, scales.color.labels.count + 1)
    var members = [[Int]](repeating: [], count: colorCount * shapeCount)
    for row in rows {
      let c = colors.map { Int($0[row]) < 0 ? colorCount - 1 : Int($0[row]) } ?? 0
      let s = shapes.map { Int($0[row]) < 0 ? shapeCount - 1 : Int($0[row]) } ?? 0
      members[c * shapeCount + s].append(row)
    }
    var groups: [DrawingGroup] = []
    let places = colors != nil ? scales.color.labels.count : scales.shape.labels.count
    for c in 0..<colorCount {
      for s in 0..<shapeCount where !members[c * shapeCount + s].isEmpty {
        var style = base
        var words: [String] = []
        if colors != nil {
          style = scales.color.style(c, style)
          words.append(c < scales.color.labels.count ? scales.color.labels[c] : "missing")
        }
        if shapes != nil {
          style.shape = PointShape.allCases[s % PointShape.allCases.count]
          let word = s < scales.shape.labels.count ? scales.shape.labels[s] : "missing"
          if scales.shape.title != scales.color.title || colors == nil { words.append(word) }
        }
        groups.append(
          DrawingGroup(
            label: words.joined(separator: ", "), rows: members[c * shapeCount + s], style: style,
            place: colors != nil ? c : s, count: max(1, places)))
      }
    }
    return groups
  }

  /// The style with the channels that were set to one value.
  public func constantStyle(_ base: Style) -> Style {
    var style = base
    if case .constant(.text(let name))? = call.channels["color"], let color = RGB(named: name) {
      style.color = color
    }
    if case .constant(.text(let name))? = call.channels["shape"],
      let shape = PointShape(rawValue: name)
    {
      style.shape = shape
    }
    if case .constant(.number(let size))? = call.channels["size"] { style.size = size }
    return style
  }

  /// The places of the rows in the continuous colour scale; empty if `color` isn't mapped to
  /// numbers.
  public func shades(of rows: [Int]) -> [Double] {
    guard scales.color.isContinuous, let numbers = numbers("color") else { return [] }
    return rows.map { numbers[$0] }
  }

  /// How large the points of the rows are (0.5…2.5 by area); empty if `size` isn't mapped.
  public func sizes(of rows: [Int]) -> [Double] {
    guard let numbers = numbers("size") else { return [] }
    return rows.map { scales.pointSize(numbers[$0]) }
  }

  // MARK: Drawing

  /// Adds a layer over the others.
  public mutating func add(_ geometry: Geometry, _ style: Style) {
    layers.append(Layer(geometry: geometry, style: style))
  }

  /// Keeps drawn numbers for `plotted`.
  public mutating func record(group: String? = nil, _ columns: [(name: String, column: Column)]) {
    records.append(PlottedRecord(layer: call.name, panel: panel, group: group, columns: columns))
  }

  /// What the legend's samples of the classes look like.
  public mutating func legend(as sample: LegendEntry.Sample) { self.sample = sample }

  /// Adds words to a class in the legend; without classes they make an entry.
  public mutating func legend(_ words: String, group: String?, style: Style) {
    legendWords.append((group ?? "", words, style))
  }

  /// Zero is the foot of what is drawn: no room is left under it.
  public mutating func standOnZero() { startsAtZero = true }

  /// A unit of x is to be as long as one of y.
  public mutating func beSquare() { isSquare = true }

  /// The ends of the axes, whatever is drawn; `nil` leaves one to the data.
  public mutating func fix(x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil) {
    if let x { fixedX = x }
    if let y { fixedY = y }
  }

  /// A continuous colour scale of the mark's own.
  public mutating func shade(_ scale: ShadeScale) { shades = scale }

  /// The colours of numbers where the plot asks for some.
  public var palette: Palette? { scales.palette }
  /// The ink of lines and texts that stand for no class.
  public var ink: RGB { scales.theme.ink }
  /// Quieter ink.
  public var dimInk: RGB { scales.theme.dimInk }
  /// The colour of classes where none is mapped.
  public var accent: RGB { RGB.classes[0] }
}

/// Rows that look alike.
public struct DrawingGroup: Sendable {
  /// The class, or the two classes; `nil` if nothing is mapped.
  public var label: String?
  public var rows: [Int]
  public var style: Style
  /// Its place among all classes, those too that have no row here.
  public var place: Int
  /// How many classes there are.
  public var count: Int
}
