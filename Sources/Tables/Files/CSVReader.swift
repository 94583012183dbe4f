public import Diagnostics
internal import Glibc
internal import Numerics

/// Reads files of separated values (RFC 4180 and what is found in practice): CSV, TSV and kin.
///
/// **Characters.** UTF-8, unless a byte order mark or the bytes themselves show UTF-16, or no bytes of UTF-8, which then
/// are Windows-1252 or Latin-1; a note says so.
///
/// **Rows.** Cells are separated by a comma, unless the whole file shows another delimiter, other quotes or backslashes
/// before quotes (``CSVDialectSearch``); where two fit alike it is a question to the caller, and an error. Rows end with
/// LF, CRLF or CR. A quoted cell may hold delimiters, line ends and doubled quotes. Blanks around a cell are not part of
/// it. Lines without anything are skipped and counted, but are a missing value in a file of one column. A row with too
/// many or too few cells, text after a closing quote, a quote that is never closed, a NUL byte or bytes that aren't of the
/// encoding is never dropped in silence: it is handed back with its line, byte and reason. A file most rows of which are
/// bad is refused.
///
/// **Header.** The first row holds the names, unless it looks like values; then the columns are `column_1`, …, and a note
/// says so. A blank name becomes `column_3`, a repeated one `name_2`. Titles above the names and lines below the table
/// that are no rows of it are handed back too (``CSVStructure``).
///
/// **Types** are decided by the whole column:
/// - number: see ``CSVCell/number(_:_:decimal:)``; leading zeros and whole numbers of more than 15 digits stay text; a
///   decimal comma is found where it can be nothing else,
/// - true/false: `true false TRUE FALSE True False`,
/// - date: `yyyy-mm-dd`, and other orders of day, month and year where all cells of the column allow just one,
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
    if bytes.isMapped { preferLargePagesNext(bytes.count / 2) }
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
    guard let copy = FileBytes(copying: bytes) else { throw tooLarge(name, bytes.count) }
    return try read(copy, name: name, options: options)
  }

  /// The most columns that a file may have.
  static let mostColumns = 100_000

  private static func read(
    _ bytes: borrowing FileBytes, name: String, options: CSVOptions
  ) throws(Diagnostic) -> LoadedTable {
    try check(options)
    do {
      let base = UnsafePointer(bytes.base)
      if let encoding = options.encoding ?? TextEncoding.shown(base, bytes.count),
        encoding != .utf8
      {
        return try decoded(bytes, encoding, name, options)
      }
      return try table(bytes, name: name, options: options)
    } catch let error as Diagnostic {
      throw error
    } catch {
      throw Diagnostic(.interrupted, "interrupted while reading `\(name)`")
    }
  }

  /// The table of bytes that aren't UTF-8.
  static func decoded(
    _ bytes: borrowing FileBytes, _ encoding: TextEncoding, _ name: String, _ options: CSVOptions
  ) throws -> LoadedTable {
    let base = UnsafePointer(bytes.base)
    let text: [UInt8]
    do {
      text = try encoding.decoded(base, bytes.count)
    } catch {
      var lines = LineCounter(base: base, count: bytes.count)
      throw Diagnostic(
        .malformedFile, "`\(name)` isn't \(encoding.rawValue) text",
        details: [
          "byte \(error.byte), in line \(lines.line(of: error.byte)): \(hexadecimal(base[error.byte]))"
        ], help: ["`encoding:` names another, such as \"UTF-8\" or \"Latin-1\""])
    }
    var options = options
    let isFound = options.encoding == nil
    options.encoding = .utf8
    var loaded = try rewritten(bytes, text, name, options) { places in
      encoding.origins(of: places, in: base, bytes.count)
    }
    if isFound {
      loaded.notes.insert(
        Note(.file, "the characters are \(encoding.rawValue); `encoding:` names another"), at: 0)
    }
    return loaded
  }

  /// The table of a text that was made of a file's bytes.
  ///
  /// - Parameter origins: where ascending places of the text stand in the file.
  static func rewritten(
    _ bytes: borrowing FileBytes, _ text: [UInt8], _ name: String, _ options: CSVOptions,
    unescaped: CSVDialect.Escape = .doubled, origins: ([Int]) -> [Int]
  ) throws -> LoadedTable {
    guard let copy = FileBytes(copying: text) else { throw tooLarge(name, text.count) }
    var loaded = try table(copy, name: name, options: options, unescaped: unescaped)
    try bytes.checkUnchanged(name)
    loaded.table.origin?.fingerprint = Fingerprint.of(
      UnsafeRawBufferPointer(start: UnsafePointer(bytes.base), count: bytes.count))
    if var rejected = loaded.table.rejected {
      var places: [Int] = []
      for row in rejected.rows {
        places.append(max(row.byte, places.last ?? 0))
        places.append(max(row.byte, row.end))
      }
      let found = origins(places)
      let isDecoded = unescaped != .doubled && !rejected.rows.isEmpty && options.encoding == nil
      let encoding = isDecoded ? TextEncoding.found(bytes.base, bytes.count) : nil
      for row in rejected.rows.indices {
        let (byte, end) = (found[2 * row], found[2 * row + 1])
        (rejected.rows[row].byte, rejected.rows[row].end) = (byte, end)
        // Quotes that were doubled for the reading stand there once.
        if unescaped != .doubled {
          rejected.rows[row].text = shown(bytes.base, byte..<end, encoding)
        }
      }
      loaded.table.rejected = rejected
    }
    return loaded
  }

  private static func tooLarge(_ name: String, _ count: Int) -> Diagnostic {
    Diagnostic(.tooLarge, "`\(name)` has \(count) bytes, for which there is no memory")
  }

  private static func check(_ options: CSVOptions) throws(Diagnostic) {
    let isPlain = { (byte: UInt8) in byte < 0x80 && byte != 0x0A && byte != 0x0D && byte != 0 }
    let quote = options.quote.sign
    if let delimiter = options.delimiter, !isPlain(delimiter) || delimiter == quote {
      throw Diagnostic(
        .badArgument, "the delimiter must be one ASCII character, not a line end and not the quote",
        help: ["for example `delimiter: \";\"`"])
    }
    if let quote, !isPlain(quote) || quote == 0x20 {
      throw Diagnostic(
        .badArgument, "the quote must be one ASCII character, not a line end and not a blank",
        help: ["for example `quote: \"'\"`"])
    }
    guard [nil, UInt8(ascii: "."), UInt8(ascii: ",")].contains(options.decimal) else {
      throw Diagnostic(.badArgument, "the decimal sign must be \".\" or \",\"")
    }
    if options.decimal != nil, options.delimiter == options.decimal {
      throw Diagnostic(.badArgument, "the delimiter and the decimal sign can't be the same")
    }
    if let rows = options.rows, rows.lowerBound < 1 {
      throw Diagnostic(.badArgument, "`rows` are counted from 1, not \(rows.lowerBound)")
    }
    if options.skip < 0 {
      throw Diagnostic(.badArgument, "`skip` must be 0 or more lines, not \(options.skip)")
    }
  }

  /// Where the rows begin: behind the byte order mark and the lines to be skipped.
  static func beginning(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ name: String, skip: Int
  ) throws(Diagnostic) -> Int {
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
