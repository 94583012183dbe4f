package import Cards
package import Diagnostics
package import Engine
import Learn

/// A learner's word as a function: `linear(mpg ~ wt)` is a plan without steps.
package struct LearnerFunction: Function {
  private let word: LearnerWord
  package var card: Card { word.type.card }

  init(_ word: LearnerWord) { self.word = word }

  package func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let learner = try word.learner(call.arguments, evaluator, range: call.range)
    let failures = Failures()
    guard case .formula(let value)? = call.arguments.value("formula") else {
      return .object(PlanObject(Plan(formula: nil, learner: learner), failures: failures))
    }
    var reader = FormulaReader(value, failures, evaluator)
    let formula = try reader.read(value)
    return .object(
      PlanObject(Plan(formula: formula, learner: learner), places: reader.places, failures: failures))
  }
}

/// A learner's word as a stage: it ends a recipe. On a table it says how it is meant.
package struct LearnerVerb: Verb {
  private let word: LearnerWord
  package var card: Card { word.type.card }
  package var grouping: GroupingStyle { .own }

  init(_ word: LearnerWord) { self.word = word }

  // On a plan the stage never gets here: the plan takes it itself.
  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let items = call.stage.items.map(\.value.canonical).joined(separator: ", ")
    throw Diagnostic(
      .notAPlan, "`\(card.name)` ends a plan and works on no \(call.input.kindName.dropFirst(2))",
      at: call.stage.verb.range,
      help: ["`table | fit \(card.name)(\(items.isEmpty ? "y ~ a + b" : items))`"])
  }
}

/// The learners as functions.
package let learnerFunctions: [any Function] = LearnerWord.all.map { LearnerFunction($0) }
/// The learners as stages of a plan.
package let learnerVerbs: [any Verb] = LearnerWord.all.map { LearnerVerb($0) }
