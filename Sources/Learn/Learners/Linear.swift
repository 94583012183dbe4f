public import Cards
internal import Glibc
internal import Numerics
internal import Tables

/// Ordinary (or weighted) least squares: y = Xβ + ε, β̂ the coefficients with the least Σ w (y - Xβ)².
///
/// Solved by Householder QR of the column-scaled matrix, in 80 bits where the problem is sensitive, never by normal
/// equations. Standard errors from σ̂² (XᵀWX)⁻¹ with σ̂² = RSS / (n - rank); t tests and intervals with n - rank
/// degrees of freedom; log-likelihood, AIC and BIC as R's (the variance counts as a parameter). Source: Chambers 1992,
/// Linear models, in Statistical Models in S; leverages and Cook's distances: Cook and Weisberg 1982.
public struct Linear: Learner {
  public static let card = Card(
    "linear", kind: .learner, topic: "regression",
    summary: "Linear regression by least squares, with standard errors, tests and intervals.",
    details: """
      The summary gives each coefficient with its standard error, t, p and 95 % interval, the residual standard
      deviation, R², F and information criteria. `predict model, interval: "mean"` or `"prediction"` gives
      `low` and `high`. Text predictors are coded against their first label. Columns that follow from others are
      left out, and named.
      """,
    searchWords: ["ols", "lm", "regression", "least squares", "regress"],
    parameters: [
      Parameter("formula", .formula, .position, default: .none, "What is predicted from what."),
      Parameter(
        "weights", .column, .option, default: .none, "A column with the weight of each row."),
    ],
    examples: [
      .output(
        #"""
        model = dataset("mtcars") | fit linear(mpg ~ wt + hp)
        model.coefficients
        """#,
        #"""
        term         estimate  std_error        t            p       low      high
        text           number     number   number       number    number    number
        (intercept)  37.22727    1.59879  23.2847  2.56546e-20  33.95738  40.49716
        wt           -3.87783    0.63273  -6.1287  1.11965e-06  -5.17192  -2.58375
        hp           -0.03177    0.00903  -3.5187  0.00145123   -0.05024  -0.01331
        3 rows × 7 columns
        """#),
      .diagnostic("iris = dataset(\"iris\")\niris | fit linear(species ~ petal_length)", "E40"),
    ])
  public static let traits = LearnerTraits(tasks: [.regression], input: .contrasts)

  public let settings: Settings
  public init(_ settings: Settings) throws(LearnError) { self.settings = settings }

  public func fit(_ data: TrainingData) throws(LearnError) -> any Fitted {
    guard case .numbers(let y) = data.target else {
      throw LearnError(.formula, "linear needs a number to predict")
    }
    let solution: LeastSquares
    do {
      solution = try LeastSquares(data.inputs.matrix, y, weights: data.weights)
    } catch {
      if error == .interrupted { throw .interrupted }
      throw LearnError(.notConverged(iterations: 0), "the numbers are too large for least squares")
    }
    return FittedLinear(LinearSolution(solution), y: y, data)
  }

  public static func restored(
    _ stored: Datum, _ shape: FittedShape
  ) throws(LearnError) -> any Fitted {
    let rows = try stored.whole("rows", in: 1...Int(Int32.max))
    return FittedLinear(
      names: shape.names, hasIntercept: shape.hasIntercept,
      solution: try LinearSolution(stored: stored.part("solution"), rows, shape.names.count),
      y: try stored.finite("observed", count: rows),
      weights: try stored.optional("weights") == nil
        ? nil : stored.finite("weights", count: rows),
      sigma: try stored.number("sigma"), totalSquares: try stored.number("total_squares"))
  }
}

/// What a model keeps of a least-squares solution; the names are those of ``LeastSquares``.
struct LinearSolution: Sendable {
  let coefficients: [Double]
  let isAliased: [Bool]
  let unscaledCovariance: Matrix
  let fitted: [Double]
  let residuals: [Double]
  let leverages: [Double]
  let residualSumOfSquares: Double
  let conditionNumber: Double
  let observations: Int
  let usedExtendedPrecision: Bool
  var rank: Int { isAliased.lazy.filter { !$0 }.count }
  var degreesOfFreedom: Int { observations - rank }

  init(_ found: LeastSquares) {
    (coefficients, isAliased) = (found.coefficients, found.isAliased)
    (unscaledCovariance, fitted) = (found.unscaledCovariance, found.fitted)
    (residuals, leverages) = (found.residuals, found.leverages)
    (residualSumOfSquares, conditionNumber) = (found.residualSumOfSquares, found.conditionNumber)
    (observations, usedExtendedPrecision) = (found.observations, found.usedExtendedPrecision)
  }

  var stored: Datum {
    .record([
      "coefficients": .numbers(coefficients), "aliased": .truths(isAliased),
      "covariance": .matrix(unscaledCovariance), "fitted": .numbers(fitted),
      "residuals": .numbers(residuals), "leverages": .numbers(leverages),
      "residual_squares": .number(residualSumOfSquares), "condition": .number(conditionNumber),
      "observations": .whole(observations), "extended": .truth(usedExtendedPrecision),
    ])
  }

  init(stored: Datum, _ rows: Int, _ columns: Int) throws(LearnError) {
    coefficients = try stored.finite("coefficients", count: columns)
    isAliased = try stored.truths("aliased", count: columns)
    unscaledCovariance = try stored.matrix("covariance", rows: columns, columns: columns)
    fitted = try stored.finite("fitted", count: rows)
    residuals = try stored.finite("residuals", count: rows)
    leverages = try stored.finite("leverages", count: rows)
    residualSumOfSquares = try stored.number("residual_squares")
    conditionNumber = try stored.number("condition")
    observations = try stored.whole("observations", in: 0...rows)
    usedExtendedPrecision = try stored.truth("extended")
  }
}

struct FittedLinear: Fitted {
  let names: [String]
  let hasIntercept: Bool
  let solution: LinearSolution
  let y: [Double]
  let weights: [Double]?
  /// √(RSS / df); NaN without degrees of freedom.
  let sigma: Double
  let totalSquares: Double

  init(
    names: [String], hasIntercept: Bool, solution: LinearSolution, y: [Double], weights: [Double]?,
    sigma: Double, totalSquares: Double
  ) {
    (self.names, self.hasIntercept, self.solution) = (names, hasIntercept, solution)
    (self.y, self.weights, self.sigma, self.totalSquares) = (y, weights, sigma, totalSquares)
  }

  init(_ solution: LinearSolution, y: [Double], _ data: TrainingData) {
    (names, hasIntercept, self.solution) = (data.names, data.hasIntercept, solution)
    (self.y, weights) = (y, data.weights)
    let freedom = solution.degreesOfFreedom
    sigma = freedom > 0 ? (solution.residualSumOfSquares / Double(freedom)).squareRoot() : .nan
    let center =
      hasIntercept
      ? (weights.map { Reductions.weightedMean(y, weights: $0) } ?? Reductions.mean(y)) : 0
    if let weights {
      totalSquares = Reductions.sum(
        y.indices.map { weights[$0] * (y[$0] - center) * (y[$0] - center) })
    } else {
      totalSquares = hasIntercept ? Reductions.sumOfSquares(y) : Reductions.dot(y, y)
    }
  }

  var stored: Datum {
    .record([
      "rows": .whole(y.count), "solution": solution.stored, "observed": .numbers(y),
      "weights": weights.map { .numbers($0) } ?? .nothing, "sigma": .number(sigma),
      "total_squares": .number(totalSquares),
    ])
  }

  private var freedom: Int { solution.degreesOfFreedom }
  /// Whether all that is left is rounding: then no test means anything.
  private var isExact: Bool {
    guard freedom > 0, totalSquares > 0 else { return false }
    return solution.residualSumOfSquares <= totalSquares * 1e-28
  }

  func predict(_ inputs: Inputs, _ interval: IntervalRequest) throws(LearnError) -> Prediction {
    let predicted = inputs.matrix.multiplied(by: solution.coefficients)
    let (level, extra): (Double, Double)
    switch interval {
    case .none: return .numbers(predicted)
    case .mean(let given): (level, extra) = (given, 0)
    case .prediction(let given): (level, extra) = (given, 1)
    }
    guard level > 0, level < 1 else {
      throw LearnError(.badSetting(name: "level"), "an interval's level must be between 0 and 1")
    }
    guard freedom > 0 else {
      throw LearnError(
        .tooFewRows(rows: y.count, needed: solution.rank + 1),
        "\(counted(y.count, "row")) for \(counted(solution.rank, "coefficient")) leave nothing to judge an interval by"
      )
    }
    let t = StudentT(degreesOfFreedom: Double(freedom)).quantile((1 - level) / 2, tail: .upper)
    let spread = inputs.matrix.multiplied(by: solution.unscaledCovariance)
    let half = (0..<inputs.rowCount).map { row in
      var leverage = 0.0
      for j in 0..<names.count { leverage += spread[row, j] * inputs.matrix[row, j] }
      return t * sigma * (max(0, leverage) + extra).squareRoot()
    }
    return .intervals(
      predicted: predicted, low: zip(predicted, half).map { $0 - $1 },
      high: zip(predicted, half).map { $0 + $1 })
  }

  var facts: [Fact] {
    let n = Double(solution.observations)
    let rss = solution.residualSumOfSquares
    let parameters = Double(solution.rank - (hasIntercept ? 1 : 0))
    let r2 = totalSquares > 0 ? 1 - rss / totalSquares : .nan
    let adjusted = 1 - (1 - r2) * (n - (hasIntercept ? 1 : 0)) / Double(freedom)
    let f = (totalSquares - rss) / parameters / (sigma * sigma)
    let distribution = FDistribution(numerator: parameters, denominator: Double(freedom))
    var logWeights = 0.0
    if let weights { for w in weights where w > 0 { logWeights += log(w) } }
    let logLikelihood = 0.5 * (logWeights - n * (log(2 * Double.pi) + 1 - log(n) + log(rss)))
    let count = Double(solution.rank + 1)
    return [
      Fact("rows", n), Fact("residual_sd", sigma), Fact("df", Double(freedom)), Fact("r2", r2),
      Fact("adjusted_r2", freedom > 0 ? adjusted : .nan),
      Fact("f", freedom > 0 && parameters > 0 && !isExact ? f : .nan), Fact("f_df1", parameters),
      Fact("f_df2", Double(freedom)),
      Fact(
        "f_p",
        freedom > 0 && parameters > 0 && !isExact ? distribution.cumulative(f, tail: .upper) : .nan),
      Fact("log_likelihood", logLikelihood), Fact("aic", 2 * count - 2 * logLikelihood),
      Fact("bic", log(n) * count - 2 * logLikelihood), Fact("condition", solution.conditionNumber),
    ]
  }

  var summaryTables: [ModelTable] { [.coefficients] }

  func table(_ kind: ModelTable) -> Table? {
    switch kind {
    case .coefficients: coefficients
    case .residuals: residuals
    default: nil
    }
  }

  var notes: [LearnNote] {
    var notes: [LearnNote] = []
    let dropped = names.indices.filter { solution.isAliased[$0] }.map { "`\(names[$0])`" }
    if !dropped.isEmpty {
      let verbs = dropped.count == 1 ? ("follows", "is") : ("follow", "are")
      notes.append(
        LearnNote(
          .columns, "\(listed(dropped)) \(verbs.0) from other columns and \(verbs.1) left out"))
    }
    if freedom == 0 {
      notes.append(
        LearnNote(
          .numbers, "as many coefficients as rows: the fit is exact and nothing can be tested"))
    } else if isExact {
      notes.append(
        LearnNote(
          .numbers, "the fit is exact: residuals are rounding only, and nothing can be tested"))
    }
    if solution.conditionNumber > 1e5, solution.conditionNumber.isFinite {
      let digits = Int(log10(solution.conditionNumber))
      let cure = solution.usedExtendedPrecision ? "; worked out in 80 bits" : ""
      notes.append(
        LearnNote(
          .numbers,
          "the columns nearly follow from each other: about \(digits) digits are at risk\(cure)"))
    }
    return notes
  }

  private var coefficients: Table {
    let distribution = StudentT(degreesOfFreedom: Double(max(freedom, 1)))
    let quantile = distribution.quantile(0.025, tail: .upper)
    let usable = freedom > 0
    var (estimate, error, t, p, low, high) = (
      [Double](), [Double](), [Double](), [Double](), [Double](), [Double]()
    )
    for j in names.indices {
      let b = solution.isAliased[j] ? .nan : solution.coefficients[j]
      let se = usable ? sigma * solution.unscaledCovariance[j, j].squareRoot() : .nan
      estimate.append(b)
      error.append(solution.isAliased[j] ? .nan : se)
      t.append(isExact ? .nan : b / se)
      p.append(usable && !isExact && !solution.isAliased[j] ? distribution.twoSided(b / se) : .nan)
      low.append(b - quantile * se)
      high.append(b + quantile * se)
    }
    return Table([
      ("term", Column(texts: names)), ("estimate", Column(numbers: estimate)),
      ("std_error", Column(numbers: error)),
      ("t", Column(numbers: t)), ("p", Column(numbers: p)), ("low", Column(numbers: low)),
      ("high", Column(numbers: high)),
    ]) ?? .empty
  }

  private var residuals: Table {
    let n = y.count
    var (standardized, studentized, cooks) = ([Double](), [Double](), [Double]())
    let rank = Double(solution.rank)
    for i in 0..<n {
      let w = weights?[i] ?? 1
      let e = solution.residuals[i] * w.squareRoot()
      let h = solution.leverages[i]
      // A row that its own coefficient reaches exactly has no residual to judge.
      let free = 1 - h > 1e-12 && w > 0 ? 1 - h : .nan
      let standard = e / (sigma * free.squareRoot())
      standardized.append(standard)
      let without = (solution.residualSumOfSquares - e * e / free) / Double(freedom - 1)
      studentized.append(freedom > 1 ? e / (without * free).squareRoot() : .nan)
      cooks.append(standard * standard * h / (free * rank))
    }
    return Table([
      ("row", Column(numbers: (0..<n).map { Double($0 + 1) })), ("observed", Column(numbers: y)),
      ("fitted", Column(numbers: solution.fitted)),
      ("residual", Column(numbers: solution.residuals)),
      ("leverage", Column(numbers: solution.leverages)),
      ("standardized", Column(numbers: standardized)),
      ("studentized", Column(numbers: studentized)), ("cooks_distance", Column(numbers: cooks)),
    ]) ?? .empty
  }
}
