public import Diagnostics

/// What a reader gives: the table, what it has to say about it, and what it had to leave out.
public struct LoadedTable: Sendable {
  /// The table, with its ``Table/origin`` and ``Table/rejected`` set.
  public var table: Table
  /// What was guessed, renamed, skipped or read as missing, one line each.
  public var notes: [Note]

  public init(table: Table, notes: [Note] = [], rejected: Rejected = Rejected()) {
    (self.table, self.notes) = (table, notes)
    self.table.rejected = rejected
  }

  /// The rows that couldn't be read, in the order of the file.
  public var rejects: [Reject] { table.rejected?.rows ?? [] }
}

/// The rows of a file that aren't in its table.
///
/// Rows read = rows of the table + `count`, always. Blank lines are no rows; a note counts them.
public struct Rejected: Sendable, Equatable {
  /// How many are kept, at most.
  public static let most = 100_000
  /// The first ``most`` of them.
  public var rows: [Reject]
  /// How many there are.
  public var count: Int

  public init(_ rows: [Reject] = [], count: Int? = nil) {
    (self.rows, self.count) = (rows, count ?? rows.count)
  }
}

/// A row of a file that couldn't be read.
public struct Reject: Sendable, Equatable {
  /// The line at which the row begins, from 1.
  public var line: Int
  /// The byte of the file at which the row begins, from 0.
  public var byte: Int
  /// What is wrong with it, as a part of a sentence.
  public var reason: String
  /// The row as it stands in the file, without its line end; at most 1000 bytes, bytes that aren't UTF-8 and control
  /// characters escaped (`\xE9`).
  public var text: String
  /// The byte behind the row, while a file of separated values is read.
  var end = 0

  public init(line: Int, byte: Int, reason: String, text: String) {
    (self.line, self.byte, self.reason, self.text) = (line, byte, reason, text)
  }

  /// A row of a file of separated values.
  init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>, reason: String) {
    (line, byte, self.reason, end) = (0, range.lowerBound, reason, range.upperBound)
    text = CSVReader.shown(base, range)
  }

  public static func == (a: Reject, b: Reject) -> Bool {
    (a.line, a.byte, a.reason, a.text) == (b.line, b.byte, b.reason, b.text)
  }
}
