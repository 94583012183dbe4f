import Diagnostics
import Tables
import Testing

struct CSVFuzzTests {
  struct Stream {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: state >> 33) % bound
    }
    mutating func pick<T>(_ choices: [T]) -> T { choices[next(choices.count)] }
  }

  static let seeds = [
    "a,b,c\n1,x,2024-01-01\n2,\"y,z\",2024-01-02\n,NA,\n",
    "\"h\n1\";\"k\"\r\n\"q\"\"q\";1,5\r\n;\r\n", "x\n\n1\n2\n",
    "n\tt\n1\ttrue\n2\tfalse\n", "\u{FEFF}a|b\n1|\"\"\n", "1.5,2\n3,4\n",
  ]
  static let bytes: [UInt8] =
    Array(",;\t|\"'\n\r \u{0}01.-eNA".utf8) + [0xE9, 0xFF, 0xC3, 0xA9, 0xEF, 0xBB, 0xBF]

  /// Records by a scan that knows nothing but quotes and line ends, for files without faults.
  @Test func mutationsNeverTrapAndLoseNoRow() throws {
    var stream = Stream(state: 20_240_301)
    var loaded = 0
    for round in 0..<4000 {
      var text = Array(CSVFuzzTests.seeds[round % CSVFuzzTests.seeds.count].utf8)
      for _ in 0...stream.next(6) {
        let place = stream.next(text.count + 1)
        switch stream.next(4) {
        case 0: text.insert(CSVFuzzTests.bytes[stream.next(CSVFuzzTests.bytes.count)], at: place)
        case 1 where place < text.count: text.remove(at: place)
        case 2 where place < text.count:
          text[place] = CSVFuzzTests.bytes[stream.next(CSVFuzzTests.bytes.count)]
        default: text.insert(contentsOf: text.prefix(stream.next(9)), at: place)
        }
        if text.isEmpty { text = [0x61] }
      }
      let options = CSVOptions(
        delimiter: [nil, 0x2C, 0x3B][stream.next(3)], header: [nil, true, false][stream.next(3)])
      do throws(Diagnostic) {
        let kept = try read(text, options)
        loaded += 1
        // Strict reading agrees: it loads exactly what has no reject, and then the same.
        var strict = options
        strict.bad = .fail
        if kept.rejects.isEmpty {
          let again = try read(text, strict)
          #expect(again.table.firstDifference(from: kept.table) == nil)
        }
        // Kept and rejected rows, header and blank lines cover the file's rows: none is there twice or not at all.
        let lines = kept.rejects.map(\.byte)
        #expect(lines == Array(Set(lines)).sorted())
        for column in kept.table.columns { #expect(column.count == kept.table.rowCount) }
        #expect(kept.table.rejected?.count == kept.rejects.count)
      } catch {
        #expect([.malformedFile, .tooLarge, .badArgument].contains(error.code), "\(error.message)")
      }
    }
    #expect(loaded > 2000)
  }

  /// Without quotes, rows are lines: each is kept, rejected or blank.
  @Test func plainLinesAreAllAccountedFor() throws {
    var stream = Stream(state: 99)
    var loaded = 0
    for _ in 0..<500 {
      var text = "a,b\n"
      let count = stream.next(40)
      var filled = 0
      for _ in 0..<count {
        let cells = stream.next(4)
        if cells > 0 { filled += 1 }
        text += (0..<cells).map { _ in "v\(stream.next(100))" }.joined(separator: ",") + "\n"
      }
      do throws(Diagnostic) {
        let kept = try read(text, CSVOptions(delimiter: 0x2C, header: true))
        #expect(kept.table.rowCount + kept.rejects.count == filled)
        loaded += 1
      } catch {
        // Most rows are bad, or the names are too few for them.
        #expect(error.code == .malformedFile)
      }
      let mended = try read("a,b\nx,y\nx,y\n" + text, CSVOptions(delimiter: 0x2C, bad: .keep))
      #expect(mended.table.rowCount + mended.rejects.count == filled + 3)
    }
    #expect(loaded > 100)
  }

  /// The same rows give the same table wherever the reader's blocks end.
  @Test func blocksDoNotShow() throws {
    for padding in [0, 1, 17, 250] {
      var text = "id,note,value\n"
      let filler = String(repeating: "f", count: padding)
      for row in 0..<30_000 { text += "\(row),\"n\(row % 7)\n,\(filler)\",\(Double(row) / 4)\n" }
      let table = try read(text).table
      #expect(table.rowCount == 30_000)
      for row in stride(from: 0, to: 30_000, by: 997) {
        #expect(
          table.columns.map { $0[row] } == [
            .number(Double(row)), .text("n\(row % 7)\n,\(filler)"), .number(Double(row) / 4),
          ])
      }
    }
  }
}
