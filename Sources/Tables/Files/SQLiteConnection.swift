internal import CSQLite
internal import Diagnostics
internal import Glibc
internal import Numerics

/// A connection to an SQLite database; it is closed with this value, and a transaction that is open then is undone.
///
/// It distrusts the file: see `ogive_sqlite_distrust`. Ctrl-C stops what it runs. One thread uses it.
struct SQLiteConnection: ~Copyable {
  let handle: OpaquePointer
  /// The database as its user named it.
  let name: String
  private let isWriting: Bool
  private let reader: SQLiteReaderGuard?

  private init(_ handle: OpaquePointer, name: String, reader: SQLiteReaderGuard?) {
    (self.handle, self.name, self.reader, isWriting) = (handle, name, reader, reader == nil)
  }

  private static func opened(
    _ address: String, _ flags: Int32, name: String, reader: SQLiteReaderGuard? = nil
  ) throws(Diagnostic) -> SQLiteConnection {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(
      address, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      ogive_sqlite_without_clock())
    guard let handle else {
      throw Diagnostic(.tooLarge, "there is no memory to open `\(name)`")
    }
    let connection = SQLiteConnection(handle, name: name, reader: reader)
    if status != SQLITE_OK { throw connection.failure(status) }
    ogive_sqlite_distrust(handle)
    sqlite3_busy_timeout(handle, 1000)
    sqlite3_progress_handler(handle, 10_000, { _ in Interrupt.isRequested ? 1 : 0 }, nil)
    // Pages of a damaged or forged file are checked before they are used.
    try connection.run("PRAGMA cell_size_check = 1")
    return connection
  }

  /// Opens a file to read it, all of it in the state that it has now. What isn't reading is refused when it is prepared.
  ///
  /// - Parameter isStill: that nobody writes the file meanwhile, so that it needs no lock and no files beside it.
  static func reading(_ path: String, isStill: Bool) throws(Diagnostic) -> SQLiteConnection {
    let reader = SQLiteReaderGuard()
    let connection = try opened(
      "file:\(address(path))\(isStill ? "?immutable=1" : "")",
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, name: path, reader: reader)
    try connection.run("PRAGMA query_only = 1")
    try connection.run("BEGIN")
    reader.attach(to: connection.handle)
    return connection
  }

  /// Opens a file to write to it; it must be there.
  static func writing(_ path: String) throws(Diagnostic) -> SQLiteConnection {
    try opened("file:\(address(path))", SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, name: path)
  }

  /// A new database in memory, which will be the file of that name.
  static func inMemory(for path: String) throws(Diagnostic) -> SQLiteConnection {
    try opened(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, name: path)
  }

  deinit { sqlite3_close_v2(handle) }

