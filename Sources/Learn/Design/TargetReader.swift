internal import Cards
internal import Numerics
internal import Tables

/// Turns a formula's response into what a learner is to predict.
struct TargetReader {
  var learnerName: String
  var traits: LearnerTraits
  /// The option `event`, or missing.
  var event: Setting

  struct Response {
    var target: Target
    var type: ColumnType?
    /// All levels of a category.
    var levels: [String]
    var notes: [LearnNote]
  }

  func read(_ factor: Formula.Factor?, _ table: Table) throws(LearnError) -> Response {
    guard let factor else { return Response(target: .none, type: nil, levels: [], notes: []) }
    let column = try Design.column(of: factor, table)
    if column.missingCount > 0 {
      throw LearnError(
        .missingValues([.init(factor.label, column.missingCount)]),
        "`\(factor.label)`, which is to be predicted, has no value in \(counted(column.missingCount, "row"))",
        help: ["leave those rows out first"])
    }
    let isNumber = column.type == .number
    let asClasses =
      traits.tasks.contains(.classification)
      && (!isNumber || !traits.tasks.contains(.regression) || event != .missing)
    if asClasses { return try classes(factor.label, column) }
    guard case .number(let y) = column.values else {
      throw LearnError(
        .wrongType(column: factor.label, found: column.type),
        "\(learnerName) predicts numbers, and `\(factor.label)` is \(column.type.rawValue)",
        help: ["logistic, tree and knn predict classes"])
    }
    if let first = y.first, y.count > 1, y.allSatisfy({ $0 == first }) {
      throw LearnError(
        .constantTarget(column: factor.label, value: NumberText.shortest(first)),
        "`\(factor.label)` is \(NumberText.shortest(first)) in every row, so there is nothing to learn"
      )
    }
    return Response(target: .numbers(y.doubles), type: .number, levels: [], notes: [])
  }

  private func classes(_ name: String, _ column: Column) throws(LearnError) -> Response {
    var (labels, codes) = try Self.labels(name, column, learnerName)
    var used = [Bool](repeating: false, count: labels.count)
    for code in codes { used[Int(code)] = true }
    let kept = labels.indices.filter { used[$0] }
    var place = [Int32](repeating: -1, count: labels.count)
    for (rank, code) in kept.enumerated() { place[code] = Int32(rank) }
    codes = codes.map { place[Int($0)] }
    labels = kept.map { labels[$0] }
    guard labels.count > 1 else {
      throw LearnError(
        .constantTarget(column: name, value: labels.first ?? ""),
        "`\(name)` is \(quoted(labels.first ?? "")) in every row, so there are no classes to tell apart"
      )
    }
    guard labels.count <= traits.mostClasses else {
      let example = labels[0]
      throw LearnError(
        .tooManyClasses(column: name, classes: labels),
        "\(learnerName) tells \(traits.mostClasses) classes apart, and `\(name)` has \(labels.count)",
        details: ["classes: " + listed(labels)],
        help: [
          column.type == .number
            ? "linear predicts numbers; tree and knn take many classes"
            : "ask for one against the rest: `| add is_it = \(name) == \(quoted(example))`, then predict `is_it`",
          "or use tree or knn, which take many classes",
        ])
    }
    let event = try event(name, labels)
    let notes = event.map { [LearnNote(.event, "event = \(quoted(labels[$0]))")] } ?? []
    var levels: [String] = []
    if case .category(let values) = column.values { levels = values.levels }
    return Response(
      target: .classes(.init(labels: labels, codes: codes, event: event)), type: column.type,
      levels: levels,
      notes: notes)
  }

  /// The labels of any column that can hold classes; numbers in ascending order.
  static func labels(
    _ name: String, _ column: Column, _ learnerName: String
  ) throws(LearnError) -> (labels: [String], codes: [Int32]) {
    if let labelled = column.labelled { return labelled }
    guard case .number(let y) = column.values else {
      throw LearnError(
        .wrongType(column: name, found: column.type),
        "\(learnerName) predicts classes, and `\(name)` is \(column.type.rawValue)")
    }
    let distinct = Set(y).sorted()
    let places = Dictionary(
      distinct.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { a, _ in a })
    return (distinct.map { NumberText.shortest($0) }, y.map { places[$0] ?? 0 })
  }

  /// The class of interest of two: as told, or the one that is called yes, true or 1.
  private func event(_ name: String, _ labels: [String]) throws(LearnError) -> Int? {
    if let wanted = classLabel(of: event) {
      guard let place = labels.firstIndex(of: wanted) else {
        throw LearnError(
          .unknownEvent(event: wanted, classes: labels), "`\(name)` is never \(quoted(wanted))",
          details: ["classes: " + listed(labels.map(quoted))])
      }
      guard labels.count == 2 else {
        throw LearnError(
          .badSetting(name: "event"),
          "`event:` is for two classes, and `\(name)` has \(labels.count)",
          help: ["leave `event:` out"])
      }
      return place
    }
    guard labels.count == 2 else { return nil }
    let found = labels.indices.filter { ["yes", "true", "1"].contains(labels[$0].lowercased()) }
    if found.count == 1 { return found[0] }
    throw LearnError(
      .eventNeeded(classes: labels),
      "which class of `\(name)` is of interest: \(quoted(labels[0])) or \(quoted(labels[1]))",
      help: ["say it with `event: \(quoted(labels[1]))`"])
  }
}
