internal import Numerics

/// Which cells and rows need quotes, so that a reader that knows nothing takes them as what they are.
///
/// The writer puts these in quotes and no others; the reader knows by them which quotes in a file say something.
enum CSVQuoting {
  /// What a text would be taken for without quotes, alone.
  enum Kind { case value, truth, word, text }

  static func kind(of text: [UInt8]) -> Kind {
    if text.isEmpty { return .text }
    let count = text.count
    // A reader loads whole words.
    return (text + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { bytes in
      guard let p = bytes.baseAddress else { return .text }
      if CSVCell.fullNumber(p, count, decimal: UInt8(ascii: ".")) != nil { return .value }
      if CSVCell.truth(p, count) != nil { return .truth }
      if CSVCell.isMissingWord(p, count) { return .word }
      var zone: CSVCell.Zone = []
      if CSVCell.date(p, count) != nil || CSVCell.dateTime(p, count, zone: &zone) != nil {
        return .value
      }
      return CSVEvidence.isDay(text) ? .value : .text
    }
  }

  /// Whether a text would not be one cell without quotes, or another text.
  static func isNeeded(by text: [UInt8], delimiter: UInt8) -> Bool {
    guard let first = text.first, let last = text.last else { return true }
    if first == 0x20 || first == 0x09 || last == 0x20 || last == 0x09 { return true }
    // What looks like other quotes, or like a byte order mark.
    if first == UInt8(ascii: "'") || text.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
    return text.contains { byte in
      switch byte {
      // The usual delimiters, spelt out: a list would be looked up for each byte.
      case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
        UInt8(ascii: "\""), 0x0A, 0x0D:
        true
      default: byte == delimiter
      }
    }
  }

  /// Whether a column's name would be none without quotes, or another.
  ///
  /// - Parameter isSole: whether it is the only column: then what is in its name may be taken for a delimiter.
  static func isNeeded(byName name: [UInt8], delimiter: UInt8, isSole: Bool) -> Bool {
    isNeeded(by: name, delimiter: delimiter) || kind(of: name) != .text
      || (isSole && name.contains { CSVDialectSearch.rare.contains($0) })
  }

  /// Whether the first row of a table may be one of units or a second one of names: none of its cells is a value, and
  /// half of them or more are empty.
  static func mayBeUnits(_ texts: [String], decimal: UInt8) -> Bool {
    let filled = texts.filter { !$0.isEmpty }
    return texts.count > 2 && !filled.isEmpty && filled.count * 2 <= texts.count
      && filled.allSatisfy { CSVHeader.type(of: $0, decimal) == .text }
  }

  /// How many rows at a table's end a reader looks at for what may be no rows of it.
  static let mostBelow = 100

  /// The rows of a table that a reader might take for something else, all of whose texts are therefore to stand in
  /// quotes: a first one like units, a last one of which only the first cell is filled, like a remark, and those that
  /// repeat the names. Ascending.
  ///
  /// - Complexity: O(rows) if every column holds its own name, else O(columns + distinct texts).
  static func guardedRows(of table: Table, decimal: UInt8) -> [Int] {
    var rows: Set<Int> = []
    let columns = table.columns
    if columns.count > 2, table.rowCount > 0 {
      let isOfTexts = columns.allSatisfy {
        $0.isMissing(0) || $0.type == .text || $0.type == .category
      }
      if isOfTexts,
        mayBeUnits(columns.map { $0.isMissing(0) ? "" : $0[0].text() }, decimal: decimal)
      {
        rows.insert(0)
      }
      for row in (max(0, table.rowCount - mostBelow)..<table.rowCount).reversed() {
        guard let first = columns.firstIndex(where: { !$0.isMissing(row) }) else { continue }
        if first == 0, columns.dropFirst().allSatisfy({ $0.isMissing(row) }) { rows.insert(row) }
        break
      }
    }
    rows.formUnion(rowsOfNames(table))
    return rows.sorted()
  }

  /// The rows that hold the names of their columns.
  private static func rowsOfNames(_ table: Table) -> [Int] {
    guard table.columnCount > 1 else { return [] }
    var places: [(codes: [Int32], isName: [Bool])] = []
    for (name, column) in zip(table.names, table.columns) {
      let (codes, texts): (WholeValues, TextList)
      switch column.values {
      case .text(let x): (codes, texts) = x.listed
      case .category(let x): (codes, texts) = (x.codes, TextList(x.levels))
      default: return []
      }
      let isName = texts.map { $0 == name }
      guard isName.contains(true) else { return [] }
      places.append((codes.wide, isName))
    }
    return (0..<table.rowCount).filter { row in
      zip(places, table.columns).allSatisfy { place, column in
        !column.isMissing(row) && place.isName[Int(place.codes[row])]
      }
    }
  }
}
