import Diagnostics
import Glibc
import Numerics
import Tables
import Testing

struct TableTextTests {
  @Test func layout() throws {
    let table = try made([
      ("name", [.text("Ann"), .text("Bob"), .missing]),
      ("age", [.number(5), .missing, .number(12.25)]),
      ("member", [.truth(true), .truth(false), .missing]),
      ("since", [.date(Day(days: 0)), .missing, .date(Day(days: 40))]),
    ])
    #expect(
      TableText(width: 80).text(table) == """
        name     age  member      since
        text  number  true/false  date
        Ann     5.00  true        1970-01-01
        Bob        ·  false       ·
        ·      12.25  ·           1970-02-10
        3 rows × 4 columns
        """)
  }

  @Test(arguments: [20, 40, 80, 200])
  func linesFitTheWidth(width: Int) throws {
    for dataset in Dataset.all {
      let table = try dataset.load().table
      let text = TableText(width: width).text(table)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(displayWidth(line) <= width, "\(dataset.name): \(line)")
        #expect(line.last != " ")
      }
      #expect(text.contains("… ") || table.names.allSatisfy { text.contains($0) })
    }
  }

  @Test func columnsThatDoNotFitAreNamed() throws {
    let text = TableText(width: 40).text(try Dataset.load("mtcars").table)
    let lines = text.split(separator: "\n")
    #expect(lines[lines.count - 2].hasPrefix("… "))
    #expect(lines.last == "32 rows × 12 columns, first 10 shown")
    #expect(lines.count == 2 + 10 + 2)
  }

  @Test func howManyRows() throws {
    let table = try table([("x", Column(numbers: (0..<21).map { Double($0) }))])
    func count(_ text: String) -> Int { text.split(separator: "\n").count }
    #expect(count(TableText().text(table)) == 2 + 10 + 1)
    #expect(count(TableText().text(table.prefix(20))) == 2 + 20 + 1)
    #expect(count(TableText(maxRows: 3).text(table)) == 2 + 3 + 1)
    #expect(TableText().text(table.prefix(0)) == "     x\nnumber\n0 rows × 1 column")
    #expect(TableText().text(.empty) == "0 rows, no columns")
  }

  @Test func nothingEscapesFromACell() throws {
    let table = try made([
      (
        "a\u{1B}[31mb",
        [
          .text("line\nend\t\u{1B}]0;x\u{7}"), .text("\u{202E}evil"), .text("\u{9B}31m"),
          .text("\r"),
        ]
      )
    ])
    for color in [false, true] {
      let text = TableText(width: 80, color: color).text(table)
      #expect(text.split(separator: "\n").count == 2 + 4 + 1)
      let scalars = text.unicodeScalars.filter {
        $0.value < 0x20 && $0 != "\n" && $0 != "\u{1B}" || $0.value == 0x9B || $0.value == 0x202E
      }
      #expect(scalars.isEmpty)
      #expect(text.contains("line\\nend\\t\\u{1B}]0;x\\u{7}"))
    }
    #expect(!TableText(width: 80).text(table).unicodeScalars.contains("\u{1B}"))
  }

  @Test func wideCharactersAlign() throws {
    let table = try made([
      ("city", [.text("東京"), .text("Oslo"), .text("😀")]),
      ("n", [.number(1), .number(2), .number(3)]),
    ])
    let lines = TableText(width: 40).text(table).split(separator: "\n").dropFirst(2).prefix(3)
    #expect(lines.map { displayWidth($0) } == [12, 12, 12])
  }

  @Test func longTextsAreCut() throws {
    let long = String(repeating: "word ", count: 100_000)
    let text = TableText(width: 40).text(try made([("t", [.text(long)]), ("n", [.number(1)])]))
    #expect(text.contains("…"))
    #expect(text.contains("n\n"))
    for line in text.split(separator: "\n") { #expect(displayWidth(line) <= 40) }
  }

  static let aligned: [([Double], [String])] = [
    // Whole numbers are whole, to 2^53.
    ([1, 2, 3], ["1", "2", "3"]), ([9_007_199_254_740_992, 7], ["9007199254740992", "7"]),
    // Amounts have their decimals, however large they are.
    ([0.1, 100.25], ["0.10", "100.25"]), ([1_234_567.89, 0.05], ["1234567.89", "0.05"]),
    ([123_456_789, 0.5], ["123456789.0", "0.5"]), ([-0.0, 2.5], ["0.0", "2.5"]),
    ([99_999_999.99, 100], ["99999999.99", "100.00"]),
    // Six digits of the largest, four of the smallest.
    ([1.0 / 3, 1], ["0.33333", "1.00000"]), ([1234.56789, 0.123456], ["1234.5679", "0.1235"]),
    ([37.227, -0.0317729], ["37.22700", "-0.03177"]), ([1_234_567.891, 3], ["1234568", "3"]),
    // Of very different size: each its own digits, points below each other.
    ([1e20, 1], ["1e+20", "1"]), ([0.00001234, 5], ["1.234e-05", "5"]),
    ([100_000.5, 0.00012345, 3], ["100000", "0.00012345", "3"]),
    ([0.0451, 3.2e-12, 0.5], ["0.0451", "3.2e-12", "0.5"]),
  ]

  @Test(arguments: aligned)
  func numbersAlign(numbers: [Double], texts: [String]) throws {
    let lines = TableText(width: 60).text(try table([("x", Column(numbers: numbers))])).split(
      separator: "\n")
    let shown = lines.dropFirst(2).prefix(numbers.count).map { $0.drop { $0 == " " } }
    #expect(shown.map(String.init) == texts)
  }

  @Test func pointsStandBelowEachOther() throws {
    let numbers = Column(numbers: [0.0451, 3.2e-12, 12, .nan])
    let table = try table([("p", numbers), ("n", Column(numbers: [1, 2, 3, 4]))])
    #expect(
      TableText(width: 60).text(table) == """
               p       n
          number  number
         0.0451        1
         3.2e-12       2
        12             3
               ·       4
        4 rows × 2 columns
        """)
    for line in TableText(width: 60).text(table.selecting(["p"])).split(separator: "\n") {
      #expect(line.last != " ")
    }
  }

  /// Whatever the numbers, none but 0 is shown as 0, and each text is the number to four digits at least.
  @Test func noNumberIsLost() throws {
    var stream = RandomStream(seed: 5)
    for _ in 0..<2000 {
      let count = 1 + stream.integer(below: 6)
      let spread = stream.uniform(0, 30)
      let numbers = (0..<count).map { _ in
        stream.uniform(-1, 1) * pow(10, stream.uniform(-spread, spread))
      }
      let lines = TableText(width: 60).text(try table([("x", Column(numbers: numbers))]))
        .split(separator: "\n").dropFirst(2)
      for (number, text) in zip(numbers, lines) {
        let shown = try #require(Double(String(text.filter { $0 != " " })), "\(text)")
        #expect(abs(shown - number) <= 0.0005 * abs(number), "\(text) for \(number)")
      }
    }
  }

  @Test func cells() {
    #expect(Cell.number(1 / 3).text(digits: 3) == "0.333")
    #expect(Cell.number(0.1).text() == "0.1")
    #expect(Cell.number(3).text() == "3")
    #expect(Cell.missing.text() == "missing")
    #expect(Cell.truth(true).text() == "true")
    #expect(Cell.dateTime(Instant(microseconds: 1)).text() == "1970-01-01T00:00:00.000001")
  }
}
