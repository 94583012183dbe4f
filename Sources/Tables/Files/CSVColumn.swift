internal import CFiles
internal import Numerics

/// The values of one column in one chunk of a file.
enum CSVPart {
  case number(NumberValues)
  case truth([Bool])
  case date([Int32])
  case dateTime([Int64])
  case text(CSVTexts)
  /// So many rows without a value.
  case blank(Int)

  var count: Int {
    switch self {
    case .number(let x): x.count
    case .truth(let x): x.count
    case .date(let x): x.count
    case .dateTime(let x): x.count
    case .text(let x): x.count
    case .blank(let count): count
    }
  }
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

  var count: Int { codes.count + (run?.count ?? 0) }
}

/// One column of a file: what its chunks hold, in their order, and what is to be said about them together.
struct CSVColumn {
  let builders: [CSVColumnBuilder]

  /// The type of the whole column; text if its chunks are of several types.
  var state: CSVColumnBuilder.State {
    var state = CSVColumnBuilder.State.undecided
    for builder in builders where builder.state != .undecided {
      if state == .undecided { state = builder.state }
      if state != builder.state { return .text }
    }
    return state == .dateTime && zones == [.none, .utc] ? .text : state
  }

  /// Whether some chunk has to be read once more as text.
  var isAbandoned: Bool {
    let state = self.state
    guard state == .text else { return false }
    return builders.contains { builder in
      builder.isAbandoned
        || (builder.state == .undecided ? !builder.isEmpty : builder.state != .text)
    }
  }

  var isForced: Bool { builders.contains { $0.isForced } }
  var rows: Int { builders.reduce(0) { $0 + $1.rows } }
  var quotedCount: Int { builders.reduce(0) { $0 + $1.quotedCount } }
  var unquotedCount: Int { builders.reduce(0) { $0 + $1.unquotedCount } }
  var quotedEmptyCount: Int { builders.reduce(0) { $0 + $1.quotedEmptyCount } }
  var wordCount: Int { builders.reduce(0) { $0 + $1.wordCount } }
  var firstWord: String { builders.first { $0.wordCount > 0 }?.firstWord ?? "" }
  var trimmedCount: Int { builders.reduce(0) { $0 + $1.trimmedCount } }
  private var zones: CSVCell.Zone { builders.reduce(into: []) { $0.formUnion($1.zones) } }
  var isUTC: Bool { state == .dateTime && zones == .utc }
  /// Whether every value was quoted without need.
  var isAllQuoted: Bool { quotedCount > 0 && unquotedCount == 0 }
  /// Whether no cell held anything, not even quotes or a word.
  var isEmpty: Bool { builders.allSatisfy(\.isEmpty) }

  /// The columns, once every chunk was read. What their builders collected is gone then.
  ///
  /// Columns are joined side by side, but those whose texts have still to be compared one after the other, each of them
  /// on all threads.
  static func joined(_ columns: [CSVColumn], threads: Int) throws(Interrupted) -> [Column] {
    nonisolated(unsafe) let columns = columns
    var joined = try Parallel.map(count: columns.count, threads: threads) {
      place throws(Interrupted) -> Column? in
      columns[place].hasRuns ? nil : try columns[place].joined()
    }
    for place in columns.indices where joined[place] == nil {
      // What the chunks held of the columns before is free, but still this process's.
      ogive_trim_memory()
      joined[place] = try columns[place].joined()
    }
    return joined.compactMap { $0 }
  }

  private var hasRuns: Bool { builders.contains(where: \.hasRun) }

  /// The column, once every chunk was read. What the builders collected is gone then.
  private func joined() throws(Interrupted) -> Column {
    let state = self.state
    let rows = self.rows
    var missing: Bitmap?
    if builders.contains(where: { !$0.missingRows.isEmpty }) {
      var bits = Bitmap(count: rows)
      var first = 0
      for builder in builders {
        for row in builder.missingRows { bits[first + Int(row)] = true }
        first += builder.rows
      }
      missing = bits
    }
    if state == .undecided { return Column(.unknown(rows)) }
    let parts = builders.map { $0.take() }
    let values: Column.Values =
      switch state {
      case .number: .number(CSVColumn.numbers(parts, rows))
      case .truth:
        .truth(
          CSVColumn.joined(parts, rows, false) { if case .truth(let x) = $0 { x } else { nil } })
      case .date:
        .date(CSVColumn.joined(parts, rows, 0) { if case .date(let x) = $0 { x } else { nil } })
      case .dateTime:
        .dateTime(
          CSVColumn.joined(parts, rows, 0) { if case .dateTime(let x) = $0 { x } else { nil } })
      case .text, .undecided: .text(try CSVColumn.texts(parts, rows))
      }
    return Column(values, missing: missing)
  }

  private static func joined<Element>(
    _ parts: [CSVPart], _ rows: Int, _ blank: Element, _ values: (CSVPart) -> [Element]?
  ) -> [Element] {
    if parts.count == 1, let only = values(parts[0]) { return only }
    var all: [Element] = []
    all.reserveCapacity(rows)
    for part in parts {
      if let some = values(part) {
        all.append(contentsOf: some)
      } else {
        all.append(contentsOf: repeatElement(blank, count: part.count))
      }
    }
    return all
  }

  // MARK: Numbers

  private static func numbers(_ parts: [CSVPart], _ rows: Int) -> NumberValues {
    var wholes: [WholeValues] = []
    for part in parts {
      switch part {
      case .number(let x):
        guard case .whole(let values) = x.storage else {
          return NumberValues(
            joined(parts, rows, 0.0) { if case .number(let x) = $0 { x.doubles } else { nil } })
        }
        wholes.append(values)
      default: wholes.append(blank(part.count))
      }
    }
    return NumberValues(joined(wholes, rows))
  }

