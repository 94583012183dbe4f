internal import Numerics
public import Tables

extension Model {
  /// Predicts raw rows: the plan's steps, the coding and the learner as they were learnt.
  ///
  /// Rows that can't be predicted (a missing value, a label that was not in training) are missing, with a note.
  ///
  /// - Throws: `unknownColumn`, `wrongType` for tables that aren't as the training one; `unsupported` for intervals of a
  ///   method that has none.
  public func predict(
    _ table: Table, _ interval: IntervalRequest = .none
  ) throws(LearnError) -> PredictedColumns {
    var stepNotes: [LearnNote] = []
    let ready = try prepared(table, &stepNotes)
    let (prediction, blocked, notes) = try predictions(ready, interval)
    var columns: [(name: String, column: Column)] = []
    func number(_ values: [Double]) -> Column { masked(Column(numbers: values), blocked) }
    switch prediction {
    case .numbers(let values):
      columns = [("predicted", number(values))]
    case .intervals(let predicted, let low, let high):
      columns = [("predicted", number(predicted)), ("low", number(low)), ("high", number(high))]
    case .classes(let codes, let chances):
      columns = [("predicted", masked(classColumn(codes), blocked))]
      for (place, label) in training.classes.enumerated() {
        columns.append(("chance_\(label)", number(chances.column(place))))
      }
    case .clusters(let numbers):
      columns = [("cluster", masked(Column(.number(numbers.map(Double.init))), blocked))]
    }
    return PredictedColumns(columns: columns, notes: stepNotes + notes)
  }

  /// The table after the plan's steps, and what they say of its rows.
  func prepared(_ table: Table, _ notes: inout [LearnNote]) throws(LearnError) -> Table {
    var prepared = table
    for (step, fitted) in zip(plan.steps, fittedSteps) {
      prepared = try applied(fitted, step, to: prepared, &notes)
    }
    return prepared
  }

  /// Predictions for prepared rows; those of blocked rows mean nothing.
  func predictions(
    _ prepared: Table, _ interval: IntervalRequest
  ) throws(LearnError) -> (Prediction, Bitmap?, [LearnNote]) {
    let encoded = try design.encode(prepared)
    let prediction = try fitted.predict(encoded.inputs, interval)
    var notes = encoded.notes
    if let blocked = encoded.blocked {
      notes.insert(
        LearnNote(
          .rows, "\(blocked.setCount) of \(counted(prepared.rowCount, "row")) not predicted"), at: 0
      )
    }
    if let event = training.event { notes.append(LearnNote(.event, "event = \(quoted(event))")) }
    return (prediction, encoded.blocked, notes)
  }

  /// Classes as a column of the response's type.
  private func classColumn(_ codes: [Int32]) -> Column {
    let classes = training.classes
    switch training.responseType {
    case .truth: return Column(.truth(codes.map { classes[Int($0)] == "true" }))
    case .number: return Column(.number(codes.map { Double(classes[Int($0)]) ?? 0 }))
    case .category:
      let levels = training.responseLevels
      let places = classes.map { label in Int32(levels.firstIndex(of: label) ?? 0) }
      return Column(.category(CategoryValues(codes: codes.map { places[Int($0)] }, levels: levels)))
    default: return Column(.text(TextValues(codes: codes, distinct: classes)))
    }
  }
}

/// A column with more rows missing.
func masked(_ column: Column, _ blocked: Bitmap?) -> Column {
  guard let blocked else { return column }
  return Column(column.values, missing: column.missing.map { $0.union(blocked) } ?? blocked)
}
