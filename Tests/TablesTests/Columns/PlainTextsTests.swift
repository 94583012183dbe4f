import Numerics
import Tables
import Testing

/// Texts that are stored row by row, and the codes that they get when these are asked for.
struct PlainTextsTests {
  /// What the codes must be: by a look at each text before.
  private func isRight(_ texts: [String], _ codes: [Int32], _ distinct: [String]) -> Bool {
    var order: [String] = []
    var places: [String: Int32] = [:]
    let expected = texts.map { text -> Int32 in
      if let place = places[text] { return place }
      let place = Int32(order.count)
      places[text] = place
      order.append(text)
      return place
    }
    return codes == expected && distinct.map { Array($0.utf8) } == order.map { Array($0.utf8) }
  }

  /// All lists of up to four of these texts.
  @Test func smallLists() {
    let texts = ["", "a", "b", "aaaaaaaa", "aaaaaaaab", "e\u{301}", "\u{E9}"]
    var lists: [[String]] = [[]]
    var wrong: [[String]] = []
    for _ in 0..<4 {
      lists = lists.flatMap { list in texts.map { list + [$0] } }
      for list in lists {
        let (codes, distinct) = TextList(list).coded()
        if !isRight(list, codes, Array(distinct)) { wrong.append(list) }
      }
    }
    let none = TextList([String]()).coded()
    #expect(none.codes.isEmpty && none.distinct.isEmpty)
    #expect(wrong == [])
  }

  /// So many texts that some of different bytes have the same 32 bits of their hashes, none or some of them repeated, with
  /// lengths on both sides of a word's.
  @Test(arguments: [200_000, 150_000, 7])
  func manyTexts(distinct: Int) {
    var stream = CSVFuzzTests.Stream(state: 11)
    let texts = (0..<200_000).map { row -> String in
      let number = distinct == 200_000 ? row : stream.next(distinct)
      return number % 3 == 0 ? "\(number)" : "the text of number \(number)"
    }
    let (codes, list) = TextList(texts).coded()
    #expect(isRight(texts, codes, Array(list)))
  }

  private func plain() -> ([String], Column) {
    let texts = (0..<1000).map { "text \($0 % 600)" }
    return (texts, Column(.text(TextValues(plain: TextList(texts)))))
  }

  /// Rows are the same whether or not the texts have codes by then.
  @Test func rows() {
    let (texts, column) = plain()
    let kept = Bitmap((0..<1000).map { $0 % 97 == 3 })
    func check(_ picked: Column, _ places: [Int]) {
      #expect((0..<picked.count).map { picked[$0] } == places.map { .text(texts[$0]) })
    }
    for _ in 0..<2 {
      check(column, Array(0..<1000))
      check(column.gather([3, 999, 3]), [3, 999, 3])
      check(column.slice(990..<1000), Array(990..<1000))
      check(column.slice(0..<1000), Array(0..<1000))
      check(column.filter(kept), (0..<1000).filter { $0 % 97 == 3 })
      let missing = column.gather([5, -1])
      #expect(missing[0] == .text("text 5") && missing[1] == .missing)
      guard case .text(let values) = column.values else { return }
      let (codes, list) = values.listed
      #expect(codes.map { list[Int($0)] } == texts)
      // From here on they have codes.
      #expect(isRight(texts, codes.count == 0 ? [] : values.codes.wide, Array(values.distinct)))
    }
  }

  /// A file of texts that nearly all differ is the same table in many chunks, where they are stored row by row, as in one.
  @Test func chunks() throws {
    var text = "n,short,long,late\n"
    for row in 0..<60_000 {
      let short =
        row % 1001 == 7 ? "" : row % 1003 == 8 ? "\"\"" : row % 1007 == 9 ? "none" : "k\(row)"
      let long = row % 3 == 0 ? "\"say \"\"\(row)\"\", and more\"" : "a longer text of \(row)"
      text += "\(row),\(short),\(long),\(row < 30_000 ? "" : "late \(row)")\n"
    }
    var options = CSVOptions(absent: ["none"])
    let one = try read(text, options).table
    options.chunkBytes = 1 << 14
    let many = try read(text, options).table
    #expect(one.rowCount == 60_000)
    for (a, b) in zip(one.columns, many.columns) {
      #expect((0..<60_000).filter { a[$0] != b[$0] } == [])
    }
    #expect(many.firstDifference(from: one) == nil)
    #expect(many.digest == one.digest)
    #expect(one.columns[1].missingCount == many.columns[1].missingCount)
    #expect(one.columns[1][8 + 1003] == .text(""))
  }
}
