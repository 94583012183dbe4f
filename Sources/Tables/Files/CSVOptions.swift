internal import Diagnostics

/// How a text file of separated values is to be read; each part left out is found in the file, and a note says what
/// was found where it isn't the plain case (UTF-8, a comma, double quotes, a header).
public struct CSVOptions: Sendable {
  /// What to do with rows that can't be read.
  public enum Bad: String, Sendable, CaseIterable {
    /// Keep the good rows, hand back the others, however many they are.
    case reject
    /// Keep rows of another length too: short ones get missing cells, the last cell of long ones takes the rest of the
    /// row; where quotes are at fault they count as plain characters. What can't be a row even so is handed back.
    case keep
    /// Refuse the file and list the first of them.
    case fail
  }

  /// What stands around cells that hold delimiters.
  public enum Quote: Sendable, Equatable {
    /// As the file shows: `"` unless `'` does better.
    case found
    /// No cell is quoted.
    case none
    case byte(UInt8)

    /// The byte, as long as nothing else is found.
    var sign: UInt8? {
      switch self {
      case .found: UInt8(ascii: "\"")
      case .none: nil
      case .byte(let byte): byte
      }
    }
  }

  /// The byte between cells; `nil`: found over the whole file.
  public var delimiter: UInt8?
  public var quote: Quote
  /// The byte before the fraction of a number, `.` or `,`; `nil`: found in the columns.
  public var decimal: UInt8?
  public var encoding: TextEncoding?
  /// Texts that mean *missing*, in every column, quoted or not, beside the empty unquoted cell.
  public var absent: [String]
  /// Whether the first row holds names; `nil`: found.
  public var header: Bool?
  /// Lines left out at the start of the file.
  public var skip: Int
  /// Which rows to read, from 1, bad ones counted; `nil`: all.
  public var rows: ClosedRange<Int>?
  /// Which columns to keep, in this order; `nil`: all.
  public var columns: [String]?
  /// The types of columns by name; a cell that isn't of its column's type makes a bad row.
  public var types: [String: ColumnType]
  /// `nil`: they are left out unless they are most, which refuses the file.
  public var bad: Bad?
  /// Whether to say how the file was read and why.
  public var explain: Bool
  /// How many bytes a thread reads at a time; the result is the same for any number.
  package var chunkBytes = 4 << 20

  /// How much memory the table may take.
  var budget = MemoryBudget.standard

  public init(
    delimiter: UInt8? = nil, quote: Quote = .found, decimal: UInt8? = nil,
    encoding: TextEncoding? = nil, absent: [String] = [], header: Bool? = nil, skip: Int = 0,
    rows: ClosedRange<Int>? = nil, columns: [String]? = nil, types: [String: ColumnType] = [:],
    bad: Bad? = nil, explain: Bool = false
  ) {
    (self.delimiter, self.quote, self.decimal) = (delimiter, quote, decimal)
    (self.encoding, self.absent, self.header, self.skip) = (encoding, absent, header, skip)
    (self.rows, self.columns, self.types) = (rows, columns, types)
    (self.bad, self.explain) = (bad, explain)
  }

  /// The names of the options that mean something for separated values alone.
  public static let ownNames = [
    "delimiter", "quote", "header", "skip", "decimal", "encoding", "rows", "explain",
  ]

  /// The decimal sign of numbers as long as nothing else is known.
  var decimalSign: UInt8 { decimal ?? UInt8(ascii: ".") }

  /// The places of the columns asked for, each once, in their order; `nil` for all.
  ///
  /// - Throws: E21 for a column that isn't there, wanted or of a type asked for.
  func places(in names: [String], of file: String) throws(Diagnostic) -> [Int]? {
    for name in types.keys.sorted() + (columns ?? []) where !names.contains(name) {
      let near = nearestNames(to: name, in: names)
      throw Diagnostic(
        .unknownColumn, "`\(file)` has no column `\(name)`", found: name, candidates: names,
        help: near.first.map { ["did you mean `\($0)`?"] } ?? [])
    }
    guard let columns else { return nil }
    var places: [Int] = []
    for place in columns.compactMap({ names.firstIndex(of: $0) }) where !places.contains(place) {
      places.append(place)
    }
    return places
  }
}
