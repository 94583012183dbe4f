import Cards
import Diagnostics
import Engine
import Learn

/// The learners as functions.
enum LearnerFunctions {
  static let all: [any Function] = LearnerWord.all.map { LearnerFunction(word: $0) }
}

/// A learner's word as a function: `linear(mpg ~ wt)` is a plan without steps.
struct LearnerFunction: Function {
  let word: LearnerWord
  var card: Card { word.type.card }

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let learner = try word.learner(call.arguments, evaluator, range: call.range)
    let failures = Failures()
    guard case .formula(let value)? = call.arguments.value("formula") else {
      return .object(
        PlanObject(
          Plan(formula: nil, learner: learner), failures: failures,
          surroundings: [Surroundings(evaluator)]))
    }
    var reader = FormulaReader(value, failures, evaluator)
    let formula = try reader.read(value)
    return .object(
      PlanObject(
        Plan(formula: formula, learner: learner), places: reader.places, failures: failures,
        surroundings: [Surroundings(value, evaluator)]))
  }
}
