internal import Numerics

/// Where the texts of one chunk stand in a column.
struct CSVTextPart {
  /// What knows the texts of its codes; `nil` if no row has a text.
  let interner: TextInterner?
  /// The codes that this chunk was the first to use.
  let known: Range<Int>
  /// Where its codes stand among the column's; the codes of rows in the run aren't there.
  let codes: Range<Int>
  let run: CSVTextRun?
  /// Its first row.
  let row: Int

  /// The row behind its last one.
  var end: Int { row + codes.count + (run?.count ?? 0) }

  init(_ texts: CSVTexts, code: Int, row: Int) {
    (interner, known, run, self.row) = (texts.interner, texts.known, texts.run, row)
    codes = code..<(code + texts.codes.count)
  }

  init(blank count: Int, code: Int, row: Int) {
    (interner, known, run, self.row) = (nil, 0..<0, nil, row)
    codes = code..<(code + count)
  }

  /// The texts with one code each, in the order of their first appearance, whichever interner or run has them.
  ///
  /// - Parameter codes: the codes of all parts, by their interners; they are gone then.
  static func joined(
    _ parts: [CSVTextPart], _ codes: inout WholeList
  ) throws(Interrupted) -> TextValues {
    var sources: [(interner: TextInterner, known: Range<Int>, run: CSVTextRun?)] = []
    for part in parts {
      if let interner = part.interner { sources.append((interner, part.known, part.run)) }
    }
    guard let first = sources.first else { return TextValues(codes: [], distinct: []) }
    // What becomes of the codes of each interner, and of the rows in runs, whose codes stand there as complements.
    var tables: [ObjectIdentifier: [Int32]] = [:]
    var complements: [Int32] = []
    var distinct: TextList
    let isSole = sources.allSatisfy { $0.interner === first.interner && $0.run == nil }
    if isSole {
      distinct = first.interner.texts
    } else {
      (distinct, complements) = try CSVMentions(sources).united()
      var next = 0
      for source in sources {
        tables[ObjectIdentifier(source.interner), default: []] +=
          complements[next..<(next + source.known.count)].lazy.map { ~$0 }
        next += source.known.count + (source.run?.count ?? 0)
      }
    }
    if let (merged, places) = canonical(distinct) {
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
    if tables.isEmpty { return TextValues(codes: codes.values, distinct: distinct) }
    let recoding = Recoding(parts, tables, complements)
    return TextValues(codes: try recoding.codes(&codes, below: distinct.count), distinct: distinct)
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

/// From the codes of interners and runs to those of the column.
private struct Recoding: @unchecked Sendable {
  private let parts: [CSVTextPart]
  private let tables: [ObjectIdentifier: [Int32]]
  private let complements: [Int32]
  /// The first mention of each part's run.
  private let mentions: [Int]

  init(_ parts: [CSVTextPart], _ tables: [ObjectIdentifier: [Int32]], _ complements: [Int32]) {
    (self.parts, self.tables, self.complements) = (parts, tables, complements)
    var next = 0
    mentions = parts.map { part in
      next += part.known.count
      defer { next += part.run?.count ?? 0 }
      return next
    }
  }

  private var rows: Int { parts.last?.end ?? 0 }

  /// The code of each row, in the narrowest width that holds `count` codes; in the place of the old ones if it is theirs.
  func codes(_ old: inout WholeList, below count: Int) throws(Interrupted) -> WholeValues {
    switch old.take() {
    case .int8(let x): try codes(x, below: count)
    case .int16(let x): try codes(x, below: count)
    case .int32(let x): try codes(x, below: count)
    }
  }

  private func codes<Source: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ old: consuming [Source], below count: Int
  ) throws(Interrupted) -> WholeValues {
    switch count {
    case ...128: WholeValues(.int8(try recoded(old)))
    case ...32_768: WholeValues(.int16(try recoded(old)))
    default: WholeValues(.int32(try recoded(old)))
    }
  }

  private func recoded<Source, Target>(
    _ old: consuming [Source]
  ) throws(Interrupted) -> [Target]
  where
    Source: FixedWidthInteger & BitwiseCopyable & Sendable,
    Target: FixedWidthInteger & BitwiseCopyable & Sendable
  {
    if rows == old.count, var same = old as? [Target] {
      old = []
      try same.withUnsafeMutableBufferPointer { buffer throws(Interrupted) in
        if let base = buffer.baseAddress { try write(UnsafePointer(base), base) }
      }
      return same
    }
    return try filled(rows) { target throws(Interrupted) in
      try old.withUnsafeBufferPointer { buffer throws(Interrupted) in
        if let base = buffer.baseAddress { try write(base, target) }
      }
    }
  }

  private func write<Source: FixedWidthInteger & Sendable, Target: FixedWidthInteger & Sendable>(
    _ codes: UnsafePointer<Source>, _ target: UnsafeMutablePointer<Target>
  ) throws(Interrupted) {
    nonisolated(unsafe) let (codes, target) = (codes, target)
    try Parallel.forEachRange(count: parts.count, grain: 1) { range in
      for place in range {
        let part = parts[place]
        let old = codes + part.codes.lowerBound
        let new = target + part.row
        // A row without a text has a code of 0, for which there may be no text at all.
        let table = part.interner.flatMap { tables[ObjectIdentifier($0)] } ?? []
        table.withUnsafeBufferPointer { table in
          for row in 0..<part.codes.count {
            let code = Int(truncatingIfNeeded: old[row])
            new[row] = code < table.count ? Target(truncatingIfNeeded: table[code]) : 0
          }
        }
        let behind = new + part.codes.count
        for row in 0..<(part.run?.count ?? 0) {
          behind[row] = Target(truncatingIfNeeded: ~complements[mentions[place] + row])
        }
      }
    }
  }
}
