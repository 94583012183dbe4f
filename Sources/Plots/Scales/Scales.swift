internal import Tables

/// The scales of a figure, trained on the rows of all its panels.
struct Scales: Sendable {
  var x = PositionScale()
  var y = PositionScale()
  var color = ClassScale()
  var shape = ClassScale()
  /// The smallest and largest mapped size.
  var size: ClosedRange<Double>?
  var theme = Theme.light
  /// The colours of numbers where the plot asks for some.
  var palette: Palette?
  /// The parameters that each mark puts on x and on y.
  var onX: [String: Set<String>] = [:]
  var onY: [String: Set<String>] = [:]

  /// How large a point of a mapped size is, 0.5…2.5: its area grows evenly.
  func pointSize(_ value: Double) -> Double {
    guard let range = size else { return 1 }
    let span = range.upperBound - range.lowerBound
    let t = span > 0 ? (value - range.lowerBound) / span : 0.5
    return (0.25 + max(0, min(1, t)) * 6).squareRoot()
  }

  /// Whether a channel of a mark is on a log scale.
  func isLog(channelOnX channel: String, in call: MarkCall) -> Bool {
    if onX[call.name]?.contains(channel) == true { return x.scale == .log }
    if onY[call.name]?.contains(channel) == true { return y.scale == .log }
    return false
  }
}

/// How values become positions along one axis.
struct PositionScale: Sendable {
  enum Kind: Sendable, Equatable { case numbers, dates, classes }
  var kind: Kind?
  /// The labels, if it is an axis of classes.
  var classes: [String]?
  var label: String?
  var scale = AxisScale.linear
  /// Which mark decided the kind, for error texts.
  var decidedBy: String?

  /// Positions of a column's rows, NaN where missing or of another kind.
  func positions(of column: Column) -> [Double] {
    guard let classes else { return ClassLabels.numbers(of: column) ?? column.values.blanks }
    guard let (labels, codes) = ClassLabels.of(column) else { return column.values.blanks }
    let place = Dictionary(classes.enumerated().map { ($0.element, Double($0.offset + 1)) }) {
      a, _ in a
    }
    let positions = labels.map { place[$0] ?? .nan }
    return codes.map { $0 < 0 ? .nan : positions[Int($0)] }
  }

  func position(of cell: Cell) -> Double {
    if let classes {
      return classes.firstIndex(of: ClassLabels.text(of: cell)).map { Double($0 + 1) } ?? .nan
    }
    switch cell {
    case .number(let x): return x
    case .date(let day): return Double(day.days)
    case .dateTime(let instant):
      return Double(instant.microseconds) / Double(Instant.microsecondsPerDay)
    default: return .nan
    }
  }
}

extension Column.Values {
  fileprivate var blanks: [Double] {
    [Double](repeating: .nan, count: Column(self).count)
  }
}

/// The classes of `color` or `shape`, or the range of continuous colours.
struct ClassScale: Sendable {
  var title = ""
  var labels: [String] = []
  var isContinuous = false
  var range: ClosedRange<Double>?
  /// Whether some row has no class.
  var hasMissing = false

  /// Each row's place in the labels, -1 where missing; `nil` unless the channel is mapped to
  /// classes.
  func codes(in call: MarkCall, _ channel: String) -> [Int32]? {
    guard !isContinuous, !(labels.isEmpty && !hasMissing),
      case .mapped(_, let column)? = call.channels[channel],
      let (own, codes) = ClassLabels.of(column)
    else { return nil }
    let place = Dictionary(labels.enumerated().map { ($0.element, Int32($0.offset)) }) { a, _ in a }
    let mine = own.map { place[$0] ?? -1 }
    return codes.map { $0 < 0 ? -1 : mine[Int($0)] }
  }

  /// The look of a class by its place; the one past the last is the missing one.
  func style(_ place: Int, _ base: Style) -> Style {
    var style = base
    guard place < labels.count else {
      style.color = RGB(0x9A9A9A)
      style.shape = .cross
      return style
    }
    let colors = RGB.classes.count
    style.color = RGB.classes[place % colors]
    // Past the eighth class colours come again, with another shape and dash.
    let round = place / colors
    let shapes = PointShape.allCases
    style.shape = shapes[(place + round) % shapes.count]
    style.dash = Dash(rawValue: round % Dash.allCases.count + 1) ?? .solid
    return style
  }
}

extension Theme {
  var paper: RGB { self == .light ? RGB(0xFFFFFF) : RGB(0x111418) }
  var ink: RGB { self == .light ? RGB(0x222222) : RGB(0xD7DDE3) }
  var dimInk: RGB { self == .light ? RGB(0x555555) : RGB(0x9AA5B1) }
  var gridInk: RGB { self == .light ? RGB(0xE6E6E6) : RGB(0x2A3138) }
}
