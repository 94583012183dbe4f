import Cards
import Learn
import Tables
import Testing

/// How predictors are coded, seen through the names of a linear model's columns.
struct DesignTests {
  private func names(_ formula: Formula, _ table: Table) throws -> [String] {
    try plan(Linear.self, formula).fit(table).design.names
  }

  private func table() throws -> Table {
    let levels = ["c", "a", "unused", "b"]
    return try #require(
      Table([
        ("y", Column(numbers: [1, 3, 2, 5, 4, 7, 8, 6])),
        ("t", Column(texts: ["q", "p", "q", "p", "q", "p", "q", "p"])),
        ("k", Column(.category(CategoryValues(codes: [0, 1, 3, 0, 1, 3, 0, 1], levels: levels)))),
        ("f", Column(.truth([true, false, false, true, true, false, true, false]))),
        ("x", Column(numbers: [1, 2, 3, 4, 5, 6, 7, 9])),
      ]))
  }

  @Test func labelsAgainstTheFirst() throws {
    let found = try names(formula("y", "t", "k", "f"), try table())
    #expect(found == ["(intercept)", "t[q]", "k[a]", "k[b]", "f[true]"])
  }

  /// R's `y ~ t + k - 1`: the first takes the intercept's place.
  @Test func withoutIntercept() throws {
    let terms = ["t", "k"].map { Formula.Term([.column($0)]) }
    let found = try names(
      Formula(response: .column("y"), terms: terms, hasIntercept: false), try table())
    #expect(found == ["t[p]", "t[q]", "k[a]", "k[b]"])
  }

  /// R's `y ~ x + x:t`: without the main effect of t, x:t is coded by all labels.
  @Test func interactionsWithoutTheirMargins() throws {
    let terms: [Formula.Term] = [.init([.column("x")]), .init([.column("x"), .column("t")])]
    #expect(
      try names(Formula(response: .column("y"), terms: terms), try table()) == [
        "(intercept)", "x", "x:t[q]",
      ])
    let alone: [Formula.Term] = [.init([.column("x"), .column("t")])]
    #expect(
      try names(Formula(response: .column("y"), terms: alone), try table()) == [
        "(intercept)", "x:t[p]", "x:t[q]",
      ])
  }

  @Test func rowsThatCannotBePredictedAreMissingWithANote() throws {
    let model = try plan(Linear.self, formula("y", "t", "x")).fit(try table())
    let new = try #require(
      Table([("t", Column(texts: ["p", "z", nil, "q"])), ("x", Column(numbers: [1, 2, 3, .nan]))]))
    let found = try model.predict(new)
    let predicted = try #require(Table(found.columns)).numbers("predicted")
    #expect(predicted.map(\.isNaN) == [false, true, true, true])
    let texts = found.notes.map(\.text)
    #expect(texts.contains("3 of 4 rows not predicted"))
    #expect(texts.contains("1 row: `t` is \"z\", which was not in the training rows"))
    #expect(texts.contains("1 row: `x` is missing"))
  }

  @Test func wrongTablesAreRefused() throws {
    let model = try plan(Linear.self, formula("y", "t", "x")).fit(try table())
    let without = try #require(Table([("t", Column(texts: ["p"]))]))
    #expect(
      errorKind { _ = try model.predict(without) } == .unknownColumn(name: "x", columns: ["t"]))
    let wrong = try #require(Table([("t", Column(numbers: [1])), ("x", Column(numbers: [1]))]))
    #expect(errorKind { _ = try model.predict(wrong) } == .wrongType(column: "t", found: .number))
  }

  @Test func aConstantLabelIsSaid() throws {
    let table = try table().setting("one", to: Column(repeating: .text("same"), count: 8))
    let model = try plan(Linear.self, formula("y", "x", "one")).fit(table)
    #expect(model.design.names == ["(intercept)", "x"])
    #expect(model.training.notes.contains { $0.kind == .columns && $0.text.contains("`one`") })
  }

  @Test func scoreStandsBesideABaseline() throws {
    let cars = try dataset("cars")
    let (score, _) = try plan(Linear.self, formula("dist", "speed")).fit(cars).score(cars)
    #expect(try score.texts("metric") == ["rmse", "mae", "r2"])
    let (value, baseline) = (try score.numbers("value"), try score.numbers("baseline"))
    // R² of the summary; the mean explains nothing of its own rows.
    expectClose(value[2], 0.651079380758251, 1e-12)
    #expect(abs(baseline[2]) < 1e-14)
    // sd of dist is 25.76937749, n 50.
    expectClose(baseline[0], 25.76937749 * (49.0 / 50).squareRoot(), 1e-8)
  }
}
