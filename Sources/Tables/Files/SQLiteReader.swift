internal import CSQLite
internal import Diagnostics
internal import Glibc
internal import Numerics

/// What of a database is to be loaded.
public enum DatabasePart: Sendable, Equatable {
  /// Its only table.
  case only
  case table(String)
  /// The rows that one `select` gives.
  case query(String)
}

/// Reads a table, a view or what a query gives from an SQLite database. It never writes, neither the file nor beside it.
///
/// **Rows** come in the order of the table's keys, those of a query in its order. NULL is missing.
///
/// **Types** are decided by the values of the whole column, as SQLite declares types but doesn't hold values to them:
/// numbers; true/false where the column is declared so and holds 0 and 1 alone; texts that all are ISO dates or
/// date-times are those; all else is text, with a note if it holds numbers too. A column with a whole number beyond
/// 2^53 stays text, so that nothing is rounded in silence. A column without values has the declared type. Bytes (BLOB)
/// are refused.
enum SQLiteReader {
  /// Whether bytes begin as a database does, whatever its file is called.
  static func begins(_ head: some Sequence<UInt8>) -> Bool {
    head.starts(with: "SQLite format 3\0".utf8)
  }

  /// - Throws: E37 for a table that isn't there and a query that can't be run; E35 if there are several tables and none
  ///   is named; E50 for a file that can't be read, is locked or has changes that aren't in it yet; E51 for one that is
  ///   no database or damaged; E30 for bytes in a column; E82 for what would need more memory than `budget`.
  static func read(
    _ path: String, _ part: DatabasePart, options: CSVOptions, budget: MemoryBudget
  ) throws(Diagnostic) -> LoadedTable {
    var before = stat()
    _ = stat(path, &before)
    let (fingerprint, isLogged) = try identity(path)
    if isLogged { try checkLog(path) }
    let connection = try SQLiteConnection.reading(path, isStill: isLogged)
    var loaded = try table(connection, part, options, budget)
    var after = stat()
    guard stat(path, &after) == 0, FileBytes.isSame(before, after), before.st_ino == after.st_ino
    else { throw FileBytes.changed(path) }
    loaded.table.origin = Origin(
      name: path, rows: loaded.table.rowCount, columns: loaded.table.columnCount,
      fingerprint: fingerprint)
    return loaded
  }

  /// The fingerprint of the file's bytes, and whether its changes are written to a log beside it first.
  ///
  /// Apart from the reading: SQLite's lock on a file is lost as soon as the process closes any descriptor of it.
  private static func identity(_ path: String) throws(Diagnostic) -> (String, isLogged: Bool) {
    let bytes = try FileBytes.read(path)
    let all = UnsafeRawBufferPointer(start: bytes.base, count: bytes.count)
    if all.isEmpty {
      throw Diagnostic(.malformedFile, "`\(path)` is empty: a database without a table")
    }
    guard begins(all), all.count > 19 else {
      throw Diagnostic(
        .malformedFile, "`\(path)` isn't an SQLite database",
        details: ["it begins with: \(CSVReader.shown(bytes.base, 0..<min(16, bytes.count)))"],
        help: ["a file of text needs a name that says its format, such as .csv or .jsonl"])
    }
    return (Fingerprint.of(all), all[18] == 2 || all[19] == 2)
  }

