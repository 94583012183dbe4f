import Diagnostics
import Engine
import Tables

extension Evaluator {
  /// Says what was loaded: to recordings with a digest of each column, to the reader in a note.
  func say(_ loaded: LoadedTable, path: String?) {
    let table = loaded.table
    if let origin = table.origin {
      self.loaded(
        Loaded(
          origin: origin, path: path,
          columns: zip(table.names, table.columns).map { (name: $0, digest: $1.contentDigest) }))
    }
    note(.file, table.outline)
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

extension Column {
  /// 32 hexadecimal digits of the column's type and values.
  var contentDigest: String {
    var text = type.rawValue
    text.reserveCapacity(count * 8)
    for row in 0..<count {
      // A length before each value: no two columns give one text.
      let value = isMissing(row) ? "-" : Value.cell(self[row]).literal
      text += "\n\(value.utf8.count) "
      text += value
    }
    return Fingerprint.of(text)
  }
}
