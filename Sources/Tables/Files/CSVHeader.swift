internal import Diagnostics

/// The names of a file's columns, from its first row or made up.
struct CSVHeader {
  /// One name for each column, no two equal.
  private(set) var names: [String] = []
  private(set) var blankLines = 0
  /// Whether no name that needs no quotes stands without them (true without a header).
  private(set) var isAllQuoted = true
  /// The columns whose name was made up.
  private var isBlank: [Bool] = []
  private var renamed: [(place: Int, name: String)] = []
  private let fileName: String

  /// Reads or makes up the names; sets the layout's width and where its data begin.
  init(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ fileName: String, _ options: CSVOptions,
    _ layout: inout CSVLayout,
    _ notes: inout [Note]
  ) throws(Diagnostic) {
    self.fileName = fileName
    var tokenizer = CSVTokenizer(
      base: base, count: count, from: layout.dataStart, delimiter: layout.delimiter,
      quote: layout.quote)
    let limit = CSVReader.mostColumns + 1
    let cells = UnsafeMutablePointer<UInt64>.allocate(capacity: limit)
    defer { cells.deallocate() }
    var outcome = tokenizer.next(cells, limit: limit, origin: layout.dataStart)
    while outcome == .blank {
      blankLines += 1
      layout.dataStart = tokenizer.position
      outcome = tokenizer.next(cells, limit: limit, origin: layout.dataStart)
    }
    let range = tokenizer.recordStart..<tokenizer.position
    if case .bad(let fault) = outcome {
      throw CSVHeader.failure(CSVFault.tokens(fault).reason, fileName, base, count, range)
    }
    if layout.isSuspicious {
      if let place = UTF8Check.firstInvalid(base, range) {
        let fault = CSVFault.encoding(byte: base[place], guess: UTF8Check.guess(base, count))
        throw CSVHeader.failure(fault.reason, fileName, base, count, range)
      }
      for i in range where base[i] == 0 {
        throw CSVHeader.failure(CSVFault.nul.reason, fileName, base, count, range)
      }
    }
    guard tokenizer.cellCount <= CSVReader.mostColumns else {
      throw Diagnostic(
        .tooLarge,
        "the first row of `\(fileName)` has \(tokenizer.cellCount) cells; a table can have \(CSVReader.mostColumns) columns",
        help: ["is it separated by something else? `delimiter:` says by what"])
    }
    let width = tokenizer.cellCount
    layout.width = width
    var first: [String] = []
    var isQuoted: [Bool] = []
    for place in 0..<width {
      let cell = PackedCell(bits: cells[place])
      let p = base + layout.dataStart + cell.start
      var text = String(decoding: UnsafeBufferPointer(start: p, count: cell.length), as: UTF8.self)
      if cell.isEscaped, let quote = layout.quote {
        let mark = String(UnicodeScalar(quote))
        text = CSVHeader.replacingPairs(of: mark, in: text)
      }
      if !cell.isQuoted, cell.length > 0 { isAllQuoted = false }
      first.append(text)
      isQuoted.append(cell.isQuoted)
    }

    let sample = CSVHeader.sample(tokenizer, layout, options)
    let isHeader =
      options.header
      ?? CSVDialect.isHeader(first, isQuoted, below: sample.builders, decimal: options.decimal)
    if isHeader {
      layout.dataStart = tokenizer.position
      layout.hasTrailingDelimiter = sample.isTrailing
      name(first)
    } else {
      isAllQuoted = true
      names = (0..<width).map { "column_\($0 + 1)" }
      isBlank = [Bool](repeating: true, count: width)
      if options.header == nil {
        let shown = first.prefix(4).map { CSVReader.shown($0, limit: 16) }.joined(separator: ", ")
        notes.append(
          Note(
            .file,
            "the first row holds values, no names (\(shown)\(first.count > 4 ? ", …" : "")); columns are named column_1, …; `header: true` takes it as names"
          ))
      }
    }
  }

