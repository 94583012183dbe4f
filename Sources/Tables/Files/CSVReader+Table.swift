internal import Diagnostics
internal import Numerics

extension CSVReader {
  /// How much of a file is looked at for its dialect before it is read, and when what was read shows it to be wrong.
  private static let firstLook = 1 << 16
  private static let secondLook = 64 << 20

  /// The table of bytes that are UTF-8, or turn out not to be.
  ///
  /// - Parameter unescaped: how quotes within quotes were written before they were doubled.
  static func table(
    _ bytes: borrowing FileBytes, name: String, options: CSVOptions,
    unescaped: CSVDialect.Escape = .doubled
  ) throws -> LoadedTable {
    let base = UnsafePointer(bytes.base)
    let count = bytes.count
    let start = try beginning(base, count, name, skip: options.skip)
    let search = CSVDialectSearch(
      base: base, count: count, start: start, delimiter: options.delimiter,
      quote: options.quote, decimal: options.decimal)
    var look = options.explain ? secondLook : firstLook
    var found = try search.best(within: look)
    while true {
      if found.isTie || found.best.dialect.escape != .doubled, look < min(count - start, secondLook)
      {
        look = secondLook
        found = try search.best(within: look)
      }
      if found.isTie { throw question(found, search, name) }
      let dialect = found.best.dialect
      if dialect.escape != .doubled, unescaped == .doubled {
        return try doubled(bytes, dialect, name, options)
      }
      var chunks = try CSVChunks(
        bytes, start: start, quote: dialect.quote, chunkBytes: options.chunkBytes)
      var first: CSVPass?
      if !chunks.isSurveyed {
        do {
          first = try CSVPass(base, count, start: start, dialect, chunks, name, options)
        } catch is CSVPass.NeedsSurvey {
          try chunks.survey()
        }
      }
      if chunks.isSuspicious, options.encoding == nil,
        let encoding = TextEncoding.found(base, count)
      {
        return try decoded(bytes, encoding, name, options)
      }
      var pass = try first ?? CSVPass(base, count, start: start, dialect, chunks, name, options)
      if pass.badCount > 0, look < min(count - start, secondLook) {
        // The beginning of the file may have been misleading.
        look = secondLook
        let whole = try search.best(within: look)
        if whole.best.dialect != dialect || whole.isTie {
          found = whole
          continue
        }
      }
      var loaded = try pass.loaded()
      if pass.repeatsNames(loaded.table) {
        pass = try CSVPass(
          base, count, start: start, dialect, chunks, name, options, withoutRepeatedNames: true)
        loaded = try pass.loaded()
      }
      try bytes.checkUnchanged(name)
      if dialect.delimiter != options.delimiter ?? UInt8(ascii: ",")
        || (options.quote == .found && dialect.quote != UInt8(ascii: "\"")) || unescaped != .doubled
      {
        var dialect = dialect
        dialect.escape = unescaped
        loaded.notes.insert(Note(.file, dialect.phrase), at: 0)
      }
      if options.explain { loaded.notes += explanation(found, search, pass) }
      return loaded
    }
  }

  /// The table of a file that doesn't double the quotes within quotes.
  private static func doubled(
    _ bytes: borrowing FileBytes, _ dialect: CSVDialect, _ name: String, _ options: CSVOptions
  ) throws -> LoadedTable {
    let base = UnsafePointer(bytes.base)
    let count = bytes.count
    var options = options
    options.delimiter = dialect.delimiter
    options.quote = dialect.quote.map { .byte($0) } ?? .none
    let text = CSVUnescaping.doubled(base, count, dialect)
    return try rewritten(bytes, text, name, options, unescaped: dialect.escape) { places in
      CSVUnescaping.origins(of: places, in: base, count, dialect)
    }
  }

  // MARK: What is said of the dialect

  /// The error where two dialects fit alike.
  private static func question(
    _ found: CSVDialectSearch.Outcome, _ search: CSVDialectSearch, _ name: String
  ) -> Diagnostic {
    let readings = [found.best] + (found.second.map { [$0] } ?? [])
    var details = readings.map { reading in
      "by \(CSVDialect.name(reading.dialect.delimiter)): \(counted(reading.rows, "row")) of \(counted(reading.width, "cell"))"
    }
    if let second = found.second {
      details += difference(found.best.dialect, second.dialect, search)
    }
    return Diagnostic(
      .malformedFile, "the cells of `\(name)` can be told apart in two ways", details: details,
      help: readings.map { reading in
        let delimiter = reading.dialect.delimiter
        let sign = delimiter == 9 ? "\\t" : String(UnicodeScalar(delimiter))
        return "`delimiter: \"\(sign)\"`"
      })
  }

  private static func difference(
    _ first: CSVDialect, _ second: CSVDialect, _ search: CSVDialectSearch
  ) -> [String] {
    guard let difference = search.difference(first, second) else { return [] }
    let shown = { (cells: [String]) in
      cells.isEmpty ? "no row" : cells.map { "[\($0)]" }.joined(separator: " ")
    }
    return [
      "they differ first in line \(difference.line): \(shown(difference.first)) or \(shown(difference.second))"
    ]
  }

  private static func explanation(
    _ found: CSVDialectSearch.Outcome, _ search: CSVDialectSearch, _ pass: CSVPass
  ) -> [Note] {
    let fits = { (reading: CSVReading) in
      "\(reading.good) of \(counted(reading.rows, "row")) have \(counted(reading.width, "cell"))"
    }
    var notes = [Note(.file, "chosen: \(found.best.dialect.phrase): \(fits(found.best))")]
    if let second = found.second {
      var text = "runner-up: \(second.dialect.phrase): \(fits(second))"
      for line in difference(found.best.dialect, second.dialect, search) { text += "; \(line)" }
      notes.append(Note(.file, text))
    } else {
      notes.append(Note(.file, "runner-up: none; no other sign makes rows of several cells"))
    }
    return notes + pass.explanation
  }
}
