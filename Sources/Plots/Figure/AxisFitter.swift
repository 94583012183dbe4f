internal import Cards
internal import Glibc
internal import Tables

/// Fits the axes to what the marks drew, shared by all panels unless free.
struct AxisFitter {
  let scales: Scales
  let frames: [PanelFrame]
  let free: FreeAxes
  let xLimits: (low: Double, high: Double)?
  let yLimits: (low: Double, high: Double)?
  private(set) var notes: [String] = []

  init(scales: Scales, options: Settings, frames: [PanelFrame]) throws(PlotError) {
    (self.scales, self.frames) = (scales, frames)
    free = options.text("free").flatMap(FreeAxes.init) ?? .none
    xLimits = try AxisFitter.limits(options, "xlim", scales.x)
    yLimits = try AxisFitter.limits(options, "ylim", scales.y)
    var outside = 0
    for layer in frames.flatMap(\.drawings).flatMap(\.layers) {
      guard case .points(let x, let y, _, _) = layer.geometry else { continue }
      for (x, y) in zip(x, y) where isOutside(x, xLimits) || isOutside(y, yLimits) { outside += 1 }
    }
    if outside > 0 {
      notes.append("\(outside == 1 ? "1 point lies" : "\(outside) points lie") outside the limits")
    }
    let hasBars = frames.flatMap(\.drawings).contains { $0.startsAtZero }
    if scales.y.scale == .log, hasBars {
      notes.append("on a log scale the lengths of bars can't be compared")
    }
  }

  private func isOutside(_ value: Double, _ limits: (low: Double, high: Double)?) -> Bool {
    guard let limits else { return false }
    return value < limits.low || value > limits.high
  }

  func panels() throws(PlotError) -> [Panel] {
    let all = frames.flatMap(\.drawings)
    let sharedX = try axis(scales.x, all, isX: true, xLimits)
    let sharedY = try axis(scales.y, all, isX: false, yLimits)
    var panels: [Panel] = []
    for frame in frames {
      let x = free.x ? try axis(scales.x, frame.drawings, isX: true, xLimits) : sharedX
      let y = free.y ? try axis(scales.y, frame.drawings, isX: false, yLimits) : sharedY
      let (toX, toY) = (position(on: x), position(on: y))
      let layers = frame.drawings.flatMap(\.layers).filter { !$0.geometry.isEmpty }.map {
        Layer(geometry: $0.geometry.mapped(x: toX, y: toY), style: $0.style)
      }
      panels.append(
        Panel(
          label: frame.place.label, row: frame.place.row, column: frame.place.column, x: x, y: y,
          layers: layers,
          isSquare: frame.drawings.contains { $0.isSquare }))
    }
    return panels
  }

  /// From the unit of the data to that of the axis.
  private func position(on axis: Axis) -> (Double) -> Double {
    if axis.scale == .linear { return { $0 } }
    let foot = axis.low
    return { $0.isNaN ? .nan : $0 > 0 ? log10($0) : foot }
  }

