import Cards
import Learn
import Tables
import Testing

/// `linear` against R 4.2.2: `lm`, 15 digits printed.
struct LinearTests {
  /// R prints 15 digits of numbers that LAPACK made: about 13 of them are the data's.
  private let tolerance = 1e-11

  private func check(
    _ table: Table, _ formula: Formula, estimate: [Double], error: [Double], t: [Double],
    p: [Double],
    sigma: Double, df: Double, r2: Double, adjusted: Double, f: Double, aic: Double, bic: Double,
    logLikelihood: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let model = try plan(Linear.self, formula).fit(table)
    let found = try model.table(.coefficients)
    for (name, expected) in [("estimate", estimate), ("std_error", error), ("t", t), ("p", p)] {
      expectClose(
        try found.numbers(name), expected, name == "p" ? 1e-10 : tolerance, name,
        sourceLocation: sourceLocation)
    }
    let facts = [
      ("residual_sd", sigma), ("df", df), ("r2", r2), ("adjusted_r2", adjusted), ("f", f),
      ("aic", aic),
      ("bic", bic), ("log_likelihood", logLikelihood),
    ]
    for (name, expected) in facts {
      expectClose(try model.fact(name), expected, tolerance, name, sourceLocation: sourceLocation)
    }
  }

  @Test func cars() throws {
    try check(
      try dataset("cars"), formula("dist", "speed"),
      estimate: [-17.57909489051095, 3.93240875912409],
      error: [6.758440169379235, 0.415512776657122], t: [-2.60105800302226, 9.46398999029837],
      p: [1.23188161538088e-02, 1.48983649629509e-12], sigma: 15.3795867488199, df: 48,
      r2: 0.651079380758251, adjusted: 0.643810201190714, f: 89.5671065364677,
      aic: 419.156863027353,
      bic: 424.892932043638, logLikelihood: -206.578431513677)
  }

  @Test func carsIntervals() throws {
    let model = try plan(Linear.self, formula("dist", "speed")).fit(try dataset("cars"))
    let found = try model.table(.coefficients)
    expectClose(try found.numbers("low"), [-31.16784960238864, 3.09696432814032], tolerance)
    expectClose(try found.numbers("high"), [-3.99034017863326, 4.76785319010785], tolerance)
    let new = try #require(Table([("speed", Column(numbers: [3, 10]))]))
    let single = try model.predict(new, .prediction(level: 0.95))
    #expect(single.columns.map(\.name) == ["predicted", "low", "high"])
    let singles = try #require(Table(single.columns))
    expectClose(
      try singles.numbers("predicted"), [-5.78186861313869, 21.74499270072992], tolerance)
    expectClose(try singles.numbers("low"), [-38.68565423024653, -9.80960078798062], tolerance)
    expectClose(try singles.numbers("high"), [27.1219170039691, 53.2995861894405], tolerance)
    let means = try #require(Table(try model.predict(new, .mean(level: 0.95)).columns))
    expectClose(try means.numbers("low"), [-17.0265906500743, 15.4619173399590], tolerance)
    expectClose(try means.numbers("high"), [5.46285342379691, 28.02806806150084], tolerance)
    let residuals = try model.table(.residuals)
    expectClose(try residuals.numbers("leverage").max() ?? 0, 0.114861313868613, tolerance)
    let cooks = try residuals.numbers("cooks_distance")
    expectClose(cooks.max() ?? 0, 0.340395933606438, tolerance)
    #expect(cooks.firstIndex(of: cooks.max() ?? 0) == 48)
    expectClose(try residuals.numbers("studentized").max() ?? 0, 3.18499284007545, tolerance)
  }

  @Test func mtcarsWeight() throws {
    try check(
      try dataset("mtcars"), formula("mpg", "wt"),
      estimate: [37.28512616734203, -5.34447157272268],
      error: [1.877627337255894, 0.559101045099323], t: [19.85757526402087, -9.55904414697211],
      p: [8.24179884532647e-19, 1.29395870135051e-10], sigma: 3.04588212478938, df: 30,
      r2: 0.752832793658264, adjusted: 0.744593886780206, f: 91.3753250037618,
      aic: 166.029428991876,
      bic: 170.426636700275, logLikelihood: -80.0147144959381)
  }

