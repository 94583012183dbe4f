public import Tables

/// Where an expression stands.
public enum Place: Sendable {
  /// Outside of any table: a bare name is a variable.
  case value
  /// Over the rows of a table: a bare name is a column.
  case rows(Frame)

  public var frame: Frame? { if case .rows(let frame) = self { frame } else { nil } }
}

/// The rows that an expression is evaluated over: all of a table, or those of a group.
public struct Frame: Sendable {
  public let table: Table
  /// The places of the rows; `nil` for all of them, in order.
  public let rows: [Int32]?
  /// What the table is called in messages.
  public let subject: String

  public init(_ table: Table, rows: [Int32]? = nil, subject: String = "the table") {
    (self.table, self.rows, self.subject) = (table, rows, subject)
  }

  public var rowCount: Int { rows?.count ?? table.rowCount }

  /// The values that a column has in these rows.
  public func column(_ name: String) -> Column? {
    guard let column = table[name] else { return nil }
    return rows.map { column.gather($0) } ?? column
  }

  /// The rows as a table of their own.
  public var asTable: Table { rows.map { table.gather($0) } ?? table }
}
