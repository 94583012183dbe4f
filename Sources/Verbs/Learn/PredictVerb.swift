import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// `predict model`: the table with the predictions as columns.
struct PredictVerb: Verb {
  init() {}
  var grouping: GroupingStyle { .none }

  let card = Card(
    "predict", kind: .verb, topic: "learn", summary: "Adds a model's predictions as columns.",
    details: """
      Numbers: `predicted`, and with `interval:` also `low` and `high`. Classes: `predicted` and for each class \
      `chance_<class>`. Clusters: `cluster`. A row that can't be predicted is missing, and a note counts such rows.
      """,
    searchWords: ["forecast", "score", "inference", "apply"],
    parameters: [
      Parameter("model", .model, .position, "The model."),
      Parameter(
        "interval", .choice(["none", "prediction", "mean"]), .option,
        default: .value(.text("none")),
        "An interval for a single new row, or for the mean of all such rows."),
      Parameter(
        "level", .number(.within(0, 1)), .option, default: .value(.number(0.95)),
        "The level of the interval."),
    ],
    examples: [
      .output(
        #"""
        cars = dataset("mtcars")
        model = cars | fit linear(mpg ~ wt)
        cars | predict model, interval: "prediction" | select model, mpg, predicted, low, high | first 3
        """#,
        #"""
        model             mpg  predicted      low     high
        text           number     number   number   number
        Mazda RX4        21.0    23.2826  16.9289  29.6363
        Mazda RX4 Wag    21.0    21.9198  15.5907  28.2488
        Datsun 710       22.8    24.8860  18.4864  31.2855
        3 rows × 5 columns
        """#),
      .diagnostic("dataset(\"mtcars\") | predict linear(mpg ~ wt)", "E37"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let level = call.arguments.number("level") ?? 0.95
    let interval: IntervalRequest =
      switch call.arguments.text("interval") {
      case "prediction": .prediction(level: level)
      case "mean": .mean(level: level)
      default: .none
      }
    guard case .object(let object)? = call.arguments.value("model") else { return .nothing }
    let predicted: Table
    do {
      if let model = object as? ModelObject {
        predicted = try model.predictions(table, interval, evaluator)
      } else if let models = object as? GroupedModels {
        predicted = try models.predictions(table, interval, evaluator)
      } else {
        return .nothing
      }
    } catch {
      throw error.located(at: call.arguments.range("model"))
    }
    var result = table
    for (name, column) in zip(predicted.names, predicted.columns) {
      guard table[name] == nil else {
        throw Diagnostic(
          .columnExists, "there is a column `\(name)` already", at: call.stage.verb.range,
          help: [
            "`rename other = \(quotedIfNeeded(name))` or `remove \(quotedIfNeeded(name))` before"
          ])
      }
      result = result.setting(name, to: column)
    }
    return .table(result)
  }
}
