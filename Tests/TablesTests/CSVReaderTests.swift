import Diagnostics
import Tables
import Testing

/// The catalogue of bad input, row by row.
struct CSVReaderTests {
  @Test(arguments: ["", " \n\n", "\u{FEFF}", "\r\n\r\n", "\t"])
  func emptyFile(text: String) throws {
    let error = try #require(failure(text))
    #expect(error.code == .malformedFile)
    #expect(error.message == "`case.csv` is empty")
  }

  @Test func headerOnly() throws {
    for text in ["a,b,c", "a,b,c\n", "a,b,c\r\n"] {
      let table = try read(text).table
      #expect(table.names == ["a", "b", "c"])
      #expect(table.rowCount == 0)
      #expect(types(table) == [.unknown, .unknown, .unknown])
    }
  }

  @Test func oneByteAndNoFinalNewline() throws {
    #expect(try read("x").table.names == ["x"])
    let table = try read("x\n1\n2").table
    #expect(rows(table) == [["1"], ["2"]])
    #expect(try rows(read("a,b\n1,").table) == [["1", "missing"]])
  }

  @Test(arguments: [
    "a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "a,b\r\n1,x\n2,y\r",
  ])
  func lineEnds(text: String) throws {
    let loaded = try read(text)
    #expect(rows(loaded.table) == [["1", "x"], ["2", "y"]])
    #expect(types(loaded.table) == [.number, .text])
  }

  @Test func mixedLineEndsAreNoted() throws {
    #expect(try read("a,b\r\n1,x\n2,y\r").notes.map(\.kind) == [.file])
    #expect(try read("a,b\r\n1,x\r\n").notes.isEmpty)
  }

  @Test func byteOrderMark() throws {
    #expect(try read("\u{FEFF}a,b\n1,2\n").table.names == ["a", "b"])
    #expect(try read("\u{FEFF}\"a\",b\n1,2\n").table.names == ["a", "b"])
  }

