internal import CFiles
public import Diagnostics
internal import Numerics

/// Writes tables as files of separated values that ``CSVReader`` reads back as they were.
///
/// Numbers are the shortest texts that read back to the same bits; dates and date-times are in ISO form; missing is an
/// empty cell and an empty text is `""`; categories are their labels. Quotes stand only where they are needed
/// (``CSVQuoting``): around cells that hold a delimiter (any that a reader looks for), a quote or a line end, or begin or
/// end with what a reader would leave out; around names that look like values; around all texts of a column whose texts
/// together look like values or words for missing; and around all texts of a row that a reader might take for something
/// else than a row of the table.
///
/// What can't come back is refused, or said by ``notes(on:style:)``.
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
  /// - Throws: E52 for what no reader could read: see ``write(_:to:delimiter:guardsFormulas:)``.
  /// - Complexity: O(cells), and O(bytes) of memory; ``write(_:to:delimiter:guardsFormulas:)`` needs less.
  public static func bytes(
    _ table: Table, style: Style = Style()
  ) throws(Diagnostic) -> [UInt8] {
    let cells = try CSVCells(table, style)
    var result = cells.header
    try cells.forEachPart { result.append(contentsOf: $0.joined()) }
    return result
  }

  /// Writes the table to a file, all of it or nothing: see ``AtomicFile``. Cells are separated by tabs if the name ends
  /// in `.tsv` or `.tab`, by commas otherwise, unless `delimiter` says it.
  ///
  /// - Throws: E52 for a NUL in a text or name, a text of more than 16 MiB, a table without columns or with more than a
  ///   file may have, and for what can't be written there.
  /// - Complexity: O(cells) on all processors; memory for some thousands of rows.
  public static func write(
    _ table: Table, to path: String, delimiter: UInt8? = nil, guardsFormulas: Bool = false
  ) throws(Diagnostic) {
    let isTabbed = ["tsv", "tab"].contains(FilePath.suffix(path))
    let style = Style(
      delimiter: delimiter ?? UInt8(ascii: isTabbed ? "\t" : ","), guardsFormulas: guardsFormulas)
    let cells = try CSVCells(table, style)
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
      case .text(let x): (codes, texts) = x.listed
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

  /// What of a table won't come back as it is, though it is written.
  ///
  /// - Complexity: O(columns + rows of days and times)
  package static func notes(on table: Table, style: Style) throws(Diagnostic) -> [Note] {
    var notes: [Note] = []
    let named = { (places: [Int]) in
      places.prefix(5).map { "`\(CSVReader.shown(table.names[$0], limit: 40))`" }.joined(
        separator: ", ") + (places.count > 5 ? ", … \(places.count - 5) more" : "")
    }
    let categories = table.columns.indices.filter { table.columns[$0].type == .category }
    if !categories.isEmpty {
      notes.append(
        Note(.types, "\(named(categories)): saved as texts, for the file can't say their levels"))
    }
    let late = table.columns.indices.filter { table.columns[$0].isBeyondCalendar }
    if !late.isEmpty {
      notes.append(
        Note(.types, "\(named(late)): days outside of the years 1 to 9999 come back as texts"))
    }
    if let blank = table.names.firstIndex(of: "") {
      notes.append(Note(.file, "the blank name comes back as `column_\(blank + 1)`"))
    } else if table.names.contains(where: { CSVQuoting.kind(of: Array($0.utf8)) != .text }),
      try !CSVCells(table, style).namesAreNames()
    {
      notes.append(
        Note(
          .file,
          "the names look like values of their columns: `load(…, header: true)` takes them as names"
        ))
    }
    return notes
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
  private typealias Column = (values: Values, missing: Bitmap?)
  private let columns: [Column]
  /// The rows whose texts all stand in quotes, ascending, and the columns with all texts in quotes.
  private let guarded: [Int]
  private let guardedColumns: [Column]

  init(_ table: Table, _ style: CSVWriter.Style) throws(Diagnostic) {
    (self.table, delimiter, guardsFormulas) = (table, style.delimiter, style.guardsFormulas)
    try CSVCells.check(table)
    var columns: [Column] = []
    for (name, column) in zip(table.names, table.columns) {
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
        let (codes, texts) = x.listed
        values = .label(codes, try CSVCells.cells(texts, column, codes, name, style))
      case .category(let x):
        values = .label(
          x.codes, try CSVCells.cells(TextList(x.levels), column, x.codes, name, style))
      case .unknown: values = .nothing
      }
      columns.append((values, column.missing))
    }
    self.columns = columns
    guarded = CSVQuoting.guardedRows(of: table, decimal: UInt8(ascii: "."))
    guardedColumns = guarded.isEmpty ? [] : columns.map(CSVCells.inQuotes)
  }

  /// A column whose texts all stand in quotes.
  private static func inQuotes(_ column: Column) -> Column {
    guard case .label(let codes, let texts) = column.values else { return column }
    var bytes: [UInt8] = []
    var starts = [0]
    for place in texts.indices {
      let cell = texts.bytes[texts.starts[place]..<texts.starts[place + 1]]
      // What holds a quote is in quotes already.
      if cell.first == UInt8(ascii: "\"") {
        bytes += cell
      } else {
        append(Array(cell), isQuoted: true, to: &bytes)
      }
      starts.append(bytes.count)
    }
    return (.label(codes, TextList(bytes: bytes, starts: starts)), column.missing)
  }

  /// Refuses what is no table to a reader.
  private static func check(_ table: Table) throws(Diagnostic) {
    if table.columnCount == 0 {
      throw Diagnostic(.cannotWrite, "a table without columns has no names to write")
    }
    if table.columnCount > CSVReader.mostColumns {
      throw Diagnostic(
        .cannotWrite,
        "a table of \(table.columnCount) columns can't be read again: \(CSVReader.mostColumns) are the most"
      )
    }
    if let name = table.names.first(where: { $0.utf8.contains(0) }) {
      throw nul(in: "the name `\(CSVReader.shown(name, limit: 40))`")
    }
  }

  private static func nul(in what: String) -> Diagnostic {
    Diagnostic(
      .cannotWrite, "\(what) holds a NUL character, which no reader takes from separated values",
      help: ["a file named .jsonl can hold it"])
  }

  /// Whether a reader would take the first row as names.
  func namesAreNames() throws(Diagnostic) -> Bool {
    let rows = guardedBytes(of: 0..<min(table.rowCount, 1000))
    guard let copy = FileBytes(copying: header + rows) else { return true }
    let head = CSVHead(
      UnsafePointer(copy.base), copy.count, start: 0,
      CSVDialect(delimiter: delimiter, quote: UInt8(ascii: "\"")))
    guard let first = head.records.first else { return true }
    let columns = head.columns(from: 1, width: columns.count, CSVOptions())
    return CSVHeader.isHeader(
      head.texts(first), head.areQuoted(first), below: columns, decimal: UInt8(ascii: "."))
  }

  var header: [UInt8] {
    var bytes: [UInt8] = []
    for (place, name) in table.names.enumerated() {
      if place > 0 { bytes.append(delimiter) }
      var text = Array(name.utf8)
      if guardsFormulas, CSVCells.isFormula(text) { text.insert(UInt8(ascii: "'"), at: 0) }
      CSVCells.append(
        text,
        isQuoted: CSVQuoting.isNeeded(
          byName: text, delimiter: delimiter, isSole: table.columnCount == 1), to: &bytes)
    }
    bytes.append(0x0A)
    return bytes
  }

  private static let partCells = 1 << 16

  /// Hands over the rows' bytes in order, several parts at a time that were made side by side.
  func forEachPart(_ body: ([[UInt8]]) throws(Diagnostic) -> Void) throws(Diagnostic) {
    let rows = table.rowCount
    let grain = max(1, CSVCells.partCells / columns.count)
    let parts = (rows + grain - 1) / grain
    let together = Parallel.threads * 4
    for first in stride(from: 0, to: parts, by: together) {
      let some: [[UInt8]]
      do {
        some = try Parallel.map(count: min(together, parts - first)) { place in
          let start = (first + place) * grain
          return guardedBytes(of: start..<min(rows, start + grain))
        }
      } catch {
        throw Diagnostic(.interrupted, "interrupted while writing a table")
      }
      try body(some)
    }
  }

  /// Rows as bytes, the texts of those to be guarded in quotes.
  private func guardedBytes(of rows: Range<Int>) -> [UInt8] {
    guard let least = guarded.first, let most = guarded.last,
      rows.lowerBound <= most, least < rows.upperBound
    else { return bytes(of: rows, columns) }
    var result: [UInt8] = []
    var next = rows.lowerBound
    for row in guarded where rows.contains(row) {
      result += bytes(of: next..<row, columns)
      result += bytes(of: row..<(row + 1), guardedColumns)
      next = row + 1
    }
    return result + bytes(of: next..<rows.upperBound, columns)
  }

  /// Rows as bytes: first the cells column by column, so that each loop is of one type, then row by row.
  private func bytes(of rows: Range<Int>, _ columns: [Column]) -> [UInt8] {
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
    return CSVQuoting.kind(of: text) != .value
  }

  /// The cells of a column's texts, quoted as the column needs it.
  private static func cells(
    _ texts: TextList, _ column: Tables.Column, _ codes: WholeValues, _ name: String,
    _ style: CSVWriter.Style
  ) throws(Diagnostic) -> TextList {
    let isUsed = used(codes, column.missing, count: texts.count)
    let text = { (place: Int) in Array(texts.bytes[texts.starts[place]..<texts.starts[place + 1]]) }
    let isFree = staysText(texts, isUsed, style)
    let hasNUL = texts.bytes.contains(0)
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
        text, isQuoted: !isFree || CSVQuoting.isNeeded(by: text, delimiter: style.delimiter),
        to: &bytes)
      if isUsed[place] == 1 {
        if hasNUL, text.contains(0) {
          throw nul(in: "a text in `\(CSVReader.shown(name, limit: 40))`")
        }
        if bytes.count - (starts.last ?? 0) > CSVTokenizer.longestCell {
          throw Diagnostic(
            .cannotWrite,
            "a text in `\(CSVReader.shown(name, limit: 40))` is longer than the 16 MiB that a cell may have"
          )
        }
      }
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

  /// Whether the used texts of a column are texts to a reader without quotes around them, by what they are together.
  private static func staysText(
    _ texts: TextList, _ isUsed: [UInt8], _ style: CSVWriter.Style
  ) -> Bool {
    var kinds: Set<CSVQuoting.Kind> = []
    for place in texts.indices where isUsed[place] == 1 {
      let text = Array(texts.bytes[texts.starts[place]..<texts.starts[place + 1]])
      if text.isEmpty { continue }
      kinds.insert(CSVQuoting.kind(of: text))
      if kinds.contains(.text) { break }
    }
    // Numbers beside true/false are text as well.
    guard kinds.contains(.text) || kinds.isSuperset(of: [.value, .truth]) else { return false }
    let used =
      isUsed.contains(0)
      ? TextList(texts.indices.lazy.filter { isUsed[$0] == 1 }.map { texts[$0] }) : texts
    let evidence = CSVEvidence(
      "", TextValues(codes: WholeValues(narrowing: []), distinct: used), nil, decimal: nil,
      hasPoints: false, splitsAtCommas: style.delimiter == UInt8(ascii: ","))
    return evidence.column == nil
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

extension Column {
  /// Whether a day or time of it has a year that no file can say: one outside of 1…9999.
  fileprivate var isBeyondCalendar: Bool {
    guard let first = Day(year: 1, month: 1, day: 1)?.days,
      let last = Day(year: 9999, month: 12, day: 31)?.days
    else { return false }
    switch values {
    case .date(let x):
      return x.indices.contains { !isMissing($0) && !(first...last).contains(x[$0]) }
    case .dateTime(let x):
      let all =
        (Int64(first) * Instant.microsecondsPerDay)..<(Int64(last + 1) * Instant.microsecondsPerDay)
      return x.indices.contains { !isMissing($0) && !all.contains(x[$0]) }
    default: return false
    }
  }
}
