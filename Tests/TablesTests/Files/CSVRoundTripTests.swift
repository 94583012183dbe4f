import Diagnostics
import Tables
import Testing

/// A table that was saved reads back the same, without a word of how it is to be read.
struct CSVRoundTripTests {
  typealias Stream = CSVFuzzTests.Stream

  /// What has led a reader astray, or might.
  static let nasty = [
    "", " ", "  x", "x ", "\t", "\tx", "\n", "\r", "\r\n", "a\nb", "a\r\nb", "\"", "\"\"", "\"a\"",
    "a\"b",
    "\"a\",\"b\"", "'", "'a'", "'a,b'", "'a;b'", "it's", "'a", "b'", "\\", "\\\"", "a\\", ",", ";",
    "|", "a;b", "a|b",
    "a\tb", "a:b", "a:b:c", "a b", "a~b", "a^b", "#", "# remark", "#N/A", "a#b", "//", "--", "-",
    "+", ".", "..",
    "NA", "na", "N/A", "NaN", "null", "NULL", "None", "none", "missing", "true", "false", "TRUE",
    "True", "yes",
    "0", "1", "2", "3", "-0", "1.0", "1.5", "1,5", "1,234", "1.234", "1.234,5", "1,234.5", "1 234",
    "1 234,5", "1'234",
    "1e5", "1E-3", "1e400", "inf", "Infinity", "007", "0.5", ".5", "5.", "+5", "+491234567",
    "12345678901234567890",
    "0x1F", "1_000", "50%", "$5", "5 %", "2020", "2021", "2024-01-31", "2024-01-31T10:00",
    "2024-01-31 10:00:00",
    "2024-01-31T10:00:00Z", "31/12/2024", "12/31/2024", "01/02/2024", "31.12.2024", "2024/12/31",
    "2024-13-01",
    "\u{FEFF}", "\u{FEFF}a", "\u{A0}", "\u{A0}x", "\u{202F}1", "é", "e\u{301}", "日本", "😀", "\u{7F}",
    "\u{1}", "\u{85}",
    "\u{2028}", "sep=;", "=1+1", "@a", "Total", "total", "Sum", "kg", "(kg)", "[m/s]", "Source: us",
    "column_1",
    "column_2", "name", "name_2", "a", "b", "c", "x", "y", ",,", ",,,", "\",\"", "a,b", "a,b,c",
    "\u{1F}", "\u{8B}",
  ]

  static func text(_ stream: inout Stream) -> String {
    switch stream.next(10) {
    case 0:
      String(
        decoding: (0..<stream.next(6)).map { _ in UInt8(1 + stream.next(255)) }, as: UTF8.self)
    case 1: stream.pick(nasty) + stream.pick(nasty)
    case 2: stream.pick(["a", "b", "c"])
    default: stream.pick(nasty)
    }
  }

  static func cell(_ kind: Int, _ few: [String], _ stream: inout Stream) -> Cell {
    switch kind {
    case 0: .number(Double(stream.next(2000) - 1000))
    case 1:
      .number(
        stream.pick([
          0, -0.0, 0.1, 1e15, 1e16, -1e15, .leastNonzeroMagnitude, 1.797e308, 1.0 / 3, 0x1p53,
          -0x1p60, 1e-7,
          2020, 1_234_567_890_123_456, Double(stream.next(1 << 20)) / 1024,
        ]))
    case 2: .truth(stream.next(2) == 0)
    case 3: .date(Day(days: Int32(stream.next(3_652_059)) - 719_162))
    case 4:
      .dateTime(
        Instant(
          microseconds: Int64(stream.next(1 << 31) - (1 << 30)) * 1_000_000
            + Int64(stream.pick([0, 0, 1, 250_000, 999_999]))))
    case 5, 6: .text(stream.pick(few))
    default: .text(text(&stream))
    }
  }

