internal import Glibc
internal import Numerics
public import Tables

extension Model {
  /// Judges the model on rows: `metric, value, baseline`, and what is to be said of it.
  ///
  /// The baseline is what one gets on the same rows without looking at a predictor: for numbers the mean of the
  /// training rows, for classes the most frequent class of the training rows (of equal ones the first) with the training
  /// shares as chances, for clusters one cluster. Rows that can't be predicted, or without a true value, are left out.
  ///
  /// - Throws: `unknownColumn` if the table hasn't the column that was predicted; `tooFewRows` if no row can be judged.
  public func score(_ table: Table) throws(LearnError) -> (table: Table, notes: [LearnNote]) {
    var notes: [LearnNote] = []
    let ready = try prepared(table, &notes)
    let (prediction, blocked, predictNotes) = try predictions(ready, .none)
    notes += predictNotes
    if case .clusters(let numbers) = prediction {
      return try scoreClusters(ready, numbers, blocked, notes)
    }

    guard let factor = plan.formula?.response else {
      throw LearnError(.unsupported, "the model predicts nothing")
    }
    let truth = try Design.column(of: factor, ready)
    let rows = (0..<ready.rowCount).filter { !truth.isMissing($0) && !(blocked?[$0] ?? false) }
    if truth.missingCount > 0 {
      notes.append(
        LearnNote(
          .rows, "\(counted(truth.missingCount, "row")) not judged: `\(factor.label)` is missing"))
    }
    guard !rows.isEmpty else {
      throw LearnError(
        .tooFewRows(rows: 0, needed: 1), "no row can be judged", details: notes.map(\.text))
    }
    let lines: [Line]
    switch prediction {
    case .numbers(let predicted), .intervals(let predicted, _, _):
      guard case .number(let y) = truth.values else { throw wrongTruth(factor, truth) }
      lines = regression(rows.map { y[$0] }, rows.map { predicted[$0] })
    case .classes(let codes, let chances):
      guard truth.type != .number || training.responseType == .number else {
        throw wrongTruth(factor, truth)
      }
      let (labels, own) = try TargetReader.labels(factor.label, truth, learnerName)
      lines = try classification(
        truth: rows.map { own[$0] }, labels: labels, predicted: rows.map { codes[$0] }, rows: rows,
        chances, &notes)
    case .clusters: lines = []
    }
    return (scoreTable(lines), notes)
  }

  private struct Line {
    var metric: String
    var value: Double
    var baseline: Double
  }

  private func scoreTable(_ lines: [Line]) -> Table {
    Table([
      ("metric", Column(texts: lines.map(\.metric))),
      ("value", Column(numbers: lines.map(\.value))),
      ("baseline", Column(numbers: lines.map(\.baseline))),
    ]) ?? .empty
  }

  private func wrongTruth(_ factor: Formula.Factor, _ truth: Column) -> LearnError {
    LearnError(
      .wrongType(column: factor.label, found: truth.type),
      "`\(factor.label)` is \(truth.type.rawValue) here, and was \(training.responseType?.rawValue ?? "") in the training rows"
    )
  }

  private func regression(_ y: [Double], _ predicted: [Double]) -> [Line] {
    let mean = [Double](repeating: training.mean, count: y.count)
    func line(_ name: String, _ metric: ([Double], [Double]) -> Double) -> Line {
      Line(metric: name, value: metric(y, predicted), baseline: metric(y, mean))
    }
    return [
      line("rmse", RegressionMetrics.rmse), line("mae", RegressionMetrics.mae),
      line("r2", RegressionMetrics.r2),
    ]
  }

