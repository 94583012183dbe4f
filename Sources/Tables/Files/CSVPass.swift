internal import Diagnostics
internal import Numerics

/// One reading of a file by one dialect: its columns, and what is to be said of them.
struct CSVPass {
  private let name: String
  private let options: CSVOptions
  private let isLarge: Bool
  private let structure: CSVStructure
  private let header: CSVHeader
  private let layout: CSVLayout
  private let types: [ColumnType?]
  /// The places of the columns to be kept, in their order; `nil` for all.
  private let wanted: [Int]?
  private var columns: [CSVColumn]
  private var counts = CSVScan.Counts()
  private var bad: CSVBadRows
  /// The columns of values that are text for the quotes around all of them, and what they look like.
  private var quotedValues: [Int: CSVColumnBuilder.State] = [:]
  private var isAllQuoted = false
  private let fingerprint: String

  /// How many rows are bad that stand within the table.
  var badCount: Int { bad.count - structure.strays.count }

  /// That a file's bytes have to be surveyed before they can be read.
  struct NeedsSurvey: Error {}

  /// Reads all rows, or throws ``NeedsSurvey``.
  init(
    _ base: UnsafePointer<UInt8>, _ count: Int, start: Int, _ dialect: CSVDialect,
    _ chunks: CSVChunks, _ name: String, _ options: CSVOptions, withoutRepeatedNames: Bool = false
  ) throws {
    (self.name, self.options) = (name, options)
    isLarge = count > 1 << 20
    let head = CSVHead(base, count, start: start, dialect)
    try CSVPass.check(head, name)
    structure = try CSVStructure(head, count, dialect, name, options)
    header = CSVHeader(structure.names, width: structure.width)
    types = header.types(options.types)
    wanted = try options.places(in: header.names, of: name)
    var layout = CSVLayout(
      delimiter: dialect.delimiter, quote: dialect.quote, decimal: options.decimalSign,
      dataStart: structure.dataStart, dataEnd: structure.dataEnd, width: structure.width)
    layout.hasTrailingDelimiter = structure.hasTrailingDelimiter
    (layout.isSuspicious, layout.isUnseen) = (chunks.isSuspicious, !chunks.isSurveyed)
    layout.keepsRagged = options.bad == .keep
    if let rows = options.rows { layout.select(rows, base) }
    if withoutRepeatedNames {
      layout.repeatedNames = zip(header.names, structure.areNamesQuoted).map {
        (Array($0.utf8), $1)
      }
    }
    self.layout = layout

    let absent = options.absent.map { Array($0.utf8) }
    let decimal = options.decimalSign
    let scan = CSVScan(base: base, count: count, layout: layout, names: header.names)
    let limit = options.bad == .fail ? 5 : Rejected.most
    let all = Array(0..<structure.width)
    let active = wanted?.sorted() ?? all
    let types = types
    let reading = try CSVPass.read(
      chunks, scan, name, options, limit: limit, active: active,
      progress: Progress(name, total: count)
    ) { column, interner, form in
      CSVColumnBuilder(
        type: types[column], decimal: decimal, absent: absent, interner: interner, form: form)
    }
    guard let reading else { throw NeedsSurvey() }
    (fingerprint, columns, counts) = (reading.fingerprint, reading.columns, reading.counts)
    bad = CSVBadRows(limit: limit)
    for stray in structure.strays { bad.add(stray, base) }
    bad.append(reading.bad)
    bad.number(base, count)
    try readAgain(chunks, scan, active)
  }

  private static func read(
    _ chunks: CSVChunks, _ scan: CSVScan, _ name: String, _ options: CSVOptions, limit: Int,
    active: [Int], isAgain: Bool = false, progress: Progress? = nil,
    _ builder: @escaping @Sendable (_ column: Int, TextInterner, CSVTextForm) -> CSVColumnBuilder
  ) throws -> CSVChunks.Reading? {
    do {
      return try chunks.read(
        scan, limit: limit, budget: options.budget, active: active, isAgain: isAgain,
        progress: progress, builder: builder)
    } catch let error as CSVChunks.NeedsMemory {
      throw options.budget.exceeded(
        "`\(name)`", needed: error.bytes,
        details: ["the file has \(ByteText.of(chunks.count))"],
        help: ["`columns:` and `rows:` load a part of it"])
    }
  }