  private func axis(
    _ scale: PositionScale, _ drawings: [Drawing], isX: Bool, _ limits: (low: Double, high: Double)?
  ) throws(PlotError) -> Axis {
    if scale.kind == .classes {
      let classes = scale.classes ?? []
      let step = max(1, (classes.count + 39) / 40)
      let ticks = classes.enumerated().filter { $0.offset % step == 0 }.map {
        Tick(Double($0.offset + 1), $0.element)
      }
      let isReversed = !isX
      let fixed = drawings.compactMap { isX ? $0.fixedX : $0.fixedY }.first
      return Axis(
        low: fixed?.lowerBound ?? 0.4,
        high: fixed?.upperBound ?? Double(max(1, classes.count)) + 0.6, ticks: ticks,
        scale: .linear, isClasses: true,
        isReversed: isReversed)
    }
    var extent = Extent()
    var other = Extent()
    for layer in drawings.flatMap(\.layers) {
      if isX {
        layer.geometry.extend(&extent, &other)
      } else {
        layer.geometry.extend(&other, &extent)
      }
    }
    var low = extent.low
    var high = extent.high
    if extent.isEmpty { (low, high) = (scale.scale == .log ? 1 : 0, scale.scale == .log ? 10 : 1) }
    if scale.scale == .log {
      low = log10(extent.isEmpty ? low : extent.lowestPositive)
      high = log10(high)
      guard low.isFinite, high.isFinite else {
        throw PlotError(
          .nothingToDraw,
          "there is nothing to draw: \(scale.label ?? "the axis") has no value above 0, on a log scale"
        )
      }
      let (a, b) =
        low == high
        ? (low - 0.5, high + 0.5) : (low - 0.04 * (high - low), high + 0.04 * (high - low))
      low = limits.map { log10($0.low) } ?? a
      high = limits.map { log10($0.high) } ?? b
      return Axis(
        low: low, high: high, ticks: Ticks.logarithms(low, high), scale: .log, isClasses: false,
        isReversed: false)
    }
    if let limits {
      (low, high) = limits
    } else if let fixed = drawings.compactMap({ isX ? $0.fixedX : $0.fixedY }).first {
      (low, high) = (fixed.lowerBound, fixed.upperBound)
    } else {
      let standsOnZero = !isX && drawings.contains { $0.startsAtZero }
      if standsOnZero, low >= 0 {
        high = max(high, 0)
        (low, high) = high > 0 ? (0, high * 1.05) : (0, 1)
      } else if standsOnZero, high <= 0 {
        (low, high) = (low * 1.05, 0)
      } else {
        (low, high) = AxisFitter.widened(low, high)
        let margin = 0.04 * (high - low)
        (low, high) = (low - margin, high + margin)
      }
    }
    guard (high - low).isFinite, high - low > 0 else {
      throw PlotError(
        .badArgument,
        "the values of \(scale.label ?? (isX ? "x" : "y")) lie too far apart to be drawn")
    }
    let ticks = scale.kind == .dates ? Ticks.dates(low, high) : Ticks.numbers(low, high)
    return Axis(
      low: low, high: high, ticks: ticks, scale: .linear, isClasses: false, isReversed: false)
  }

  /// Two ends that differ: a constant gets room on both sides.
  static func widened(_ low: Double, _ high: Double) -> (Double, Double) {
    // An extent below what the digits of its values can show counts as none.
    if high - low > max(abs(low), abs(high)) * 1e-12 { return (low, high) }
    let room = low == 0 ? 1 : abs(low) * 0.1
    return (low - room, high + room)
  }

  private static func limits(
    _ options: Settings, _ name: String, _ scale: PositionScale
  ) throws(PlotError) -> (low: Double, high: Double)? {
    guard let list = options.list(name) else { return nil }
    let wanted =
      scale.kind == .dates
      ? "two dates, such as [\"2020-01-01\", \"2020-12-31\"]" : "two numbers, the lower first"
    let wrong = PlotError(.badArgument, "\(name) takes \(wanted)", subject: name)
    if scale.kind == .classes {
      throw PlotError(
        .badArgument,
        "\(name) needs an axis of numbers or dates, and \(scale.label ?? "it") has classes",
        subject: name)
    }
    var ends: [Double] = []
    for item in list {
      switch item {
      case .number(let x): ends.append(x)
      case .text(let text):
        guard let day = isoDay(text) else { throw wrong }
        ends.append(Double(day.days))
      default: throw wrong
      }
    }
    guard ends.count == 2, ends[0] < ends[1], ends.allSatisfy(\.isFinite) else { throw wrong }
    if scale.scale == .log, ends[0] <= 0 {
      throw PlotError(.badArgument, "\(name) must be above 0 on a log scale", subject: name)
    }
    return (ends[0], ends[1])
  }

  private static func isoDay(_ text: String) -> Day? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
    return parts.count == 3 ? Day(year: parts[0], month: parts[1], day: parts[2]) : nil
  }
}
