public import Tables

/// A step of a recipe before it has seen rows: `fill age = median(age)`, `scale numbers()`.
public protocol PlanStep: Sendable {
  /// Its canonical text, e.g. `scale age, fare`.
  var label: String { get }
  /// Learns what it needs from training rows.
  func fit(_ table: Table) throws(LearnError) -> any FittedStep
  /// The fitted step from what its `stored()` gave, perhaps by other hands.
  func restored(_ stored: Datum) throws(LearnError) -> any FittedStep
}

/// A step that has learnt its numbers and does the same to any rows.
public protocol FittedStep: Sendable {
  /// The table with the step done. Notes tell of rows that could not have their part in it.
  func apply(_ table: Table, _ notes: inout [LearnNote]) throws(LearnError) -> Table
  /// What is to be said of what it learnt.
  var notes: [LearnNote] { get }
  /// What it learnt, as plain data.
  ///
  /// - Throws: `unsupported` if plain data don't hold it.
  func stored() throws(LearnError) -> Datum
}

extension FittedStep {
  public var notes: [LearnNote] { [] }

  /// The table with the step done, whatever there is to say of it.
  public func apply(_ table: Table) throws(LearnError) -> Table {
    var notes: [LearnNote] = []
    return try apply(table, &notes)
  }
}

/// The columns that a step is for: names, or a rule applied to the training table (`numbers()`).
public enum ColumnChoice: Sendable {
  case names([String])
  /// What was written, and the names that it means in a table.
  case rule(label: String, choose: @Sendable (Table) throws(LearnError) -> [String])

  /// As it was written.
  public var label: String {
    switch self {
    case .names(let names): names.map(written).joined(separator: ", ")
    case .rule(let label, _): label
    }
  }

  /// The names in this table, all of them its columns.
  public func names(in table: Table) throws(LearnError) -> [String] {
    let names: [String]
    switch self {
    case .names(let list): names = list
    case .rule(_, let choose): names = try choose(table)
    }
    for name in names where table[name] == nil { throw .unknownColumn(name, in: table) }
    return names
  }
}
