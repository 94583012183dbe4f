/// Named columns of equal length. Never changes; copies share storage.
public struct Table: Sendable {
  /// The names of the columns, each once, in order.
  public let names: [String]
  public let rowCount: Int
  /// Where it came from, if it was loaded and not yet reshaped: what a recording holds it to.
  public var origin: Origin?
  /// The rows of its file that aren't in it, if it was loaded and not yet reshaped.
  public var rejected: Rejected?
  private let places: [String: Int]
  private let content: Content

  private enum Content {
    case columns([Column])
    /// Of which those that nobody looked at aren't copied yet.
    case selected(SelectedColumns)
  }

  /// A table of columns that all have `rowCount` rows; `nil` if their lengths differ or a name comes twice.
  public init?(_ named: [(name: String, column: Column)], rowCount: Int? = nil) {
    let rows = rowCount ?? named.first?.column.count ?? 0
    var places: [String: Int] = [:]
    for (place, item) in named.enumerated() {
      guard item.column.count == rows, places.updateValue(place, forKey: item.name) == nil else {
        return nil
      }
    }
    (names, content, self.rowCount, self.places) = (
      named.map(\.name), .columns(named.map(\.column)), rows, places
    )
  }

  /// A table without columns.
  public static let empty = Table(unchecked: [], rowCount: 0)

  /// For callers that know the lengths to be equal and the names to differ.
  init(unchecked named: [(name: String, column: Column)], rowCount: Int) {
    self.init(named.map(\.name), .columns(named.map(\.column)), rowCount)
  }

  private init(_ names: [String], _ content: Content, _ rowCount: Int) {
    (self.names, self.content, self.rowCount) = (names, content, rowCount)
    places = Dictionary(
      names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
  }

  // MARK: Columns

  /// All columns. O(1), but for those that are selected rows nobody looked at yet.
  public var columns: [Column] {
    switch content {
    case .columns(let columns): columns
    case .selected(let columns): columns.all
    }
  }

  public var columnCount: Int { names.count }

  public subscript(name: String) -> Column? {
    places[name].map { place in
      switch content {
      case .columns(let columns): columns[place]
      case .selected(let columns): columns.column(place)
      }
    }
  }

  /// The place of a column, from 0.
  public func index(of name: String) -> Int? { places[name] }

  // MARK: Tables of the same columns

  /// The columns of the given names, in their order. Unknown names are left out: check before.
  public func selecting(_ wanted: [String]) -> Table {
    let known = wanted.filter { places[$0] != nil }
    let chosen = known.compactMap { places[$0] }
    switch content {
    case .columns(let columns):
      return Table(known, .columns(chosen.map { columns[$0] }), rowCount)
    case .selected(let columns): return Table(known, .selected(columns.chosen(chosen)), rowCount)
    }
  }

  public func removing(_ unwanted: Set<String>) -> Table {
    selecting(names.filter { !unwanted.contains($0) })
  }

  /// The table with a column put in place of the one of that name, or added at the end. The lengths must be equal,
  /// except that a table without columns takes the column's length.
  public func setting(_ name: String, to column: Column) -> Table {
    let place = places[name] ?? columnCount
    let names = place < columnCount ? self.names : self.names + [name]
    let rows = columnCount == 0 ? column.count : rowCount
    switch content {
    case .columns(var columns):
      if place < columns.count { columns[place] = column } else { columns.append(column) }
      return Table(names, .columns(columns), rows)
    case .selected(let columns):
      return Table(names, .selected(columns.setting(place, to: column)), rows)
    }
  }

  /// Selected rows of all columns.
  ///
  /// - Parameter through: the same rows where a column is itself a selection of one with so many rows.
  func selecting(
    _ selection: Selection, _ through: (Selection, Int) -> Selection
  ) -> Table {
    let pays = SelectedColumns.pays(selection.count, of: rowCount)
    switch content {
    case .columns(let columns):
      return Table(
        names,
        pays
          ? .selected(SelectedColumns(selection, of: columns))
          : .columns(columns.map(selection.of)), selection.count)
    case .selected(let columns):
      let selected = columns.selecting(selection, through)
      return Table(
        names, pays ? .selected(selected) : .columns(selected.all), selection.count)
    }
  }
}

/// Where a table was loaded from: what a replay holds its data to.
public struct Origin: Sendable, Equatable {
  /// The file as it was named, or `dataset("…")`.
  public var name: String
  public var rows: Int
  public var columns: Int
  /// 32 hexadecimal digits: XXH3-128 of the file's bytes.
  public var fingerprint: String
  public init(name: String, rows: Int, columns: Int, fingerprint: String) {
    (self.name, self.rows, self.columns, self.fingerprint) = (name, rows, columns, fingerprint)
  }
}