  private func classification(
    truth: [Int32], labels: [String], predicted: [Int32], rows: [Int], _ chances: Matrix,
    _ notes: inout [LearnNote]
  ) throws(LearnError) -> [Line] {
    // Classes of training first; classes that only these rows have can't be predicted right.
    let classes = training.classes
    let strange = labels.filter { !classes.contains($0) }
    let all = classes + strange
    let places = labels.map { label in Int32(all.firstIndex(of: label) ?? 0) }
    let own = truth.map { places[Int($0)] }
    let majority = training.shares.indices.max { training.shares[$0] < training.shares[$1] } ?? 0
    let first = training.shares.firstIndex(of: training.shares[majority]) ?? majority
    let found = ConfusionCounts(labels: all, truth: own, predicted: predicted)
    let guessed = ConfusionCounts(
      labels: all, truth: own, predicted: [Int32](repeating: Int32(first), count: own.count))
    let strangers = own.lazy.filter { Int($0) >= classes.count }.count
    if strangers > 0 {
      notes.append(
        LearnNote(
          .rows,
          "\(counted(strangers, "row")): \(quoted(strange.first ?? "")) was not a class in the training rows"
        ))
    }
    func line(_ name: String, _ metric: (ConfusionCounts) -> Double) -> Line {
      Line(metric: name, value: metric(found), baseline: metric(guessed))
    }
    var lines = [line("accuracy", \.accuracy), line("balanced_accuracy", \.balancedAccuracy)]
    let given = own.indices.map {
      Int(own[$0]) < classes.count ? chances[rows[$0], Int(own[$0])] : 0
    }
    let shares = own.map { Int($0) < classes.count ? training.shares[Int($0)] : 0 }
    if let event = training.event, let place = classes.firstIndex(of: event) {
      let isEvent = own.map { $0 == Int32(place) }
      let chance = rows.map { chances[$0, place] }
      let share = [Double](repeating: training.shares[place], count: rows.count)
      lines += [
        line("precision") { $0.precision(of: place) }, line("recall") { $0.recall(of: place) },
        line("specificity") { $0.specificity(of: place) }, line("f1") { $0.f1(of: place) },
        Line(
          metric: "auc", value: ChanceMetrics.auc(isEvent, chance),
          baseline: ChanceMetrics.auc(isEvent, share)),
        Line(
          metric: "brier", value: ChanceMetrics.brier(isEvent, chance),
          baseline: ChanceMetrics.brier(isEvent, share)),
      ]
    }
    lines += [
      Line(
        metric: "log_loss", value: ChanceMetrics.logLoss(ofGiven: given),
        baseline: ChanceMetrics.logLoss(ofGiven: shares)),
      line("kappa", \.kappa), line("mcc", \.mcc),
    ]
    return lines
  }

  /// The most points for which the silhouette, whose cost grows with their square, is worked out.
  private static var mostSilhouettePoints: Int { 10_000 }

  private func scoreClusters(
    _ table: Table, _ numbers: [Int32], _ blocked: Bitmap?, _ notes: [LearnNote]
  ) throws(LearnError) -> (table: Table, notes: [LearnNote]) {
    var notes = notes
    let matrix = try design.encode(table).inputs.matrix
    let rows = (0..<table.rowCount).filter { !(blocked?[$0] ?? false) }
    guard !rows.isEmpty else {
      throw LearnError(
        .tooFewRows(rows: 0, needed: 1), "no row can be judged", details: notes.map(\.text))
    }
    let width = matrix.columns
    let clusters = rows.map { numbers[$0] - 1 }
    let count = Int(clusters.max() ?? 0) + 1
    let points = rows.flatMap { row in (0..<width).map { matrix[row, $0] } }
    let one = ClusterMetrics.within(
      points, width: width, clusters: [Int32](repeating: 0, count: rows.count), count: 1)
    var silhouette = Double.nan
    if rows.count <= Self.mostSilhouettePoints {
      silhouette = try ClusterMetrics.silhouette(
        points, width: width, clusters: clusters, count: count)
    } else {
      notes.append(
        LearnNote(.rows, "no silhouette for more than \(Self.mostSilhouettePoints) rows"))
    }
    let within = ClusterMetrics.within(points, width: width, clusters: clusters, count: count)
    return (
      scoreTable([
        Line(metric: "within", value: within, baseline: one),
        Line(metric: "silhouette", value: silhouette, baseline: .nan),
      ]), notes
    )
  }
}
