public import Diagnostics
internal import Glibc
internal import Numerics

/// Reads files of separated values (RFC 4180 and what is found in practice): CSV, TSV and kin.
///
/// **Rows.** Cells are separated by a comma, unless the whole file shows another of `;`, tab, `|`; rows end with LF,
/// CRLF or CR. A quoted cell may hold delimiters, line ends and doubled quotes. Blanks around a cell are not part of it.
/// Lines without anything are skipped and counted, but are a missing value in a file of one column. A row with too many
/// or too few cells, text after a closing quote, a quote that is never closed, a NUL byte or bytes that aren't UTF-8 is
/// never dropped in silence: the load fails and lists the first five, or with `bad: .reject` hands them back.
///
/// **Header.** The first row holds the names, unless it looks like values; then the columns are `column_1`, …, and a note
/// says so. A blank name becomes `column_3`, a repeated one `name_2`.
///
/// **Types** are decided by the whole column:
/// - number: see ``CSVCell/number(_:_:decimal:)``; leading zeros and whole numbers of more than 15 digits stay text,
/// - true/false: `true false TRUE FALSE True False`,
/// - date: `yyyy-mm-dd`,
/// - date-time: `yyyy-mm-dd` and `hh:mm[:ss[.ffffff]]` with `T` or a blank between; a `Z` at the end of every cell is
///   left out with a note; other time zones stay text,
/// - text: all else. A column of numbers or true/false whose every cell stands in quotes is text too, if the file
///   doesn't put all of its cells, names among them, in quotes.
///
/// **Missing.** An empty unquoted cell is missing, and so is each text in `absent`. In columns that aren't text, empty
/// quoted cells are missing too, and so are the unquoted words `NA N/A #N/A n/a na NaN nan NAN NULL null Null None none`
/// and a lone point; a note counts them. In text columns these words stay text, and `""` is an empty text.
public enum CSVReader {
  /// Reads a file. A name that ends in `.tsv` or `.tab` means tabs.
  public static func read(
    path: String, options: CSVOptions = CSVOptions()
  ) throws(Diagnostic) -> LoadedTable {
    let bytes = try FileBytes.read(path)
    var options = options
    if options.delimiter == nil, ["tsv", "tab"].contains(FilePath.suffix(path)) {
      options.delimiter = UInt8(ascii: "\t")
    }
    return try read(bytes, name: path, options: options)
  }

  /// Reads bytes in memory under the name of where they came from.
  public static func read(
    bytes: UnsafeRawBufferPointer, name: String, options: CSVOptions = CSVOptions()
  ) throws(Diagnostic) -> LoadedTable {
    guard let copy = FileBytes(copying: bytes) else {
      throw Diagnostic(
        .tooLarge, "`\(name)` has \(bytes.count) bytes, for which there is no memory")
    }
    return try read(copy, name: name, options: options)
  }

  /// The most columns that a file may have.
  static let mostColumns = 100_000

  private static func read(
    _ bytes: borrowing FileBytes, name: String, options: CSVOptions
  ) throws(Diagnostic) -> LoadedTable {
    try check(options)
    let start = try beginning(UnsafePointer(bytes.base), bytes.count, name, skip: options.skip)
    do {
      let chunks = try CSVChunks(bytes, start: start, quote: options.quote)
      let loaded = try read(bytes, chunks, start: start, name: name, options: options)
      try bytes.checkUnchanged(name)
      return loaded
    } catch let error as Diagnostic {
      throw error
    } catch {
      throw Diagnostic(.interrupted, "interrupted while reading `\(name)`")
    }
  }

