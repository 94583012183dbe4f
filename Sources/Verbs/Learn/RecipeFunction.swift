import Cards
import Diagnostics
import Engine
import Learn

/// `recipe(formula)`: starts a plan.
struct RecipeFunction: Function {
  init() {}

  let card = Card(
    "recipe", kind: .function, topic: "learn",
    summary: "Starts a plan: what is predicted from what.",
    details: """
      The stages that follow prepare the rows (`fill add change scale encode select remove rename`), and a learner's name \
      ends it. Whatever an aggregate gives there is learnt from the training rows and kept.
      """,
    searchWords: ["pipeline", "preprocess", "workflow", "plan"],
    parameters: [
      Parameter("formula", .formula, .position, "What is predicted from what: `y ~ a + b`.")
    ],
    examples: [
      .output(
        "recipe(mpg ~ wt + hp) | scale wt, hp | linear",
        "recipe(mpg ~ wt + hp) | scale wt, hp | linear"),
      .diagnostic("recipe(mpg ~ wt) | keep wt > 2", "E44"),
      .diagnostic("recipe(mpg ~ wt / 2)", "E17"),
    ])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    guard case .formula(let value)? = call.arguments.value("formula") else { return .missing }
    let failures = Failures()
    var reader = FormulaReader(value, failures, evaluator)
    let formula = try reader.read(value)
    return .object(
      PlanObject(
        Plan(formula: formula), places: reader.places, failures: failures,
        surroundings: [Surroundings(value, evaluator)]))
  }
}