  @Test func mtcarsWithLevels() throws {
    let cylinders = Formula.Factor.computed(label: "category(cyl)", columns: ["cyl"]) {
      table throws(LearnError) in
      guard case .number(let values)? = table["cyl"]?.values else {
        return Column(.unknown(table.rowCount))
      }
      return Column(
        .category(
          CategoryValues(codes: values.map { Int32(($0 - 4) / 2) }, levels: ["4", "6", "8"])))
    }
    let formula = Formula(
      response: .column("mpg"),
      terms: [.init([.column("wt")]), .init([.column("hp")]), .init([cylinders])])
    let model = try plan(Linear.self, formula).fit(try dataset("mtcars"))
    let found = try model.table(.coefficients)
    #expect(
      try found.texts("term") == [
        "(intercept)", "wt", "hp", "category(cyl)[6]", "category(cyl)[8]",
      ])
    expectClose(
      try found.numbers("estimate"),
      [
        35.8459953151877002, -3.1814040466796150, -0.0231198091544547, -3.3590248959359510,
        -3.1858844449775261,
      ],
      tolerance)
    expectClose(
      try found.numbers("p"),
      [
        2.67032014068127e-16, 1.44175576105983e-04, 6.36126864018736e-02, 2.37471802766863e-02,
        1.53704740567623e-01,
      ], 1e-10)
    expectClose(try model.fact("f"), 40.5253474923668, tolerance)
  }

  @Test func stackloss() throws {
    try check(
      try dataset("stackloss"), allOthers("stack_loss"),
      estimate: [-39.919674420124089, 0.715640200485284, 1.295286124388573, -0.152122519148651],
      error: [11.895996850644259, 0.134858185355372, 0.368024265272704, 0.156294043248621],
      t: [-3.35572335141986, 5.30661300683722, 3.51956717698702, -0.97330976911683],
      p: [0.003750306832260164, 0.000057990247242528, 0.002630054396488962, 0.344046096696440262],
      sigma: 3.24336391818523, df: 17, r2: 0.913576904460682, adjusted: 0.898325769953743,
      f: 59.9022258996567, aic: 114.5755910048, bic: 119.798203193417,
      logLikelihood: -52.2877955023998)
  }

  /// Ill-conditioned: R's own digits end at about the 11th for some (-3482.25863459581, certified …582).
  @Test func longley() throws {
    let model = try plan(Linear.self, allOthers("employed")).fit(try dataset("longley"))
    let found = try model.table(.coefficients)
    expectClose(
      try found.numbers("estimate"),
      [
        -3.48225863459582e+03, 1.50618722713733e-02, -3.58191792925910e-02, -2.02022980381683e-02,
        -1.03322686717359e-02, -5.11041056535807e-02, 1.82915146461355e+00,
      ], 1e-11)
    expectClose(
      try found.numbers("std_error"),
      [
        8.90420383607373e+02, 8.49149257747669e-02, 3.34910077722432e-02, 4.88399681651699e-03,
        2.14274163161675e-03, 2.2607320006937e-01, 4.55478499142212e-01,
      ], 1e-11)
    expectClose(try model.fact("residual_sd"), 0.304854073561966, 1e-11)
    expectClose(try model.fact("aic"), 14.1867006895329, 1e-9)
    expectClose(try model.fact("f"), 330.285339234588, 1e-11)
    #expect(
      model.training.notes.contains { $0.kind == .numbers } == (try model.fact("condition") > 1e5))
  }

  @Test func women() throws {
    try check(
      try dataset("women"), formula("weight", "height"), estimate: [-87.5166666666667, 3.45],
      error: [5.9369440489029337, 0.0911364954661998], t: [-14.7410293824209, 37.8553068378575],
      p: [1.71108193337306e-09, 1.09097295859961e-14], sigma: 1.52500525429947, df: 13,
      r2: 0.991009832685751, adjusted: 0.990318281353885, f: 1433.02425578834,
      aic: 59.0815790064015,
      bic: 61.2057296097081, logLikelihood: -26.5407895032007)
  }

  @Test func swiss() throws {
    try check(
      try dataset("swiss"), allOthers("fertility", except: "province"),
      estimate: [
        66.915181678968679, -0.172113970941455, -0.258008239834723, -0.870940062939424,
        0.104115330743768,
        1.077048140690987,
      ],
      error: [
        10.7060375853304297, 0.0703039231786481, 0.2538782008920984, 0.1830286015712589,
        0.0352578525361689,
        0.3817196508580712,
      ],
      t: [
        6.25022854119780, -2.44814177018400, -1.01626779663678, -4.75849159892280, 2.95296858017549,
        2.82156849475755,
      ],
      p: [
        1.90605128792698e-07, 1.87271543851755e-02, 3.15461723143727e-01, 2.43060459073791e-05,
        5.19007854516590e-03, 7.33571532060151e-03,
      ], sigma: 7.16536883200273, df: 41, r2: 0.706735001592726, adjusted: 0.670970977396716,
      f: 19.7610592622178, aic: 326.071568440549, bic: 339.022601652519,
      logLikelihood: -156.035784220274)
  }

  @Test func toothGrowthInteraction() throws {
    let formula = try Formula(
      response: .column("len"), .product(.factor(.column("supp")), .factor(.column("dose"))))
    let table = try dataset("toothgrowth")
    try check(
      table, formula,
      estimate: [11.54999999999999, -8.25500000000001, 7.81142857142857, 3.90428571428572],
      error: [1.58139427227613, 2.23642922731204, 1.19542170548132, 1.69058158864685],
      t: [7.30368144269035, -3.69115190375225, 6.53445435666021, 2.30943347573702],
      p: [1.08955767306659e-09, 5.07339303179277e-04, 2.02775256564356e-08, 2.46313581344879e-02],
      sigma: 4.08314245354217, df: 56, r2: 0.729554369847571, adjusted: 0.715066211089405,
      f: 50.3552164236452, aic: 344.957079834386, bic: 355.428802645497,
      logLikelihood: -167.478539917193)
    let model = try plan(Linear.self, formula).fit(table)
    #expect(model.design.names == ["(intercept)", "supp[VC]", "dose", "supp[VC]:dose"])
  }

  @Test func airqualityWithoutMissing() throws {
    let table = try dataset("airquality")
    let formula = formula("ozone", "solar", "wind", "temp")
    let kind = errorKind { _ = try plan(Linear.self, formula).fit(table) }
    #expect(kind == .missingValues([.init("ozone", 37), .init("solar", 7)]))
    let complete = (0..<Int32(table.rowCount)).filter { row in
      table.columns.allSatisfy { !$0.isMissing(Int(row)) }
    }
    #expect(complete.count == 111)
    try check(
      table.gather(complete), formula,
      estimate: [
        -64.3420789285916896, 0.0598205899684985, -3.3335913055127411, 1.6520929109927129,
      ],
      error: [23.0547243474709376, 0.0231864659413458, 0.6544071020541857, 0.2535297930323603],
      t: [-2.79084138933328, 2.57997877381680, -5.09406345843220, 6.51636595144398],
      p: [6.22663808819810e-03, 1.12366354972334e-02, 1.51593440783206e-06, 2.42350607501854e-09],
      sigma: 21.1807509210477, df: 107, r2: 0.605894600006622, adjusted: 0.594844915894659,
      f: 54.8336580364863, aic: 998.717102873822, bic: 1012.26475388038,
      logLikelihood: -494.358551436911)
  }

  @Test(arguments: [
    (
      1, 3.000090909090910, 0.500090909090909, 1.23660332272632, 0.666542459508775, 39.6813741131529
    ),
    (2, 3.00090909090909, 0.5, 1.23721420534158, 0.666242033727484, 39.6922394398444),
    (3, 3.002454545454545, 0.499727272727273, 1.23631135139, 0.666324041066559, 39.6761791345342),
    (
      4, 3.001727272727271, 0.499909090909091, 1.23569548568138, 0.666707256898465, 39.6652171536313
    ),
  ])
  func anscombe(
    _ number: Int, _ intercept: Double, _ slope: Double, _ sigma: Double, _ r2: Double,
    _ aic: Double
  ) throws {
    let model = try plan(Linear.self, formula("y\(number)", "x\(number)")).fit(
      try dataset("anscombe"))
    expectClose(try model.table(.coefficients).numbers("estimate"), [intercept, slope], tolerance)
    expectClose(try model.fact("residual_sd"), sigma, tolerance)
    expectClose(try model.fact("r2"), r2, tolerance)
    expectClose(try model.fact("aic"), aic, tolerance)
  }

  /// The same polynomial in another basis: the residual sd of `dist ~ speed + speed²` by hand from raw powers.
  @Test func orthogonalPolynomialsFitAsPowersDo() throws {
    var table = try dataset("cars")
    let speed = try table.numbers("speed")
    table = table.setting("square", to: Column(numbers: speed.map { $0 * $0 }))
    let powers = try plan(Linear.self, formula("dist", "speed", "square")).fit(table)
    let basis = try plan(
      Linear.self,
      Formula(response: .column("dist"), terms: [.init([.polynomial(column: "speed", degree: 2)])])
    ).fit(table)
    expectClose(try basis.fact("residual_sd"), try powers.fact("residual_sd"), 1e-12)
    // The intercept of an orthogonal basis is the mean.
    expectClose(try basis.table(.coefficients).numbers("estimate")[0], 42.98, 1e-12)
    let new = try #require(
      Table([("speed", Column(numbers: [3, 10, 30])), ("square", Column(numbers: [9, 100, 900]))]))
    let a = try #require(Table(try basis.predict(new).columns))
    let b = try #require(Table(try powers.predict(new).columns))
    expectClose(try a.numbers("predicted"), try b.numbers("predicted"), 1e-10)
  }

  @Test func columnsThatFollowAreNamed() throws {
    var table = try dataset("cars")
    table = table.setting(
      "twice", to: Column(numbers: try table.numbers("speed").map { 2 * $0 + 1 }))
    let model = try plan(Linear.self, formula("dist", "speed", "twice")).fit(table)
    let estimates = try model.table(.coefficients).numbers("estimate")
    #expect(estimates[2].isNaN)
    expectClose(estimates[1], 3.93240875912409, tolerance)
    #expect(model.training.notes.contains { $0.kind == .columns && $0.text.contains("`twice`") })
  }

  @Test func weightsAreRepeatedRowsForTheCoefficients() throws {
    let x = [1.0, 2, 3, 4]
    let y = [1.0, 3, 2, 5]
    let weighted = try #require(
      Table([
        ("x", Column(numbers: x)), ("y", Column(numbers: y)), ("w", Column(numbers: [1, 2, 1, 3])),
      ]))
    let repeated = weighted.gather([0, 1, 1, 2, 3, 3, 3])
    let a = try plan(Linear.self, formula("y", "x"), ["weights": .text("w")]).fit(weighted)
    let b = try plan(Linear.self, formula("y", "x")).fit(repeated)
    expectClose(
      try a.table(.coefficients).numbers("estimate"),
      try b.table(.coefficients).numbers("estimate"), 1e-12)
    expectClose(try a.fact("r2"), try b.fact("r2"), 1e-12)
  }

  @Test func textTargetIsNamed() throws {
    let kind = errorKind {
      _ = try plan(Linear.self, formula("species", "petal_length")).fit(try dataset("iris"))
    }
    #expect(kind == .wrongType(column: "species", found: .text))
  }
}
