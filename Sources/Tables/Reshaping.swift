public import Diagnostics
internal import Numerics

extension Table {
  /// The most cells that a reshaped table may have.
  static let reshapeLimit = 1 << 28

  /// A row for each row and each of some columns: the column's name in one new column, its value in another.
  ///
  /// The rows of one row stay together, in the order of the columns as they are given. The names become texts. The
  /// other columns stand in front. Columns without a value take the type of the others.
  ///
  /// - Complexity: O(cells of the result)
  /// - Throws: E21 for an unknown column; E26 where a new name is that of a column that stays; E29 for two equal names;
  ///   E30 where the columns' types differ, naming the first that does; E35 without a column; E82 for too many rows.
  public func longer(_ picked: [String], name: String, value: String) throws(Diagnostic) -> Table {
    let pieces = try columns(named: picked)
    guard !picked.isEmpty else {
      throw Diagnostic(.missingArgument, "there is no column to make longer")
    }
    guard name != value else {
      throw Diagnostic(
        .duplicateName, "the names and the values can't both be in `\(name)`", found: name)
    }
    let stays = removing(Set(picked))
    for new in [name, value] where stays[new] != nil {
      throw Diagnostic(
        .columnExists, "there is a column `\(new)` already", found: new, candidates: stays.names,
        help: ["give the new column another name"])
    }
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: picked.count)
    guard !overflow, count < Int(Int32.max) else { throw tooManyRows(count) }
    let values: Column
    do throws(TypeConflict) {
      values = try Column.woven(pieces, height: rowCount)
    } catch {
      let first = picked[pieces.firstIndex { $0.type == error.first } ?? 0]
      throw Diagnostic(
        .wrongKind,
        "`\(picked[error.place])` is a \(error.second.rawValue) column, `\(first)` is a \(error.first.rawValue) column",
        found: error.second.rawValue, expected: [error.first.rawValue],
        details: ["their values can't stand in one column"],
        help: ["leave `\(picked[error.place])` out, or convert it first"])
    }
    var named: [(name: String, column: Column)] = []
    for (name, column) in zip(stays.names, stays.columns) {
      try Interrupt.poll("reshaping")
      named.append((name, column.repeated(picked.count)))
    }
    let codes = WholeValues(counting: picked.count, times: rowCount)
    named.append((name, Column(.text(TextValues(codes: codes, distinct: TextList(picked))))))
    named.append((value, values))
    return Table(unchecked: named, rowCount: count)
  }
}

/// The rows of a table, shared out into the cells of a wider one: a row for each combination of the values of some
/// columns, a column for each value of a key.
public struct Widening: Sendable {
  /// The new columns' names: the key's values as texts, in their order, missing last.
  public let names: [String]
  /// The columns that identify a row, one row for each combination, in the order of their first appearance.
  public let identifiers: Table
  /// Whether the key is missing in some row; then the last new column is for it.
  public let hasMissingKey: Bool
  /// The rows by the identifying columns and the key: a group is a cell that has rows.
  public let cells: Grouping
  /// For each cell its row and its new column.
  private let places: [(row: Int32, column: Int32)]
  private let key: String

