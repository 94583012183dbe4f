public import Cards
internal import Glibc
internal import Numerics
internal import Tables

/// Logistic regression of two classes: log(p / (1 - p)) = Xβ, by maximum likelihood.
///
/// Newton's method as iteratively reweighted least squares (McCullagh and Nelder 1989, §2.5), each round a weighted
/// least-squares problem solved by QR, with the start, the end and the standard errors of R's `glm`: chances begin at
/// (w y + ½) / (w + 1); a round that changes the deviance by less than `tolerance` of itself (and 0.1) is the last; and
/// the covariance is (XᵀWX)⁻¹ with the weights that the last round was solved with. Unlike R, a round that makes the
/// deviance grow is halved.
/// Where some combination of columns tells the classes apart, the likelihood has no maximum; that is found by the
/// fitted chances running to 0 and 1, and the column is named (Albert and Anderson 1984).
public struct Logistic: Learner {
  public static let card = Card(
    "logistic", kind: .learner, topic: "classification",
    summary: "Logistic regression of two classes, with standard errors, tests and odds ratios.",
    details: """
      Coefficients are for the chance of the event, which `event:` names (yes, true and 1 are found alone).
      The summary gives each with its standard error, z, p, 95 % interval and odds ratio, the deviances and AIC.
      Where a column tells the classes apart without an error no finite coefficient exists, and the column is named.
      Start, end and standard errors are those of R's `glm`, whose digits it gives; `tolerance: 1e-12` gives more of the
      exact maximum.
      """,
    searchWords: ["logit", "glm", "binomial", "classification"],
    parameters: [
      Parameter("formula", .formula, .position, default: .none, "What is predicted from what."),
      Parameter(
        "event", .value, .option, default: .none,
        "The class of interest; yes, true and 1 are found alone."),
      Parameter(
        "weights", .column, .option, default: .none, "A column with how often each row was seen."),
      Parameter(
        "tolerance", .number(.above(0)), .option, default: .value(.number(1e-8)),
        "The fit ends when a round changes the deviance by less than this share of it."),
      Parameter(
        "rounds", .whole(.between(1, 10_000)), .option, default: .value(.number(25)),
        "The most rounds."),
    ],
    examples: [
      .output(
        #"""
        model = dataset("titanic") | fit logistic(survived ~ class + sex + age, event: "Yes")
        model.coefficients | select term, estimate, std_error, z
        """#,
        #"""
        term         estimate  std_error         z
        text           number     number    number
        (intercept)   3.10538    0.29818   10.4144
        class[2nd]   -1.01809    0.19600   -5.1944
        class[3rd]   -1.77776    0.17157  -10.3620
        class[Crew]  -0.85768    0.15734   -5.4511
        sex[Male]    -2.42006    0.14041  -17.2358
        age[Adult]   -1.06154    0.24402   -4.3501
        6 rows × 4 columns
        """#),
      .diagnostic("iris = dataset(\"iris\")\niris | fit logistic(species ~ petal_length)", "E40"),
    ])
  public static let traits = LearnerTraits(
    tasks: [.classification], input: .contrasts, mostClasses: 2)

  public let settings: Settings
  let tolerance: Double
  let rounds: Int

  public init(_ settings: Settings) throws(LearnError) {
    self.settings = settings
    tolerance = settings.number("tolerance") ?? 1e-8
    rounds = settings.whole("rounds") ?? 25
    guard tolerance > 0 else {
      throw LearnError(.badSetting(name: "tolerance"), "`tolerance` must be above 0")
    }
    guard rounds >= 1 else {
      throw LearnError(.badSetting(name: "rounds"), "`rounds` must be at least 1")
    }
  }

  public func fit(_ data: TrainingData) throws(LearnError) -> any Fitted {
    guard case .classes(let classes) = data.target, let event = classes.event else {
      throw LearnError(.formula, "logistic needs two classes, one of them the event")
    }
    let y = classes.codes.map { $0 == Int32(event) ? 1.0 : 0 }
    let (x, n) = (data.inputs.matrix, data.rowCount)
    let counts = data.weights ?? [Double](repeating: 1, count: n)
    let total = Reductions.sum(counts)
    let events = Reductions.dot(counts, y)
    guard events > 0, events < total else {
      throw LearnError(
        .constantTarget(column: "", value: classes.labels[events > 0 ? event : 1 - event]),
        "all rows with a positive weight are of one class")
    }
    var scoring = LogisticScoring(x, y, counts)
    while !scoring.isSettled(tolerance) {
      let isLast = scoring.rounds >= rounds
      let isDone = isLast ? false : try scoring.step()
      if !isDone {
        if let found = separation(x, y, counts, scoring.scores, data) { throw found }
        if isLast, try scoring.runsAway() { throw runaway(x, y, counts, data.names) }
        throw noConvergence(scoring.rounds)
      }
    }
    if let found = separation(x, y, counts, scoring.scores, data) { throw found }
    if try scoring.runsAway() { throw runaway(x, y, counts, data.names) }
    guard let last = scoring.solution else { throw noConvergence(scoring.rounds) }
    let share = events / total
    let nullDeviance =
      data.hasIntercept
      ? -2 * (events * log(share) + (total - events) * log(1 - share)) : 2 * total * log(2.0)
    return FittedLogistic(
      names: data.names, coefficients: scoring.coefficients, isAliased: last.isAliased,
      errors: last.unscaledCovariance.diagonal.map { $0.squareRoot() }, deviance: scoring.deviance,
      nullDeviance: nullDeviance, iterations: scoring.rounds,
      rows: counts.lazy.filter { $0 > 0 }.count, total: total, rank: last.rank,
      nullParameters: data.hasIntercept ? 1 : 0, condition: last.conditionNumber, event: event,
      isWeighted: data.weights != nil, observed: y, chances: scoring.scores.map(Self.chance),
      leverages: last.leverages, counts: counts)
  }

  public static func restored(
    _ stored: Datum, _ shape: FittedShape
  ) throws(LearnError) -> any Fitted {
    guard let event = shape.event, shape.classes.count == 2 else {
      throw Datum.broken("a logistic model has no event")
    }
    let columns = shape.names.count
    let length = try stored.whole("length", in: 1...Int(Int32.max))
    return FittedLogistic(
      names: shape.names, coefficients: try stored.finite("coefficients", count: columns),
      isAliased: try stored.truths("aliased", count: columns),
      errors: try stored.finite("errors", count: columns),
      deviance: try stored.number("deviance"), nullDeviance: try stored.number("null_deviance"),
      iterations: try stored.whole("rounds", in: 0...1_000_000),
      rows: try stored.whole("rows", in: 0...length), total: try stored.number("total"),
      rank: try stored.whole("rank", in: 0...columns),
      nullParameters: shape.hasIntercept ? 1 : 0, condition: try stored.number("condition"),
      event: event, isWeighted: try stored.truth("weighted"),
      observed: try stored.finite("observed", count: length),
      chances: try stored.finite("chances", count: length),
      leverages: try stored.finite("leverages", count: length),
      counts: try stored.finite("counts", count: length))
  }

  /// 1 / (1 + e⁻ˢ), without overflow on either side.
  static func chance(_ score: Double) -> Double {
    if score >= 0 { return 1 / (1 + exp(-score)) }
    let e = exp(score)
    return e / (1 + e)
  }

  private func noConvergence(_ rounds: Int) -> LearnError {
    LearnError(
      .notConverged(iterations: rounds), "logistic found no maximum in \(counted(rounds, "round"))",
      help: [
        "look for predictors that nearly follow from others, or scale them; or give more `rounds:`"
      ])
  }

  /// Whether the rows are told apart: all by the current scores, or by a column alone; or all rows of one value of a
  /// 0/1 column are of one class (quasi-separation).
  private func separation(
    _ x: Matrix, _ y: [Double], _ counts: [Double], _ scores: [Double], _ data: TrainingData
  ) -> LearnError? {
    let names = data.names
    let rows = y.indices.filter { counts[$0] > 0 }
    var byColumn: (name: String, isComplete: Bool)?
    for j in 0..<x.columns where names[j] != "(intercept)" {
      var low = [Double.infinity, .infinity]
      var high = [-Double.infinity, -.infinity]
      for i in rows {
        let k = y[i] > 0.5 ? 1 : 0
        low[k] = min(low[k], x[i, j])
        high[k] = max(high[k], x[i, j])
      }
      // Without an intercept only 0 can be the border.
      let upper = data.hasIntercept || (high[0] <= 0 && low[1] >= 0)
      let lower = data.hasIntercept || (high[1] <= 0 && low[0] >= 0)
      if (upper && high[0] < low[1]) || (lower && high[1] < low[0]) {
        return complete("`\(names[j])`", names[j])
      }
      // The classes touch in one value only, or one class has one value that the other lies beside of.
      let varies = low[0] != high[0] || low[1] != high[1]
      let touches = varies && ((upper && high[0] == low[1]) || (lower && high[1] == low[0]))
      if touches, byColumn == nil { byColumn = (names[j], false) }
    }
    if let byColumn {
      return LearnError(
        .separation(column: byColumn.name),
        "no finite coefficient exists for `\(byColumn.name)`: on one side of a value all rows are of one class",
        help: ["leave it out, join its label with another, or use tree or knn"])
    }
    let separated = rows.allSatisfy { (scores[$0] > 0) == (y[$0] > 0.5) }
    let sure = rows.map { abs(scores[$0]) }.min() ?? 0
    if separated, sure > 8 {
      // The column whose scaled coefficient is largest does most of it.
      let name = strongest(x, rows, y, names)
      return complete("`\(name)` together with others", name)
    }
    return nil
  }

  /// No column by itself, but a combination leaves some rows in no doubt.
  private func runaway(
    _ x: Matrix, _ y: [Double], _ counts: [Double], _ names: [String]
  ) -> LearnError {
    let name = strongest(x, y.indices.filter { counts[$0] > 0 }, y, names)
    return LearnError(
      .separation(column: name),
      "no finite coefficients exist: together with others `\(name)` tells some rows' class without an error",
      help: ["leave a predictor out, or use tree or knn"])
  }

  private func complete(_ what: String, _ name: String) -> LearnError {
    LearnError(
      .separation(column: name),
      "\(what) tells the classes apart without an error, so no finite coefficients exist",
      help: ["a rule on `\(name)` predicts these rows perfectly: use tree or knn, or leave it out"])
  }

  /// The column with the highest correlation with the target.
  private func strongest(_ x: Matrix, _ rows: [Int], _ y: [Double], _ names: [String]) -> String {
    let target = rows.map { y[$0] }
    var best = (name: names.last ?? "", value: -1.0)
    for j in 0..<x.columns where names[j] != "(intercept)" {
      let correlation = abs(Reductions.correlation(rows.map { x[$0, j] }, target))
      if correlation > best.value { best = (names[j], correlation) }
    }
    return best.name
  }
}

/// The rounds of iteratively reweighted least squares.
private struct LogisticScoring {
  private let x: Matrix
  private let y: [Double]
  private let counts: [Double]
  /// X times the coefficients; before the first round the start's log odds.
  private(set) var scores: [Double]
  private(set) var coefficients: [Double] = []
  private(set) var deviance: Double
  private var before = Double.infinity
  private(set) var rounds = 0
  /// What the last round solved: its weights are those of the scores before it.
  private(set) var solution: LeastSquares?
  /// The most that a row's score moved in the last round.
  private var shift = Double.infinity

  init(_ x: Matrix, _ y: [Double], _ counts: [Double]) {
    (self.x, self.y, self.counts) = (x, y, counts)
    scores = y.indices.map { i in
      let chance = (counts[i] * y[i] + 0.5) / (counts[i] + 1)
      return log(chance / (1 - chance))
    }
    deviance = Self.deviance(y, scores, counts)
  }

  /// Whether the last round changed next to nothing. Below the rounding of a deviance no change can be told.
  func isSettled(_ tolerance: Double) -> Bool {
    rounds > 0 && abs(deviance - before) < max(tolerance, 4 * .ulpOfOne) * (abs(deviance) + 0.1)
  }

  /// One round. `false` if it can't be done: the weights of all but a few rows have vanished.
  mutating func step() throws(LearnError) -> Bool {
    try checkInterrupt()
    let n = y.count
    var (working, weights) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    for i in 0..<n {
      let (chance, rest) = (Logistic.chance(scores[i]), Logistic.chance(-scores[i]))
      let variance = max(chance * rest, .leastNormalMagnitude)
      weights[i] = counts[i] * variance
      working[i] = scores[i] + (y[i] > 0.5 ? rest : -chance) / variance
    }
    let solved: LeastSquares
    do {
      solved = try LeastSquares(x, working, weights: weights, precision: .double)
    } catch {
      if error == .interrupted { throw .interrupted }
      return false
    }
    if let kept = solution?.kept, solved.rank < kept.count { return false }
    var candidate = solved.coefficients
    var next = x.multiplied(by: candidate)
    var reached = Self.deviance(y, next, counts)
    if rounds > 0 {
      var halvings = 0
      while !(reached <= deviance + 1e-10 * (abs(deviance) + 0.1)), halvings < 30 {
        halvings += 1
        for j in candidate.indices { candidate[j] = (candidate[j] + coefficients[j]) / 2 }
        next = x.multiplied(by: candidate)
        reached = Self.deviance(y, next, counts)
      }
    }
    guard reached.isFinite else { return false }
    shift = 0
    for i in 0..<n where counts[i] > 0 { shift = max(shift, abs(next[i] - scores[i])) }
    (before, deviance) = (deviance, reached)
    (coefficients, scores, solution) = (candidate, next, solved)
    rounds += 1
    return true
  }

  /// Whether there is no maximum to come to: near one, Newton's steps soon are tiny; on the way to infinity each moves
  /// some scores by about 1.
  func runsAway() throws(LearnError) -> Bool {
    var further = self
    for _ in 0..<8 where further.shift > 0.1 {
      if !(try further.step()) { return true }
    }
    return further.shift > 0.1
  }

  /// -2 log-likelihood, from scores so that chances near 0 and 1 keep their digits.
  private static func deviance(_ y: [Double], _ scores: [Double], _ counts: [Double]) -> Double {
    2
      * Reductions.sum(
        y.indices.map { i in
          let s = y[i] > 0.5 ? -scores[i] : scores[i]
          return counts[i] * (s > 0 ? s + log1p(exp(-s)) : log1p(exp(s)))
        })
  }
}

struct FittedLogistic: Fitted {
  let names: [String]
  let coefficients: [Double]
  let isAliased: [Bool]
  let errors: [Double]
  let deviance: Double
  let nullDeviance: Double
  let iterations: Int
  let rows: Int
  /// The sum of the frequencies.
  let total: Double
  let rank: Int
  let nullParameters: Int
  let condition: Double
  let event: Int
  let isWeighted: Bool
  let observed: [Double]
  let chances: [Double]
  let leverages: [Double]
  let counts: [Double]

  var stored: Datum {
    .record([
      "coefficients": .numbers(coefficients), "aliased": .truths(isAliased),
      "errors": .numbers(errors), "deviance": .number(deviance),
      "null_deviance": .number(nullDeviance), "rounds": .whole(iterations), "rows": .whole(rows),
      "total": .number(total), "rank": .whole(rank), "condition": .number(condition),
      "weighted": .truth(isWeighted), "length": .whole(observed.count),
      "observed": .numbers(observed), "chances": .numbers(chances),
      "leverages": .numbers(leverages), "counts": .numbers(counts),
    ])
  }

  func predict(_ inputs: Inputs, _ interval: IntervalRequest) throws(LearnError) -> Prediction {
    guard interval == .none else {
      throw LearnError(
        .unsupported, "logistic predicts chances, and gives no intervals for them",
        help: ["leave `interval:` out"])
    }
    let scores = inputs.matrix.multiplied(by: coefficients)
    var result = Matrix(rows: inputs.rowCount, columns: 2)
    var codes = [Int32](repeating: 0, count: inputs.rowCount)
    for i in 0..<inputs.rowCount {
      result[i, event] = Logistic.chance(scores[i])
      result[i, 1 - event] = Logistic.chance(-scores[i])
      codes[i] = Int32(scores[i] >= 0 ? event : 1 - event)
    }
    return .classes(codes: codes, chances: result)
  }

  var facts: [Fact] {
    [
      Fact("rows", Double(rows)), Fact("deviance", deviance), Fact("df", Double(rows - rank)),
      Fact("null_deviance", nullDeviance), Fact("null_df", Double(rows - nullParameters)),
      Fact("aic", deviance + 2 * Double(rank)), Fact("log_likelihood", -deviance / 2),
      Fact("pseudo_r2", 1 - deviance / nullDeviance), Fact("iterations", Double(iterations)),
      Fact("condition", condition),
    ]
  }

  var summaryTables: [ModelTable] { [.coefficients] }

  func table(_ kind: ModelTable) -> Table? {
    switch kind {
    case .coefficients:
      let normal = NormalDistribution()
      let quantile = normal.quantile(0.025, tail: .upper)
      let estimate = names.indices.map { isAliased[$0] ? Double.nan : coefficients[$0] }
      let error = names.indices.map { isAliased[$0] ? Double.nan : errors[$0] }
      let z = zip(estimate, error).map { $0 / $1 }
      return Table([
        ("term", Column(texts: names)), ("estimate", Column(numbers: estimate)),
        ("std_error", Column(numbers: error)), ("z", Column(numbers: z)),
        ("p", Column(numbers: z.map { 2 * normal.cumulative(abs($0), tail: .upper) })),
        ("low", Column(numbers: zip(estimate, error).map { $0 - quantile * $1 })),
        ("high", Column(numbers: zip(estimate, error).map { $0 + quantile * $1 })),
        ("odds_ratio", Column(numbers: estimate.map { exp($0) })),
      ])
    case .residuals:
      // Deviance residuals: their squares add up to the deviance.
      let residual = observed.indices.map { i in
        let given = observed[i] > 0.5 ? chances[i] : 1 - chances[i]
        let size = (-2 * counts[i] * log(max(given, .leastNormalMagnitude))).squareRoot()
        return observed[i] > 0.5 ? size : -size
      }
      return Table([
        ("row", Column(numbers: observed.indices.map { Double($0 + 1) })),
        ("observed", Column(numbers: observed)),
        ("fitted", Column(numbers: chances)), ("residual", Column(numbers: residual)),
        ("leverage", Column(numbers: leverages)),
        (
          "standardized",
          Column(
            numbers: residual.indices.map { residual[$0] / max(0, 1 - leverages[$0]).squareRoot() })
        ),
      ])
    default: return nil
    }
  }

  var notes: [LearnNote] {
    var notes: [LearnNote] = []
    let dropped = names.indices.filter { isAliased[$0] }.map { "`\(names[$0])`" }
    if !dropped.isEmpty {
      let verbs = dropped.count == 1 ? ("follows", "is") : ("follow", "are")
      notes.append(
        LearnNote(
          .columns, "\(listed(dropped)) \(verbs.0) from other columns and \(verbs.1) left out"))
    }
    if isWeighted {
      notes.append(
        LearnNote(
          .rows,
          "\(counted(rows, "row")) stand for \(NumberText.significant(total)) by their weights"))
    }
    return notes
  }
}
