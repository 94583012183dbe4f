import CFiles
import Tables
import Testing

/// Loops over plain cells, words at a time, read what the rules say that hold for bytes.
struct CSVCellLoopTests {
  /// A number by the reader's rules, in the words of a regular expression.
  private func isNumber(_ text: String) -> Bool {
    text.wholeMatch(of: /[+-]?(0|[1-9][0-9]*)(\.[0-9]*)?|[+-]?\.[0-9]+/) != nil
  }

  /// All texts of up to four of these bytes, as the cell of a column of numbers.
  @Test func numbers() throws {
    let signs = ["0", "1", "5", "9", "-", "+", ".", "x"]
    var texts = [""]
    var wrong: [String] = []
    var numbers = 0
    for _ in 1...4 {
      texts = texts.flatMap { text in signs.map { text + $0 } }
      for text in texts where text != "." {
        let column = try read("n,t\n1,x\n\(text),x\n").table.columns[0]
        if isNumber(text) {
          numbers += 1
          // Double reads neither `5.` nor `.5` in all versions.
          let value = Double(text.hasSuffix(".") ? text + "0" : text)
          if column.type != .number || value.map({ .number($0) }) != column[1] {
            wrong.append(text)
          }
        } else if column.type != .text || column[1] != .text(text) {
          wrong.append(text)
        }
      }
    }
    #expect(wrong == [])
    #expect(numbers > 500)
  }

  /// All days that a month could have, of years within the table of months, at its ends and outside of it.
  @Test func days() throws {
    var wrong: [String] = []
    for year in [1, 1899, 1900, 1904, 2000, 2023, 2099, 2100, 2400, 9999] {
      for month in 0...13 {
        for day in 0...32 {
          let text = [(year, 4), (month, 2), (day, 2)].map { number, width in
            let digits = String(number)
            return String(repeating: "0", count: width - digits.count) + digits
          }.joined(separator: "-")
          let column = try read("n,d\n1,2000-01-01\n2,\(text)\n").table.columns[1]
          let known = Day(year: year, month: month, day: day)
          if column[1] != known.map({ .date($0) }) ?? .text(text) { wrong.append(text) }
        }
      }
    }
    #expect(wrong == [])
  }

  /// Texts, words for missing, gaps, quotes and blanks in turn, few texts of which many cells or many.
  @Test(arguments: [40, 3000])
  func texts(distinct: Int) throws {
    var text = "n,t\n"
    var expected: [Cell] = []
    let others = ["NA", "", "M", "null", "a text of more than 15 bytes"]
    for row in 0..<9000 {
      let cell = row % 11 < 9 ? "key\(row * 7 % distinct)" : others[row % 5]
      switch row % 13 {
      case 0: text += "1,\"\(cell)\"\n"
      case 1: text += "1, \(cell) \n"
      case 2: text += "1,\"\(cell) \"\"\"\n"
      default: text += "1,\(cell)\n"
      }
      expected.append(
        row % 13 == 2 ? .text(cell + " \"") : cell.isEmpty && row % 13 != 0 ? .missing : .text(cell)
      )
    }
    let column = try read(text).table.columns[1]
    let wrong = (0..<9000).filter { column[$0] != expected[$0] }
    #expect(wrong == [])
    guard case .text(let values) = column.values else {
      Issue.record("\(column.type)")
      return
    }
    #expect(Set(values.distinct.map { $0 }).count == values.distinct.count)
  }

  /// Pairs of quotes at every place of texts that end within 64 bytes, at them and behind them, with any room.
  @Test func unescaping() {
    let quote = UInt8(ascii: "\"")
    var wrong = 0
    for length in [0, 1, 2, 15, 16, 62, 63, 64, 65, 79, 80, 128, 150] {
      for first in 0...length {
        for second in Set([first, first + 1, first + 40, length]) where second <= length {
          var plain = (0..<length).map { UInt8(97 + $0 % 26) }
          if first < length { plain[first] = quote }
          if second < length { plain[second] = quote }
          let doubled = plain.flatMap { $0 == quote ? [$0, $0] : [$0] }
          let source = doubled + [UInt8](repeating: 0, count: 16)
          for room in [plain.count, plain.count / 2] {
            for unescape in [ogive_unescape, ogive_unescape_by_spans] {
              var target = [UInt8](repeating: 7, count: room + 1)
              let made = unescape(source, doubled.count, quote, &target, room)
              if made != room || target != Array(plain.prefix(room)) + [7] { wrong += 1 }
            }
          }
        }
      }
    }
    #expect(wrong == 0)
  }
}
