public import Cards
internal import Tables

/// The receiver operating characteristic: the true positive rate against the false positive rate at
/// every threshold, with the area under the curve in the legend (the trapezoids' area, which is
/// Mann and Whitney's U over all pairs).
public enum Roc: Mark {
  public static var card: Card {
    Card(
      "roc", kind: .mark, topic: "plots",
      summary: "Draws how the true and the false positive rate change together with the threshold.",
      details: """
        `truth` has two classes; `event:` says which is of interest. Left out, it is true, "yes" or 1, or the class that
        the column `chance_…` is named after. The diagonal is what guessing gives. Each class of `color` has its own curve.
        """,
      searchWords: ["auc", "receiver operating characteristic", "sensitivity", "specificity"],
      parameters: [
        Parameter("truth", .expression, .position, "The true classes, two of them."),
        Parameter(
          "chance", .expression, .position,
          "The chance of the event, or any score that rises with it."),
        Parameter("event", .value, .option, default: .none, "The class of interest."),
        ChannelParameter.color,
      ],
      examples: [
        .output(
          #"""
          m = dataset("titanic") | fit logistic(survived ~ sex + class)
          dataset("titanic") | predict m | plot roc(survived, chance_Yes) | plotted
          """#,
          #"""
          layer  false_positive_rate  true_positive_rate  threshold      auc
          text                number              number     number   number
          roc               0.000000             0.00000          ·  0.74685
          roc               0.002685             0.19831    0.88777  0.74685
          roc               0.004698             0.22644    0.76627  0.74685
          roc               0.013423             0.35724    0.75317  0.74685
          roc               0.084564             0.48383    0.60108  0.74685
          roc               0.163758             0.57103    0.41263  0.74685
          roc               0.613423             0.84107    0.22549  0.74685
          roc               0.716779             0.87623    0.21320  0.74685
          roc               1.000000             1.00000    0.11802  0.74685
          9 rows × 5 columns
          """#)
      ])
  }

  public static func axes(of call: MarkCall) throws(PlotError) -> MarkAxes {
    if case .mapped(let label, let column)? = call.channels["chance"],
      ![.number, .unknown].contains(column.type)
    {
      throw PlotError(
        .badArgument, "roc needs numbers in chance, and \(label) is \(column.type.rawValue)",
        subject: "chance")
    }
    return MarkAxes(x: .computed("false positive rate"), y: .computed("true positive rate"))
  }

  public static func draw(_ drawing: inout Drawing) throws(PlotError) {
    guard let truth = drawing.wholeColumn("truth"), let chance = drawing.numbers("chance"),
      let (labels, _) = ClassLabels.of(truth)
    else {
      throw PlotError(
        .badArgument, "roc needs two classes in truth, and \(drawing.label("truth")) has more",
        subject: "truth")
    }
    let event = try eventLabel(labels, drawing)
    guard let own = drawing.column("truth"), let (ownLabels, codes) = ClassLabels.of(own) else {
      return
    }
    let isEvent = codes.map { $0 >= 0 && ownLabels[Int($0)] == event }
    let rows = drawing.presentRows([
      ("truth", codes.map { $0 < 0 ? .nan : Double($0) }), ("chance", chance),
    ])
    drawing.add(
      .path(x: [0, 1], y: [0, 1]), Style(color: drawing.dimInk, dash: .dashed, width: 1))
    for group in drawing.groups(of: rows, base: Style(color: drawing.accent, width: 2)) {
      guard
        let curve = ROCCurve(
          isEvent: group.rows.map { isEvent[$0] }, chance: group.rows.map { chance[$0] })
      else {
        let name = group.label.map { " of \($0)" } ?? ""
        drawing.note("no curve\(name): \(drawing.label("truth")) has but one class there")
        continue
      }
      var style = group.style
      if group.place < RGB.classes.count { style.dash = .solid }
      drawing.add(.path(x: curve.falseRates, y: curve.trueRates), style)
      drawing.legend("AUC \(PlainNumber.fixed(curve.area, 3))", group: group.label, style: style)
      drawing.record(
        group: group.label,
        [
          ("false_positive_rate", Column(numbers: curve.falseRates)),
          ("true_positive_rate", Column(numbers: curve.trueRates)),
          ("threshold", Column(numbers: curve.thresholds)),
          ("auc", Column(repeating: .number(curve.area), count: curve.falseRates.count)),
        ])
    }
    drawing.note("event = \"\(event)\"")
    drawing.fix(x: -0.02...1.02, y: -0.02...1.02)
    drawing.beSquare()
    drawing.legend(as: .line)
  }

  /// The class of interest: as asked, or the one that is plain.
  private static func eventLabel(_ labels: [String], _ drawing: Drawing) throws(PlotError) -> String
  {
    let column = drawing.label("truth")
    if labels.count > 2 {
      throw PlotError(
        .badArgument, "roc needs two classes in truth, and \(column) has \(labels.count)",
        details: ["classes: " + labels.prefix(12).joined(separator: ", ")],
        help: "compare with one of them, such as `\(column) == \"\(labels[0])\"`", subject: "truth")
    }
    switch drawing.settings["event"] {
    case nil, .missing?: break
    case let setting?:
      let wanted: String
      switch setting {
      case .text(let text): wanted = text
      case .number(let x): wanted = PlainNumber.text(x)
      case .truth(let truth): wanted = truth ? "true" : "false"
      default: wanted = ""
      }
      if labels.contains(wanted) { return wanted }
      throw PlotError(
        .badArgument, "\(column) has no class \"\(wanted)\"",
        details: ["classes: " + labels.joined(separator: ", ")],
        subject: "event")
    }
    if let plain = labels.first(where: { ["true", "yes", "1"].contains($0.lowercased()) }) {
      return plain
    }
    if let named = labels.first(where: { drawing.label("chance") == "chance_\($0)" }) {
      return named
    }
    throw PlotError(
      .badArgument, "roc must know which class of \(column) is the event",
      details: ["classes: " + labels.joined(separator: ", ")],
      help: labels.last.map { "event: \"\($0)\"" }, subject: "event")
  }
}
