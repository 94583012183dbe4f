import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// `add`, `change` or `fill` as a step of a plan: its aggregates are learnt from the training rows and kept.
struct ExpressionStep: PlanStep {
  enum Kind: String, Sendable {
    case add, change, fill
    var style: DefinitionStyle {
      switch self {
      case .add: .add
      case .change: .change
      case .fill: .fill
      }
    }
  }

  let kind: Kind
  let definitions: [(name: Name, value: Expression)]
  let by: [Item]
  let surroundings: Surroundings
  let failures: Failures
  let label: String

  init(
    _ kind: Kind, _ stage: Stage, _ failures: Failures, _ evaluator: Evaluator
  ) throws(Diagnostic) {
    (self.kind, by, self.failures) = (kind, stage.by, failures)
    surroundings = Surroundings(evaluator)
    var definitions: [(name: Name, value: Expression)] = []
    for item in stage.items {
      guard case .define(let name) = item.label else {
        throw Diagnostic(
          .misplaced, "`\(kind.rawValue)` needs a name for what it makes", at: item.range,
          help: ["`\(kind.rawValue) name = \(item.value.canonical)`"])
      }
      definitions.append((name, item.value))
    }
    guard !definitions.isEmpty else {
      throw Diagnostic(
        .missingArgument, "`\(kind.rawValue)` needs `name = expression`", at: stage.verb.range)
    }
    self.definitions = definitions
    let written = definitions.map { "\($0.name.canonical) = \($0.value.canonical)" }.joined(
      separator: ", ")
    let keys = stage.by.map(\.value.canonical).joined(separator: ", ")
    label = "\(kind.rawValue) \(written)" + (keys.isEmpty ? "" : " by \(keys)")
  }

  func fit(_ table: Table) throws(LearnError) -> any FittedStep {
    var kept: [[Cell]: [Value]] = [:]
    _ = try parts(of: table) { (key, rows) throws(Diagnostic) in
      let learning = Learning()
      _ = try defined(rows, learning)
      kept[key] = learning.kept
      return nil
    }
    return FittedExpression(step: self, kept: kept)
  }

  /// Does something with the rows of each group (all rows if there is no `by`) and puts the results, if it gives
  /// any, back into the order of the table.
  func parts(
    of table: Table, _ body: (_ key: [Cell], _ rows: Table) throws(Diagnostic) -> Table?
  ) throws(LearnError) -> Table {
    do {
      if by.isEmpty { return try body([], table) ?? table }
      let groups = try surroundings.evaluator().grouping(table, by, "the table")
      var stack = RowStack(rowCount: table.rowCount)
      for group in 0..<groups.count {
        let rows = try groups.rows(of: group)
        if let part = try body(groups.keys.map { $0[group] }, table.gather(rows)) {
          stack.add(part, at: rows)
        }
      }
      return stack.isEmpty ? table : try stack.table()
    } catch {
      throw failures.keep(
        error.located(at: definitions[0].name.range, in: surroundings.source), label: label)
    }
  }

  /// The rows with the definitions done, one after the other.
  func defined(_ rows: Table, _ learning: Learning) throws(Diagnostic) -> Table {
    let evaluator = surroundings.evaluator()
    evaluator.learning = learning
    return try evaluator.defined(
      kind.style, definitions, in: rows, subject: "the table", notes: false)
  }

  /// Rows of a group that was not among the training rows: nothing was learnt for them.
  func undefined(_ rows: Table) -> Table {
    if kind == .fill { return rows }
    return definitions.reduce(rows) { table, definition in
      table.setting(definition.name.text, to: Column(.unknown(rows.rowCount)))
    }
  }
}

/// The step with what its aggregates gave, for each group.
struct FittedExpression: FittedStep {
  let step: ExpressionStep
  let kept: [[Cell]: [Value]]

  func apply(_ table: Table) throws(LearnError) -> Table {
    try step.parts(of: table) { (key, rows) throws(Diagnostic) in
      guard let values = kept[key] else { return step.undefined(rows) }
      return try step.defined(rows, Learning(replaying: values))
    }
  }
}
