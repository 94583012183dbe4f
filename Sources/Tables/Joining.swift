public import Diagnostics
internal import Numerics

/// Which rows a join gives.
public enum JoinRows: String, Sendable, CaseIterable {
  /// Every row of the left table; missing where it has no match.
  case left
  /// The rows of the left table that have a match.
  case matching
  /// Every row of the left table, then those of the right one that no row matches.
  case all
  /// The rows of the left table without a match, without the right table's columns.
  case unmatched
}

/// The columns that a join matches: one of the left table and one of the right.
public struct JoinKey: Sendable, Equatable {
  public var left: String
  public var right: String
  public init(_ left: String, _ right: String) { (self.left, self.right) = (left, right) }
}

extension Table {
  /// The rows of this table with the columns of the rows of another that have the same keys.
  ///
  /// Rows stay in their order; with repeated keys each comes once for each match, in the order of the right table. The
  /// columns are this table's, then the other's without its keys. A missing key never matches. A category and a text
  /// match by label.
  ///
  /// - Parameters:
  ///   - name: what the right table is called in messages, if it has a name.
  ///   - repeats: whether a key may come more than once in the right table.
  /// - Complexity: O(rows of both + rows of the result) on average.
  /// - Throws: E21 for an unknown key; E26 where another column is in both tables; E30 where two keys have types that
  ///   don't go together; E31 for a repeated key; E82 if there would be too many rows; E81 if it is interrupted.
  public func joining(
    _ right: Table, on keys: [JoinKey], rows: JoinRows = .left, repeats: Bool = false,
    name: String? = nil,
    notes: inout [Note]
  ) throws(Diagnostic) -> Table {
    let other = name ?? "the other table"
    let match = try JoinMatch(self, right, keys, other)
    let rightKeys = Set(keys.map(\.right))
    let added = right.names.filter { !rightKeys.contains($0) }
    if rows != .unmatched {
      try refuseSharedNames(added, other)
      if !repeats { try match.refuseRepeats(self, right, keys, rows, name) }
    }
    match.say(rows, keys, rowCount, right.rowCount, other, &notes)
    switch rows {
    case .unmatched:
      return gather(match.unmatchedLeft)
    case .matching, .left:
      let (from, to) = try match.pairs(keepingUnmatched: rows == .left)
      let own = from.count == rowCount && rows == .left && !match.isExpanding ? self : gather(from)
      let more = right.selecting(added).gather(to)
      return Table(
        unchecked: zip(own.names + more.names, own.columns + more.columns).map { ($0, $1) },
        rowCount: from.count)
    case .all:
      var (from, to) = try match.pairs(keepingUnmatched: true)
      let kept = from.count
      let rest = match.unmatchedRight
      guard kept + rest.count < Int(Int32.max) else { throw tooManyRows(kept + rest.count) }
      from.append(contentsOf: repeatElement(-1, count: rest.count))
      to += rest
      var named: [(name: String, column: Column)] = []
      for (column, place) in zip(columns, names.indices) {
        guard let key = keys.first(where: { $0.left == names[place] }),
          let filler = right[key.right]
        else {
          named.append((names[place], column.gather(from)))
          continue
        }
        do throws(TypeConflict) {
          // The right keys stand behind the left ones, and are picked for the rows that only the right table has.
          let both = try stacked([column, filler])
          let shift = Int32(truncatingIfNeeded: rowCount)
          named.append((names[place], both.gather(from.prefix(kept) + rest.map { $0 + shift })))
        } catch {
          throw conflict(key, error)
        }
      }
      named += added.compactMap { name in right[name].map { (name, $0.gather(to)) } }
      return Table(unchecked: named, rowCount: from.count)
    }
  }

  private func refuseSharedNames(_ added: [String], _ other: String) throws(Diagnostic) {
    let shared = added.filter { self[$0] != nil }
    guard let first = shared.first else { return }
    let list = shared.map { "`\($0)`" }.joined(separator: ", ")
    throw Diagnostic(
      .columnExists,
      shared.count == 1
        ? "both tables have a column \(list) that is no key"
        : "both tables have columns that are no keys: \(list)",
      found: first, candidates: shared,
      help: [
        "give it another name in \(other) first: `rename new_\(first.filter { $0 != "`" }) = \(quoted(first))`, "
          + "or leave it out: `remove \(shared.map(quoted).joined(separator: ", "))`",
        "if it says which rows belong together, make it a key: `on … , \(quoted(first))`",
      ])
  }
}

private func conflict(_ key: JoinKey, _ types: TypeConflict) -> Diagnostic {
  let sides = key.left == key.right ? "`\(key.left)`" : "`\(key.left)` and `\(key.right)`"
  return Diagnostic(
    .wrongKind,
    "\(sides) can't be matched: a \(types.first.rawValue) column and a \(types.second.rawValue) column",
    found: types.second.rawValue, expected: [types.first.rawValue],
    help: [
      "convert one of them first, as in `change \(quoted(key.left)) = text(\(quoted(key.left)))`"
    ])
}

/// Which rows of two tables have equal keys.
private struct JoinMatch {
  /// For each row of the left table the code of its key; -1 where a part of it is missing.
  var left: [Int32]
  /// The right table's rows by the codes of their keys: those of code c are `members[starts[c]..<starts[c + 1]]`.
  var starts: [Int32]
  var members: [Int32]
  /// The right rows with a part of the key missing.
  var rightCodes: [Int32]
  /// How many rows of the left table have each code.
  var leftCounts: [Int32]

