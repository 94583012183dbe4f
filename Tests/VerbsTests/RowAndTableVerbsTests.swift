import Diagnostics
import Engine
import Syntax
import Tables
import Testing
import Verbs

/// Sorting, distinct rows, appending, joining and reshaping as a script says them.
struct RowAndTableVerbsTests {
  let running = Bench(
    evaluator: Evaluator(
      catalogue: Catalogue(
        verbs: [SortVerb(), DistinctVerb(), AppendVerb(), JoinVerb(), LongerVerb(), WiderVerb()],
        functions: allFunctions)))

  /// Sales by shop and quarter, some missing; and the shops' towns.
  init() throws {
    let numbers: [Cell] = [.number(5), .number(2), .missing, .number(2)]
    running.evaluator.variables["sales"] = .table(
      try Self.made([
        ("shop", [.text("b"), .text("a"), .text("b"), .missing]),
        ("quarter", [.text("q2"), .text("q1"), .text("q1"), .text("q2")]), ("amount", numbers),
      ]))
    running.evaluator.variables["shops"] = .table(
      try Self.made([("id", [.text("a"), .text("c")]), ("town", [.text("Ulm"), .text("Bonn")])]))
  }

  static func made(_ named: [(name: String, cells: [Cell])]) throws -> Table {
    let columns = named.compactMap { one in
      Column(cells: one.cells).map { (name: one.name, column: $0) }
    }
    try #require(columns.count == named.count)
    return try #require(Table(columns))
  }

  /// The table that a script shows: its names and the rows under them.
  func rows(_ script: String) throws -> [String] {
    let table = try #require(try running.table(script))
    return [table.names.joined(separator: " ")]
      + (0..<table.rowCount).map { row in
        table.columns.map { $0[row].text() }.joined(separator: " ")
      }
  }

