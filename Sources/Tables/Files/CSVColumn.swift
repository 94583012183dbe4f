internal import CFiles
internal import Numerics

/// One column of a file. Its chunks are added in their order: their values stand one behind the other, and what is to be
/// said of them is counted together.
///
/// A class, because the threads that read chunks add them in turn; it has one owner at a time.
final class CSVColumn: @unchecked Sendable {
  private(set) var rows = 0
  private(set) var isForced = false
  private(set) var quotedCount = 0
  private(set) var unquotedCount = 0
  private(set) var quotedEmptyCount = 0
  private(set) var wordCount = 0
  private(set) var firstWord = ""
  private(set) var trimmedCount = 0
  /// Whether no cell held anything, not even quotes or a word.
  private(set) var isEmpty = true
  private var zones: CSVCell.Zone = []

  /// The type of the chunks so far; text if they are of several.
  private var common = CSVColumnBuilder.State.undecided
  /// Whether some chunk would have to be read as text, should the column be text.
  private var hasOthers = false

  // What was collected, of the type that the chunks so far have.
  private var wholes = WholeList()
  private var numbers: [Double] = []
  private var isWhole = true
  private var truths: [Bool] = []
  private var days: [Int32] = []
  private var instants: [Int64] = []
  private var codes = WholeList()
  /// The chunks whose texts have codes, as long as all have.
  private var texts: [CSVTextPart] = []
  /// The texts row by row, as long as all chunks have them: their bytes, and where each begins and the last one ends.
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  private var hasCodes = true
  private var hasRows = true
  /// Whether no two texts can be canonically equivalent.
  private var isComposed = true
  private var missingRows: [Int32] = []

  // MARK: Chunks

  /// Adds what a chunk's builder collected, which the builder then has no more.
  ///
  /// - Parameter expectedRows: how many rows the file has, as far as that can be said.
  func append(_ builder: CSVColumnBuilder, expectedRows: Int) {
    count(builder)
    let first = Int32(truncatingIfNeeded: rows)
    for row in builder.missingRows { missingRows.append(first &+ row) }
    let part = builder.take()
    if builder.isAbandoned {
      becomeMixed()
    } else if builder.state != .undecided, builder.state != common {
      if common != .undecided {
        becomeMixed()
      } else {
        common = builder.state
        begin(max(expectedRows, builder.rows))
      }
    }
    if !isMixed { collect(part, builder.rows) }
    rows += builder.rows
  }

  private func count(_ builder: CSVColumnBuilder) {
    isForced = isForced || builder.isForced
    quotedCount += builder.quotedCount
    unquotedCount += builder.unquotedCount
    quotedEmptyCount += builder.quotedEmptyCount
    if wordCount == 0 { firstWord = builder.firstWord }
    wordCount += builder.wordCount
    trimmedCount += builder.trimmedCount
    zones.formUnion(builder.zones)
    isEmpty = isEmpty && builder.isEmpty
    hasOthers =
      hasOthers || builder.isAbandoned
      || (builder.state == .undecided ? !builder.isEmpty : builder.state != .text)
  }

  private var isMixed = false

  private func becomeMixed() {
    (isMixed, common) = (true, .text)
    forget()
  }

  private func forget() {
    (wholes, numbers, truths, days, instants, codes) = (WholeList(), [], [], [], [], WholeList())
    (texts, bytes, starts, missingRows) = ([], [], [0], [])
  }

  /// Makes room, with nothing in the rows before.
  private func begin(_ expected: Int) {
    switch common {
    case .number:
      wholes.reserve(expected)
      wholes.append(zeros: rows)
    case .truth: truths = CSVColumn.roomy(rows, of: false, expected)
    case .date: days = CSVColumn.roomy(rows, of: 0, expected)
    case .dateTime: instants = CSVColumn.roomy(rows, of: 0, expected)
    case .text:
      codes.reserve(expected)
      if rows > 0 { collectBlankTexts(rows) }
    case .undecided: break
    }
    self.expected = expected
  }

  private var expected = 0

  private static func roomy<Element: BitwiseCopyable>(
    _ count: Int, of blank: Element, _ expected: Int
  ) -> [Element] {
    var values = Tables.roomy([Element](), expected)
    values.append(contentsOf: repeatElement(blank, count: count))
    return values
  }

  private func collect(_ part: CSVPart, _ count: Int) {
    switch part {
    case .number(let x): collect(x)
    case .truth(let x): truths.append(contentsOf: x)
    case .date(let x): days.append(contentsOf: x)
    case .dateTime(let x): instants.append(contentsOf: x)
    case .text(let x): collect(x)
    case .blank:
      switch common {
      case .number:
        isWhole
          ? wholes.append(zeros: count)
          : numbers.append(contentsOf: repeatElement(0, count: count))
      case .truth: truths.append(contentsOf: repeatElement(false, count: count))
      case .date: days.append(contentsOf: repeatElement(0, count: count))
      case .dateTime: instants.append(contentsOf: repeatElement(0, count: count))
      case .text: collectBlankTexts(count)
      case .undecided: break
      }
    }
  }