  /// A path as the part of an address that it is, whatever signs are in it.
  private static func address(_ path: String) -> String {
    path.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F:
        String(UnicodeScalar(byte))
      default: "%\(CSVReader.hexadecimal(byte))"
      }
    }.joined()
  }

  /// A name as SQL has it: in double quotes, those in it doubled. By bytes, as a quote that carries an accent is one
  /// character to Swift and none to SQLite.
  static func quoted(_ name: String) -> String {
    let quote = UInt8(ascii: "\"")
    let inside = name.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return "\"" + String(decoding: inside, as: UTF8.self) + "\""
  }

  // MARK: Statements

  /// Prepares a statement of our own.
  borrowing func prepare(_ sql: String) throws(Diagnostic) -> SQLiteStatement {
    var made: OpaquePointer?
    let status = sqlite3_prepare_v2(handle, sql, -1, &made, nil)
    guard status == SQLITE_OK, let made else { throw failure(status) }
    return SQLiteStatement(made)
  }

  /// Prepares a query that a user wrote.
  ///
  /// - Throws: E37 if it isn't SQL, has a second statement behind it, or does anything else than read.
  borrowing func prepare(query: String) throws(Diagnostic) -> SQLiteStatement {
    if query.utf8.contains(0) {
      throw Diagnostic(.badArgument, "a query can't hold a NUL character")
    }
    var made: OpaquePointer?
    var second: OpaquePointer?
    var hasSecond = false
    reader?.refusal = nil
    let status = query.withCString { text in
      var tail: UnsafePointer<CChar>?
      let status = sqlite3_prepare_v2(handle, text, -1, &made, &tail)
      if status == SQLITE_OK, let tail {
        // Blanks and comments give no statement; whatever else does is one too many.
        hasSecond = sqlite3_prepare_v2(handle, tail, -1, &second, nil) != SQLITE_OK || second != nil
      }
      return status
    }
    sqlite3_finalize(second)
    guard status == SQLITE_OK else { throw failure(status, query: query) }
    guard let made else {
      throw Diagnostic(
        .badArgument, "the query is empty", help: ["`query: \"select * from orders\"`"])
    }
    let statement = SQLiteStatement(made)
    if hasSecond {
      throw Diagnostic(
        .badArgument, "the query has a second statement",
        help: ["`load` runs one `select`; load twice for two tables"])
    }
    if sqlite3_stmt_readonly(made) == 0 || statement.columnCount == 0 {
      throw Diagnostic(
        .badArgument, "the query doesn't select anything",
        help: ["`load` runs one `select`; `save` writes tables"])
    }
    return statement
  }

  /// Runs a statement of our own that gives no rows worth reading.
  borrowing func run(_ sql: String) throws(Diagnostic) {
    let statement = try prepare(sql)
    while try next(statement) {}
  }

  /// Refuses what was read since the connection was opened, or since this was last asked, if the time of day is in it:
  /// `date('now')` and its like are something else at each replay.
  ///
  /// - Parameter query: the text of a statement that a user wrote; without one it is a view that asks for the time.
  borrowing func refuseClock(query: String?) throws(Diagnostic) {
    if ogive_sqlite_asked_for_time() == 0 { return }
    throw Diagnostic(
      .badArgument,
      "\(query == nil ? "a view of `\(name)`" : "the query") asks what time it is, which is something else at each replay",
      help: ["write the day into a query: `date('2024-03-01')`"])
  }

  /// Goes on to the next row; false behind the last one.
  ///
  /// - Parameter query: the text of a statement that a user wrote.
  borrowing func next(
    _ statement: borrowing SQLiteStatement, query: String? = nil
  ) throws(Diagnostic) -> Bool {
    switch sqlite3_step(statement.handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let status: throw failure(status, query: query)
    }
  }

  /// The texts in the first column of what a statement of our own gives.
  borrowing func texts(_ sql: String, bound: String? = nil) throws(Diagnostic) -> [String] {
    let statement = try prepare(sql)
    if let bound { statement.bind(bound, at: 1) }
    var result: [String] = []
    while try next(statement) { result.append(statement.text(0)) }
    return result
  }

  // MARK: Errors

  /// What a status of SQLite's means to the user.
  borrowing func failure(_ status: Int32, query: String? = nil) -> Diagnostic {
    let reason = String(cString: sqlite3_errmsg(handle))
    let kept = isWriting ? "; nothing was changed" : ""
    let code: Diagnostic.Code = isWriting ? .cannotWrite : .cannotRead
    switch status & 0xFF {
    case SQLITE_INTERRUPT:
      return Diagnostic(
        .interrupted, "interrupted while \(isWriting ? "writing" : "reading") `\(name)`\(kept)")
    case SQLITE_BUSY, SQLITE_LOCKED:
      return Diagnostic(
        code, "`\(name)` is locked: another program is writing it\(kept)",
        help: ["try again once that program is done"])
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT:
      return Diagnostic(
        .malformedFile, "`\(name)` is a damaged or encrypted database\(kept)", details: [reason],
        help: ["`sqlite3 \"\(name)\" .recover` saves what can be saved of a damaged one"])
    case SQLITE_NOMEM, SQLITE_TOOBIG:
      return Diagnostic(.tooLarge, "`\(name)` needs more memory than there is: \(reason)\(kept)")
    case SQLITE_FULL:
      return Diagnostic(
        code, "the disk is full: `\(name)` was not written\(kept)", help: ["make room on it"])
    case SQLITE_READONLY where !isWriting, SQLITE_CANTOPEN where !isWriting:
      // The file itself could be read a moment ago.
      return Diagnostic(
        code, "`\(name)` has a change that its program didn't finish",
        details: [reason],
        help: ["a program that may write it undoes the change: `sqlite3 \"\(name)\" .tables`"])
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
      return Diagnostic(
        code, "there is no permission to write `\(name)` and beside it\(kept)", details: [reason])
    default: break
    }
    guard let query else {
      return Diagnostic(
        code, "`\(name)` can't be \(isWriting ? "written" : "read"): \(reason)\(kept)")
    }
    if let refusal = reader?.refusal {
      return Diagnostic(
        .badArgument, refusal, help: ["`load` runs one `select`; `save` writes tables"])
    }
    var details: [String] = []
    let offset = Int(sqlite3_error_offset(handle))
    if offset >= 0 {
      let rest = String(decoding: query.utf8.dropFirst(offset), as: UTF8.self)
      if !rest.isEmpty { details.append("at: \(CSVReader.shown(rest, limit: 60))") }
    }
    return Diagnostic(.badArgument, "the query can't be run: \(reason)", details: details)
  }
}

