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
    let whole: Column
    do throws(TypeConflict) {
      whole = try stacked(pieces)
    } catch {
      let first = picked[pieces.firstIndex { $0.type == error.first } ?? 0]
      throw Diagnostic(
        .wrongKind,
        "`\(picked[error.place])` is a \(error.second.rawValue) column, `\(first)` is a \(error.first.rawValue) column",
        found: error.second.rawValue, expected: [error.first.rawValue],
        details: ["their values can't stand in one column"],
        help: ["leave `\(picked[error.place])` out, or convert it first"])
    }
    try Interrupt.poll("reshaping")
    let width = picked.count
    var rows = [Int32](repeating: 0, count: count)
    var places = rows
    var codes = rows
    var next = 0
    for row in 0..<rowCount {
      for column in 0..<width {
        rows[next] = Int32(truncatingIfNeeded: row)
        places[next] = Int32(truncatingIfNeeded: column * rowCount + row)
        codes[next] = Int32(truncatingIfNeeded: column)
        next += 1
      }
    }
    let kept = stays.gather(rows)
    return Table(
      unchecked: zip(kept.names, kept.columns).map { ($0, $1) } + [
        (name, Column(.text(TextValues(codes: codes, distinct: picked)))),
        (value, whole.gather(places)),
      ], rowCount: count)
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
  /// For each cell that has a row: its place, row · new columns + column, ascending.
  private let places: [Int]
  /// The rows of the cells one after another, and where each cell's begin.
  private let rows: [Int32]
  private let starts: [Int32]
  private let key: String

  /// How many cells have rows.
  public var count: Int { places.count }

  /// The rows that go into a cell, ascending; at least one.
  public func rows(of cell: Int) -> [Int32] {
    Array(rows[Int(starts[cell])..<Int(starts[cell + 1])])
  }

  /// The cells of a table by the values of `key`, for each combination of values of the columns `identifiers`.
  ///
  /// - Complexity: O(rows · columns) on average, and a sort of the key's values.
  /// - Throws: E21 for an unknown column; E26 where a value of the key is the name of an identifying column; E29 where
  ///   two values of the key have the same text; E82 where the cells would be too many.
  public init(_ table: Table, key: String, identifiers: [String]) throws(Diagnostic) {
    self.key = key
    guard let keys = table[key] else { throw table.unknownColumn(key) }
    let own = try table.columns(named: identifiers)
    try Interrupt.poll("reshaping")
    let keyCodes = KeyCodes(keys, sorted: true)
    let ids = KeyCodes(own, rowCount: table.rowCount, sorted: false)
    hasMissingKey = keyCodes.count > keyCodes.presentCount
    names = keyCodes.firstRows.map { keys[Int($0)].text() }
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
    let (cells, overflow) = ids.count.multipliedReportingOverflow(by: names.count)
    guard !overflow, cells <= Table.reshapeLimit else {
      throw Diagnostic(
        .tooLarge, "the table would have \(names.count) new columns of \(ids.count) rows",
        details: ["`\(key)` has \(names.count) values"],
        help: [
          "take a key with fewer values, or leave out columns that tell rows apart: `select …`"
        ])
    }
    // Rows in the order of their first appearance.
    let firsts = ids.firstRows.indices.sorted { ids.firstRows[$0] < ids.firstRows[$1] }
    var rank = [Int](repeating: 0, count: ids.count)
    for (new, old) in firsts.enumerated() { rank[old] = new }
    self.identifiers = Table(
      unchecked: zip(identifiers, own).map { column in
        (column.0, column.1.gather(firsts.map { ids.firstRows[$0] }))
      }, rowCount: ids.count)
    // The places of the cells as keys of a stable sort: equal ones come together, their rows ascending.
    let width = names.count
    let cellOf = (0..<table.rowCount).map { row in
      UInt64(rank[Int(ids.codes[row])] * width + Int(keyCodes.codes[row]))
    }
    try Interrupt.poll("reshaping")
    rows = RadixOrder.ascending(cellOf)
    var places: [Int] = []
    var starts: [Int32] = []
    for (position, row) in rows.enumerated() where places.last != Int(cellOf[Int(row)]) {
      places.append(Int(cellOf[Int(row)]))
      starts.append(Int32(truncatingIfNeeded: position))
    }
    starts.append(Int32(truncatingIfNeeded: rows.count))
    (self.places, self.starts) = (places, starts)
  }

  /// The wider table of the values that a column of the original table has in its rows.
  ///
  /// - Throws: E33 where several rows go into one cell; E30 where `fill` is of another type.
  public func table(ofRowValues column: Column, fill: Cell = .missing) throws(Diagnostic) -> Table {
    if let crowded = places.indices.first(where: { starts[$0 + 1] - starts[$0] > 1 }) {
      throw duplicates(crowded)
    }
    return try table(of: column.gather(rows), fill: fill)
  }

  /// The wider table of one value for each cell that has rows.
  ///
  /// - Parameter fill: what a cell without rows gets.
  /// - Throws: E30 where `fill` is of another type.
  public func table(of values: Column, fill: Cell = .missing) throws(Diagnostic) -> Table {
    let width = names.count
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
    var picked = [[Int32]](repeating: [Int32](repeating: absent, count: height), count: width)
    for (cell, place) in places.enumerated() {
      picked[place % width][place / width] = Int32(truncatingIfNeeded: cell)
    }
    var named = zip(identifiers.names, identifiers.columns).map { (name: $0, column: $1) }
    for (name, rows) in zip(names, picked) {
      try Interrupt.poll("reshaping")
      named.append((name, source.gather(rows)))
    }
    return Table(unchecked: named, rowCount: height)
  }

  /// The error for a cell that several rows go into.
  public func duplicates(_ cell: Int) -> Diagnostic {
    let width = names.count
    let row = places[cell] / width
    let count = Int(starts[cell + 1] - starts[cell])
    let own = zip(identifiers.names, identifiers.columns).map { name, column in
      "\(name) \(column[row].text())"
    }.joined(separator: ", ")
    return Diagnostic(
      .duplicatesInReshape,
      "\(count) rows have the key `\(key)` \"\(names[places[cell] % width])\""
        + (own.isEmpty ? "" : " and the same other columns"),
      found: names[places[cell] % width], details: own.isEmpty ? [] : [own],
      help: [
        "say what one value they make, as in `value: mean(…)`, `value: sum(…)` or `value: count()`"
      ])
  }
}