  private static func read(
    _ bytes: borrowing FileBytes, _ chunks: CSVChunks, start: Int, name: String, options: CSVOptions
  ) throws -> LoadedTable {
    let base = UnsafePointer(bytes.base)
    let count = bytes.count
    var notes: [Note] = []

    let dialect = CSVDialect(
      base: base, count: count, start: start, quote: options.quote, decimal: options.decimal)
    var delimiter = options.delimiter ?? UInt8(ascii: ",")
    if options.delimiter == nil {
      let found = try dialect.delimiter()
      delimiter = found.delimiter
      if let note = found.note { notes.append(note) }
    }
    var layout = CSVLayout(
      delimiter: delimiter, quote: options.quote, decimal: options.decimal, dataStart: start,
      width: 1, isSuspicious: chunks.isSuspicious)
    let header = try CSVHeader(base, count, name, options, &layout, &notes)

    let types = try header.types(options.types)
    let absent = options.absent.map { Array($0.utf8) }
    let decimal = options.decimal
    let scan = CSVScan(base: base, count: count, layout: layout, names: header.names)
    let limit = options.bad == .reject ? Int.max : 5
    let all = Array(types.indices)
    let outcomes = try chunks.read(scan, limit: limit, active: all) { _, column, interner in
      CSVColumnBuilder(type: types[column], decimal: decimal, absent: absent, interner: interner)
    }
    var counts = CSVScan.Counts()
    var bad = CSVBadRows(limit: limit)
    for outcome in outcomes {
      counts.add(outcome.counts)
      bad.append(outcome.bad)
    }
    bad.number(base, count)
    if options.bad == .fail, bad.count > 0 {
      // A comma at the beginning of the file may have been misleading.
      if options.delimiter == nil, delimiter == UInt8(ascii: ",") {
        let plain = try dialect.score(delimiter, within: .max)
        let other = try dialect.best(besides: plain).delimiter
        if other != delimiter {
          var chosen = options
          chosen.delimiter = other
          var result = try read(bytes, chunks, start: start, name: name, options: chosen)
          result.notes.insert(
            Note(.file, "cells are separated by \(CSVDialect.name(other))"), at: 0)
          return result
        }
      }
      throw malformed(name, bad, counts, layout, header)
    }
    guard counts.rows < Int(Int32.max) else {
      throw Diagnostic(.tooLarge, "a table can't have more than \(Int32.max - 1) rows")
    }

    // Columns that turned out to be text after their first blocks were read as something else.
    var columns = all.map { column in CSVColumn(builders: outcomes.map { $0.builders[column] }) }
    let isAllQuoted = header.isAllQuoted && columns.allSatisfy { $0.unquotedCount == 0 }
    var quotedNumbers: Set<Int> = []
    for (place, column) in columns.enumerated() where !column.isForced && !isAllQuoted {
      if [.number, .truth].contains(column.state), column.isAllQuoted {
        quotedNumbers.insert(place)
      }
    }
    let again = columns.indices.filter { place in
      columns[place].isAbandoned || quotedNumbers.contains(place)
        || (columns[place].state == .undecided && columns[place].quotedEmptyCount > 0
          && !isAllQuoted)
    }
    if !again.isEmpty {
      let isAgain = all.map { again.contains($0) }
      // The types asked for decide about bad rows, so they take part; all else was taken before.
      let passing = try chunks.read(scan, limit: 0, active: again) { _, column, interner in
        CSVColumnBuilder(
          type: isAgain[column] && types[column] == nil ? .text : types[column], decimal: decimal,
          absent: absent, interner: interner)
      }
      for place in again {
        columns[place] = CSVColumn(builders: passing.map { $0.builders[place] })
      }
    }

    var report = CSVReport()
    let dropped = header.emptyTail(columns)
    let kept = Array(columns.dropLast(dropped))
    let isLarge = count > 1 << 20
    nonisolated(unsafe) let joining = kept
    var joined = try Parallel.map(count: kept.count, threads: isLarge ? Parallel.threads : 1) {
      joining[$0].joined()
    }
    for place in joined.indices where types[place] == .category {
      joined[place] = try joined[place].asCategory()
    }
    for (place, column) in kept.enumerated() {
      report.add(
        header.names[place], column, joined[place], wasQuoted: quotedNumbers.contains(place),
        isForced: types[place] != nil, decimal: options.decimal)
    }
    if let note = header.renameNote(dropping: dropped) { notes.append(note) }
    if dropped > 0 {
      notes.append(Note(.file, "each row ends in a delimiter; the empty last column is left out"))
    } else if layout.hasTrailingDelimiter {
      notes.append(Note(.file, "each row ends in a delimiter that the header hasn't"))
    }
    if counts.blank + header.blankLines > 0, header.names.count > 1 {
      let blank = counts.blank + header.blankLines
      notes.append(Note(.rows, "\(blank) blank \(blank == 1 ? "line" : "lines") skipped"))
    }
    if counts.lineEnds.nonzeroBitCount > 1 {
      notes.append(
        Note(.file, "lines end in different ways (LF, CRLF, CR); each was taken as a line end"))
    }
    notes += report.notes(isAllQuoted: isAllQuoted)
    if bad.count > 0 {
      notes.append(
        Note(
          .rows, "\(counts.rows + bad.count) rows read: \(counts.rows) kept, \(bad.count) rejected")
      )
    }
    var table = Table(
      unchecked: zip(header.names, joined).map { ($0, $1) }, rowCount: counts.rows)
    table.origin = Origin(
      name: name, rows: table.rowCount, columns: table.columnCount,
      fingerprint: chunks.fingerprint)
    return LoadedTable(table: table, notes: notes, rejects: bad.rejects)
  }

