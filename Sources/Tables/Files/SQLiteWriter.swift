internal import CSQLite
internal import Diagnostics
internal import Glibc
internal import Numerics

/// Writes tables into SQLite databases, from which ``SQLiteReader`` reads them back as they were.
///
/// Whole numbers are INTEGER, other columns of numbers REAL; true/false is BOOLEAN, 1 and 0; dates and date-times are ISO
/// texts, declared DATE and DATETIME; texts are TEXT, and categories their labels. Missing is NULL.
///
/// What can't come back the same: a column of texts that all are ISO dates (they come back as dates), categories (as
/// texts), the sign of -0.
enum SQLiteWriter {
  /// Writes a table, all of it or nothing: into a new file, or in one transaction beside the tables that a database has.
  ///
  /// - Returns: what is to be said of it.
  /// - Throws: E52 if the file can't be written or is no database, if it has the table already and `replaces` is false,
  ///   or if the table's names don't fit into a database.
  static func write(
    _ table: Table, to path: String, name: String, replaces: Bool
  ) throws(Diagnostic) -> [Note] {
    try checkNames(of: table, name)
    guard let size = FileFormat.size(path), size > 0 else {
      var file = try AtomicFile(path)
      let connection = try SQLiteConnection.inMemory(for: path)
      try insert(table, name, connection)
      try append(connection, to: &file)
      try file.commit()
      return []
    }
    guard SQLiteReader.begins(FileFormat.head(path)) else {
      throw Diagnostic(
        .cannotWrite, "`\(path)` is there and isn't an SQLite database; it was left as it is",
        help: ["save under another name, or remove the file first"])
    }
    let connection = try SQLiteConnection.writing(path)
    // The lock comes first, so that what is found stays true.
    try connection.run("BEGIN IMMEDIATE")
    var notes: [Note] = []
    let found = try connection.texts(
      "SELECT type FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE AND type IN ('table', 'view')",
      bound: name)
    if let type = found.first {
      guard replaces, type == "table" else {
        throw Diagnostic(
          .cannotWrite, "`\(path)` has a \(type) `\(name)` already; nothing was changed",
          help: type == "table"
            ? ["`replace: true` puts this one in its place"] : ["save under another name"])
      }
      let lost = try connection.texts(
        """
        SELECT type || ' ' || name FROM sqlite_schema WHERE tbl_name = ?1 COLLATE NOCASE \
        AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY name
        """, bound: name)
      if !lost.isEmpty {
        notes.append(
          Note(.file, "went with the table that was replaced: \(lost.joined(separator: ", "))"))
      }
      try connection.run("DROP TABLE \(SQLiteConnection.quoted(name))")
    }
    try insert(table, name, connection)
    try connection.run("COMMIT")
    // A log beside the file would keep the change out of it; whoever else reads the database may forbid this.
    sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    return notes
  }

  private static func checkNames(of table: Table, _ name: String) throws(Diagnostic) {
    if table.columnCount == 0 {
      throw Diagnostic(.cannotWrite, "a database can't hold a table without columns")
    }
    for name in [name] + table.names where name.utf8.contains(0) {
      throw Diagnostic(.cannotWrite, "a name in a database can't hold a NUL character")
    }
    // To SQLite, letters from A to Z are those from a to z.
    var seen: [[UInt8]: String] = [:]
    for name in table.names {
      let folded = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      if let other = seen.updateValue(name, forKey: folded) {
        throw Diagnostic(
          .cannotWrite, "to a database `\(other)` and `\(name)` are the same name",
          help: ["`rename` one of the columns"])
      }
    }
  }

  private static func append(
    _ connection: borrowing SQLiteConnection, to file: inout AtomicFile
  ) throws(Diagnostic) {
    var count: sqlite3_int64 = 0
    guard let bytes = sqlite3_serialize(connection.handle, "main", &count, 0) else {
      throw Diagnostic(
        .tooLarge, "there is no memory for `\(connection.name)`; nothing was changed")
    }
    defer { sqlite3_free(bytes) }
    let all = UnsafeBufferPointer(start: bytes, count: Int(count))
    for start in stride(from: 0, to: all.count, by: 1 << 24) {
      try file.append(Array(all[start..<min(all.count, start + 1 << 24)]))
    }
  }

