public import Cards
internal import Numerics
internal import Tables

/// Residuals against fitted values, with a zero line and a loess curve through them: what a model
/// of numbers has missed shows as a pattern.
public enum Residuals: Mark {
  public static var card: Card {
    Card(
      "residuals", kind: .mark, topic: "plots",
      summary: "Draws a model's residuals against its fitted values.",
      details:
        "The curve is loess (degree 2, span 0.75); where it leaves the zero line the model bends the wrong way.",
      searchWords: ["diagnostics", "fitted", "residual plot"],
      parameters: [
        Parameter(
          "fitted", .expression, .option, default: .none, "The fitted values; those of the model."),
        Parameter(
          "residual", .expression, .option, default: .none, "The residuals; those of the model."),
        ChannelParameter.color, ChannelParameter.opacity,
      ],
      examples: [
        .runs(
          #"dataset("mtcars") | fit linear(mpg ~ wt + hp) | plot residuals()"#,
          because: "it draws a picture")
      ])
  }

  public static var source: MarkSource { .model(channels: ["fitted", "residual"]) }

  public static func axes(of call: MarkCall) -> MarkAxes {
    MarkAxes(x: .channel("fitted"), y: .channel("residual"))
  }

  public static func draw(_ drawing: inout Drawing) throws(PlotError) {
    let (x, y) = (drawing.x("fitted"), drawing.y("residual"))
    let rows = drawing.presentRows([("fitted", x), ("residual", y)])
    if rows.isEmpty { return }
    drawing.add(.horizontals([0]), Style(color: drawing.dimInk, dash: .dashed, width: 1.2))
    let many = rows.count > 2000
    let base = Style(
      color: drawing.accent, opacity: drawing.settings.number("opacity") ?? (many ? 0.35 : 0.75),
      size: many ? 0.6 : 1)
    for group in drawing.groups(of: rows, base: base) {
      drawing.add(
        .points(x: group.rows.map { x[$0] }, y: group.rows.map { y[$0] }, sizes: [], shades: []),
        group.style)
      drawing.record(
        group: group.label,
        [
          ("fitted", Column(numbers: group.rows.map { x[$0] })),
          ("residual", Column(numbers: group.rows.map { y[$0] })),
        ])
    }
    let (fitted, residuals) = (rows.map { x[$0] }, rows.map { y[$0] })
    let curve: Loess?
    do { curve = try Loess(x: fitted, y: residuals) } catch {
      throw PlotError(.interrupted, "the plot was interrupted")
    }
    if let curve, let low = fitted.min(), let high = fitted.max() {
      let at = Smooth.spread(low, high, isLog: false)
      drawing.add(.path(x: at, y: at.map(curve.value)), Style(color: RGB.classes[5], width: 2))
    }
    drawing.legend(as: .point)
  }
}
