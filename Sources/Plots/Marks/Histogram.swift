public import Cards
internal import Tables

/// Counts of rows in bins of equal width.
///
/// A bin has its lower end and not its upper, the last has both. Without `bins` and `width` the
/// width is Freedman and Diaconis' 2 · IQR / n^⅓ (1981), or Sturges' range / (log₂ n + 1) (1926)
/// where that is less, rounded to 1, 2, 2.5 or 5 times a power of ten; which it was is said under
/// the plot.
public enum Histogram: Mark {
  public static var card: Card {
    Card(
      "histogram", kind: .mark, topic: "plots", summary: "Counts the rows in bins of equal width.",
      details: """
        `bins:` gives the number of bins from the least to the largest value, `width:` their width, with edges at its
        multiples. Left out, the width is chosen by Freedman and Diaconis' rule (by Sturges' where that gives more bins)
        and rounded. With `color` the classes are stacked.
        """,
      searchWords: ["hist", "geom_histogram", "distribution", "bins"],
      parameters: [
        Parameter("x", .expression, .position, "The numbers or dates to count."),
        Parameter("bins", .whole(.between(1, 1000)), .option, default: .none, "How many bins."),
        Parameter(
          "width", .number(.above(0)), .option, default: .none,
          "How wide a bin is; in days for dates."),
        ChannelParameter.color, ChannelParameter.opacity,
      ],
      examples: [
        .output(
          #"dataset("mtcars") | plot histogram(mpg) | plotted"#,
          #"""
          layer        from      to   count
          text       number  number  number
          histogram      10      15       5
          histogram      15      20      13
          histogram      20      25       8
          histogram      25      30       2
          histogram      30      35       4
          5 rows × 4 columns
          """#),
        .runs(
          #"dataset("iris") | plot histogram(petal_length, width: 0.5, color: species)"#,
          because: "it draws a picture"),
      ])
  }

  public static func axes(of call: MarkCall) throws(PlotError) -> MarkAxes {
    if case .mapped(let label, let column)? = call.channels["x"],
      ![.number, .date, .dateTime, .unknown].contains(column.type)
    {
      throw PlotError(
        .badArgument, "histogram needs numbers, and \(label) is \(column.type.rawValue)",
        help: "`bars(\(label))` counts classes", subject: "x")
    }
    if call.settings["bins"] != nil, call.settings["width"] != nil {
      throw PlotError(.badArgument, "histogram takes `bins` or `width`, not both", subject: "width")
    }
    return MarkAxes(x: .channel("x"), y: .computed("count"))
  }

  public static func draw(_ drawing: inout Drawing) throws(PlotError) {
    let x = drawing.x()
    let rows = drawing.presentRows([("x", x)])
    guard !rows.isEmpty else { return }
    // All panels share their bins, or their heights could not be compared.
    let every = drawing.allPanels("x").filter { !$0.isNaN }
    let bins: Bins
    if let count = drawing.settings.whole("bins") {
      bins = Bins(count: count, of: every)
    } else if let width = drawing.settings.number("width") {
      guard let made = Bins(width: width, of: every) else {
        throw PlotError(
          .badArgument,
          "a width of \(PlainNumber.text(width)) would make more than \(Bins.most) bins",
          subject: "width")
      }
      bins = made
    } else {
      bins = Bins(automatic: every)
      drawing.note(bins.rule)
    }
    var foot = [Double](repeating: 0, count: bins.count)
    let groups = drawing.groups(
      of: rows,
      base: Style(
        color: drawing.accent, opacity: drawing.settings.number("opacity") ?? 0.85, width: 0.6))
    for group in groups {
      let counts = bins.counts(of: group.rows.map { x[$0] })
      let filled = counts.indices.filter { counts[$0] > 0 }
      drawing.add(
        .rectangles(
          left: filled.map { bins.edges[$0] }, right: filled.map { bins.edges[$0 + 1] },
          low: filled.map { foot[$0] },
          high: filled.map { foot[$0] + Double(counts[$0]) }, shades: []), group.style)
      for bin in counts.indices { foot[bin] += Double(counts[bin]) }
      drawing.record(
        group: group.label,
        [
          ("from", Column(numbers: Array(bins.edges.dropLast()))),
          ("to", Column(numbers: Array(bins.edges.dropFirst()))),
          ("count", Column(numbers: counts.map(Double.init))),
        ])
    }
    drawing.standOnZero()
    drawing.legend(as: .box)
  }
}
