public import Diagnostics
public import Syntax
public import Tables

/// The groups of a table's rows by some keys, in the order of the keys.
public struct Groups: Sendable {
  public let names: [String]
  /// For each key column its value in each group.
  public let keys: [Column]
  /// What the kernels of aggregates and windows take.
  public let grouping: Grouping

  init(names: [String], columns: [Column], rowCount: Int) throws(Diagnostic) {
    self.init(try Grouping(names: names, columns, rowCount: rowCount))
  }

  /// Groups that were made before.
  public init(_ grouping: Grouping) {
    (self.grouping, names, keys) = (grouping, grouping.keys.names, grouping.keys.columns)
  }

  public var count: Int { grouping.groupCount }

  /// The places of a group's rows, ascending.
  public func rows(of group: Int) throws(Diagnostic) -> [Int32] {
    let (starts, rows) = try grouping.members()
    return Array(rows[Int(starts[group])..<Int(starts[group + 1])])
  }

  /// For each row of the table its group.
  public var groupOf: WholeValues { get throws(Diagnostic) { try grouping.groupOf } }

  /// The keys as a table, one row a group.
  public var keyTable: Table { grouping.keys }
}

extension Evaluator {
  /// The groups that a `by` list makes of a table's rows. A key may be any expression over the rows.
  public func grouping(_ table: Table, _ by: [Item], _ subject: String) throws(Diagnostic) -> Groups
  {
    let keys = try keyColumns(by, Frame(table, subject: subject))
    return try Groups(
      names: keys.map(\.name), columns: keys.map(\.column), rowCount: table.rowCount)
  }

  /// The columns that a list of keys means, each with its name: the column's, or the expression as it is written.
  public func keyColumns(
    _ items: [Item], _ frame: Frame
  ) throws(Diagnostic) -> [(name: String, column: Column)] {
    var keys: [(name: String, column: Column)] = []
    for item in items {
      if isSelection(item.value) {
        for name in try selection([item], frame.table, frame.subject) {
          if let column = frame.column(name) { keys.append((name, column)) }
        }
      } else {
        let value = try evaluate(item.value, in: .rows(frame))
        keys.append((item.value.canonical, try column(value, frame.rowCount, at: item.range)))
      }
    }
    var seen: Set<String> = []
    return keys.filter { seen.insert($0.name).inserted }
  }

  /// A value as a column of `count` rows: a single value is stretched, a list must have the length.
  public func column(
    _ value: Value, _ count: Int, at range: SourceRange
  ) throws(Diagnostic) -> Column {
    switch value {
    case .cell(let cell): return Column(repeating: cell, count: count)
    case .column(let column):
      if column.count == count { return column }
      throw lengths(column.count, count, range)
    case .list(let items):
      let column = try listColumn(items, at: range)
      if column.count == count { return column }
      throw lengths(column.count, count, range)
    default:
      throw Diagnostic(.wrongKind, "\(value.kindName) can't be the values of a column", at: range)
    }
  }

  /// A list of single values of one type as a column.
  public func listColumn(_ items: [Value], at range: SourceRange) throws(Diagnostic) -> Column {
    var cells: [Cell] = []
    for item in items {
      guard case .cell(let cell) = item else {
        throw Diagnostic(
          .wrongKind, "the list holds \(item.kindName), not only single values", at: range)
      }
      cells.append(cell)
    }
    guard let column = Column(cells: cells) else {
      throw Diagnostic(.wrongKind, "the list holds values of several types", at: range)
    }
    return column
  }

  private func lengths(_ found: Int, _ wanted: Int, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .lengthsDiffer, "there are \(counted(found, "value")) for \(counted(wanted, "row"))",
      at: range,
      details: ["only a single value stretches"])
  }
}
