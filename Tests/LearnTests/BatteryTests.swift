import Cards
import Learn
import Numerics
import Tables
import Testing

/// What every learner must do, and the baseline that none may fall behind on data that has something to learn.
struct BatteryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var learner: any Learner.Type
    var task: Task
    var testDescription: String { "\(learner.card.name), \(task.rawValue)" }
  }

  static let cases: [Case] = ([Baseline.self] + allLearners).flatMap { learner in
    Task.allCases.filter(learner.traits.tasks.contains).map { Case(learner: learner, task: $0) }
  }

  /// 60 rows: a number and a label that say much of the target, and a number that says nothing.
  private func table() throws -> Table {
    var stream = RandomStream(seed: 7)
    var (x, z, g, y, c) = ([Double](), [Double](), [String](), [Double](), [String]())
    for row in 0..<60 {
      let label = ["red", "green", "blue"][row % 3]
      x.append(stream.normal())
      z.append(stream.normal())
      g.append(label)
      let signal = 2 * x[row] + (label == "red" ? 2 : 0)
      y.append(signal + 0.5 * stream.normal())
      c.append(signal + 1.5 * stream.normal() > 0.7 ? "yes" : "no")
    }
    return try #require(
      Table([
        ("x", Column(numbers: x)), ("z", Column(numbers: z)), ("g", Column(texts: g)),
        ("y", Column(numbers: y)), ("c", Column(texts: c)),
      ]))
  }

  private func plan(_ test: Case, _ predictors: [String] = ["x", "z", "g"]) throws -> Plan {
    var settings: Settings = [:]
    for parameter in test.learner.card.parameters {
      if case .value(let usual) = parameter.fallback { settings[parameter.name] = usual }
    }
    if test.learner.card.parameter("seed") != nil { settings["seed"] = .number(11) }
    if test.learner.card.parameter("k")?.fallback == .required { settings["k"] = .number(3) }
    return Plan(
      formula: Formula(response(test), predictors), learner: try test.learner.init(settings))
  }

  private func response(_ test: Case) -> String? {
    switch test.task {
    case .regression: "y"
    case .classification: "c"
    case .clustering: nil
    }
  }

  private func cells(_ model: Model, _ table: Table) throws -> [[Cell]] {
    try model.predict(table).columns.map { column in (0..<table.rowCount).map { column.column[$0] }
    }
  }

  /// Predictions agree: numbers to rounding, the rest exactly.
  private func agree(_ a: [[Cell]], _ b: [[Cell]]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { x, y in
        x.count == y.count
          && zip(x, y).allSatisfy { pair in
            if case (.number(let p), .number(let q)) = pair {
              return abs(p - q) <= 1e-9 * max(1, abs(p))
            }
            return pair.0 == pair.1
          }
      }
  }

  @Test(arguments: cases) func fittingTwiceGivesTheSame(_ test: Case) throws {
    let (table, plan) = (try table(), try plan(test))
    #expect(try cells(plan.fit(table), table) == cells(plan.fit(table), table))
  }

  @Test(arguments: cases) func predictionsHaveTheirShape(_ test: Case) throws {
    let table = try table()
    let model = try plan(test).fit(table)
    let names = try model.predict(table).columns.map(\.name)
    switch test.task {
    case .regression: #expect(names == ["predicted"])
    case .classification: #expect(names == ["predicted", "chance_no", "chance_yes"])
    case .clustering: #expect(names == ["cluster"])
    }
    #expect(model.summary.title.contains("60 rows"))
    #expect(model.summary.facts.contains { $0 == Fact("rows", 60) })
  }

  /// The order of training rows doesn't matter, but to ties, of which these rows have none; clusters may be numbered
  /// otherwise, so they are compared by which rows share one.
  @Test(arguments: cases) func rowOrderDoesNotMatter(_ test: Case) throws {
    let table = try table()
    var stream = RandomStream(seed: 3)
    let shuffled = table.gather(stream.permutation(60))
    let plan = try plan(test)
    if test.task == .clustering {
      let (a, b) = (try plan.fit(table), try plan.fit(shuffled))
      #expect(isClose(try a.fact("within"), try b.fact("within"), 1e-9))
    } else {
      #expect(agree(try cells(plan.fit(table), table), try cells(plan.fit(shuffled), table)))
    }
  }

  @Test(arguments: cases) func newRowsArePredictedOneByOne(_ test: Case) throws {
    let table = try table()
    let model = try plan(test).fit(table)
    let all = try cells(model, table)
    for row in [0, 17, 59] as [Int32] {
      #expect(agree(try cells(model, table.gather([row])), all.map { [$0[Int(row)]] }))
    }
    #expect(try model.predict(table.gather([])).columns.allSatisfy { $0.column.count == 0 })
  }

  @Test(arguments: cases) func neverBehindTheBaseline(_ test: Case) throws {
    guard test.task != .clustering else { return }
    let table = try table()
    let (score, _) = try plan(test).fit(table).score(table)
    let (value, baseline) = (try score.numbers("value"), try score.numbers("baseline"))
    let metrics = try score.texts("metric")
    if test.learner == Baseline.self {
      for (a, b) in zip(value, baseline) { #expect(a.isNaN && b.isNaN || abs(a - b) <= 1e-12) }
    } else {
      let place = try #require(metrics.firstIndex { $0 == "r2" || $0 == "accuracy" })
      #expect(value[place] > baseline[place])
    }
  }

  @Test(arguments: cases) func aConstantColumnDoesNoHarm(_ test: Case) throws {
    let table = try table().setting("one", to: Column(numbers: Array(repeating: 4, count: 60)))
    let with = try plan(test, ["x", "z", "g", "one"]).fit(table)
    let without = try plan(test).fit(table)
    #expect(agree(try cells(with, table), try cells(without, table)))
  }

  /// A right answer or a named reason; never a trap.
  @Test(arguments: cases) func oneRow(_ test: Case) throws {
    let one = try table().gather([4])
    do {
      let model = try plan(test).fit(one)
      #expect(try model.predict(one).columns.first?.column.count == 1)
    } catch let error as LearnError {
      #expect(!error.message.isEmpty)
    }
  }

  @Test(arguments: cases) func noRows(_ test: Case) throws {
    let none = try table().gather([])
    #expect(errorKind { _ = try plan(test).fit(none) } == .tooFewRows(rows: 0, needed: 1))
  }

  @Test(arguments: cases) func moreColumnsThanRows(_ test: Case) throws {
    var wide = try table().gather([0, 1, 2, 3, 4, 5, 6, 7])
    var stream = RandomStream(seed: 5)
    var names: [String] = []
    for place in 0..<20 {
      names.append("w\(place)")
      wide = wide.setting("w\(place)", to: Column(numbers: (0..<8).map { _ in stream.normal() }))
    }
    do {
      let model = try plan(test, names).fit(wide)
      #expect(try cells(model, wide).allSatisfy { !$0.contains(.missing) })
    } catch let error as LearnError {
      // Any eight rows are told apart by twenty columns: logistic has to say so.
      guard case .separation = error.kind else {
        Issue.record("\(error.kind)")
        return
      }
    }
  }

  @Test(arguments: cases) func missingPredictors(_ test: Case) throws {
    let table = try table()
    var x = try table.numbers("x")
    (x[3], x[40]) = (.nan, .nan)
    let gaps = table.setting("x", to: Column(numbers: x))
    let plan = try plan(test)
    if test.learner.traits.takesMissing {
      #expect(try cells(plan.fit(gaps), gaps)[0].contains(.missing) == false)
    } else {
      #expect(errorKind { _ = try plan.fit(gaps) } == .missingValues([.init("x", 2)]))
      let found = try plan.fit(table).predict(gaps)
      #expect(found.columns.allSatisfy { $0.column.missingCount == 2 })
      #expect(found.notes.contains { $0.text == "2 rows: `x` is missing" })
    }
  }

  @Test(arguments: cases) func missingTargetsAreRefused(_ test: Case) throws {
    guard let response = response(test) else { return }
    let table = try table()
    let kept = (0..<60).map { Int32($0 == 9 ? -1 : $0) }
    let gaps = table.setting(response, to: try #require(table[response]).gather(kept))
    #expect(errorKind { _ = try plan(test).fit(gaps) } == .missingValues([.init(response, 1)]))
  }

  @Test(arguments: cases) func unseenLabels(_ test: Case) throws {
    let table = try table()
    let model = try plan(test).fit(table)
    let strange = table.gather([0, 1]).setting("g", to: Column(texts: ["red", "mauve"]))
    let found = try model.predict(strange)
    #expect(found.notes.contains { $0.text.contains("\"mauve\"") })
    let isMissing = (0..<2).map { row in found.columns.allSatisfy { $0.column.isMissing(row) } }
    #expect(isMissing == [false, !test.learner.traits.takesMissing])
  }

  @Test(arguments: cases) func wrongColumnsAtPredict(_ test: Case) throws {
    let table = try table()
    let model = try plan(test).fit(table)
    let kind = errorKind { _ = try model.predict(table.removing(["x"])) }
    #expect(kind == .unknownColumn(name: "x", columns: ["z", "g", "y", "c"]))
    let wrong = table.setting("x", to: Column(repeating: .text("a"), count: 60))
    #expect(errorKind { _ = try model.predict(wrong) } == .wrongType(column: "x", found: .text))
  }

  @Test(arguments: cases) func unknownAndConstantTargets(_ test: Case) throws {
    guard let response = response(test) else { return }
    let table = try table()
    #expect(
      errorKind { _ = try plan(test).fit(table.removing([response])) }
        == .unknownColumn(name: response, columns: table.names.filter { $0 != response }))
    let constant = table.gather([Int32](repeating: 0, count: 5))
    guard case .constantTarget(response, _)? = errorKind({ _ = try plan(test).fit(constant) })
    else {
      Issue.record("a constant target was taken")
      return
    }
  }

  /// A model that was saved and loaded predicts, scores and sums itself up to the bit as before, and is saved to the
  /// same bytes again.
  @Test(arguments: cases) func savedAndLoadedIsTheSame(_ test: Case) throws {
    let (table, plan) = (try table(), try plan(test))
    let model = try plan.fit(table)
    let bytes = ModelFile.bytes(of: try model.stored())
    let loaded = try Model(stored: ModelFile.content(of: bytes), plan: plan)
    #expect(try cells(loaded, table) == cells(model, table))
    #expect(try loaded.predict(table).notes == model.predict(table).notes)
    #expect(try rows(loaded.score(table).table) == rows(model.score(table).table))
    let (before, after) = (model.summary, loaded.summary)
    #expect(before.title == after.title && before.call == after.call)
    #expect(before.facts == after.facts && before.text == after.text)
    #expect(before.notes == after.notes)
    for kind in ModelTable.allCases {
      #expect(model.fitted.table(kind).map(rows) == loaded.fitted.table(kind).map(rows))
    }
    #expect(ModelFile.bytes(of: try loaded.stored()) == bytes)
  }

  /// Other hands may have written a file: whatever stands in it, it is refused or it is a model that can be used.
  @Test(arguments: cases) func aForgedFileIsRefusedOrHarmless(_ test: Case) throws {
    let (table, plan) = (try table(), try plan(test))
    let honest = try ModelBytes(of: plan.fit(table).stored())
    var stream = RandomStream(seed: 23)
    var refused = 0
    for _ in 0..<600 {
      let content = honest.forged(&stream)
      do throws(LearnError) {
        let model = try Model(stored: ModelFile.content(of: content), plan: plan)
        _ = try? model.predict(table, .mean(level: 0.9))
        _ = try? model.score(table)
        _ = model.summary
        for kind in ModelTable.allCases { _ = model.fitted.table(kind) }
      } catch {
        #expect(error.kind == .modelFile)
        refused += 1
      }
    }
    #expect(refused > 50)
  }

  private func rows(_ table: Table) -> [[Cell]] {
    table.columns.map { column in (0..<table.rowCount).map { column[$0] } }
  }

  /// Every parameter stands on the card with words, and the plan says itself in the language.
  @Test(arguments: allLearners.map { Case(learner: $0, task: .regression) })
  func cards(_ test: Case) throws {
    let card = test.learner.card
    #expect(card.kind == .learner)
    #expect(card.summary.hasSuffix(".") && !card.examples.isEmpty)
    #expect(card.parameters.first?.name == "formula")
    #expect(card.parameters.allSatisfy { $0.summary.hasSuffix(".") })
    if test.learner.traits.isRandom { #expect(card.parameter("seed") != nil) }
  }
}

/// The mean, or the shares of the classes, whatever the predictors: the reference that learners are held against.
struct Baseline: Learner {
  static let card = Card(
    "baseline", kind: .learner, topic: "tests", summary: "The mean or the most frequent class.",
    parameters: [Parameter("formula", .formula, .position, default: .none, "What is predicted.")])
  static let traits = LearnerTraits(tasks: [.regression, .classification], input: .indicators)
  let settings: Settings
  init(_ settings: Settings) throws(LearnError) { self.settings = settings }

  func fit(_ data: TrainingData) throws(LearnError) -> any Fitted {
    switch data.target {
    case .numbers(let y): return FittedBaseline(rows: y.count, mean: Reductions.mean(y), shares: [])
    case .classes(let classes):
      let shares = classes.labels.indices.map { label in
        Double(classes.codes.filter { $0 == Int32(label) }.count) / Double(classes.codes.count)
      }
      return FittedBaseline(rows: data.rowCount, mean: 0, shares: shares)
    case .none: throw LearnError(.formula, "nothing to predict")
    }
  }

  static func restored(_ stored: Datum, _ shape: FittedShape) throws(LearnError) -> any Fitted {
    FittedBaseline(
      rows: try stored.whole("rows", in: 1...1000), mean: try stored.number("mean"),
      shares: try stored.finite("shares", count: shape.classes.count))
  }
}

private struct FittedBaseline: Fitted {
  var rows: Int
  var mean: Double
  var shares: [Double]
  func predict(_ inputs: Inputs, _ interval: IntervalRequest) throws(LearnError) -> Prediction {
    if shares.isEmpty { return .numbers(Array(repeating: mean, count: inputs.rowCount)) }
    var chances = Matrix(rows: inputs.rowCount, columns: shares.count)
    for row in 0..<inputs.rowCount { for c in shares.indices { chances[row, c] = shares[c] } }
    let most = shares.firstIndex(of: shares.max() ?? 0) ?? 0
    return .classes(codes: Array(repeating: Int32(most), count: inputs.rowCount), chances: chances)
  }
  var stored: Datum {
    .record(["rows": .whole(rows), "mean": .number(mean), "shares": .numbers(shares)])
  }
  var facts: [Fact] { [Fact("rows", Double(rows))] }
  var summaryTables: [ModelTable] { [] }
  func table(_ kind: ModelTable) -> Table? { nil }
}
