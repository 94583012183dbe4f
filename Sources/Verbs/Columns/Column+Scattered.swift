import Numerics
import Tables

extension Column {
  /// One column of parts, each with the rows at which its values go; rows of no part are missing.
  ///
  /// Parts must be of one type; parts without any value go with every type. Categories stay categories where their
  /// levels are the same, or where `levels` holds all their labels; otherwise they and texts become texts.
  /// - Returns: `nil` if the parts are of several types.
  /// - Complexity: O(rows)
  static func scattered(
    _ parts: [(rows: [Int32], column: Column)], count: Int, levels wanted: [String]? = nil
  ) -> Column? {
    var gone = Bitmap(repeating: true, count: count)
    for part in parts {
      for (place, row) in part.rows.enumerated() where !part.column.isMissing(place) {
        gone[Int(row)] = false
      }
    }
    let typed = parts.filter { $0.column.type != .unknown }
    guard let first = typed.first?.column else { return Column(.unknown(count)) }
    func gathered<Element>(_ blank: Element, _ take: (Column) -> [Element]?) -> [Element]? {
      var values = [Element](repeating: blank, count: count)
      for part in typed {
        guard let own = take(part.column) else { return nil }
        for (place, row) in part.rows.enumerated() { values[Int(row)] = own[place] }
      }
      return values
    }
    switch first.values {
    case .number:
      return gathered(0) { if case .number(let x) = $0.values { x.doubles } else { nil } }
        .map { Column(.number(NumberValues($0)), missing: gone) }
    case .truth:
      return gathered(false) { if case .truth(let x) = $0.values { x } else { nil } }
        .map { Column(.truth($0), missing: gone) }
    case .date:
      return gathered(0) { if case .date(let x) = $0.values { x } else { nil } }
        .map { Column(.date($0), missing: gone) }
    case .dateTime:
      return gathered(0) { if case .dateTime(let x) = $0.values { x } else { nil } }
        .map { Column(.dateTime($0), missing: gone) }
    case .text, .category:
      if let levels = wanted ?? first.levels,
        wanted != nil || typed.allSatisfy({ $0.column.levels == levels })
      {
        let parts = typed.compactMap { part in
          part.column.asCategory(levels: levels).map { (part.rows, $0) }
        }
        if parts.count == typed.count {
          var codes = [Int32](repeating: 0, count: count)
          for (rows, column) in parts {
            guard case .category(let own) = column.values else { return nil }
            for (place, row) in rows.enumerated() { codes[Int(row)] = own.codes[place] }
          }
          return Column(.category(CategoryValues(codes: codes, levels: levels)), missing: gone)
        }
      }
      return texts(typed, count: count, missing: gone)
    case .unknown: return Column(.unknown(count))
    }
  }

  /// The labels of a category, in their order; `nil` for other types.
  var levels: [String]? { if case .category(let x) = values { x.levels } else { nil } }

  private static func texts(
    _ parts: [(rows: [Int32], column: Column)], count: Int, missing: Bitmap
  ) -> Column? {
    var codes = [Int32](repeating: 0, count: count)
    var distinct: [String] = []
    var places: [String: Int32] = [:]
    for part in parts {
      let (own, labels): ([Int32], [String])
      switch part.column.values {
      case .text(let x): (own, labels) = (x.codes.wide, Array(x.distinct))
      case .category(let x): (own, labels) = (x.codes.wide, x.levels)
      default: return nil
      }
      // Codes are translated as they come up: a part may carry many texts that none of its rows has.
      var translated = [Int32](repeating: -1, count: labels.count)
      for (place, row) in part.rows.enumerated() where !part.column.isMissing(place) {
        let code = Int(own[place])
        if translated[code] < 0 {
          let next = Int32(distinct.count)
          let known = places[labels[code]]
          if known == nil {
            places[labels[code]] = next
            distinct.append(labels[code])
          }
          translated[code] = known ?? next
        }
        codes[Int(row)] = translated[code]
      }
    }
    return Column(.text(TextValues(codes: codes, distinct: distinct)), missing: missing)
  }
}
