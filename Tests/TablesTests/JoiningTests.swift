import Diagnostics
import Numerics
import Tables
import Testing

struct JoiningTests {
  static func joined(
    _ left: Table, _ right: Table, on keys: [JoinKey] = [JoinKey("k", "k")], rows: JoinRows = .left,
    repeats: Bool = false
  ) throws(Diagnostic) -> (table: Table, notes: [Note]) {
    var notes: [Note] = []
    let table = try left.joining(
      right, on: keys, rows: rows, repeats: repeats, name: "other", notes: &notes)
    return (table, notes)
  }

  /// The join by its definition: every row against every other.
  static func naive(_ a: [Cell], _ b: [Cell], _ rows: JoinRows) -> [[String]] {
    var result: [[String]] = []
    for (i, x) in a.enumerated() {
      let matches = b.indices.filter { x != .missing && b[$0] == x }
      switch rows {
      case .unmatched: if matches.isEmpty { result.append([x.text(), "L\(i)"]) }
      case .matching: break
      case .left, .all: if matches.isEmpty { result.append([x.text(), "L\(i)", "missing"]) }
      }
      if rows != .unmatched { for j in matches { result.append([x.text(), "L\(i)", "R\(j)"]) } }
    }
    if rows == .all {
      for (j, y) in b.enumerated() where y == .missing || !a.contains(y) {
        result.append([y.text(), "missing", "R\(j)"])
      }
    }
    return result
  }

  @Test func matchesTheDefinitionOnAllSmallTables() throws {
    for (_, values) in GroupingTests.kinds {
      let cells = Array(values.prefix(2)) + [.missing]
      for n in 0...3 {
        for a in GroupingTests.lists(cells, n) {
          let left = try made([("k", a), ("l", a.indices.map { .text("L\($0)") })])
          for b in GroupingTests.lists(cells, 3 - n / 2) {
            let right = try made([("r", b.indices.map { .text("R\($0)") }), ("k", b)])
            let present = b.filter { $0 != .missing }
            let isUnique = Set(present).count == present.count
            for rows in JoinRows.allCases {
              let found = try JoiningTests.joined(left, right, rows: rows, repeats: true).table
              #expect(found.names == (rows == .unmatched ? ["k", "l"] : ["k", "l", "r"]))
              #expect(TablesTests.rows(found) == JoiningTests.naive(a, b, rows))
              do throws(Diagnostic) {
                let strict = try JoiningTests.joined(left, right, rows: rows).table
                #expect(isUnique || rows == .unmatched)
                #expect(TablesTests.rows(strict) == TablesTests.rows(found))
              } catch {
                #expect(error.code == .repeatedKey)
                #expect(!isUnique && rows != .unmatched)
              }
            }
          }
        }
      }
    }
  }

  @Test func severalKeysMustAllBeEqual() throws {
    let left = try made([
      ("a", [.number(1), .number(1), .number(2)]), ("b", [.text("x"), .text("y"), .missing]),
    ])
    let right = try made([
      ("c", [.number(1), .number(2), .number(1)]), ("b", [.text("y"), .text("x"), .missing]),
      ("v", [.number(10), .number(20), .number(30)]),
    ])
    let keys = [JoinKey("a", "c"), JoinKey("b", "b")]
    let (found, notes) = try JoiningTests.joined(left, right, on: keys)
    #expect(found.names == ["a", "b", "v"])
    #expect(
      rows(found) == [["1", "x", "missing"], ["1", "y", "10"], ["2", "missing", "missing"]])
    #expect(notes == [Note(.rows, "2 of 3 rows had no match; 1 because a key is missing")])
    let (all, more) = try JoiningTests.joined(left, right, on: keys, rows: .all)
    #expect(rows(all).suffix(2) == [["2", "x", "20"], ["1", "missing", "30"]])
    #expect(more.last == Note(.rows, "2 of 3 rows of other had no match"))
  }

  @Test func categoriesMatchTextsByLabel() throws {
    let levels = Column(.category(CategoryValues(codes: [0, 1, 2], levels: ["z", "a", "q"])))
    let left = try table([("k", levels)])
    let right = try made([
      ("k", [.text("a"), .text("z"), .text("w")]), ("v", [.number(1), .number(2), .number(3)]),
    ])
    #expect(
      rows(try JoiningTests.joined(left, right).table) == [
        ["z", "2"], ["a", "1"], ["q", "missing"],
      ])
    let all = try JoiningTests.joined(left, right, rows: .all).table
    #expect(rows(all) == [["z", "2"], ["a", "1"], ["q", "missing"], ["w", "3"]])
    #expect(types(all) == [.text, .number])
    #expect(types(try JoiningTests.joined(left, right).table) == [.category, .number])
  }

  @Test func repeatedKeysAreRefusedWithTheirCount() throws {
    let left = try made([("port", [.text("C"), .text("S"), .text("S"), .missing])])
    let right = try made([
      ("port", [.text("Q"), .text("Q"), .text("S"), .text("S"), .text("S")]),
      ("town", (1...5).map { .number(Double($0)) }),
    ])
    let error = #expect(throws: Diagnostic.self) {
      try JoiningTests.joined(left, right, on: [JoinKey("port", "port")])
    }
    #expect(error?.code == .repeatedKey)
    #expect(error?.message == "join would turn 4 rows into 8")
    #expect(error?.label == "`port` is not unique in other: \"S\" is there 3 times")
    #expect(
      error?.help == ["make other unique first, or write `join other on port, repeats: true`"])
    let all = #expect(throws: Diagnostic.self) {
      try JoiningTests.joined(left, right, on: [JoinKey("port", "port")], rows: .all)
    }
    #expect(all?.message == "join would turn 4 rows into 10")
    let unmet = #expect(throws: Diagnostic.self) {
      try JoiningTests.joined(left.prefix(1), right, on: [JoinKey("port", "port")])
    }
    #expect(unmet?.message == "join needs a key that is unique in other")
  }

  @Test func sharedColumnsAndUnlikeKeysAreRefused() throws {
    let left = try made([("k", [.number(1)]), ("v", [.number(2)]), ("w", [.number(2)])])
    let right = try made([("k", [.text("1")]), ("v", [.number(3)]), ("w", [.number(2)])])
    let unlike = #expect(throws: Diagnostic.self) { try JoiningTests.joined(left, right) }
    #expect(unlike?.code == .wrongKind)
    #expect(unlike?.message == "`k` can't be matched: a number column and a text column")
    let shared = #expect(throws: Diagnostic.self) {
      try JoiningTests.joined(left, right, on: [JoinKey("v", "v")])
    }
    #expect(shared?.code == .columnExists)
    #expect(shared?.candidates == ["k", "w"])
    let unknown = #expect(throws: Diagnostic.self) {
      try JoiningTests.joined(left, right, on: [JoinKey("k", "kk")])
    }
    #expect(unknown?.code == .unknownColumn)
    #expect(unknown?.message == "other has no column `kk`")
  }
}
