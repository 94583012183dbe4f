internal import CFiles
internal import Diagnostics
internal import Numerics

/// How a file of separated values is laid out: all that a pass over it needs to know.
struct CSVLayout {
  var delimiter: UInt8
  var quote: UInt8?
  var decimal: UInt8
  /// Where the first row of data begins.
  var dataStart: Int
  /// Where the rows of data end.
  var dataEnd: Int
  /// Cells of a row.
  var width: Int
  /// Whether each row of data ends in a delimiter that its header hasn't, so that it has one more, empty cell.
  var hasTrailingDelimiter = false
  /// Whether the file holds NUL bytes, or bytes that aren't UTF-8, so that rows must be looked at one by one.
  var isSuspicious = false
  /// Whether nobody has looked for such bytes yet.
  var isUnseen = false
  /// Whether rows of another length are kept, filled up or with their last cells joined.
  var keepsRagged = false
  /// The names of the columns, and whether they stand in quotes, if rows that repeat them are to be taken out. A row all
  /// of whose cells are in quotes doesn't repeat names that aren't.
  var repeatedNames: [(text: [UInt8], isQuoted: Bool)]?
}

/// What is wrong with a row.
enum CSVFault {
  case cells(found: Int, expected: Int)
  case tokens(CSVTokenizer.Fault)
  case nul
  case encoding(byte: UInt8, guess: String)
  case type(column: String, text: String, type: ColumnType)
  case repeatedNames

  var reason: String {
    switch self {
    case .cells(let found, let expected):
      return "\(found) \(found == 1 ? "cell" : "cells"), not \(expected)"
    case .tokens(.textAfterQuote(let cell)):
      return "text after the closing quote of cell \(cell + 1)"
    case .tokens(.unclosedQuote(let cell)):
      return "the quote that opens cell \(cell + 1) is never closed"
    case .tokens(.hugeCell(let cell)):
      return "cell \(cell + 1) is longer than 16 MiB, or a quote before it isn't closed"
    case .tokens(.hugeRecord): return "the row is longer than 4 GB"
    case .nul: return "a NUL byte"
    case .repeatedNames: return "it repeats the names of the columns"
    case .encoding(let byte, let guess):
      return "byte \(CSVReader.hexadecimal(byte)) isn't UTF-8, but may be \(guess)"
    case .type(let column, let text, let type):
      return "`\(text)` in `\(column)` is no \(type.rawValue)"
    }
  }
}

/// The rows that couldn't be read, of which at most `limit` are kept, in the order of the file.
struct CSVBadRows {
  var limit: Int
  /// The rows; their lines are counted by ``number(_:_:)`` once all are there.
  var rejects: [Reject] = []
  var count = 0
  /// How many had each number of cells, where that was the fault.
  var widths: [Int: Int] = [:]
  var hasUnclosedQuote = false
  var encodingGuess: String?

  mutating func add(_ fault: CSVFault, _ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
    count += 1
    switch fault {
    case .cells(let found, _): widths[found, default: 0] += 1
    case .tokens(.unclosedQuote): hasUnclosedQuote = true
    case .encoding(_, let guess): encodingGuess = guess
    default: break
    }
    // A block's misfits come after its other faults.
    var place = rejects.count
    while place > 0, rejects[place - 1].byte > range.lowerBound { place -= 1 }
    guard place < limit else { return }
    rejects.insert(Reject(base, range, reason: fault.reason), at: place)
    if rejects.count > limit { rejects.removeLast() }
  }

  /// Adds a row that stands outside of the table.
  mutating func add(_ stray: CSVStructure.Stray, _ base: UnsafePointer<UInt8>) {
    count += 1
    guard rejects.count < limit else { return }
    rejects.append(Reject(base, stray.place, reason: stray.reason))
  }

  /// Adds the bad rows of the chunk behind.
  mutating func append(_ other: CSVBadRows) {
    count += other.count
    widths.merge(other.widths) { $0 + $1 }
    hasUnclosedQuote = hasUnclosedQuote || other.hasUnclosedQuote
    encodingGuess = encodingGuess ?? other.encodingGuess
    rejects += other.rejects.prefix(max(0, limit - rejects.count))
  }

