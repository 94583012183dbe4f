/// One value of a column, or a value outside of any: what a row holds.
public enum Cell: Sendable, Hashable {
  case missing
  /// A finite number: infinities and not-a-number are `missing` before they get here.
  case number(Double)
  /// A text, or a category's label.
  case text(String)
  case truth(Bool)
  case date(Day)
  case dateTime(Instant)

  /// The type of a column that holds just such cells.
  public var type: ColumnType {
    switch self {
    case .missing: .unknown
    case .number: .number
    case .text: .text
    case .truth: .truth
    case .date: .date
    case .dateTime: .dateTime
    }
  }
}