  /// Whole numbers one behind the other in the widest of their widths.
  private static func joined(_ parts: [WholeValues], _ rows: Int) -> WholeValues {
    parts.count == 1 ? parts[0] : WholeValues(joining: parts)
  }

  // MARK: Texts

  /// The texts with one code each, in the order of their first appearance, whichever interner or run has them.
  private static func texts(_ parts: [CSVPart], _ rows: Int) throws(Interrupted) -> TextValues {
    let texts = parts.compactMap { part in if case .text(let x) = part { x } else { nil } }
    guard let first = texts.first else { return TextValues(codes: [], distinct: []) }
    // What becomes of the codes of each interner, and of the rows in runs, whose codes stand there as complements.
    var tables: [ObjectIdentifier: [Int32]] = [:]
    var complements: [Int32] = []
    var distinct: TextList
    let isSole = texts.allSatisfy { $0.interner === first.interner && $0.run == nil }
    if isSole {
      distinct = first.interner.texts
    } else {
      let mentions = CSVMentions(texts.map { ($0.interner, $0.known, $0.run) })
      (distinct, complements) = try mentions.united()
      var next = 0
      for part in texts {
        tables[ObjectIdentifier(part.interner), default: []] +=
          complements[next..<(next + part.known.count)].lazy.map { ~$0 }
        next += part.known.count + (part.run?.count ?? 0)
      }
    }
    if let (merged, places) = CSVColumn.canonical(distinct) {
      if isSole {
        tables[ObjectIdentifier(first.interner)] = places
      } else {
        tables = tables.mapValues { table in table.map { places[Int($0)] } }
        for mention in complements.indices {
          complements[mention] = ~places[Int(~complements[mention])]
        }
      }
      distinct = merged
    }
    if tables.isEmpty {
      let codes = parts.map { part in
        if case .text(let x) = part { x.codes } else { blank(part.count) }
      }
      return TextValues(codes: joined(codes, rows), distinct: distinct)
    }
    let codes: WholeValues
    switch distinct.count {
    case ...128: codes = WholeValues(.int8(try filled(parts, rows, tables, complements)))
    case ...32_768: codes = WholeValues(.int16(try filled(parts, rows, tables, complements)))
    default: codes = WholeValues(.int32(try filled(parts, rows, tables, complements)))
    }
    return TextValues(codes: codes, distinct: distinct)
  }

  private static func blank(_ count: Int) -> WholeValues {
    WholeValues(.int8([Int8](repeating: 0, count: count)))
  }

  /// The code of each row.
  private static func filled<Target: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ parts: [CSVPart], _ rows: Int, _ tables: [ObjectIdentifier: [Int32]], _ complements: [Int32]
  ) throws(Interrupted) -> [Target] {
    // Where each part's rows begin, and its run's mentions.
    var places: [(row: Int, mention: Int)] = []
    var (row, mention) = (0, 0)
    for part in parts {
      if case .text(let x) = part { mention += x.known.count }
      places.append((row, mention))
      if case .text(let x) = part { mention += x.run?.count ?? 0 }
      row += part.count
    }
    nonisolated(unsafe) let all = parts
    let starts = places
    return try Tables.filled(rows) { target throws(Interrupted) in
      nonisolated(unsafe) let target = target
      try Parallel.forEachRange(count: all.count, grain: 1) { range in
        for part in range {
          let next = target + starts[part].row
          guard case .text(let texts) = all[part] else {
            next.update(repeating: 0, count: all[part].count)
            continue
          }
          let table = tables[ObjectIdentifier(texts.interner)] ?? []
          switch texts.codes.storage {
          case .int8(let x): fill(next, x, table)
          case .int16(let x): fill(next, x, table)
          case .int32(let x): fill(next, x, table)
          }
          let behind = next + texts.codes.count
          for row in 0..<(texts.run?.count ?? 0) {
            behind[row] = Target(truncatingIfNeeded: ~complements[starts[part].mention + row])
          }
        }
      }
    }
  }

  @inline(__always)
  private static func fill<Source: FixedWidthInteger, Target: FixedWidthInteger>(
    _ target: UnsafeMutablePointer<Target>, _ values: [Source], _ table: [Int32]
  ) {
    values.withUnsafeBufferPointer { values in
      table.withUnsafeBufferPointer { table in
        for row in 0..<values.count {
          // A code of 0 where a row is missing and there is no text at all.
          let code = Int(truncatingIfNeeded: values[row])
          target[row] = code < table.count ? Target(truncatingIfNeeded: table[code]) : 0
        }
      }
    }
  }

  /// Texts that differ in bytes only, being canonically equivalent, as one text (which is what `==` says), with the new
  /// place of each; `nil` if there are none.
  private static func canonical(_ texts: TextList) -> (texts: TextList, places: [Int32])? {
    if UTF8Check.isSurelyComposed(texts.bytes) { return nil }
    var places: [String: Int32] = [:]
    var kept: [String] = []
    var recoded = [Int32](repeating: 0, count: texts.count)
    for (code, text) in texts.enumerated() {
      if let place = places[text] {
        recoded[code] = place
      } else {
        recoded[code] = Int32(truncatingIfNeeded: kept.count)
        places[text] = recoded[code]
        kept.append(text)
      }
    }
    return kept.count == texts.count ? nil : (TextList(kept), recoded)
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
}

extension CSVColumnBuilder {
  /// Whether no cell held anything, not even quotes or a word.
  var isEmpty: Bool { state == .undecided && wordCount == 0 && quotedEmptyCount == 0 }
}
