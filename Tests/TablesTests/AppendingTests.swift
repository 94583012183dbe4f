import Diagnostics
import Numerics
import Tables
import Testing

struct AppendingTests {
  static func appended(_ parts: [Table]) throws(Diagnostic) -> (table: Table, notes: [Note]) {
    var notes: [Note] = []
    let table = try parts[0].appending(Array(parts.dropFirst()), notes: &notes)
    return (table, notes)
  }

  @Test func everyTypeKeepsItsCells() throws {
    for (type, values) in GroupingTests.kinds {
      for a in GroupingTests.lists(values + [.missing], 2) {
        for b in GroupingTests.lists(values + [.missing], 2) {
          let (whole, notes) = try AppendingTests.appended([
            made([("x", a)]), made([("x", b)]), made([("x", [])]),
          ])
          let column = try #require(whole["x"])
          #expect((0..<whole.rowCount).map { column[$0] } == a + b)
          #expect(column.type == ((a + b).allSatisfy { $0 == .missing } ? .unknown : type))
          #expect(notes.isEmpty)
        }
      }
    }
  }

  @Test func columnsGoByNameAndAbsentOnesAreMissing() throws {
    let a = try made([("x", [.number(1)]), ("y", [.text("p")])])
    let b = try made([("z", [.truth(true), .truth(false)]), ("x", [.number(2), .number(3)])])
    let (whole, notes) = try AppendingTests.appended([a, b])
    #expect(whole.names == ["x", "y", "z"])
    #expect(types(whole) == [.number, .text, .truth])
    #expect(
      rows(whole) == [
        ["1", "p", "missing"], ["2", "missing", "true"], ["3", "missing", "false"],
      ])
    #expect(notes.map(\.kind) == [.missing, .missing])
    #expect(notes.first?.text == "`y` is missing in 2 of 3 rows, whose table has no such column")
  }

  @Test func categoriesUniteTheirLevelsAndGiveWayToTexts() throws {
    let gone = Bitmap([false, true])
    let a = try table([
      ("x", Column(.category(CategoryValues(codes: [1, 0], levels: ["lo", "hi"])), missing: gone))
    ])
    let b = try table([
      ("x", Column(.category(CategoryValues(codes: [1, 0], levels: ["top", "lo"]))))
    ])
    let both = try AppendingTests.appended([a, b]).table
    guard case .category(let values)? = both["x"]?.values else {
      Issue.record("not a category")
      return
    }
    #expect(values.levels == ["lo", "hi", "top"])
    #expect(rows(both) == [["hi"], ["missing"], ["lo"], ["top"]])
    let texts = try made([("x", [.text("else"), .text("lo")])])
    for parts in [[a, texts], [texts, a]] {
      let mixed = try AppendingTests.appended(parts).table
      #expect(types(mixed) == [.text])
      #expect(rows(mixed) == parts.flatMap { rows($0) })
    }
  }

  @Test func otherTypesDontMix() throws {
    for (type, values) in GroupingTests.kinds {
      for (other, others) in GroupingTests.kinds where other != type {
        let a = try made([("x", values)])
        let b = try made([("x", others)])
        let error = #expect(throws: Diagnostic.self) { try AppendingTests.appended([a, b]) }
        #expect(error?.code == .wrongKind)
        #expect(error?.message.contains("`x` is a \(type.rawValue) column") == true)
        #expect(error?.message.contains(other.rawValue) == true)
      }
    }
  }
}
