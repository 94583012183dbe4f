import Diagnostics
import Engine
import Numerics
import Tables

/// Puts tables of rows back under each other, each row in its place; a column that a part lacks is missing there.
struct RowStack {
  private var names: [String] = []
  private var parts: [String: [(rows: [Int32], column: Column)]] = [:]
  private let rowCount: Int

  init(rowCount: Int) { self.rowCount = rowCount }

  var isEmpty: Bool { names.isEmpty }

  mutating func add(_ part: Table, at rows: [Int32]) {
    for (name, column) in zip(part.names, part.columns) {
      if parts[name] == nil { names.append(name) }
      parts[name, default: []].append((rows, column))
    }
  }

  /// - Throws: E30 for a column that is of different types in different parts.
  func table() throws(Diagnostic) -> Table {
    var named: [(name: String, column: Column)] = []
    for name in names { named.append((name, try column(name))) }
    return Table(named, rowCount: rowCount) ?? .empty
  }

  private func column(_ name: String) throws(Diagnostic) -> Column {
    if let column = Column.scattered(parts[name] ?? [], count: rowCount) { return column }
    throw Diagnostic(.wrongKind, "`\(name)` would hold values of several types, by group")
  }
}
