import Diagnostics
import Engine
import Learn
import Tables

/// A fitted model as a value.
struct ModelObject: Object {
  let model: Model
  let plan: PlanObject

  init(_ model: Model, _ plan: PlanObject) { (self.model, self.plan) = (model, plan) }

  var kindName: String { "a model" }

  var memberNames: [String] {
    ModelTable.allCases.filter { model.fitted.table($0) != nil }.map(\.rawValue) + [
      "facts", "plan",
    ]
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "facts": .table(model.factsTable)
    case "plan": .object(plan)
    default: ModelTable(rawValue: name).flatMap { model.fitted.table($0) }.map { .table($0) }
    }
  }

  func predictions(
    _ table: Table, _ interval: IntervalRequest, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Table {
    do {
      let predicted = try model.predict(table, interval)
      evaluator.say(predicted.notes)
      return Table(predicted.columns, rowCount: table.rowCount) ?? .empty
    } catch {
      throw located(error)
    }
  }

  func scores(_ table: Table, _ evaluator: Evaluator) throws(Diagnostic) -> Table {
    do {
      let (scores, notes) = try model.score(table)
      evaluator.say(notes)
      return scores
    } catch {
      throw located(error)
    }
  }

  /// An error of predicting: the place is the verb's, not the formula's, which was right when it was fitted.
  private func located(_ error: LearnError) -> Diagnostic {
    error.diagnostic(kept: plan.failures.take())
  }

  func text(_ style: DisplayStyle) -> String {
    let summary = model.summary
    var blocks = [summary.title + "\n" + harmless(summary.call)]
    let facts = FactText.lines(summary.facts, style)
    if !facts.isEmpty { blocks.append(facts) }
    for (_, table) in summary.tables { blocks.append(SummaryTable(table, style).text) }
    if !summary.text.isEmpty {
      blocks.append(
        summary.text.split(separator: "\n", omittingEmptySubsequences: false).map { harmless($0) }
          .joined(separator: "\n"))
    }
    return blocks.joined(separator: "\n\n")
  }

  var json: JSON {
    let summary = model.summary
    let facts = summary.facts.map { ($0.name, JSON($0.value)) }
    let tables = summary.tables.map { ($0.kind.rawValue, Value.table($0.table).json()) }
    return .object(
      [
        ("kind", .text("model")), ("title", .text(summary.title)), ("call", .text(summary.call)),
        ("facts", .object(facts)),
      ] + tables)
  }
}
