public import Cards
internal import Tables

/// Bars over classes: how many rows each has, or the values given.
///
/// Bars stand on zero. The bars of `color`'s classes are stacked, set side by side, or shown as
/// shares of each whole.
public enum Bars: Mark {
  public static var card: Card {
    Card(
      "bars", kind: .mark, topic: "plots",
      summary: "Draws a bar for each class: its rows counted, or its value.",
      details: """
        `bars(x)` counts rows; `bars(x, y)` shows y, and adds up the rows that share a class. Numbers in x are taken as
        classes. With `color` the bars are stacked; `arrange: "side"` sets them side by side, `arrange: "share"` shows
        shares of the whole.
        """,
      searchWords: ["barplot", "bar chart", "column chart", "geom_bar", "geom_col", "countplot"],
      parameters: [
        Parameter("x", .expression, .position, "The classes, a bar each."),
        Parameter(
          "y", .expression, .position, default: .none, "The values; counts of rows if left out."),
        ChannelParameter.color,
        Parameter(
          "arrange", .choice(["stacked", "side", "share"]), .option,
          default: .value(.text("stacked")),
          "How the bars of several colors stand."),
        ChannelParameter.opacity,
      ],
      examples: [
        .output(
          #"dataset("titanic") | plot bars(class, color: survived) | plotted"#,
          #"""
          layer  group  x      count
          text   text   text  number
          bars   No     1st      122
          bars   No     2nd      167
          bars   No     3rd      528
          bars   No     Crew     673
          bars   Yes    1st      203
          bars   Yes    2nd      118
          bars   Yes    3rd      178
          bars   Yes    Crew     212
          8 rows × 4 columns
          """#),
        .runs(
          #"dataset("titanic") | plot bars(class, color: survived, arrange: "share")"#,
          because: "it draws a picture"),
      ])
  }

  public static func axes(of call: MarkCall) throws(PlotError) -> MarkAxes {
    if call.settings.text("arrange") == "share" {
      return MarkAxes(x: .classes("x"), y: .computed("share"))
    }
    guard case .mapped(let label, let column)? = call.channels["y"] else {
      return MarkAxes(x: .classes("x"), y: .computed(call.channels["y"] == nil ? "count" : "y"))
    }
    guard column.type == .number || column.type == .unknown else {
      throw PlotError(
        .badArgument, "bars needs numbers in y, and \(label) is \(column.type.rawValue)",
        subject: "y")
    }
    return MarkAxes(x: .classes("x"), y: .channel("y"))
  }

  public static func draw(_ drawing: inout Drawing) {
    let x = drawing.x()
    let values = drawing.numbers("y")
    let rows = drawing.presentRows([("x", x)] + (values.map { [("y", $0)] } ?? []))
    let groups = drawing.groups(
      of: rows,
      base: Style(
        color: drawing.accent, opacity: drawing.settings.number("opacity") ?? 0.85, width: 0))
    let classes = drawing.xClasses.count
    let arrange = drawing.settings.text("arrange") ?? "stacked"
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: classes + 1), count: groups.count)
    var seen = [[Int]](repeating: [Int](repeating: 0, count: classes + 1), count: groups.count)
    for (index, group) in groups.enumerated() {
      for row in group.rows {
        sums[index][Int(x[row])] += values?[row] ?? 1
        seen[index][Int(x[row])] += 1
      }
    }
    if values != nil, seen.contains(where: { $0.contains { $0 > 1 } }) {
      drawing.note("\(drawing.label("y")): rows of the same bar are added up")
    }
    var wholes = [Double](repeating: 0, count: classes + 1)
    for sum in sums { for place in 0...classes { wholes[place] += abs(sum[place]) } }

    // What lies on either side of zero already.
    var above = [Double](repeating: 0, count: classes + 1)
    var below = above
    for (index, group) in groups.enumerated() {
      var (left, right, low, high): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
      var (names, numbers): ([String], [Double]) = ([], [])
      for place in 1..<max(1, classes + 1) where seen[index][place] > 0 {
        var value = sums[index][place]
        if arrange == "share" { value = wholes[place] > 0 ? value / wholes[place] : 0 }
        let centre = Double(place)
        if arrange == "side", group.label != nil {
          let width = 0.8 / Double(group.count)
          let start = centre - 0.4 + Double(group.place) * width
          left.append(start)
          right.append(start + width * 0.95)
          low.append(min(0, value))
          high.append(max(0, value))
        } else {
          left.append(centre - 0.4)
          right.append(centre + 0.4)
          let foot = value >= 0 ? above[place] : below[place]
          low.append(min(foot, foot + value))
          high.append(max(foot, foot + value))
          if value >= 0 { above[place] += value } else { below[place] += value }
        }
        names.append(drawing.xClasses[place - 1])
        numbers.append(value)
      }
      drawing.add(
        .rectangles(left: left, right: right, low: low, high: high, shades: []), group.style)
      let name = arrange == "share" ? "share" : values == nil ? "count" : "y"
      drawing.record(
        group: group.label, [("x", Column(texts: names)), (name, Column(numbers: numbers))])
    }
    if below.contains(where: { $0 < 0 }) || sums.contains(where: { $0.contains { $0 < 0 } }) {
      drawing.add(.horizontals([0]), Style(color: drawing.dimInk, width: 0.75))
    }
    drawing.standOnZero()
    drawing.legend(as: .box)
  }
}
