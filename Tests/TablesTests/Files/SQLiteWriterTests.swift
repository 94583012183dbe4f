import CSQLite
import Diagnostics
import Glibc
import Numerics
import Tables
import Testing

@Suite struct SQLiteWriterTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/out.db"
  }

  private func save(
    _ table: Table, _ name: String? = "t", replaces: Bool = false
  ) throws(Diagnostic) -> [Note] {
    try TableFile.write(table, to: path, style: TableFile.Style(table: name, replaces: replaces))
  }

  private func failure(_ table: Table, _ name: String? = "t", replaces: Bool = false) -> Diagnostic?
  {
    do throws(Diagnostic) {
      _ = try save(table, name, replaces: replaces)
      return nil
    } catch {
      return error
    }
  }

  /// What SQLite itself says to a query: the cells of all rows.
  private func asked(_ sql: String) throws -> [String] {
    var handle: OpaquePointer?
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    defer { sqlite3_close(handle) }
    var statement: OpaquePointer?
    try #require(sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK)
    defer { sqlite3_finalize(statement) }
    var cells: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      for column in 0..<sqlite3_column_count(statement) {
        cells.append(sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "NULL")
      }
    }
    return cells
  }

  private let small = Table([("a", Column(numbers: [1, 2]))]) ?? .empty

  @Test func typesAreDeclared() throws {
    let table = try #require(
      Table([
        ("whole", Column(numbers: [1, .nan])), ("real", Column(numbers: [0.5, 2])),
        ("large", Column(numbers: [1e17, 1])), ("text", Column(texts: ["ä\"b", ""])),
        ("yes", Column(.truth([true, false]))), ("day", Column(.date([0, 1]))),
        ("time", Column(.dateTime([0, 1_500_000]))),
        ("level", Column(.category(CategoryValues(codes: [1, 0], levels: ["low", "high"])))),
        ("none", Column(.unknown(2))),
      ]))
    #expect(try save(table).isEmpty)
    #expect(
      try asked("SELECT type FROM pragma_table_info('t')")
        == ["INTEGER", "REAL", "REAL", "TEXT", "BOOLEAN", "DATE", "DATETIME", "TEXT", ""])
    #expect(
      try asked("SELECT * FROM t LIMIT 1 OFFSET 1") == [
        "NULL", "2.0", "1.0", "", "0", "1970-01-02", "1970-01-01T00:00:01.5", "low", "NULL",
      ])
    #expect(
      try asked("SELECT typeof(whole), typeof(text), typeof(yes), typeof(day) FROM t LIMIT 1")
        == ["integer", "text", "integer", "text"])
    #expect(try asked("PRAGMA integrity_check") == ["ok"])
  }

  @Test func otherTablesStayAndTheSameIsRefused() throws {
    _ = try save(small)
    let other = try #require(Table([("b", Column(texts: ["x"]))]))
    _ = try save(other, "other")
    let before = try FileContent.bytes(path)
    for name in ["t", "T"] {
      #expect(failure(other, name)?.code == .cannotWrite)
      #expect(failure(other, name)?.help == ["`replace: true` puts this one in its place"])
    }
    #expect(try FileContent.bytes(path) == before)
    try makeDatabase(path, "CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT * FROM t;")
    #expect(
      try save(other, replaces: true).map(\.text)
        == ["went with the table that was replaced: index i"])
    #expect(try asked("SELECT * FROM t") == ["x"])
    #expect(try asked("SELECT * FROM other") == ["x"])
    #expect(failure(other, "v", replaces: true)?.message.contains("has a view `v` already") == true)
    #expect(access(path + "-journal", F_OK) != 0)
  }

  @Test func whatCannotBeIsRefusedAndLeavesNothing() throws {
    #expect(failure(small, nil)?.code == .missingArgument)
    #expect(failure(small, "")?.code == .missingArgument)
    #expect(failure(small, "sqlite_x")?.code == .cannotWrite)
    #expect(failure(small, "a\u{0}b")?.code == .cannotWrite)
    #expect(failure(.empty)?.code == .cannotWrite)
    let twice = try #require(Table([("a", Column(numbers: [1])), ("A", Column(numbers: [2]))]))
    #expect(failure(twice)?.message == "to a database `a` and `A` are the same name")
    #expect(access(path, F_OK) != 0)
    try folder.write("out.db", "not a database")
    #expect(failure(small, replaces: true)?.message.contains("isn't an SQLite database") == true)
    #expect(try FileContent.bytes(path) == Array("not a database".utf8))
  }

  @Test func namesAreQuoted() throws {
    // A quote that carries an accent is one character to Swift and a quote to SQLite.
    for name in [
      "select", "a\"b", "\"); DROP TABLE t; --", "x\"\u{301}; DROP TABLE t", "größe 🦉", "'", "[a]",
      " ",
      "a\nb",
    ] {
      let table = try #require(Table([(name, Column(numbers: [3]))]))
      _ = try save(table, name)
      let back = try TableFile.read(path, part: .table(name)).table
      #expect(back.names == [name])
      #expect(rows(back) == [["3"]])
    }
    #expect(try asked("SELECT count(*) FROM sqlite_schema") == ["9"])
  }

  @Test func randomTablesComeBackEqual() throws {
    var random = SplitMix64(state: 99)
    func below(_ n: Int) -> Int { Int(random.next() % UInt64(n)) }
    for round in 0..<60 {
      let count = [0, 1, 2, 17, 300][below(5)]
      let isMissing = (0..<count).map { _ in below(5) == 0 }
      let gone = Bitmap(isMissing)
      let columns: [(name: String, column: Column)] = (0...below(6)).map { place in
        let values: Column.Values
        switch below(7) {
        case 0:
          values = .number(
            NumberValues(narrowing: (0..<count).map { _ in Double(below(900) - 400) }))
        case 1:
          values = .number(
            (0..<count).map { _ in
              let x = Double(bitPattern: random.next())
              return x.isFinite && x != 0 ? x : 0.25
            })
        case 2:
          values = .text(
            TextValues(
              (0..<count).map { _ in
                ["", "a", "7", "true", "NA", "naïve\n\"q\"", "a\u{0}b", "🦉"][below(8)]
              }))
        case 3: values = .truth((0..<count).map { _ in below(2) == 1 })
        case 4: values = .date((0..<count).map { _ in Int32(below(40_000) - 10_000) })
        case 5: values = .dateTime((0..<count).map { _ in Int64(below(1 << 52)) })
        default: values = .unknown(count)
        }
        return ("c\(place)", Column(values, missing: gone))
      }
      let table = try #require(Table(columns, rowCount: count))
      _ = try save(table, "t\(round)")
      let back = try TableFile.read(path, part: .table("t\(round)")).table
      #expect(back.names == table.names)
      #expect(back.rowCount == count)
      for (old, new) in zip(table.columns, back.columns) {
        #expect(new.type == old.type)
        #expect((0..<count).allSatisfy { new[$0] == old[$0] })
      }
    }
  }

  @Test func spreadsheetsRunNothing() throws {
    let table = try #require(
      Table([
        ("=name", Column(texts: ["=1+1", "+49 30 1", "-5", "plain", nil])),
        ("b", Column(texts: ["@x", "\ty", "\rz", "-", "-1e3"])),
        ("n", Column(numbers: [-1, -2, -3, -4, -5])),
      ]))
    for name in ["x.csv", "x.tsv", "x.csv.gz"] {
      let path = folder.path + "/" + name
      #expect(
        try TableFile.write(table, to: path, style: TableFile.Style(guardsFormulas: true)).map(
          \.text)
          == ["7 cells that begin as a formula does got an apostrophe in front"])
      let back = try TableFile.read(path).table
      #expect(back.names == ["'=name", "b", "n"])
      #expect(
        rows(back) == [
          ["'=1+1", "'@x", "-1"], ["'+49 30 1", "'\ty", "-2"], ["-5", "'\rz", "-3"],
          ["plain", "'-", "-4"], ["missing", "-1e3", "-5"],
        ])
      #expect(try TableFile.write(table, to: path).isEmpty)
      #expect(try TableFile.read(path).table["b"]?[0] == .text("@x"))
    }
  }
}
