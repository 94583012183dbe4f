import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// One model for each group.
struct GroupedModels: Object {
  let by: [Item]
  let surroundings: Surroundings
  /// One row a model.
  let keys: Table
  let models: [ModelObject]
  private let places: [[Cell]: Int]

  init(by: [Item], surroundings: Surroundings, keys: Table, models: [ModelObject]) {
    (self.by, self.surroundings, self.keys, self.models) = (by, surroundings, keys, models)
    var places: [[Cell]: Int] = [:]
    for row in 0..<keys.rowCount { places[keys.columns.map { $0[row] }] = row }
    self.places = places
  }

  // It stands wherever a model may: its kind is theirs.
  var kindName: String { "a model" }

  var memberNames: [String] {
    ["table", "models"] + (models.first?.memberNames ?? []).filter { $0 != "plan" }
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "table": .table(table)
    case "models": .list(models.map { .object($0) })
    case "facts": .table(table)
    default: ModelTable(rawValue: name).flatMap { stacked($0) }.map { .table($0) }
    }
  }

  /// The keys with the numbers that sum each model up.
  var table: Table {
    var named = zip(keys.names, keys.columns).map { (name: $0, column: $1) }
    named.append(("rows", Column(numbers: models.map { Double($0.model.training.rows) })))
    var names: [String] = []
    let facts = models.map { model in
      Dictionary(
        model.model.fitted.facts.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
    }
    for model in models {
      for fact in model.model.fitted.facts where !names.contains(fact.name) {
        names.append(fact.name)
      }
    }
    for name in names where !named.contains(where: { $0.name == name }) {
      if let column = Column(cells: facts.map { $0[name] ?? .missing }) {
        named.append((name, column))
      }
    }
    return Table(named, rowCount: keys.rowCount) ?? keys
  }

  /// A table of every model, the keys in front.
  func stacked(_ kind: ModelTable) -> Table? {
    let parts = models.map { $0.model.fitted.table(kind) }
    guard parts.contains(where: { $0 != nil }) else { return nil }
    return try? underEachOther(parts.map { $0 ?? .empty })
  }

  private func underEachOther(_ parts: [Table]) throws(Diagnostic) -> Table {
    let count = parts.map(\.rowCount).reduce(0, +)
    var stack = RowStack(rowCount: count)
    var next: Int32 = 0
    for (place, part) in parts.enumerated() {
      let rows = (next..<next + Int32(part.rowCount)).map { $0 }
      next += Int32(part.rowCount)
      stack.add(keys.gather(Array(repeating: Int32(place), count: part.rowCount)), at: rows)
      stack.add(part.removing(Set(keys.names)), at: rows)
    }
    return try stack.table()
  }

  func text(_ style: DisplayStyle) -> String {
    let call = models.first.map { "\n" + harmless($0.model.summary.call) } ?? ""
    let title = "\(counted(models.count, "model")) by \(keys.names.joined(separator: ", "))"
    return title + call + "\n\n" + SummaryTable(table, style).text
  }

  var json: JSON {
    .object([
      ("kind", .text("models")), ("table", Value.table(table).json()),
      ("models", .array(models.map(\.json))),
    ])
  }

  /// The groups of new rows, each with its model, if there was such a group in training.
  private func groups(
    _ table: Table, _ evaluator: Evaluator
  ) throws(Diagnostic) -> [(rows: [Int32], place: Int)] {
    let groups: Groups
    do {
      groups = try surroundings.evaluator().grouping(table, by, "the table")
    } catch {
      var bare = error
      (bare.range, bare.source, bare.label, bare.fix) = (nil, nil, nil, nil)
      throw bare
    }
    var found: [(rows: [Int32], place: Int)] = []
    var (strange, strangers) = (0, [String]())
    for group in 0..<groups.count {
      let rows = try groups.rows(of: group)
      if let place = places[groups.keys.map { $0[group] }] {
        found.append((rows, place))
      } else {
        strange += rows.count
        strangers.append(groups.keys.map { Value.cell($0[group]).literal }.joined(separator: ", "))
      }
    }
    if strange > 0 {
      evaluator.note(
        .rows,
        "\(counted(strange, "row")) of groups that were not in the training rows"
          + " (\(groups.names.joined(separator: ", ")): \(named(strangers))): no model for them"
      )
    }
    return found
  }

  /// The first few groups, and how many more there are.
  private func named(_ groups: [String]) -> String {
    groups.prefix(4).joined(separator: "; ")
      + (groups.count > 4 ? " and \(groups.count - 4) more" : "")
  }

  func predictions(
    _ table: Table, _ interval: IntervalRequest, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Table {
    var stack = RowStack(rowCount: table.rowCount)
    for (rows, place) in try groups(table, evaluator) {
      stack.add(try models[place].predictions(table.gather(rows), interval, evaluator), at: rows)
    }
    if stack.isEmpty { return Table([("predicted", Column(.unknown(table.rowCount)))]) ?? .empty }
    return try stack.table()
  }

  func scores(_ table: Table, _ evaluator: Evaluator) throws(Diagnostic) -> Table {
    var parts = [Table](repeating: .empty, count: models.count)
    for (rows, place) in try groups(table, evaluator) {
      parts[place] = try models[place].scores(table.gather(rows), evaluator)
    }
    return try underEachOther(parts)
  }
}
