internal import Diagnostics
internal import Numerics

/// Where in a file its table lies: what stands above it, its names, its rows, what stands below it.
struct CSVStructure {
  /// A row that is no row of the table.
  struct Stray {
    var place: Range<Int>
    var reason: String
  }

  /// Cells of a row.
  private(set) var width = 1
  /// The names as they stand, or `nil` if no row holds names.
  private(set) var names: [String]?
  /// Where the rows of data begin and end.
  private(set) var dataStart: Int
  private(set) var dataEnd: Int
  private(set) var strays: [Stray] = []
  private(set) var blankLines = 0
  /// Whether each row of data ends in a delimiter that the header hasn't.
  private(set) var hasTrailingDelimiter = false
  /// Whether all names stand in quotes, some of them without need (true without names): then quotes are a habit that
  /// says nothing of a cell.
  private(set) var isAllQuoted = true
  /// For each name whether it stands in quotes.
  private(set) var areNamesQuoted: [Bool] = []
  private(set) var notes: [Note] = []
  /// Whether the row of names has too many or too few of them.
  private var areNamesUnfit = false

  /// How many rows above the header are looked at.
  private static let mostAbove = 100

  /// - Throws: E51 for a first row that can't be the names of what stands below it, nor anything else.
  init(
    _ head: CSVHead, _ count: Int, _ dialect: CSVDialect, _ name: String, _ options: CSVOptions
  ) throws(Diagnostic) {
    dataStart = head.start
    dataEnd = count
    width = head.commonWidth
    guard let first = head.records.firstIndex(where: { !$0.isBlank }) else { return }
    // More names than most rows have cells: rows of one cell are no table, and rows to be filled up may be most of them.
    let named = head.records[first].width
    if named > width, options.header != false, width == 1 || options.bad == .keep { width = named }
    blankLines = first
    dataStart = head.records[first].place.lowerBound
    if options.header != false { try findNames(head, first, dialect, name, options) }
    if width > 2 { findFooter(head, count, dialect, options) }
  }

  // MARK: Names

  private mutating func findNames(
    _ head: CSVHead, _ first: Int, _ dialect: CSVDialect, _ name: String, _ options: CSVOptions
  ) throws(Diagnostic) {
    if head.records[first].fault != nil, width > 1,
      let texts = head.plainTexts(head.records[first], dialect, width: width)
    {
      try checkCharacters(head.base, head.records[first].place, name, options)
      names = texts.map(CSVStructure.withoutNULs)
      areNamesQuoted = texts.map { _ in false }
      isAllQuoted = false
      dataStart = head.records[first].place.upperBound
      notes.append(
        Note(.file, "the quotes of the first row are at fault and were taken as plain characters"))
      return
    }
    let top = try headerPlace(head, first, name, options)
    let place = belowEmptyTitles(head, top, options)
    for record in head.records[first..<place] where !record.isBlank {
      let reason =
        areNamesUnfit
        ? "\(counted(record.width, "name")) for \(counted(width, "column"))"
        : "it stands above the names of the columns"
      strays.append(Stray(place: record.place, reason: reason))
    }
    blankLines += head.records[first..<place].reduce(0) { $0 + ($1.isBlank ? 1 : 0) }
    let record = head.records[place]
    if areNamesUnfit {
      dataStart = record.place.lowerBound
      return
    }
    let texts = head.texts(record)
    let isQuoted = head.areQuoted(record)
    let columns = head.columns(from: place + 1, width: width, options)
    let isHeader =
      options.header
      ?? CSVHeader.isHeader(texts, isQuoted, below: columns, decimal: options.decimalSign)
    guard isHeader else {
      dataStart = record.place.lowerBound
      let shown = texts.prefix(4).map { CSVReader.shown($0, limit: 16) }.joined(separator: ", ")
      notes.append(
        Note(
          .file,
          "the first row holds values, no names (\(shown)\(texts.count > 4 ? ", …" : "")); columns are named column_1, …; `header: true` takes it as names"
        ))
      return
    }
    try checkCharacters(head.base, record.place, name, options)
    dataStart = record.place.upperBound
    isAllQuoted =
      zip(texts, isQuoted).allSatisfy { $0.isEmpty || $1 }
      && texts.contains {
        !CSVQuoting.isNeeded(
          byName: Array($0.utf8), delimiter: dialect.delimiter, isSole: width == 1)
      }
    take(texts.map(CSVStructure.withoutNULs), isQuoted)
    skipSecondNames(head, place, options)
  }

