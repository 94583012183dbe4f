public import Diagnostics
internal import Numerics

/// The first row of each combination of values of some columns, ascending; missing equals missing.
///
/// Without a column all rows are alike, so only the first is kept. Each column must have `rowCount` rows.
///
/// - Complexity: what grouping by the columns costs.
/// - Throws: E81 if it is interrupted.
public func distinctRows(_ columns: [Column], rowCount: Int) throws(Diagnostic) -> [Int32] {
  try interruptible("looking for distinct rows") { () throws(Interrupted) in
    var keys: [KeyColumn] = []
    for column in columns { keys.append(try KeyColumn(column, sorted: false)) }
    let codes = try KeyCodes(PackedKeys(keys, rowCount: rowCount))
    // In the order of the rows by marking them: quicker than a sort of the rows.
    var isFirst = Bitmap(count: rowCount)
    for row in try codes.firstRows() { isFirst[Int(row)] = true }
    return isFirst.setIndices()
  }
}
