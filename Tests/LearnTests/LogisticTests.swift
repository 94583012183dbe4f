import Cards
import Learn
import Tables
import Testing

/// `logistic` against R 4.2.2's `glm`.
///
/// R stops when the deviance changes by less than 1e-8 of itself, so its coefficients are good to about the square of
/// its last step: 1e-7 here for standard errors, which R takes from the iteration before the last; deviances to 1e-11.
struct LogisticTests {
  private func check(
    _ model: Model, estimate: [Double], error: [Double], z: [Double], p: [Double], deviance: Double,
    null: Double,
    aic: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try model.table(.coefficients)
    expectClose(
      try found.numbers("estimate"), estimate, 1e-7, "estimate", sourceLocation: sourceLocation)
    expectClose(
      try found.numbers("std_error"), error, 1e-4, "std_error", sourceLocation: sourceLocation)
    expectClose(try found.numbers("z"), z, 1e-4, "z", sourceLocation: sourceLocation)
    expectClose(try found.numbers("p"), p, 1e-2, "p", sourceLocation: sourceLocation)
    expectClose(
      try model.fact("deviance"), deviance, 1e-11, "deviance", sourceLocation: sourceLocation)
    expectClose(
      try model.fact("null_deviance"), null, 1e-12, "null", sourceLocation: sourceLocation)
    expectClose(try model.fact("aic"), aic, 1e-11, "aic", sourceLocation: sourceLocation)
  }

  @Test func mtcarsManual() throws {
    let model = try plan(Logistic.self, formula("am", "wt")).fit(try dataset("mtcars"))
    #expect(model.training.event == "1")
    #expect(model.training.notes.contains(LearnNote(.event, "event = \"1\"")))
    try check(
      model, estimate: [12.0403696589627, -4.0239699403279],
      error: [4.50970610474971, 1.43641578432092],
      z: [2.66987900747713, -2.80139635351492], p: [0.00758785837601795, 0.00508819828847654],
      deviance: 19.1760848074451, null: 43.2297332768578, aic: 23.1760848074451)
  }

  @Test func irisVirginica() throws {
    var table = try dataset("iris")
    let species = try table.texts("species")
    table = table.setting("is_virginica", to: Column(.truth(species.map { $0 == "virginica" })))
    let model = try plan(Logistic.self, formula("is_virginica", "petal_length", "petal_width")).fit(
      table)
    #expect(model.training.event == "true")
    try check(
      model, estimate: [-45.2723437627922, 5.7545323175400, 10.4466998930417],
      error: [13.61143221324468, 2.30587892531102, 3.75560993049327],
      z: [-3.32605291298734, 2.49559170447938, 2.78162537813654],
      p: [0.00088085205338689, 0.01257472471262173, 0.00540874341530113],
      deviance: 20.5635081033939,
      null: 190.954250488444, aic: 26.5635081033939)
  }

  private let titanicEstimates = [
    0.685319452954216, -1.018094951683450, -1.777762218061313, -0.857676155363568,
    2.420060346068220,
    -1.061542376484977,
  ]

  /// Levels in R's order: 1st, Male and Child are what others are held against.
  private func titanic() throws -> Table {
    var table = try dataset("titanic")
    for (name, levels) in [("sex", ["Male", "Female"]), ("age", ["Child", "Adult"])] {
      let codes = try table.texts(name).map { Int32(levels.firstIndex(of: $0) ?? 0) }
      table = table.setting(
        name, to: Column(.category(CategoryValues(codes: codes, levels: levels))))
    }
    return table
  }

