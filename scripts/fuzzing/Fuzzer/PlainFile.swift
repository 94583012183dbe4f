import Diagnostics
import Tables

/// A file in the dialect of RFC 4180, split by a scan that knows nothing else: what the reader's rows are held to.
///
/// It is `nil` for files that aren't plain: where the RFC doesn't say what a row is (text after a closing quote, a quote
/// that is never closed), and where options or bytes ask the reader for more than splitting.
struct PlainFile {
  private struct Row {
    var start: Int
    var cells: [(text: [UInt8], isQuoted: Bool)] = []
  }

  private var rows: [Row] = []

  init?(_ one: CSVCase) {
    let options = one.options
    guard options.delimiter == 0x2C, options.quote == .byte(0x22), options.header == true,
      options.skip == 0, options.types.isEmpty, options.absent.isEmpty, options.bad == .reject,
      options.rows == nil, options.columns == nil, [nil, .utf8].contains(options.encoding),
      !one.file.contains(0), !one.file.contains(0x5C), !one.file.starts(with: [0xEF, 0xBB, 0xBF]),
      String(validating: one.file, as: UTF8.self) != nil
    else { return nil }
    guard split(one.file) else { return nil }
  }

  /// Splits the file; false where the RFC doesn't say how.
  private mutating func split(_ file: [UInt8]) -> Bool {
    var i = 0
    func isBlank(_ place: Int) -> Bool {
      place < file.count && (file[place] == 0x20 || file[place] == 0x09)
    }
    while i < file.count {
      var row = Row(start: i)
      while true {
        var text: [UInt8] = []
        while isBlank(i) { i += 1 }
        let isQuoted = i < file.count && file[i] == 0x22
        if isQuoted {
          i += 1
          while true {
            if i == file.count { return false }
            if file[i] == 0x22 {
              i += 1
              if i == file.count || file[i] != 0x22 { break }
            }
            text.append(file[i])
            i += 1
          }
          while isBlank(i) { i += 1 }
          if i < file.count, ![0x2C, 0x0A, 0x0D].contains(file[i]) { return false }
        } else {
          while i < file.count, ![0x2C, 0x0A, 0x0D].contains(file[i]) {
            text.append(file[i])
            i += 1
          }
          while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        }
        row.cells.append((text, isQuoted))
        if i < file.count, file[i] == 0x2C { i += 1 } else { break }
      }
      if i < file.count {
        i += file[i] == 0x0D && i + 1 < file.count && file[i + 1] == 0x0A ? 2 : 1
      }
      rows.append(row)
    }
    return true
  }

  private static func isBlank(_ row: Row) -> Bool {
    row.cells.count == 1 && row.cells[0].text.isEmpty && !row.cells[0].isQuoted
  }

  /// No row is lost unsaid, none is there twice, and each kept text is the one that stands in the file.
  func check(_ loaded: LoadedTable) {
    let table = loaded.table
    let rejected = Set(loaded.rejects.map(\.byte))
    let left = rows.filter { !rejected.contains($0.start) }
    expect(left.count + rejected.count == rows.count, "rejects that are rows: \(loaded.rejects)")
    // What stands above the names is handed back, so they are the first that isn't.
    guard let header = left.firstIndex(where: { !PlainFile.isBlank($0) }) else { return }
    let isOneColumn = left[header].cells.count == 1 && table.columnCount == 1
    let kept = left[(header + 1)...].filter { isOneColumn || !PlainFile.isBlank($0) }
    expect(kept.count == table.rowCount, "\(kept.count) rows kept, not \(table.rowCount)")
    for (place, column) in table.columns.enumerated() {
      guard case .text = column.values else { continue }
      for (row, line) in kept.enumerated() {
        let cell = line.cells[place]
        let isMissing = cell.text.isEmpty && !cell.isQuoted
        expect(column.isMissing(row) == isMissing, "row \(row + 1) of `\(table.names[place])`")
        if !isMissing {
          expect(
            column[row] == .text(String(decoding: cell.text, as: UTF8.self)),
            "\(cell.text) in row \(row + 1) of `\(table.names[place])`, not \(column[row])")
        }
      }
    }
  }
}
