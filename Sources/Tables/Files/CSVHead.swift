internal import Diagnostics
internal import Numerics

/// The first records of a file, cell by cell: what its layout is judged by.
struct CSVHead {
  struct Record {
    /// Its bytes, the line end with them.
    var place: Range<Int>
    /// Where its cells begin among all of them, and how many it has.
    var cells: Range<Int>
    var fault: CSVTokenizer.Fault?
    var isBlank = false
    var width: Int { cells.count }
  }

  let base: UnsafePointer<UInt8>
  let start: Int
  private(set) var records: [Record] = []
  /// Places counted from `start`.
  private var cells: [UInt64] = []
  private let quote: UInt8?
  /// Whether these are all records of the file.
  private(set) var isWhole = false

  private static let most = 1000
  private static let mostCells = 1 << 20
  private static let mostBytes = 1 << 20

  init(
    _ base: UnsafePointer<UInt8>, _ count: Int, start: Int, _ dialect: CSVDialect
  ) {
    (self.base, self.start, quote) = (base, start, dialect.quote)
    var tokenizer = CSVTokenizer(
      base: base, count: count, from: start, delimiter: dialect.delimiter, quote: dialect.quote)
    // A record has at most one cell more than bytes.
    let limit = min(CSVReader.mostColumns, max(0, count - start)) + 1
    let room = UnsafeMutablePointer<UInt64>.allocate(capacity: limit)
    defer { room.deallocate() }
    while records.count < CSVHead.most, cells.count < CSVHead.mostCells,
      tokenizer.position - start < CSVHead.mostBytes
    {
      let outcome = tokenizer.next(room, limit: limit, origin: start)
      let place = tokenizer.recordStart..<tokenizer.position
      switch outcome {
      case .end:
        isWhole = true
        return
      case .blank:
        // In a file of one column it is a row without a value.
        records.append(
          Record(place: place, cells: cells.count..<(cells.count + 1), isBlank: true))
        cells.append(room[0])
      case .bad(let fault):
        records.append(Record(place: place, cells: cells.count..<cells.count, fault: fault))
      case .record:
        let first = cells.count
        cells.append(
          contentsOf: UnsafeBufferPointer(start: room, count: min(limit, tokenizer.cellCount)))
        records.append(Record(place: place, cells: first..<cells.count))
      }
    }
    isWhole = tokenizer.position >= count
  }

  /// The number of cells that most records have, the larger in a tie; that of the first record if it is nearly as
  /// frequent, for then several tables follow each other.
  var commonWidth: Int {
    var widths: [Int: Int] = [:]
    for record in records where record.fault == nil && !record.isBlank {
      widths[record.width, default: 0] += 1
    }
    guard let most = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return 1 }
    if let first = records.first(where: { !$0.isBlank }), first.fault == nil, first.width > 1,
      let rows = widths[first.width], rows > 2, rows * 2 >= most.value
    {
      return first.width
    }
    return most.key
  }

  func cell(_ record: Record, _ column: Int) -> PackedCell {
    PackedCell(bits: cells[record.cells.lowerBound + column])
  }

  /// How many cells of a record hold something.
  func filled(_ record: Record) -> Int {
    (0..<record.width).reduce(0) { $0 + (cell(record, $1).length > 0 ? 1 : 0) }
  }

  /// Whether the last cell is empty, as a delimiter at the end of the line makes it.
  func endsEmpty(_ record: Record) -> Bool {
    guard record.width > 1 else { return false }
    let last = cell(record, record.width - 1)
    return last.length == 0 && !last.isQuoted
  }

  /// The texts of a record's cells.
  func texts(_ record: Record) -> [String] {
    (0..<record.width).map { column in
      let cell = cell(record, column)
      let from = start + cell.start
      var bytes = Array(UnsafeBufferPointer(start: base + from, count: cell.length))
      if cell.isEscaped, let quote { bytes = CSVHead.withoutPairs(of: quote, bytes) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Whether some cell of a record stands in quotes: then it is what it says, and no guess is made about it.
  func hasQuotes(_ record: Record) -> Bool {
    (0..<record.width).contains { cell(record, $0).isQuoted }
  }

  func areQuoted(_ record: Record) -> [Bool] {
    (0..<record.width).map { cell(record, $0).isQuoted }
  }

  /// What the columns are by the records of that width from a place on.
  func columns(from place: Int, width: Int, _ options: CSVOptions) -> [CSVColumnBuilder] {
    let absent = options.absent.map { Array($0.utf8) }
    let builders = (0..<width).map { _ in
      CSVColumnBuilder(type: nil, decimal: options.decimalSign, absent: absent)
    }
    let room = UnsafeMutableRawPointer.allocate(byteCount: CSVBlock.roomOfRow, alignment: 8)
    defer { room.deallocate() }
    for record in records[min(place, records.count)...]
    where record.width == width && record.fault == nil && !(record.isBlank && width > 1) {
      if UTF8Check.firstInvalid(base, record.place) != nil { continue }
      cells.withUnsafeBufferPointer { cells in
        guard let first = cells.baseAddress else { return }
        let block = CSVBlock(
          base: base + start, cells: first + record.cells.lowerBound, stride: width, rows: 1,
          room: room)
        for (column, builder) in builders.enumerated() { builder.append(block, column: column) }
      }
    }
    return builders
  }

  /// The texts of a record whose quotes are at fault, if it has that many cells once quotes are plain characters; those
  /// around a whole cell are left out.
  func plainTexts(_ record: Record, _ dialect: CSVDialect, width: Int) -> [String]? {
    var tokenizer = CSVTokenizer(
      base: base, count: record.place.upperBound, from: record.place.lowerBound,
      delimiter: dialect.delimiter, quote: nil)
    var found = [UInt64](repeating: 0, count: width)
    let outcome = found.withUnsafeMutableBufferPointer { cells in
      cells.baseAddress.map { tokenizer.next($0, limit: width, origin: start) }
    }
    guard outcome == .record, tokenizer.cellCount == width else { return nil }
    return found.map { bits in
      let cell = PackedCell(bits: bits)
      var text = Array(UnsafeBufferPointer(start: base + start + cell.start, count: cell.length))
      if let quote, text.count > 1, text.first == quote, text.last == quote {
        text = CSVHead.withoutPairs(of: quote, Array(text.dropFirst().dropLast()))
      }
      return String(decoding: text, as: UTF8.self)
    }
  }

  private static func withoutPairs(of quote: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var wasQuote = false
    for byte in bytes {
      if byte == quote, wasQuote {
        wasQuote = false
        continue
      }
      wasQuote = byte == quote
      result.append(byte)
    }
    return result
  }
}