/// A prepared statement; it is given back with this value.
struct SQLiteStatement: ~Copyable {
  let handle: OpaquePointer

  fileprivate init(_ handle: OpaquePointer) { self.handle = handle }
  deinit { sqlite3_finalize(handle) }

  var columnCount: Int { Int(sqlite3_column_count(handle)) }

  /// The name of a column of the result.
  func name(_ column: Int) -> String {
    sqlite3_column_name(handle, Int32(truncatingIfNeeded: column)).map { String(cString: $0) } ?? ""
  }

  /// The type that a column was declared with, in lower case; empty for what isn't a table's column.
  func declaredType(_ column: Int) -> String {
    sqlite3_column_decltype(handle, Int32(truncatingIfNeeded: column)).map {
      String(cString: $0).lowercased()
    } ?? ""
  }

  /// The text of a column in the row.
  func text(_ column: Int32) -> String {
    sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
  }

  /// Binds a text to the parameter of a place, from 1.
  func bind(_ text: String, at place: Int32) {
    _ = ogive_sqlite_bind_text(handle, place, text, sqlite3_uint64(text.utf8.count))
  }
}

/// Lets a connection read and nothing else, also through the views of the file. A class, as SQLite keeps its address.
final class SQLiteReaderGuard {
  /// What was refused, as a sentence.
  fileprivate(set) var refusal: String?

  /// Pragmas that only look; searches in full text ask for the last two.
  private static let pragmas: Set<String> = [
    "table_list", "table_info", "table_xinfo", "index_list", "index_info", "index_xinfo",
    "foreign_key_list", "page_size", "data_version",
  ]
  /// What gives something else at each replay, and what reaches out of the database.
  private static let functions: [String: String] = [
    "random": "gives something else at each replay",
    "randomblob": "gives something else at each replay",
    "current_date": "gives something else at each replay",
    "current_time": "gives something else at each replay",
    "current_timestamp": "gives something else at each replay",
    "load_extension": "would load a program",
    "fts3_tokenizer": "would load a program",
  ]

  /// This value must live as long as the connection.
  func attach(to connection: OpaquePointer) {
    sqlite3_set_authorizer(
      connection,
      { context, action, first, second, _, _ in
        guard let context else { return SQLITE_DENY }
        let own = Unmanaged<SQLiteReaderGuard>.fromOpaque(context).takeUnretainedValue()
        return own.allows(action, first, second) ? SQLITE_OK : SQLITE_DENY
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func allows(
    _ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?
  ) -> Bool {
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return true
    case SQLITE_UPDATE where first.map({ String(cString: $0) }) == "sqlite_master":
      // Asked for by SQLite itself when a query first uses `pragma_table_info` and its like; a user's own change of
      // that table is refused for what it is, a statement that writes.
      return true
    case SQLITE_FUNCTION:
      let name = second.map { String(cString: $0).lowercased() } ?? ""
      guard let reason = SQLiteReaderGuard.functions[name] else { return true }
      refusal = "`\(name)` \(reason)"
    case SQLITE_PRAGMA:
      let name = first.map { String(cString: $0).lowercased() } ?? ""
      if SQLiteReaderGuard.pragmas.contains(name) { return true }
      refusal = "the query has the pragma `\(name)`, and may only read"
    case SQLITE_ATTACH, SQLITE_DETACH: refusal = "the query would attach another database"
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: refusal = "the query begins or ends a transaction"
    default: refusal = "the query would write, and may only read"
    }
    return false
  }
}
