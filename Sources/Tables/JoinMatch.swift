internal import CFiles
internal import Diagnostics
internal import Numerics

/// Which rows of two tables have equal keys.
struct JoinMatch {
  /// For each row of the left table the code of its key in the right one; -1 where it has no match.
  private let codes: [Int32]
  /// The right table's rows by the codes of their keys; `nil` where each key is there once, and its code its row.
  private let members: (starts: [Int32], rows: [Int32])?
  /// The left rows that have a match.
  let matched: Bitmap
  private let rightCount: Int
  /// How many left rows have a key with a part missing.
  private let missingLeft: Int

  /// - Complexity: O(rows of both) where the keys are dense or in order, a sort of both sides' keys otherwise.
  init(_ a: Table, _ b: Table, _ keys: [JoinKey], _ other: String) throws(Diagnostic) {
    guard !keys.isEmpty else { throw Diagnostic(.missingArgument, "a join needs a key") }
    let (n, m) = (a.rowCount, b.rowCount)
    guard n + m < Int(Int32.max) else { throw tooManyRows(n + m) }
    rightCount = m
    var columns: [(left: Column, right: Column)] = []
    for key in keys {
      guard let x = a[key.left] else { throw a.unknownColumn(key.left) }
      guard let y = b[key.right] else { throw b.unknownColumn(key.right, of: other) }
      do throws(TypeConflict) {
        _ = try commonType([x.type, y.type])
      } catch {
        throw conflict(key, error)
      }
      columns.append((x, y))
    }
    // Rows with a part missing match nothing: those of the right table are left out at once.
    let goneLeft = JoinMatch.united(columns.map(\.left.missing))
    let goneRight = JoinMatch.united(columns.map(\.right.missing))
    missingLeft = goneLeft?.setCount ?? 0
    let rows = goneRight.map { BitmapRows($0.inverted()) }
    let pairs = columns.map { ($0.left, rows.map($0.right.filter) ?? $0.right) }
    let found = try interruptible("joining") { () throws(Interrupted) in
      try JoinMatch.found(pairs, n, rows?.count ?? m)
    }
    var (codes, members) = found
    if let rows {
      // Back to the rows of the whole table.
      let places = rows.bits.setIndices()
      if let own = members {
        members = (own.starts, own.rows.map { places[Int($0)] })
      } else {
        codes = codes.map { $0 < 0 ? -1 : places[Int($0)] }
      }
    }
    if let goneLeft { for row in goneLeft.setIndices() { codes[Int(row)] = -1 } }
    matched = Bitmap(whereNegative: codes).inverted()
    (self.codes, self.members) = (codes, members)
  }

  private static func united(_ bitmaps: [Bitmap?]) -> Bitmap? {
    bitmaps.reduce(nil) { united, next in
      guard let united, let next else { return united ?? next }
      return united.union(next)
    }
  }

  private typealias Found = (codes: [Int32], members: (starts: [Int32], rows: [Int32])?)

  private static func found(
    _ pairs: [(Column, Column)], _ n: Int, _ m: Int
  ) throws(Interrupted) -> Found {
    var left: [KeyColumn] = []
    var right: [KeyColumn] = []
    for (a, b) in pairs {
      guard let (x, y) = try KeyColumn.pair(a, b) else {
        // Nothing matches; whether the right keys are there once is asked all the same.
        var own: [KeyColumn] = []
        for pair in pairs { own.append(try KeyColumn(pair.1, sorted: false)) }
        let codes = try KeyCodes(PackedKeys(own, rowCount: m))
        return (
          Array(repeating: -1, count: n), codes.count == m ? nil : try codes.members()
        )
      }
      left.append(x)
      right.append(y)
    }
    let bits = left.reduce(0) { $0 + $1.bits }
    let (a, b): (PackedKeys, PackedKeys)
    if bits <= 64 {
      (a, b) = (try PackedKeys(left, rowCount: n), try PackedKeys(right, rowCount: m))
    } else {
      // Numbered together, the rows of both tables under each other.
      let joint = try joint(pairs, n, m)
      (a, b) = (
        try PackedKeys([joint.left], rowCount: n), try PackedKeys([joint.right], rowCount: m)
      )
    }
    if a.last < UInt64(4 * (n + m) + 4096) {
      if let rows = try onlyRows(b) { return (try lookedUp(a, in: rows), nil) }
      let codes = try KeyCodes(b)
      var table = [Int32](repeating: -1, count: Int(a.last) + 1)
      for (code, word) in codes.words.enumerated() {
        table[Int(word)] = Int32(truncatingIfNeeded: code)
      }
      return (try lookedUp(a, in: table), try codes.members())
    }
    return try merged(try RadixOrder.sorted(a), try RadixOrder.sorted(b))
  }

