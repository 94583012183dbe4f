public import Cards
internal import Glibc
internal import Numerics
internal import Tables

/// Logistic regression of two classes: log(p / (1 - p)) = Xβ, by maximum likelihood.
///
/// Newton's method as iteratively reweighted least squares (McCullagh and Nelder 1989, §2.5): each step is a weighted
/// least-squares problem solved by QR, halved while the deviance grows, until it changes by less than 1e-12 of
/// itself and a last step leaves the coefficients as they are. Standard errors from (XᵀWX)⁻¹ (Wald).
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
      """,
    searchWords: ["logit", "glm", "binomial", "classification"],
    parameters: [
      Parameter("formula", .formula, .position, default: .none, "What is predicted from what."),
      Parameter(
        "event", .value, .option, default: .none,
        "The class of interest; yes, true and 1 are found alone."),
      Parameter(
        "weights", .column, .option, default: .none, "A column with how often each row was seen."),
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
        (intercept)   3.10538    0.29818   10.4143
        class[2nd]   -1.01809    0.19600   -5.1944
        class[3rd]   -1.77776    0.17157  -10.3619
        class[Crew]  -0.85768    0.15734   -5.4511
        sex[Male]    -2.42006    0.14041  -17.2357
        age[Adult]   -1.06154    0.24403   -4.3501
        6 rows × 4 columns
        """#),
      .diagnostic("iris = dataset(\"iris\")\niris | fit logistic(species ~ petal_length)", "E40"),
    ])
  public static let traits = LearnerTraits(
    tasks: [.classification], input: .contrasts, mostClasses: 2)

  public let settings: Settings
  public init(_ settings: Settings) throws(LearnError) { self.settings = settings }

  private static var mostIterations: Int { 100 }

  public func fit(_ data: TrainingData) throws(LearnError) -> any Fitted {
    guard case .classes(let classes) = data.target, let event = classes.event else {
      throw LearnError(.formula, "logistic needs two classes, one of them the event")
    }
    let y = classes.codes.map { $0 == Int32(event) ? 1.0 : 0 }
    let (x, n, p) = (data.inputs.matrix, data.rowCount, data.names.count)
    let counts = data.weights ?? [Double](repeating: 1, count: n)
    let total = Reductions.sum(counts)
    let events = Reductions.dot(counts, y)
    guard events > 0, events < total else {
      throw LearnError(
        .constantTarget(column: "", value: classes.labels[events > 0 ? event : 1 - event]),
        "all rows with a positive weight are of one class")
    }
    var chances = y.map { ($0 + 0.5) / 2 }
    var scores = chances.map { log($0 / (1 - $0)) }
    var deviance = Double.infinity
    var beta: [Double]?
    var iterations = 0
    var solution: LeastSquares?
    var settled = false
    while iterations < Self.mostIterations {
      try checkInterrupt()
      iterations += 1
      var (working, weights) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
      for i in 0..<n {
        let variance = max(chances[i] * (1 - chances[i]), 1e-16)
        weights[i] = counts[i] * variance
        working[i] = scores[i] + (y[i] - chances[i]) / variance
      }
      let step: LeastSquares
      do {
        step = try LeastSquares(x, working, weights: weights, precision: .double)
      } catch {
        if error == .interrupted { throw .interrupted }
        throw separation(x, y, counts, scores, data) ?? Self.noConvergence(iterations)
      }
      if let kept = solution?.kept, step.rank < kept.count {
        // The weights of all but a few rows have vanished.
        throw separation(x, y, counts, scores, data) ?? Self.noConvergence(iterations)
      }
      var candidate = step.coefficients
      var halvings = 0
      let scoresBefore = scores
      while true {
        scores = x.multiplied(by: candidate)
        for i in 0..<n { chances[i] = Self.chance(scores[i]) }
        let next = Self.deviance(y, scores, counts)
        if next.isFinite,
          next <= deviance + 1e-10 * (abs(deviance) + 0.1) || halvings > 30 || beta == nil
        {
          settled = abs(next - deviance) <= 1e-12 * (abs(next) + 0.1)
          deviance = next
          break
        }
        guard let before = beta, halvings <= 30 else { throw Self.noConvergence(iterations) }
        halvings += 1
        for j in 0..<p { candidate[j] = (candidate[j] + before[j]) / 2 }
      }
      beta = candidate
      solution = step
      // Chances of 1 or 0 for all rows of a side: no maximum is near.
      if deviance < 1e-9 * total || (iterations >= 12 && !settled) {
        if let found = separation(x, y, counts, scores, data) { throw found }
      }
      if settled {
        // At a maximum Newton's last step is tiny; on the way to infinity each moves some scores by about 1.
        let shift =
          (0..<n).lazy.filter { counts[$0] > 0 }.map { abs(scores[$0] - scoresBefore[$0]) }.max()
          ?? 0
        if shift > 0.1 { throw runaway(x, y, counts, data.names) }
        break
      }
    }
    guard settled, let coefficients = beta else { throw Self.noConvergence(iterations) }
    if let found = separation(x, y, counts, scores, data) { throw found }
    // The information at the maximum itself.
    let weights = (0..<n).map {
      counts[$0] * max(chances[$0] * (1 - chances[$0]), .leastNormalMagnitude)
    }
    guard let last = try? LeastSquares(x, scores, weights: weights) else {
      throw Self.noConvergence(iterations)
    }
    let share = events / total
    let nullDeviance =
      data.hasIntercept
      ? -2 * (events * log(share) + (total - events) * log(1 - share)) : 2 * total * log(2.0)
    return FittedLogistic(
      names: data.names, coefficients: coefficients, isAliased: last.isAliased,
      errors: last.unscaledCovariance.diagonal.map { $0.squareRoot() }, deviance: deviance,
      nullDeviance: nullDeviance, iterations: iterations, rows: counts.lazy.filter { $0 > 0 }.count,
      total: total,
      rank: last.rank, nullParameters: data.hasIntercept ? 1 : 0, condition: last.conditionNumber,
      event: event,
      isWeighted: data.weights != nil, observed: y, chances: chances, leverages: last.leverages,
      counts: counts)
  }

  /// 1 / (1 + e⁻ˢ), without overflow on either side.
  static func chance(_ score: Double) -> Double {
    if score >= 0 { return 1 / (1 + exp(-score)) }
    let e = exp(score)
    return e / (1 + e)
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

  private static func noConvergence(_ iterations: Int) -> LearnError {
    LearnError(
      .notConverged(iterations: iterations),
      "logistic found no maximum in \(iterations) iterations",
      help: ["look for predictors that nearly follow from others, or scale them"])
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