  private static func check(_ options: CSVOptions) throws(Diagnostic) {
    let isPlain = { (byte: UInt8) in byte < 0x80 && byte != 0x0A && byte != 0x0D && byte != 0 }
    if let delimiter = options.delimiter, !isPlain(delimiter) || delimiter == options.quote {
      throw Diagnostic(
        .badArgument, "the delimiter must be one ASCII character, not a line end and not the quote",
        help: ["for example `delimiter: \";\"`"])
    }
    if let quote = options.quote, !isPlain(quote) || quote == 0x20 {
      throw Diagnostic(
        .badArgument, "the quote must be one ASCII character, not a line end and not a blank",
        help: ["for example `quote: \"'\"`"])
    }
    guard options.decimal == UInt8(ascii: ".") || options.decimal == UInt8(ascii: ",") else {
      throw Diagnostic(.badArgument, "the decimal sign must be \".\" or \",\"")
    }
    if options.delimiter == options.decimal {
      throw Diagnostic(.badArgument, "the delimiter and the decimal sign can't be the same")
    }
    if options.skip < 0 {
      throw Diagnostic(.badArgument, "`skip` must be 0 or more lines, not \(options.skip)")
    }
  }

  /// Where the rows begin: behind the byte order mark and the lines to be skipped.
  private static func beginning(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ name: String, skip: Int
  ) throws(Diagnostic) -> Int {
    if count >= 2, (base[0] == 0xFF && base[1] == 0xFE) || (base[0] == 0xFE && base[1] == 0xFF) {
      throw Diagnostic(
        .malformedFile, "`\(name)` is UTF-16 text, not UTF-8",
        help: ["make it UTF-8: `iconv -f UTF-16 -t UTF-8 old.csv > new.csv`"])
    }
    if count >= 4, base[1] == 0, base[3] == 0, base[0] != 0 {
      throw Diagnostic(
        .malformedFile, "`\(name)` holds a NUL in every other byte, as UTF-16 text does",
        help: ["make it UTF-8: `iconv -f UTF-16LE -t UTF-8 old.csv > new.csv`"])
    }
    if count >= 2, base[0] == 0x1F, base[1] == 0x8B {
      throw Diagnostic(
        .malformedFile, "`\(name)` is compressed with gzip",
        help: ["unpack it first: `gunzip -k \(name)`"])
    }
    var start = count >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF ? 3 : 0
    var skipped = 0
    while skipped < skip, start < count {
      if base[start] == 0x0A
        || (base[start] == 0x0D && (start + 1 >= count || base[start + 1] != 0x0A))
      {
        skipped += 1
      }
      start += 1
    }
    var i = start
    while i < count, base[i] == 0x20 || base[i] == 0x09 || base[i] == 0x0A || base[i] == 0x0D {
      i += 1
    }
    if i == count {
      throw Diagnostic(
        .malformedFile,
        skip > 0
          ? "nothing is left of `\(name)` behind the \(skip) skipped lines" : "`\(name)` is empty",
        expected: ["a first row with the names of columns"],
        help: skip > 0 ? [] : ["a file needs at least a row with the names of its columns"])
    }
    return start
  }
}
