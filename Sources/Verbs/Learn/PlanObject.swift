import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// A recipe or an unfitted model as a value: stages are added to it as steps.
struct PlanObject: StageTaking {
  let plan: Plan
  /// Where its formula's names stand, for errors of a later fit.
  let places: FormulaPlaces
  let failures: Failures
  /// What its formula and then each of its steps was written among.
  let surroundings: [Surroundings]

  init(
    _ plan: Plan, places: FormulaPlaces = .none, failures: Failures = Failures(),
    surroundings: [Surroundings]
  ) {
    (self.plan, self.places, self.failures) = (plan, places, failures)
    self.surroundings = surroundings
  }

  var kindName: String { "a plan" }

  /// As it was written: on one line if it fits, else one step a line.
  func text(_ style: DisplayStyle) -> String {
    let whole = plan.description
    if plan.steps.isEmpty || whole.count <= style.width { return whole }
    let head = "recipe(\(plan.formula?.text ?? ""))"
    let parts = [head] + plan.steps.map(\.label)
    let learner = whole.dropFirst(parts.joined(separator: " | ").count + 3)
    return (parts + (learner.isEmpty ? [] : [String(learner)])).joined(separator: "\n  | ")
  }

  var json: JSON { .object([("kind", .text("plan")), ("text", .text(plan.description))]) }

  /// The error of the core as the language shows it.
  func diagnostic(_ error: LearnError) -> Diagnostic {
    error.diagnostic(places, kept: failures.take())
  }

  /// The words that may follow a plan, learners aside.
  static let steps = ["fill", "add", "change", "scale", "encode", "select", "remove", "rename"]

  func taking(_ stage: Stage, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let name = stage.verb.text
    if let learner = LearnerWord.named(name) {
      return .object(try closed(by: learner, stage, evaluator))
    }
    if let on = stage.on.first {
      throw Diagnostic(.misplaced, "`\(name)` takes no `on`", at: on.range)
    }
    if let kind = ExpressionStep.Kind(rawValue: name) {
      return .object(try appending(ExpressionStep(kind, stage, failures, evaluator), evaluator))
    }
    if Self.steps.contains(name), let by = stage.by.first {
      throw Diagnostic(
        .misplaced, "`by` means nothing to `\(name)` in a plan", at: by.range,
        details: ["`add`, `change` and `fill` learn a value for each group"])
    }
    switch name {
    case "scale":
      let arguments = try evaluator.bind(stage.items, to: ScaleVerb.card, at: stage.verb.range)
      return .object(
        try appending(ScaleVerb.step(arguments, choice(arguments, evaluator)), evaluator))
    case "encode":
      let arguments = try evaluator.bind(stage.items, to: EncodeVerb.card, at: stage.verb.range)
      return .object(
        try appending(EncodeVerb.step(arguments, choice(arguments, evaluator)), evaluator))
    case "select", "remove":
      return .object(
        try appending(
          SelectionStep(name == "select" ? .select : .remove, choice(stage, evaluator)), evaluator)
      )
    case "rename": return .object(try appending(RenameStep(stage), evaluator))
    default: throw refusal(stage, evaluator)
    }
  }

  private func appending(
    _ step: any PlanStep, _ evaluator: Evaluator
  ) throws(Diagnostic) -> PlanObject {
    if let learner = plan.learner {
      throw Diagnostic(
        .notAPlan, "the plan has ended: nothing can follow its learner",
        help: ["put the step before `\(type(of: learner).card.name)`"])
    }
    return PlanObject(
      plan.appending(step), places: places, failures: failures,
      surroundings: surroundings + [Surroundings(evaluator)])
  }

