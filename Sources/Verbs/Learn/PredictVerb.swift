package import Cards
package import Diagnostics
package import Engine
import Learn
import Tables

/// `predict model`: the table with the predictions as columns.
package struct PredictVerb: Verb {
  package init() {}
  package var grouping: GroupingStyle { .none }

  package let card = Card(
    "predict", kind: .verb, topic: "learn", summary: "Adds a model's predictions as columns.",
    details: """
      Numbers: `predicted`, and with `interval:` also `low` and `high`. Classes: `predicted` and for each class \
      `chance_<class>`. Clusters: `cluster`. A row that can't be predicted is missing, and a note counts such rows.
      """,
    searchWords: ["forecast", "score", "inference", "apply"],
    parameters: [
      Parameter("model", .model, .position, "The model."),
      Parameter(
        "interval", .choice(["none", "prediction", "mean"]), .option, default: .value(.text("none")),
        "An interval for a single new row, or for the mean of all such rows."),
      Parameter(
        "level", .number(.within(0, 1)), .option, default: .value(.number(0.95)), "The level of the interval."),
    ],
    examples: [
      .runs(
        "cars = dataset(\"mtcars\")\nmodel = cars | fit linear(mpg ~ wt)\ncars | predict model, interval: \"prediction\"",
        because: "its numbers are tested against R"),
      .diagnostic("dataset(\"mtcars\") | predict linear(mpg ~ wt)", "E37"),
    ])

  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
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
          help: ["`rename other = \(quotedIfNeeded(name))` or `remove \(quotedIfNeeded(name))` before"])
      }
      result = result.setting(name, to: column)
    }
    return .table(result)
  }
}

/// `score model`: how well a model predicts the table's rows.
package struct ScoreVerb: Verb {
  package init() {}

  package let card = Card(
    "score", kind: .verb, topic: "learn", summary: "Judges a model on rows: metric, value and baseline.",
    details: """
      The baseline is what one gets without looking at a predictor: the mean, or the most frequent class, of the training \
      rows. `by` judges each group by itself.
      """,
    searchWords: ["evaluate", "metrics", "accuracy", "rmse", "performance"],
    parameters: [Parameter("model", .model, .position, "The model.")],
    examples: [
      .runs(
        "cars = dataset(\"mtcars\")\nmodel = cars | fit linear(mpg ~ wt)\ncars | score model",
        because: "its numbers are tested against R"),
      .diagnostic("dataset(\"mtcars\") | score linear(mpg ~ wt)", "E37"),
    ])

  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    guard case .object(let object)? = call.arguments.value("model") else { return .nothing }
    do {
      if let model = object as? ModelObject { return .table(try model.scores(table, evaluator)) }
      if let models = object as? GroupedModels { return .table(try models.scores(table, evaluator)) }
      return .nothing
    } catch {
      throw error.located(at: call.arguments.range("model"))
    }
  }
}
