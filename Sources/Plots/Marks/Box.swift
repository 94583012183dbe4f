public import Cards
internal import Tables

/// Tukey's boxes: the quartiles and the median, whiskers, and the values beyond them.
///
/// Quartiles are Hyndman and Fan's type 7. A whisker ends at the furthest value within 1.5
/// interquartile ranges of the box (Tukey, *Exploratory Data Analysis*, 1977).
public enum Box: Mark {
  public static var card: Card {
    Card(
      "box", kind: .mark, topic: "plots",
      summary: "Draws the quartiles, range and outliers of each class.",
      details: """
        The box reaches from the first to the third quartile (type 7) with a line at the median; the whiskers reach to
        the furthest values within 1.5 interquartile ranges; what lies beyond is drawn as points.
        """,
      searchWords: ["boxplot", "geom_boxplot", "quartiles", "whiskers"],
      parameters: [
        Parameter("x", .expression, .position, "The classes, a box each."),
        Parameter("y", .expression, .position, "The numbers."),
        ChannelParameter.color, ChannelParameter.opacity,
      ],
      examples: [
        .output(
          #"dataset("iris") | plot box(species, petal_length) | plotted"#,
          #"""
          layer  x              low  quartile_1  median  quartile_3    high  outliers       n
          text   text        number      number  number      number  number    number  number
          box    setosa         1.2         1.4    1.50       1.575     1.7         4      50
          box    versicolor     3.3         4.0    4.35       4.600     5.1         1      50
          box    virginica      4.5         5.1    5.55       5.875     6.9         0      50
          3 rows × 9 columns
          """#),
        .runs(
          #"dataset("toothgrowth") | plot box(dose, len, color: supp)"#,
          because: "it draws a picture"),
      ])
  }

  public static func axes(of call: MarkCall) throws(PlotError) -> MarkAxes {
    if case .mapped(let label, let column)? = call.channels["y"],
      ![.number, .date, .dateTime, .unknown].contains(column.type)
    {
      throw PlotError(
        .badArgument, "box needs numbers in y, and \(label) is \(column.type.rawValue)",
        subject: "y")
    }
    return MarkAxes(x: .classes("x"), y: .channel("y"))
  }

  public static func draw(_ drawing: inout Drawing) {
    let (x, y) = (drawing.x(), drawing.y())
    let rows = drawing.presentRows([("x", x), ("y", y)])
    let opacity = drawing.settings.number("opacity") ?? 0.45
    let groups = drawing.groups(
      of: rows, base: Style(color: drawing.accent, opacity: opacity, width: 1.2))
    // Where color only repeats the classes the boxes need not stand side by side.
    let sideBySide = groups.count > 1 && drawing.label("color") != drawing.label("x")
    for group in groups {
      var values = [[Double]](repeating: [], count: drawing.xClasses.count + 1)
      for row in group.rows { values[Int(x[row])].append(y[row]) }
      let width = sideBySide ? 0.8 / Double(group.count) : 0.6
      var line = group.style
      (line.opacity, line.dash) = (1, .solid)
      var boxes: (left: [Double], right: [Double], low: [Double], high: [Double]) = ([], [], [], [])
      var lines: (fromX: [Double], fromY: [Double], toX: [Double], toY: [Double]) = ([], [], [], [])
      var medians = lines
      var (outX, outY): ([Double], [Double]) = ([], [])
      var record: (names: [String], numbers: [[Double]]) = ([], [[], [], [], [], [], [], []])
      for place in 1..<max(1, values.count) {
        guard let five = FiveNumbers(values[place]) else { continue }
        let centre = Double(place) + (sideBySide ? (Double(group.place) + 0.5) * width - 0.4 : 0)
        let half = width * 0.45
        boxes.left.append(centre - half)
        boxes.right.append(centre + half)
        boxes.low.append(five.lower)
        boxes.high.append(five.upper)
        for (from, to) in [(five.lower, five.low), (five.upper, five.high)] {
          lines.fromX += [centre, centre - half / 2]
          lines.fromY += [from, to]
          lines.toX += [centre, centre + half / 2]
          lines.toY += [to, to]
        }
        medians.fromX.append(centre - half)
        medians.toX.append(centre + half)
        medians.fromY.append(five.median)
        medians.toY.append(five.median)
        outX += five.outliers.map { _ in centre }
        outY += five.outliers
        record.names.append(drawing.xClasses[place - 1])
        let numbers = [
          five.low, five.lower, five.median, five.upper, five.high, Double(five.outliers.count),
          Double(values[place].count),
        ]
        for (slot, number) in numbers.enumerated() { record.numbers[slot].append(number) }
      }
      drawing.add(
        .segments(fromX: lines.fromX, fromY: lines.fromY, toX: lines.toX, toY: lines.toY), line)
      drawing.add(
        .rectangles(
          left: boxes.left, right: boxes.right, low: boxes.low, high: boxes.high, shades: []),
        group.style)
      line.width = 2.2
      drawing.add(
        .segments(fromX: medians.fromX, fromY: medians.fromY, toX: medians.toX, toY: medians.toY),
        line)
      var dot = line
      (dot.opacity, dot.size, dot.shape) = (0.7, 0.8, .circle)
      drawing.add(.points(x: outX, y: outY, sizes: [], shades: []), dot)
      let names = ["low", "quartile_1", "median", "quartile_3", "high", "outliers", "n"]
      drawing.record(
        group: group.label,
        [("x", Column(texts: record.names))]
          + zip(names, record.numbers).map { ($0, Column(numbers: $1)) })
    }
    drawing.legend(as: .box)
  }
}
