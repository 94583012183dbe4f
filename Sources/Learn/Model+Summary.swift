internal import Cards
public import Tables

extension Model {
  /// The model summed up as plain data.
  public var summary: Summary {
    let target = training.response.map { " of \($0)" } ?? ""
    let rows = counted(training.rows, "row")
    return Summary(
      title: "\(learnerName) model\(target), \(rows)", call: plan.description, facts: fitted.facts,
      tables: fitted.summaryTables.compactMap { kind in fitted.table(kind).map { (kind, $0) } },
      text: fitted.text, notes: training.notes)
  }

  /// One of the model's tables: `coefficients(model)`.
  ///
  /// - Throws: `unsupported`, naming the tables that the model has.
  public func table(_ kind: ModelTable) throws(LearnError) -> Table {
    if let table = fitted.table(kind) { return table }
    let has = ModelTable.allCases.filter { fitted.table($0) != nil }.map { "\($0.rawValue)(model)" }
    throw LearnError(
      .unsupported, "a \(learnerName) model has no \(kind.rawValue)",
      help: has.isEmpty ? [] : ["it has " + listed(has)])
  }

  /// The key facts as a table: `name, value` with the numbers; words are in `text`.
  public var factsTable: Table {
    let facts = fitted.facts
    let numbers = Column(
      numbers: facts.map { fact in
        if case .number(let x) = fact.value { return x }
        return .nan
      })
    let texts = Column(
      texts: facts.map { fact in
        if case .text(let x) = fact.value { return x }
        return nil
      })
    let names = Column(texts: facts.map(\.name))
    var columns: [(name: String, column: Column)] = [("name", names), ("value", numbers)]
    if texts.missingCount < facts.count { columns.append(("text", texts)) }
    return Table(columns) ?? .empty
  }
}
