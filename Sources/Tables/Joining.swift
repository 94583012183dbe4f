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
    match.say(rows, keys, other, &notes)
    switch rows {
    case .unmatched:
      return filter(match.matched.inverted())
    case .matching, .left:
      let own: Table
      let to: [Int32]
      if match.isExpanding {
        let pairs = try match.pairs(keepingUnmatched: rows == .left)
        (own, to) = (gather(pairs.from), pairs.to)
      } else if rows == .left || match.matched.allSet {
        (own, to) = (self, match.onlyRows)
      } else {
        let kept = BitmapRows(match.matched)
        (own, to) = (filter(match.matched), kept.filter(match.onlyRows))
      }
      try Interrupt.poll("joining")
      let more = right.selecting(added).gather(to)
      return Table(
        unchecked: zip(own.names + more.names, own.columns + more.columns).map { ($0, $1) },
        rowCount: to.count)
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

func conflict(_ key: JoinKey, _ types: TypeConflict) -> Diagnostic {
  let sides = key.left == key.right ? "`\(key.left)`" : "`\(key.left)` and `\(key.right)`"
  return Diagnostic(
    .wrongKind,
    "\(sides) can't be matched: a \(types.first.rawValue) column and a \(types.second.rawValue) column",
    found: types.second.rawValue, expected: [types.first.rawValue],
    help: [
      "convert one of them first, as in `change \(quoted(key.left)) = text(\(quoted(key.left)))`"
    ])
}