  // MARK: Rows

  private static func insert(
    _ table: Table, _ name: String, _ connection: borrowing SQLiteConnection
  ) throws(Diagnostic) {
    let name = SQLiteConnection.quoted(name)
    let columns = zip(table.names, table.columns).map { name, column in
      "\(SQLiteConnection.quoted(name)) \(declaredType(column))"
    }
    try connection.run("CREATE TABLE \(name) (\(columns.joined(separator: ", ")))")
    let places = repeatElement("?", count: columns.count).joined(separator: ", ")
    let statement = try connection.prepare("INSERT INTO \(name) VALUES (\(places))")
    let handle = statement.handle
    let binders = table.columns.enumerated().map { place, column in
      binder(column, handle, Int32(truncatingIfNeeded: place + 1))
    }
    for row in 0..<table.rowCount {
      if row & 0xFFF == 0 {
        try Interrupt.poll("writing `\(connection.name)`; nothing was changed")
      }
      for (place, column) in table.columns.enumerated() {
        let status =
          column.isMissing(row)
          ? sqlite3_bind_null(handle, Int32(truncatingIfNeeded: place + 1)) : binders[place](row)
        if status != SQLITE_OK { throw connection.failure(status) }
      }
      _ = try connection.next(statement)
      sqlite3_reset(handle)
    }
  }

  private static func declaredType(_ column: Column) -> String {
    switch column.values {
    case .number(let x): isWhole(x, column.missing) ? "INTEGER" : "REAL"
    case .text, .category: "TEXT"
    case .truth: "BOOLEAN"
    case .date: "DATE"
    case .dateTime: "DATETIME"
    case .unknown: ""
    }
  }

  /// Whether all numbers are whole and of a size that is exact.
  private static func isWhole(_ numbers: NumberValues, _ missing: Bitmap?) -> Bool {
    switch numbers.storage {
    case .whole: true
    case .double(let x):
      x.indices.allSatisfy { row in
        missing?[row] == true || (x[row] == x[row].rounded(.towardZero) && abs(x[row]) < 0x1p53)
      }
    }
  }

  /// Binds the value of a row to a place of the statement.
  private static func binder(
    _ column: Column, _ statement: OpaquePointer, _ place: Int32
  ) -> (Int) -> Int32 {
    switch column.values {
    case .number(let numbers):
      if isWhole(numbers, column.missing) {
        return { sqlite3_bind_int64(statement, place, Int64(exactly: numbers[$0]) ?? 0) }
      }
      return { sqlite3_bind_double(statement, place, numbers[$0]) }
    case .truth(let x): return { sqlite3_bind_int64(statement, place, x[$0] ? 1 : 0) }
    case .date(let x): return { bind(Day(days: x[$0]).description, statement, place) }
    case .dateTime(let x):
      return { bind(Instant(microseconds: x[$0]).description, statement, place) }
    case .text(let x):
      let (codes, texts) = x.listed
      return label(codes, texts, statement, place)
    case .category(let x): return label(x.codes, TextList(x.levels), statement, place)
    case .unknown: return { _ in sqlite3_bind_null(statement, place) }
    }
  }

  private static func label(
    _ codes: WholeValues, _ texts: TextList, _ statement: OpaquePointer, _ place: Int32
  ) -> (Int) -> Int32 {
    { row in
      let code = Int(codes[row])
      let (start, end) = (texts.starts[code], texts.starts[code + 1])
      return texts.bytes.withUnsafeBufferPointer {
        bind(UnsafeBufferPointer(rebasing: $0[start..<end]), statement, place)
      }
    }
  }

  private static func bind(_ text: String, _ statement: OpaquePointer, _ place: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bind($0, statement, place) }
  }

  private static func bind(
    _ bytes: UnsafeBufferPointer<UInt8>, _ statement: OpaquePointer, _ place: Int32
  ) -> Int32 {
    // An empty text has perhaps no address, and without one it would be NULL.
    guard let base = bytes.baseAddress else {
      return ogive_sqlite_bind_text(statement, place, "", 0)
    }
    return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
      ogive_sqlite_bind_text(statement, place, $0, sqlite3_uint64(bytes.count))
    }
  }
}
