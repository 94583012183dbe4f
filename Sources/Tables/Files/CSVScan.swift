internal import Diagnostics
internal import Numerics

/// How a file of separated values is laid out: all that a pass over it needs to know.
struct CSVLayout {
  var delimiter: UInt8
  var quote: UInt8?
  var decimal: UInt8
  /// Where the first row of data begins.
  var dataStart: Int
  /// Cells of a row.
  var width: Int
  /// Whether each row of data ends in a delimiter that its header hasn't, so that it has one more, empty cell.
  var hasTrailingDelimiter = false
  /// Whether the file holds NUL bytes, or bytes that aren't UTF-8, so that rows must be looked at one by one.
  var isSuspicious = false
}

/// What is wrong with a row.
enum CSVFault {
  case cells(found: Int, expected: Int)
  case tokens(CSVTokenizer.Fault)
  case nul
  case encoding(byte: UInt8, guess: String)
  case type(column: String, text: String, type: ColumnType)

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
    case .encoding(let byte, let guess):
      return "byte \(CSVReader.hexadecimal(byte)) isn't UTF-8, but may be \(guess)"
    case .type(let column, let text, let type):
      return "`\(text)` in `\(column)` is no \(type.rawValue)"
    }
  }
}

/// The rows that couldn't be read, of which at most `limit` are kept.
struct CSVBadRows {
  var limit: Int
  var rejects: [Reject] = []
  var count = 0
  /// How many had each number of cells, where that was the fault.
  var widths: [Int: Int] = [:]
  var hasUnclosedQuote = false
  var encodingGuess: String?

  mutating func add(
    _ fault: CSVFault, _ lines: inout LineCounter, _ base: UnsafePointer<UInt8>, _ range: Range<Int>
  ) {
    count += 1
    switch fault {
    case .cells(let found, _): widths[found, default: 0] += 1
    case .tokens(.unclosedQuote): hasUnclosedQuote = true
    case .encoding(_, let guess): encodingGuess = guess
    default: break
    }
    guard rejects.count < limit else { return }
    rejects.append(
      Reject(
        line: lines.line(of: range.lowerBound), byte: range.lowerBound, reason: fault.reason,
        text: CSVReader.shown(base, range)))
  }
}

/// A pass over the rows of a file, block by block.
struct CSVScan {
  let base: UnsafePointer<UInt8>
  let count: Int
  let layout: CSVLayout
  let names: [String]

  struct Counts {
    var rows = 0
    var blank = 0
    var lineEnds = 0
  }

  private static let blockBytes = 1 << 18
  private static let blockRows = 1 << 13

  /// Hands every good row's cells to the builders of the active columns, and every other row to `bad`.
  func run(
    _ builders: [CSVColumnBuilder], active: [Int], bad: inout CSVBadRows
  ) throws(Diagnostic) -> Counts {
    var counts = Counts()
    let width = layout.width
    let expected = width + (layout.hasTrailingDelimiter ? 1 : 0)
    let isOneColumn = expected == 1
    let forced = builders.indices.filter { builders[$0].isForced }
    var lines = LineCounter(base: base, count: count)
    var tokenizer = CSVTokenizer(
      base: base, count: count, from: layout.dataStart, delimiter: layout.delimiter,
      quote: layout.quote)
    var capacity = max(expected + 1, 4096)
    var cells = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    defer { cells.deallocate() }
    // For each row of the block, where it begins and ends.
    var places: [(start: Int, end: Int)] = []
    var origin = tokenizer.position
    var used = 0
    var isFirst = true
    while true {
      if used + expected + 1 > capacity {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 + expected)
        larger.update(from: cells, count: used)
        cells.deallocate()
        (cells, capacity) = (larger, capacity * 2 + expected)
      }
      var outcome = tokenizer.next(cells + used, limit: expected, origin: origin)
      if outcome == .blank, isOneColumn { outcome = .record }
      let range = tokenizer.recordStart..<tokenizer.position
      switch outcome {
      case .record:
        if let fault = fault(of: tokenizer, cells + used, expected, range) {
          bad.add(fault, &lines, base, range)
        } else {
          used += expected
          places.append((range.lowerBound, range.upperBound))
        }
      case .blank: counts.blank += 1
      case .bad(let fault): bad.add(.tokens(fault), &lines, base, range)
      case .end: break
      }
      guard
        outcome == .end || tokenizer.position - origin >= CSVScan.blockBytes
          || places.count >= CSVScan.blockRows
      else { continue }

      if Interrupt.isRequested {
        throw Diagnostic(.interrupted, "interrupted while reading a file")
      }
      if !places.isEmpty {
        let block = CSVBlock(
          base: base + origin, cells: cells, stride: expected, rows: places.count)
        let rows = withoutMisfits(block, cells, forced, builders, places, &bad, &lines)
        if rows > 0 {
          guard counts.rows + rows < Int(Int32.max) else {
            throw Diagnostic(.tooLarge, "a table can't have more than \(Int32.max - 1) rows")
          }
          let good = CSVBlock(base: base + origin, cells: cells, stride: expected, rows: rows)
          for column in active { builders[column].append(good, column: column) }
          counts.rows += rows
          if isFirst {
            isFirst = false
            let share =
              Double(count - layout.dataStart)
              / Double(max(1, tokenizer.position - layout.dataStart))
            let estimate = Int(Double(rows) * share * 1.02) + 64
            for column in active { builders[column].reserve(min(estimate, 1 << 28)) }
          }
        }
      }
      if outcome == .end { break }
      places.removeAll(keepingCapacity: true)
      used = 0
      origin = tokenizer.position
    }
    counts.lineEnds = tokenizer.lineEnds
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

  /// Takes the rows out of a block whose cells aren't of the types that were asked for; how many are left.
  private func withoutMisfits(
    _ block: CSVBlock, _ cells: UnsafeMutablePointer<UInt64>, _ forced: [Int],
    _ builders: [CSVColumnBuilder],
    _ places: [(start: Int, end: Int)], _ bad: inout CSVBadRows, _ lines: inout LineCounter
  ) -> Int {
    var misfits: [Int: Int] = [:]  // row: column
    for column in forced {
      for row in builders[column].misfits(block, column: column) where misfits[row] == nil {
        misfits[row] = column
      }
    }
    if misfits.isEmpty { return block.rows }
    var kept = 0
    for row in 0..<block.rows {
      if let column = misfits[row] {
        let cell = PackedCell(bits: block.cells[row * block.stride + column])
        let start = Int(bitPattern: block.base) - Int(bitPattern: base) + cell.start
        let text = CSVReader.shown(base, start..<(start + cell.length), limit: 60)
        bad.add(
          .type(column: names[column], text: text, type: builders[column].forcedType), &lines, base,
          places[row].start..<places[row].end)
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
