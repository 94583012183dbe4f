import Cards
import Learn
import Tables
import Testing

/// `logistic` against R 4.2.2's `glm`: every number that R prints, to the 15 digits that it prints, of which LAPACK's
/// and LINPACK's ways of rounding leave 10 and more.
struct LogisticTests {
  private let tolerance = 1e-10

  private func check(
    _ model: Model, estimate: [Double], error: [Double], z: [Double], p: [Double], deviance: Double,
    df: Double, null: Double, aic: Double, rounds: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try model.table(.coefficients)
    for (name, expected) in [("estimate", estimate), ("std_error", error), ("z", z), ("p", p)] {
      expectClose(
        try found.numbers(name), expected, tolerance, name, sourceLocation: sourceLocation)
    }
    let facts = [
      ("deviance", deviance), ("df", df), ("null_deviance", null), ("aic", aic),
      ("iterations", rounds),
    ]
    for (name, expected) in facts {
      expectClose(try model.fact(name), expected, tolerance, name, sourceLocation: sourceLocation)
    }
  }

  @Test func mtcarsManual() throws {
    let model = try plan(Logistic.self, formula("am", "wt")).fit(try dataset("mtcars"))
    #expect(model.training.event == "1")
    #expect(model.training.notes.contains(LearnNote(.event, "event = \"1\"")))
    try check(
      model, estimate: [12.0403696589627, -4.0239699403279],
      error: [4.50970610474971, 1.43641578432092],
      z: [2.66987900747713, -2.80139635351492], p: [0.00758785837601795, 0.00508819828847654],
      deviance: 19.1760848074451, df: 30, null: 43.2297332768578, aic: 23.1760848074451, rounds: 6)
  }

  /// Chances so near 0 and 1 that R's own rounding shows in the 11th digit of its standard errors. The second lot of
  /// numbers is R's algorithm, step by step, done in 50 digits.
  @Test func irisVirginica() throws {
    var table = try dataset("iris")
    let species = try table.texts("species")
    table = table.setting("is_virginica", to: Column(.truth(species.map { $0 == "virginica" })))
    let model = try plan(Logistic.self, formula("is_virginica", "petal_length", "petal_width")).fit(
      table)
    #expect(model.training.event == "true")
    let found = try model.table(.coefficients)
    let printed = [
      ("estimate", [-45.2723437627922, 5.7545323175400, 10.4466998930417], 1e-11),
      ("std_error", [13.61143221324468, 2.30587892531102, 3.75560993049327], 2e-11),
      ("z", [-3.32605291298734, 2.49559170447938, 2.78162537813654], 2e-11),
      ("p", [0.00088085205338689, 0.01257472471262173, 0.00540874341530113], 2e-10),
    ]
    for (name, expected, tolerance) in printed {
      expectClose(try found.numbers(name), expected, tolerance, name)
    }
    let exact = [
      ("estimate", [-45.272343762824831, 5.7545323175447966, 10.446699893047224]),
      ("std_error", [13.611432213108428, 2.3058789252938805, 3.7556099304800111]),
      ("z", [-3.3260529130230328, 2.4955917045000057, 2.7816253781478346]),
      ("p", [0.00088085205327410541, 0.012574724711890655, 0.0054087434151128846]),
    ]
    for (name, expected) in exact { expectClose(try found.numbers(name), expected, 1e-13, name) }
    let facts = [
      ("deviance", 20.5635081033939), ("df", 147), ("null_deviance", 190.954250488444),
      ("aic", 26.5635081033939), ("iterations", 10),
    ]
    for (name, expected) in facts { expectClose(try model.fact(name), expected, 1e-13, name) }
  }

  /// R fits the 24 kinds of people with their frequencies.
  private func checkTitanic(
    _ model: Model, df: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try check(
      model,
      estimate: [
        0.685319452954216, -1.018094951683450, -1.777762218061313, -0.857676155363568,
        2.420060346068220, -1.061542376484977,
      ],
      error: [
        0.272994232895089, 0.195997493162571, 0.171566539737579, 0.157338865509753,
        0.140410057954255, 0.244025623900870,
      ],
      z: [
        2.51038069810648, -5.19442843505649, -10.36194015908056, -5.45113982222277,
        17.23566232596145, -4.35012667733699,
      ],
      p: [
        1.20601065604578e-02, 2.05349745798838e-07, 3.69392082979866e-25, 5.00480001788508e-08,
        1.43401454724273e-66, 1.36058908795745e-05,
      ], deviance: 2210.06110570896, df: df, null: 2769.45672885955, aic: 2222.06110570896,
      rounds: 5, sourceLocation: sourceLocation)
  }

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
    // Each person a row of its own: the start weighs them otherwise, and the last step is another by 1e-8 of itself.
    expectClose(
      try found.numbers("estimate"),
      [
        0.685319452954216, -1.018094951683450, -1.777762218061313, -0.857676155363568,
        2.420060346068220, -1.061542376484977,
      ], 1e-7)
    expectClose(try model.fact("deviance"), 2210.06110570896, 1e-11)
    expectClose(try model.fact("df"), 2195, 0)
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
    try checkTitanic(model, df: 18)
  }

  @Test func engineShape() throws {
    let model = try plan(Logistic.self, formula("vs", "mpg", "wt")).fit(try dataset("mtcars"))
    try check(
      model, estimate: [-12.541221842857709, 0.524063987930435, 0.582859792435812],
      error: [8.46603290264252, 0.26041877622755, 1.18446499394660],
      z: [-1.481357559919616, 2.012389411862204, 0.492086972105223],
      p: [0.1385113176504741, 0.0441789037503425, 0.6226578616495957],
      deviance: 25.2978755411394, df: 29, null: 43.8601092656933, aic: 31.2978755411394, rounds: 6)
  }

  /// A smaller tolerance gives the maximum itself: there the score equations Xᵀ(y - p) = 0 hold.
  @Test func aSmallToleranceGivesTheMaximum() throws {
    let table = try dataset("mtcars")
    func gradient(_ settings: Settings) throws -> Double {
      let model = try plan(Logistic.self, formula("vs", "mpg", "wt"), settings).fit(table)
      let residuals = try model.table(.residuals)
      let missed = zip(try residuals.numbers("observed"), try residuals.numbers("fitted")).map(-)
      return try ["mpg", "wt"].map { name in
        abs(zip(try table.numbers(name), missed).reduce(0) { $0 + $1.0 * $1.1 })
      }.max() ?? 0
    }
    #expect(try gradient(["tolerance": .number(0.01)]) > 0.1)
    #expect(try gradient(["tolerance": .number(1e-14)]) < 1e-11)
  }

  @Test func tooFewRoundsAreNoFit() throws {
    let table = try dataset("mtcars")
    let kind = errorKind {
      _ = try plan(Logistic.self, formula("am", "wt"), ["rounds": .number(3)]).fit(table)
    }
    #expect(kind == .notConverged(iterations: 3))
  }

  @Test func chancesAddUp() throws {
    let table = try dataset("mtcars")
    let model = try plan(
      Logistic.self, formula("am", "wt"), ["tolerance": .number(1e-14)]
    ).fit(table)
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
