/// How a text file of separated values is to be read; each part left out is found in the file, and a note says what
/// was found where it isn't the plain case (a comma, a header).
public struct CSVOptions: Sendable {
  /// What to do with rows that can't be read.
  public enum Bad: String, Sendable, CaseIterable {
    /// Refuse the file and list the first of them.
    case fail
    /// Keep the good rows, hand back the others.
    case reject
  }

  /// The byte between cells; `nil`: found over the whole file among `,` `;` tab and `|`.
  public var delimiter: UInt8?
  /// The byte around quoted cells; `nil`: no cell is quoted.
  public var quote: UInt8?
  /// The byte before the fraction of a number: `.` or `,`.
  public var decimal: UInt8
  /// Texts that mean *missing*, in every column, quoted or not, beside the empty unquoted cell.
  public var absent: [String]
  /// Whether the first row holds names; `nil`: found.
  public var header: Bool?
  /// Lines left out at the start of the file.
  public var skip: Int
  /// The types of columns by name; a cell that isn't of its column's type makes a bad row.
  public var types: [String: ColumnType]
  public var bad: Bad

  public init(
    delimiter: UInt8? = nil, quote: UInt8? = UInt8(ascii: "\""), decimal: UInt8 = UInt8(ascii: "."),
    absent: [String] = [], header: Bool? = nil, skip: Int = 0, types: [String: ColumnType] = [:],
    bad: Bad = .fail
  ) {
    (self.delimiter, self.quote, self.decimal, self.absent) = (delimiter, quote, decimal, absent)
    (self.header, self.skip, self.types, self.bad) = (header, skip, types, bad)
  }
}