  @Test func damagedUTF8() throws {
    // Other characters beyond ASCII are well-formed: it is UTF-8, and the row is damaged.
    let mixed = Array("name,n\nJosé,1\nJos".utf8) + [0xE9] + Array(",2\nAnn,3\n".utf8)
    let loaded = try read(mixed)
    #expect(rows(loaded.table) == [["José", "1"], ["Ann", "3"]])
    #expect(
      loaded.rejects == [
        Reject(
          line: 3, byte: 15, reason: "byte E9 isn't UTF-8, but may be Latin-1", text: "Jos\\xE9,2")
      ])
    // A surrogate, an overlong form, a cut character, and a stray continuation.
    for bytes: [UInt8] in [
      [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xE2, 0x82], [0x80], [0xF5, 0x80, 0x80, 0x80],
    ] {
      let text = Array("a,b\nx,é\ny,z\nx,".utf8) + bytes + Array("\n".utf8)
      #expect(try read(text).rejects.map(\.line) == [4])
      let error = try #require(failure(text, CSVOptions(encoding: .utf8, bad: .fail)))
      #expect(error.code == .malformedFile)
    }
  }

  @Test func nulByte() throws {
    let strict = CSVOptions(bad: .fail)
    let error = try #require(failure("a,b\n1\u{0}xyz,2\n3,4\n", strict))
    #expect(error.details == ["line 2: a NUL byte: 1\\x00xyz,2"])
    let kept = try read("a,b\n1\u{0}xyz,2\n3,4\n")
    #expect(rows(kept.table) == [["3", "4"]])
    #expect(kept.rejects.count == 1)
  }

  /// No byte of the row of names goes into a name, or vanishes from it, in silence.
  @Test func bytesThatAreNoCharactersInNames() throws {
    let nul = try read("a\u{0},b\n1,2\n3,4\n")
    #expect(nul.table.names == ["a\u{FFFD}", "b"])
    #expect(
      nul.notes.map(\.text) == [
        "in the row of names: a NUL byte; `\u{FFFD}` stands for what is no character"
      ])
    let high = try read(Array("é,b".utf8) + [0xE9] + Array("\n1,2\n3,4\n".utf8))
    #expect(high.table.names == ["é", "b\u{FFFD}"])
    #expect(
      high.notes.map(\.text).first
        == "in the row of names: byte E9 isn't UTF-8, but may be Latin-1; `\u{FFFD}` stands for what is no character"
    )
    // Where quotes are at fault, in a title, in a row that isn't one of names, in a remark.
    let quote = try read("\"a\"x\u{0},b\n1,2\n3,4\n")
    #expect(quote.notes.contains { $0.text.contains("a NUL byte") })
    #expect(!quote.table.names.contains { $0.utf8.contains(0) })
    let title = try read("t\u{0}\na,b\n1,2\n3,4\n5,6\n")
    #expect(title.rejects.map(\.text) == ["t\\x00"])
    let none = try read("1\u{0},2\n3,4\n5,6\n", CSVOptions(header: false))
    #expect(none.rejects.map(\.reason) == ["a NUL byte"])
    let remark = try read("a,b,c\n1,2,3\n4,5,6\nnone\u{0},,\n")
    #expect(remark.rejects.map(\.text) == ["none\\x00,,"])
    let one = try read(")\u{0})\n")
    #expect(one.table.names == [")\u{FFFD})"] && one.notes.count == 1)
    #expect(failure("a\u{0},b\n1,2\n", CSVOptions(bad: .fail))?.code == .malformedFile)
  }

  @Test func doubledQuotesAndNewlinesInside() throws {
    let table = try read("a,\"b\nb\"\n\"x \"\"y\"\"\",\"1\r\n2\"\n\"\"\"\",\"\"\n").table
    #expect(table.names == ["a", "b\nb"])
    #expect(rows(table) == [["x \"y\"", "1\r\n2"], ["\"", ""]])
  }

  @Test func otherQuote() throws {
    let table = try read("a,b\n'x,y',2\n'it''s',3\n", CSVOptions(quote: .byte(UInt8(ascii: "'"))))
      .table
    #expect(rows(table) == [["x,y", "2"], ["it's", "3"]])
    #expect(
      try rows(read("a,b\n\"x,2\ny\",3\n", CSVOptions(quote: .none)).table) == [
        ["\"x", "2"], ["y\"", "3"],
      ])
  }

  @Test func quoteInsideUnquotedCell() throws {
    #expect(try rows(read("a,b\n5\" pipe,2\nx,3\n").table) == [["5\" pipe", "2"], ["x", "3"]])
  }

  @Test func textAfterClosingQuote() throws {
    let text = "a,b\n\"x\"y,2\nz,3\n"
    #expect(
      try #require(failure(text, CSVOptions(bad: .fail))).details == [
        "line 2: text after the closing quote of cell 1: \"x\"y,2"
      ])
    #expect(try rows(read(text).table) == [["z", "3"]])
    // Where no quote makes sense as one, they are plain characters.
    let inches = try read("a,b\n\"x\"y,2\n\"z\"y,3\n\"u\"v,4\n")
    #expect(rows(inches.table) == [["\"x\"y", "2"], ["\"z\"y", "3"], ["\"u\"v", "4"]])
    #expect(inches.notes.contains { $0.text.contains("quotes are plain characters") })
    #expect(try rows(read("a,b\n \"x\" ,2\n").table) == [["x", "2"]])
  }

  @Test func unterminatedQuoteNamesItsLine() throws {
    let text = "a,b\n1,2\n3,\"4\n5,6\n7,8\n"
    let error = try #require(failure(text, CSVOptions(bad: .fail)))
    #expect(error.details == ["line 3: the quote that opens cell 2 is never closed: 3,\"4"])
    let kept = try read(text)
    #expect(rows(kept.table) == [["1", "2"], ["5", "6"], ["7", "8"]])
    #expect(
      kept.rejects == [
        Reject(
          line: 3, byte: 8, reason: "the quote that opens cell 2 is never closed", text: "3,\"4")
      ])
  }

  /// Quotes within quotes are shown as they stand, once, also where the characters are of another encoding.
  @Test func rejectsOfQuotesWrittenOnce() throws {
    let rows = (0..<6).map { "\($0),'it's \($0)',x\n" }.joined()
    let text = "id,i,j\n" + rows + "7,'it's caf\u{E9}'\n" + rows
    let plain = try read(text)
    #expect(plain.rejects.map(\.text) == ["7,'it's caf\u{E9}'"])
    let latin = Array(text.unicodeScalars.map { UInt8($0.value) })
    let other = try read(latin)
    #expect(other.rejects.map(\.text) == ["7,'it's caf\u{E9}'"])
    #expect(other.rejects.map(\.byte) == [latin.count - rows.utf8.count - 14])
    #expect(other.rejects.map(\.line) == [8])
  }

  @Test func lateFirstQuote() throws {
    let plain = (0..<3000).map { "\($0),x" }.joined(separator: "\n")
    let table = try read("n,t\n" + plain + "\n3000,\"a\nb,c\"\n").table
    #expect(table.rowCount == 3001)
    #expect(table["t"]?[3000] == .text("a\nb,c"))
  }

  @Test func raggedRows() throws {
    let text = "a,b,c\n1,2\n1,2,3\n1,2,3,4\n\n4,5,6\n"
    let error = try #require(failure(text, CSVOptions(bad: .fail)))
    #expect(error.code == .malformedFile)
    #expect(error.message == "2 of 4 rows of `case.csv` can't be read; nothing was loaded")
    #expect(error.details == ["line 2: 2 cells, not 3: 1,2", "line 4: 4 cells, not 3: 1,2,3,4"])
    #expect(error.help.last?.contains("bad: \"reject\"") == true)
    let kept = try read(text)
    #expect(rows(kept.table) == [["1", "2", "3"], ["4", "5", "6"]])
    #expect(kept.rejects.map(\.line) == [2, 4])
    #expect(kept.table.rejected?.count == 2)
    #expect(kept.notes.map(\.text) == ["1 blank line skipped"])
    let mended = try read(text, CSVOptions(bad: .keep))
    #expect(
      rows(mended.table) == [
        ["1", "2", "missing"], ["1", "2", "3"], ["1", "2", "3,4"], ["4", "5", "6"],
      ])
    #expect(mended.rejects.isEmpty)
    #expect(
      mended.notes.map(\.text).contains("2 rows of another length kept, filled up or joined"))
  }

  @Test func onlyFiveBadRowsAreListed() throws {
    let text = "a,b\n" + (1...20).map { "\($0)\n" }.joined() + "1,2\n"
    let error = try #require(failure(text))
    #expect(error.details.count == 6)
    #expect(error.details.last == "… 15 more")
  }

  @Test func titleAboveTheHeader() throws {
    let loaded = try read("My measurements\na,b\n1,2\n3,4\n")
    #expect(loaded.table.names == ["a", "b"])
    #expect(loaded.rejects.map(\.reason) == ["it stands above the names of the columns"])
    let table = try read("My measurements\na,b\n1,2\n3,4\n", CSVOptions(skip: 1)).table
    #expect(table.names == ["a", "b"])
  }

  @Test func skipKeepsLineNumbers() throws {
    let loaded = try read("title\n\nx\na,b\n1,2\n3\n", CSVOptions(skip: 3))
    #expect(loaded.rejects.map(\.line) == [6])
    #expect(
      failure("a\nb\n", CSVOptions(skip: 2))?.message
        == "nothing is left of `case.csv` behind the 2 skipped lines")
  }

  @Test func trailingDelimiter() throws {
    let both = try read("a,b,\n1,2,\n3,4,\n")
    #expect(both.table.names == ["a", "b"])
    #expect(both.notes.count == 1)
    let rowsOnly = try read("a,b\n1,2,\n3,4,\n")
    #expect(rowsOnly.table.names == ["a", "b"])
    #expect(rows(rowsOnly.table) == [["1", "2"], ["3", "4"]])
    #expect(rowsOnly.notes.map(\.text) == ["each row ends in a delimiter that the header hasn't"])
    #expect(try #require(failure("a,b\n1,2,\n3,4,5\n")).code == .malformedFile)
  }

  @Test func hugeCell() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: (16 << 20) + 1)
    let bytes = Array("a,b\n".utf8) + long + Array(",2\n3,4\n".utf8)
    let strict = CSVOptions(bad: .fail)
    #expect(try #require(failure(bytes, strict)).details[0].contains("longer than 16 MiB"))
    let quoted = Array("a,b\n\"".utf8) + long + Array("\",2\n3,4\n".utf8)
    #expect(try #require(failure(quoted, strict)).details[0].contains("longer than 16 MiB"))
    let kept = try read(bytes)
    #expect(rows(kept.table) == [["3", "4"]])
    #expect(kept.rejects[0].text.utf8.count <= 1003)
    let fits = Array("a,b\n".utf8) + long.dropLast() + Array(",2\n".utf8)
    #expect(try read(fits).table.rowCount == 1)
  }

  @Test func manyColumns() throws {
    let names = (1...300).map { "c\($0)" }.joined(separator: ",")
    let values = (1...300).map { "\($0)" }.joined(separator: ",")
    let table = try read("\(names)\n\(values)\n\(values)\n").table
    #expect(table.columnCount == 300)
    #expect(table["c300"]?[1] == .number(300))
    #expect(failure(String(repeating: ",", count: 200_000))?.code == .tooLarge)
  }

  @Test func repeatedAndBlankNames() throws {
    let loaded = try read("a,a,,a_2,a\nx,y,z,u,v\n")
    #expect(loaded.table.names == ["a", "a_3", "column_3", "a_2", "a_4"])
    #expect(loaded.notes.map(\.text) == ["blank or repeated names became `a_3`, `column_3`, `a_4`"])
  }

  @Test func blankLines() throws {
    let many = try read("\na,b\n\n1,2\n   \n3,4\n\n")
    #expect(many.table.rowCount == 2)
    #expect(many.notes.map(\.text) == ["4 blank lines skipped"])
    let one = try read("a\n1\n\n3\n")
    #expect(rows(one.table) == [["1"], ["missing"], ["3"]])
    #expect(one.notes.isEmpty)
  }

  // MARK: Delimiters

  @Test(arguments: [(";", "`;`"), ("\t", "tabs"), ("|", "`|`")])
  func delimiters(delimiter: String, name: String) throws {
    let loaded = try read(
      "a;b;c\n1;x, y;2\n3;z;4\n".split(separator: ";").joined(separator: delimiter))
    #expect(loaded.table.names == ["a", "b", "c"])
    #expect(rows(loaded.table) == [["1", "x, y", "2"], ["3", "z", "4"]])
    #expect(loaded.notes.map(\.text) == ["cells are separated by \(name)"])
  }

  @Test func commaAndBlank() throws {
    let loaded = try read("a, b, c\n1, x, 2\n3, \"y, z\", 4\n")
    #expect(loaded.table.names == ["a", "b", "c"])
    #expect(rows(loaded.table) == [["1", "x", "2"], ["3", "y, z", "4"]])
  }

  @Test func aTieIsAQuestion() throws {
    let error = try #require(failure("a;b|c\n1;2|3\n"))
    #expect(error.message == "the cells of `case.csv` can be told apart in two ways")
    #expect(error.help == ["`delimiter: \";\"`", "`delimiter: \"|\"`"])
    #expect(
      try read("a;b|c\n1;2|3\n", CSVOptions(delimiter: UInt8(ascii: "|"))).table.names == [
        "a;b", "c",
      ])
    #expect(try read("text\nhello; world\nbye\nno\n").table.columnCount == 1)
  }

  @Test func decimalComma() throws {
    let options = CSVOptions(decimal: UInt8(ascii: ","))
    let loaded = try read("a;b\n1,5;2\n-0,25;1e3\n", options)
    #expect(rows(loaded.table) == [["1.5", "2"], ["-0.25", "1000"]])
    let found = try read("a;b\n1,5;2\n-0,25;3\n")
    #expect(rows(found.table) == [["1.5", "2"], ["-0.25", "3"]])
    #expect(found.notes.contains { $0.text.contains("the comma is the decimal sign") })
    let plain = try read("a;b\n1,5;2\n-0,25;3\n", CSVOptions(decimal: UInt8(ascii: ".")))
    #expect(types(plain.table) == [.text, .number])
    #expect(plain.notes.contains { $0.text.contains("decimal: \",\"") })
  }

  // MARK: Headers

  @Test(arguments: [
    ("5.1,3.5,setosa\n4.9,3.0,setosa\n", false), ("1,2\n3,4\n", false),
    ("2024-01-01,3\n2024-01-02,4\n", false),
    ("country,1990,1991\nA,1,2\nB,3,4\n", true), ("name,age\nAnn,5\n", true), ("a,b\nc,d\n", true),
    ("Ann,5\nBob,6\n", false), ("39,State-gov,77516,13\n50,Self,83311,13\n", false),
    ("x,2020-01-22,2020-01-23\nA,1,2\n", true), ("item,1,2,3\nA,5,6,7\n", true),
    ("Ann,2001\nBob,2002\n", false),
    ("true,1\nfalse,0\n", false), ("id,NA\n1,2\n", true),
  ])
  func headerIsFound(text: String, isHeader: Bool) throws {
    let loaded = try read(text)
    let lines = text.split(separator: "\n").count
    #expect(loaded.table.rowCount == (isHeader ? lines - 1 : lines))
    #expect(loaded.notes.contains { $0.kind == .file } == !isHeader)
    #expect(try read(text, CSVOptions(header: true)).table.rowCount == lines - 1)
    #expect(try read(text, CSVOptions(header: false)).table.rowCount == lines)
  }

  // MARK: Types

  @Test func typesAreDecidedByTheWholeColumn() throws {
    // Far more than a block of rows before the one that changes the type.
    var text = "n,t,d\n"
    for row in 0..<50_000 { text += "\(row),\(row % 2 == 0),2024-01-01\n" }
    text += "x,y,z\n"
    let loaded = try read(text)
    #expect(types(loaded.table) == [.text, .text, .text])
    #expect(loaded.table["n"]?[49_999] == .text("49999"))
    #expect(loaded.table["t"]?[1] == .text("false"))
    #expect(loaded.table["d"]?[50_000] == .text("z"))
    #expect(
      loaded.notes.contains { $0.text.hasPrefix("`n` is text: 1 of its 50001 cells is no number") })
  }

  @Test(arguments: [
    ("0", 0.0), ("-0.3", -0.3), ("0.5", 0.5), (".5", 0.5), ("5.", 5), ("+5", 5), ("1e3", 1000),
    ("1E-2", 0.01),
    ("-1.5e+2", -150), ("123456789012345", 123_456_789_012_345),
    ("3.141592653589793238", Double.pi),
    ("0.1", 0.1), ("1e-400", 0), ("9007199254740993.0", 9_007_199_254_740_992), (" 7 ", 7),
    ("-0", -0.0),
  ])
  func numbers(text: String, value: Double) throws {
    let column = try read("x\n\(text)\n", CSVOptions(header: true)).table.columns[0]
    guard case .number(let x) = column.values else {
      Issue.record("\(text) was read as \(column.type)")
      return
    }
    #expect(x[0].bitPattern == value.bitPattern)
  }

  @Test(arguments: [
    "007", "00", "-01", "1234567890123456", "0x1F", "1_000", "1e400", "inf", "-", "+", ".e5", "1e",
    "1.2.3", "١٢٣",
    "+491701234567", "1 000", "1\u{A0}000", "NAN5", "--1", "$5", "5%",
  ])
  func notNumbers(text: String) throws {
    let column = try read("x\n\(text)\n", CSVOptions(header: true)).table.columns[0]
    #expect(column[0] == .text(text))
  }

  @Test func leadingZerosAndLongNumbersStayText() throws {
    let loaded = try read("zip,id,n\n01234,1234567890123456,1\n99999,5,2\n")
    #expect(types(loaded.table) == [.text, .text, .number])
    #expect(loaded.table["zip"]?[1] == .text("99999"))
    #expect(loaded.notes.map(\.kind) == [.types, .types])
    let forced = try read("zip\n01234\n1234567890123456\n", CSVOptions(types: ["zip": .number]))
    #expect(rows(forced.table) == [["1234"], ["1234567890123456"]])
  }

  @Test func truths() throws {
    let loaded = try read("a,b,c,d\ntrue,yes,T,1\nFALSE,no,F,0\nTrue,yes,T,1\n")
    #expect(types(loaded.table) == [.truth, .text, .text, .number])
    #expect(loaded.table["a"]?[1] == .truth(false))
    #expect(try types(read("a\ntrue\n1\n").table) == [.text])
  }

  @Test func dates() throws {
    let loaded = try read(
      "a,b,c\n2024-02-29,2024-02-30,01/02/2024\n1900-12-31,2024-01-01,03/04/2024\n")
    #expect(types(loaded.table) == [.date, .text, .text])
    #expect(loaded.table["a"]?[0].text() == "2024-02-29")
    // Every byte at every place, next to the sign that stands there.
    let day = Array("2024-03-15".utf8)
    for place in day.indices {
      let isDash = day[place] == UInt8(ascii: "-")
      for byte in UInt8(0x20)...0x7E where ![0x22, 0x27, 0x2C].contains(byte) {
        var text = day
        text[place] = byte
        let trimmed = byte == 0x20 && (place == 0 || place == 9)
        let found = try types(
          read(Array("x\n".utf8) + text + [0x0A], CSVOptions(header: true)).table)
        let isDigit = byte &- 0x30 <= 9
        let fits = isDash ? byte == UInt8(ascii: "-") : isDigit
        // Months beyond 12 and days beyond 31 are none.
        let digits = text.map { Int($0) - 0x30 }
        let isReal =
          fits && (1...12).contains(digits[5] * 10 + digits[6])
          && (1...31).contains(digits[8] * 10 + digits[9])
        if !trimmed {
          #expect((found == [.date]) == isReal, "\(String(decoding: text, as: UTF8.self))")
        }
      }
    }
  }

  @Test func dateTimes() throws {
    let loaded = try read(
      """
      a,b,c,d,e
      2024-03-01T12:30,2024-03-01 12:30:05.25,2024-03-01T12:30:00Z,2024-03-01T12:30:00+01:00,2024-03-01
      1969-12-31 23:59:59,2024-03-01 00:00,2024-03-01T00:00:00Z,2024-03-01T00:00:00Z,2024-03-01T10:00

      """)
    #expect(types(loaded.table) == [.dateTime, .dateTime, .dateTime, .text, .text])
    #expect(loaded.table["a"]?[1].text() == "1969-12-31T23:59:59")
    #expect(loaded.table["b"]?[0].text() == "2024-03-01T12:30:05.25")
    #expect(
      loaded.notes.map(\.text) == ["`c`: times are Coordinated Universal Time; the Z is left out"])
    for text in [
      "2024-03-01T24:00", "2024-03-01T12:60", "2024-03-01T12:30:60", "2024-03-01T12",
      "2024-03-01T12:30:00.1234567",
    ] {
      #expect(try types(read("x\n\(text)\n", CSVOptions(header: true)).table) == [.text])
    }
  }

  @Test func quotedNumbersAreTextInContrast() throws {
    let contrast = try read("id,n\n\"1\",2\n\"3\",4\n")
    #expect(types(contrast.table) == [.text, .number])
    #expect(contrast.notes.map(\.kind) == [.types])
    // Where everything is quoted, quotes say nothing.
    #expect(try types(read("\"id\",\"n\"\n\"1\",\"2\"\n").table) == [.number, .number])
    #expect(try types(read("id,n\n\"1\",2\n3,4\n").table) == [.number, .number])
    #expect(try types(read("\"d\",\"n\"\n\"2024-01-01\",2\n").table) == [.date, .number])
  }

  // MARK: Missing

  @Test func emptyCells() throws {
    let table = try read("n,t,u\n1,,\n,x,\n\"\",\"\",\n").table
    #expect(types(table) == [.number, .text, .unknown])
    #expect(
      rows(table) == [
        ["1", "missing", "missing"], ["missing", "x", "missing"], ["missing", "", "missing"],
      ])
  }

  @Test func missingWords() throws {
    let loaded = try read("n,t,d,u\n1,NA,2024-01-01,NA\nNA,x,n/a,\n.,null,2024-01-02,NULL\n")
    #expect(types(loaded.table) == [.number, .text, .date, .unknown])
    #expect(loaded.table["n"]?.missingCount == 2)
    #expect(loaded.table["t"]?[0] == .text("NA"))
    #expect(loaded.table["u"]?.missingCount == 3)
    #expect(
      loaded.notes.map(\.text) == [
        "words read as missing: NA in `n` (2), n/a in `d` (1), NA in `u` (2)",
        "words kept as text: NA in `t` (2); `absent: [\"NA\"]` makes them missing",
      ])
    // Words before and after a text, blocks apart, stay text.
    let late = "c\nNA\n" + String(repeating: "\n", count: 20_000) + "Namibia\nNA\n"
    #expect(try read(late).table["c"]?[0] == .text("NA"))
  }

  @Test func absentTexts() throws {
    let options = CSVOptions(absent: ["NA", "-99", "?"])
    let table = try read("n,t\n1,NA\n-99,x\n?,\"?\"\n", options).table
    #expect(types(table) == [.number, .text])
    #expect(table["n"]?.missingCount == 2)
    #expect(table["t"]?.missingCount == 2)
    let hint = try read("n\n" + (1...30).map { "\($0)\n" }.joined() + "?\n").notes
    #expect(
      hint.map(\.text) == [
        "`n` is text: 1 of its 31 cells is no number, first \"?\" in row 31; `absent: [\"?\"]` makes it missing"
      ])
  }

  @Test func typesAskedFor() throws {
    let options = CSVOptions(types: ["n": .text, "c": .category, "d": .dateTime])
    let table = try read("n,c,d\n1,b,2024-01-01\n2,a,2024-01-02T10:00\n", options).table
    #expect(types(table) == [.text, .category, .dateTime])
    #expect(table["c"]?.labelled?.labels == ["a", "b"])
    let strict = CSVOptions(types: ["n": .number], bad: .fail)
    let error = try #require(failure("n,m\n1,2\nx,3\n", strict))
    #expect(error.details == ["line 3: `x` in `n` is no number: x,3"])
    let kept = try read("n,m\n1,2\nx,3\n4,5\n", CSVOptions(types: ["n": .number]))
    #expect(rows(kept.table) == [["1", "2"], ["4", "5"]])
    let unknown = try #require(failure("name,m\n1,2\n", CSVOptions(types: ["nme": .number])))
    #expect(unknown.code == .unknownColumn)
    #expect(unknown.help == ["did you mean `name`?"])
  }

  @Test func optionsAreChecked() {
    for options in [
      CSVOptions(delimiter: 0x0A), CSVOptions(delimiter: UInt8(ascii: "\"")),
      CSVOptions(quote: .byte(0xE9)),
      CSVOptions(decimal: UInt8(ascii: ";")),
      CSVOptions(delimiter: UInt8(ascii: ","), decimal: UInt8(ascii: ",")),
      CSVOptions(skip: -1),
    ] { #expect(failure("a,b\n1,2\n", options)?.code == .badArgument) }
  }

  @Test func equivalentTextsAreOne() throws {
    // é as one scalar and as two.
    guard case .text(let texts)? = try read("t\ncaf\u{E9}\ncafe\u{301}\n").table["t"]?.values else {
      Issue.record("no text")
      return
    }
    #expect(texts.distinct.count == 1)
    #expect(texts.codes.wide == [0, 0])
  }

  @Test func originHoldsTheFingerprint() throws {
    let first = try read("a,b\n1,2\n").table.origin
    #expect(
      first
        == Origin(name: "case.csv", rows: 1, columns: 2, fingerprint: Fingerprint.of("a,b\n1,2\n")))
    #expect(first?.fingerprint.count == 32)
    #expect(try read("a,b\n1,3\n").table.origin?.fingerprint != first?.fingerprint)
  }
}
