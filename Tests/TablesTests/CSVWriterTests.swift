import Diagnostics
import Glibc
import Numerics
import Tables
import Testing

struct CSVWriterTests {
  static func text(_ table: Table) throws -> String {
    String(decoding: try CSVWriter.bytes(table), as: UTF8.self)
  }

  @Test func quotesOnlyWhereNeeded() throws {
    let table = try made([
      ("name", [.text("plain"), .text("a,b"), .text("say \"x\""), .text(""), .missing]),
      ("my n", [.number(1), .number(0.1), .number(-0.0), .missing, .number(1e300)]),
      ("when", [.date(Day(days: 0)), .missing, .date(Day(days: 1)), .missing, .missing]),
    ])
    #expect(
      try CSVWriterTests.text(table) == """
        name,my n,when
        plain,1,1970-01-01
        "a,b",0.1,
        "say ""x""\",-0,1970-01-02
        "",,
        ,1e+300,

        """)
  }

  @Test func textsThatLookLikeValuesStayTexts() throws {
    let cases: [[String?]] = [
      ["1", "2"], ["true", "false"], ["NA", nil], ["1", "true"], ["1", "x"], ["007", "008"],
      ["", nil], ["", ""],
      ["NA", "x"], ["1", "NA"], [" a", "b "], ["a;b", "c;d"], ["x|y", "z|w"], ["a\tb", "c\td"],
      ["line\nend", "\r"],
      ["\"", "\"\""], ["1,5", "2,5"], ["\u{FEFF}x", "y"],
    ]
    for texts in cases {
      let column = Column(texts: texts)
      for named in [[("t", column)], [("t", column), ("n", Column(numbers: [1, 2]))]] {
        let table = try table(named)
        let back = try read(CSVWriter.bytes(table)).table
        #expect(back.firstDifference(from: table) == nil, "\(texts)")
      }
    }
  }

  @Test func namesThatLookLikeValuesStayNames() throws {
    let wide = try made([
      ("9", [.number(1)]), ("10", [.number(2)]), ("2024-01-01", [.number(3)]), ("true", [.missing]),
    ])
    #expect(try read(CSVWriter.bytes(wide)).table.names == wide.names)
    let odd = try made([
      ("a,b", [.number(1)]), ("\u{1F600} \"x\"", [.text("y")]), ("two\nlines", [.missing]),
    ])
    #expect(try read(CSVWriter.bytes(odd)).table.names == odd.names)
  }

  @Test func randomTablesComeBack() throws {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: state >> 33) % bound
    }
    let pieces = ["a", "é", "😀", ",", ";", "\"", "\n", "\r\n", "|", "\t", " ", "x1", "NA", "日本"]
    for _ in 0..<300 {
      let count = next(12)
      var named: [(name: String, column: Column)] = []
      for place in 0...next(4) {
        var cells: [Cell] = []
        let kind = next(6)
        for _ in 0..<count {
          if next(5) == 0 {
            cells.append(.missing)
            continue
          }
          switch kind {
          case 0:
            let x = Double(bitPattern: UInt64(next(1 << 30)) << 34 | UInt64(next(1 << 30)))
            cells.append(x.isFinite ? .number(x) : .number(Double(next(1000))))
          case 1: cells.append(.number(Double(next(2000) - 1000) / 8))
          case 2:
            cells.append(.text((0...next(3)).map { _ in pieces[next(pieces.count)] }.joined()))
          case 3: cells.append(.truth(next(2) == 0))
          case 4: cells.append(.date(Day(days: Int32(next(40_000) - 20_000))))
          default: cells.append(.dateTime(Instant(microseconds: Int64(next(1 << 30)) * 1_000_003)))
          }
        }
        named.append(("c\(place)", try #require(Column(cells: cells))))
      }
      let table = try table(named)
      let written = try CSVWriter.bytes(table)
      let back = try read(written)
      #expect(back.rejects.isEmpty)
      #expect(
        back.table.firstDifference(from: table) == nil,
        "\(String(decoding: written, as: UTF8.self))")
      for (a, b) in zip(table.columns, back.table.columns) {
        if case .number(let x) = a.values, case .number(let y) = b.values {
          for row in 0..<count where !a.isMissing(row) {
            #expect(x[row].bitPattern == y[row].bitPattern)
          }
        }
      }
    }
  }

  @Test func bitsOfNumbers() throws {
    let numbers: [Double] = [
      0.1, 1.0 / 3, 1e15, 123_456_789_012_345_680, 9_007_199_254_740_991, 1_234_567_890_123_456,
      .leastNonzeroMagnitude, 1.797e308, -0.0,
      1e-7, 1e21, 2.5e-5,
    ]
    let table = try table([("x", Column(numbers: numbers))])
    guard case .number(let back)? = try read(CSVWriter.bytes(table)).table["x"]?.values else {
      Issue.record("no numbers")
      return
    }
    #expect(back.map(\.bitPattern) == numbers.map(\.bitPattern))
  }

  /// Cells are written eight digits at a time: every number of digits, with zeros at each end and in the middle.
  @Test func numbersAreTheirShortestTexts() throws {
    var wholes: [Int32] = Array(-10_000...10_000) + [.min, .max]
    var power: Int32 = 1
    while power < 1_000_000_000 {
      power *= 10
      for near in [power - 1, power, power + 1, power / 2, power / 10 * 9] {
        wholes += [near, -near]
      }
    }
    let whole = try table([("x", Column(.number(NumberValues(WholeValues(wholes)))))])
    let texts = wholes.map { "\($0)" }
    #expect(try CSVWriterTests.text(whole) == (["x"] + texts + [""]).joined(separator: "\n"))

    var doubles: [Double] = []
    var written: [String] = []
    for place in 0...7 {
      for digits in (0..<2000).map({ $0 * 5003 % 9973 }) + [1, 10, 999_999, 1_000_000, 10_000_001] {
        let number = Double("\(digits)e-\(place)") ?? .nan
        // Smaller ones may have an exponent in one of the two.
        doubles += [number, number + 100_000_000, -number].filter { $0 == 0 || abs($0) >= 1e-4 }
      }
    }
    for number in doubles {
      let text = number == 0 ? (number.sign == .minus ? "-0" : "0") : "\(number)"
      written.append(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }
    let real = try table([("x", Column(.number(doubles)))])
    #expect(try CSVWriterTests.text(real) == (["x"] + written + [""]).joined(separator: "\n"))
  }

  // MARK: Files

  /// A folder of its own, gone after the test.
  static func inFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/ogive-tables-XXXXXX".utf8CString)
    let path = try #require(
      template.withUnsafeMutableBufferPointer {
        $0.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
      })
    defer {
      chmod(path, 0o700)
      for name in names(in: path) where unlink("\(path)/\(name)") != 0 { rmdir("\(path)/\(name)") }
      rmdir(path)
    }
    try body(path)
  }

  static func names(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var result: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { result.append(name) }
    }
    return result.sorted()
  }

  @Test func filesAreWrittenWholeAndReplaced() throws {
    try CSVWriterTests.inFolder { folder in
      let table = try made([("a", [.number(1)]), ("b", [.text("y")])])
      for name in ["t.csv", "t.tsv"] {
        for _ in 0..<2 {
          try CSVWriter.write(table, to: "\(folder)/\(name)")
          let back = try CSVReader.read(path: "\(folder)/\(name)").table
          #expect(back.firstDifference(from: table) == nil)
        }
      }
      #expect(CSVWriterTests.names(in: folder) == ["t.csv", "t.tsv"])
      #expect(
        try CSVReader.read(path: "\(folder)/t.csv", options: CSVOptions(delimiter: 0x2C)).table
          .columnCount == 2)
      // A link stays a link.
      #expect(symlink("t.csv", "\(folder)/link.csv") == 0)
      try CSVWriter.write(table, to: "\(folder)/link.csv")
      var state = stat()
      #expect(lstat("\(folder)/link.csv", &state) == 0 && state.st_mode & S_IFMT == S_IFLNK)
      chmod("\(folder)/t.csv", 0o640)
      try CSVWriter.write(table, to: "\(folder)/t.csv")
      #expect(stat("\(folder)/t.csv", &state) == 0 && state.st_mode & 0o777 == 0o640)
    }
  }

  @Test func failuresLeaveNothingBehind() throws {
    try CSVWriterTests.inFolder { folder in
      let table = try made([("a", [.number(1)])])
      func code(_ path: String) -> Diagnostic? {
        do throws(Diagnostic) {
          try CSVWriter.write(table, to: path)
          return nil
        } catch { return error }
      }
      #expect(mkdir("\(folder)/inner", 0o700) == 0)
      #expect(code("\(folder)/inner")?.message.hasSuffix("is a folder") == true)
      #expect(
        code("\(folder)/none/t.csv")?.message == "there is no folder `\(folder)/none` for `t.csv`")
      #expect(code("/dev/full")?.code == .cannotWrite)
      #expect(code("/dev/null")?.message.contains("device") == true)
      #expect(code("")?.code == .cannotWrite)
      #expect(
        code("\(folder)/\(String(repeating: "x", count: 300)).csv")?.message.contains("too long")
          == true)
      #expect(CSVWriterTests.names(in: folder) == ["inner"])
    }
  }

  @Test func anAbandonedFileVanishes() throws {
    try CSVWriterTests.inFolder { folder in
      try AtomicFile.write("old", to: "\(folder)/f")
      func abandon() throws(Diagnostic) {
        var file = try AtomicFile("\(folder)/f")
        try file.append([UInt8](repeating: 1, count: 1 << 20))
        throw Diagnostic(.interrupted, "stopped")
      }
      #expect(throws: Diagnostic.self) { try abandon() }
      #expect(CSVWriterTests.names(in: folder) == ["f"])
    }
  }

  // MARK: Reading files

  @Test func filesThatCannotBeRead() throws {
    try CSVWriterTests.inFolder { folder in
      func error(_ path: String) -> Diagnostic? {
        do throws(Diagnostic) {
          _ = try CSVReader.read(path: path)
          return nil
        } catch { return error }
      }
      try AtomicFile.write("a\n1\n", to: "\(folder)/titanic.csv")
      let missing = try #require(error("\(folder)/titanik.csv"))
      #expect(missing.code == .cannotRead)
      #expect(missing.help == ["did you mean `\(folder)/titanic.csv`?"])
      #expect(error(folder)?.message == "`\(folder)` is a folder, not a file")
      #expect(error("\(folder)/none/x.csv")?.message.hasPrefix("there is no folder") == true)
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      #expect(error("\(folder)/pipe")?.message.contains("pipe") == true)
      #expect(error("/dev/zero")?.message.contains("device") == true)
      #expect(error("")?.code == .cannotRead)
      #expect(error("a\u{0}b")?.code == .cannotRead)
      try AtomicFile.write("", to: "\(folder)/empty.csv")
      #expect(error("\(folder)/empty.csv")?.message.hasSuffix("is empty") == true)
      #expect(
        try CSVReader.read(path: "\(folder)/titanic.csv").table.origin?.name
          == "\(folder)/titanic.csv")
    }
  }
}
