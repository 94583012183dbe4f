internal import Numerics

/// Where the texts of one chunk stand in a column whose texts have codes.
struct CSVTextPart {
  /// What knows the texts of its codes; `nil` if no row has a text.
  let interner: TextInterner?
  /// The codes that this chunk was the first to use.
  let known: Range<Int>
  let rows: Range<Int>

  /// The texts with one code each, in the order of their first appearance, whichever interner has them.
  ///
  /// - Parameter codes: the codes of all parts, by their interners; they are gone then.
  static func joined(
    _ parts: [CSVTextPart], _ codes: inout WholeList
  ) throws(Interrupted) -> TextValues {
    guard let first = parts.lazy.compactMap(\.interner).first else {
      return TextValues(codes: [], distinct: [])
    }
    let isSole = parts.allSatisfy { $0.interner === first || $0.interner == nil }
    // What becomes of the codes of each interner.
    var tables: [ObjectIdentifier: [Int32]] = [:]
    let distinct: TextList
    if isSole {
      let texts = first.texts
      guard let (merged, places) = texts.canonical() else {
        return TextValues(codes: codes.values, distinct: texts)
      }
      distinct = merged
      tables[ObjectIdentifier(first)] = places
    } else {
      var bytes: [UInt8] = []
      var starts = [0]
      for part in parts { part.interner?.append(part.known, to: &bytes, &starts) }
      let places: [Int32]
      (places, distinct) = TextList(bytes: bytes, starts: starts).coded()
      var next = 0
      for part in parts {
        guard let interner = part.interner else { continue }
        tables[ObjectIdentifier(interner), default: []] +=
          places[next..<(next + part.known.count)]
        next += part.known.count
      }
    }
    let recoding = Recoding(parts: parts, tables: tables)
    return TextValues(codes: try recoding.codes(&codes, below: distinct.count), distinct: distinct)
  }
}

/// From the codes of interners to those of the column.
private struct Recoding: @unchecked Sendable {
  let parts: [CSVTextPart]
  let tables: [ObjectIdentifier: [Int32]]
  private var rows: Int { parts.last?.rows.upperBound ?? 0 }

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
    if var same = old as? [Target] {
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
        // A row without a text has a code of 0, for which there may be no text at all.
        let table = part.interner.flatMap { tables[ObjectIdentifier($0)] } ?? []
        table.withUnsafeBufferPointer { table in
          for row in part.rows {
            let code = Int(truncatingIfNeeded: codes[row])
            target[row] = code < table.count ? Target(truncatingIfNeeded: table[code]) : 0
          }
        }
      }
    }
  }
}