  /// The types of up to a thousand rows below the first, and whether each has one more, empty cell than it.
  private static func sample(
    _ below: CSVTokenizer, _ layout: CSVLayout, _ options: CSVOptions
  ) -> (builders: [CSVColumnBuilder], isTrailing: Bool) {
    var tokenizer = below
    let width = layout.width
    let absent = options.absent.map { Array($0.utf8) }
    let builders = (0..<width).map { _ in
      CSVColumnBuilder(type: nil, decimal: options.decimal, absent: absent)
    }
    let cells = UnsafeMutablePointer<UInt64>.allocate(capacity: width + 2)
    defer { cells.deallocate() }
    var rows = 0
    var trailing = 0
    let end = min(tokenizer.count, tokenizer.position + (1 << 20))
    while rows < 1000, tokenizer.position < end {
      let origin = tokenizer.position
      let outcome = tokenizer.next(cells, limit: width + 1, origin: origin)
      if outcome == .end { break }
      guard outcome == .record else { continue }
      rows += 1
      let last = PackedCell(bits: cells[width])
      if tokenizer.cellCount == width + 1, last.length == 0, !last.isQuoted {
        trailing += 1
      } else if tokenizer.cellCount != width {
        continue
      }
      if layout.isSuspicious,
        UTF8Check.firstInvalid(tokenizer.base, tokenizer.recordStart..<tokenizer.position) != nil
      {
        continue
      }
      let block = CSVBlock(base: tokenizer.base + origin, cells: cells, stride: width, rows: 1)
      for (place, builder) in builders.enumerated() { builder.append(block, column: place) }
    }
    return (builders, rows > 0 && trailing == rows)
  }

  /// Names as they stand, made unique.
  private mutating func name(_ first: [String]) {
    var taken = Set(first.filter { !$0.isEmpty })
    var used: Set<String> = []
    for (place, text) in first.enumerated() {
      isBlank.append(text.isEmpty)
      var name = text
      if text.isEmpty || used.contains(text) {
        var number = text.isEmpty ? place + 1 : 2
        let stem = text.isEmpty ? "column" : text
        repeat {
          name = "\(stem)_\(number)"
          number += 1
        } while taken.contains(name)
        renamed.append((place, name))
      }
      taken.insert(name)
      used.insert(name)
      names.append(name)
    }
  }

  /// Says which names were made up or changed, those of columns left out at the end aside.
  func renameNote(dropping dropped: Int) -> Note? {
    let changed = renamed.filter { $0.place < names.count - dropped }
    if changed.isEmpty { return nil }
    let shown = changed.prefix(6).map { "`\(CSVReader.shown($0.name, limit: 40))`" }.joined(
      separator: ", ")
    let more = changed.count > 6 ? ", … \(changed.count - 6) more" : ""
    return Note(.file, "blank or repeated names became \(shown)\(more)")
  }

  /// The types asked for, by place; an unknown name is an error.
  func types(_ wanted: [String: ColumnType]) throws(Diagnostic) -> [ColumnType?] {
    for name in wanted.keys.sorted() where !names.contains(name) {
      let near = nearestNames(to: name, in: names)
      throw Diagnostic(
        .unknownColumn, "`\(fileName)` has no column `\(name)`", found: name, candidates: names,
        help: near.first.map { ["did you mean `\($0)`?"] } ?? [])
    }
    return names.map { name in wanted[name].flatMap { $0 == .unknown ? nil : $0 } }
  }

  /// How many columns at the end have neither a name nor a value: what a delimiter at the end of each row makes.
  func emptyTail(_ builders: [CSVColumn]) -> Int {
    var tail = 0
    while tail < builders.count - 1, isBlank[builders.count - 1 - tail],
      builders[builders.count - 1 - tail].isEmpty, builders[builders.count - 1 - tail].rows > 0
    { tail += 1 }
    return tail
  }

  private static func failure(
    _ reason: String, _ fileName: String, _ base: UnsafePointer<UInt8>, _ count: Int,
    _ range: Range<Int>
  ) -> Diagnostic {
    var lines = LineCounter(base: base, count: count)
    let line = lines.line(of: range.lowerBound)
    return Diagnostic(
      .malformedFile, "the first row of `\(fileName)` can't be read: \(reason)",
      details: ["line \(line): \(CSVReader.shown(base, range, limit: 60))"],
      help: ["mend that line, or leave it out: `skip: \(line)`"])
  }

  private static func replacingPairs(of mark: String, in text: String) -> String {
    var result: [UInt8] = []
    let quote = Array(mark.utf8)[0]
    var wasQuote = false
    for byte in text.utf8 {
      if byte == quote, wasQuote {
        wasQuote = false
        continue
      }
      wasQuote = byte == quote
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
