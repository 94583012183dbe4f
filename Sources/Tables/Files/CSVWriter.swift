internal import CFiles
public import Diagnostics
internal import Numerics

/// Writes tables as files of separated values that ``CSVReader`` reads back as they were.
///
/// Numbers are the shortest texts that read back to the same bits; dates and date-times are in ISO form; missing is an
/// empty cell and an empty text is `""`; categories are their labels (and come back as texts). Quotes stand only where
/// they are needed: around cells that hold a delimiter (any that a reader looks for), a quote, a line end, or blanks at
/// their ends; around names that look like values; and around all texts of a column whose texts together look like
/// numbers, true/false or words for missing, so that they stay texts.
///
/// What can't come back the same: a column of texts that all are ISO dates (they come back as dates), texts that
/// look like numbers in a table all of whose cells and names need quotes, blank names, NUL bytes.
public enum CSVWriter {
  /// How a table is written.
  public struct Style: Sendable {
    /// The byte between cells.
    public var delimiter: UInt8
    /// Whether texts and names that a spreadsheet would take as formulas (those that begin with `= + - @`, a tab or a
    /// CR, and aren't numbers) get an apostrophe in front. They don't read back as they were then.
    public var guardsFormulas: Bool

    public init(delimiter: UInt8 = UInt8(ascii: ","), guardsFormulas: Bool = false) {
      (self.delimiter, self.guardsFormulas) = (delimiter, guardsFormulas)
    }
  }

  /// The table's bytes.
  ///
  /// - Complexity: O(cells), and O(bytes) of memory; ``write(_:to:delimiter:guardsFormulas:)`` needs less.
  public static func bytes(
    _ table: Table, style: Style = Style()
  ) throws(Diagnostic) -> [UInt8] {
    let cells = CSVCells(table, style)
    var result = cells.header
    try cells.forEachPart { result.append(contentsOf: $0.joined()) }
    return result
  }

  /// Writes the table to a file, all of it or nothing: see ``AtomicFile``. Cells are separated by tabs if the name ends
  /// in `.tsv` or `.tab`, by commas otherwise, unless `delimiter` says it.
  ///
  /// - Complexity: O(cells) on all processors; memory for some thousands of rows.
  public static func write(
    _ table: Table, to path: String, delimiter: UInt8? = nil, guardsFormulas: Bool = false
  ) throws(Diagnostic) {
    let isTabbed = ["tsv", "tab"].contains(FilePath.suffix(path))
    let style = Style(
      delimiter: delimiter ?? UInt8(ascii: isTabbed ? "\t" : ","), guardsFormulas: guardsFormulas)
    let cells = CSVCells(table, style)
    var file = try AtomicFile(path)
    try file.append(cells.header)
    do throws(Diagnostic) {
      try cells.forEachPart { (parts) throws(Diagnostic) in try file.append(parts) }
    } catch {
      // An interrupt in between says what became of the file.
      throw error.code == .interrupted ? file.interrupted : error
    }
    try file.commit()
  }
}

extension CSVWriter {
  /// How many cells, those of the header too, a guard against formulas changes. O(rows) for each column of texts.
  static func formulas(in table: Table) -> Int {
    var count = table.names.count { CSVCells.isFormula(Array($0.utf8)) }
    for column in table.columns {
      let (codes, texts): (WholeValues, TextList)
      switch column.values {
      case .text(let x): (codes, texts) = (x.codes, x.distinct)
      case .category(let x): (codes, texts) = (x.codes, TextList(x.levels))
      default: continue
      }
      let isFormula = texts.indices.map {
        CSVCells.isFormula(Array(texts.bytes[texts.starts[$0]..<texts.starts[$0 + 1]]))
      }
      guard isFormula.contains(true) else { continue }
      for (row, code) in codes.wide.enumerated()
      where isFormula[Int(code)] && !column.isMissing(row) {
        count += 1
      }
    }
    return count
  }

  static func said(_ guarded: Int) -> String {
    let cells = guarded == 1 ? "1 cell that begins" : "\(guarded) cells that begin"
    return "\(cells) as a formula does got an apostrophe in front"
  }
}

