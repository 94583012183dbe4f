public import Cards
internal import Tables

/// A model's coefficients with their confidence intervals, a line for each term, beside a zero
/// line.
public enum Coefficients: Mark {
  public static var card: Card {
    Card(
      "coefficients", kind: .mark, topic: "plots",
      summary: "Draws a model's coefficients with their 95 % confidence intervals.",
      details:
        "An interval that leaves out the dashed zero line differs from zero at the 5 % level.",
      searchWords: ["forest plot", "estimates", "dotwhisker"],
      parameters: [
        Parameter("term", .expression, .option, default: .none, "The terms; those of the model."),
        Parameter(
          "estimate", .expression, .option, default: .none, "The estimates; those of the model."),
        Parameter(
          "low", .expression, .option, default: .none,
          "The lower ends of the intervals; those of the model."),
        Parameter(
          "high", .expression, .option, default: .none,
          "The upper ends of the intervals; those of the model."),
        ChannelParameter.color,
      ],
      examples: [
        .output(
          #"dataset("mtcars") | fit linear(mpg ~ wt + hp) | plot coefficients() | plotted"#,
          #"""
          layer         term         estimate       low      high
          text          text           number    number    number
          coefficients  (intercept)  37.22727  33.95738  40.49716
          coefficients  wt           -3.87783  -5.17192  -2.58375
          coefficients  hp           -0.03177  -0.05024  -0.01331
          3 rows × 5 columns
          """#)
      ])
  }

  public static var source: MarkSource { .model(channels: ["term", "estimate", "low", "high"]) }

  public static func axes(of call: MarkCall) -> MarkAxes {
    MarkAxes(x: .channel("estimate"), y: .classesAsTheyCome("term"))
  }

  public static func draw(_ drawing: inout Drawing) {
    let (x, y) = (drawing.x("estimate"), drawing.y("term"))
    let low = drawing.numbers("low") ?? x
    let high = drawing.numbers("high") ?? x
    let rows = drawing.presentRows([("term", y), ("estimate", x)])
    if rows.isEmpty { return }
    drawing.add(.verticals([0]), Style(color: drawing.dimInk, dash: .dashed, width: 1.2))
    let groups = drawing.groups(of: rows, base: Style(color: drawing.accent, size: 1.2, width: 2))
    for group in groups {
      let step = groups.count > 1 ? 0.6 / Double(group.count) : 0
      let offset = step * (Double(group.place) - Double(group.count - 1) / 2)
      let heights = group.rows.map { y[$0] + offset }
      let whole = group.rows.indices.filter {
        !low[group.rows[$0]].isNaN && !high[group.rows[$0]].isNaN
      }
      var line = group.style
      line.dash = .solid
      drawing.add(
        .segments(
          fromX: whole.map { low[group.rows[$0]] }, fromY: whole.map { heights[$0] },
          toX: whole.map { high[group.rows[$0]] }, toY: whole.map { heights[$0] }), line)
      drawing.add(
        .points(x: group.rows.map { x[$0] }, y: heights, sizes: [], shades: []), group.style)
      drawing.record(
        group: group.label,
        [
          ("term", Column(texts: group.rows.map { drawing.yClasses[Int(y[$0]) - 1] })),
          ("estimate", Column(numbers: group.rows.map { x[$0] })),
          ("low", Column(numbers: group.rows.map { low[$0] })),
          ("high", Column(numbers: group.rows.map { high[$0] })),
        ])
    }
    drawing.legend(as: .point)
  }
}