  @Test func sortGoesByKeysAndWithinGroups() throws {
    #expect(
      try rows("sales | sort amount desc, shop")
        == ["shop quarter amount", "b q2 5", "a q1 2", "missing q2 2", "b q1 missing"])
    #expect(
      try rows("sales | sort -amount") == [
        "shop quarter amount", "b q2 5", "a q1 2", "missing q2 2", "b q1 missing",
      ])
    #expect(
      try rows("sales | sort amount by quarter")
        == ["shop quarter amount", "a q1 2", "b q1 missing", "missing q2 2", "b q2 5"])
    #expect(running.error("sales | sort \"amount\"")?.code == .misplaced)
    #expect(running.marked("sales | sort amounts") == "amounts")
  }

  @Test func distinctKeepsTheFirstAndSaysSo() throws {
    #expect(try rows("sales | distinct quarter") == ["shop quarter amount", "b q2 5", "a q1 2"])
    #expect(try running.notes("sales | distinct quarter") == ["kept 2 of 4 rows"])
    #expect(try rows("sales | distinct") == rows("sales"))
    #expect(running.error("sales | distinct amount * 2")?.code == .misplaced)
  }

  @Test func appendGoesByName() throws {
    #expect(try rows("shops | append shops") == ["id town", "a Ulm", "c Bonn", "a Ulm", "c Bonn"])
    #expect(try running.table("shops | append sales, shops")?.rowCount == 8)
    #expect(running.error("shops | append 3")?.code == .badArgument)
    #expect(running.error("shops | append shops by id")?.code == .misplaced)
  }

  @Test func joinMatchesKeysOfOtherNames() throws {
    #expect(
      try rows("sales | join shops on shop = id")
        == [
          "shop quarter amount town", "b q2 5 missing", "a q1 2 Ulm", "b q1 missing missing",
          "missing q2 2 missing",
        ])
    #expect(
      try running.notes("sales | join shops on shop = id") == [
        "3 of 4 rows had no match; 1 because `shop` is missing"
      ])
    #expect(
      try rows("sales | join shops on shop = id, rows: \"matching\"") == [
        "shop quarter amount town", "a q1 2 Ulm",
      ])
    #expect(
      try rows("shops | join sales on id = shop, repeats: true, rows: \"all\"").count == 6)
  }

  @Test func joinRefusals() {
    let repeated = running.error("shops | join sales on id = shop")
    #expect(repeated?.code == .repeatedKey)
    #expect(repeated?.label == "`shop` is not unique in sales: \"b\" is there 2 times")
    #expect(
      repeated?.help == [
        "make sales unique first, or write `join sales on id = shop, repeats: true`"
      ])
    #expect(running.marked("shops | join sales on id = shop") == "id = shop")
    #expect(running.error("shops | join sales on id")?.message == "sales has no column `id`")
    #expect(running.error("shops | join sales on id == shop")?.code == .misplaced)
    #expect(running.error("sales | join shops on amount = id")?.code == .wrongKind)
    #expect(running.error("sales | join shops")?.code == .missingArgument)
    #expect(running.error("sales | join shops on shop = id, rows: \"right\"")?.code == .badArgument)
  }

  @Test func longerAndWider() throws {
    #expect(
      try rows("shops | longer id, town, name: \"what\", value: \"is\"")
        == ["what is", "id a", "town Ulm", "id c", "town Bonn"])
    #expect(
      try rows("sales | wider quarter, value: amount")
        == ["shop q1 q2", "b missing 5", "a 2 missing", "missing missing 2"])
    #expect(
      try rows("sales | wider quarter, value: amount, fill: 0")
        == ["shop q1 q2", "b missing 5", "a 2 0", "missing 0 2"])
    #expect(
      try rows("sales | wider shop, value: count(), fill: 0").first == "quarter amount a b missing")
    #expect(
      try running.notes("sales | wider shop, value: amount")
        == ["`shop` is missing in 1 row: column `missing`"])
    running.evaluator.variables["pairs"] = .table(
      try Self.made([
        ("k", [.text("x"), .text("y"), .text("x")]), ("v", [.number(1), .number(2), .number(5)]),
      ]))
    #expect(try rows("pairs | wider k, value: sum(v)") == ["x y", "6 2"])
    #expect(
      try rows("pairs | wider k, value: count()") == [
        "v x y", "1 1 missing", "2 missing 1", "5 1 missing",
      ])
    #expect(running.error("pairs | wider k, value: v")?.code == .duplicatesInReshape)
    #expect(running.error("pairs | wider k, value: v * 2")?.code == .duplicatesInReshape)
    #expect(running.error("pairs | wider k, value: k")?.code == .badArgument)
    #expect(
      running.error("sales | wider quarter, value: amount, fill: \"none\"")?.code == .wrongKind)
    #expect(
      running.marked("sales | wider quarter, value: amount, fill: \"none\"")?.contains("none")
        == true)
    #expect(
      running.error("sales | longer all_columns(), name: \"n\", value: \"v\"")?.code == .wrongKind)
    #expect(
      running.marked("sales | longer shop, name: \"quarter\", value: \"v\"")?.contains("quarter")
        == true)
  }
}

/// An evaluator with tables in its variables, and what scripts give there.
struct Bench {
  let evaluator: Evaluator

  private func outputs(_ text: String) throws -> [Output] {
    let source = SourceText(name: "test", text: text)
    return try Parser.parse(source).statements.flatMap {
      try evaluator.execute($0, of: source).outputs
    }
  }

  /// The notes of all statements.
  func notes(_ script: String) throws -> [String] {
    try outputs(script).flatMap { $0.notes.map(\.text) }
  }

  /// The last table that was shown.
  func table(_ script: String) throws -> Table? {
    let tables = try outputs(script).compactMap {
      if case .table(let table) = $0.value { table } else { nil }
    }
    return tables.last
  }

  /// The error that a script ends in; `nil` if it ends well.
  func error(_ text: String) -> Diagnostic? {
    do {
      _ = try outputs(text)
      return nil
    } catch {
      return error as? Diagnostic ?? (error as? DiagnosticList)?.all.first
    }
  }

  /// The part of the script that the error marks.
  func marked(_ text: String) -> String? {
    guard let error = error(text), let range = error.range, let source = error.source else {
      return nil
    }
    return String(source.slice(range))
  }
}
