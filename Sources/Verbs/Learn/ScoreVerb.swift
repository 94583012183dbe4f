import Cards
import Diagnostics
import Engine

/// `score model`: how well a model predicts the table's rows.
struct ScoreVerb: Verb {
  init() {}

  let card = Card(
    "score", kind: .verb, topic: "learn",
    summary: "Judges a model on rows: metric, value and baseline.",
    details: """
      The baseline is what one gets without looking at a predictor: the mean, or the most frequent class, of the training \
      rows. `by` judges each group by itself.
      """,
    searchWords: ["evaluate", "metrics", "accuracy", "rmse", "performance"],
    parameters: [Parameter("model", .model, .position, "The model.")],
    examples: [
      .output(
        #"""
        cars = dataset("mtcars")
        model = cars | fit linear(mpg ~ wt)
        cars | score model
        """#,
        #"""
        metric    value  baseline
        text     number    number
        rmse    2.94916   5.93203
        mae     2.34064   4.71445
        r2      0.75283   0.00000
        3 rows × 3 columns
        """#),
      .diagnostic("dataset(\"mtcars\") | score linear(mpg ~ wt)", "E37"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    guard case .object(let object)? = call.arguments.value("model") else { return .nothing }
    do {
      if let model = object as? ModelObject { return .table(try model.scores(table, evaluator)) }
      if let models = object as? GroupedModels {
        return .table(try models.scores(table, evaluator))
      }
      return .nothing
    } catch {
      throw error.located(at: call.arguments.range("model"))
    }
  }
}
