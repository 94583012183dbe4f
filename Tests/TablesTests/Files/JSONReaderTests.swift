import Diagnostics
import Tables
import Testing

/// Reads a text as a file of JSON.
func readJSON(
  _ text: some Collection<UInt8>, _ options: CSVOptions = CSVOptions(), budget: Int = 1 << 26
) throws(Diagnostic) -> LoadedTable {
  let bytes = Array(text) + [UInt8](repeating: 0, count: 64)
  let result: Result<LoadedTable, Diagnostic> = bytes.withUnsafeBufferPointer { all in
    guard let base = all.baseAddress else { return .failure(Diagnostic(.cannotRead, "none")) }
    do throws(Diagnostic) {
      return .success(
        try JSONReader.read(
          base, text.count, name: "case.jsonl", fingerprint: "", options: options,
          budget: MemoryBudget(bytes: budget), progress: Progress("case", total: 0)))
    } catch {
      return .failure(error)
    }
  }
  return try result.get()
}

func readJSON(
  _ text: String, _ options: CSVOptions = CSVOptions()
) throws(Diagnostic) -> LoadedTable {
  try readJSON(text.utf8, options)
}

@Suite struct JSONReaderTests {
  private func failure(_ text: String, _ options: CSVOptions = CSVOptions()) -> Diagnostic? {
    do throws(Diagnostic) {
      _ = try readJSON(text, options)
      return nil
    } catch {
      return error
    }
  }

  private func column(_ values: String...) throws -> Column {
    let text = values.map { "{\"x\": \($0)}\n" }.joined()
    return try #require(try readJSON(text).table["x"])
  }