  /// Brings the rows into the order of the file and finds the lines at which they begin. O(bytes before the last of them)
  mutating func number(_ base: UnsafePointer<UInt8>, _ count: Int) {
    rejects.sort { $0.byte < $1.byte }
    var lines = LineCounter(base: base, count: count)
    for place in rejects.indices { rejects[place].line = lines.line(of: rejects[place].byte) }
  }
}

extension CSVBadRows {
  /// What else is to be said of them, where they are alike.
  func notes(_ layout: CSVLayout) -> [Note] {
    guard let (width, rows) = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
      rows > 3, width > 1
    else { return [] }
    let cells = "\(width) cells"
    let lines = rejects.filter { $0.reason.hasPrefix("\(cells), not") }.map(\.line)
    guard let first = lines.first, let last = lines.last, last - first < 2 * lines.count else {
      return []
    }
    return [
      Note(
        .file,
        "lines \(first) to \(last) have \(cells) each, perhaps another table: `skip: \(first - 1)` reads from there"
      )
    ]
  }
}

/// A pass over the records of one chunk of a file, block by block.
struct CSVScan {
  let base: UnsafePointer<UInt8>
  let count: Int
  let layout: CSVLayout
  let names: [String]

  struct Counts {
    var rows = 0
    var blank = 0
    /// Rows that were kept although they aren't like the others.
    var mended = 0
    var lineEnds = 0
    /// Where the first record begins that was left to others.
    var end = 0
    /// Whether there were bytes that show the layout to be wrong, at which reading stopped.
    var isSuspicious = false
    /// Whether all bytes are known to be of ASCII.
    var isASCII = false

    mutating func add(_ other: Counts) {
      rows += other.rows
      blank += other.blank
      mended += other.mended
      lineEnds |= other.lineEnds
      end = other.end
    }
  }

  /// A block's cells stay in the second-level cache between the columns, and those of a wide file are enough for each of them.
  private static let blockBytes = 1 << 18
  private static let blockRows = 1 << 10
  /// After the first block, whose cells say the types, blocks are so small that their cells stay in the nearest cache,
  /// unless that makes them too many.
  private static let nearCells = 1 << 11

