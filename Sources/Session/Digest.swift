internal import Glibc
internal import Numerics
internal import Tables

/// Digests of tables for recordings: the same where values are the same but for the last bits of computed numbers.
///
/// A number counts in steps of a hundred-millionth of the largest in its column (in powers of ten), so what another
/// processor's order of additions changes doesn't show, and what a reader would see does. Everything else counts exactly.
enum TableDigest {
  /// 16 hexadecimal digits. O(cells)
  static func of(_ table: Table) -> String {
    var text = "\(table.rowCount)"
    for (name, column) in zip(table.names, table.columns) {
      text += "\n\(name.utf8.count) \(name) \(inSteps(column).digest)"
    }
    return String(Fingerprint.of(text).prefix(16))
  }

  /// A column of numbers as the numbers of their steps; any other as it is.
  private static func inSteps(_ column: Column) -> Column {
    guard case .number(let values) = column.values else { return column }
    let step = stepSize(values.doubles)
    // The offset keeps decimal fractions, which are frequent, away from the borders between two steps.
    let steps = values.map { ($0 / step + 0.2718).rounded(.down) }
    return Column(.number(steps), missing: column.missing)
  }

  /// Missing rows hold 0 or NaN, which are never the largest.
  private static func stepSize(_ values: [Double]) -> Double {
    var largest = 0.0
    for x in values where abs(x) > largest { largest = abs(x) }
    // Nothing but rounding errors: all count as 0.
    if largest < 1e-13 { return 1 }
    return pow(10, (log10(largest) + 1e-9).rounded(.down) - 8)
  }
}
