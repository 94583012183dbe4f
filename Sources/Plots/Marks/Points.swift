public import Cards
internal import Tables

/// A scatter plot: one point for each row.
///
/// Past 2 000 rows the points are small and see-through, so that where they lie dense shows.
public enum Points: Mark {
  public static var card: Card {
    Card(
      "points", kind: .mark, topic: "plots", summary: "Draws a point for each row.",
      searchWords: ["scatter", "geom_point", "dot", "bubble"],
      parameters: [
        Parameter("x", .expression, .position, "Where it stands from left to right."),
        Parameter("y", .expression, .position, "Where it stands from below."),
        ChannelParameter.color, ChannelParameter.size, ChannelParameter.shape,
        ChannelParameter.label, ChannelParameter.opacity,
      ],
      examples: [
        .runs(
          #"dataset("iris") | plot points(sepal_length, petal_length, color: species)"#,
          because: "it draws a picture"),
        .runs(
          #"dataset("mtcars") | plot points(wt, mpg, color: hp, size: 1.5)"#,
          because: "it draws a picture"),
      ])
  }

  public static var shadesNumbers: Bool { true }

  public static func axes(of call: MarkCall) -> MarkAxes {
    MarkAxes(x: .channel("x"), y: .channel("y"))
  }

  public static func draw(_ drawing: inout Drawing) {
    let (x, y) = (drawing.x(), drawing.y())
    var needed = [(channel: "x", values: x), (channel: "y", values: y)]
    for channel in ["size", "color"] {
      if channel == "size" || drawing.colorIsShaded, let values = drawing.numbers(channel) {
        needed.append((channel, values))
      }
    }
    let rows = drawing.presentRows(needed)
    let many = drawing.panelsRowCount
    let opacity =
      drawing.settings.number("opacity") ?? (many > 20_000 ? 0.15 : many > 2000 ? 0.35 : 0.75)
    // So small a circle looks like a square, and squares are drawn in a third of the time.
    let shape: PointShape = many > 20_000 ? .square : .circle
    let base = Style(
      color: drawing.accent, opacity: opacity, shape: shape,
      size: many > 20_000 ? 0.4 : many > 2000 ? 0.6 : 1)
    for group in drawing.groups(of: rows, base: base) {
      drawing.add(
        .points(
          x: group.rows.map { x[$0] }, y: group.rows.map { y[$0] },
          sizes: drawing.sizes(of: group.rows),
          shades: drawing.shades(of: group.rows)), group.style)
      var columns = [
        (name: "x", column: drawing.gathered("x", group.rows)),
        (name: "y", column: drawing.gathered("y", group.rows)),
      ]
      for channel in ["color", "size"] {
        if let values = drawing.numbers(channel), channel == "size" || drawing.colorIsShaded {
          columns.append((channel, Column(numbers: group.rows.map { values[$0] })))
        }
      }
      drawing.record(group: group.label, columns)
    }
    if let labels = drawing.column("label") {
      let named = rows.filter { !labels.isMissing($0) }
      drawing.add(
        .labels(
          x: named.map { x[$0] }, y: named.map { y[$0] },
          texts: named.map { ClassLabels.text(of: labels[$0]) },
          beside: true), Style(color: drawing.dimInk))
    }
    drawing.legend(as: .point)
  }
}
