public import Cards
internal import Tables

/// A line through the rows in the order of x.
public enum Line: Mark {
  public static var card: Card {
    Card(
      "line", kind: .mark, topic: "plots", summary: "Joins the rows by a line, in the order of x.",
      details:
        "A missing y breaks the line. Rows of equal x are joined in the order in which they stand.",
      searchWords: ["geom_line", "series", "time series"],
      parameters: [
        Parameter("x", .expression, .position, "Where it runs from left to right."),
        Parameter("y", .expression, .position, "Its height."),
        ChannelParameter.color, ChannelParameter.size, ChannelParameter.opacity,
      ],
      examples: [
        .runs(#"dataset("nile") | plot line(year, value)"#, because: "it draws a picture")
      ])
  }

  public static func axes(of call: MarkCall) -> MarkAxes {
    MarkAxes(x: .channel("x"), y: .channel("y"))
  }

  public static func draw(_ drawing: inout Drawing) {
    let (x, y) = (drawing.x(), drawing.y())
    _ = drawing.presentRows([("x", x), ("y", y)])
    let logX = drawing.isLog("x")
    let logY = drawing.isLog("y")
    let rows = x.indices.filter { !x[$0].isNaN && !(logX && x[$0] <= 0) }
    let base = Style(
      color: drawing.accent, opacity: drawing.settings.number("opacity") ?? 1, width: 1.8)
    for group in drawing.groups(of: rows, base: base) {
      let sorted = group.rows.sorted { x[$0] < x[$1] || (x[$0] == x[$1] && $0 < $1) }
      var style = group.style
      if case .constant(.number(let size))? = drawing.call.channels["size"] {
        style.width = 1.8 * size
      }
      if group.label != nil, group.place < RGB.classes.count { style.dash = .solid }
      let heights = sorted.map { logY && y[$0] <= 0 ? .nan : y[$0] }
      if heights.allSatisfy(\.isNaN) { continue }
      drawing.add(.path(x: sorted.map { x[$0] }, y: heights), style)
      // A value between two gaps would be no line: it is a point.
      let alone = sorted.indices.filter { place in
        !heights[place].isNaN && (place == 0 || heights[place - 1].isNaN)
          && (place == sorted.count - 1 || heights[place + 1].isNaN)
      }
      if !alone.isEmpty {
        var dot = style
        (dot.shape, dot.size) = (.circle, 0.6)
        drawing.add(
          .points(
            x: alone.map { x[sorted[$0]] }, y: alone.map { heights[$0] }, sizes: [], shades: []),
          dot)
      }
      drawing.record(
        group: group.label,
        [("x", drawing.gathered("x", sorted)), ("y", drawing.gathered("y", sorted))])
    }
    drawing.legend(as: .line)
  }
}