  private static func joint(
    _ pairs: [(Column, Column)], _ n: Int, _ m: Int
  ) throws(Interrupted) -> (left: KeyColumn, right: KeyColumn) {
    var columns: [KeyColumn] = []
    for (a, b) in pairs {
      // Their types were found to go together.
      guard let both = try? stacked([a, b]) else { continue }
      columns.append(try KeyColumn(both, sorted: false))
    }
    let codes = try KeyCodes(PackedKeys(columns, rowCount: n + m))
    let wide = try codes.groupOf().wide
    return (
      KeyColumn(codes: WholeValues(Array(wide[..<n])), last: codes.count - 1),
      KeyColumn(codes: WholeValues(Array(wide[n...])), last: codes.count - 1)
    )
  }

  /// For each word that can be the row that has it, -1 for none; `nil` if some word comes twice.
  private static func onlyRows(_ keys: PackedKeys) throws(Interrupted) -> [Int32]? {
    let range = Int(keys.last) + 1
    var isRepeated = false
    let table = try filled(range) { (table: UnsafeMutablePointer<Int32>) throws(Interrupted) in
      nonisolated(unsafe) let table = table
      try Parallel.forEachRange(count: range, grain: 1 << 16) { words in
        for word in words { table[word] = -1 }
      }
      // Of the rows that share a word any may be the one that stands there in the end; then the table isn't used.
      try Parallel.forEachRange(count: keys.rowCount, grain: 1 << 16) { rows in
        keys.forEachBlock(rows) { start, words in
          for i in 0..<words.count {
            ogive_store(
              table + Int(truncatingIfNeeded: words[i]), Int32(truncatingIfNeeded: start &+ i))
          }
        }
      }
      let counts = try Parallel.ranges(count: range, grain: 1 << 16) { words in
        var count = 0
        for word in words { count &+= table[word] < 0 ? 0 : 1 }
        return count
      }
      isRepeated = counts.reduce(0, +) < keys.rowCount
    }
    return isRepeated ? nil : table
  }

  private static func lookedUp(
    _ keys: PackedKeys, in table: [Int32]
  ) throws(Interrupted) -> [Int32] {
    try filled(keys.rowCount) { (codes: UnsafeMutablePointer<Int32>) throws(Interrupted) in
      nonisolated(unsafe) let codes = codes
      try Parallel.forEachRange(count: keys.rowCount, grain: 1 << 16) { rows in
        table.withUnsafeBufferPointer { table in
          keys.forEachBlock(rows) { start, block in
            for i in 0..<block.count {
              codes[start &+ i] = table[Int(truncatingIfNeeded: block[i])]
            }
          }
        }
      }
    }
  }

  /// The matches of two sides that are in the order of their words.
  private static func merged(
    _ left: RadixOrder.Sorted, _ right: RadixOrder.Sorted
  ) throws(Interrupted) -> Found {
    let words = right.words
    // Where each word of the right side begins.
    var starts: [Int32] = []
    starts.reserveCapacity(words.count + 1)
    for place in words.indices where place == 0 || words[place] != words[place - 1] {
      starts.append(Int32(truncatingIfNeeded: place))
    }
    let count = starts.count
    starts.append(Int32(truncatingIfNeeded: words.count))
    let isUnique = count == words.count
    let begins = starts
    let codes = try filled(left.rows.count) {
      (codes: UnsafeMutablePointer<Int32>) throws(Interrupted) in
      nonisolated(unsafe) let codes = codes
      try Parallel.forEachRange(count: left.rows.count, grain: 1 << 15) { part in
        // The first word of the right side that isn't before the part's first.
        let first = left.words[part.lowerBound]
        var (code, high) = (0, count)
        while code < high {
          let middle = (code + high) / 2
          if words[Int(begins[middle])] < first { code = middle + 1 } else { high = middle }
        }
        for place in part {
          let word = left.words[place]
          while code < count, words[Int(begins[code])] < word { code += 1 }
          let isFound = code < count && words[Int(begins[code])] == word
          codes[Int(left.rows[place])] =
            !isFound ? -1 : isUnique ? right.rows[code] : Int32(truncatingIfNeeded: code)
        }
      }
    }
    return (codes, isUnique ? nil : (starts, right.rows))
  }

  /// The right rows that match a key's code.
  private func range(_ code: Int32) -> Range<Int> {
    guard code >= 0 else { return 0..<0 }
    guard let members else { return Int(code)..<Int(code) + 1 }
    return Int(members.starts[Int(code)])..<Int(members.starts[Int(code) + 1])
  }

  private func rightRow(_ place: Int) -> Int32 {
    members?.rows[place] ?? Int32(truncatingIfNeeded: place)
  }

  /// For each left row the one right row that matches, -1 for none; not to be asked for where a row has several.
  var onlyRows: [Int32] {
    guard let members else { return codes }
    return codes.map { $0 < 0 ? -1 : members.rows[Int(members.starts[Int($0)])] }
  }

