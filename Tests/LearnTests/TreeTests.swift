import Cards
import Learn
import Tables
import Testing

struct TreeTests {
  /// The tree of every textbook on iris, rpart's: 2.45 and then 1.75. A third question (4.85) would make the chances
  /// sharper and no prediction better.
  @Test func iris() throws {
    let iris = try dataset("iris")
    let model = try plan(Tree.self, allOthers("species")).fit(iris)
    let nodes = try model.table(.nodes)
    #expect(
      try nodes.texts("rule") == [
        "all", "petal_length < 2.45", "petal_length >= 2.45", "petal_width < 1.75",
        "petal_width >= 1.75",
      ])
    #expect(try nodes.numbers("rows") == [150, 50, 100, 54, 46])
    #expect(
      model.fitted.text.split(separator: "\n").map(String.init) == [
        "all: setosa, 150 rows (33 %) …", "  petal_length < 2.45: setosa, 50 rows (100 %)",
        "  petal_length >= 2.45: versicolor, 100 rows (50 %) …",
        "    petal_width < 1.75: versicolor, 54 rows (91 %)",
        "    petal_width >= 1.75: virginica, 46 rows (98 %)",
      ])
    let score = try model.score(iris).table
    #expect(try score.texts("metric").first == "accuracy")
    // 6 of 150 rows are wrong, as with rpart.
    expectClose(try score.numbers("value")[0], 0.96, 1e-14)
    expectClose(try score.numbers("baseline")[0], 1.0 / 3, 1e-14)
  }

  /// rpart's `minsplit`: fewer than 20 rows are no longer split, unless smaller leaves are asked for.
  @Test func fewRowsAreNotSplit() throws {
    func leaves(_ count: Int, _ settings: Settings = [:]) throws -> Double {
      let x = (0..<count).map(Double.init)
      let table = try #require(
        Table([
          ("x", Column(numbers: x)),
          ("y", Column(numbers: x.map { $0 < Double(count / 2) ? 0 : 1 })),
        ]))
      return try plan(Tree.self, formula("y", "x"), settings).fit(table).fact("leaves")
    }
    #expect(try leaves(19) == 1)
    #expect(try leaves(20) == 2)
    #expect(try leaves(19, ["split": .number(19)]) == 2)
    #expect(try leaves(4, ["leaf": .number(2)]) == 1)
    #expect(try leaves(5, ["leaf": .number(2)]) == 2)
  }

  /// Gini by hand: (2, 0 | 1, 3) of (3, 3) gains 1.5 over rows × index.
  @Test func theGainIsTheGiniDifference() throws {
    let table = try #require(
      Table([
        ("x", Column(numbers: [1, 2, 3, 4, 5, 6])),
        ("y", Column(texts: ["n", "n", "yes", "n", "yes", "yes"])),
      ]))
    let model = try plan(
      Tree.self, formula("y", "x"), ["depth": .number(1), "leaf": .number(1), "prune": .number(0)]
    ).fit(table)
    let nodes = try model.table(.nodes)
    // 6 · ½ = 3; after x < 2.5: 0 and 4 · (1 - 1/16 - 9/16) = 1.5. (x < 4.5 gains the same and comes later.)
    #expect(try nodes.texts("rule")[1] == "x < 2.5")
    expectClose(try nodes.numbers("impurity"), [3, 0, 1.5], 1e-14)
  }

  @Test func regressionSplitsAtTheStep() throws {
    let x = (1...20).map(Double.init)
    let table = try #require(
      Table([("x", Column(numbers: x)), ("y", Column(numbers: x.map { $0 <= 8 ? 3 : 7 }))]))
    let model = try plan(Tree.self, formula("y", "x")).fit(table)
    let nodes = try model.table(.nodes)
    #expect(try nodes.texts("rule") == ["all", "x < 8.5", "x >= 8.5"])
    expectClose(try nodes.numbers("predicted"), [5.4, 3, 7], 1e-14)
  }

  /// For numbers the order of level means holds the best two sets (Fisher 1958): held against all of them.
  @Test func labelsAreSplitIntoTheBestTwoSets() throws {
    let labels = ["a", "b", "c", "d", "e"]
    let rows = (0..<60).map { $0 % 5 }
    let y = (0..<60).map { Double(($0 * 7) % 11) + [3.0, -1, 4, 1.5, 2.2][$0 % 5] }
    let table = try #require(
      Table([("g", Column(texts: rows.map { labels[$0] })), ("y", Column(numbers: y))]))
    let model = try plan(
      Tree.self, formula("y", "g"), ["depth": .number(1), "leaf": .number(1), "prune": .number(0)]
    ).fit(table)
    func within(_ chosen: (Int) -> Bool) -> Double {
      let values = y.indices.filter { chosen(rows[$0]) }.map { y[$0] }
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    let best = (1..<31).map { mask in
      within { mask >> $0 & 1 == 1 } + within { mask >> $0 & 1 == 0 }
    }.min()
    let nodes = try model.table(.nodes)
    expectClose(try nodes.numbers("impurity")[1...2].reduce(0, +), best ?? 0, 1e-12)
  }

  /// Rows without x are all high: they go with the high side.
  @Test func missingGoesWhereItDoesBetter() throws {
    let x: [Double] = [1, 2, 3, 4, 5, 6, .nan, .nan]
    let table = try #require(
      Table([("x", Column(numbers: x)), ("y", Column(numbers: [0, 0, 0, 9, 9, 9, 9, 9]))]))
    let model = try plan(Tree.self, formula("y", "x"), ["leaf": .number(1)]).fit(table)
    let predicted = try #require(Table(try model.predict(table).columns)).numbers("predicted")
    expectClose(predicted, [0, 0, 0, 9, 9, 9, 9, 9], 1e-14)
    #expect(model.training.notes.contains { $0.text.contains("`x` (2)") })
  }

  @Test func unseenLabelsGoToTheLargerSide() throws {
    let table = try #require(
      Table([
        ("g", Column(texts: ["a", "a", "a", "b", "b"])), ("y", Column(numbers: [1, 1, 1, 5, 5])),
      ]))
    let model = try plan(Tree.self, formula("y", "g"), ["leaf": .number(1)]).fit(table)
    let found = try model.predict(try #require(Table([("g", Column(texts: ["b", "z"]))])))
    expectClose(try #require(Table(found.columns)).numbers("predicted"), [5, 1], 1e-14)
    #expect(found.notes.contains { $0.text.contains("\"z\"") })
  }

  @Test func pruningLeavesNoiseAlone() throws {
    // A pattern without any relation to x.
    let table = try #require(
      Table([
        ("x", Column(numbers: (0..<200).map { Double($0) })),
        ("y", Column(numbers: (0..<200).map { Double(($0 * 37) % 101 % 2) })),
      ]))
    let pruned = try plan(Tree.self, formula("y", "x"), ["prune": .number(0.05)]).fit(table)
    let grown = try plan(Tree.self, formula("y", "x"), ["prune": .number(0)]).fit(table)
    #expect(try pruned.fact("leaves") == 1)
    #expect(try grown.fact("leaves") > 4)
    #expect(pruned.training.notes.contains { $0.text.contains("single leaf") })
  }

  @Test func importanceSharesAddUp() throws {
    let importance = try plan(Tree.self, allOthers("species")).fit(try dataset("iris")).table(
      .importance)
    expectClose(try importance.numbers("importance").reduce(0, +), 1, 1e-12)
    #expect(try Set(importance.texts("predictor").prefix(2)) == ["petal_length", "petal_width"])
  }
}
