public import Cards
internal import Numerics
public import Tables

/// Two columns held against each other, without the rows in which either is missing.
struct Pairs: Sendable {
  var name: String
  var truth: Column
  var predicted: Column
  var event: Setting
  var skipped = 0

  init(name: String, truth: Column, predicted: Column, event: Setting) {
    (self.name, self.truth, self.predicted, self.event) = (name, truth, predicted, event)
  }

  var isEmpty: Bool { truth.count == 0 }

  mutating func dropMissing() {
    let all = min(truth.count, predicted.count)
    let kept = (0..<Int32(all)).filter {
      !truth.isMissing(Int($0)) && !predicted.isMissing(Int($0))
    }
    skipped = all - kept.count
    if skipped > 0 || truth.count != predicted.count {
      (truth, predicted) = (truth.gather(kept), predicted.gather(kept))
    }
  }

  func numbers(_ column: Column) throws(LearnError) -> [Double] {
    guard case .number(let values) = column.values else {
      throw LearnError(
        .wrongType(column: name, found: column.type),
        "\(name) needs numbers, and was given \(column.type.rawValue)")
    }
    return values.doubles
  }

  /// The labels of both columns: levels in their order, else sorted.
  func unitedLabels() throws(LearnError) -> [String] {
    let first = try TargetReader.labels(name, truth, name)
    guard predicted.type != .number || truth.type == .number else { return first.labels }
    let second = try TargetReader.labels(name, predicted, name)
    let known = Set(first.labels)
    let extra = second.labels.filter { !known.contains($0) }
    if extra.isEmpty { return first.labels }
    let all = first.labels + extra
    if case .text = truth.values { return all.sorted() }
    if case .number = truth.values { return all.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) } }
    return all
  }

  /// Counts of the classes that occur, and of one more that must be among them.
  func confusion(including label: String? = nil) throws(LearnError) -> ConfusionCounts {
    let a = try TargetReader.labels(name, truth, name)
    let b = try TargetReader.labels(name, predicted, name)
    var labels = try unitedLabels()
    if let label, !labels.contains(label) { labels.append(label) }
    let places = Dictionary(
      labels.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { x, _ in x })
    let (first, second) = (a.labels.map { places[$0] ?? 0 }, b.labels.map { places[$0] ?? 0 })
    return ConfusionCounts(
      labels: labels, truth: a.codes.map { first[Int($0)] },
      predicted: b.codes.map { second[Int($0)] })
  }

  /// The labels of the true column, also those that these rows (a group of a larger table, say) don't have.
  private var knownLabels: [String] {
    switch truth.values {
    case .text(let x): x.distinct.sorted()
    case .category(let x): x.levels
    case .truth: ["false", "true"]
    default: []
    }
  }

  /// Whether there is a class of interest: two classes, or an event that was named.
  func isAboutAnEvent() throws(LearnError) -> Bool {
    let occurring = try unitedLabels()
    return event != .missing || occurring.count == 2
      || (occurring.count < 2 && knownLabels.count <= 2)
  }

  /// The class of interest: as told, or the one that is called yes, true or 1.
  func eventLabel() throws(LearnError) -> String {
    let occurring = try TargetReader.labels(name, truth, name).labels
    let known = knownLabels
    if let wanted = classLabel(of: event) {
      if occurring.contains(wanted) || known.contains(wanted) || truth.type == .number {
        return wanted
      }
      throw LearnError(
        .unknownEvent(event: wanted, classes: occurring), "\(name): no row is \(quoted(wanted))",
        details: ["classes: " + listed(occurring.map(quoted))])
    }
    for labels in [occurring, known] {
      let found = labels.filter { ["yes", "true", "1"].contains($0.lowercased()) }
      if found.count == 1 { return found[0] }
    }
    throw LearnError(
      .eventNeeded(classes: occurring), "\(name) needs to know which class is of interest",
      details: ["classes: " + listed(occurring.map(quoted))],
      help: ["say it with `event: \(quoted(occurring.last ?? ""))`"])
  }

  /// Whether each row is the event.
  func events() throws(LearnError) -> [Bool] {
    let (labels, codes) = try TargetReader.labels(name, truth, name)
    guard let place = labels.firstIndex(of: try eventLabel()) else {
      return codes.map { _ in false }
    }
    return codes.map { $0 == Int32(place) }
  }
}

/// Confusion counts of two columns, rows with a missing one left out and counted.
public func confusionCounts(
  _ truth: Column, _ predicted: Column
) throws(LearnError) -> (counts: ConfusionCounts, skipped: Int) {
  var pairs = Pairs(name: "confusion", truth: truth, predicted: predicted, event: .missing)
  pairs.dropMissing()
  return (try pairs.confusion(), pairs.skipped)
}

/// The ROC curve of two columns (see `ChanceMetrics.roc`), with the AUC and the name of the event.
public func rocCurve(
  _ truth: Column, _ chance: Column, event: Setting = .missing
) throws(LearnError) -> (points: Table, auc: Double?, event: String, skipped: Int) {
  var pairs = Pairs(name: "roc", truth: truth, predicted: chance, event: event)
  pairs.dropMissing()
  let isEvent = try pairs.events()
  let chances = try pairs.numbers(pairs.predicted)
  let area = ChanceMetrics.auc(isEvent, chances)
  let name = try pairs.eventLabel()
  return (ChanceMetrics.roc(isEvent, chances), area.isFinite ? area : nil, name, pairs.skipped)
}
