internal import Numerics

/// The values of one column in one chunk of a file.
enum CSVPart {
  case number(NumberValues)
  case truth([Bool])
  case date([Int32])
  case dateTime([Int64])
  /// The codes of texts in an interner, and the codes that this chunk was the first to use.
  case text(WholeValues, TextInterner, known: Range<Int>)
  /// So many rows without a value.
  case blank(Int)

  var count: Int {
    switch self {
    case .number(let x): x.count
    case .truth(let x): x.count
    case .date(let x): x.count
    case .dateTime(let x): x.count
    case .text(let codes, _, _): codes.count
    case .blank(let count): count
    }
  }
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

  /// The column, once every chunk was read. What the builders collected is gone then.
  func joined() -> Column {
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
      case .text, .undecided: .text(CSVColumn.texts(parts, rows))
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
      default: wholes.append(WholeValues(.int8([Int8](repeating: 0, count: part.count))))
      }
    }
    return NumberValues(joined(wholes, rows, map: nil))
  }

  /// Whole numbers one behind the other in the widest of their widths, or what a map has for each of them.
  private static func joined(_ parts: [WholeValues], _ rows: Int, map: CodeMap?) -> WholeValues {
    var width = map?.width ?? 1
    if map == nil {
      if parts.count == 1 { return parts[0] }
      for part in parts {
        switch part.storage {
        case .int8: break
        case .int16: width = max(width, 2)
        case .int32: width = 4
        }
      }
    }
    switch width {
    case 1: return WholeValues(.int8(filled(parts, rows, map)))
    case 2: return WholeValues(.int16(filled(parts, rows, map)))
    default: return WholeValues(.int32(filled(parts, rows, map)))
    }
  }

  /// For each part the codes that its own codes become.
  private struct CodeMap {
    var tables: [[Int32]]
    /// Which of the tables each part goes by.
    var table: [Int]
    /// Bytes for a code.
    var width: Int
  }

  private static func filled<Target: FixedWidthInteger>(
    _ parts: [WholeValues], _ rows: Int, _ map: CodeMap?
  ) -> [Target] {
    [Target](unsafeUninitializedCapacity: rows) { target, count in
      if var next = target.baseAddress {
        for (place, part) in parts.enumerated() {
          let table = map.map { $0.tables[$0.table[place]] }
          switch part.storage {
          case .int8(let x): fill(next, x, table)
          case .int16(let x): fill(next, x, table)
          case .int32(let x): fill(next, x, table)
          }
          next += part.count
        }
      }
      count = rows
    }
  }

  @inline(__always)
  private static func fill<Source: FixedWidthInteger, Target: FixedWidthInteger>(
    _ target: UnsafeMutablePointer<Target>, _ values: [Source], _ table: [Int32]?
  ) {
    values.withUnsafeBufferPointer { values in
      if let table {
        table.withUnsafeBufferPointer { table in
          for row in 0..<values.count {
            // A code of 0 where a row is missing and there is no text at all.
            let code = Int(truncatingIfNeeded: values[row])
            target[row] = code < table.count ? Target(truncatingIfNeeded: table[code]) : 0
          }
        }
      } else {
        for row in 0..<values.count { target[row] = Target(truncatingIfNeeded: values[row]) }
      }
    }
  }

  // MARK: Texts

  /// The texts with one code each, in the order of their first appearance, whichever interner met them.
  private static func texts(_ parts: [CSVPart], _ rows: Int) -> TextValues {
    var codes: [WholeValues] = []
    var interners: [TextInterner] = []
    var owner: [Int] = []
    for part in parts {
      guard case .text(let values, let interner, _) = part else {
        codes.append(WholeValues(.int8([Int8](repeating: 0, count: part.count))))
        owner.append(0)
        continue
      }
      codes.append(values)
      let place = interners.firstIndex { $0 === interner }
      owner.append(place ?? interners.count)
      if place == nil { interners.append(interner) }
    }
    guard let first = interners.first else { return TextValues(codes: [], distinct: []) }
    var all = first
    var tables: [[Int32]] = []
    if interners.count > 1 {
      // Chunk by chunk, what each was the first of its interner to meet.
      all = TextInterner()
      tables = [[Int32]](repeating: [], count: interners.count)
      for (place, part) in parts.enumerated() {
        guard case .text(_, let interner, let known) = part else { continue }
        tables[owner[place]] += all.codes(of: known, in: interner)
      }
    }
    var distinct = all.texts
    if !all.isASCII, let (merged, places) = CSVColumn.canonical(distinct) {
      tables =
        tables.isEmpty ? [places] : tables.map { table in table.map { places[Int($0)] } }
      distinct = merged
    }
    if tables.isEmpty {
      return TextValues(codes: joined(codes, rows, map: nil), distinct: distinct)
    }
    let width = distinct.count <= 128 ? 1 : distinct.count <= 32_768 ? 2 : 4
    return TextValues(
      codes: joined(codes, rows, map: CodeMap(tables: tables, table: owner, width: width)),
      distinct: distinct)
  }

  /// Texts that differ in bytes only, being canonically equivalent, as one text (which is what `==` says), with the new
  /// place of each; `nil` if there are none.
  private static func canonical(_ texts: TextList) -> (texts: TextList, places: [Int32])? {
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
