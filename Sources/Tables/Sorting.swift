public import Diagnostics
internal import Numerics

/// One key of a sort.
public struct SortKey: Sendable {
  public var column: Column
  public var isDescending: Bool
  public init(_ column: Column, isDescending: Bool = false) {
    (self.column, self.isDescending) = (column, isDescending)
  }
}

extension Table {
  /// The places of the rows in sorted order, the first key counting most; rows of equal keys stay in their order.
  ///
  /// Numbers and dates go by value, texts by Unicode scalars, categories by level, false before true; missing comes last
  /// in both directions. Every key must have `rowCount` rows.
  ///
  /// - Complexity: O(rows · keys), and a sort of the distinct texts.
  public static func order(by keys: [SortKey], rowCount: Int) throws(Diagnostic) -> [Int32] {
    var order = (0..<Int32(rowCount)).map { $0 }
    // From the last key to the first: each pass is stable, so it keeps what the passes before made.
    for key in keys.reversed() {
      try Interrupt.poll("sorting")
      let ranks = key.column.sortRanks(isDescending: key.isDescending)
      order = RadixOrder.sorted(ranks, order)
      if let missing = key.column.missing {
        var present: [Int32] = []
        var gone: [Int32] = []
        present.reserveCapacity(rowCount)
        for row in order {
          if missing[Int(row)] { gone.append(row) } else { present.append(row) }
        }
        order = present + gone
      }
    }
    return order
  }

  /// As ``order(by:rowCount:)``, for columns by name.
  public func order(by keys: [(name: String, isDescending: Bool)]) throws(Diagnostic) -> [Int32] {
    let columns = try columns(named: keys.map(\.name))
    return try Table.order(
      by: zip(columns, keys).map { SortKey($0, isDescending: $1.isDescending) }, rowCount: rowCount)
  }

  /// The places of the rows that are the first with their values in the given columns (in all if none is given),
  /// ascending.
  ///
  /// Missing equals missing here.
  public func distinctRows(by names: [String] = []) throws(Diagnostic) -> [Int32] {
    let keys = names.isEmpty ? columns : try columns(named: names)
    try Interrupt.poll("looking for distinct rows")
    return KeyCodes(keys, rowCount: rowCount, sorted: false).firstRows.sorted()
  }
}

extension Column {
  /// A key for each row that orders as the values do. What a missing row has means nothing.
  fileprivate func sortRanks(isDescending: Bool) -> [UInt64] {
    let flip: UInt64 = isDescending ? .max : 0
    switch values {
    case .number(let x): return x.map { RadixOrder.key($0) ^ flip }
    case .truth(let x): return x.map { ($0 ? 1 : 0) ^ flip }
    case .date(let x): return x.map { RadixOrder.key(Int64($0)) ^ flip }
    case .dateTime(let x): return x.map { RadixOrder.key($0) ^ flip }
    case .category(let x): return x.codes.map { UInt64(truncatingIfNeeded: $0) ^ flip }
    case .text: return KeyCodes(self, sorted: true).codes.map { UInt64(truncatingIfNeeded: $0) ^ flip }
    case .unknown(let count): return [UInt64](repeating: 0, count: count)
    }
  }
}
