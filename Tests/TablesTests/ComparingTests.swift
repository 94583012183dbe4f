import Tables
import Testing

struct ComparingTests {
  @Test func differencesAreNamed() throws {
    let a = try made([("x", [.number(1), .number(2)]), ("t", [.text("u"), .missing])])
    #expect(a.firstDifference(from: a) == nil)
    let number = try made([("x", [.number(1), .number(2.5)]), ("t", [.text("u"), .missing])])
    #expect(
      a.firstDifference(from: number) == .value(row: 2, column: "x", .number(2), .number(2.5)))
    #expect(a.firstDifference(from: number, tolerance: Tolerance(relative: 0.2)) == nil)
    #expect(a.firstDifference(from: number, tolerance: Tolerance(absolute: 0.5)) == nil)
    #expect(a.firstDifference(from: number, tolerance: Tolerance(absolute: 0.49)) != nil)
    let text = try made([("x", [.number(1), .number(2)]), ("t", [.text("u"), .text("v")])])
    #expect(a.firstDifference(from: text) == .value(row: 2, column: "t", .missing, .text("v")))
    #expect(a.firstDifference(from: a.prefix(1)) == .rowCount(2, 1))
    #expect(a.firstDifference(from: a.selecting(["t", "x"])) == .names(["x", "t"], ["t", "x"]))
    let typed = try made([("x", [.text("1"), .text("2")]), ("t", [.text("u"), .missing])])
    #expect(a.firstDifference(from: typed) == .type(column: "x", .number, .text))
  }

  @Test func digestsAreOfContent() throws {
    let direct = Column(.text(TextValues(codes: [0, 1, 0], distinct: ["a", "b"])))
    let other = Column(.text(TextValues(codes: [2, 1, 2], distinct: ["unused", "b", "a"])))
    #expect(direct.digest == other.digest)
    #expect(direct.firstDifference(from: other) == nil)
    #expect(direct.digest != Column(texts: ["a", "b", "b"]).digest)
    #expect(direct.digest != Column(texts: ["a", "b", nil]).digest)
    #expect(Column(texts: [nil, ""]).digest != Column(texts: ["", nil]).digest)
    #expect(Column(numbers: [0]).digest == Column(numbers: [-0.0]).digest)
    #expect(Column(numbers: [0]).digest != Column(.date([0])).digest)
    #expect(Column(numbers: [1, .nan]).digest == Column(cells: [.number(1), .missing])?.digest)
    let levels = Column(.category(CategoryValues(codes: [0], levels: ["a", "b"])))
    #expect(
      levels.digest != Column(.category(CategoryValues(codes: [0], levels: ["a", "c"]))).digest)
    // What stands in a missing row means nothing.
    let a = Column(cells: [.number(1), .missing])?.gather([1, 0])
    #expect(a?.digest == Column(cells: [.missing, .number(1)])?.digest)
    let table = try made([("x", [.number(1)])])
    #expect(table.digest != table.setting("y", to: Column(numbers: [1])).digest)
    #expect(try table.digest != made([("y", [.number(1)])]).digest)
    #expect(table.digest.count == 32)
  }
}
