public import Cards

/// The options of a plot as a whole: `title: xlim: flip:` …
public enum PlotOptions {
  /// As they stand on the plot verb's card.
  public static let parameters: [Parameter] = [
    Parameter("title", .text, .option, default: .none, "A title over the plot."),
    Parameter(
      "subtitle", .text, .option, default: .none, "A second, quieter line under the title."),
    Parameter(
      "xlabel", .text, .option, default: .none, "The name of the x axis, in place of the column's."),
    Parameter(
      "ylabel", .text, .option, default: .none, "The name of the y axis, in place of the column's."),
    Parameter(
      "xscale", .choice(AxisScale.allCases.map(\.rawValue)), .option,
      default: .value(.text("linear")),
      "How x is spread: evenly, or by its logarithm."),
    Parameter(
      "yscale", .choice(AxisScale.allCases.map(\.rawValue)), .option,
      default: .value(.text("linear")),
      "How y is spread: evenly, or by its logarithm."),
    Parameter(
      "xlim", .list(of: .either([.number(.any), .text])), .option, default: .none,
      "The ends of the x axis: two numbers, or two dates as texts; what lies outside isn't drawn."),
    Parameter(
      "ylim", .list(of: .either([.number(.any), .text])), .option, default: .none,
      "The ends of the y axis: two numbers, or two dates as texts; what lies outside isn't drawn."),
    Parameter("flip", .truth, .option, default: .value(.truth(false)), "Swaps the two axes."),
    Parameter(
      "legend", .choice(LegendPlace.allCases.map(\.rawValue)), .option,
      default: .value(.text("right")),
      "Where the legend stands, or none."),
    Parameter(
      "free", .choice(FreeAxes.allCases.map(\.rawValue)), .option, default: .value(.text("none")),
      "The axes whose range each panel chooses for itself."),
    Parameter(
      "size", .list(of: .number(.between(200, 4000))), .option, default: .none,
      "Width and height of the picture in pixels; 900 and 560 if left out."),
    Parameter(
      "palette", .choice(Palette.allCases.map(\.rawValue)), .option, default: .none,
      "The colours of numbers; viridis if left out, and blues for a confusion."),
    Parameter(
      "theme", .choice(Theme.allCases.map(\.rawValue)), .option, default: .value(.text("light")),
      "Dark on light, or light on dark."),
    Parameter(
      "ticks_angle", .number(.between(0, 90)), .option, default: .none,
      "The angle of the labels under the x axis, in degrees; chosen by their length if left out."),
  ]
}

/// How positions are spread along an axis.
public enum AxisScale: String, Sendable, CaseIterable { case linear, log }

/// Where the legend stands.
public enum LegendPlace: String, Sendable, CaseIterable { case right, none }

/// Which axes have a range of their own in each panel.
public enum FreeAxes: String, Sendable, CaseIterable {
  case none, x, y, both
  var x: Bool { self == .x || self == .both }
  var y: Bool { self == .y || self == .both }
}

/// The colours of the paper.
public enum Theme: String, Sendable, CaseIterable { case light, dark }
