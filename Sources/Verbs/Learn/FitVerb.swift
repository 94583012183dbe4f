import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// `fit plan`: a model learnt from the table's rows, or one for each group.
struct FitVerb: Verb {
  init() {}
  var grouping: GroupingStyle { .own }

  let card = Card(
    "fit", kind: .verb, topic: "learn", summary: "Learns a model from rows.",
    details: """
      The plan is a learner with its formula, or a recipe that ends with a learner. With `by` there is one model for each \
      group. Rows with missing values are refused where the learner can't use them; the error offers two cures.
      """,
    searchWords: ["train", "lm", "glm", "regression", "model"],
    parameters: [
      Parameter("plan", .plan, .position, "What to learn: `linear(y ~ a + b)`, or a recipe.")
    ],
    examples: [
      .runs(
        "dataset(\"mtcars\") | fit linear(mpg ~ wt)", because: "its numbers are tested against R"),
      .runs(
        "dataset(\"mtcars\") | fit linear(mpg ~ wt) by cyl",
        because: "its numbers are tested against R"),
      .diagnostic("dataset(\"mtcars\") | fit linear(mpg ~ wtt)", "E21"),
      .diagnostic("dataset(\"mtcars\") | fit recipe(mpg ~ wt)", "E45"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    guard case .object(let object)? = call.arguments.value("plan"), let plan = object as? PlanObject
    else {
      return .nothing
    }
    if call.by.isEmpty {
      let model = try fitted(plan, table, call)
      evaluator.say(model.training.notes)
      return .object(ModelObject(model, plan))
    }
    let groups = try evaluator.grouping(table, call.by, call.subject)
    var models: [ModelObject] = []
    var said: Set<String> = []
    for group in 0..<groups.count {
      try evaluator.checkInterrupt(at: call.stage.range)
      let key = groups.keys.map { Value.cell($0[group]).plainText }.joined(separator: ", ")
      do {
        let model = try fitted(plan, table.gather(try groups.rows(of: group)), call)
        for note in model.training.notes where said.insert(note.text).inserted {
          evaluator.say([note])
        }
        models.append(ModelObject(model, plan))
      } catch {
        var told = error
        told.details.insert("in the group \(key)", at: 0)
        throw told
      }
    }
    return .object(
      GroupedModels(
        by: call.by, surroundings: Surroundings(evaluator), keys: groups.keyTable, models: models))
  }

  private func fitted(
    _ plan: PlanObject, _ table: Table, _ call: VerbCall
  ) throws(Diagnostic) -> Model {
    do {
      return try plan.plan.fit(table)
    } catch {
      throw plan.diagnostic(error).located(at: call.arguments.range("plan"))
    }
  }
}