/// A table's cells as bytes: each distinct text is prepared once.
private struct CSVCells: @unchecked Sendable {
  private enum Values {
    case whole8([Int8])
    case whole16([Int16])
    case whole32([Int32])
    case double([Double])
    case truth([Bool])
    case day([Int32])
    case instant([Int64])
    /// For each row a code, and the cells by their codes.
    case label(WholeValues, TextList)
    case nothing
  }

  private let table: Table
  private let delimiter: UInt8
  private let guardsFormulas: Bool
  private let columns: [(values: Values, missing: Bitmap?)]

  init(_ table: Table, _ style: CSVWriter.Style) {
    (self.table, delimiter, guardsFormulas) = (table, style.delimiter, style.guardsFormulas)
    columns = table.columns.map { column in
      let values: Values
      switch column.values {
      case .number(let x):
        switch x.storage {
        case .double(let x): values = .double(x)
        case .whole(let x):
          switch x.storage {
          case .int8(let x): values = .whole8(x)
          case .int16(let x): values = .whole16(x)
          case .int32(let x): values = .whole32(x)
          }
        }
      case .truth(let x): values = .truth(x)
      case .date(let x): values = .day(x)
      case .dateTime(let x): values = .instant(x)
      case .text(let x):
        values = .label(x.codes, CSVCells.cells(x.distinct, column, x.codes, style))
      case .category(let x):
        values = .label(x.codes, CSVCells.cells(TextList(x.levels), column, x.codes, style))
      case .unknown: values = .nothing
      }
      return (values, column.missing)
    }
  }

  var header: [UInt8] {
    var bytes: [UInt8] = []
    for (place, name) in table.names.enumerated() {
      if place > 0 { bytes.append(delimiter) }
      var text = Array(name.utf8)
      if guardsFormulas, CSVCells.isFormula(text) { text.insert(UInt8(ascii: "'"), at: 0) }
      CSVCells.append(
        text, isQuoted: CSVCells.needsQuotes(text, delimiter) || CSVCells.kind(of: text) != .text,
        to: &bytes)
    }
    if !table.names.isEmpty { bytes.append(0x0A) }
    return bytes
  }

  private static let partCells = 1 << 16

  /// Hands over the rows' bytes in order, several parts at a time that were made side by side.
  func forEachPart(_ body: ([[UInt8]]) throws(Diagnostic) -> Void) throws(Diagnostic) {
    let rows = table.rowCount
    if columns.isEmpty { return }
    let grain = max(1, CSVCells.partCells / columns.count)
    let parts = (rows + grain - 1) / grain
    let together = Parallel.threads * 4
    for first in stride(from: 0, to: parts, by: together) {
      let some: [[UInt8]]
      do {
        some = try Parallel.map(count: min(together, parts - first)) { place in
          let start = (first + place) * grain
          return bytes(of: start..<min(rows, start + grain))
        }
      } catch {
        throw Diagnostic(.interrupted, "interrupted while writing a table")
      }
      try body(some)
    }
  }

