/// How values are shown.
public struct DisplayStyle: Sendable {
  /// Terminal cells in a line.
  public var width: Int
  /// At most so many rows of a table; `nil` for as many as suit it.
  public var rows: Int?
  /// Significant digits of a number.
  public var digits: Int
  public var color: Bool
  /// Whether a plot may be drawn as a picture in characters.
  public var pictures: Bool

  public init(
    width: Int = 80, rows: Int? = nil, digits: Int = 6, color: Bool = false, pictures: Bool = false
  ) {
    (self.width, self.rows, self.digits) = (width, rows, digits)
    (self.color, self.pictures) = (color, pictures)
  }

  /// How outputs are recorded in scripts: the same everywhere.
  public static let recorded = DisplayStyle(width: 96)
}
