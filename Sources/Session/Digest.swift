internal import Engine
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
      text += "\n\(name.utf8.count) \(name) \(column.type.rawValue)\n"
      let step = column.type == .number ? stepSize(column) : 1
      for row in 0..<column.count { append(column[row], step, to: &text) }
    }
    return String(Fingerprint.of(text).prefix(16))
  }

  private static func append(_ cell: Cell, _ step: Double, to text: inout String) {
    switch cell {
    case .number(let x):
      // The offset keeps decimal fractions, which are frequent, away from the borders between two steps.
      let steps = (x / step + 0.2718).rounded(.down)
      text += abs(steps) < 1e15 ? "\(Int64(steps))," : "\(steps),"
    case .missing: text += "-,"
    default:
      let written = Value.cell(cell).text(.recorded)
      text += "\(written.utf8.count) \(written),"
    }
  }

  private static func stepSize(_ column: Column) -> Double {
    var largest = 0.0
    for row in 0..<column.count {
      if case .number(let x) = column[row] { largest = max(largest, abs(x)) }
    }
    // Nothing but rounding errors: all count as 0.
    if largest < 1e-13 { return 1 }
    return pow(10, (log10(largest) + 1e-9).rounded(.down) - 8)
  }
}
