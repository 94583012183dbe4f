public import Cards
internal import Tables

/// A confusion table: how often each true class was predicted as each class.
///
/// The cells are shaded by their share of the true class's row, so that large classes don't
/// outshine small ones; each has its count and that share written into it.
public enum Confusion: Mark {
  public static var card: Card {
    Card(
      "confusion", kind: .mark, topic: "plots",
      summary: "Draws how often each class was predicted as each.",
      details:
        "True classes are the rows, predicted ones the columns. The shares are of the true class.",
      searchWords: ["confusion matrix", "heatmap", "crosstab"],
      parameters: [
        Parameter("truth", .expression, .position, "The true classes."),
        Parameter("predicted", .expression, .position, "The predicted classes."),
      ],
      examples: [
        .output(
          #"""
          m = dataset("iris") | fit tree(species ~ .)
          dataset("iris") | predict m | plot confusion(species, predicted) | plotted
          """#,
          #"""
          layer      truth       predicted    count   share
          text       text        text        number  number
          confusion  setosa      setosa          50    1.00
          confusion  setosa      versicolor       0    0.00
          confusion  setosa      virginica        0    0.00
          confusion  versicolor  setosa           0    0.00
          confusion  versicolor  versicolor      49    0.98
          confusion  versicolor  virginica        1    0.02
          confusion  virginica   setosa           0    0.00
          confusion  virginica   versicolor       5    0.10
          confusion  virginica   virginica       45    0.90
          9 rows × 5 columns
          """#)
      ])
  }

  public static func axes(of call: MarkCall) -> MarkAxes {
    let both = ["truth", "predicted"]
    return MarkAxes(x: .classesAmong("predicted", both), y: .classesAmong("truth", both))
  }

  public static func draw(_ drawing: inout Drawing) {
    let (x, y) = (drawing.x("predicted"), drawing.y("truth"))
    let rows = drawing.presentRows([("truth", y), ("predicted", x)])
    let (columns, lines) = (drawing.xClasses.count, drawing.yClasses.count)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: columns), count: lines)
    for row in rows { counts[Int(y[row]) - 1][Int(x[row]) - 1] += 1 }
    var tiles: (left: [Double], right: [Double], low: [Double], high: [Double], shades: [Double]) =
      ([], [], [], [], [])
    let palette = drawing.palette ?? .blues
    // Texts are dark on the light cells and light on the dark ones.
    var dark: (x: [Double], y: [Double], texts: [String]) = ([], [], [])
    var light = dark
    var record: (truth: [String], predicted: [String], counts: [Double], shares: [Double]) = (
      [], [], [], []
    )
    for line in 0..<lines {
      let whole = counts[line].reduce(0, +)
      for column in 0..<columns {
        let share = whole > 0 ? Double(counts[line][column]) / Double(whole) : 0
        tiles.left.append(Double(column) + 0.5)
        tiles.right.append(Double(column) + 1.5)
        tiles.low.append(Double(line) + 0.5)
        tiles.high.append(Double(line) + 1.5)
        tiles.shades.append(share)
        // At more than twelve classes only what is there is written, and only its count.
        if lines <= 12 || counts[line][column] > 0 {
          let text =
            lines <= 12 && columns <= 12
            ? "\(counts[line][column])\n\(PlainNumber.fixed(100 * share, share > 0.0005 && share < 0.01 ? 1 : 0)) %"
            : "\(counts[line][column])"
          if palette.color(at: share).isDark {
            light.x.append(Double(column + 1))
            light.y.append(Double(line + 1))
            light.texts.append(text)
          } else {
            dark.x.append(Double(column + 1))
            dark.y.append(Double(line + 1))
            dark.texts.append(text)
          }
        }
        record.truth.append(drawing.yClasses[line])
        record.predicted.append(drawing.xClasses[column])
        record.counts.append(Double(counts[line][column]))
        record.shares.append(share)
      }
    }
    if rows.isEmpty { return }
    drawing.add(
      .rectangles(
        left: tiles.left, right: tiles.right, low: tiles.low, high: tiles.high, shades: tiles.shades
      ),
      Style(color: RGB(0xFFFFFF), width: 1))
    drawing.add(
      .labels(x: dark.x, y: dark.y, texts: dark.texts, beside: false), Style(color: RGB(0x222222)))
    drawing.add(
      .labels(x: light.x, y: light.y, texts: light.texts, beside: false),
      Style(color: RGB(0xFFFFFF)))
    drawing.shade(
      ShadeScale(
        title: "share of the true class", palette: palette, low: 0, high: 1, ticks: [],
        isShown: false))
    drawing.fix(x: 0.5...(Double(columns) + 0.5), y: 0.5...(Double(lines) + 0.5))
    drawing.beSquare()
    drawing.record([
      ("truth", Column(texts: record.truth)), ("predicted", Column(texts: record.predicted)),
      ("count", Column(numbers: record.counts)), ("share", Column(numbers: record.shares)),
    ])
  }
}
