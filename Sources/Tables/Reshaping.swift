public import Diagnostics
internal import Numerics

extension Table {
  /// The most columns that ``wider(key:value:aggregate:)`` makes.
  public static let mostWideColumns = 10_000

  /// Several columns as two: one row for each row and each of them, with the column's name and its value.
  ///
  /// The other columns repeat; rows come row by row, columns in the order given. The columns must be of one type; those
  /// without values give way, and categories beside texts become texts. Throws ``Diagnostic/Code/wrongKind`` naming the
  /// first that is of another type, ``Diagnostic/Code/columnExists`` if a new name is taken.
  public func longer(_ wanted: [String], name: String = "name", value: String = "value") throws(Diagnostic) -> Table {
    let values = try columns(named: wanted)
    guard let first = wanted.first else {
      throw Diagnostic(.missingArgument, "longer needs the columns to put below each other")
    }
    let gone = Set(wanted)
    if gone.count < wanted.count {
      let twice = wanted.first { name in wanted.count { $0 == name } > 1 } ?? first
      throw Diagnostic(.duplicateName, "`\(twice)` is there twice", help: ["name each column once"])
    }
    let kept = names.filter { !gone.contains($0) }
    for new in [name, value] where kept.contains(new) {
      throw Diagnostic(
        .columnExists, "the table has a column `\(new)` already",
        help: ["choose another name: `name: \"…\"`, `value: \"…\"`"])
    }
    if name == value {
      throw Diagnostic(.duplicateName, "the name and the value can't both be called `\(name)`")
    }
    var type = ColumnType.unknown
    var typed = first
    for (column, values) in zip(wanted, values) {
      guard let united = type.united(with: values.type) else {
        throw Diagnostic(
          .wrongKind, "`\(column)` is \(values.type.rawValue), but `\(typed)` is \(type.rawValue)",
          found: values.type.rawValue, expected: [type.rawValue],
          help: ["leave it out, or convert it first: `change \(column) = text(\(column))`"])
      }
      if type == .unknown { typed = column }
      type = united
    }
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: wanted.count)
    guard !overflow, count < Int(Int32.max) else {
      throw Diagnostic(.tooLarge, "longer would make more than \(Int32.max - 1) rows")
    }
    try Interrupt.poll("reshaping")
    let width = wanted.count
    var repeated = [Int32](repeating: 0, count: count)
    var interleaved = [Int32](repeating: 0, count: count)
    var codes = [Int32](repeating: 0, count: count)
    var place = 0
    for row in 0..<rowCount {
      for column in 0..<width {
        repeated[place] = Int32(truncatingIfNeeded: row)
        interleaved[place] = Int32(truncatingIfNeeded: column &* rowCount &+ row)
        codes[place] = Int32(truncatingIfNeeded: column)
        place += 1
      }
    }
    var named: [(name: String, column: Column)] = []
    for (column, values) in zip(names, columns) where !gone.contains(column) {
      try Interrupt.poll("reshaping")
      named.append((column, values.gather(repeated)))
    }
    named.append((name, Column(.text(TextValues(codes: codes, distinct: wanted)))))
    let stacked = Column.concatenating(values) ?? Column(.unknown(count))
    named.append((value, stacked.gather(interleaved)))
    return Table(unchecked: named, rowCount: count)
  }

  /// What makes one value of several, for each group.
  public typealias Aggregate = (_ values: Column, _ groups: Grouping) throws(Diagnostic) -> Column

  /// Two columns as several: a column for each value of `key`, in sorted order and named by its text, that holds the
  /// values of `value`.
  ///
  /// The other columns identify the rows, which come in the order of their first appearance. A missing key makes a column
  /// `missing`. Where a row and a key come together more than once, `aggregate` makes one value of the group's; without it
  /// that is ``Diagnostic/Code/duplicatesInReshape``. Throws ``Diagnostic/Code/columnExists`` if a key's text is the name
  /// of another column.
  public func wider(
    key: String, value: String, aggregate: Aggregate? = nil
  ) throws(Diagnostic) -> (table: Table, notes: [Note]) {
    let keyColumn = try columns(named: [key])[0]
    let valueColumn = try columns(named: [value])[0]
    if key == value { throw Diagnostic(.duplicateName, "the key and the value can't both be `\(key)`") }
    let identifying = names.filter { $0 != key && $0 != value }
    let rows = try Grouping(self, by: identifying)
    let keys = try Grouping(names: [key], [keyColumn], rowCount: rowCount)
    guard keys.groupCount <= Table.mostWideColumns else {
      throw Diagnostic(
        .tooLarge, "wider would make \(keys.groupCount) columns, more than \(Table.mostWideColumns)",
        help: ["`\(key)` has too many values to be a row of names"])
    }
    var notes: [Note] = []
    let newNames = try wideNames(keys, key: key, identifying, &notes)

    // One value for each pair of row and key.
    let cells = try Grouping(
      names: ["row", "key"],
      [Column(.date(rows.groupOf)), Column(.date(keys.groupOf))], rowCount: rowCount)
    var source = valueColumn
    if let aggregate {
      source = try aggregate(valueColumn, cells)
      guard source.count == cells.groupCount else {
        throw Diagnostic(
          .lengthsDiffer, "the aggregate gave \(counted(source.count, "value")) for \(counted(cells.groupCount, "group"))")
      }
    } else if cells.groupCount < rowCount {
      throw duplicates(cells, identifying, key: key)
    }

    // Rows in the order of their first appearance.
    let rowTotal = identifying.isEmpty && rowCount == 0 ? 0 : rows.groupCount
    let order = (0..<rowTotal).sorted { rows.firstRows[$0] < rows.firstRows[$1] }
    var rank = [Int32](repeating: 0, count: rowTotal)
    for (new, old) in order.enumerated() { rank[old] = Int32(new) }
    var places = [[Int32]](
      repeating: [Int32](repeating: -1, count: rowTotal), count: keys.groupCount)
    for (group, first) in cells.firstRows.enumerated() {
      let row = Int(rank[Int(rows.groupOf[Int(first)])])
      places[Int(keys.groupOf[Int(first)])][row] = aggregate == nil ? first : Int32(group)
    }
    var named: [(name: String, column: Column)] = []
    let firsts = order.map { rows.firstRows[$0] }
    for name in identifying {
      if let column = self[name] { named.append((name, column.gather(firsts))) }
    }
    for (name, places) in zip(newNames, places) {
      try Interrupt.poll("reshaping")
      named.append((name, source.gather(places)))
    }
    let empty = rowTotal * keys.groupCount - cells.groupCount
    if empty > 0 {
      notes.append(Note(.missing, "\(counted(empty, "cell")) missing: no row has that `\(key)` there"))
    }
    return (Table(unchecked: named, rowCount: rowTotal), notes)
  }

  private func wideNames(
    _ keys: Grouping, key: String, _ identifying: [String], _ notes: inout [Note]
  ) throws(Diagnostic) -> [String] {
    guard let column = keys.keys.columns.first else { return [] }
    var names: [String] = []
    var taken = Set(identifying)
    for group in 0..<keys.groupCount {
      var name = column[group].text()
      if column.isMissing(group) {
        name = "missing"
        var number = 2
        while taken.contains(name) {
          name = "missing_\(number)"
          number += 1
        }
        let rows = keys.counts[group]
        notes.append(Note(.missing, "`\(key)` is missing in \(counted(rows, "row")): their values are in `\(name)`"))
      } else if taken.contains(name) {
        throw Diagnostic(
          .columnExists, "`\(key)` holds \"\(name)\", but a column of that name identifies the rows",
          help: ["rename or remove the column `\(name)` first"])
      }
      taken.insert(name)
      names.append(name)
    }
    return names
  }

  private func duplicates(_ cells: Grouping, _ identifying: [String], key: String) -> Diagnostic {
    let counts = cells.counts
    let most = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    let row = Int(cells.firstRows[most])
    let shown = (identifying + [key]).prefix(6).map { name -> String in
      let cell = self[name]?[row] ?? .missing
      if case .text(let text) = cell { return "\(name) = \"\(CSVReader.shown(text, limit: 30))\"" }
      return "\(name) = \(cell.text(digits: 6))"
    }
    return Diagnostic(
      .duplicatesInReshape, "wider finds more than one value for \(counts.count { $0 > 1 }) of the new cells",
      details: ["\(counts[most]) rows have \(shown.joined(separator: ", "))"],
      help: ["say how to make one value of them, for example with the aggregate `mean` or `sum`"])
  }
}