  /// Throws if a database has changes in a log beside it: the fingerprint of its file would not be that of its rows.
  private static func checkLog(_ path: String) throws(Diagnostic) {
    var target = path
    if let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    }
    guard let size = FileFormat.size(target + "-wal"), size > 0 else { return }
    throw Diagnostic(
      .cannotRead, "`\(path)` has changes that are not in it yet",
      details: ["they are in `\(FilePath.split(target).name)-wal`"],
      help: [
        "close the program that writes it, or bring them in: `sqlite3 \"\(path)\" \"pragma wal_checkpoint(truncate)\"`"
      ])
  }

  // MARK: What is read

  private static func table(
    _ connection: borrowing SQLiteConnection, _ part: DatabasePart, _ options: CSVOptions,
    _ budget: MemoryBudget
  ) throws(Diagnostic) -> LoadedTable {
    switch part {
    case .query(let text):
      let statement = try connection.prepare(query: text)
      return try rows(connection, statement, text, options, budget)
    case .table(let name):
      let all = try tables(connection)
      guard let found = all.first(where: { $0.name == name }) else {
        let names = all.map(\.name)
        let near = nearestNames(to: name, in: names)
        throw Diagnostic(
          .badArgument, "`\(connection.name)` has no table `\(name)`", found: name,
          candidates: Array(names.prefix(24)),
          help: near.first.map { ["did you mean `\($0)`?"] } ?? [])
      }
      return try rows(connection, connection.prepare(found.selection), nil, options, budget)
    case .only:
      let all = try tables(connection)
      guard let only = all.first else {
        throw Diagnostic(.malformedFile, "`\(connection.name)` holds no tables")
      }
      if all.count > 1 {
        throw Diagnostic(
          .missingArgument,
          "`\(connection.name)` holds \(all.count) tables, and none is named",
          candidates: Array(all.prefix(24).map(\.name)),
          help: ["name one: `table: \(quotedSource(only.name))`"])
      }
      var loaded = try rows(connection, connection.prepare(only.selection), nil, options, budget)
      loaded.notes.insert(Note(.file, "`\(only.name)` is the only table"), at: 0)
      return loaded
    }
  }

  /// A text as a script has it.
  private static func quotedSource(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
      + "\""
  }

  /// Tables, virtual ones and views, by name; not what SQLite or a full-text search keeps for itself.
  private static func tables(
    _ connection: borrowing SQLiteConnection
  ) throws(Diagnostic) -> [(name: String, selection: String)] {
    let statement = try connection.prepare(
      """
      SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' \
      AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
      """)
    var result: [(name: String, selection: String)] = []
    while try connection.next(statement) {
      let name = statement.text(0)
      // Without an index, which would give its own order.
      let order = statement.text(1) == "table" ? " NOT INDEXED" : ""
      result.append((name, "SELECT * FROM \(SQLiteConnection.quoted(name))\(order)"))
    }
    return result
  }

  private static func rows(
    _ connection: borrowing SQLiteConnection, _ statement: borrowing SQLiteStatement,
    _ query: String?, _ options: CSVOptions, _ budget: MemoryBudget
  ) throws(Diagnostic) -> LoadedTable {
    var names = try names(of: statement, query != nil)
    let places = try options.places(in: names, of: connection.name) ?? Array(names.indices)
    names = places.map { names[$0] }
    var columns = zip(places, names).map { place, name in
      SQLiteColumn(name: name, declared: statement.declaredType(place))
    }
    let progress = Progress(connection.name, total: 0)
    let handle = statement.handle
    var rowCount = 0
    var textBytes = 0
    var scratch = [UInt8](repeating: 0, count: 1 << 10)
    while try connection.next(statement, query: query) {
      for place in columns.indices {
        let column = Int32(truncatingIfNeeded: places[place])
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: columns[place].append(whole: sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: columns[place].append(real: sqlite3_column_double(handle, column))
        case SQLITE_NULL: columns[place].appendMissing()
        case SQLITE_TEXT:
          let text = sqlite3_column_text(handle, column)
          let count = Int(sqlite3_column_bytes(handle, column))
          guard count == 0 || text != nil else {
            throw Diagnostic(.tooLarge, "`\(connection.name)` needs more memory than there is")
          }
          if scratch.count < count + TextInterner.padding {
            scratch = [UInt8](repeating: 0, count: 2 * count + TextInterner.padding)
          }
          let isText = scratch.withUnsafeMutableBufferPointer { copy in
            guard let base = copy.baseAddress else { return false }
            if let text { memcpy(base, text, count) }
            return columns[place].append(text: UnsafePointer(base), count)
          }
          guard isText else {
            throw Diagnostic(
              .malformedFile,
              "`\(names[place])` holds bytes that aren't UTF-8 in row \(rowCount + 1) of `\(connection.name)`",
              help: ["`hex(…)` in a query gives them as text"])
          }
          textBytes += count
        default: throw bytes(names, place, rowCount, connection.name)
        }
      }
      rowCount += 1
      if rowCount & 0xFFF == 0 {
        progress.reach(8 * rowCount * columns.count + textBytes, rows: rowCount)
        try Interrupt.poll("reading `\(connection.name)`")
        try check(rowCount, columns, budget, connection.name)
        if rowCount >= Int(Int32.max) - 0x1000 {
          throw Diagnostic(.tooLarge, "a table has at most 2147483647 rows")
        }
      }
    }
    try connection.refuseClock(query: query)
    try check(rowCount, columns, budget, connection.name)
    return try loaded(columns, rowCount, options, connection.name)
  }

  private static func names(
    of statement: borrowing SQLiteStatement, _ isQuery: Bool
  ) throws(Diagnostic) -> [String] {
    var names: [String] = []
    for place in 0..<statement.columnCount { names.append(statement.name(place)) }
    for place in names.indices where names[place].isEmpty {
      names[place] = "column_\(place + 1)"
    }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw Diagnostic(
        .badArgument, "the \(isQuery ? "query" : "table") gives two columns `\(name)`",
        help: ["name them in a query: `select a.\(name) as a_\(name), …`"])
    }
    return names
  }

  private static func bytes(
    _ names: [String], _ place: Int, _ row: Int, _ name: String
  ) -> Diagnostic {
    let others = names.enumerated().filter { $0.offset != place }.map {
      SQLiteConnection.quoted($0.element)
    }
    let list = others.prefix(6).joined(separator: ", ") + (others.count > 6 ? ", …" : "")
    return Diagnostic(
      .wrongKind,
      "`\(names[place])` holds bytes (a BLOB) in row \(row + 1) of `\(name)`, and no column can",
      help: others.isEmpty
        ? ["`hex(\(names[place]))` in a query gives them as text"]
        : ["name the other columns in a query: `select \(list) from …`"])
  }

  /// Throws if the values so far and the columns they are made into don't fit together.
  private static func check(
    _ rowCount: Int, _ columns: [SQLiteColumn], _ budget: MemoryBudget, _ name: String
  ) throws(Diagnostic) {
    let needed = columns.reduce(0) { $0 + $1.bytes }
    if needed > budget.bytes {
      throw budget.exceeded(
        "`\(name)`",
        details: ["\(counted(rowCount, "row")) of it need \(ByteText.of(needed)) already"],
        help: ["load a part of it: `query: \"select … where …\"`"])
    }
  }

  private static func loaded(
    _ columns: [SQLiteColumn], _ rowCount: Int, _ options: CSVOptions, _ name: String
  ) throws(Diagnostic) -> LoadedTable {
    let finished: [SQLiteColumn.Finished]
    do {
      // Each column is one thread's.
      nonisolated(unsafe) let columns = columns
      let absent = Set(options.absent)
      let types = options.types
      finished = try Parallel.map(count: columns.count) { place throws(Interrupted) in
        try Interrupt.check()
        return columns[place].finished(as: types[columns[place].name], absent: absent)
      }
    } catch {
      throw Diagnostic(.interrupted, "interrupted while reading `\(name)`")
    }
    for (column, one) in zip(columns, finished) {
      guard let misfit = one.misfit else { continue }
      throw Diagnostic(
        .malformedFile,
        "`\(column.name)` is not of the type \(options.types[column.name]?.rawValue ?? "") in row \(misfit.row + 1) of `\(name)`: \(misfit.text)",
        help: ["a query can leave the row out, or give another value for it"])
    }
    let table = Table(
      unchecked: zip(columns, finished).map { ($0.name, $1.column) }, rowCount: rowCount)
    return LoadedTable(table: table, notes: finished.flatMap(\.notes))
  }
}
