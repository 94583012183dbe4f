internal import CFiles
internal import Glibc
internal import Numerics

/// Collects the cells of one column in one chunk of a file, deciding their type as they come.
///
/// It begins undecided and takes the type of the first cell that has one; a cell that isn't of that type makes the
/// column text. If the cells before are gone by then (they lie in an earlier block), the builder is `abandoned`: the
/// reader goes through the file once more for the columns that turned out to be text. ``CSVColumn`` joins the chunks.
/// A class, because the builders of a chunk change in place, block by block.
final class CSVColumnBuilder {
  enum State { case undecided, number, truth, date, dateTime, text }

  private(set) var state: State
  /// Whether the state was given and doesn't change.
  let isForced: Bool
  private(set) var isAbandoned = false
  private(set) var rows = 0

  private let decimal: UInt8
  /// The decimal sign eight times.
  private let points: UInt64
  private let absent: [[UInt8]]
  /// The numbers, as long as all of them are whole and short; then `numbers` has them.
  private var wholes = WholeList()
  private var numbers: [Double] = []
  private var isWhole = true
  private var truths: [Bool] = []
  private var days: [Int32] = []
  private var instants: [Int64] = []
  private var codes = WholeList()
  /// What gives the texts their codes; other chunks use it too.
  private let interner: TextInterner
  /// How many texts the interner knew before this chunk.
  private let knownBefore: Int
  /// How the texts of the column are kept.
  private let form: CSVTextForm
  /// The texts, unless they have codes alone.
  private var textRows: CSVTextRows?
  /// How many rows to expect.
  private var expectedRows = 0
  private(set) var missingRows: [Int32] = []
  private(set) var zones: CSVCell.Zone = []
  private var scratch: [UInt8] = []

  /// Cells with a value that stood in quotes without need, and that stood without.
  private(set) var quotedCount = 0
  private(set) var unquotedCount = 0
  /// Cells in quotes that hold nothing.
  private(set) var quotedEmptyCount = 0
  /// Words such as `NA` that were read as missing, or, in a text column, kept.
  private(set) var wordCount = 0
  private(set) var firstWord = ""
  /// Text cells that had blanks around them.
  private(set) var trimmedCount = 0
  /// The type that was given up.
  private(set) var formerState: State?

  init(
    type: ColumnType?, decimal: UInt8, absent: [[UInt8]], interner: TextInterner = TextInterner(),
    form: CSVTextForm = CSVTextForm(.coded)
  ) {
    (self.decimal, self.absent, self.interner, self.form) = (decimal, absent, interner, form)
    knownBefore = interner.count
    points = 0x0101_0101_0101_0101 &* UInt64(decimal)
    switch type {
    case nil, .unknown?: (state, isForced) = (.undecided, false)
    case .number?: (state, isForced) = (.number, true)
    case .text?, .category?: (state, isForced) = (.text, true)
    case .truth?: (state, isForced) = (.truth, true)
    case .date?: (state, isForced) = (.date, true)
    case .dateTime?: (state, isForced) = (.dateTime, true)
    }
  }

  func reserve(_ rows: Int) {
    expectedRows = rows
    switch state {
    case .number: isWhole ? wholes.reserve(rows) : numbers.reserveCapacity(rows)
    case .text:
      if form.form != .plain { codes.reserve(rows) }
      textRows?.reserve(rows)
    case .truth: truths.reserveCapacity(rows)
    case .date: days.reserveCapacity(rows)
    case .dateTime: instants.reserveCapacity(rows)
    case .undecided: break
    }
  }

  // MARK: Cells

  @inline(__always)
  private func isAbsent(_ p: UnsafePointer<UInt8>, _ n: Int) -> Bool {
    for word in absent where word.count == n {
      let isEqual = word.withUnsafeBufferPointer { word in
        guard let bytes = word.baseAddress else { return true }
        return memcmp(bytes, p, n) == 0
      }
      if isEqual { return true }
    }
    return false
  }

