public import Diagnostics
internal import Numerics

extension Table {
  /// The rows of this table and then those of another, columns matched by name.
  ///
  /// Columns that only one of them has are missing in the rows of the other, which a note says; categories unite their
  /// levels, and a category beside a text becomes text. Throws ``Diagnostic/Code/wrongKind`` for a column whose types
  /// differ otherwise. `name` is what the other table is called in messages.
  public func appending(
    _ other: Table, name: String = "the appended table"
  ) throws(Diagnostic) -> (table: Table, notes: [Note]) {
    guard rowCount + other.rowCount < Int(Int32.max) else {
      throw Diagnostic(.tooLarge, "the table would have \(rowCount + other.rowCount) rows, more than \(Int32.max - 1)")
    }
    var named: [(name: String, column: Column)] = []
    var notes: [Note] = []
    for (column, own) in zip(names, columns) {
      try Interrupt.poll("appending")
      let below = other[column] ?? Column(.unknown(other.rowCount))
      guard let whole = Column.concatenating([own, below]) else {
        throw Diagnostic(
          .wrongKind, "`\(column)` is \(own.type.rawValue) here and \(below.type.rawValue) in \(name)",
          found: below.type.rawValue, expected: [own.type.rawValue],
          help: ["convert one of them first, for example `change \(column) = text(\(column))`"])
      }
      if Set([own.type, below.type]) == [.text, .category] {
        notes.append(Note(.types, "`\(column)` is text now: a category here, and text there"))
      }
      named.append((column, whole))
    }
    for (column, below) in zip(other.names, other.columns) where self[column] == nil {
      if let whole = Column.concatenating([Column(.unknown(rowCount)), below]) { named.append((column, whole)) }
    }
    let absent = names.filter { other[$0] == nil }
    let new = other.names.filter { self[$0] == nil }
    if !absent.isEmpty, columnCount > 0 {
      notes.append(
        Note(.missing, "\(name) has no \(listed(absent)): missing in \(counted(other.rowCount, "row"))"))
    }
    if !new.isEmpty, columnCount > 0 {
      notes.append(Note(.missing, "only \(name) has \(listed(new)): missing in \(counted(rowCount, "row"))"))
    }
    return (Table(unchecked: named, rowCount: rowCount + other.rowCount), notes)
  }
}

/// Names in back-quotes, at most six of them.
func listed(_ names: [String]) -> String {
  let shown = names.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
  return names.count > 6 ? "\(shown), … \(names.count - 6) more" : shown
}

/// `1 row`, `2 rows`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
