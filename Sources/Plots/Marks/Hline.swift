public import Cards
internal import Tables

/// Horizontal reference lines across the panel.
public enum Hline: Mark {
  public static var card: Card {
    Card(
      "hline", kind: .mark, topic: "plots", summary: "Draws a horizontal line across the panel.",
      details: "An expression over the rows gives a line for each of its different values.",
      searchWords: ["reference line", "geom_hline", "axhline", "abline"],
      parameters: [
        Parameter("y", .expression, .position, "Its height."),
        Parameter("color", .text, .option, default: .none, "The name of a color, or \"#rrggbb\"."),
      ],
      examples: [
        .runs(
          #"dataset("mtcars") | plot points(wt, mpg), hline(20)"#, because: "it draws a picture")
      ])
  }

  public static func axes(of call: MarkCall) -> MarkAxes { MarkAxes(x: .nothing, y: .channel("y")) }

  public static func draw(_ drawing: inout Drawing) throws(PlotError) {
    let y = drawing.y()
    let rows = drawing.presentRows([("y", y)])
    let heights = Set(rows.map { y[$0] }).sorted()
    if heights.count > 100 {
      throw PlotError(
        .badArgument, "hline would draw \(heights.count) lines",
        help: "give it one value, such as `mean(y)`", subject: "y")
    }
    let style = drawing.constantStyle(Style(color: drawing.dimInk, dash: .dashed, width: 1.2))
    drawing.add(.horizontals(heights), style)
    drawing.record([("y", Column(numbers: heights))])
  }
}