  /// Whether a cell holds nothing for a column that isn't text; counts what it was.
  private func isNothing(_ cell: PackedCell, _ p: UnsafePointer<UInt8>, _ n: Int) -> Bool {
    if n == 0 {
      if cell.isQuoted { quotedEmptyCount += 1 }
      return true
    }
    if isAbsent(p, n) { return true }
    if !cell.isQuoted, CSVCell.isMissingWord(p, n) {
      if wordCount == 0 {
        firstWord = String(decoding: UnsafeBufferPointer(start: p, count: n), as: UTF8.self)
      }
      wordCount += 1
      return true
    }
    return false
  }

  /// The first row of the block whose cell doesn't fit a given type, for columns whose type is forced.
  func misfits(_ block: CSVBlock, column: Int) -> [Int] {
    guard isForced, state != .text else { return [] }
    var result: [Int] = []
    for row in 0..<block.rows {
      let cell = PackedCell(bits: block.cells[row &* block.stride &+ column])
      let p = block.base + cell.start
      let n = cell.length
      if n == 0 || isAbsent(p, n) || (!cell.isQuoted && CSVCell.isMissingWord(p, n)) { continue }
      var zone: CSVCell.Zone = []
      let fits: Bool
      switch state {
      case .number: fits = CSVCell.forcedNumber(p, n, decimal: decimal) != nil
      case .truth: fits = CSVCell.truth(p, n) != nil
      case .date: fits = CSVCell.date(p, n) != nil
      default: fits = CSVCell.dateTime(p, n, zone: &zone) != nil || CSVCell.date(p, n) != nil
      }
      if !fits { result.append(row) }
    }
    return result
  }

  /// Takes the block's cells of one column.
  func append(_ block: CSVBlock, column: Int) {
    if isAbandoned { return }
    if state == .undecided { decide(block, column) }
    let earlier = rows
    let marks = (quotedCount, unquotedCount, quotedEmptyCount, wordCount, missingRows.count)
    let taken: Bool
    switch state {
    case .undecided:
      for row in 0..<block.rows { missingRows.append(Int32(truncatingIfNeeded: earlier + row)) }
      taken = true
    case .number: taken = appendNumbers(block, column)
    case .truth:
      taken = collect(block, column, into: &truths, blank: false) { p, n in CSVCell.truth(p, n) }
    case .date:
      taken = collect(block, column, into: &days, blank: 0) { p, n in CSVCell.date(p, n) }
    case .dateTime:
      var zones = self.zones
      let isForced = self.isForced
      taken = collect(block, column, into: &instants, blank: 0) { p, n in
        if let instant = CSVCell.dateTime(p, n, zone: &zones) {
          return zones == [.none, .utc] ? nil : instant
        }
        return isForced ? CSVCell.date(p, n).map { Int64($0) * Instant.microsecondsPerDay } : nil
      }
      self.zones = zones
    case .text:
      appendTexts(block, column)
      taken = true
    }
    if !taken {
      // What was counted in this block is counted again as text.
      (quotedCount, unquotedCount, quotedEmptyCount, wordCount) = (
        marks.0, marks.1, marks.2, marks.3
      )
      missingRows.removeLast(missingRows.count - marks.4)
      becomeText()
      if isAbandoned { return }
      appendTexts(block, column)
    }
    rows = earlier + block.rows
  }

  /// Takes the type of the first cell that has one.
  private func decide(_ block: CSVBlock, _ column: Int) {
    let marks = (quotedEmptyCount, wordCount)
    for row in 0..<block.rows {
      let cell = PackedCell(bits: block.cells[row &* block.stride &+ column])
      let p = block.base + cell.start
      let n = cell.length
      if n == 0 {
        if cell.isQuoted { quotedEmptyCount += 1 }
        continue
      }
      if isAbsent(p, n) { continue }
      if !cell.isQuoted, CSVCell.isMissingWord(p, n) {
        if wordCount == 0 {
          firstWord = String(decoding: UnsafeBufferPointer(start: p, count: n), as: UTF8.self)
        }
        wordCount += 1
        continue
      }
      // The block's cells are counted when they are taken.
      (quotedEmptyCount, wordCount) = marks
      var zone: CSVCell.Zone = []
      if CSVCell.number(p, n, decimal: decimal) != nil {
        wholes = WholeList(zeros: rows)
        state = .number
      } else if CSVCell.truth(p, n) != nil {
        truths = [Bool](repeating: false, count: rows)
        state = .truth
      } else if CSVCell.date(p, n) != nil {
        days = [Int32](repeating: 0, count: rows)
        state = .date
      } else if CSVCell.dateTime(p, n, zone: &zone) != nil {
        instants = [Int64](repeating: 0, count: rows)
        state = .dateTime
      } else {
        becomeText()
      }
      return
    }
  }

