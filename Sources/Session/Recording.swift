internal import Diagnostics
public import Engine
internal import Tables

/// What of an outcome is recorded under its statement, after `#> `.
///
/// For each output its title, its text in ``DisplayStyle/recorded``, for a table a line with its shape and digest, and its
/// notes (`note: …`). For data that was loaded a line `data NAME · ROWS rows × COLS columns · xxh3 FINGERPRINT`, and for
/// files of at most 40 columns a line `columns name=digest …`. Nothing depends on the terminal, the machine or the time.
public enum Recording {
  /// The lines, without `#> `.
  public static func lines(_ outcome: Outcome) -> [String] {
    lines(outcome.loads) + lines(outcome.outputs, isPinned: !outcome.pins.isEmpty)
  }

  /// The lines about data that was loaded: one a file, and one with its columns' digests, which costs a pass over them.
  static func lines(_ loads: [Loaded]) -> [String] {
    var lines: [String] = []
    for loaded in loads {
      lines.append(DataLine(loaded.origin).text)
      if let table = loaded.table, table.columnCount <= 40 {
        let digests = DataLine.digests(table).map { "\($0.name)=\($0.digest)" }
        lines.append("columns " + digests.joined(separator: " "))
      }
    }
    return lines.map(trimmed)
  }

  /// The lines of outputs.
  ///
  /// - Parameter isPinned: whether seeds or dates were written into the statement, whose replay then draws none.
  static func lines(_ outputs: [Output], isPinned: Bool) -> [String] {
    var lines: [String] = []
    for output in outputs {
      lines += text(output, .recorded)
      if case .table(let table) = output.value {
        lines.append(
          "table \(table.rowCount) × \(table.columnCount) · digest \(TableDigest.of(table))")
      }
      for note in output.notes
      where !(isPinned && note.kind == .seed && note.text.hasSuffix(" drawn")) {
        lines += split("note: " + harmless(note.text))
      }
    }
    return lines.map(trimmed)
  }

  /// The same outputs with 15 digits and no limit of width, by which numbers that are printed differently are compared.
  static func precise(_ outcome: Outcome) -> String {
    let style = DisplayStyle(width: 100_000, digits: 15)
    return outcome.outputs.flatMap { text($0, style) }.joined(separator: "\n")
  }

  private static func text(_ output: Output, _ style: DisplayStyle) -> [String] {
    var lines: [String] = []
    if let title = output.title { lines += split(harmless(title)) }
    if case .nothing = output.value { return lines }
    return lines + split(output.value.text(style))
  }

  private static func split(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " || line.last == "\t" { line.removeLast() }
    return String(line)
  }
}

/// The recorded line about data that a statement loaded.
struct DataLine: Equatable {
  var name: String
  var rows: Int
  var columns: Int
  var fingerprint: String

  init(_ origin: Origin) {
    (name, rows, columns, fingerprint) = (
      harmless(origin.name), origin.rows, origin.columns, origin.fingerprint
    )
  }

  var text: String {
    "data \(name) · \(rows) \(rows == 1 ? "row" : "rows") × \(columns) \(columns == 1 ? "column" : "columns")"
      + " · xxh3 \(fingerprint)"
  }

  /// Reads a recorded line; `nil` if it is another one.
  init?(_ line: String) {
    guard line.hasPrefix("data ") else { return nil }
    // From the end, as a file's name may hold anything.
    let parts = line.dropFirst(5).split(separator: "·").map { $0.trimmingBlanks }
    guard parts.count >= 3, let last = parts.last, last.hasPrefix("xxh3 ") else { return nil }
    let shape = parts[parts.count - 2].split(separator: " ")
    guard shape.count == 5, let rows = Int(shape[0]), let columns = Int(shape[3]) else {
      return nil
    }
    let ending = " · \(parts[parts.count - 2]) · \(last)"
    let body = line.dropFirst(5)
    guard body.hasSuffix(ending) else { return nil }
    name = String(body.dropLast(ending.count))
    (self.rows, self.columns, fingerprint) = (rows, columns, String(last.dropFirst(5)))
  }

  /// A column's name as one word.
  static func plain(_ name: String) -> String {
    String(harmless(name).map { $0.isWhitespace || $0 == "=" ? "_" : $0 })
  }

  /// The names of a table's columns, each as one word, and the first 8 digits of their digests.
  static func digests(_ table: Table) -> [(name: String, digest: String)] {
    zip(table.names, table.columns).map { (plain($0), String($1.digest.prefix(8))) }
  }

  /// The names and digests of a recorded `columns` line; empty if it is another one.
  static func digests(_ line: String) -> [(name: String, digest: String)] {
    guard line.hasPrefix("columns ") else { return [] }
    return line.dropFirst(8).split(separator: " ").compactMap { word in
      guard let sign = word.lastIndex(of: "=") else { return nil }
      return (String(word[..<sign]), String(word[sign...].dropFirst()))
    }
  }
}

extension Substring {
  var trimmingBlanks: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
