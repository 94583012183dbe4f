internal import Numerics
internal import Tables

/// The classes of a column, in the order in which they are drawn.
enum ClassLabels {
  /// The most classes that an axis of numbers may be cut into.
  static let mostNumbers = 60

  /// Labels that occur, in order (sorted texts, levels of categories, `false` before `true`,
  /// ascending numbers and dates), with each row's place in them, -1 where missing. `nil` for more
  /// than ``mostNumbers`` distinct numbers or dates.
  static func of(_ column: Column) -> (labels: [String], codes: [Int32])? {
    if let (labels, codes) = column.labelled { return compacted(labels, codes) }
    guard let positions = numbers(of: column) else {
      return ([], [Int32](repeating: -1, count: column.count))
    }
    var distinct = Set<Double>()
    for x in positions where !x.isNaN {
      distinct.insert(x)
      if distinct.count > mostNumbers { return nil }
    }
    let sorted = distinct.sorted()
    var label = [String](repeating: "", count: sorted.count)
    let place = Dictionary(
      uniqueKeysWithValues: sorted.enumerated().map { ($0.element, Int32($0.offset)) })
    let codes = positions.map { $0.isNaN ? -1 : place[$0] ?? -1 }
    for (row, code) in codes.enumerated() where code >= 0 && label[Int(code)].isEmpty {
      label[Int(code)] = text(of: column[row])
    }
    return (label, codes)
  }

  /// The numbers of a continuous column, days since 1970 for dates and times, NaN where missing;
  /// `nil` for classes.
  static func numbers(of column: Column) -> [Double]? {
    var result: [Double]
    switch column.values {
    case .number(let x): result = x.doubles
    case .date(let x): result = x.map { Double($0) }
    case .dateTime(let x): result = x.map { Double($0) / Double(Instant.microsecondsPerDay) }
    default: return nil
    }
    if let missing = column.missing {
      for row in missing.setIndices() { result[Int(row)] = .nan }
    }
    // Infinities have no place on an axis.
    for row in result.indices where result[row].isInfinite { result[row] = .nan }
    return result
  }

  /// A cell as a label.
  static func text(of cell: Cell) -> String {
    switch cell {
    case .missing: "missing"
    case .number(let x): PlainNumber.text(x)
    case .text(let x): x
    case .truth(let x): x ? "true" : "false"
    case .date(let x): x.description
    case .dateTime(let x): x.description
    }
  }

  /// Without the labels that no row has.
  private static func compacted(
    _ labels: [String], _ codes: [Int32]
  ) -> (labels: [String], codes: [Int32]) {
    var used = [Bool](repeating: false, count: labels.count)
    for code in codes where code >= 0 { used[Int(code)] = true }
    if !used.contains(false) { return (labels, codes) }
    var place = [Int32](repeating: -1, count: labels.count)
    var kept: [String] = []
    for (code, label) in labels.enumerated() where used[code] {
      place[code] = Int32(kept.count)
      kept.append(label)
    }
    return (kept, codes.map { $0 < 0 ? -1 : place[Int($0)] })
  }
}