  /// Goes on as text if no text of an earlier block is lost by it, or gives up.
  private func becomeText() {
    formerState = state
    let isBlankSoFar =
      rows == 0 || (missingRows.count == rows && wordCount == 0 && quotedEmptyCount == 0)
    (wholes, numbers, truths, days, instants) = (WholeList(), [], [], [], [])
    if !isBlankSoFar {
      isAbandoned = true
      missingRows = []
    }
    state = .text
  }

  private func appendNumbers(_ block: CSVBlock, _ column: Int) -> Bool {
    if isWhole {
      if appendWholes(block, column) { return true }
      // Some number isn't whole: from here on all are doubles.
      isWhole = false
      numbers.reserveCapacity(max(rows, expectedRows))
      numbers.append(contentsOf: wholes.values.wide.lazy.map { Double($0) })
      wholes = WholeList()
    }
    return appendDoubles(block, column)
  }

  /// Takes a block of whole numbers without quotes or gaps that need a look; whether it was one.
  private func appendWholes(_ block: CSVBlock, _ column: Int) -> Bool {
    guard absent.isEmpty else { return false }
    let target = block.room(of: Int32.self)
    var gaps = 0
    var row = 0
    while true {
      row = CSVCellLoop.wholes(block, column: column, rows: row..<block.rows, into: target)
      if row == block.rows { break }
      let cell = PackedCell(bits: block.cells[row &* block.stride &+ column])
      if cell.isQuoted || cell.length > 0 { return false }
      target[row] = 0
      gaps &+= 1
      row &+= 1
    }
    wholes.append(UnsafeBufferPointer(start: target, count: block.rows))
    unquotedCount += block.rows - gaps
    if gaps > 0 { appendGaps(block, column) }
    return true
  }

  /// Notes the rows of a block whose cells are empty.
  private func appendGaps(_ block: CSVBlock, _ column: Int) {
    for row in 0..<block.rows
    where PackedCell(bits: block.cells[row &* block.stride &+ column]).length == 0 {
      missingRows.append(Int32(truncatingIfNeeded: rows &+ row))
    }
  }

  private func appendDoubles(_ block: CSVBlock, _ column: Int) -> Bool {
    let decimal = self.decimal
    let hasAbsent = !absent.isEmpty
    let target = block.room(of: Double.self)
    var quoted = 0
    var present = 0
    defer {
      quotedCount += quoted
      unquotedCount += present - quoted
    }
    var row = 0
    while row < block.rows {
      if !hasAbsent {
        let end = CSVCellLoop.numbers(
          block, column: column, rows: row..<block.rows, point: points, into: target)
        present &+= end &- row
        row = end
      }
      // Where one needs a closer look others may too.
      let some = row..<min(row + 16, block.rows)
      for row in some {
        let cell = PackedCell(bits: block.cells[row &* block.stride &+ column])
        let p = block.base + cell.start
        let n = cell.length
        var value = n > 0 && !hasAbsent ? CSVCell.number(p, n, decimal: decimal) : nil
        if value == nil {
          target[row] = 0
          if isNothing(cell, p, n) {
            missingRows.append(Int32(truncatingIfNeeded: rows &+ row))
            continue
          }
          value =
            isForced
            ? CSVCell.forcedNumber(p, n, decimal: decimal)
            : CSVCell.number(p, n, decimal: decimal)
        }
        guard let value else { return false }
        target[row] = value
        present &+= 1
        if cell.isQuoted { quoted &+= needsQuotes(cell, p, n) ? 0 : 1 }
      }
      row = some.upperBound
    }
    numbers.append(contentsOf: UnsafeBufferPointer(start: target, count: block.rows))
    return true
  }

