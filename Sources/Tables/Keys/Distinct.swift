public import Diagnostics
internal import Numerics

/// The first row of each combination of values of some columns, ascending; missing equals missing.
///
/// Without a column all rows are alike, so only the first is kept. Each column must have `rowCount` rows.
///
/// - Complexity: O(rows · columns) on average.
/// - Throws: E81 if it is interrupted.
public func distinctRows(_ columns: [Column], rowCount: Int) throws(Diagnostic) -> [Int32] {
  try Interrupt.poll("looking for distinct rows")
  return KeyCodes(columns, rowCount: rowCount, sorted: false).firstRows.sorted()
}
