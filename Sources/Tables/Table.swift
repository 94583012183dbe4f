/// Named columns of equal length. Never changes; copies share storage.
public struct Table: Sendable {
  /// The names of the columns, each once, in order.
  public let names: [String]
  public let columns: [Column]
  public let rowCount: Int
  /// Where it came from, if it was loaded and not yet reshaped: what a recording holds it to.
  public var origin: Origin?
  /// The rows of its file that aren't in it, if it was loaded and not yet reshaped.
  public var rejected: Rejected?
  private let places: [String: Int]

  /// A table of columns that all have `rowCount` rows; `nil` if their lengths differ or a name comes twice.
  public init?(_ named: [(name: String, column: Column)], rowCount: Int? = nil) {
    let rows = rowCount ?? named.first?.column.count ?? 0
    var places: [String: Int] = [:]
    for (place, item) in named.enumerated() {
      guard item.column.count == rows, places.updateValue(place, forKey: item.name) == nil else {
        return nil
      }
    }
    (names, columns, self.rowCount, self.places) = (
      named.map(\.name), named.map(\.column), rows, places
    )
  }

  /// A table without columns.
  public static let empty = Table(unchecked: [], rowCount: 0)

  /// For callers that know the lengths to be equal and the names to differ.
  init(unchecked named: [(name: String, column: Column)], rowCount: Int) {
    (names, columns, self.rowCount) = (named.map(\.name), named.map(\.column), rowCount)
    places = Dictionary(
      named.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { a, _ in a })
  }

  public var columnCount: Int { columns.count }

  public subscript(name: String) -> Column? { places[name].map { columns[$0] } }

  /// The place of a column, from 0.
  public func index(of name: String) -> Int? { places[name] }

  /// The columns of the given names, in their order. Unknown names are left out: check before.
  public func selecting(_ wanted: [String]) -> Table {
    Table(
      unchecked: wanted.compactMap { name in self[name].map { (name, $0) } }, rowCount: rowCount)
  }

  public func removing(_ unwanted: Set<String>) -> Table {
    Table(
      unchecked: zip(names, columns).filter { !unwanted.contains($0.0) }.map { ($0.0, $0.1) },
      rowCount: rowCount)
  }

  /// The table with a column put in place of the one of that name, or added at the end. The lengths must be equal,
  /// except that a table without columns takes the column's length.
  public func setting(_ name: String, to column: Column) -> Table {
    var named = zip(names, columns).map { (name: $0, column: $1) }
    if let place = places[name] {
      named[place].column = column
    } else {
      named.append((name, column))
    }
    return Table(unchecked: named, rowCount: columns.isEmpty ? column.count : rowCount)
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
