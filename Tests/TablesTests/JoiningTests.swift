import Diagnostics
import Tables
import Testing

struct JoiningTests {
  /// The definition, by two loops.
  static func naive(_ left: [[Cell]], _ right: [[Cell]], _ kind: JoinRows) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var used: Set<Int> = []
    for (i, key) in left.enumerated() {
      let partners = right.indices.filter { !key.contains(.missing) && right[$0] == key }
      used.formUnion(partners)
      if kind == .unmatched {
        if partners.isEmpty { pairs.append((i, -1)) }
      } else if partners.isEmpty {
        if kind != .matching { pairs.append((i, -1)) }
      } else {
        pairs += partners.map { (i, $0) }
      }
    }
    if kind == .all { pairs += right.indices.filter { !used.contains($0) }.map { (-1, $0) } }
    return pairs
  }

  @Test(arguments: JoinRows.allCases)
  func matchesTheDefinitionOnAllSmallTables(kind: JoinRows) throws {
    let values: [Cell] = [.number(1), .number(2.5), .missing]
    for n in 0...3 {
      for m in 0...3 {
        for left in GroupingTests.lists(values, n) {
          for right in GroupingTests.lists(values, m) {
            let a = try made([("k", left), ("i", (0..<n).map { .number(Double($0)) })])
            let b = try made([("k", right), ("j", (0..<m).map { .number(Double($0)) })])
            let joined = try a.joined(with: b, on: [JoinKey("k")], rows: kind, repeats: true).table
            let expected = JoiningTests.naive(left.map { [$0] }, right.map { [$0] }, kind)
            #expect(joined.rowCount == expected.count)
            for (row, pair) in expected.enumerated() {
              #expect(joined["k"]?[row] == (pair.0 >= 0 ? left[pair.0] : right[pair.1]))
              #expect(joined["i"]?[row] == (pair.0 >= 0 ? .number(Double(pair.0)) : .missing))
              if kind != .unmatched { #expect(joined["j"]?[row] == (pair.1 >= 0 ? .number(Double(pair.1)) : .missing)) }
            }
          }
        }
      }
    }
  }

  @Test func severalKeysOfDifferentNames() throws {
    let orders = try made([("buyer", [.text("a"), .text("b"), .text("a")]), ("year", [.number(1), .number(1), .number(2)])])
    let people = try made([
      ("id", [.text("a"), .text("a"), .text("b")]), ("y", [.number(1), .number(2), .number(9)]),
      ("city", [.text("Rome"), .text("Oslo"), .text("Bonn")]),
    ])
    let joined = try orders.joined(with: people, on: [JoinKey("buyer", "id"), JoinKey("year", "y")], rightName: "people")
    #expect(joined.table.names == ["buyer", "year", "city"])
    #expect(rows(joined.table) == [["a", "1", "Rome"], ["b", "1", "missing"], ["a", "2", "Oslo"]])
    #expect(joined.notes.map(\.text) == ["1 of 3 rows had no match"])
    let matching = try orders.joined(
      with: people, on: [JoinKey("buyer", "id"), JoinKey("year", "y")], rows: .matching, rightName: "people")
    #expect(matching.notes.map(\.text) == ["kept 2 of 3 rows; 1 had no match"])
  }

  @Test func repeatedKeysAreRefused() throws {
    let rows = try made([("port", [.text("S"), .text("C"), .text("S")])])
    let ports = try made([("port", [.text("S"), .text("C"), .text("S"), .text("S")]), ("city", (1...4).map { .number(Double($0)) })])
    let error = #expect(throws: Diagnostic.self) { try rows.joined(with: ports, on: [JoinKey("port")], rightName: "ports") }
    #expect(error?.code == .repeatedKey)
    #expect(error?.message == "join would turn 3 rows into 7")
    #expect(error?.label == "`port` is not unique in ports: \"S\" is there 3 times")
    #expect(error?.help == ["make ports unique first, or write `join ports on port, repeats: true`"])
    #expect(try rows.joined(with: ports, on: [JoinKey("port")], repeats: true).table.rowCount == 7)
    #expect(try rows.joined(with: ports, on: [JoinKey("port")], rows: .unmatched).table.rowCount == 0)
    // Missing keys never join, so that several of them are no repetition.
    let gaps = try made([("port", [.text("S"), .missing, .missing]), ("city", [.number(1), .number(2), .number(3)])])
    #expect(try rows.joined(with: gaps, on: [JoinKey("port")]).table.rowCount == 3)
  }

  @Test func takenNamesGetANumber() throws {
    let a = try made([("k", [.number(1)]), ("x", [.number(2)]), ("x_2", [.number(3)])])
    let b = try made([("k", [.number(1)]), ("x", [.number(4)])])
    let joined = try a.joined(with: b, on: [JoinKey("k")], rightName: "b")
    #expect(joined.table.names == ["k", "x", "x_2", "x_3"])
    #expect(joined.notes.map(\.kind) == [.ambiguity])
  }

  @Test func typesOfKeys() throws {
    let numbers = try made([("id", [.number(1)])])
    let texts = try made([("id", [.text("1")])])
    let error = #expect(throws: Diagnostic.self) { try numbers.joined(with: texts, on: [JoinKey("id")], rightName: "t") }
    #expect(error?.code == .wrongKind)
    #expect(error?.message == "join can't compare `id` (number) with `id` of t (text)")
    let labels = try table([("id", Column(.category(CategoryValues(codes: [1], levels: ["2", "1"])))), ("v", Column(numbers: [7]))])
    #expect(try rows(texts.joined(with: labels, on: [JoinKey("id")]).table) == [["1", "7"]])
    let unknown = try table([("id", Column(.unknown(1))), ("v", Column(numbers: [7]))])
    #expect(try rows(numbers.joined(with: unknown, on: [JoinKey("id")]).table) == [["1", "missing"]])
    let absent = #expect(throws: Diagnostic.self) { try numbers.joined(with: texts, on: [JoinKey("id", "idd")], rightName: "t") }
    #expect(absent?.message == "t has no column `idd`")
  }
}