  private static func check(_ head: CSVHead, _ name: String) throws(Diagnostic) {
    guard let widest = head.records.map(\.width).max(), widest > CSVReader.mostColumns else {
      return
    }
    throw Diagnostic(
      .tooLarge,
      "a row of `\(name)` has more than \(CSVReader.mostColumns) cells, which is the most that a table can have",
      help: ["is it separated by something else? `delimiter:` says by what"])
  }

  /// Reads columns again that turned out to be text after their first blocks were read as something else.
  private mutating func readAgain(_ chunks: CSVChunks, _ scan: CSVScan, _ active: [Int]) throws {
    isAllQuoted =
      structure.isAllQuoted && active.allSatisfy { columns[$0].unquotedCount == 0 }
    for place in active where !columns[place].isForced && !isAllQuoted {
      let state = columns[place].state
      // Days are quoted by many who quote no numbers; but they quote names too.
      let isDay = state == .date || state == .dateTime
      guard columns[place].isAllQuoted, !(isDay && structure.isAllQuoted) else { continue }
      if state != .undecided, state != .text { quotedValues[place] = state }
    }
    let again = active.filter { place in
      columns[place].isAbandoned || quotedValues[place] != nil
        || (columns[place].state == .undecided && columns[place].quotedEmptyCount > 0
          && !isAllQuoted)
    }
    if again.isEmpty { return }
    let isAgain = columns.indices.map { again.contains($0) }
    let (types, decimal) = (types, options.decimalSign)
    let absent = options.absent.map { Array($0.utf8) }
    // The types asked for decide about bad rows, so they take part; all else was taken before.
    let passing = try CSVPass.read(
      chunks, scan, name, options, limit: 0, active: again, isAgain: true
    ) {
      column, interner, form in
      CSVColumnBuilder(
        type: isAgain[column] && types[column] == nil ? .text : types[column], decimal: decimal,
        absent: absent, interner: interner, form: form)
    }
    guard let passing else { throw NeedsSurvey() }
    for place in again { columns[place] = passing.columns[place] }
  }

  // MARK: The table

  /// The table and what is to be said of it. What was read is gone then.
  ///
  /// - Throws: E51 if rows are bad and must not be, or most of them are; E82 for more rows than a table can have.
  mutating func loaded() throws -> LoadedTable {
    let total = counts.rows + bad.count
    let areMost = badCount * 2 > counts.rows + badCount && options.bad == nil
    if areMost || (options.bad == .fail && bad.count > 0) {
      throw CSVReader.malformed(name, bad, counts, layout)
    }
    guard counts.rows < Int(Int32.max) else {
      throw Diagnostic(.tooLarge, "a table can't have more than \(Int32.max - 1) rows")
    }
    let dropped = wanted == nil ? header.emptyTail(columns) : 0
    let places = wanted ?? Array(0..<(columns.count - dropped))
    var joined = try CSVColumn.joined(
      places.map { columns[$0] }, threads: isLarge ? Parallel.threads : 1)
    for (place, column) in places.enumerated() where types[column] == .category {
      joined[place] = try joined[place].asCategory()
    }
    var notes = structure.notes
    if let note = header.renameNote(dropping: dropped) { notes.append(note) }
    notes += layoutNotes(dropped)
    notes += report(places, &joined)
    if counts.mended > 0 {
      notes.append(
        Note(.rows, "\(counted(counts.mended, "row")) of another length kept, filled up or joined"))
    }
    notes += bad.notes(layout)
    var table = Table(
      unchecked: zip(places, joined).map { (header.names[$0], $1) }, rowCount: counts.rows)
    table.origin = Origin(
      name: name, rows: table.rowCount, columns: table.columnCount, fingerprint: fingerprint)
    return LoadedTable(
      table: table, notes: notes, rejected: Rejected(bad.rejects, count: total - counts.rows))
  }

