import Diagnostics
import Learn
import Syntax
import Tables

/// `select` or `remove` as a step of a plan: the columns are chosen on the training rows.
struct SelectionStep: PlanStep {
  enum Kind: String, Sendable { case select, remove }
  let kind: Kind
  let columns: ColumnChoice

  init(_ kind: Kind, _ columns: ColumnChoice) { (self.kind, self.columns) = (kind, columns) }

  var label: String { "\(kind.rawValue) \(columns.label)" }

  func fit(_ table: Table) throws(LearnError) -> any FittedStep {
    FittedSelection(kind: kind, names: try columns.names(in: table))
  }

  func restored(_ stored: Datum) throws(LearnError) -> any FittedStep {
    FittedSelection(kind: kind, names: try stored.texts("names"))
  }
}

/// The columns that were chosen. Rows to predict may lack the response, so columns that aren't there are passed over:
/// the formula asks for those that it needs.
struct FittedSelection: FittedStep {
  let kind: SelectionStep.Kind
  let names: [String]

  func stored() -> Datum { .record(["names": .texts(names)]) }

  func apply(_ table: Table, _ notes: inout [LearnNote]) -> Table {
    switch kind {
    case .select: table.selecting(names)
    case .remove: table.removing(Set(names))
    }
  }
}

/// `rename` as a step of a plan.
struct RenameStep: PlanStep, FittedStep {
  private let renames: [(new: Name, old: String, range: SourceRange)]
  let label: String

  init(_ stage: Stage) throws(Diagnostic) {
    var renames: [(new: Name, old: String, range: SourceRange)] = []
    for item in stage.items {
      guard case .define(let new) = item.label, case .name(let old) = item.value.kind else {
        throw Diagnostic(.misplaced, "`rename` needs `new = old`", at: item.range)
      }
      renames.append((new, old, item.value.range))
    }
    guard !renames.isEmpty else {
      throw Diagnostic(.missingArgument, "`rename` needs `new = old`", at: stage.verb.range)
    }
    self.renames = renames
    label =
      "rename "
      + stage.items.map { item in
        if case .define(let new) = item.label {
          "\(new.canonical) = \(item.value.canonical)"
        } else {
          ""
        }
      }.joined(separator: ", ")
  }

  /// It learns nothing.
  func stored() -> Datum { .record([:]) }
  func restored(_ stored: Datum) -> any FittedStep { self }

  func fit(_ table: Table) throws(LearnError) -> any FittedStep {
    for (_, old, _) in renames where table[old] == nil {
      throw LearnError(
        .unknownColumn(name: old, columns: table.names), "the table has no column `\(old)`")
    }
    return self
  }

  /// A column that isn't there is passed over: the formula asks for those that it needs.
  func apply(_ table: Table, _ notes: inout [LearnNote]) throws(LearnError) -> Table {
    var newNames: [String: String] = [:]
    for (new, old, _) in renames { newNames[old] = new.text }
    let named = zip(table.names, table.columns).map { (name: newNames[$0] ?? $0, column: $1) }
    guard let result = Table(named, rowCount: table.rowCount) else {
      throw LearnError(.computation(label: label), "`\(label)` would give two columns one name")
    }
    return result
  }
}
