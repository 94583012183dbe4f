public import Diagnostics
internal import Numerics

/// The places of rows in the order of some keys, the first counting most; rows that tie stay as they are.
///
/// Numbers and dates go by value, texts by Unicode scalars, categories by level, false before true. Missing stands
/// last, whichever the direction. Without a key the rows stay as they are. Each key column must have `rowCount` rows.
///
/// - Complexity: O(rows · keys), and for keys of many values a radix sort; O(rows · keys) where they are in order.
/// - Throws: E81 if it is interrupted.
public func sortOrder(
  _ keys: [(column: Column, descending: Bool)], rowCount: Int
) throws(Diagnostic) -> [Int32] {
  if rowCount == 0 { return [] }
  return try interruptible("sorting") { () throws(Interrupted) in
    var columns: [KeyColumn] = []
    for key in keys {
      columns.append(try KeyColumn(key.column, sorted: true, descending: key.descending))
    }
    let packed = try PackedKeys(columns, rowCount: rowCount)
    // Few words are counted, many are sorted.
    return packed.last < 1 << 11
      ? try KeyCodes(packed).members().rows : try RadixOrder.sorted(packed).rows
  }
}

extension Table {
  /// The rows in the order of some keys: see ``sortOrder(_:rowCount:)``.
  ///
  /// - Complexity: O(cells), and what the order costs.
  /// - Throws: E81 if it is interrupted.
  public func sorted(
    _ keys: [(column: Column, descending: Bool)]
  ) throws(Diagnostic) -> Table {
    let order = try sortOrder(keys, rowCount: rowCount)
    var named: [(name: String, column: Column)] = []
    for (name, column) in zip(names, columns) {
      try Interrupt.poll("sorting")
      named.append((name, column.gather(order)))
    }
    return Table(unchecked: named, rowCount: rowCount)
  }
}