  /// Says which bytes of the row of names are no characters. In the names U+FFFD stands for them.
  ///
  /// - Throws: E51 for such a row if no row may be bad.
  private mutating func checkCharacters(
    _ base: UnsafePointer<UInt8>, _ row: Range<Int>, _ name: String, _ options: CSVOptions
  ) throws(Diagnostic) {
    let fault: CSVFault
    if let place = UTF8Check.firstInvalid(base, row) {
      fault = .encoding(byte: base[place], guess: UTF8Check.guess(base + row.lowerBound, row.count))
    } else if row.contains(where: { base[$0] == 0 }) {
      fault = .nul
    } else {
      return
    }
    if options.bad == .fail {
      throw Diagnostic(
        .malformedFile, "the names of `\(name)` can't be read: \(fault.reason)",
        details: ["the row of names: \(CSVReader.shown(base, row, limit: 60))"],
        help: ["mend that row, or leave it out: `skip:` and `header: false`"])
    }
    notes.append(
      Note(
        .file, "in the row of names: \(fault.reason); `\u{FFFD}` stands for what is no character"))
  }

  private static func withoutNULs(_ text: String) -> String {
    guard text.utf8.contains(0) else { return text }
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
  }

  /// The names, made as many as there are columns.
  private mutating func take(_ texts: [String], _ isQuoted: [Bool]) {
    let short = max(0, width - texts.count)
    names = Array(texts.prefix(width)) + repeatElement("", count: short)
    areNamesQuoted = Array(isQuoted.prefix(width)) + repeatElement(false, count: short)
    if texts.count == width - 1, !hasTrailingDelimiter {
      (names, areNamesQuoted) = ([""] + texts, [false] + isQuoted)
      notes.append(
        Note(
          .file,
          "the first row has \(texts.count) names for \(width) columns, whose first holds the names of the rows"
        ))
    } else if texts.count > width {
      let filled = texts.indices.filter { !texts[$0].isEmpty }
      let blank = texts.count - width
      guard filled.count == width else { return }
      (names, areNamesQuoted) = (filled.map { texts[$0] }, filled.map { isQuoted[$0] })
      notes.append(
        Note(.file, "\(counted(blank, "blank name")) left out, for the rows have \(width) cells"))
    }
  }

  /// The record that holds the names: the first, or one below a title.
  private mutating func headerPlace(
    _ head: CSVHead, _ first: Int, _ name: String, _ options: CSVOptions
  ) throws(Diagnostic) -> Int {
    let record = head.records[first]
    if record.fault == nil, record.width == width || width == 1 { return first }
    let rows = head.records[(first + 1)...].filter { !$0.isBlank && $0.width == width }
    if record.fault == nil, record.width == width - 1, !rows.isEmpty {
      if rows.allSatisfy(head.endsEmpty),
        rows.count == head.records[(first + 1)...].count(where: { !$0.isBlank })
      {
        width -= 1
        hasTrailingDelimiter = true
        return first
      }
      if record.width > 1, haveNames(head, rows) { return first }
    }
    if record.fault == nil, record.width > width {
      let blank = head.texts(record).filter(\.isEmpty).count
      if blank == record.width - width { return first }
    }
    let next = head.records.indices.prefix(first + CSVStructure.mostAbove).first {
      $0 > first && head.records[$0].width == width && head.records[$0].fault == nil
        && !head.records[$0].isBlank
    }
    if let next {
      if record.width <= 1 || options.header == true { return next }
      let columns = head.columns(from: next + 1, width: width, options)
      if CSVHeader.contrasts(head.texts(head.records[next]), below: columns, options.decimalSign) {
        return next
      }
    }
    if options.bad == .keep, record.fault == nil, record.width > 1 {
      width = record.width
      return first
    }
    // Names that fit no columns are a bad row like others, if the rows are plainly alike.
    if let next, rows.count > 2, options.header == nil {
      areNamesUnfit = true
      notes.append(
        Note(
          .file,
          "the first row has \(counted(record.width, "cell")), the others have \(width): its names can't be given to columns, which are named column_1, …"
        ))
      return next
    }
    throw misfit(head, first, name)
  }

  /// Whether the first cells of rows are names of the rows, as R writes them: texts, or counted, and no two equal.
  private func haveNames(_ head: CSVHead, _ rows: [CSVHead.Record]) -> Bool {
    var seen: Set<String> = []
    var isCounted = true
    var isText = true
    for (place, row) in rows.enumerated() {
      let text = head.texts(row).first ?? ""
      if text.isEmpty || !seen.insert(text).inserted { return false }
      isCounted = isCounted && text == String(place + 1)
      isText = isText && Double(text) == nil
    }
    return isCounted || isText
  }

  /// Goes past rows of which only the first cell is filled, with a full row of names below them.
  private func belowEmptyTitles(_ head: CSVHead, _ first: Int, _ options: CSVOptions) -> Int {
    guard width > 2, head.filled(head.records[first]) <= 1 else { return first }
    var place = first
    let last = min(head.records.count, first + CSVStructure.mostAbove)
    while place < last {
      let record = head.records[place]
      let filled = head.filled(record)
      if record.width == width, record.fault == nil, filled > 1 {
        let columns = head.columns(from: place + 1, width: width, options)
        let isNamed =
          filled == width
          && CSVHeader.contrasts(head.texts(record), below: columns, options.decimalSign)
        return isNamed ? place : first
      }
      if filled == 1, head.cell(record, 0).length == 0 { return first }
      place += 1
    }
    return first
  }

