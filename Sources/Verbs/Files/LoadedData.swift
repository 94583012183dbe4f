import Diagnostics
import Engine
import Tables

extension Evaluator {
  /// Says what was loaded: to recordings, and of a file in notes to the reader.
  func say(_ loaded: LoadedTable, path: String?) {
    record(loaded.table, path: path)
    let rejected = loaded.table.rejected ?? Rejected()
    if path != nil {
      note(.file, loaded.table.outline)
      let read = loaded.table.rowCount + rejected.count
      // Recordings hold what is unusual.
      note(
        rejected.count == 0 ? .file : .rows,
        "\(counted(read, "row")) read = \(loaded.table.rowCount) kept + \(rejected.count) rejected")
    }
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

extension Table {
  /// `2201 rows × 4 columns: class category, sex text, …`
  var outline: String {
    let shown = zip(names, columns).prefix(8).map { "\(quotedIfNeeded($0)) \($1.type.rawValue)" }
    let more = columnCount > 8 ? ", … \(columnCount - 8) more" : ""
    return "\(counted(rowCount, "row")) × \(counted(columnCount, "column"))"
      + (shown.isEmpty ? "" : ": " + shown.joined(separator: ", ") + more)
  }
}
