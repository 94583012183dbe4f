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
      .output(
        #"""
        model = dataset("mtcars") | fit linear(mpg ~ wt)
        model.coefficients
        """#,
        #"""
        term         estimate  std_error        t            p      low     high
        text           number     number   number       number   number   number
        (intercept)   37.2851    1.87763  19.8576  8.2418e-19   33.4505  41.1198
        wt            -5.3445    0.55910  -9.5590  1.29396e-10  -6.4863  -4.2026
        2 rows × 7 columns
        """#),
      .output(
        #"""
        models = dataset("mtcars") | fit linear(mpg ~ wt) by cyl
        models.coefficients | select cyl, term, estimate, std_error
        """#,
        #"""
           cyl  term         estimate  std_error
        number  text           number     number
             4  (intercept)   39.5712    4.34658
             4  wt            -5.6470    1.85012
             6  (intercept)   28.4088    4.18437
             6  wt            -2.7801    1.33492
             8  (intercept)   23.8680    3.00546
             8  wt            -2.1924    0.73924
        6 rows × 4 columns
        """#),
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