  /// The cells of a table by the values of `key`, for each combination of values of the columns `identifiers`.
  ///
  /// - Complexity: what grouping by the columns costs.
  /// - Throws: E21 for an unknown column; E26 where a value of the key is the name of an identifying column; E29 where
  ///   two values of the key have the same text; E82 where the cells would be too many.
  public init(_ table: Table, key: String, identifiers: [String]) throws(Diagnostic) {
    self.key = key
    guard let keys = table[key] else { throw table.unknownColumn(key) }
    let own = try table.columns(named: identifiers)
    // The columns are named by their places, so that none is left out for its name.
    let all = own + [keys]
    let cells = try Grouping(
      names: all.indices.map { "\($0)" }, all, rowCount: table.rowCount)
    self.cells = cells
    // What is left to do is done for the cells, not for the rows.
    let (cellKeys, cellOwn) = (
      cells.keys.columns[own.count], Array(cells.keys.columns.prefix(own.count))
    )
    let columns = try Grouping(names: [key], [cellKeys], rowCount: cells.groupCount)
    let rows = try Grouping(names: identifiers, cellOwn, rowCount: cells.groupCount)
    hasMissingKey = keys.missing != nil
    let values = columns.keys.columns[0]
    names = (0..<columns.groupCount).map { values[$0].text() }
    if let clash = names.first(where: identifiers.contains) {
      throw Diagnostic(
        .columnExists,
        "`\(key)` has the value \"\(clash)\", but there is a column `\(clash)` already",
        found: clash, candidates: identifiers,
        help: ["rename it first: `rename new_name = \(quoted(clash))`"])
    }
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw Diagnostic(
        .duplicateName, "two values of `\(key)` would both name a column `\(twice)`", found: twice,
        help: ["change one of them first, or leave out the rows: `drop \(quoted(key)) is missing`"])
    }
    let height = table.rowCount == 0 ? 0 : rows.groupCount
    let (count, overflow) = height.multipliedReportingOverflow(by: names.count)
    guard !overflow, count <= Table.reshapeLimit else {
      throw Diagnostic(
        .tooLarge, "the table would have \(names.count) new columns of \(height) rows",
        details: ["`\(key)` has \(names.count) values"],
        help: [
          "take a key with fewer values, or leave out columns that tell rows apart: `select …`"
        ])
    }
    // Rows in the order of their first appearance.
    let (firstRows, rowOf, columnOf) = (
      try cells.firstRows, try rows.groupOf, try columns.groupOf
    )
    var first = [Int32](repeating: .max, count: height)
    for (cell, row) in rowOf.enumerated() {
      first[Int(row)] = min(first[Int(row)], firstRows[cell])
    }
    let order = try sortOrder(
      [(Column(.number(NumberValues(WholeValues(first)))), false)], rowCount: height)
    var rank = [Int32](repeating: 0, count: height)
    for (new, old) in order.enumerated() { rank[Int(old)] = Int32(truncatingIfNeeded: new) }
    self.identifiers = Table(
      unchecked: zip(identifiers, own).map { name, column in
        (name, column.gather(order.map { first[Int($0)] }))
      }, rowCount: height)
    places = (0..<cells.groupCount).map { (rank[Int(rowOf[$0])], columnOf[$0]) }
  }

  /// The wider table of the values that a column of the original table has in its rows.
  ///
  /// - Throws: E33 where several rows go into one cell; E30 where `fill` is of another type.
  public func table(ofRowValues column: Column, fill: Cell = .missing) throws(Diagnostic) -> Table {
    try refuseCrowds()
    return try table(of: column.gather(try cells.firstRows), fill: fill)
  }

  /// The wider table of one value for each cell that has rows.
  ///
  /// - Parameter fill: what a cell without rows gets.
  /// - Throws: E30 where `fill` is of another type.
  public func table(of values: Column, fill: Cell = .missing) throws(Diagnostic) -> Table {
    let height = identifiers.rowCount
    var source = values
    var absent: Int32 = -1
    if fill != .missing {
      do throws(TypeConflict) {
        source = try stacked([values, Column(repeating: fill, count: 1)])
      } catch {
        throw Diagnostic(
          .wrongKind,
          "the values are of type \(error.first.rawValue), `fill` is of type \(error.second.rawValue)",
          found: error.second.rawValue, expected: [error.first.rawValue])
      }
      absent = Int32(truncatingIfNeeded: values.count)
    }
    var picked = [Int32](repeating: absent, count: height * names.count)
    for (cell, place) in places.enumerated() {
      picked[Int(place.column) * height + Int(place.row)] = Int32(truncatingIfNeeded: cell)
    }
    var named = zip(identifiers.names, identifiers.columns).map { (name: $0, column: $1) }
    for (column, name) in names.enumerated() {
      try Interrupt.poll("reshaping")
      named.append((name, source.gather(Array(picked[column * height..<(column + 1) * height]))))
    }
    return Table(unchecked: named, rowCount: height)
  }

  /// Refuses cells that several rows go into, naming the first of them in the order of the new rows.
  ///
  /// - Throws: E33.
  public func refuseCrowds() throws(Diagnostic) {
    let counts = try cells.counts
    var crowded: Int?
    for cell in places.indices where counts[cell] > 1 {
      guard let best = crowded else {
        crowded = cell
        continue
      }
      if (places[cell].row, places[cell].column) < (places[best].row, places[best].column) {
        crowded = cell
      }
    }
    guard let crowded else { return }
    let (row, column) = places[crowded]
    let own = zip(identifiers.names, identifiers.columns).map { name, column in
      "\(name) \(column[Int(row)].text())"
    }.joined(separator: ", ")
    throw Diagnostic(
      .duplicatesInReshape,
      "\(counts[crowded]) rows have the key `\(key)` \"\(names[Int(column)])\""
        + (own.isEmpty ? "" : " and the same other columns"),
      found: names[Int(column)], details: own.isEmpty ? [] : [own],
      help: [
        "say what one value they make, as in `value: mean(…)`, `value: sum(…)` or `value: count()`"
      ])
  }
}
