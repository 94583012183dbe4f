internal import Diagnostics
internal import Glibc
internal import Numerics

/// Makes columns of the places of values: finds their types and converts them.
struct JSONTable {
  let base: UnsafePointer<UInt8>
  let count: Int
  let name: String
  let fingerprint: String
  let options: CSVOptions
  let budget: MemoryBudget
  let rows: JSONRows

  /// A finished column, what is to be said of it, and the cells that aren't of the type it was given.
  private struct Finished: Sendable {
    var column: Column
    var notes: [Note] = []
    var hasLists = false
    var misfits: [Int32] = []
  }

  func loaded() throws(Diagnostic) -> LoadedTable {
    var columns = rows.columns.filter { !$0.cells.isEmpty || $0.isNamed }
    var names = uniqueNames(columns)
    let wanted = try options.places(in: names, of: name).map { places in places.map { names[$0] } }
    if let wanted {
      // The types asked for decide about bad rows, so those columns take part.
      let active = names.indices.filter {
        wanted.contains(names[$0]) || options.types[names[$0]] != nil
      }
      (columns, names) = (active.map { columns[$0] }, active.map { names[$0] })
    }
    let (size, isTooMuch) = rows.rowCount.multipliedReportingOverflow(by: columns.count)
    if isTooMuch || size > budget.bytes {
      throw budget.exceeded(
        "`\(name)`", needed: isTooMuch ? Int.max / 2 : size,
        details: [
          "\(counted(rows.rowCount, "row")) of \(counted(columns.count, "different key")) would be the table"
        ], help: ["are the keys names of things? They then belong into a column of their own"])
    }
    let finished: [Finished]
    do {
      nonisolated(unsafe) let maker = self
      let (columns, names) = (columns, names)
      finished = try Parallel.map(count: columns.count) { place throws(Interrupted) in
        try Interrupt.check()
        return maker.finish(columns[place], maker.options.types[names[place]])
      }
    } catch {
      throw Diagnostic(.interrupted, "interrupted while reading `\(name)`")
    }
    try Interrupt.poll("reading `\(name)`")
    var bad = rows.bad
    var badRows: [Int32: String] = [:]
    for (place, one) in finished.enumerated() {
      for row in one.misfits where badRows[row] == nil {
        let type = options.types[names[place]]?.rawValue ?? ""
        badRows[row] = "`\(names[place])` is not of the type \(type)"
      }
    }
    for (row, reason) in badRows.sorted(by: { $0.key < $1.key }) {
      bad.append(JSONBadRow(range: rowRange(Int(row)), reason: reason))
    }
    bad.sort { $0.range.lowerBound < $1.range.lowerBound }
    let badCount = rows.badCount + badRows.count
    let rejects = rejects(bad)
    let areMost = badCount * 2 > rows.rowCount + rows.badCount && options.bad == nil
    if areMost || (options.bad == .fail && badCount > 0) {
      throw malformed(rejects, badCount, badRows.count)
    }

    var notes: [Note] = []
    if rows.hasNested {
      notes.append(
        Note(.file, "objects inside of objects are flattened: their columns are named as `a.b`"))
    }
    let lists = zip(names, finished).filter(\.1.hasLists).map(\.0)
    if !lists.isEmpty {
      notes.append(Note(.types, "\(listed(lists)): lists are kept as JSON text"))
    }
    let empty = zip(names, columns).filter(\.1.hasEmptyObjects).map(\.0)
    if !empty.isEmpty {
      notes.append(Note(.missing, "\(listed(empty)): objects without members are missing"))
    }
    let details = finished.flatMap(\.notes)
    notes += details.prefix(8)
    if details.count > 8 {
      notes.append(Note(.types, "\(details.count - 8) more columns have remarks of that kind"))
    }
    if rows.blankLines > 0 {
      notes.append(Note(.rows, "\(counted(rows.blankLines, "blank line")) skipped"))
    }
    var table = Table(
      unchecked: zip(names, finished).map { ($0, $1.column) }, rowCount: rows.rowCount)
    if !badRows.isEmpty {
      table = table.gather(
        (0..<Int32(truncatingIfNeeded: rows.rowCount)).filter { badRows[$0] == nil })
    }
    if let wanted { table = table.selecting(wanted) }
    table.origin = Origin(
      name: name, rows: table.rowCount, columns: table.columnCount, fingerprint: fingerprint)
    return LoadedTable(
      table: table, notes: notes,
      rejected: Rejected(Array(rejects.prefix(Rejected.most)), count: badCount))
  }

  // MARK: Names

  /// The columns' names; a blank one is named after its place.
  private func uniqueNames(_ columns: [JSONColumn]) -> [String] {
    let taken = Set(columns.map(\.name))
    return columns.enumerated().map { place, column in
      if !column.name.isEmpty { return column.name }
      var number = place + 1
      while taken.contains("column_\(number)") { number += 1 }
      return "column_\(number)"
    }
  }