  /// Takes the cells of a type that has no loop of its own.
  @inline(__always)
  private func collect<Element: BitwiseCopyable>(
    _ block: CSVBlock, _ column: Int, into values: inout [Element], blank: Element,
    _ parse: (UnsafePointer<UInt8>, Int) -> Element?
  ) -> Bool {
    let hasAbsent = !absent.isEmpty
    let target = block.room(of: Element.self)
    var quoted = 0
    var gaps = 0
    defer { quotedCount += quoted }
    for row in 0..<block.rows {
      let cell = PackedCell(bits: block.cells[row &* block.stride &+ column])
      let p = block.base + cell.start
      let n = cell.length
      // What can be read is no word for missing, unless such words were given.
      if n > 0, !hasAbsent, let value = parse(p, n) {
        target[row] = value
      } else if isNothing(cell, p, n) {
        missingRows.append(Int32(truncatingIfNeeded: rows &+ row))
        target[row] = blank
        gaps &+= 1
        continue
      } else if hasAbsent, let value = parse(p, n) {
        target[row] = value
      } else {
        return false
      }
      if cell.isQuoted { quoted &+= 1 }
    }
    values.append(contentsOf: UnsafeBufferPointer(start: target, count: block.rows))
    unquotedCount += block.rows - gaps - quoted
    return true
  }

  /// Makes the rows before ones without a text.
  private func beginTexts() {
    hasTexts = true
    codes = WholeList(zeros: rows)
    guard form.form != .coded else { return }
    textRows = CSVTextRows()
    textRows?.append(blank: rows)
  }

  private var hasTexts = false

  private func appendTexts(_ block: CSVBlock, _ column: Int) {
    if !hasTexts { beginTexts() }
    var counts = TextCounts()
    switch form.form {
    case .coded:
      textRows = nil
      intern(block, column, &counts)
    case .undecided:
      intern(block, column, &counts)
      copy(block, column)
      form.decide(lookups: interner.lookups, distinct: interner.count)
    case .plain:
      codes = WholeList()
      textRows?.append(block, column: column) { writer in
        for row in 0..<block.rows {
          let cell = PackedCell(bits: block.cells[row &* block.stride &+ column])
          let p = block.base + cell.start
          if isText(cell, p, row, &counts) {
            writer.add(p, cell.length, isEscaped: cell.isEscaped)
          } else {
            writer.addNone()
          }
        }
      }
    }
    trimmedCount += counts.trimmed
    quotedCount += counts.quoted
    unquotedCount += counts.unquoted
  }

  /// Takes a block's texts as they are, beside their codes.
  private func copy(_ block: CSVBlock, _ column: Int) {
    textRows?.append(block, column: column) { writer in
      for row in 0..<block.rows {
        let cell = PackedCell(bits: block.cells[row &* block.stride &+ column])
        let p = block.base + cell.start
        if absent.isEmpty || !isAbsent(p, cell.length) {
          writer.add(p, cell.length, isEscaped: cell.isEscaped)
        } else {
          writer.addNone()
        }
      }
    }
  }

  private struct TextCounts {
    var trimmed = 0
    var quoted = 0
    var unquoted = 0
  }

  /// Whether a cell of a text column holds a text; counts how it was written, and notes the row if it doesn't.
  @inline(__always)
  private func isText(
    _ cell: PackedCell, _ p: UnsafePointer<UInt8>, _ row: Int, _ counts: inout TextCounts
  ) -> Bool {
    let n = cell.length
    if n == 0 {
      if !cell.isQuoted || (!absent.isEmpty && isAbsent(p, 0)) {
        missingRows.append(Int32(truncatingIfNeeded: rows &+ row))
        return false
      }
      quotedEmptyCount += 1
    } else if !absent.isEmpty, isAbsent(p, n) {
      missingRows.append(Int32(truncatingIfNeeded: rows &+ row))
      return false
    } else if cell.isQuoted {
      // Whether there is any counts, not how many there are.
      if counts.quoted == 0, quotedCount == 0 { counts.quoted = needsQuotes(cell, p, n) ? 0 : 1 }
    } else {
      if n <= 4, CSVCell.isMissingWord(p, n) {
        if wordCount == 0 {
          firstWord = String(decoding: UnsafeBufferPointer(start: p, count: n), as: UTF8.self)
        }
        wordCount += 1
      } else {
        counts.unquoted &+= 1
      }
      if cell.bits & PackedCell.trimmed != 0 { counts.trimmed &+= 1 }
    }
    return true
  }