  private func closed(
    by word: LearnerWord, _ stage: Stage, _ evaluator: Evaluator
  ) throws(Diagnostic) -> PlanObject {
    if let learner = plan.learner {
      throw Diagnostic(
        .notAPlan, "the plan ends with `\(type(of: learner).card.name)` already",
        at: stage.verb.range)
    }
    if let clause = stage.on.first ?? stage.by.first {
      throw Diagnostic(
        .misplaced, "`\(stage.verb.text)` takes no `on` or `by`", at: clause.range,
        help: ["one model for each group: `table | fit plan by group`"])
    }
    let arguments = try evaluator.bind(stage.items, to: word.type.card, at: stage.verb.range)
    let learner = try word.learner(arguments, evaluator, range: stage.range)
    guard case .formula(let value)? = arguments.value("formula") else {
      return PlanObject(
        plan.ending(with: learner), places: places, failures: failures, surroundings: surroundings)
    }
    if plan.formula != nil {
      throw Diagnostic(
        .formula, "the recipe has its formula already", at: arguments.range("formula"),
        help: ["write it in `recipe(…)` only"])
    }
    var reader = FormulaReader(value, failures, evaluator)
    let formula = try reader.read(value)
    return PlanObject(
      plan.ending(with: learner, formula: formula), places: reader.places, failures: failures,
      surroundings: [Surroundings(value, evaluator)] + surroundings.dropFirst())
  }

  /// The columns of a step: read against the table that the step meets, for `numbers()` may mean others there.
  private func choice(_ arguments: Arguments, _ evaluator: Evaluator) -> ColumnChoice {
    choice(arguments.items("columns"), evaluator)
  }
  private func choice(_ stage: Stage, _ evaluator: Evaluator) throws(Diagnostic) -> ColumnChoice {
    if let item = stage.items.first(where: { $0.label != .none || $0.isDescending }) {
      throw Diagnostic(.misplaced, "`\(stage.verb.text)` takes only columns", at: item.range)
    }
    if stage.items.isEmpty {
      throw Diagnostic(.missingArgument, "`\(stage.verb.text)` needs columns", at: stage.verb.range)
    }
    return choice(stage.items, evaluator)
  }
  private func choice(_ items: [Item], _ evaluator: Evaluator) -> ColumnChoice {
    let label = items.map(\.value.canonical).joined(separator: ", ")
    let surroundings = Surroundings(evaluator)
    return .rule(label: label) { [failures] table throws(LearnError) in
      let own = surroundings.evaluator()
      do throws(Diagnostic) {
        return try own.selection(items, table, "the table")
      } catch {
        throw failures.keep(
          error.located(at: items.first?.range, in: surroundings.source), label: label)
      }
    }
  }

  /// Why a stage can't be a step.
  private func refusal(_ stage: Stage, _ evaluator: Evaluator) -> Diagnostic {
    let name = stage.verb.text
    switch name {
    case "fit":
      return Diagnostic(
        .misplaced, "`fit` works on a table and takes the plan", at: stage.verb.range,
        help: ["`table | fit plan`"])
    case "predict", "score":
      return Diagnostic(
        .notAPlan, "a plan can't `\(name)` before it is fitted", at: stage.verb.range,
        help: ["`model = table | fit plan`, then `table | \(name) model`"])
    default: break
    }
    if evaluator.catalogue.verb(name) != nil {
      return Diagnostic(
        .rowVerbInPlan, "`\(name)` can't be a step of a plan", at: stage.verb.range,
        label: "not in a plan",
        details: [
          "a plan treats each row alone and keeps every row, so that it can predict a single one",
          "steps: " + Self.steps.joined(separator: ", "),
        ],
        help: ["use it on the table: `table | \(name) … | fit plan`"])
    }
    let near = nearestNames(to: name, in: Self.steps + LearnerWord.all.map { $0.type.card.name })
    return Diagnostic(
      .unknownVerb, "there is no step or learner `\(name)`", at: stage.verb.range,
      label: "not a verb",
      details: ["learners: " + LearnerWord.all.map { $0.type.card.name }.joined(separator: ", ")],
      help: near.first.map { ["did you mean `\($0)`?"] } ?? [],
      fix: near.first.map { Diagnostic.Fix(stage.verb.range, $0) })
  }
}
