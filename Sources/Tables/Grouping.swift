public import Diagnostics
internal import Numerics

/// The rows of a table, shared out into groups of equal keys.
///
/// Groups come in the order of their keys, the first key counting most: numbers and dates by value, texts by Unicode
/// scalars, categories by level, false before true; missing makes a group of its own, the last.
public struct Grouping: Sendable {
  /// For each row the place of its group.
  public let groupOf: [Int32]
  public let groupCount: Int
  /// For each group the first row that is in it.
  public let firstRows: [Int32]
  /// The key columns, one row for each group.
  public let keys: Table

  public var rowCount: Int { groupOf.count }

  /// The groups by the columns of the given names.
  ///
  /// Without a name there is one group of all rows, even if there are none. A table without rows has no group
  /// otherwise. Throws ``Diagnostic/Code/unknownColumn`` for a name that the table hasn't.
  ///
  /// - Complexity: O(rows · keys), and a sort of the distinct keys.
  public init(_ table: Table, by names: [String]) throws(Diagnostic) {
    let columns = try table.columns(named: names)
    try self.init(names: names, columns, rowCount: table.rowCount)
  }

  /// The groups by columns that need not be of a table; a name that comes again is left out of `keys`.
  public init(names: [String], _ columns: [Column], rowCount: Int) throws(Diagnostic) {
    let codes = KeyCodes(columns, rowCount: rowCount, sorted: true)
    try Interrupt.poll("grouping")
    if columns.isEmpty {
      (groupOf, groupCount, keys) = (codes.codes, 1, Table(unchecked: [], rowCount: 1))
      firstRows = codes.firstRows
      return
    }
    (groupOf, groupCount, firstRows) = (codes.codes, codes.count, codes.firstRows)
    var taken: Set<String> = []
    var named: [(name: String, column: Column)] = []
    for (name, column) in zip(names, columns) where taken.insert(name).inserted {
      named.append((name, column.gather(codes.firstRows)))
    }
    keys = Table(unchecked: named, rowCount: codes.count)
  }

  /// The rows of each group: those of group g are `rows[starts[g]..<starts[g + 1]]`, ascending.
  ///
  /// - Complexity: O(rows)
  public func members() -> (starts: [Int32], rows: [Int32]) {
    var starts = [Int32](repeating: 0, count: groupCount + 1)
    var rows = [Int32](repeating: 0, count: groupOf.count)
    starts.withUnsafeMutableBufferPointer { starts in
      rows.withUnsafeMutableBufferPointer { rows in
        groupOf.withUnsafeBufferPointer { groups in
          for group in groups { starts[Int(group) &+ 1] &+= 1 }
          for group in 0..<groupCount { starts[group &+ 1] &+= starts[group] }
          // Each start moves to the end of its group, and back by one group after.
          for row in 0..<groups.count {
            let group = Int(groups[row])
            rows[Int(starts[group])] = Int32(truncatingIfNeeded: row)
            starts[group] &+= 1
          }
          for group in stride(from: groupCount, to: 0, by: -1) {
            starts[group] = starts[group &- 1]
          }
          starts[0] = 0
        }
      }
    }
    return (starts, rows)
  }

  /// How many rows each group has.
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: groupCount)
    for group in groupOf { counts[Int(group)] += 1 }
    return counts
  }
}

extension Table {
  /// The columns of the given names; throws for one that isn't there, naming the nearest.
  public func columns(named wanted: [String]) throws(Diagnostic) -> [Column] {
    var result: [Column] = []
    for name in wanted {
      guard let column = self[name] else { throw unknownColumn(name) }
      result.append(column)
    }
    return result
  }

  func unknownColumn(_ name: String, of what: String = "the table") -> Diagnostic {
    let near = nearestNames(to: name, in: names)
    return Diagnostic(
      .unknownColumn, "\(what) has no column `\(name)`", found: name, candidates: names,
      help: near.first.map { ["did you mean `\($0)`?"] } ?? [])
  }
}

extension Interrupt {
  /// Throws the diagnostic for an interrupt, if one was asked for.
  static func poll(_ what: String) throws(Diagnostic) {
    if isRequested { throw Diagnostic(.interrupted, "interrupted while \(what)") }
  }
}
