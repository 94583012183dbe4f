/// The type of a column.
public enum ColumnType: String, Sendable, CaseIterable {
  case number = "number"
  case text = "text"
  case category = "category"
  case truth = "true/false"
  case date = "date"
  case dateTime = "date-time"
  /// No value is present, so no type is known; it gives way to any other type.
  case unknown = "missing"
}