  /// Hands the cells of every good record that begins in a range to the builders of the active columns, and every other
  /// record to `bad`.
  func run(
    _ range: Range<Int>, _ builders: [CSVColumnBuilder], active: [Int], bad: inout CSVBadRows
  ) throws(Interrupted) -> Counts {
    var counts = Counts()
    let width = layout.width
    let expected = width + (layout.hasTrailingDelimiter ? 1 : 0)
    let isOneColumn = expected == 1
    // Of its own: threads that count references to one and the same array wait for each other.
    let active = active.map { $0 }
    let forced = builders.indices.filter { builders[$0].isForced }
    // The caller has the builders. To count a reference for each block takes as long as some of its columns.
    let unowned = builders.map { Unmanaged.passUnretained($0) }
    var tokenizer = CSVTokenizer(
      base: base, count: count, from: range.lowerBound, delimiter: layout.delimiter,
      quote: layout.quote)
    let most = max(1, min(CSVScan.blockRows, (1 << 16) / expected))
    let mostLater = min(most, max(128, CSVScan.nearCells / expected))
    let cells = UnsafeMutablePointer<UInt64>.allocate(
      capacity: most * expected + CSVTokenizer.Shape.spareCells)
    let starts = UnsafeMutablePointer<Int>.allocate(capacity: most)
    let room = UnsafeMutableRawPointer.allocate(byteCount: CSVBlock.roomOfRow * most, alignment: 16)
    let marks = UnsafeMutablePointer<ogive_marks>.allocate(capacity: CSVTokenizer.Shape.mostMarks)
    defer {
      marks.deallocate()
      room.deallocate()
      cells.deallocate()
      starts.deallocate()
    }
    var isFirst = true
    counts.isASCII = layout.isUnseen
    while true {
      var rows = 0
      tokenizer.sawOthers = false
      let origin = tokenizer.position
      var isAtEnd = false
      let most = isFirst ? most : mostLater
      while rows < most, tokenizer.position < origin + CSVScan.blockBytes {
        if !layout.isSuspicious, layout.delimiter != 0x20 {
          let shape = CSVTokenizer.Shape(
            width: expected, endsEmpty: layout.hasTrailingDelimiter, origin: origin,
            most: most - rows,
            bound: min(range.upperBound, origin + CSVScan.blockBytes), marks: marks)
          rows += tokenizer.regularRecords(
            into: cells + rows * expected, starts: starts + rows, shape: shape)
          if rows == most { break }
        }
        if tokenizer.position >= range.upperBound {
          isAtEnd = true
          break
        }
        if tokenizer.position >= origin + CSVScan.blockBytes { break }
        // What stopped it: a record that isn't like the others, or the end.
        tokenizer.sawOthers = true
        let target = cells + rows * expected
        var outcome = tokenizer.next(target, limit: expected, origin: origin)
        if outcome == .blank, isOneColumn { outcome = .record }
        let place = tokenizer.recordStart..<tokenizer.position
        switch outcome {
        case .record:
          guard let fault = fault(of: tokenizer, target, expected, place) else {
            starts[rows] = place.lowerBound
            rows += 1
            break
          }
          let bound = boundOfMisfit(&tokenizer, fault, place)
          if layout.keepsRagged, mend(fault, target, bound, origin) {
            starts[rows] = place.lowerBound
            rows += 1
            counts.mended += 1
          } else {
            bad.add(fault, base, bound)
          }
        case .blank: counts.blank += 1
        case .bad(let fault):
          if layout.keepsRagged, mend(.tokens(fault), target, place, origin) {
            starts[rows] = place.lowerBound
            rows += 1
            counts.mended += 1
          } else {
            bad.add(.tokens(fault), base, place)
          }
        case .end: isAtEnd = true
        }
        if isAtEnd { break }
      }
      try Interrupt.check()
      if layout.isUnseen, tokenizer.sawOthers {
        let range = origin..<tokenizer.position
        let survey = ogive_survey_of(base + origin, range.count, 0)
        if survey.has_high { counts.isASCII = false }
        if survey.has_nul || (survey.has_high && UTF8Check.firstInvalid(base, range) != nil) {
          counts.isSuspicious = true
          break
        }
      }
      if rows > 0 {
        let block = CSVBlock(
          base: base + origin, cells: cells, stride: expected, rows: rows, room: room)
        let kept = withoutMisfits(block, cells, forced, builders, starts, &bad)
        if kept > 0 {
          let good = CSVBlock(
            base: base + origin, cells: cells, stride: expected, rows: kept, room: room)
          for column in active {
            unowned[column]._withUnsafeGuaranteedRef { $0.append(good, column: column) }
          }
          counts.rows += kept
          if isFirst {
            isFirst = false
            let share =
              Double(range.upperBound - range.lowerBound)
              / Double(max(1, tokenizer.position - range.lowerBound))
            let estimate = Int(Double(kept) * min(share, 1e6) * 1.02) + 64
            for column in active { builders[column].reserve(min(estimate, 1 << 24)) }
          }
        }
      }
      if isAtEnd { break }
    }
    counts.lineEnds = tokenizer.lineEnds
    counts.end = tokenizer.position
    return counts
  }

  private func fault(
    of tokenizer: CSVTokenizer, _ cells: UnsafePointer<UInt64>, _ expected: Int, _ range: Range<Int>
  ) -> CSVFault? {
    if layout.isSuspicious {
      if let place = UTF8Check.firstInvalid(base, range) {
        return .encoding(byte: base[place], guess: UTF8Check.guess(base, count))
      }
      for i in range where base[i] == 0 { return .nul }
    }
    if tokenizer.cellCount != expected {
      return .cells(found: tokenizer.cellCount, expected: layout.width)
    }
    if layout.hasTrailingDelimiter, PackedCell(bits: cells[expected - 1]).length > 0 {
      return .cells(found: tokenizer.cellCount, expected: layout.width)
    }
    return nil
  }

  /// The bytes of a record of another length. If quotes took it over several lines and the second of them is a row like
  /// the others, the quote before it was a stray one: the row ends with its line, and the next one is read again.
  private func boundOfMisfit(
    _ tokenizer: inout CSVTokenizer, _ fault: CSVFault, _ place: Range<Int>
  ) -> Range<Int> {
    guard case .cells = fault, let next = CSVTokenizer.lineEnd(base, place) else { return place }
    var again = CSVTokenizer(
      base: base, count: count, from: next, delimiter: layout.delimiter, quote: layout.quote)
    var unused: UInt64 = 0
    let outcome = again.next(&unused, limit: 0, origin: next)
    let expected = layout.width + (layout.hasTrailingDelimiter ? 1 : 0)
    guard outcome == .record, again.cellCount == expected else { return place }
    tokenizer.position = next
    return place.lowerBound..<next
  }

