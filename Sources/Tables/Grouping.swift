public import Diagnostics
internal import Numerics

/// The rows of a table, shared out into groups of equal keys.
///
/// Groups come in the order of their keys, the first key counting most: numbers and dates by value, texts by Unicode
/// scalars, categories by level, false before true; missing makes a group of its own, the last.
public struct Grouping: Sendable {
  public let rowCount: Int
  public let groupCount: Int
  /// The key columns, one row for each group.
  public let keys: Table
  /// Whether the rows were found in the order of their groups, so that ``members()`` costs nothing and ``groupOf`` a pass.
  let isSorted: Bool
  private let codes: KeyCodes

  /// The groups by the columns of the given names.
  ///
  /// Without a name there is one group of all rows, even if there are none. A table without rows has no group
  /// otherwise. Throws ``Diagnostic/Code/unknownColumn`` for a name that the table hasn't.
  ///
  /// - Complexity: O(rows · keys) where the keys have few values (labels, whole numbers of a small range); otherwise a
  ///   sort of the rows.
  public init(_ table: Table, by names: [String]) throws(Diagnostic) {
    let columns = try table.columns(named: names)
    try self.init(names: names, columns, rowCount: table.rowCount)
  }

  /// The groups by columns that need not be of a table; a name that comes again is left out of `keys`.
  public init(names: [String], _ columns: [Column], rowCount: Int) throws(Diagnostic) {
    try self.init(names: names, columns, rowCount: rowCount, isSorted: true)
  }

  /// As above; the groups come in any order if they needn't be sorted.
  init(names: [String], _ columns: [Column], rowCount: Int, isSorted: Bool) throws(Diagnostic) {
    self.rowCount = rowCount
    (codes, keys) = try interruptible("grouping") { () throws(Interrupted) in
      var keyColumns: [KeyColumn] = []
      for column in columns { keyColumns.append(try KeyColumn(column, sorted: isSorted)) }
      let packed = try PackedKeys(keyColumns, rowCount: rowCount)
      let codes = try KeyCodes(packed)
      if columns.isEmpty { return (codes, Table(unchecked: [], rowCount: 1)) }
      var taken: Set<String> = []
      var named: [(name: String, column: Column)] = []
      for place in columns.indices where taken.insert(names[place]).inserted {
        let column =
          packed.isPlain
          ? packed.column(place, of: codes.words, like: columns[place])
          : columns[place].gather(try codes.firstRows())
        named.append((names[place], column))
      }
      return (codes, Table(unchecked: named, rowCount: codes.count))
    }
    groupCount = columns.isEmpty ? 1 : codes.count
    self.isSorted = codes.isSorted
  }

  /// For each row the place of its group. O(1), or O(rows) at the first call
  public var groupOf: WholeValues {
    get throws(Diagnostic) {
      try interruptible("grouping") { () throws(Interrupted) in try codes.groupOf() }
    }
  }

  /// For each group the first row that is in it; none for the one group of no rows. O(1), or O(rows) at the first call
  public var firstRows: [Int32] {
    get throws(Diagnostic) {
      try interruptible("grouping") { () throws(Interrupted) in try codes.firstRows() }
    }
  }

  /// The rows of each group: those of group g are `rows[starts[g]..<starts[g + 1]]`, ascending.
  ///
  /// - Complexity: O(1), or O(rows) at the first call
  public func members() throws(Diagnostic) -> (starts: [Int32], rows: [Int32]) {
    if rowCount == 0 { return ([Int32](repeating: 0, count: groupCount + 1), []) }
    return try interruptible("grouping") { () throws(Interrupted) in try codes.members() }
  }

  /// The numbers of each group's rows, as ``members()`` has the rows; `nil` where those are to be had for nothing. O(rows)
  func inOrder(_ x: [Double]) throws(Diagnostic) -> (starts: [Int32], numbers: [Double])? {
    if rowCount == 0 { return nil }
    return try interruptible("grouping") { () throws(Interrupted) in try codes.inOrder(x) }
  }

  /// How many rows each group has. O(1), or O(rows) at the first call
  public var counts: [Int32] {
    get throws(Diagnostic) {
      if rowCount == 0 { return [Int32](repeating: 0, count: groupCount) }
      return try interruptible("grouping") { () throws(Interrupted) in try codes.counts() }
    }
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
