import Cards
import Learn
import Tables
import Testing

struct StepTests {
  private func table() throws -> Table {
    try #require(
      Table([
        ("x", Column(numbers: [1, 2, 3, 4, .nan])),
        ("g", Column(texts: ["b", "a", "b", nil, "c"])),
        ("y", Column(numbers: [1, 2, 4, 3, 5])),
      ]))
  }

  @Test func scalesAreLearntFromTraining() throws {
    let step = ScaleStep(.names(["x"]))
    #expect(step.label == "scale x")
    let fitted = try step.fit(try table())
    let new = try #require(Table([("x", Column(numbers: [2.5, 3.5]))]))
    // Mean 2.5, sd √(5/3).
    expectClose(try fitted.apply(new).numbers("x"), [0, 1 / (5.0 / 3).squareRoot()], 1e-14)
    #expect(try fitted.apply(try table()).numbers("x")[4].isNaN)
  }

  @Test func otherScales() throws {
    let range = try ScaleStep(.names(["y"]), method: .range).fit(try table()).apply(try table())
    #expect(try range.numbers("y") == [0, 0.25, 0.75, 0.5, 1])
    let robust = try ScaleStep(.names(["y"]), method: .robust).fit(try table()).apply(try table())
    #expect(try robust.numbers("y") == [-1, -0.5, 0.5, 0, 1])
    #expect(ScaleStep(.names(["y"]), method: .range).label == "scale y, method: \"range\"")
  }

  @Test func textCannotBeScaled() throws {
    let kind = errorKind { _ = try ScaleStep(.names(["g"])).fit(try table()) }
    #expect(kind == .wrongType(column: "g", found: .text))
  }

  @Test func oneHot() throws {
    let fitted = try EncodeStep(.names(["g"])).fit(try table())
    let found = try fitted.apply(try table())
    #expect(found.names == ["x", "g_a", "g_b", "g_c", "y"])
    #expect(try found.numbers("g_b").prefix(3) == [1, 0, 1])
    #expect(try found.numbers("g_b")[3].isNaN)
    let new = try #require(Table([("g", Column(texts: ["z"]))]))
    #expect(try fitted.apply(new).numbers("g_a") == [0])
  }

  @Test func ordinal() throws {
    let levels = Column(.category(CategoryValues(codes: [2, 0], levels: ["low", "mid", "high"])))
    let table = try #require(Table([("g", levels)]))
    let found = try EncodeStep(.names(["g"]), method: .ordinal).fit(table).apply(table)
    #expect(try found.numbers("g") == [3, 1])
  }

  /// What a step learns in training is what new rows are measured by.
  @Test func aPlanCarriesItsSteps() throws {
    let cars = try dataset("cars")
    let raw = try plan(Linear.self, formula("dist", "speed")).fit(cars)
    let plan = Plan(formula: formula("dist", "speed")).appending(ScaleStep(.names(["speed"])))
      .ending(
        with: try Linear([:]))
    #expect(plan.description == "recipe(dist ~ speed) | scale speed | linear")
    let scaled = try plan.fit(cars)
    let new = try #require(Table([("speed", Column(numbers: [7, 30]))]))
    expectClose(
      try #require(Table(try scaled.predict(new).columns)).numbers("predicted"),
      try #require(Table(try raw.predict(new).columns)).numbers("predicted"), 1e-12)
  }

  @Test func descriptionsAreScripts() throws {
    let tree = try plan(Tree.self, formula("y", "x"), ["depth": .number(3), "event": .text("yes")])
    #expect(tree.description == "tree(y ~ x, depth: 3, event: \"yes\")")
    let weighted = try plan(Logistic.self, formula("y", "x"), ["weights": .text("n")])
    #expect(weighted.description == "logistic(y ~ x, weights: n)")
  }
}
