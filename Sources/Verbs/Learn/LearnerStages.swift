import Cards
import Diagnostics
import Engine
import Learn
import Syntax

/// The learners as stages of a plan.
enum LearnerStages {
  static let all: [any Verb] = LearnerWord.all.map { LearnerStage(word: $0) }
}

/// A learner's word as a stage: it ends a recipe. On a table it says how it is meant.
struct LearnerStage: Verb {
  let word: LearnerWord
  var card: Card { word.type.card }
  var grouping: GroupingStyle { .own }

  // On a plan the stage never gets here: the plan takes it itself.
  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let items = call.stage.items.map(\.value.canonical).joined(separator: ", ")
    throw Diagnostic(
      .notAPlan, "`\(card.name)` ends a plan and works on no \(call.input.kindName.dropFirst(2))",
      at: call.stage.verb.range,
      help: ["`table | fit \(card.name)(\(items.isEmpty ? "y ~ a + b" : items))`"])
  }
}
