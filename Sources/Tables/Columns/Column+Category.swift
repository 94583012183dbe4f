public import Diagnostics
internal import Numerics

extension Column {
  /// The column as a category: texts get their levels in order of Unicode scalars, numbers, dates and truths in their
  /// own order, by their text. A category stays as it is.
  ///
  /// - Throws: E81 if it is interrupted.
  public func asCategory() throws(Diagnostic) -> Column {
    if case .category = values { return self }
    if let (labels, codes) = labelled {
      return Column(
        .category(CategoryValues(codes: codes.map { max(0, $0) }, levels: labels)), missing: missing
      )
    }
    let groups = try Grouping(names: ["value"], [self], rowCount: count)
    let codes = try groups.groupOf
    // A missing value has the last group, which is no level.
    let values = groups.keys.columns[0]
    let levels = (0..<groups.groupCount - (missing == nil ? 0 : 1)).map { values[$0].text() }
    return Column(
      .category(
        CategoryValues(
          codes: codes.likewise(codes.map { Int($0) < levels.count ? $0 : 0 }), levels: levels)),
      missing: missing)
  }

  /// The column as a category of the given levels; `nil` if a row holds a text that is none of them.
  public func asCategory(levels: [String]) -> Column? {
    let own: (labels: [String], codes: [Int32])
    if let labelled {
      own = labelled
    } else if case .unknown(let count) = values {
      own = ([], [Int32](repeating: -1, count: count))
    } else {
      return nil
    }
    var places: [String: Int32] = [:]
    for (place, level) in levels.enumerated() {
      if places.updateValue(Int32(place), forKey: level) != nil { return nil }
    }
    var isUsed = [Bool](repeating: false, count: own.labels.count)
    for code in own.codes where code >= 0 { isUsed[Int(code)] = true }
    var recoded = [Int32](repeating: 0, count: own.labels.count)
    for (code, label) in own.labels.enumerated() {
      if let place = places[label] { recoded[code] = place } else if isUsed[code] { return nil }
    }
    return Column(
      .category(
        CategoryValues(codes: own.codes.map { $0 < 0 ? 0 : recoded[Int($0)] }, levels: levels)),
      missing: missing)
  }
}