  static func randomTable(_ stream: inout Stream) throws -> Table {
    var names: [String] = []
    for _ in 0...stream.next(4) {
      let name = stream.next(3) == 0 ? stream.pick(["a", "b", "c", "d", "e"]) : text(&stream)
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    if names.isEmpty { names = ["x"] }
    let rows = stream.pick([0, 1, 1, 2, 2, 3, 4, 6, 9])
    let gaps = stream.pick([2, 3, 5, 1000])
    let isAllText = stream.next(3) == 0
    var cells = names.map { name in
      let kind = isAllText ? 5 + stream.next(3) : stream.next(9)
      // Few texts a column, which may be values all of them, or the name.
      let few = [text(&stream), text(&stream), name]
      return (0..<rows).map { _ in
        stream.next(gaps) == 0 ? Cell.missing : cell(kind, few, &stream)
      }
    }
    if rows > 0 {
      // Rows that look like something else: the names, units, titles, remarks, gaps.
      for _ in 0..<stream.next(3) {
        let row = stream.pick([0, rows - 1, rows - 1, stream.next(rows)])
        let manner = stream.next(5)
        for column in names.indices {
          let isText = cells[column].contains { if case .text = $0 { true } else { false } }
          switch manner {
          case 0 where isText: cells[column][row] = .text(names[column])
          case 1 where column > 0: cells[column][row] = .missing
          case 2: cells[column][row] = .missing
          case 3 where isText: cells[column][row] = stream.next(2) == 0 ? .missing : .text("kg")
          case 3 where stream.next(2) == 0: cells[column][row] = .missing
          default: break
          }
        }
      }
    }
    return try made(zip(names, cells).map { ($0, $1) })
  }

  /// What is wrong with a table that was saved and read; `nil` if nothing is.
  func fault(_ table: Table, _ style: CSVWriter.Style, _ options: CSVOptions) -> String? {
    var written: [UInt8] = []
    do throws(Diagnostic) {
      written = try CSVWriter.bytes(table, style: style)
      let back = try read(written, options)
      let difference = back.table.firstDifference(from: table)
      if difference == nil, back.rejects.isEmpty, bits(back.table) == bits(table) { return nil }
      return
        "\(difference as Any), \(back.rejects), \(back.notes): \(String(decoding: written, as: UTF8.self).debugDescription)"
    } catch {
      return "\(error.message): \(String(decoding: written, as: UTF8.self).debugDescription)"
    }
  }

  @Test(arguments: [",", ";", "\t"])
  func savedTablesComeBack(delimiter: String) throws {
    var stream = Stream(state: 2026)
    let style = CSVWriter.Style(delimiter: try #require(delimiter.utf8.first))
    var doubtful = 0
    for round in 0..<2000 {
      let table = try CSVRoundTripTests.randomTable(&stream)
      var options = CSVOptions()
      if delimiter == "\t" { options.delimiter = 9 }
      // Where neither quotes nor types tell names from values, saving says so.
      for note in try CSVWriter.notes(on: table, style: style)
      where note.text.contains("`load(…, header: true)`") {
        doubtful += 1
        options.header = true
      }
      if let fault = fault(table, style, options) {
        Issue.record("round \(round): \(table.columns.map(\.type)): \(fault)")
      }
    }
    #expect(doubtful < 40)
  }

  /// The bits of all numbers, and the scalars of all names: what `==` passes over.
  func bits(_ table: Table) -> [UInt64] {
    table.names.flatMap { $0.unicodeScalars.map { UInt64($0.value) } }
      + table.columns.flatMap { column -> [UInt64] in
        guard case .number(let x) = column.values else { return [] }
        return (0..<column.count).map { column.isMissing($0) ? 1 : x[$0].bitPattern }
      }
  }

  // MARK: Case by case

  /// A table of rows, the first of which holds the names; columns of numbers are numbers.
  static func cells(_ rows: [[String?]]) throws -> Table {
    try made(
      (rows.first ?? []).enumerated().map { column, name in
        let texts = rows.dropFirst().map { $0[column] }
        let areNumbers = texts.allSatisfy { text in text.map { Double($0) != nil } ?? true }
        return (
          name ?? "",
          texts.map { text in
            guard let text else { return .missing }
            return areNumbers ? .number(Double(text) ?? 0) : .text(text)
          }
        )
      })
  }

  /// What a reader takes out of a file where nothing stands in quotes.
  static let guesses: [[[String?]]] = [
    // Another delimiter makes rows that are alike, if quotes may stand anywhere.
    [["column_1", "\"x\"||||"], ["|||||||:||||||", "|||o||2"]],
    // The names once more, units, a second row of names.
    [["a", "b"], ["x", "y"], ["a", "b"], ["x", "y"]],
    [["a", "b,c"], ["x", "y"], ["a", "b,c"]],
    [["a,b", "b;c"], ["x", "y"], ["a,b", "b;c"]],
    [["length", "weight", "name"], ["cm", nil, nil], ["1.5", "2", "x"], ["2.5", "3", "y"]],
    [["x", "y", "z", "u"], [nil, "kg", "m", nil], ["a", "1", "2", "3"], ["b", "4", "5", "6"]],
    // A remark, a total, one below a gap.
    [["a", "b", "c"], ["x", "1", "2"], ["y", "3", "4"], ["Source: us", nil, nil]],
    [["a", "b", "c"], ["x", "1", "2"], [nil, nil, nil], ["Source: us", nil, nil]],
    [["a", "b", "c"], ["1", "1", "2"], [nil, nil, nil], ["2", nil, nil]],
    [["a", "b", "c"], ["x", "1", "2"], ["Total", nil, nil], [nil, nil, nil], [nil, nil, nil]],
    // One column: gaps, and signs that could split it.
    [["a"], [nil], [nil]], [["a"], ["x"], [nil]], [["a"], [nil], ["x"], [nil]],
    [["first name"], ["John Smith"], ["Ann Lee"]], [["a:b"], ["1:2"], ["3:4"]],
    [["x"], ["'a,b'"], ["'c,d'"]], [["x'y"], ["a,b's"], ["c,d's"]],
    // No rows; names alone that could be split.
    [["a"]], [["1", "2"]], [["b", "'a,b'", "1.234,5"]], [["c", "\tx", "sep=;"]],
  ]

  @Test(arguments: guesses)
  func nothingIsGuessedOfASavedTable(rows: [[String?]]) throws {
    for delimiter: UInt8 in [0x2C, 0x3B] {
      #expect(
        fault(
          try CSVRoundTripTests.cells(rows), CSVWriter.Style(delimiter: delimiter), CSVOptions())
          == nil)
    }
  }

  @Test func onlyTheRowInQuestionIsQuoted() throws {
    let table = try CSVRoundTripTests.cells([
      ["a", "b", "c"], ["x", "1", "2"], ["y", "3", "4"], ["Source: us", nil, nil],
    ])
    #expect(
      try CSVWriterTests.text(table) == "a,b,c\nx,1,2\ny,3,4\n\"Source: us\",,\n")
  }

