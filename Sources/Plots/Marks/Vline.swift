public import Cards
internal import Tables

/// Vertical reference lines across the panel.
public enum Vline: Mark {
  public static var card: Card {
    Card(
      "vline", kind: .mark, topic: "plots", summary: "Draws a vertical line across the panel.",
      details: "An expression over the rows gives a line for each of its different values.",
      searchWords: ["reference line", "geom_vline", "axvline"],
      parameters: [
        Parameter("x", .expression, .position, "Where it stands from left to right."),
        Parameter("color", .text, .option, default: .none, "The name of a color, or \"#rrggbb\"."),
      ],
      examples: [
        .runs(#"dataset("mtcars") | plot points(wt, mpg), vline(3)"#, because: "it draws a picture")
      ])
  }

  public static func axes(of call: MarkCall) -> MarkAxes { MarkAxes(x: .channel("x"), y: .nothing) }

  public static func draw(_ drawing: inout Drawing) throws(PlotError) {
    let x = drawing.x()
    let rows = drawing.presentRows([("x", x)])
    let places = Set(rows.map { x[$0] }).sorted()
    if places.count > 100 {
      throw PlotError(
        .badArgument, "vline would draw \(places.count) lines",
        help: "give it one value, such as `mean(x)`", subject: "x")
    }
    let style = drawing.constantStyle(Style(color: drawing.dimInk, dash: .dashed, width: 1.2))
    drawing.add(.verticals(places), style)
    drawing.record([("x", Column(numbers: places))])
  }
}
