import Diagnostics
import Engine
import Tables

extension Evaluator {
  /// Says what was loaded: to recordings, and of a file in notes to the reader.
  func say(_ loaded: LoadedTable, path: String?) {
    record(loaded.table, path: path)
    let rejected = loaded.table.rejected ?? Rejected()
    if path != nil { note(.file, loaded.outline) }
    if let first = rejected.rows.first {
      note(
        .rows,
        "`rejects(…)` shows the rejected; the first is line \(first.line): \(first.reason)")
    }
    for one in loaded.notes { note(one.kind, one.text) }
  }

  /// Says to recordings what was loaded, if the table came from somewhere.
  func record(_ table: Table, path: String?) {
    guard let origin = table.origin else { return }
    loaded(Loaded(origin: origin, path: path, table: table))
  }
}

extension LoadedTable {
  /// `2201 rows read = 2201 kept + 0 rejected; 4 columns: class text, sex text, …`
  var outline: String {
    let shown = zip(table.names, table.columns).prefix(8).map {
      "\(quotedIfNeeded($0)) \($1.type.rawValue)"
    }
    let more = table.columnCount > 8 ? ", … \(table.columnCount - 8) more" : ""
    let rejected = table.rejected?.count ?? 0
    return "\(counted(table.rowCount + rejected, "row")) read = \(table.rowCount) kept + "
      + "\(rejected) rejected; \(counted(table.columnCount, "column"))"
      + (shown.isEmpty ? "" : ": " + shown.joined(separator: ", ") + more)
  }
}