  @Test func titanicByPerson() throws {
    let model = try plan(Logistic.self, formula("survived", "class", "sex", "age")).fit(
      try titanic())
    let found = try model.table(.coefficients)
    #expect(
      try found.texts("term") == [
        "(intercept)", "class[2nd]", "class[3rd]", "class[Crew]", "sex[Female]", "age[Adult]",
      ])
    try check(
      model, estimate: titanicEstimates,
      error: [
        0.272994232895089, 0.195997493162571, 0.171566539737579, 0.157338865509753,
        0.140410057954255,
        0.244025623900870,
      ],
      z: [
        2.51038069810648, -5.19442843505649, -10.36194015908056, -5.45113982222277,
        17.23566232596145,
        -4.35012667733699,
      ],
      p: [
        1.20601065604578e-02, 2.05349745798838e-07, 3.69392082979866e-25, 5.00480001788508e-08,
        1.43401454724273e-66, 1.36058908795745e-05,
      ], deviance: 2210.06110570896, null: 2769.45672885955, aic: 2222.06110570896)
  }

  @Test func titanicByWeights() throws {
    let people = try titanic()
    var places: [[Cell]: Int] = [:]
    var rows: [Int32] = []
    var counts: [Double] = []
    for row in 0..<people.rowCount {
      let key = people.columns.map { $0[row] }
      if let place = places[key] {
        counts[place] += 1
      } else {
        places[key] = counts.count
        rows.append(Int32(row))
        counts.append(1)
      }
    }
    let table = people.gather(rows).setting("freq", to: Column(numbers: counts))
    #expect(table.rowCount == 24)
    let model = try plan(
      Logistic.self, formula("survived", "class", "sex", "age"), ["weights": .text("freq")]
    ).fit(table)
    expectClose(try model.table(.coefficients).numbers("estimate"), titanicEstimates, 1e-7)
    expectClose(try model.fact("deviance"), 2210.06110570896, 1e-11)
    expectClose(try model.fact("df"), 18, 0)
  }

  @Test func engineShape() throws {
    let model = try plan(Logistic.self, formula("vs", "mpg", "wt")).fit(try dataset("mtcars"))
    let found = try model.table(.coefficients)
    expectClose(try found.numbers("estimate")[0], -12.541221842857709, 1e-7)
    expectClose(try found.numbers("std_error")[0], 8.46603290264252, 1e-4)
  }

  @Test func chancesAddUp() throws {
    let table = try dataset("mtcars")
    let model = try plan(Logistic.self, formula("am", "wt")).fit(table)
    let predicted = try #require(Table(try model.predict(table).columns))
    #expect(predicted.names == ["predicted", "chance_0", "chance_1"])
    // The score equations: fitted chances add up to the events.
    expectClose(try predicted.numbers("chance_1").reduce(0, +), 13, 1e-10)
    for (a, b) in zip(try predicted.numbers("chance_0"), try predicted.numbers("chance_1")) {
      expectClose(a + b, 1, 1e-14)
    }
  }

  @Test func aColumnThatSeparatesIsNamed() throws {
    let iris = try dataset("iris")
    let isSetosa = try iris.texts("species").map { $0 == "setosa" }
    let table = iris.setting("is_setosa", to: Column(.truth(isSetosa)))
    let kind = errorKind {
      _ = try plan(Logistic.self, formula("is_setosa", "sepal_width", "petal_length")).fit(table)
    }
    #expect(kind == .separation(column: "petal_length"))
  }

  /// One label has a single outcome: its coefficient runs away while the rest is well.
  @Test func aLabelThatSeparatesIsNamed() throws {
    let table = try #require(
      Table([
        ("y", Column(texts: ["yes", "no", "yes", "no", "no", "no", "yes", "no"])),
        ("g", Column(texts: ["a", "a", "b", "b", "c", "c", "b", "a"])),
      ]))
    let kind = errorKind { _ = try plan(Logistic.self, formula("y", "g")).fit(table) }
    #expect(kind == .separation(column: "g[c]"))
  }

  /// No column alone separates, their sum does.
  @Test func separationByTwoColumnsIsFound() throws {
    let a: [Double] = [1, 2, 3, 4, 5, 2, 3, 4, 5, 6]
    let b: [Double] = [5, 4, 3, 2, 1, 6, 5, 4, 3, 2]
    let table = try #require(
      Table([
        ("y", Column(.truth((0..<10).map { $0 >= 5 }))), ("a", Column(numbers: a)),
        ("b", Column(numbers: b)),
      ]))
    let kind = errorKind { _ = try plan(Logistic.self, formula("y", "a", "b")).fit(table) }
    guard case .separation? = kind else {
      Issue.record("found \(String(describing: kind))")
      return
    }
  }

  @Test func manyClassesAreRefused() throws {
    let kind = errorKind {
      _ = try plan(Logistic.self, formula("species", "petal_length")).fit(try dataset("iris"))
    }
    #expect(
      kind == .tooManyClasses(column: "species", classes: ["setosa", "versicolor", "virginica"]))
  }

  @Test func theEventIsAskedFor() throws {
    let table = try dataset("toothgrowth")
    #expect(
      errorKind { _ = try plan(Logistic.self, formula("supp", "len")).fit(table) }
        == .eventNeeded(classes: ["OJ", "VC"]))
    #expect(
      errorKind {
        _ = try plan(Logistic.self, formula("supp", "len"), ["event": .text("XX")]).fit(table)
      }
        == .unknownEvent(event: "XX", classes: ["OJ", "VC"]))
    let model = try plan(Logistic.self, formula("supp", "len"), ["event": .text("VC")]).fit(table)
    #expect(model.training.event == "VC")
  }
}