  @Test func keysAreColumnsInOrderOfAppearance() throws {
    let loaded = try readJSON(
      """
      {"b": 1, "a": "x"}
      {"a": null, "c": true}

      {"c": false, "b": -2.5e1}
      """)
    #expect(loaded.table.names == ["b", "a", "c"])
    #expect(types(loaded.table) == [.number, .text, .truth])
    #expect(
      rows(loaded.table) == [
        ["1", "x", "missing"], ["missing", "missing", "true"], ["-25", "missing", "false"],
      ])
    #expect(loaded.notes.map(\.text) == ["1 blank line skipped"])
    #expect(loaded.table.origin?.rows == 3)
  }

  @Test func aListAndASingleObjectAreTablesToo() throws {
    let list = try readJSON(" [ {\"a\": 1},\n {\"a\": 2} ] \n").table
    #expect(rows(list) == [["1"], ["2"]])
    let one = try readJSON("{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n").table
    #expect(rows(one) == [["1", "x"]])
    #expect(try readJSON("[]").table.rowCount == 0)
    let mixed = CSVOptions(bad: .reject)
    let loaded = try readJSON("[{\"a\": 1}, 7, {\"a\": 2}]", mixed)
    #expect(rows(loaded.table) == [["1"], ["2"]])
    #expect(loaded.rejects.map(\.text) == ["7"])
  }

  @Test func typesAreDecidedByTheWholeColumn() throws {
    #expect(try column("1", "2.5", "null").type == .number)
    #expect(try column("true", "false").type == .truth)
    #expect(try column("\"2024-02-29\"", "\"1999-12-31\"").type == .date)
    #expect(try column("\"2024-02-30\"").type == .text)
    #expect(try column("\"2024-02-29T12:30:01\"", "\"2024-02-29 12:30\"").type == .dateTime)
    #expect(try column("\"1\"", "\"2\"").type == .text)
    #expect(try column("null").type == .unknown)
    let mixed = try readJSON("{\"x\": 1}\n{\"x\": \"a\"}\n{\"x\": false}\n")
    #expect(rows(mixed.table) == [["1"], ["a"], ["false"]])
    #expect(
      mixed.notes.map(\.text) == ["`x` is text, as it holds numbers (1), true/false (1), texts (1)"]
    )
    let zoned = try readJSON("{\"x\": \"2024-02-29T12:30:01Z\"}\n")
    #expect(types(zoned.table) == [.dateTime])
    #expect(zoned.notes.first?.text.contains("Coordinated Universal Time") == true)
    #expect(try column("\"2024-02-29T12:30:01Z\"", "\"2024-02-29T12:30:01\"").type == .text)
  }

  @Test func numbersAreExactOrText() throws {
    #expect(try column("9007199254740991")[0] == .number(9_007_199_254_740_991))
    #expect(try column("0.1")[0] == .number(0.1))
    #expect(try column("1e-7")[0] == .number(1e-7))
    #expect(try column("123456789012345678.0").type == .number)
    for inexact in ["9007199254740993", "12345678901234567890", "-9007199254740993", "1e400"] {
      let loaded = try readJSON("{\"x\": 1}\n{\"x\": \(inexact)}\n")
      #expect(rows(loaded.table) == [["1"], [inexact]])
      #expect(types(loaded.table) == [.text])
      #expect(loaded.notes.first?.text.contains(inexact) == true)
    }
  }

  @Test func escapesAreResolved() throws {
    let text = #"{"k\u00e9y": "a\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00 😀"}"#
    let table = try readJSON(text).table
    #expect(table.names == ["kéy"])
    #expect(rows(table) == [["a\"\\/\u{8}\u{C}\n\r\té😀 😀"]])
    // A key is the same however it is written.
    #expect(try readJSON("{\"a\": 1}\n{\"\\u0061\": 2}\n").table.names == ["a"])
  }

  @Test func objectsAreFlattenedAndListsKept() throws {
    let loaded = try readJSON(
      """
      {"id": 1, "user": {"name": "Ada", "at": {"x": 1}}, "tags": ["a", {"b": [2]}]}
      {"id": 2, "user": {"at": {"x": 2}, "name": "Bo"}, "tags": []}
      {"id": 3, "user": {}, "tags": null}
      """)
    #expect(loaded.table.names == ["id", "user.name", "user.at.x", "tags", "user"])
    #expect(
      rows(loaded.table)
        == [
          ["1", "Ada", "1", #"["a", {"b": [2]}]"#, "missing"], ["2", "Bo", "2", "[]", "missing"],
          ["3", "missing", "missing", "missing", "missing"],
        ])
    #expect(loaded.notes.map(\.text).contains("`tags`: lists are kept as JSON text"))
    #expect(loaded.notes.map(\.text).contains("`user`: objects without members are missing"))
  }

  @Test func badLinesAreNamedAndRejected() throws {
    let text =
      "{\"a\": 1}\n{\"a\": }\n[1]\n{\"a\": 1} x\n{\"a\": 1, \"a\": 2}\n{\"b\": 9, \"a\": 01}\n{\"a\": 3}\n"
    let error = try #require(failure(text))
    #expect(error.code == .malformedFile)
    #expect(error.message == "5 of 7 rows of `case.jsonl` can't be read; nothing was loaded")
    #expect(error.details.count == 5)
    #expect(
      error.details.first
        == "line 2: `}` stands where a value should be, at position 7: {\"a\": }")
    let loaded = try readJSON(text, CSVOptions(bad: .reject))
    #expect(rows(loaded.table) == [["1"], ["3"]])
    // What only a rejected line has is no column.
    #expect(loaded.table.names == ["a"])
    #expect(loaded.rejects.map(\.line) == [2, 3, 4, 5, 6])
    #expect(loaded.rejects[1].reason == "it is no object, at position 1")
    #expect(loaded.rejects[3].reason == "`a` comes twice, at position 15")
    #expect(loaded.rejects[4].byte == 49)
  }

  /// Each must be refused: RFC 8259 allows none of them.
  @Test(arguments: [
    "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":+1}", "{\"a\":.5}",
    "{\"a\":1.}", "{\"a\":1e}", "{\"a\":0x1}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":tru}",
    "{\"a\":True}", "{\"a\":[1,]}", "{\"a\":[1}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}",
    "{\"a\":\"\\uD800\"}", "{\"a\":\"\\uDC00\"}", "{\"a\":\"\\uD800\\u0041\"}", "{\"a\":\"\u{1}\"}",
    "{\"a\":\"\t\"}", "{\"a\":\"x}", "{\"a\":1}{\"a\":2}", "{\"a\":-}", "{\"a\":00}", "1", "\"a\"",
    "null", "{\"a\":[1] 2}", "{\"a\":{\"b\":1}", "{\"a\":\"\\",
  ])
  func whatIsNoJSONIsRefused(_ text: String) {
    #expect(failure(text)?.code == .malformedFile)
    #expect(failure("[" + text + "]")?.code == .malformedFile)
  }

  @Test func bytesThatAreNotUTF8AreBad() throws {
    for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]] {
      let text = Array("{\"a\": \"x\"}\n{\"a\": \"".utf8) + bad + Array("\"}\n".utf8)
      let loaded = try readJSON(text, CSVOptions(bad: .reject))
      #expect(rows(loaded.table) == [["x"]])
      #expect(loaded.rejects.first?.reason.contains("isn't UTF-8") == true)
    }
    #expect(failure("")?.code == .malformedFile)
    #expect(failure(" \n ")?.message == "`case.jsonl` is empty")
  }

  @Test func depthIsLimitedAndNeverTraps() {
    for depth in [63, 64, 65, 1000, 200_000] {
      let lists = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      #expect((failure("{\"a\": \(lists)}") == nil) == (depth < 64))
      let objects =
        String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
      #expect((failure(objects) == nil) == (depth <= 64))
    }
  }

  @Test func typesThatAreAskedForDecideAboutRows() throws {
    let text = "{\"a\": \"1\", \"b\": 7}\n{\"a\": \"x\", \"b\": 8}\n{\"a\": 3, \"b\": 9}\n"
    let wanted = ["a": ColumnType.number, "b": .text]
    let error = try #require(failure(text, CSVOptions(types: wanted, bad: .fail)))
    #expect(error.message.hasPrefix("1 of 3 rows"))
    #expect(error.details.first?.hasPrefix("line 2: `a` is not of the type number") == true)
    let loaded = try readJSON(text, CSVOptions(types: wanted, bad: .reject))
    #expect(rows(loaded.table) == [["1", "7"], ["3", "9"]])
    #expect(types(loaded.table) == [.number, .text])
    #expect(failure(text, CSVOptions(types: ["c": .text]))?.code == .unknownColumn)
    let absent = try readJSON("{\"a\": \"-\"}\n{\"a\": 1}\n", CSVOptions(absent: ["-"]))
    #expect(types(absent.table) == [.number])
  }

  @Test func manyPartsGiveWhatOneGives() throws {
    // Over 4 MB, so that it is read in parts; some keys come late, some lines are bad.
    var text: [UInt8] = []
    var expected = 0.0
    let count = 120_000
    for row in 0..<count {
      if row % 30_000 == 29_999 { text += Array("{\"id\": oops}\n".utf8) }
      let late = row >= 100_000 ? ", \"late\": \(row)" : ""
      text += Array("{\"id\": \(row), \"name\": \"a plain name \(row % 7)\"\(late)}\n".utf8)
      expected += Double(row)
    }
    #expect(text.count > 4 << 20)
    let loaded = try readJSON(text, CSVOptions(bad: .reject))
    #expect(loaded.table.names == ["id", "name", "late"])
    #expect(loaded.table.rowCount == count)
    #expect(loaded.table["id"]?.presentNumbers?.reduce(0, +) == expected)
    #expect(loaded.table["late"]?.missingCount == 100_000)
    #expect(loaded.table["name"]?[119_999] == .text("a plain name 5"))
    #expect(loaded.rejects.map(\.line) == [30_000, 60_001, 90_002, 120_003])
  }

  @Test func fuzzedTextsNeverTrapAndAlwaysAddUp() throws {
    let seeds = [
      #"{"a": 1, "b": "x\u00e9\uD83D\uDE00", "c": {"d": [1, {"e": null}]}, "f": true}"#,
      #"[{"a": -1.5e10}, {"b": "2024-01-01"}]"#,
    ]
    var random: UInt64 = 42
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    let signs = Array("{}[]:,\"\\u0D8eE+-.tfn\n 1\u{0}".utf8) + [0xFF, 0xC3]
    for round in 0..<4000 {
      var bytes = Array((seeds[round % 2] + "\n" + seeds[0] + "\n").utf8)
      for _ in 0..<1 + next(4) {
        switch next(3) {
        case 0: bytes[next(bytes.count)] = signs[next(signs.count)]
        case 1: bytes.remove(at: next(bytes.count))
        default: bytes.insert(signs[next(signs.count)], at: next(bytes.count))
        }
      }
      do throws(Diagnostic) {
        let loaded = try readJSON(bytes, CSVOptions(bad: .reject))
        for column in loaded.table.columns { #expect(column.count == loaded.table.rowCount) }
        // Whatever is read can be written, and reads back the same.
        let written = try JSONWriter.bytes(loaded.table)
        if loaded.table.rowCount > 0, loaded.table.columnCount > 0 {
          let back = try readJSON(written).table
          #expect(back.names == loaded.table.names)
          #expect(rows(back) == rows(loaded.table))
        }
      } catch {
        #expect(error.code == .malformedFile)
      }
    }
  }

  @Test func whatIsWrittenComesBack() throws {
    let numbers: [Cell] = [
      .number(0), .number(-0.0), .number(0.1), .number(1e300), .number(.leastNonzeroMagnitude),
      .number(9_007_199_254_740_994), .number(-12345.678), .missing,
    ]
    let table = try made([
      ("n", numbers),
      (
        "t",
        ["", "a\"b\\", "\n\t\u{1}\u{7F}", "é😀", "null", "1", " ", "2024-01-01x"].map { .text($0) }
      ),
      ("truth", [true, false, true, false, true, false, true, true].map { .truth($0) }),
      ("day", (0..<8).map { .date(Day(days: Int32($0) - 4)) }),
      ("at", (0..<8).map { .dateTime(Instant(microseconds: Int64($0) * 1_000_001)) }),
    ])
    for asList in [false, true] {
      let back = try readJSON(try JSONWriter.bytes(table, asList: asList)).table
      #expect(back.names == table.names)
      #expect(types(back) == types(table))
      for (a, b) in zip(back.columns, table.columns) {
        for row in 0..<table.rowCount { #expect(a[row] == b[row]) }
      }
      if case .number(let x)? = back["n"]?[1] { #expect(x.sign == .minus) }
    }
    #expect(
      String(
        decoding: try JSONWriter.bytes(try made([("a", [.number(1), .missing])])), as: UTF8.self)
        == "{\"a\":1}\n{\"a\":null}\n")
  }

  @Test func columnsAreChosen() throws {
    let text = """
      {"a":1,"b":"x","c":[1]}
      {"a":"no","b":"y","c":2}
      {"a":3,"b":"z"}

      """
    let loaded = try readJSON(text, CSVOptions(columns: ["c", "b"]))
    #expect(loaded.table.names == ["c", "b"])
    #expect(rows(loaded.table).map(\.last) == ["x", "y", "z"])
    // The types asked for decide about rows, also those of columns that aren't kept; other columns say nothing.
    let typed = try readJSON(text, CSVOptions(columns: ["b"], types: ["a": .number]))
    #expect(rows(typed.table) == [["x"], ["z"]])
    #expect(typed.rejects.count == 1 && typed.notes.isEmpty)
    let unknown = failure(text, CSVOptions(columns: ["bb"]))
    #expect(unknown?.code == .unknownColumn)
  }
}
