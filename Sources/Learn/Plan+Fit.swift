internal import Cards
internal import Numerics
public import Tables

extension Plan {
  /// Learns from a table: steps first, each learning from what the one before it made, then the learner.
  ///
  /// - Throws: what `LearnError.Kind` lists; missing values in columns that are used are refused with their counts,
  ///   unless the learner takes them.
  public func fit(_ table: Table) throws(LearnError) -> Model {
    guard let learner else {
      throw LearnError(
        .planWithoutLearner, "the plan has no learner yet",
        help: ["end it with one, as in `\(description) | linear`"])
    }
    let name = type(of: learner).card.name
    let traits = type(of: learner).traits
    guard let formula else {
      throw LearnError(
        .formula, "\(name) has no formula",
        help: [
          "give it one, as in `\(name)(\(traits.tasks == [.clustering] ? "~ a + b" : "y ~ a + b"))`"
        ])
    }
    guard table.rowCount > 0 else {
      throw LearnError(.tooFewRows(rows: 0, needed: 1), "there are no rows to fit \(name) to")
    }
    var prepared = table
    var fittedSteps: [any FittedStep] = []
    for step in steps {
      let fitted = try step.fit(prepared)
      // Nothing is strange to a step among the rows that it learnt from.
      var notes: [LearnNote] = []
      prepared = try applied(fitted, step, to: prepared, &notes)
      fittedSteps.append(fitted)
    }
    try checkFormula(formula, traits, name)
    try refuseMissing(formula, prepared, traits, learner)

    let reader = TargetReader(
      learnerName: name, traits: traits, event: learner.settings["event"] ?? .missing)
    let response = try reader.read(formula.response, prepared)
    let weights = try weightColumn(learner, prepared)
    let design = try Design(formula, prepared, traits)
    let encoded = try design.encode(prepared)
    if let blocked = encoded.blocked {
      let label = design.factors.first {
        (try? Design.column(of: $0.factor, prepared))?.missing != nil
      }
      throw LearnError(
        .missingValues([.init(label?.factor.label ?? "", blocked.setCount)]),
        "`\(label?.factor.label ?? "a predictor")` has no value in \(counted(blocked.setCount, "row"))",
        help: ["keep only rows for which it can be computed"])
    }
    let data = TrainingData(
      inputs: encoded.inputs, target: response.target, weights: weights, names: design.names,
      hasIntercept: design.hasIntercept)
    let fitted = try learner.fit(data)
    var facts = TrainingFacts(
      rows: table.rowCount,
      schema: zip(table.names, table.columns).map { .init(name: $0, type: $1.type) },
      response: formula.response?.label, task: response.target.task, classes: [], event: nil,
      responseType: response.type, responseLevels: response.levels, mean: 0, shares: [],
      notes: fittedSteps.flatMap(\.notes) + response.notes + design.notes + fitted.notes)
    switch response.target {
    case .none: break
    case .numbers(let y):
      facts.mean = weights.map { Reductions.weightedMean(y, weights: $0) } ?? Reductions.mean(y)
    case .classes(let classes):
      facts.classes = classes.labels
      facts.event = classes.event.map { classes.labels[$0] }
      var shares = [Double](repeating: 0, count: classes.labels.count)
      for row in classes.codes.indices { shares[Int(classes.codes[row])] += weights?[row] ?? 1 }
      let total = shares.reduce(0, +)
      facts.shares = shares.map { $0 / total }
    }
    return Model(
      plan: self, fittedSteps: fittedSteps, design: design, fitted: fitted, training: facts)
  }

  private func checkFormula(
    _ formula: Formula, _ traits: LearnerTraits, _ name: String
  ) throws(LearnError) {
    if formula.response == nil, !traits.tasks.contains(.clustering) {
      throw LearnError(
        .formula, "\(name) needs something to predict, and nothing stands on the left of `~`",
        help: ["write the column to predict before `~`, as in `y ~ a + b`"])
    }
    if let response = formula.response, traits.tasks == [.clustering] {
      throw LearnError(
        .formula, "\(name) predicts no column, and `\(response.label)` stands on the left of `~`",
        help: ["leave it out, as in `~ a + b`"])
    }
    if let response = formula.response,
      formula.terms.contains(where: { $0.key == [response.label] })
    {
      throw LearnError(
        .formula, "`\(response.label)` can't be predicted from itself",
        help: ["take it off the right of `~`"])
    }
  }