  /// Whether every column of the table is text and holds its own name: then some row may repeat the names.
  func repeatsNames(_ table: Table) -> Bool {
    guard structure.names != nil, layout.repeatedNames == nil, table.columnCount > 1,
      structure.isAllQuoted || structure.areNamesQuoted.contains(false)
    else { return false }
    return zip(table.names, table.columns).allSatisfy { name, column in
      if case .text(let texts) = column.values { texts.list.contains(name) } else { false }
    }
  }

  private func layoutNotes(_ dropped: Int) -> [Note] {
    var notes: [Note] = []
    if dropped > 0 {
      notes.append(Note(.file, "each row ends in a delimiter; the empty last column is left out"))
    } else if layout.hasTrailingDelimiter {
      notes.append(Note(.file, "each row ends in a delimiter that the header hasn't"))
    }
    let blank = counts.blank + structure.blankLines
    if blank > 0, header.names.count > 1 {
      notes.append(Note(.rows, "\(counted(blank, "blank line")) skipped"))
    }
    if counts.lineEnds.nonzeroBitCount > 1 {
      notes.append(
        Note(.file, "lines end in different ways (LF, CRLF, CR); each was taken as a line end"))
    }
    return notes
  }

  /// What is to be said of the columns; some become what all their cells together show them to be.
  private func report(_ places: [Int], _ joined: inout [Column]) -> [Note] {
    let hasPoints = joined.contains { column in
      guard case .number(let numbers) = column.values, case .double = numbers.storage else {
        return false
      }
      return true
    }
    var report = CSVReport()
    for (place, column) in places.enumerated() {
      let read = columns[column]
      var evidence: String?
      // Texts that needn't have stood in quotes are texts.
      if case .text(let texts) = joined[place].values, types[column] == nil,
        !read.isAllQuoted || isAllQuoted
      {
        let found = CSVEvidence(
          CSVReader.shown(header.names[column], limit: 40), texts, joined[place].missing,
          decimal: options.decimal, hasPoints: hasPoints,
          splitsAtCommas: layout.delimiter == UInt8(ascii: ","))
        let isFree = read.unquotedCount > 0 || isAllQuoted
        if isFree, let converted = found.column { joined[place] = converted }
        evidence = isFree || found.column == nil ? found.note : nil
      }
      report.add(
        header.names[column], read, joined[place], quotedType: quotedValues[column],
        isForced: types[column] != nil, decimal: options.decimalSign, evidence: evidence)
    }
    return report.notes(isAllQuoted: isAllQuoted)
  }

  /// What was chosen beside the dialect.
  var explanation: [Note] {
    var notes = [
      Note(
        .file,
        structure.names == nil
          ? "names: none in the file, for its first row holds values"
          : "names: in the row above the first row of values")
    ]
    if options.encoding == nil {
      notes.append(Note(.file, "characters: UTF-8, for all bytes of the file are"))
    }
    return notes
  }
}

extension CSVLayout {
  /// Narrows the rows of data to some of them, bad ones counted. O(bytes before the last of them)
  fileprivate mutating func select(_ rows: ClosedRange<Int>, _ base: UnsafePointer<UInt8>) {
    var tokenizer = CSVTokenizer(
      base: base, count: dataEnd, from: dataStart, delimiter: delimiter, quote: quote)
    var row = 0
    var unused: UInt64 = 0
    var first = dataEnd
    while row < rows.upperBound, !Interrupt.isRequested {
      let outcome = tokenizer.next(&unused, limit: 0, origin: tokenizer.position)
      if outcome == .end { break }
      if outcome == .blank, width > 1 { continue }
      row += 1
      if row == rows.lowerBound { first = tokenizer.recordStart }
    }
    (dataStart, dataEnd) = (first, max(first, tokenizer.position))
  }
}
