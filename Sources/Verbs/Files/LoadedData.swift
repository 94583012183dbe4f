import Diagnostics
import Engine
import Tables

extension Evaluator {
  /// Says what was loaded: to recordings, and of a file in notes to the reader.
  func say(_ loaded: LoadedTable, path: String?) {
    let table = loaded.table
    if let origin = table.origin { self.loaded(Loaded(origin: origin, path: path, table: table)) }
    if path != nil { note(.file, table.outline) }
    for one in loaded.notes { note(one.kind, one.text) }
    if !loaded.rejects.isEmpty {
      let first = loaded.rejects[0]
      note(
        .file,
        "\(counted(loaded.rejects.count, "row")) left out; the first is line \(first.line): \(first.reason)"
      )
    }
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