  /// Rows as bytes: first the cells column by column, so that each loop is of one type, then row by row.
  private func bytes(of rows: Range<Int>) -> [UInt8] {
    var cells = CSVByteBuffer(capacity: rows.count * columns.count * 8)
    let places = columns.count * rows.count
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: places + 1) { ends in
      // The cell of column c and row r ends at place c · rows + r + 1 and begins where the one before it ends.
      ends[0] = 0
      var place = 1
      for column in columns {
        let target = UnsafeMutableBufferPointer(rebasing: ends[place...])
        switch column.values {
        case .whole8(let x):
          cells.write(x, rows, column.missing, target) { $0.append(whole: Int32($1)) }
        case .whole16(let x):
          cells.write(x, rows, column.missing, target) { $0.append(whole: Int32($1)) }
        case .whole32(let x): cells.write(x, rows, column.missing, target) { $0.append(whole: $1) }
        case .double(let x): cells.write(x, rows, column.missing, target) { $0.append($1) }
        case .truth(let x):
          cells.write(x, rows, column.missing, target) { $0.append($1 ? "true" : "false") }
        case .day(let x):
          cells.write(x, rows, column.missing, target) { $0.append(Day(days: $1).description) }
        case .instant(let x):
          cells.write(x, rows, column.missing, target) {
            $0.append(Instant(microseconds: $1).description)
          }
        case .label(let codes, let texts):
          switch codes.storage {
          case .int8(let x): cells.write(x, texts, rows, column.missing, target)
          case .int16(let x): cells.write(x, texts, rows, column.missing, target)
          case .int32(let x): cells.write(x, texts, rows, column.missing, target)
          }
        case .nothing: for row in 0..<rows.count { target[row] = cells.count }
        }
        place += rows.count
      }
      return cells.rows(UnsafeBufferPointer(ends), columns: columns.count, delimiter: delimiter)
    }
  }

  /// Whether a spreadsheet would run a cell, or how it begins lets another program do so. A number is none.
  static func isFormula(_ text: [UInt8]) -> Bool {
    guard let first = text.first, "=+-@\t\r".utf8.contains(first) else { return false }
    return kind(of: text) != .number
  }

  /// How a reader would take an unquoted text.
  private enum Kind { case number, truth, word, text }

  private static func kind(of text: [UInt8]) -> Kind {
    if text.isEmpty { return .text }
    let count = text.count
    // A reader loads whole words.
    return (text + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { bytes in
      guard let p = bytes.baseAddress else { return .text }
      if CSVCell.fullNumber(p, count, decimal: UInt8(ascii: ".")) != nil { return .number }
      if CSVCell.truth(p, count) != nil { return .truth }
      if CSVCell.isMissingWord(p, count) { return .word }
      var zone: CSVCell.Zone = []
      if CSVCell.date(p, count) != nil || CSVCell.dateTime(p, count, zone: &zone) != nil {
        return .number
      }
      return CSVEvidence.isDay(text) ? .number : .text
    }
  }

  /// The cells of a column's texts, quoted as the column needs it.
  private static func cells(
    _ texts: TextList, _ column: Column, _ codes: WholeValues, _ style: CSVWriter.Style
  ) -> TextList {
    let isUsed = used(codes, column.missing, count: texts.count)
    let text = { (place: Int) in Array(texts.bytes[texts.starts[place]..<texts.starts[place + 1]]) }
    // One plain text makes the column text to a reader, whatever else is in it.
    var staysText = false
    var kinds: Set<Kind> = []
    for place in texts.indices where isUsed[place] == 1 && !staysText {
      let bytes = text(place)
      if bytes.isEmpty { continue }
      let kind = kind(of: bytes)
      kinds.insert(kind)
      staysText = kind == .text
    }
    // Numbers beside true/false are text as well.
    let isMixed = kinds.contains(.number) && kinds.contains(.truth)
    let isFree = staysText || isMixed
    var bytes: [UInt8] = []
    bytes.reserveCapacity(texts.bytes.count)
    var starts = [0]
    starts.reserveCapacity(texts.count + 1)
    for place in texts.indices {
      var text = text(place)
      if style.guardsFormulas, isFormula(text) {
        text.insert(UInt8(ascii: "'"), at: 0)
      }
      append(
        text, isQuoted: text.isEmpty || needsQuotes(text, style.delimiter) || !isFree, to: &bytes)
      starts.append(bytes.count)
    }
    return TextList(bytes: bytes, starts: starts)
  }

  /// For each text 1 if some row has it.
  private static func used(_ codes: WholeValues, _ missing: Bitmap?, count: Int) -> [UInt8] {
    var used = [UInt8](repeating: 0, count: count)
    used.withUnsafeMutableBufferPointer { used in
      guard let base = used.baseAddress else { return }
      nonisolated(unsafe) let used = base
      Parallel.wholly(count: codes.count, grain: 1 << 16) { rows in
        codes.forEachBlock(rows) { start, block in
          for i in 0..<block.count where missing?[start + i] != true {
            ogive_mark(used + Int(block[i]))
          }
        }
      }
    }
    return used
  }

  private static func needsQuotes(_ text: [UInt8], _ delimiter: UInt8) -> Bool {
    guard let first = text.first, let last = text.last else { return true }
    if first == 0x20 || first == 0x09 || last == 0x20 || last == 0x09 { return true }
    if first == 0xEF, text.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
    return text.contains { byte in
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
        UInt8(ascii: "\""), 0x0A, 0x0D:
        true
      default: byte == delimiter
      }
    }
  }

  private static func append(_ text: [UInt8], isQuoted: Bool, to bytes: inout [UInt8]) {
    guard isQuoted else {
      bytes.append(contentsOf: text)
      return
    }
    let quote = UInt8(ascii: "\"")
    bytes.append(quote)
    for byte in text {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