  /// Missing values in the columns that are used.
  private func refuseMissing(
    _ formula: Formula, _ table: Table, _ traits: LearnerTraits, _ learner: any Learner
  ) throws(LearnError) {
    var names = formula.response?.columns ?? []
    if !traits.takesMissing { names += formula.predictorColumns(in: table) }
    if let weights = weightsColumn(learner) { names.append(weights) }
    var counts: [LearnError.ColumnCount] = []
    for name in names {
      guard let column = table[name] else { throw .unknownColumn(name, in: table) }
      if column.missingCount > 0, !counts.contains(where: { $0.column == name }) {
        counts.append(.init(name, column.missingCount))
      }
    }
    guard let first = counts.first else { return }
    let learnerName = type(of: learner).card.name
    let shown = counts.map { "`\($0.column)` is missing in \($0.count)" }.joined(separator: ", ")
    let isResponse = formula.response?.columns.contains(first.column) ?? false
    let conditions = counts.map { "\(written($0.column)) is missing" }.joined(separator: " or ")
    var help = ["leave those rows out: `| drop \(conditions) | fit …`"]
    if let column = table[first.column], !isResponse || counts.count > 1 {
      let name = isResponse ? counts[1].column : first.column
      let example =
        (table[name] ?? column).type == .number ? "median(\(written(name)))" : "\"unknown\""
      help.append(
        "or fill them: `recipe(\(formula.text)) | fill \(written(name)) = \(example) | \(learnerName)`"
      )
    }
    throw LearnError(
      .missingValues(counts),
      "\(learnerName) can't use rows with missing values: \(shown) of "
        + counted(table.rowCount, "row"), help: help)
  }

  private func weightColumn(_ learner: any Learner, _ table: Table) throws(LearnError) -> [Double]?
  {
    guard let name = weightsColumn(learner) else { return nil }
    guard let column = table[name] else { throw .unknownColumn(name, in: table) }
    guard case .number(let weights) = column.values else {
      throw LearnError(
        .wrongType(column: name, found: column.type),
        "weights must be numbers, and `\(name)` is \(column.type.rawValue)")
    }
    if let row = weights.firstIndex(where: { $0 < 0 }) {
      throw LearnError(
        .badSetting(name: "weights"),
        "a weight can't be negative, and `\(name)` is \(NumberText.shortest(weights[row])) in row \(row + 1)"
      )
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw LearnError(.badSetting(name: "weights"), "every weight in `\(name)` is 0")
    }
    return weights.doubles
  }
}

/// A step's work on a table, which must keep its rows.
func applied(
  _ fitted: any FittedStep, _ step: any PlanStep, to table: Table, _ notes: inout [LearnNote]
) throws(LearnError) -> Table {
  let result = try fitted.apply(table, &notes)
  guard result.rowCount == table.rowCount else {
    throw LearnError(
      .computation(label: step.label),
      "`\(step.label)` makes \(counted(result.rowCount, "row")) of \(table.rowCount), and a plan must keep its rows"
    )
  }
  return result
}

extension Design {
  /// What is worth saying of the coding.
  var notes: [LearnNote] {
    guard input == .contrasts else { return [] }
    return factors.compactMap { coded in
      guard case .labels(let levels) = coded.kind, levels.count < 2 else { return nil }
      return LearnNote(
        .columns,
        "`\(coded.factor.label)` has one value only (\(quoted(levels.first ?? ""))) and says nothing"
      )
    }
  }
}

/// The column with the weight of each row, where the learner takes one; its `weights` may mean something else.
private func weightsColumn(_ learner: any Learner) -> String? {
  type(of: learner).card.parameter("weights")?.shape == .column
    ? learner.settings.text("weights") : nil
}
