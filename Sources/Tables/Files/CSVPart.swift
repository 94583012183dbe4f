/// The values of one column in one chunk of a file.
enum CSVPart {
  case number(NumberValues)
  case truth([Bool])
  case date([Int32])
  case dateTime([Int64])
  case text(CSVTexts)
  /// So many rows without a value.
  case blank(Int)
}

/// The texts of one column in one chunk.
struct CSVTexts {
  /// The codes of the first rows, in the interner.
  var codes: WholeValues
  var interner: TextInterner
  /// The codes that this chunk was the first to use.
  var known: Range<Int>
  /// The texts of the rows behind them.
  var run: CSVTextRun?
}
