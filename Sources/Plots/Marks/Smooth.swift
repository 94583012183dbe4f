public import Cards
internal import Glibc
internal import Numerics
internal import Tables

/// A smooth curve through the rows: a straight line with its confidence band, or local regression.
///
/// `linear` is the least-squares line with the 95 % confidence band of its mean. `loess` is
/// Cleveland's local regression (degree 2, tricube weights, the nearest 75 % of the rows), computed
/// as R's `loess` does, so with the same numbers.
public enum Smooth: Mark {
  /// How many places a curve is drawn through.
  static let places = 100

  public static var card: Card {
    Card(
      "smooth", kind: .mark, topic: "plots", summary: "Draws a smooth curve through the rows.",
      details: """
        `method: "loess"` is local regression of degree 2 over the nearest `span` of the rows; `method: "linear"` is the
        least-squares line, with the 95 % confidence band of the mean unless `band: false`. Fitted to the values as they
        are, also where an axis is logarithmic. Each class of `color` has its own.
        """,
      searchWords: [
        "trend", "regression", "geom_smooth", "loess", "lowess", "regplot", "fit line",
      ],
      parameters: [
        Parameter("x", .expression, .position, "The numbers from left to right."),
        Parameter("y", .expression, .position, "The heights."),
        Parameter(
          "method", .choice(["loess", "linear"]), .option, default: .value(.text("loess")),
          "Which curve."),
        Parameter(
          "band", .truth, .option, default: .value(.truth(true)),
          "Whether a line has its 95 % confidence band."),
        Parameter(
          "span", .number(Interval(0, 1, includesLower: false)), .option,
          default: .value(.number(0.75)),
          "The share of the rows that each local fit of loess uses."),
        ChannelParameter.color, ChannelParameter.opacity,
      ],
      examples: [
        .runs(
          #"dataset("cars") | plot points(speed, dist), smooth(speed, dist)"#,
          because: "it draws a picture"),
        .output(
          #"dataset("mtcars") | plot points(wt, mpg), smooth(wt, mpg, method: "linear") | plotted | keep layer == "smooth" | first 3"#,
          #"""
          layer         x        y      low     high
          text     number   number   number   number
          smooth  1.51300  29.1989  26.9638  31.4341
          smooth  1.55251  28.9878  26.7918  31.1838
          smooth  1.59201  28.7767  26.6196  30.9338
          3 rows × 5 columns
          """#),
      ])
  }

  public static func axes(of call: MarkCall) throws(PlotError) -> MarkAxes {
    for name in ["x", "y"] {
      if case .mapped(let label, let column)? = call.channels[name],
        ![.number, .date, .dateTime, .unknown].contains(column.type)
      {
        throw PlotError(
          .badArgument, "smooth needs numbers in \(name), and \(label) is \(column.type.rawValue)",
          subject: name)
      }
    }
    return MarkAxes(x: .channel("x"), y: .channel("y"))
  }

  public static func draw(_ drawing: inout Drawing) throws(PlotError) {
    let (x, y) = (drawing.x(), drawing.y())
    let rows = drawing.presentRows([("x", x), ("y", y)])
    let isLinear = drawing.settings.text("method") == "linear"
    let base = Style(
      color: RGB.classes[5], opacity: drawing.settings.number("opacity") ?? 1, width: 2.2)
    for group in drawing.groups(of: rows, base: base) {
      let (gx, gy) = (group.rows.map { x[$0] }, group.rows.map { y[$0] })
      guard let low = gx.min(), let high = gx.max() else { continue }
      let at = Smooth.spread(low, high, isLog: drawing.isLog("x"))
      var style = group.style
      if group.place < RGB.classes.count { style.dash = .solid }
      let name = group.label.map { " of \($0)" } ?? ""
      var heights: [Double]
      var band: (low: [Double], high: [Double])?
      if isLinear {
        guard let line = StraightLine(x: gx, y: gy) else {
          drawing.note("no line\(name): it needs two different values of \(drawing.label("x"))")
          continue
        }
        heights = at.map(line.value)
        if drawing.settings.truth("band") ?? true, gx.count > 2 {
          let margins = at.map(line.margin)
          band = (zip(heights, margins).map(-), zip(heights, margins).map(+))
        }
      } else {
        let curve: Loess?
        do { curve = try Loess(x: gx, y: gy, span: drawing.settings.number("span") ?? 0.75) } catch
        {
          throw PlotError(.interrupted, "the plot was interrupted")
        }
        guard let curve else {
          drawing.note(
            "no curve\(name): loess needs four rows and three different values of \(drawing.label("x"))"
          )
          continue
        }
        heights = at.map(curve.value)
      }
      if drawing.isLog("y") { heights = heights.map { $0 > 0 ? $0 : .nan } }
      var columns: [(name: String, column: Column)] = [
        ("x", Column(numbers: at)), ("y", Column(numbers: heights)),
      ]
      if let band {
        var shade = style
        (shade.opacity, shade.width) = (0.18, 0)
        drawing.add(.ribbon(along: at, low: band.low, high: band.high, upright: false), shade)
        columns += [("low", Column(numbers: band.low)), ("high", Column(numbers: band.high))]
      }
      drawing.add(.path(x: at, y: heights), style)
      drawing.record(group: group.label, columns)
    }
    drawing.legend(as: .line)
  }

  /// Places from end to end, evenly to the eye.
  static func spread(_ low: Double, _ high: Double, isLog: Bool) -> [Double] {
    if low == high { return [low] }
    return (0..<places).map { place in
      let t = Double(place) / Double(places - 1)
      if place == places - 1 { return high }
      return isLog ? low * pow(high / low, t) : low + t * (high - low)
    }
  }
}
