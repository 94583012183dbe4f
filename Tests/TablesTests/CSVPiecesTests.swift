import Diagnostics
import Tables
import Testing

/// The pieces of a file that threads read side by side don't show in what comes out, wherever their borders fall.
struct CSVPiecesTests {
  /// What reading gives: the table's rows and types, the notes, the rejects, or the error.
  private func outcome(
    _ bytes: [UInt8], pieces: Int? = nil, _ options: CSVOptions = CSVOptions()
  ) -> String {
    var options = options
    if let pieces { options.chunkBytes = pieces }
    do throws(Diagnostic) {
      let loaded = try read(bytes, options)
      return "\(loaded.table.names) \(types(loaded.table)) \(rows(loaded.table))"
        + " \(loaded.notes.map(\.text)) \(loaded.rejects)"
    } catch {
      return "\(error)"
    }
  }

  /// Byte 16, the first of the second piece, can't stand there in UTF-8, but looks like the end of a character that
  /// began in the first.
  @Test func strayEndOfACharacterAtABorder() throws {
    let bytes = Array("a,b\n1,2\n3,45678\n".utf8) + [0xAB] + Array(",1\n\u{E9},2\n".utf8)
    let whole = outcome(bytes)
    #expect(whole.contains("byte AB"))
    #expect(outcome(bytes, pieces: 16) == whole)
  }

  /// Behind skipped lines nothing has begun that the first bytes could be the end of.
  @Test func strayEndOfACharacterBehindSkippedLines() throws {
    let bytes = Array("left out\n".utf8) + [0x95, 0x80] + Array(",b\n1,2\n".utf8)
    let loaded = try read(bytes, CSVOptions(skip: 1))
    #expect(loaded.table.names == ["•€", "b"])
    #expect(loaded.notes.contains { $0.text.contains("Windows-1252") })
  }

  /// A row whose cell isn't of its column's type is found after the other faults of its block.
  @Test func theFirstBadRowsAreTheFirstInTheFile() throws {
    let text = "a,b\nx,1\n2,2\n3\n4,4\n5\n6,6\n7\n8,8\n9\n1,1\n2\n3,3\n"
    let error = try #require(failure(text, CSVOptions(types: ["a": .number], bad: .fail)))
    #expect(error.details.prefix(2).map { $0.prefix(7) } == ["line 2:", "line 4:"])
    #expect(error.details.count == 6)
    #expect(error.details.last == "… 1 more")
  }

  /// A column that shows to be no plain numbers after its first piece is looked at as closely as others.
  @Test func lateDecimalCommas() throws {
    let bytes = Array("n;t\n1;x\n2;x\n3,5;x\n4,25;y\n".utf8)
    let loaded = try read(bytes)
    #expect(loaded.table.columns[0].type == .number)
    #expect(outcome(bytes, pieces: 8) == outcome(bytes))
  }

  @Test(arguments: [
    "a,b\n1,2\n3\n4,5,6\n7,8\n", "t,d\nx,1\n\"y\n,\",2\n\"z\"\"\",3\n", "a\n1\n\n2\nx\n",
    "when,caf\u{E9}\n28/01/2018,\u{E9}\u{E9}\n29/01/2018,\n", "a,b\n1,\"x\ny\"z\n2,\"w\n3,v\n",
  ])
  func bordersEverywhere(text: String) throws {
    let bytes = Array(text.utf8)
    let whole = outcome(bytes)
    for pieces in 4...40 {
      #expect(outcome(bytes, pieces: pieces) == whole, "pieces of \(pieces)")
      let kept = CSVOptions(bad: .keep)
      #expect(outcome(bytes, pieces: pieces, kept) == outcome(bytes, kept), "pieces of \(pieces)")
    }
  }

  /// Bytes that aren't of UTF-8 in titles, names and notes, which are no rows.
  @Test(arguments: [
    "Report of May \u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\n\na,b\n1,2\n3,4\nTotal,6\n",
    "a long name,b\u{E9}\n1,2\n3,4\n",
    "a,b\n1,2\n3,4\n5,6\n\nfrom the caf\u{E9}\n", "true\n2\tfalse\u{FF}\u{FF}\n",
  ])
  func otherBytesOutsideOfRows(text: String) {
    let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let whole = outcome(bytes)
    #expect(whole.contains("Latin-1") || whole.contains("Windows-1252"))
    for pieces in 4...40 { #expect(outcome(bytes, pieces: pieces) == whole, "pieces of \(pieces)") }
  }

  /// The beginning and the end of a file are plain; what stands between them isn't, and is found where it stands.
  @Test(arguments: [
    "", "7,\"q\"\n", "7,\"a\nb\"\n", "7,\"a,\"\"b\"\"\n1,2\n\"\n", "7,a\u{0}b\n", "7,\u{E9}\n",
    "7,5\" pipe\n",
    "7,\"never closed\n", "7\n", "7,8,9\n", "\n", "x,y\n", "7,\"\n",
  ])
  func plainEndsOnly(middle: String) {
    let rows = (0..<14_000).map { "\($0),text \($0 % 97)\n" }.joined()
    let text = "n,t\n" + rows + middle + rows
    let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    for bytes in [Array(text.utf8), latin] {
      let whole = outcome(bytes)
      for pieces in [4096, 50_001] {
        let isSame = outcome(bytes, pieces: pieces) == whole
        #expect(isSame, "pieces of \(pieces)")
      }
    }
  }

  /// What stands around a border says on which side of a quote it is, or nothing, or the wrong thing.
  @Test(arguments: [
    "7,\"a\nb, c\n\"\"d\"\"\"\n", "7,\"8,x\n9,y\n10,z\n\"\n", "7,\"\n\n\n\n\"\n", "7,\"\"\n",
    "7,8,\"9\n8\"\n",
    "7,\"\u{E9}\n\u{1F600},\"\n",
  ])
  func quotesAtBorders(row: String) {
    let cell = String(repeating: row.dropFirst(3).dropLast(2) + "\n", count: 700)
    let long = "7,\"\(cell.replacing("\"", with: "\"\""))\"\n"
    for text in [
      "n,t\n" + String(repeating: row, count: 3000),
      "n,t\n" + String(repeating: row + long, count: 40),
      "t\n" + String(repeating: String(row.dropFirst(2)), count: 3000),
    ] {
      let bytes = Array(text.utf8)
      let whole = outcome(bytes)
      for pieces in [997, 4096, 10_001] {
        let isSame = outcome(bytes, pieces: pieces) == whole
        #expect(isSame, "pieces of \(pieces)")
      }
    }
  }

  /// Texts that are nearly all new stay in the file, and are the same there with quotes and without.
  @Test func runsWithQuotes() throws {
    var text = "n,t\n"
    for row in 0..<60_000 {
      let name = "the text of row \(row % 59_000)"
      text +=
        row % 3 == 0
        ? "\(row),\"\(name) \"\"\(row % 7)\"\"\"\n" : "\(row),\(name) \"\(row % 7)\"\n"
    }
    let bytes = Array(text.utf8)
    let table = try read(bytes).table
    guard case .text(let texts) = table.columns[1].values else {
      Issue.record("\(table.columns[1].type)")
      return
    }
    let expected = (0..<60_000).map { "the text of row \($0 % 59_000) \"\($0 % 7)\"" }
    let isRight = (0..<60_000).allSatisfy { texts[$0] == expected[$0] }
    #expect(isRight)
    #expect(texts.distinct.count == Set(expected).count)
    let isSame = outcome(bytes, pieces: 100_000) == outcome(bytes)
    #expect(isSame)
  }
}