  /// What stands behind the bytes that are looked at for the delimiter, or the rows that are looked at for types.
  @Test(arguments: ["'a','b'", "\"", "a;b", "x\ty", "\n", "NA", "2024-01-01"])
  func whatComesLate(text: String) throws {
    let count = 20_000
    let few = (0..<count).map { Cell.text($0 < count - 3 ? "t\($0 % 7)" : text) }
    let numbers = (0..<count).map { Cell.text($0 < count - 3 ? "\($0)" : text) }
    for named in [[("a", few)], [("b", numbers)], [("a", few), ("b", numbers), ("c", few)]] {
      #expect(fault(try made(named), CSVWriter.Style(), CSVOptions()) == nil)
    }
  }

  // MARK: What can't be said in a file

  func refusal(_ table: Table) -> String? {
    do throws(Diagnostic) {
      _ = try CSVWriter.bytes(table)
      return nil
    } catch {
      return error.code == .cannotWrite ? error.message : "\(error)"
    }
  }

  @Test func whatNoReaderTakesIsRefused() throws {
    #expect(
      refusal(try made([("a", [.text("x\0y")])]))?.hasPrefix("a text in `a` holds a NUL") == true)
    #expect(
      refusal(try made([("a\0", [.text("x")])]))?.hasPrefix("the name `a\\x00` holds") == true)
    #expect(refusal(.empty) == "a table without columns has no names to write")
    let long = String(repeating: "x", count: 16 << 20)
    #expect(refusal(try made([("a", [.text(long)])])) == nil)
    #expect(refusal(try made([("a", [.text(long + "x")])]))?.contains("16 MiB") == true)
    let wide = try table((0...100_000).map { ("c\($0)", Column(numbers: [1])) })
    #expect(refusal(wide)?.contains("100000 are the most") == true)
    // A NUL that no row holds any more is none.
    let gone = TextValues(codes: [0], distinct: ["x", "\0"])
    #expect(refusal(try table([("a", Column(.text(gone)))])) == nil)
  }

  func notes(_ named: [(name: String, column: Column)]) throws -> [String] {
    try CSVWriter.notes(on: try table(named), style: CSVWriter.Style()).map(\.text)
  }

  @Test func whatComesBackOtherwiseIsSaid() throws {
    #expect(try notes([("a", Column(numbers: [1])), ("2020", Column(numbers: [1]))]) == [])
    #expect(
      try notes([("", Column(numbers: [1]))]) == ["the blank name comes back as `column_1`"])
    #expect(
      try notes([("1", Column(texts: ["2"]))]) == [
        "the names look like values of their columns: `load(…, header: true)` takes them as names"
      ])
    let levels = CategoryValues(codes: [0], levels: ["x"])
    #expect(
      try notes([("kind", Column(.category(levels)))]) == [
        "`kind`: saved as texts, for the file can't say their levels"
      ])
    let late = try #require(Column(cells: [.date(Day(days: 2_932_897))]))
    #expect(
      try notes([("d", late)]) == ["`d`: days outside of the years 1 to 9999 come back as texts"])
    let last = try #require(
      Column(cells: [.date(Day(days: 2_932_896)), .date(Day(days: -719_162))]))
    #expect(try notes([("d", last)]) == [])
  }
}