  init(_ a: Table, _ b: Table, _ keys: [JoinKey], _ other: String) throws(Diagnostic) {
    guard !keys.isEmpty else { throw Diagnostic(.missingArgument, "a join needs a key") }
    let (n, m) = (a.rowCount, b.rowCount)
    guard n + m < Int(Int32.max) else { throw tooManyRows(n + m) }
    var both: [Column] = []
    for key in keys {
      guard let x = a[key.left] else { throw a.unknownColumn(key.left) }
      guard let y = b[key.right] else { throw b.unknownColumn(key.right, of: other) }
      do throws(TypeConflict) {
        both.append(try stacked([x, y]))
      } catch {
        throw conflict(key, error)
      }
    }
    try Interrupt.poll("joining")
    // Equal keys have equal codes over the rows of both tables.
    let codes = KeyCodes(both, rowCount: n + m, sorted: false)
    try Interrupt.poll("joining")
    var all = codes.codes
    for column in both {
      if let missing = column.missing { for row in missing.setIndices() { all[Int(row)] = -1 } }
    }
    left = Array(all.prefix(n))
    rightCodes = Array(all.dropFirst(n))
    leftCounts = [Int32](repeating: 0, count: codes.count)
    for code in left where code >= 0 { leftCounts[Int(code)] += 1 }
    starts = [Int32](repeating: 0, count: codes.count + 1)
    for code in rightCodes where code >= 0 { starts[Int(code) + 1] += 1 }
    for code in 0..<codes.count { starts[code + 1] += starts[code] }
    members = [Int32](repeating: 0, count: Int(starts[codes.count]))
    var next = starts
    for (row, code) in rightCodes.enumerated() where code >= 0 {
      members[Int(next[Int(code)])] = Int32(truncatingIfNeeded: row)
      next[Int(code)] += 1
    }
  }

  /// The right rows that match a key's code.
  private func range(_ code: Int32) -> Range<Int> {
    code < 0 ? 0..<0 : Int(starts[Int(code)])..<Int(starts[Int(code) + 1])
  }

  /// Whether some row of the left table has several matches.
  var isExpanding: Bool {
    leftCounts.indices.contains { leftCounts[$0] > 0 && starts[$0 + 1] - starts[$0] > 1 }
  }

  var unmatchedLeft: [Int32] {
    left.indices.filter { range(left[$0]).isEmpty }.map { Int32(truncatingIfNeeded: $0) }
  }

  var unmatchedRight: [Int32] {
    rightCodes.indices.filter { rightCodes[$0] < 0 || leftCounts[Int(rightCodes[$0])] == 0 }
      .map { Int32(truncatingIfNeeded: $0) }
  }

  /// How many pairs there are, the left rows without a match counted as one each if they are kept.
  func pairCount(keepingUnmatched: Bool) -> Int {
    left.reduce(0) { $0 + max(range($1).count, keepingUnmatched ? 1 : 0) }
  }

  /// The rows of both sides that stand beside each other, in the order of the left rows; -1 for no match.
  func pairs(keepingUnmatched: Bool) throws(Diagnostic) -> (from: [Int32], to: [Int32]) {
    let count = pairCount(keepingUnmatched: keepingUnmatched)
    guard count < Int(Int32.max) else { throw tooManyRows(count) }
    var from: [Int32] = []
    var to: [Int32] = []
    from.reserveCapacity(count)
    to.reserveCapacity(count)
    for (row, code) in left.enumerated() {
      if row & 8191 == 0 { try Interrupt.poll("joining") }
      let matches = range(code)
      if matches.isEmpty, keepingUnmatched {
        from.append(Int32(truncatingIfNeeded: row))
        to.append(-1)
      }
      for place in matches {
        from.append(Int32(truncatingIfNeeded: row))
        to.append(members[place])
      }
    }
    return (from, to)
  }

  /// Refuses a key that comes more than once in the right table; one that some left row has is named first.
  func refuseRepeats(
    _ a: Table, _ b: Table, _ keys: [JoinKey], _ rows: JoinRows, _ name: String?
  ) throws(Diagnostic) {
    var repeated: Int32?
    for code in rightCodes where code >= 0 && range(code).count > 1 {
      if leftCounts[Int(code)] > 0 {
        repeated = code
        break
      }
      if repeated == nil { repeated = code }
    }
    guard let repeated else { return }
    let row = Int(members[range(repeated).lowerBound])
    let values = keys.compactMap { key in b[key.right].map { shown($0[row]) } }.joined(
      separator: ", ")
    let columns = keys.map { "`\($0.right)`" }.joined(separator: ", ")
    let other = name ?? "the other table"
    let label =
      "\(columns) \(keys.count == 1 ? "is" : "together are") not unique in \(other): "
      + "\(values) is there \(range(repeated).count) times"
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
  func say(
    _ rows: JoinRows, _ keys: [JoinKey], _ n: Int, _ m: Int, _ other: String, _ notes: inout [Note]
  ) {
    let alone = unmatchedLeft.count
    if alone > 0 || rows == .unmatched {
      let gone = left.count { $0 < 0 }
      let key = keys.count == 1 ? "`\(keys[0].left)`" : "a key"
      notes.append(
        Note(
          .rows,
          "\(alone) of \(n) rows had no match"
            + (gone > 0 ? "; \(gone) because \(key) is missing" : "")))
    }
    if rows == .all {
      let rest = unmatchedRight.count
      if rest > 0 { notes.append(Note(.rows, "\(rest) of \(m) rows of \(other) had no match")) }
    }
  }
}

/// A value in a message: texts in quotes.
private func shown(_ cell: Cell) -> String {
  if case .text(let text) = cell { "\"\(text)\"" } else { cell.text() }
}
