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
    // One for all groups, so that it counts what was skipped in all of them.
    let evaluator = surroundings.evaluator()
    _ = try parts(of: table) { (key, rows) throws(Diagnostic) in
      let learning = Learning()
      _ = try defined(rows, learning, evaluator, notes: by.isEmpty)
      kept[key] = learning.kept
      return nil
    }
    let notes = evaluator.takeNotes().map { note in
      LearnNote(note.kind == .missing ? .missing : .numbers, note.text)
    }
    return FittedExpression(step: self, kept: kept, notes: notes)
  }

  func restored(_ stored: Datum) throws(LearnError) -> any FittedStep {
    var kept: [[Cell]: [Value]] = [:]
    for group in try stored.list("groups") {
      var key: [Cell] = []
      for cell in try group.list("key") { key.append(try cell.cell) }
      var values: [Value] = []
      for value in try group.list("values") { values.append(try Value(stored: value)) }
      kept[key] = values
    }
    return FittedExpression(step: self, kept: kept, notes: [])
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
  func defined(
    _ rows: Table, _ learning: Learning, _ evaluator: Evaluator, notes: Bool = false
  ) throws(Diagnostic) -> Table {
    evaluator.learning = learning
    return try evaluator.defined(
      kind.style, definitions, in: rows, subject: "the table", notes: notes)
  }

  /// Rows of a group that was not among the training rows: nothing was learnt for them.
  func undefined(_ rows: Table) -> Table {
    if kind == .fill { return rows }
    return definitions.reduce(rows) { table, definition in
      table.setting(definition.name.text, to: Column(.unknown(rows.rowCount)))
    }
  }

  /// `2 rows: `team` is "z", which was not in the training rows; `age` isn't filled there`.
  func note(unseen key: [Cell], rows: Int) -> LearnNote {
    let keys = zip(by, key).map { item, cell in
      "`\(item.value.canonical)` is \(Value.cell(cell).literal)"
    }
    let names = definitions.map { "`\($0.name.canonical)`" }.joined(separator: ", ")
    let verb = definitions.count == 1 ? "is" : "are"
    let fate = kind == .fill ? "\(verb)n't filled" : "\(verb) missing"
    return LearnNote(
      .rows,
      "\(counted(rows, "row")): \(keys.joined(separator: " and ")), which was not in the training rows; \(names) \(fate) there"
    )
  }
}

/// The step with what its aggregates gave, for each group.
struct FittedExpression: FittedStep {
  let step: ExpressionStep
  let kept: [[Cell]: [Value]]
  let notes: [LearnNote]

  func apply(_ table: Table, _ notes: inout [LearnNote]) throws(LearnError) -> Table {
    let evaluator = step.surroundings.evaluator()
    var strange: [LearnNote] = []
    let result = try step.parts(of: table) { (key, rows) throws(Diagnostic) in
      guard let values = kept[key] else {
        strange.append(step.note(unseen: key, rows: rows.rowCount))
        return step.undefined(rows)
      }
      return try step.defined(rows, Learning(replaying: values), evaluator)
    }
    notes += strange
    return result
  }

  func stored() throws(LearnError) -> Datum {
    var groups: [Datum] = []
    // In one order, so that the same model gives the same file.
    let written = kept.map { key, values in
      (Value.list(key.map { .cell($0) }).text(.recorded), key, values)
    }
    for (_, key, values) in written.sorted(by: { $0.0 < $1.0 }) {
      var stored: [Datum] = []
      for value in values {
        guard let one = value.stored else {
          throw LearnError(
            .unsupported,
            "the model can't be saved: `\(step.label)` has learnt \(value.kindName)")
        }
        stored.append(one)
      }
      groups.append(.record(["key": .list(key.map { Datum($0) }), "values": .list(stored)]))
    }
    return .record(["groups": .list(groups)])
  }
}
