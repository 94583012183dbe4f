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
  /// The table's bytes.
  ///
  /// - Complexity: O(cells), and O(bytes) of memory; ``write(_:to:delimiter:)`` needs less.
  public static func bytes(
    _ table: Table, delimiter: UInt8 = UInt8(ascii: ",")
  ) throws(Diagnostic) -> [UInt8] {
    let cells = CSVCells(table, delimiter: delimiter)
    var result: [UInt8] = []
    cells.appendHeader(to: &result)
    for row in 0..<table.rowCount {
      if row & 0xFFF == 0 { try Interrupt.poll("writing a table") }
      cells.append(row: row, to: &result)
    }
    return result
  }

  /// Writes the table to a file, all of it or nothing: see ``AtomicFile``. Cells are separated by tabs if the name ends
  /// in `.tsv` or `.tab`, by commas otherwise, unless `delimiter` says it.
  public static func write(
    _ table: Table, to path: String, delimiter: UInt8? = nil
  ) throws(Diagnostic) {
    let isTabbed = ["tsv", "tab"].contains(FilePath.suffix(path))
    let cells = CSVCells(table, delimiter: delimiter ?? UInt8(ascii: isTabbed ? "\t" : ","))
    var file = try AtomicFile(path)
    var part: [UInt8] = []
    cells.appendHeader(to: &part)
    for row in 0..<table.rowCount {
      cells.append(row: row, to: &part)
      if part.count > 1 << 16 {
        try file.append(part)
        part.removeAll(keepingCapacity: true)
      }
    }
    try file.append(part)
    try file.commit()
  }
}

/// A table's cells as bytes: each distinct text is prepared once.
private struct CSVCells {
  private enum Prepared {
    case number([Double])
    case truth([Bool])
    case day([Int32])
    case instant([Int64])
    case label([Int32], [[UInt8]])
    case nothing
  }

  private let table: Table
  private let delimiter: UInt8
  private let prepared: [(values: Prepared, missing: Bitmap?)]

  init(_ table: Table, delimiter: UInt8) {
    (self.table, self.delimiter) = (table, delimiter)
    prepared = table.columns.map { column in
      let values: Prepared
      switch column.values {
      case .number(let x): values = .number(x.doubles)
      case .truth(let x): values = .truth(x)
      case .date(let x): values = .day(x)
      case .dateTime(let x): values = .instant(x)
      case .text(let x):
        let codes = x.codes.wide
        values = .label(codes, CSVCells.cells(Array(x.distinct), column, codes, delimiter))
      case .category(let x):
        let codes = x.codes.wide
        values = .label(codes, CSVCells.cells(x.levels, column, codes, delimiter))
      case .unknown: values = .nothing
      }
      return (values, column.missing)
    }
  }

  func appendHeader(to bytes: inout [UInt8]) {
    for (place, name) in table.names.enumerated() {
      if place > 0 { bytes.append(delimiter) }
      let text = Array(name.utf8)
      CSVCells.append(
        text, isQuoted: CSVCells.needsQuotes(text, delimiter) || CSVCells.kind(of: text) != .text,
        to: &bytes)
    }
    if !table.names.isEmpty { bytes.append(0x0A) }
  }

  func append(row: Int, to bytes: inout [UInt8]) {
    for (place, column) in prepared.enumerated() {
      if place > 0 { bytes.append(delimiter) }
      if column.missing?[row] ?? false { continue }
      switch column.values {
      case .number(let x): CSVCells.append(x[row], to: &bytes)
      case .truth(let x): bytes.append(contentsOf: (x[row] ? "true" : "false").utf8)
      case .day(let x): bytes.append(contentsOf: Day(days: x[row]).description.utf8)
      case .instant(let x): bytes.append(contentsOf: Instant(microseconds: x[row]).description.utf8)
      case .label(let codes, let labels): bytes.append(contentsOf: labels[Int(codes[row])])
      case .nothing: break
      }
    }
    if !prepared.isEmpty { bytes.append(0x0A) }
  }

  private static func append(_ x: Double, to bytes: inout [UInt8]) {
    if x == 0, x.sign == .minus {
      bytes.append(contentsOf: "-0".utf8)
      return
    }
    // At most 15 digits, six of them behind the point: a quotient of exact numbers, so what reads back as the number is
    // these digits, and nothing shorter does.
    let scaled = x * 1e6
    if abs(scaled) < 1e15, scaled.rounded() / 1e6 == x {
      append(Int64(scaled.rounded()), to: &bytes)
      return
    }
    bytes.append(contentsOf: NumberText.shortest(x).utf8)
    // Whole numbers of more than 15 digits are text to a reader, unless they have a point.
    if abs(x) >= 1e15, abs(x) <= 0x1p53 { bytes.append(contentsOf: ".0".utf8) }
  }

  /// Millionths as a number without needless zeros.
  private static func append(_ millionths: Int64, to bytes: inout [UInt8]) {
    if millionths < 0 { bytes.append(UInt8(ascii: "-")) }
    var (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digits in
      var start = 24
      repeat {
        start -= 1
        digits[start] = UInt8(truncatingIfNeeded: whole % 10) &+ 0x30
        whole /= 10
      } while whole > 0
      var end = 24
      if fraction > 0 {
        digits[24] = UInt8(ascii: ".")
        var place: UInt64 = 100_000
        end = 25
        while fraction > 0 {
          digits[end] = UInt8(truncatingIfNeeded: fraction / place) &+ 0x30
          fraction %= place
          place /= 10
          end += 1
        }
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start..<end]))
    }
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
      return .text
    }
  }

  /// The cells of a column's texts, quoted as the column needs it.
  private static func cells(
    _ texts: [String], _ column: Column, _ codes: [Int32], _ delimiter: UInt8
  ) -> [[UInt8]] {
    var isUsed = [Bool](repeating: false, count: texts.count)
    for row in 0..<column.count where !column.isMissing(row) { isUsed[Int(codes[row])] = true }
    let bytes = texts.map { Array($0.utf8) }
    // One plain text makes the column text to a reader, whatever else is in it.
    let staysText = bytes.indices.contains {
      isUsed[$0] && !bytes[$0].isEmpty && kind(of: bytes[$0]) == .text
    }
    let kinds =
      staysText
      ? []
      : Set(bytes.indices.filter { isUsed[$0] && !bytes[$0].isEmpty }.map { kind(of: bytes[$0]) })
    // Numbers beside true/false are text as well.
    let isMixed = kinds.contains(.number) && kinds.contains(.truth)
    return bytes.map { text in
      var cell: [UInt8] = []
      append(
        text, isQuoted: text.isEmpty || needsQuotes(text, delimiter) || !(staysText || isMixed),
        to: &cell)
      return cell
    }
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
