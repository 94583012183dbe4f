import Diagnostics
import Tables
import Testing

struct ReshapingTests {
  @Test func longer() throws {
    let sales = try made([
      ("shop", [.text("a"), .text("b")]), ("q1", [.number(1), .missing]), ("q2", [.number(3), .number(4)]),
    ])
    let long = try sales.longer(["q1", "q2"], name: "quarter", value: "amount")
    #expect(long.names == ["shop", "quarter", "amount"])
    #expect(rows(long) == [["a", "q1", "1"], ["a", "q2", "3"], ["b", "q1", "missing"], ["b", "q2", "4"]])
    #expect(try sales.prefix(0).longer(["q1", "q2"]).rowCount == 0)
  }

  @Test func longerUnitesTypesOrNamesTheFirstThatDiffers() throws {
    let mixed = try made([("a", [.missing]), ("b", [.number(1)]), ("c", [.text("x")])])
    #expect(try types(mixed.longer(["a", "b"])) == [.text, .text, .number])
    let error = #expect(throws: Diagnostic.self) { try mixed.longer(["a", "b", "c"]) }
    #expect(error?.code == .wrongKind)
    #expect(error?.message == "`c` is text, but `b` is number")
    #expect(#expect(throws: Diagnostic.self) { try mixed.longer(["a", "b"], name: "c") }?.code == .columnExists)
    #expect(#expect(throws: Diagnostic.self) { try mixed.longer(["a"], name: "v", value: "v") }?.code == .duplicateName)
    #expect(#expect(throws: Diagnostic.self) { try mixed.longer([]) }?.code == .missingArgument)
    #expect(#expect(throws: Diagnostic.self) { try mixed.longer(["a", "a"]) }?.code == .duplicateName)
  }

  @Test func wider() throws {
    let tidy = try made([
      ("shop", [.text("b"), .text("a"), .text("b")]), ("quarter", [.text("q2"), .text("q1"), .text("q1")]),
      ("amount", [.number(1), .number(2), .number(3)]),
    ])
    let wide = try tidy.wider(key: "quarter", value: "amount")
    #expect(wide.table.names == ["shop", "q1", "q2"])
    #expect(rows(wide.table) == [["b", "3", "1"], ["a", "2", "missing"]])
    #expect(wide.notes.map(\.text) == ["1 cell missing: no row has that `quarter` there"])
  }

  @Test func longerUndoesWider() throws {
    let table = try made([
      ("id", [.number(3), .number(1), .missing]), ("x", [.truth(true), .missing, .truth(false)]), ("y", [.truth(false), .truth(true), .truth(true)]),
    ])
    let back = try table.longer(["x", "y"]).wider(key: "name", value: "value").table
    #expect(back.firstDifference(from: table) == nil)
  }

  @Test func widerNeedsAnAggregateForDuplicates() throws {
    let tidy = try made([
      ("k", [.text("x"), .text("x"), .text("y")]), ("v", [.number(1), .number(2), .number(3)]),
    ])
    let error = #expect(throws: Diagnostic.self) { try tidy.wider(key: "k", value: "v") }
    #expect(error?.code == .duplicatesInReshape)
    #expect(error?.details == ["2 rows have k = \"x\""])
    let sums = try tidy.wider(key: "k", value: "v") { (values: Column, groups: Grouping) throws(Diagnostic) in
      var sums = [Double](repeating: 0, count: groups.groupCount)
      for row in 0..<groups.rowCount { if case .number(let x) = values[row] { sums[Int(groups.groupOf[row])] += x } }
      return Column(numbers: sums)
    }
    #expect(sums.table.names == ["x", "y"])
    #expect(rows(sums.table) == [["3", "3"]])
  }

  @Test func widerKeys() throws {
    let gaps = try made([("k", [.number(10), .missing, .number(9)]), ("v", [.number(1), .number(2), .number(3)])])
    let wide = try gaps.wider(key: "k", value: "v")
    #expect(wide.table.names == ["9", "10", "missing"])
    #expect(wide.notes.map(\.text) == ["`k` is missing in 1 row: their values are in `missing`"])
    let clash = try made([("k", [.text("id")]), ("id", [.number(1)]), ("v", [.number(2)])])
    #expect(#expect(throws: Diagnostic.self) { try clash.wider(key: "k", value: "v") }?.code == .columnExists)
    let many = try made([("k", (0...10_000).map { .number(Double($0)) }), ("v", (0...10_000).map { .number(Double($0)) })])
    #expect(#expect(throws: Diagnostic.self) { try many.wider(key: "k", value: "v") }?.code == .tooLarge)
    #expect(try gaps.prefix(0).wider(key: "k", value: "v").table.rowCount == 0)
  }

  @Test func appending() throws {
    let a = try made([("x", [.number(1)]), ("c", [.text("u")])])
    let b = try made([("c", [.text("v"), .missing]), ("z", [.truth(true), .truth(false)])])
    let both = try a.appending(b, name: "b")
    #expect(both.table.names == ["x", "c", "z"])
    #expect(rows(both.table) == [["1", "u", "missing"], ["missing", "v", "true"], ["missing", "missing", "false"]])
    #expect(both.notes.map(\.text) == ["b has no `x`: missing in 2 rows", "only b has `z`: missing in 1 row"])
    let error = #expect(throws: Diagnostic.self) { try a.appending(made([("x", [.text("1")])]), name: "b") }
    #expect(error?.code == .wrongKind)
    #expect(error?.message == "`x` is number here and text in b")
  }

  @Test func appendingUnitesLevels() throws {
    let a = try table([("c", Column(.category(CategoryValues(codes: [1, 0], levels: ["low", "high"]))))])
    let b = try table([("c", Column(.category(CategoryValues(codes: [0, 1], levels: ["mid", "low"]))))])
    let both = try a.appending(b).table
    #expect(both["c"]?.labelled?.labels == ["low", "high", "mid"])
    #expect(rows(both) == [["high"], ["low"], ["mid"], ["low"]])
  }
}
