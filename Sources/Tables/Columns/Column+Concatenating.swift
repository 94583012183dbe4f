internal import Numerics

extension ColumnType {
  /// The type that holds the values of both, or `nil` if none does: a column without a type gives way to the other, and
  /// categories beside texts become texts.
  public func united(with other: ColumnType) -> ColumnType? {
    switch (self, other) {
    case _ where self == other: self
    case (.unknown, _): other
    case (_, .unknown): self
    case (.text, .category), (.category, .text): .text
    default: nil
    }
  }
}

extension Column {
  /// The rows of several columns one below the other; `nil` if their types can't be united.
  ///
  /// Categories unite their levels: those of the first, then the new ones of the next, in their orders.
  /// - Complexity: O(rows), and hashes of the distinct texts.
  public static func concatenating(_ parts: [Column]) -> Column? {
    var type = ColumnType.unknown
    for part in parts {
      guard let united = type.united(with: part.type) else { return nil }
      type = united
    }
    let count = parts.reduce(0) { $0 + $1.count }
    var missing: Bitmap?
    if parts.contains(where: { $0.missing != nil }) {
      var bits = Bitmap(count: 0)
      for part in parts { bits.append(part.missing ?? Bitmap(count: part.count)) }
      missing = bits
    }
    switch type {
    case .unknown: return Column(.unknown(count))
    case .number: return Column(.number(joined(parts, 0.0) { if case .number(let x) = $0 { x } else { nil } }), missing: missing)
    case .truth: return Column(.truth(joined(parts, false) { if case .truth(let x) = $0 { x } else { nil } }), missing: missing)
    case .date: return Column(.date(joined(parts, 0) { if case .date(let x) = $0 { x } else { nil } }), missing: missing)
    case .dateTime:
      return Column(.dateTime(joined(parts, 0) { if case .dateTime(let x) = $0 { x } else { nil } }), missing: missing)
    case .text, .category:
      let (codes, labels) = unitedLabels(parts, count)
      return type == .text
        ? Column(.text(TextValues(codes: codes, distinct: labels)), missing: missing)
        : Column(.category(CategoryValues(codes: codes, levels: labels)), missing: missing)
    }
  }

  private static func joined<Element>(
    _ parts: [Column], _ blank: Element, _ array: (Values) -> [Element]?
  ) -> [Element] {
    var result: [Element] = []
    result.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts {
      if let values = array(part.values) {
        result.append(contentsOf: values)
      } else {
        result.append(contentsOf: repeatElement(blank, count: part.count))
      }
    }
    return result
  }

  /// Codes into one list of the labels of all parts.
  private static func unitedLabels(_ parts: [Column], _ count: Int) -> (codes: [Int32], labels: [String]) {
    var codes: [Int32] = []
    codes.reserveCapacity(count)
    var labels: [String] = []
    var places: [String: Int32] = [:]
    for part in parts {
      let own: (codes: [Int32], labels: [String])
      switch part.values {
      case .text(let x): own = (x.codes, x.distinct)
      case .category(let x): own = (x.codes, x.levels)
      default: own = ([Int32](repeating: 0, count: part.count), [])
      }
      if labels.isEmpty {
        codes.append(contentsOf: own.codes)
        labels = own.labels
        continue
      }
      if places.isEmpty {
        for (code, label) in labels.enumerated() where places[label] == nil { places[label] = Int32(code) }
      }
      let recoded = own.labels.map { label in
        if let place = places[label] { return place }
        let place = Int32(labels.count)
        places[label] = place
        labels.append(label)
        return place
      }
      for code in own.codes { codes.append(Int(code) < recoded.count ? recoded[Int(code)] : 0) }
    }
    return (codes, labels)
  }
}
