import CSQLite
import Diagnostics
import Glibc
import Numerics
import Tables
import Testing

/// Makes a database by SQLite itself.
func makeDatabase(_ path: String, _ sql: String) throws {
  var handle: OpaquePointer?
  try #require(sqlite3_open(path, &handle) == SQLITE_OK)
  defer { sqlite3_close(handle) }
  try #require(
    sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK,
    "\(String(cString: sqlite3_errmsg(handle)))")
}

@Suite struct SQLiteReaderTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/shop.db"
  }

  private func failure(
    _ path: String? = nil, _ part: DatabasePart = .only, _ options: CSVOptions = CSVOptions(),
    budget: MemoryBudget = .standard
  ) -> Diagnostic? {
    do throws(Diagnostic) {
      _ = try TableFile.read(path ?? self.path, options: options, budget: budget, part: part)
      return nil
    } catch {
      return error
    }
  }

  @Test func valuesDecideTheTypes() throws {
    try makeDatabase(
      path,
      """
      CREATE TABLE t (a INTEGER, b REAL, c TEXT, d DATE, e TEXT, f BOOLEAN, g ANY, h, i TEXT, j TIMESTAMP);
      INSERT INTO t VALUES
        (1, 1.5, 'x', '2024-01-31', '2024-01-31T10:30:00', 1, 'k', NULL, '7', NULL),
        (-3, 2, NULL, '2024-02-29', '2024-01-31 10:30', 0, 2.5, NULL, '007', NULL),
        (NULL, 1e300, '', NULL, NULL, NULL, 9007199254740993, NULL, NULL, NULL);
      """)
    let loaded = try TableFile.read(path)
    #expect(
      loaded.table.columns.map(\.type)
        == [.number, .number, .text, .date, .dateTime, .truth, .text, .unknown, .text, .dateTime])
    let second = loaded.table.columns.map { $0[1] }
    #expect(
      second == [
        .number(-3), .number(2), .missing, .date(try #require(Day(year: 2024, month: 2, day: 29))),
        .dateTime(Instant(microseconds: 1_706_697_000_000_000)), .truth(false), .text("2.5"),
        .missing, .text("007"), .missing,
      ])
    #expect(loaded.table.columns[2][2] == .text(""))
    #expect(loaded.table.columns[6][2] == .text("9007199254740993"))
    #expect(
      loaded.notes.map(\.text) == [
        "`t` is the only table", "`g` is text, as it holds numbers (2), texts (1)",
      ])
  }

  @Test func nothingIsRoundedInSilence() throws {
    try makeDatabase(
      path,
      """
      CREATE TABLE t (a INTEGER, b INTEGER, c REAL, d BOOLEAN);
      INSERT INTO t VALUES (9007199254740991, 9007199254740992, 9e999, 2), (-1, 3, 0.5, 0);
      """)
    let loaded = try TableFile.read(path)
    #expect(
      rows(loaded.table) == [
        ["9007199254740991", "9007199254740992", "inf", "2"], ["-1", "3", "0.5", "0"],
      ])
    #expect(loaded.table.columns.map(\.type) == [.number, .text, .text, .number])
    #expect(
      loaded.notes.dropFirst().map(\.text) == [
        "`b` is text, for numbers in it that aren't exact otherwise: 9007199254740992",
        "`c` is text, for numbers in it that aren't exact otherwise: inf",
        "`d` is declared BOOLEAN and holds other numbers than 0 and 1",
      ])
  }

  @Test func typesAndAbsentWordsMayBeSaid() throws {
    try makeDatabase(
      path, "CREATE TABLE t (a, b); INSERT INTO t VALUES ('1', '2024-01-01'), ('-', 5);")
    let options = CSVOptions(absent: ["-"], types: ["a": .number, "b": .text])
    let table = try TableFile.read(path, options: options).table
    #expect(rows(table) == [["1", "2024-01-01"], ["missing", "5"]])
    #expect(table.columns.map(\.type) == [.number, .text])
    let wrong = failure(nil, .only, CSVOptions(types: ["b": .date]))
    #expect(wrong?.code == .malformedFile)
    #expect(wrong?.message.contains("`b` is not of the type date in row 2") == true)
    #expect(failure(nil, .only, CSVOptions(types: ["c": .date]))?.code == .unknownColumn)
  }

  @Test func tablesAndViewsAreNamed() throws {
    try makeDatabase(
      path,
      """
      CREATE TABLE orders (id INTEGER, price REAL); INSERT INTO orders VALUES (2, 1.5), (1, 3);
      CREATE INDEX by_id ON orders (id, price);
      CREATE VIEW dear AS SELECT id FROM orders WHERE price > 2;
      CREATE TABLE "odd ""name""; DROP TABLE orders" (x); INSERT INTO "odd ""name""; DROP TABLE orders" VALUES (7);
      """)
    let several = failure()
    #expect(several?.code == .missingArgument)
    #expect(several?.candidates == ["dear", "odd \"name\"; DROP TABLE orders", "orders"])
    #expect(failure(nil, .table("ordres"))?.help == ["did you mean `orders`?"])
    #expect(failure(nil, .table("ordres"))?.code == .badArgument)
    // In the order of its own keys, not of the index that has all of its columns.
    #expect(
      rows(try TableFile.read(path, part: .table("orders")).table) == [["2", "1.5"], ["1", "3"]])
    #expect(rows(try TableFile.read(path, part: .table("dear")).table) == [["1"]])
    let odd = try TableFile.read(path, part: .table("odd \"name\"; DROP TABLE orders")).table
    #expect(rows(odd) == [["7"]])
    // A quote that carries an accent is one character to Swift.
    #expect(failure(nil, .table("x\"\u{301}; DROP TABLE orders"))?.code == .badArgument)
  }

  @Test func aQueryMayOnlyRead() throws {
    try makeDatabase(
      path, "CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'x');"
    )
    let before = try FileContent.bytes(path)
    let grouped = try TableFile.read(
      path, part: .query("select b, sum(a) as total from t group by b order by b -- all\n;"))
    #expect(grouped.table.names == ["b", "total"])
    #expect(rows(grouped.table) == [["x", "4"], ["y", "2"]])
    #expect(
      rows(
        try TableFile.read(
          path,
          part: .query(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 4) select max(i) as i from n"
          )
        ).table) == [["4"]])
    #expect(
      rows(try TableFile.read(path, part: .query("select name from pragma_table_info('t')")).table)
        == [["a"], ["b"]])
    for (query, message) in [
      ("insert into t values (9, 'z')", "the query would write, and may only read"),
      ("delete from t", "the query would write, and may only read"),
      ("drop table t", "the query would write, and may only read"),
      ("update t set a = 0 returning a", "the query would write, and may only read"),
      ("create temp table u as select 1", "the query would write, and may only read"),
      ("attach 'other.db' as o", "the query would attach another database"),
      ("pragma journal_mode = wal", "the query has the pragma `journal_mode`, and may only read"),
      ("commit", "the query begins or ends a transaction"),
      ("select random()", "`random` gives something else at each replay"),
      ("select load_extension('x.so')", "`load_extension` would load a program"),
      ("vacuum", "the query doesn't select anything"),
      ("select 1 as a; drop table t", "the query has a second statement"),
      ("select 1 as a; nonsense", "the query has a second statement"),
      (" -- nothing\n", "the query is empty"),
      ("", "the query is empty"),
      ("select a\u{0} from t", "a query can't hold a NUL character"),
      ("select c from t", "the query can't be run: no such column: c"),
      ("selec a from t", "the query can't be run: near \"selec\": syntax error"),
      ("select \"x\" from t", "the query can't be run: no such column: x"),
      ("select a, a from t", "the query gives two columns `a`"),
    ] {
      let error = failure(nil, .query(query))
      #expect(error?.code == .badArgument, "\(query)")
      #expect(error?.message == message, "\(query)")
    }
    #expect(failure(nil, .query("select a from t where c = 1"))?.details == ["at: c = 1"])
    #expect(try FileContent.bytes(path) == before)
    #expect(access(path + "-journal", F_OK) != 0)
  }

  /// The time of day is something else at each replay, however a query comes by it.
  @Test func noTableHasTheTimeOfDayInIt() throws {
    try makeDatabase(
      path,
      """
      CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('now'), ('2024-03-01');
      CREATE VIEW late AS SELECT a FROM t WHERE date('now') > '2000-01-01';
      """)
    for query in [
      "select date('now') as d", "select datetime('NOW', 'start of month') as d",
      "select julianday() as d", "select strftime('%s', 'n' || 'ow') as d",
      "select date(a) as d from t",
      "select * from late", "select a from t order by time('now')",
    ] {
      let error = failure(nil, .query(query))
      #expect(error?.code == .badArgument, "\(query)")
      #expect(
        error?.message == "the query asks what time it is, which is something else at each replay",
        "\(query)")
    }
    #expect(failure(nil, .table("late"))?.message.hasPrefix("a view of `") == true)
    // What was asked for in vain stays with its query.
    let day = try TableFile.read(
      path, part: .query("select date(a, '+1 day') as d from t where a <> 'now'"))
    #expect(rows(day.table) == [["2024-03-02"]])
  }

  @Test func columnsAreChosen() throws {
    try makeDatabase(
      path,
      "CREATE TABLE t (id, photo, name); INSERT INTO t VALUES (1, x'00ff', 'x'), (2, NULL, 'y');")
    let options = CSVOptions(columns: ["name", "id", "name"])
    let table = try TableFile.read(path, options: options).table
    #expect(table.names == ["name", "id"])
    #expect(rows(table) == [["x", "1"], ["y", "2"]])
    #expect(table.origin?.columns == 2)
    let query = DatabasePart.query("select id + 1 as n, * from t")
    #expect(
      rows(try TableFile.read(path, options: CSVOptions(columns: ["n"]), part: query).table) == [
        ["2"], ["3"],
      ])
    let unknown = failure(nil, .only, CSVOptions(columns: ["nam"]))
    #expect(unknown?.code == .unknownColumn && unknown?.help == ["did you mean `name`?"])
  }

  @Test func bytesAreRefusedByTheirColumn() throws {
    try makeDatabase(
      path, "CREATE TABLE t (id, photo); INSERT INTO t VALUES (1, NULL), (2, x'00ff');")
    let error = failure()
    #expect(error?.code == .wrongKind)
    #expect(error?.message.hasPrefix("`photo` holds bytes (a BLOB) in row 2") == true)
    #expect(error?.help == ["name the other columns in a query: `select \"id\" from …`"])
    #expect(
      rows(try TableFile.read(path, part: .query("select id, hex(photo) as p from t")).table)
        == [["1", ""], ["2", "00FF"]])
    try makeDatabase(path, "DELETE FROM t; INSERT INTO t VALUES (1, CAST(x'ff' AS TEXT));")
    #expect(failure()?.message.contains("bytes that aren't UTF-8 in row 1") == true)
  }

  @Test func filesAreKnownByTheirBytes() throws {
    try makeDatabase(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1);")
    let bytes = try FileContent.bytes(path)
    let renamed = try folder.write("data.csv", bytes)
    #expect(rows(try TableFile.read(renamed).table) == [["1"]])
    #expect(FileFormat.content(of: renamed) == .database)
    let text = try folder.write("text.sqlite", "a,b\n1,2\n")
    #expect(failure(text)?.message == "`\(text)` isn't an SQLite database")
    #expect(failure(text)?.details == ["it begins with: a,b\\n1,2"])
    #expect(failure(text)?.code == .malformedFile)
    let empty = try folder.write("empty.db", "")
    #expect(failure(empty)?.message.contains("is empty") == true)
    #expect(failure(folder.path + "/none.db")?.code == .cannotRead)
    #expect(failure(folder.path)?.code == .cannotRead)
    // The name of a file isn't an address.
    let odd = try folder.write("100%25?mode=rwc#x.db", bytes)
    #expect(rows(try TableFile.read(odd).table) == [["1"]])
  }

  @Test func damagedFilesAreSaid() throws {
    try makeDatabase(
      path,
      """
      CREATE TABLE t (a TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      INSERT INTO t SELECT 'a text of some length ' || i FROM n;
      """)
    let good = try FileContent.bytes(path)
    let short = try folder.write("short.db", Array(good.prefix(good.count / 2)))
    #expect(failure(short)?.code == .malformedFile)
    // Whatever bytes are wrong, the process goes on, and the answer is rows or a diagnostic.
    var random = SplitMix64(state: 7)
    var refused = 0
    for _ in 0..<200 {
      var bytes = good
      for _ in 0..<20 {
        bytes[16 + Int(random.next() % UInt64(good.count - 16))] = UInt8(
          truncatingIfNeeded: random.next())
      }
      let forged = try folder.write("forged.db", bytes)
      if failure(forged) != nil { refused += 1 }
      if failure(forged, .query("select count(*) as n, max(a) as m from t")) != nil { refused += 1 }
    }
    #expect(refused > 0)
  }

  @Test func aLockAndALogAreSaid() throws {
    try makeDatabase(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1);")
    var handle: OpaquePointer?
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    try #require(sqlite3_exec(handle, "BEGIN EXCLUSIVE", nil, nil, nil) == SQLITE_OK)
    // In one process SQLite keeps its locks itself.
    let locked = failure()
    #expect(locked?.code == .cannotRead)
    #expect(locked?.message.contains("is locked") == true)
    try #require(
      sqlite3_exec(
        handle, "COMMIT; PRAGMA journal_mode = wal; INSERT INTO t VALUES (2)", nil, nil, nil)
        == SQLITE_OK)
    #expect(failure()?.message == "`\(path)` has changes that are not in it yet")
    sqlite3_close(handle)
    #expect(access(path + "-wal", F_OK) != 0)
    #expect(rows(try TableFile.read(path).table) == [["1"], ["2"]])
    for suffix in ["-wal", "-shm"] { #expect(access(path + suffix, F_OK) != 0) }
  }

  @Test func theMemoryIsKeptTo() throws {
    try makeDatabase(
      path,
      """
      CREATE TABLE t (a INTEGER);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i FROM n;
      """)
    #expect(failure(budget: MemoryBudget(bytes: 100_000))?.code == .tooLarge)
    let loaded = try TableFile.read(path, budget: MemoryBudget(bytes: 20_000 * 17))
    #expect(loaded.table.rowCount == 20_000)
    let bytes = try FileContent.bytes(path)
    #expect(
      loaded.table.origin?.fingerprint == bytes.withUnsafeBytes { Fingerprint.of($0) })
  }
}
