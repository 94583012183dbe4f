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

/// The texts of one column in one chunk: with codes, row by row, or, as long as nobody knows which is better, both.
struct CSVTexts {
  var coded: (codes: WholeValues, interner: TextInterner, known: Range<Int>)?
  var rows: CSVTextRows?
}