  /// Whether some row of the left table has several matches.
  var isExpanding: Bool { members != nil && codes.contains { range($0).count > 1 } }

  var unmatchedRight: [Int32] {
    var isFree = Bitmap(repeating: true, count: rightCount)
    if members == nil {
      for code in codes where code >= 0 { isFree[Int(code)] = false }
    } else {
      for code in Set(codes) {
        for place in range(code) { isFree[Int(rightRow(place))] = false }
      }
    }
    return isFree.setIndices()
  }

  /// How many pairs there are, the left rows without a match counted as one each if they are kept.
  private func pairCount(keepingUnmatched: Bool) -> Int {
    codes.reduce(0) { $0 + max(range($1).count, keepingUnmatched ? 1 : 0) }
  }

  /// The rows of both sides that stand beside each other, in the order of the left rows; -1 for no match.
  func pairs(keepingUnmatched: Bool) throws(Diagnostic) -> (from: [Int32], to: [Int32]) {
    let count = pairCount(keepingUnmatched: keepingUnmatched)
    guard count < Int(Int32.max) else { throw tooManyRows(count) }
    var from: [Int32] = []
    var to: [Int32] = []
    from.reserveCapacity(count)
    to.reserveCapacity(count)
    for (row, code) in codes.enumerated() {
      if row & 8191 == 0 { try Interrupt.poll("joining") }
      let matches = range(code)
      if matches.isEmpty, keepingUnmatched {
        from.append(Int32(truncatingIfNeeded: row))
        to.append(-1)
      }
      for place in matches {
        from.append(Int32(truncatingIfNeeded: row))
        to.append(rightRow(place))
      }
    }
    return (from, to)
  }

  /// Refuses a key that comes more than once in the right table; one that some left row has is named first.
  func refuseRepeats(
    _ a: Table, _ b: Table, _ keys: [JoinKey], _ rows: JoinRows, _ name: String?
  ) throws(Diagnostic) {
    guard let members else { return }
    var isWanted = [Bool](repeating: false, count: members.starts.count)
    for code in codes where code >= 0 { isWanted[Int(code)] = true }
    var repeated: (isWanted: Bool, row: Int32, count: Int)?
    for code in 0..<members.starts.count - 1 {
      let count = Int(members.starts[code + 1] - members.starts[code])
      guard count > 1 else { continue }
      let row = members.rows[Int(members.starts[code])]
      if let best = repeated, best.isWanted && !isWanted[code] { continue }
      if let best = repeated, best.isWanted == isWanted[code], best.row < row { continue }
      repeated = (isWanted[code], row, count)
    }
    guard let repeated else { return }
    let values = keys.compactMap { key in b[key.right].map { shown($0[Int(repeated.row)]) } }
      .joined(separator: ", ")
    let columns = keys.map { "`\($0.right)`" }.joined(separator: ", ")
    let other = name ?? "the other table"
    let label =
      "\(columns) \(keys.count == 1 ? "is" : "together are") not unique in \(other): "
      + "\(values) is there \(repeated.count) times"
    let grown =
      pairCount(keepingUnmatched: rows != .matching) + (rows == .all ? unmatchedRight.count : 0)
    let on = keys.map {
      $0.left == $0.right ? quoted($0.left) : "\(quoted($0.left)) = \(quoted($0.right))"
    }
    let option = rows == .left ? "" : ", rows: \"\(rows.rawValue)\""
    throw Diagnostic(
      .repeatedKey,
      isExpanding
        ? "join would turn \(a.rowCount) rows into \(grown)"
        : "join needs a key that is unique in \(other)",
      label: label, found: values,
      help: [
        "make \(other) unique first, or write "
          + "`join \(name ?? "…") on \(on.joined(separator: ", "))\(option), repeats: true`"
      ])
  }

  /// Says how many rows had no match.
  func say(_ rows: JoinRows, _ keys: [JoinKey], _ other: String, _ notes: inout [Note]) {
    let alone = codes.count - matched.setCount
    if alone > 0 || rows == .unmatched {
      let key = keys.count == 1 ? "`\(keys[0].left)`" : "a key"
      notes.append(
        Note(
          .rows,
          "\(alone) of \(codes.count) rows had no match"
            + (missingLeft > 0 ? "; \(missingLeft) because \(key) is missing" : "")))
    }
    if rows == .all {
      let rest = unmatchedRight.count
      if rest > 0 {
        notes.append(Note(.rows, "\(rest) of \(rightCount) rows of \(other) had no match"))
      }
    }
  }
}

/// A value in a message: texts in quotes.
private func shown(_ cell: Cell) -> String {
  if case .text(let text) = cell { "\"\(text)\"" } else { cell.text() }
}
