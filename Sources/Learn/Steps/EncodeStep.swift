public import Tables

/// `encode`: labels as numbers, learnt from training rows.
public struct EncodeStep: PlanStep {
  public enum Method: String, Sendable, CaseIterable {
    /// One 0/1 column for each label, `column_label`, in place of the column; all 0 for a label not seen.
    case oneHot = "one_hot"
    /// 1, 2, … in the order of the levels (texts: sorted); missing for a label not seen.
    case ordinal
  }
  public let columns: ColumnChoice
  public let method: Method

  public init(_ columns: ColumnChoice, method: Method = .oneHot) {
    (self.columns, self.method) = (columns, method)
  }

  public var label: String {
    let options = method == .oneHot ? "" : ", method: \(quoted(method.rawValue))"
    return "encode \(columns.label)\(options)"
  }

  /// - Throws: `unknownColumn`; `wrongType` for columns without labels; `computation` if a new column's name is taken.
  public func fit(_ table: Table) throws(LearnError) -> any FittedStep {
    var codings: [FittedEncode.Coding] = []
    let names = try columns.names(in: table)
    for name in names {
      guard let column = table[name] else { throw .unknownColumn(name, in: table) }
      guard column.labelled != nil else {
        throw LearnError(
          .wrongType(column: name, found: column.type),
          "only text, category and true/false columns can be encoded, and `\(name)` is \(column.type.rawValue)"
        )
      }
      // An order must not depend on which levels happen to occur.
      let labels: [String]
      if method == .ordinal, case .category(let values) = column.values {
        labels = values.levels
      } else {
        labels = occurringLabels(column)
      }
      let coding = FittedEncode.Coding(name: name, labels: labels)
      if method == .oneHot,
        let taken = coding.newNames.first(where: { $0 != name && table[$0] != nil })
      {
        throw LearnError(
          .computation(label: label),
          "encoding `\(name)` makes a column `\(taken)`, which is there already",
          help: ["rename one of them first"])
      }
      codings.append(coding)
    }
    return FittedEncode(codings: codings, method: method)
  }

  public func restored(_ stored: Datum) throws(LearnError) -> any FittedStep {
    var codings: [FittedEncode.Coding] = []
    for one in try stored.list("codings") {
      codings.append(.init(name: try one.text("name"), labels: try one.texts("labels")))
    }
    return FittedEncode(codings: codings, method: method)
  }
}

/// Labels that were learnt.
struct FittedEncode: FittedStep {
  struct Coding: Sendable {
    var name: String
    var labels: [String]
    var newNames: [String] { labels.map { "\(name)_\($0)" } }
  }
  var codings: [Coding]
  var method: EncodeStep.Method

  func stored() -> Datum {
    .record([
      "codings": .list(
        codings.map { .record(["name": .text($0.name), "labels": .texts($0.labels)]) })
    ])
  }

  func apply(_ table: Table, _ notes: inout [LearnNote]) throws(LearnError) -> Table {
    var named = zip(table.names, table.columns).map { (name: $0, column: $1) }
    for coding in codings {
      guard let place = named.firstIndex(where: { $0.name == coding.name }) else {
        throw .unknownColumn(coding.name, in: table)
      }
      let codes = try codes(named[place].column, coding, &notes)
      let missing = named[place].column.missing
      switch method {
      case .ordinal:
        named[place].column = Column(numbers: codes.map { $0 < 0 ? .nan : Double($0 + 1) })
      case .oneHot:
        let columns = coding.newNames.enumerated().map { label, name in
          (
            name: name,
            column: Column(.number(codes.map { $0 == Int32(label) ? 1 : 0 }), missing: missing)
          )
        }
        named.replaceSubrange(place...place, with: columns)
      }
    }
    guard let result = Table(named, rowCount: table.rowCount) else {
      throw LearnError(
        .computation(label: "encode"), "encoding makes a column whose name is there already",
        help: ["rename one of them first"])
    }
    return result
  }

  /// Places in the labels learnt; -1 where missing or not seen.
  private func codes(
    _ column: Column, _ coding: Coding, _ notes: inout [LearnNote]
  ) throws(LearnError) -> [Int32] {
    if case .unknown(let count) = column.values { return Array(repeating: -1, count: count) }
    guard let (labels, codes) = column.labelled else {
      throw LearnError(
        .wrongType(column: coding.name, found: column.type),
        "`\(coding.name)` is \(column.type.rawValue) here, and held labels in the training rows")
    }
    let places = labels.map { label in Int32(coding.labels.firstIndex(of: label) ?? -1) }
    let own = codes.map { $0 < 0 ? -1 : places[Int($0)] }
    let strange = codes.indices.filter { codes[$0] >= 0 && own[$0] < 0 }
    if let first = strange.first {
      let label = labels[Int(codes[first])]
      let become = method == .oneHot ? "0 in all its columns" : "missing"
      notes.append(
        LearnNote(
          .rows,
          "\(counted(strange.count, "row")): `\(coding.name)` is \(quoted(label)), which was not in the training rows; \(become)"
        ))
    }
    return own
  }
}