  /// A second row of names below the first, or one of units, if there are values below one of its texts.
  private mutating func skipSecondNames(_ head: CSVHead, _ place: Int, _ options: CSVOptions) {
    guard width > 2, place + 2 < head.records.count else { return }
    let record = head.records[place + 1]
    guard record.width == width, record.fault == nil, !record.isBlank, !head.hasQuotes(record)
    else {
      return
    }
    let texts = head.texts(record)
    guard CSVQuoting.mayBeUnits(texts, decimal: options.decimalSign) else { return }
    let columns = head.columns(from: place + 2, width: width, options)
    let isOverValues = texts.indices.contains { place in
      !texts[place].isEmpty && columns[place].columnType != nil
        && columns[place].columnType != .text
    }
    guard isOverValues else { return }
    strays.append(
      Stray(place: record.place, reason: "it stands below the names and holds no values"))
    dataStart = record.place.upperBound
  }

  private func misfit(_ head: CSVHead, _ first: Int, _ name: String) -> Diagnostic {
    let record = head.records[first]
    let line = CSVReader.shown(head.base, record.place, limit: 60)
    if let fault = record.fault {
      return Diagnostic(
        .malformedFile,
        "the first row of `\(name)` can't be read: \(CSVFault.tokens(fault).reason)",
        details: ["line 1: \(line)"], help: ["mend that line, or leave it out: `skip: 1`"])
    }
    var help: [String] = []
    if record.width == width - 1 {
      help.append("if a name is missing at its beginning, add it there")
    }
    help.append("`skip: 1` leaves the row out, `header: false` makes up names")
    return Diagnostic(
      .malformedFile,
      "the first row of `\(name)` has \(counted(record.width, "cell")), the rows below it have \(width)",
      details: ["first row: \(line)"], help: help)
  }

  // MARK: Below the table

  /// Ends the rows above lines at the end of which only the first cell is filled, with what is no value of its column.
  private mutating func findFooter(
    _ head: CSVHead, _ count: Int, _ dialect: CSVDialect, _ options: CSVOptions
  ) {
    let base = head.base
    var lines: [(place: Range<Int>, isFilled: Bool)] = []
    var end = count
    while end > dataStart, lines.count < CSVQuoting.mostBelow {
      var from = end
      while from > dataStart, base[from - 1] == 0x0A || base[from - 1] == 0x0D { from -= 1 }
      let last = from
      while from > dataStart, base[from - 1] != 0x0A, base[from - 1] != 0x0D { from -= 1 }
      guard from < last else { break }
      var delimiters = 0
      var firstDelimiter: Int?
      var isOther = false
      for i in from..<last {
        if base[i] == dialect.delimiter {
          delimiters += 1
          firstDelimiter = firstDelimiter ?? i
        } else if base[i] == dialect.quote || (firstDelimiter != nil && base[i] != 0x20) {
          isOther = true
          break
        }
      }
      if isOther || delimiters != width - 1 { break }
      lines.append((from..<end, firstDelimiter != from))
      end = from
    }
    guard let first = lines.last, lines.contains(where: \.isFilled) else { return }
    let texts = lines.filter(\.isFilled).map { line in
      let stop = (line.place).first { base[$0] == dialect.delimiter } ?? line.place.upperBound
      return String(
        decoding: UnsafeBufferPointer(
          start: base + line.place.lowerBound, count: stop - line.place.lowerBound), as: UTF8.self)
    }
    guard texts.allSatisfy({ CSVHeader.type(of: $0, options.decimalSign) == .text }) else { return }
    // A gap above them, or texts where the column has none, say that they are no rows.
    if first.isFilled {
      let start =
        head.records.firstIndex { $0.place.lowerBound >= dataStart } ?? head.records.count
      let until = head.records.firstIndex { $0.place.lowerBound >= end } ?? head.records.count
      let column = column(head, start..<until, options)
      if column == nil || column == .text { return }
    }
    dataEnd = end
    for line in lines.reversed() where line.isFilled {
      strays.append(Stray(place: line.place, reason: "it stands below the table"))
    }
    blankLines += lines.count { !$0.isFilled }
  }

  /// The type of the first column by some rows.
  private func column(
    _ head: CSVHead, _ rows: Range<Int>, _ options: CSVOptions
  ) -> ColumnType? {
    let builder = CSVColumnBuilder(type: nil, decimal: options.decimalSign, absent: [])
    for place in rows where head.records[place].width == width && !head.records[place].isBlank {
      builder.append(head.texts(head.records[place]).first ?? "")
    }
    return builder.columnType
  }
}