  private func collect(_ more: NumberValues) {
    if isWhole, case .whole(let x) = more.storage {
      wholes.append(x)
      return
    }
    if isWhole {
      // Some number isn't whole: all are doubles.
      isWhole = false
      numbers = Tables.roomy([], max(expected, rows + more.count))
      collectDoubles(WholeValues(wholes.take()))
    }
    switch more.storage {
    case .double(let x): numbers.append(contentsOf: x)
    case .whole(let x): collectDoubles(x)
    }
  }

  private func collectDoubles(_ wholes: WholeValues) {
    wholes.forEachBlock(0..<wholes.count) { _, block in
      numbers.append(contentsOf: block.lazy.map { Double($0) })
    }
  }

  private func collect(_ more: CSVTexts) {
    if more.coded == nil, hasCodes {
      hasCodes = false
      (codes, texts) = (WholeList(), [])
    }
    if more.rows == nil, hasRows {
      hasRows = false
      (bytes, starts) = ([], [0])
    }
    if hasCodes, let (values, interner, known) = more.coded {
      let first = codes.values.count
      texts.append(
        CSVTextPart(interner: interner, known: known, rows: first..<(first + values.count)))
      codes.append(values)
    }
    if hasRows, let rows = more.rows { collect(rows) }
  }

  private func collect(_ rows: CSVTextRows) {
    let first = bytes.count
    if first == 0, rows.byteCount > 0 {
      let share = Double(max(expected, rows.count)) / Double(rows.count)
      bytes = Tables.roomy(bytes, Int(Double(rows.byteCount) * share * 1.05))
      starts = Tables.roomy(starts, expected + 1)
    }
    bytes.append(contentsOf: rows.text)
    starts.append(contentsOf: rows.rowEnds.lazy.map { $0 &+ first })
    isComposed = isComposed && rows.isComposed
  }

  private func collectBlankTexts(_ count: Int) {
    if hasCodes {
      let first = codes.values.count
      texts.append(CSVTextPart(interner: nil, known: 0..<0, rows: first..<(first + count)))
      codes.append(zeros: count)
    }
    if hasRows { starts.append(contentsOf: repeatElement(bytes.count, count: count)) }
  }

  /// How many bytes the values take that were collected, without what the threads know of texts.
  var heldBytes: Int {
    let texts =
      hasCodes ? codes.values.count * codes.values.bitWidth / 8 : bytes.count + 8 * starts.count
    return wholes.values.count * wholes.values.bitWidth / 8 + 8 * numbers.count + truths.count
      + 4 * days.count + 8 * instants.count + texts + 4 * missingRows.count
  }

  // MARK: What it is

  /// The type of the whole column; text if its chunks are of several types.
  var state: CSVColumnBuilder.State {
    common == .dateTime && zones == [.none, .utc] ? .text : common
  }

  /// Whether some chunk has to be read once more as text.
  var isAbandoned: Bool { state == .text && hasOthers }
  var isUTC: Bool { state == .dateTime && zones == .utc }
  /// Whether every value was quoted without need.
  var isAllQuoted: Bool { quotedCount > 0 && unquotedCount == 0 }

  /// The columns, once every chunk was added. What they collected is gone then.
  static func joined(_ columns: [CSVColumn], threads: Int) throws(Interrupted) -> [Column] {
    try Parallel.map(count: columns.count, threads: threads) {
      place throws(Interrupted) -> Column in
      try columns[place].joined()
    }
  }

  private func joined() throws(Interrupted) -> Column {
    defer { forget() }
    var missing: Bitmap?
    if !missingRows.isEmpty {
      var bits = Bitmap(count: rows)
      for row in missingRows { bits[Int(row)] = true }
      missing = bits
    }
    let values: Column.Values =
      switch state {
      case .number: .number(isWhole ? NumberValues(wholes.values) : NumberValues(numbers))
      case .truth: .truth(truths)
      case .date: .date(days)
      case .dateTime: .dateTime(instants)
      case .text: .text(try joinedTexts())
      case .undecided: .unknown(rows)
      }
    return Column(values, missing: missing)
  }

  private func joinedTexts() throws(Interrupted) -> TextValues {
    if hasCodes { return try CSVTextPart.joined(texts, &codes) }
    let rows = TextList(bytes: bytes, starts: starts)
    if isComposed { return TextValues(plain: rows) }
    let (codes, distinct) = rows.coded()
    return TextValues(codes: WholeValues(narrowing: codes), distinct: distinct)
  }
}

extension CSVColumnBuilder {
  /// The type that a forced column has.
  var forcedType: ColumnType { columnType ?? .unknown }

  /// The type decided so far.
  var columnType: ColumnType? {
    switch state {
    case .undecided: nil
    case .number: .number
    case .truth: .truth
    case .date: .date
    case .dateTime: .dateTime
    case .text: .text
    }
  }

  /// Whether no cell held anything, not even quotes or a word.
  var isEmpty: Bool { state == .undecided && wordCount == 0 && quotedEmptyCount == 0 }
}