  /// Gives a block's texts their codes.
  private func intern(_ block: CSVBlock, _ column: Int, _ counts: inout TextCounts) {
    let target = block.room(of: Int32.self)
    var row = 0
    while row < block.rows {
      if absent.isEmpty {
        // Quotes are looked at until it is known that there are some without need.
        let flags = quotedCount + counts.quoted > 0 ? PackedCell.quoted : 0
        let end = interner.codes(
          block, column: column, rows: row..<block.rows, flags: flags, into: target)
        counts.unquoted += flags == 0 ? end - row : unquoted(block, column, row..<end)
        row = end
      }
      // Where one needs a closer look others may too.
      for next in row..<min(row + 16, block.rows) {
        let cell = PackedCell(bits: block.cells[next &* block.stride &+ column])
        let p = block.base + cell.start
        if !isText(cell, p, next, &counts) {
          target[next] = 0
        } else if cell.isEscaped {
          target[next] = codeUnescaped(p, cell.length)
        } else {
          target[next] = interner.code(of: p, cell.length)
        }
        row = next + 1
      }
    }
    codes.append(UnsafeBufferPointer(start: target, count: block.rows))
    interner.count(lookups: block.rows)
  }

  /// How many of some rows' cells aren't in quotes.
  private func unquoted(_ block: CSVBlock, _ column: Int, _ rows: Range<Int>) -> Int {
    rows.count { !PackedCell(bits: block.cells[$0 &* block.stride &+ column]).isQuoted }
  }

  /// The code of a cell's text whose doubled quotes stand for one.
  private func codeUnescaped(_ p: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
    let n = unescape(p, length)
    return scratch.withUnsafeBufferPointer { text in
      text.baseAddress.map { interner.code(of: $0, n) } ?? 0
    }
  }

  /// Writes the text of a cell whose doubled quotes stand for one into `scratch` and gives its length; ``TextInterner/padding``
  /// bytes behind it may be loaded.
  private func unescape(_ p: UnsafePointer<UInt8>, _ n: Int) -> Int {
    if scratch.count < n + TextInterner.padding {
      scratch = [UInt8](repeating: 0, count: 2 * (n + TextInterner.padding))
    }
    return scratch.withUnsafeMutableBufferPointer { scratch in
      guard let target = scratch.baseAddress else { return 0 }
      return ogive_unescape(p, n, p[-1], target, n)
    }
  }

  /// Whether a cell would have been misread without its quotes, so that they say nothing about its type.
  @inline(__always)
  private func needsQuotes(_ cell: PackedCell, _ p: UnsafePointer<UInt8>, _ n: Int) -> Bool {
    cell.isEscaped || ogive_has_separator(p, n)
  }

  // MARK: The column

  /// The numbers, as long as they aren't sealed; `nil` for other types.
  var collectedNumbers: NumberValues? {
    guard state == .number else { return nil }
    return isWhole ? NumberValues(wholes.values) : NumberValues(numbers)
  }

  /// Whether every value was quoted without need.
  var isAllQuoted: Bool { quotedCount > 0 && unquotedCount == 0 }

  private var part: CSVPart?

  /// Brings what was collected into its narrowest form, once the chunk is at its end.
  ///
  /// - Parameter isASCII: whether all of the chunk's bytes are known to be of ASCII.
  func seal(isASCII: Bool) {
    textRows?.seal(isASCII: isASCII)
    part = collected()
    textRows = nil
    (wholes, numbers, truths, days, instants, codes) = (WholeList(), [], [], [], [], WholeList())
  }

  /// What was collected, once it is sealed; the builder has it no more then.
  func take() -> CSVPart {
    defer { (part, missingRows) = (nil, []) }
    return part ?? .blank(rows)
  }

  private func collected() -> CSVPart {
    switch state {
    case .undecided: return .blank(rows)
    case .number:
      return .number(isWhole ? NumberValues(wholes.values) : NumberValues(narrowing: numbers))
    case .truth: return .truth(truths)
    case .date: return .date(days)
    case .dateTime: return .dateTime(instants)
    case .text:
      return .text(
        CSVTexts(
          coded: codes.values.count == rows
            ? (codes.values, interner, knownBefore..<interner.count) : nil,
          rows: textRows))
    }
  }
}