  /// Makes a row of a record that isn't like the others, if it can be one: missing cells are empty, the last cell takes
  /// all that is too much, quotes at fault are plain characters.
  private func mend(
    _ found: CSVFault, _ cells: UnsafeMutablePointer<UInt64>, _ place: Range<Int>, _ origin: Int
  ) -> Bool {
    let expected = layout.width + (layout.hasTrailingDelimiter ? 1 : 0)
    var quote = layout.quote
    switch found {
    case .cells: break
    case .tokens(.textAfterQuote), .tokens(.unclosedQuote): quote = nil
    default: return false
    }
    var tokenizer = CSVTokenizer(
      base: base, count: place.upperBound, from: place.lowerBound, delimiter: layout.delimiter,
      quote: quote)
    guard tokenizer.next(cells, limit: expected, origin: origin) == .record else { return false }
    if fault(of: tokenizer, cells, tokenizer.cellCount, place) != nil { return false }
    for column in tokenizer.cellCount..<max(expected, tokenizer.cellCount) {
      cells[column] = PackedCell(start: place.lowerBound - origin, length: 0).bits
    }
    if tokenizer.cellCount > expected {
      let last = PackedCell(bits: cells[expected - 1])
      let from = last.start - (last.isQuoted ? 1 : 0)
      var end = place.upperBound - origin
      while end > from, base[origin + end - 1] == 0x0A || base[origin + end - 1] == 0x0D {
        end -= 1
      }
      if end - from > CSVTokenizer.longestCell { return false }
      cells[expected - 1] = PackedCell(start: from, length: end - from).bits
    }
    if layout.hasTrailingDelimiter { cells[expected - 1] = PackedCell(start: 0, length: 0).bits }
    return true
  }

  private func repeats(
    _ names: [(text: [UInt8], isQuoted: Bool)], _ block: CSVBlock, _ row: Int
  ) -> Bool {
    var isAllQuoted = true
    for (column, name) in names.enumerated() {
      let cell = PackedCell(bits: block.cells[row * block.stride + column])
      guard cell.length == name.text.count else { return false }
      let bytes = UnsafeBufferPointer(start: block.base + cell.start, count: cell.length)
      if !bytes.elementsEqual(name.text) { return false }
      isAllQuoted = isAllQuoted && cell.isQuoted
    }
    return !isAllQuoted || names.allSatisfy(\.isQuoted)
  }

  /// Takes the rows out of a block whose cells aren't of the types that were asked for; how many are left.
  private func withoutMisfits(
    _ block: CSVBlock, _ cells: UnsafeMutablePointer<UInt64>, _ forced: [Int],
    _ builders: [CSVColumnBuilder], _ starts: UnsafePointer<Int>, _ bad: inout CSVBadRows
  ) -> Int {
    var misfits: [Int: Int] = [:]  // row: column
    for column in forced {
      for row in builders[column].misfits(block, column: column) where misfits[row] == nil {
        misfits[row] = column
      }
    }
    if let names = layout.repeatedNames {
      for row in 0..<block.rows where repeats(names, block, row) { misfits[row] = -1 }
    }
    if misfits.isEmpty { return block.rows }
    var kept = 0
    for row in 0..<block.rows {
      if misfits[row] == -1 {
        let end = CSVTokenizer.lineEnd(base, starts[row]..<count) ?? count
        bad.add(.repeatedNames, base, starts[row]..<end)
      } else if let column = misfits[row] {
        let cell = PackedCell(bits: block.cells[row * block.stride + column])
        let start = Int(bitPattern: block.base) - Int(bitPattern: base) + cell.start
        let text = CSVReader.shown(base, start..<(start + cell.length), limit: 60)
        var again = CSVTokenizer(
          base: base, count: count, from: starts[row], delimiter: layout.delimiter,
          quote: layout.quote)
        var unused: UInt64 = 0
        _ = again.next(&unused, limit: 0, origin: starts[row])
        bad.add(
          .type(column: names[column], text: text, type: builders[column].forcedType), base,
          starts[row]..<again.position)
      } else {
        if kept < row {
          (cells + kept * block.stride).update(
            from: cells + row * block.stride, count: block.stride)
        }
        kept += 1
      }
    }
    return kept
  }
}