  private func listed(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "`\(CSVReader.shown($0, limit: 40))`" }.joined(
      separator: ", ")
    return names.count > 5 ? "\(shown), … \(names.count - 5) more" : shown
  }

  // MARK: Bad rows

  /// The bytes from the beginning of a row to the end of its line or object.
  private func rowRange(_ row: Int) -> Range<Int> {
    let start = rows.starts[row]
    var scanner = JSONScanner(base, start..<count)
    scanner.skipBlanks()
    _ = try? scanner.skipValue(depth: 0)
    return start..<max(start, scanner.place)
  }

  private func rejects(_ bad: [JSONBadRow]) -> [Reject] {
    var line = 1
    var counted = 0
    return bad.map { one in
      while counted < one.range.lowerBound,
        let found = memchr(base + counted, 0x0A, one.range.lowerBound - counted)
      {
        line += 1
        counted = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
      }
      return Reject(
        line: line, byte: one.range.lowerBound, reason: one.reason,
        text: CSVReader.shown(base, one.range))
    }
  }

  private func malformed(_ rejects: [Reject], _ badCount: Int, _ misfitCount: Int) -> Diagnostic {
    let shown = rejects.prefix(5)
    var details = shown.map { reject in
      "line \(reject.line): \(reject.reason): \(String(reject.text.prefix(60)))\(reject.text.count > 60 ? "…" : "")"
    }
    if badCount > shown.count { details.append("… \(badCount - shown.count) more") }
    let total = rows.rowCount + rows.badCount
    return Diagnostic(
      .malformedFile,
      "\(badCount) of \(counted(total, "row")) of `\(name)` can't be read; nothing was loaded",
      details: details,
      help: [
        "`bad: \"reject\"` keeps the \(rows.rowCount - misfitCount) good rows and hands back the others"
      ])
  }

  // MARK: Values

  private enum Kind: Int, CaseIterable {
    case number, truth, text, list
    var plural: String { ["numbers", "true/false", "texts", "lists"][rawValue] }
  }

  private func kind(_ cell: JSONCell) -> Kind {
    switch base[cell.start] {
    case UInt8(ascii: "\""): .text
    case UInt8(ascii: "["): .list
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .truth
    default: .number
    }
  }

  private func finish(_ column: JSONColumn, _ wanted: ColumnType?) -> Finished {
    var cells = column.cells
    let absent = Set(options.absent)
    if !absent.isEmpty {
      cells = cells.filter { kind($0) != .text || !absent.contains(text($0)) }
    }
    if let wanted, wanted != .unknown { return forced(cells, wanted) }
    var counts = [Int](repeating: 0, count: Kind.allCases.count)
    for cell in cells { counts[kind(cell).rawValue] += 1 }
    let kinds = Kind.allCases.filter { counts[$0.rawValue] > 0 }
    let shown = CSVReader.shown(column.name, limit: 40)
    guard kinds.count == 1, let only = kinds.first else {
      if kinds.isEmpty { return Finished(column: Column(.unknown(rows.rowCount))) }
      let words = kinds.map { "\($0.plural) (\(counts[$0.rawValue]))" }.joined(separator: ", ")
      return Finished(
        column: texts(cells), notes: [Note(.types, "`\(shown)` is text, as it holds \(words)")],
        hasLists: kinds.contains(.list))
    }
    switch only {
    case .list: return Finished(column: texts(cells), hasLists: true)
    case .truth:
      return Finished(
        column: dense(cells, false, Column.Values.truth) { base[$0.start] == 0x74 }.column)
    case .number:
      let (column, misfits) = dense(cells, 0.0, JSONTable.narrowed, number)
      guard let first = misfits.first else { return Finished(column: column) }
      let cell = cells.first { $0.row == first } ?? cells[0]
      let example = CSVReader.shown(base, cell.start..<cell.start + Int(cell.length), limit: 40)
      return Finished(
        column: texts(cells),
        notes: [
          Note(
            .types, "`\(shown)` is text, for numbers in it that aren't exact otherwise: \(example)")
        ])
    case .text:
      if let dates = dates(cells) { return Finished(column: dates) }
      if let (instants, isUTC) = instants(cells) {
        let note = Note(
          .types, "`\(shown)`: times are Coordinated Universal Time; the Z is left out")
        return Finished(column: instants, notes: isUTC ? [note] : [])
      }
      return Finished(column: texts(cells))
    }
  }

  /// A number, if a Double is just what is written: whole numbers to 2^53.
  private func number(_ cell: JSONCell) -> Double? {
    let p = base + cell.start
    let n = Int(cell.length)
    if let value = CSVCell.number(p, n, decimal: UInt8(ascii: ".")) { return value }
    guard let value = parseNumber(UnsafeBufferPointer(start: p, count: n)) else { return nil }
    let isWhole = (0..<n).allSatisfy { p[$0] &- 0x30 <= 9 || p[$0] == UInt8(ascii: "-") }
    return isWhole && abs(value) > 0x1p53 - 1 ? nil : value
  }

  private static func narrowed(_ numbers: [Double]) -> Column.Values {
    .number(NumberValues(narrowing: numbers))
  }

  /// One value a row; the rows whose value `convert` doesn't take.
  private func dense<Value>(
    _ cells: [JSONCell], _ blank: Value, _ values: ([Value]) -> Column.Values,
    _ convert: (JSONCell) -> Value?
  ) -> (column: Column, misfits: [Int32]) {
    var result = [Value](repeating: blank, count: rows.rowCount)
    var gone = Bitmap(repeating: true, count: rows.rowCount)
    var misfits: [Int32] = []
    for cell in cells {
      if let value = convert(cell) {
        result[Int(cell.row)] = value
        gone[Int(cell.row)] = false
      } else {
        misfits.append(cell.row)
      }
    }
    return (Column(values(result), missing: gone), misfits)
  }

  /// The bytes between the quotes; `nil` if there are escapes in them.
  private func plain(_ cell: JSONCell) -> (UnsafePointer<UInt8>, Int)? {
    let p = base + cell.start + 1
    let n = Int(cell.length) - 2
    return memchr(p, Int32(UInt8(ascii: "\\")), n) == nil ? (p, n) : nil
  }

  private func dates(_ cells: [JSONCell]) -> Column? {
    for cell in cells {
      guard cell.length == 12, CSVCell.date(base + cell.start + 1, 10) != nil else { return nil }
    }
    return dense(cells, 0, Column.Values.date) { CSVCell.date(base + $0.start + 1, 10) }.column
  }

  private func instants(_ cells: [JSONCell]) -> (column: Column, isUTC: Bool)? {
    var zone: CSVCell.Zone = []
    for cell in cells {
      guard let (p, n) = plain(cell), CSVCell.dateTime(p, n, zone: &zone) != nil else { return nil }
    }
    // Times of several zones have no common order.
    if zone == [.none, .utc] { return nil }
    let (column, _) = dense(cells, 0, Column.Values.dateTime) { cell in
      var zone: CSVCell.Zone = []
      return CSVCell.dateTime(base + cell.start + 1, Int(cell.length) - 2, zone: &zone)
    }
    return (column, zone == .utc)
  }

  private func texts(_ cells: [JSONCell]) -> Column {
    let interner = TextInterner()
    var codes = [Int32](repeating: 0, count: rows.rowCount)
    var gone = Bitmap(repeating: true, count: rows.rowCount)
    var scratch: [UInt8] = []
    for cell in cells {
      gone[Int(cell.row)] = false
      if kind(cell) != .text {
        codes[Int(cell.row)] = interner.code(of: base + cell.start, Int(cell.length))
      } else if let (p, n) = plain(cell) {
        codes[Int(cell.row)] = interner.code(of: p, n)
      } else {
        scratch.removeAll(keepingCapacity: true)
        JSONScanner.unescape(
          base, cell.start + 1..<cell.start + Int(cell.length) - 1, into: &scratch)
        let n = scratch.count
        scratch.append(contentsOf: repeatElement(0, count: TextInterner.padding))
        codes[Int(cell.row)] = scratch.withUnsafeBufferPointer { bytes in
          bytes.baseAddress.map { interner.code(of: $0, n) } ?? 0
        }
      }
    }
    return Column(
      .text(TextValues(codes: WholeValues(narrowing: codes), distinct: interner.texts)),
      missing: gone)
  }

  private func text(_ cell: JSONCell) -> String {
    guard kind(cell) == .text else {
      return String(
        decoding: UnsafeBufferPointer(start: base + cell.start, count: Int(cell.length)),
        as: UTF8.self)
    }
    var bytes: [UInt8] = []
    JSONScanner.unescape(base, cell.start + 1..<cell.start + Int(cell.length) - 1, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A column of a type that was asked for: texts are read as cells of a CSV file are.
  private func forced(_ cells: [JSONCell], _ type: ColumnType) -> Finished {
    /// Reads the bytes of a value, those of a text without its quotes.
    func read<Value>(
      _ blank: Value, _ values: ([Value]) -> Column.Values,
      _ convert: (UnsafePointer<UInt8>, Int) -> Value?
    ) -> Finished {
      let (column, misfits) = dense(cells, blank, values) { cell in
        if kind(cell) == .text {
          guard let (p, n) = plain(cell), n > 0 else { return nil }
          return convert(p, n)
        }
        return convert(base + cell.start, Int(cell.length))
      }
      return Finished(column: column, misfits: misfits)
    }
    switch type {
    case .text, .unknown: return Finished(column: texts(cells))
    case .category:
      // An interrupt is answered when all columns are there.
      let column = texts(cells)
      return Finished(column: (try? column.asCategory()) ?? column)
    case .number:
      return read(0, JSONTable.narrowed) {
        CSVCell.forcedNumber($0, $1, decimal: UInt8(ascii: "."))
      }
    case .truth: return read(false, Column.Values.truth, CSVCell.truth)
    case .date: return read(0, Column.Values.date, CSVCell.date)
    case .dateTime:
      return read(0, Column.Values.dateTime) { p, n in
        var zone: CSVCell.Zone = []
        return CSVCell.dateTime(p, n, zone: &zone)
          ?? CSVCell.date(p, n).map { Int64($0) * 86_400_000_000 }
      }
    }
  }
}
