public import Diagnostics
internal import Numerics

/// Which rows a join gives.
public enum JoinRows: String, Sendable, CaseIterable {
  /// Every row of the left table, with what the right one has for it.
  case left
  /// The rows of the left table that have a match.
  case matching
  /// Every row of both tables.
  case all
  /// The rows of the left table that have no match, as they are.
  case unmatched
}

/// A column of the left table and the column of the right one that it is compared with.
public struct JoinKey: Sendable, Equatable {
  public var left: String
  public var right: String
  public init(_ left: String, _ right: String? = nil) { (self.left, self.right) = (left, right ?? left) }
}

extension Table {
  /// The table joined with another on equal keys.
  ///
  /// Rows come in the order of the left table, a row's matches in the order of the right one; with `.all` the unmatched
  /// rows of the right follow. The result has the left table's columns, then those of the right that aren't keys;
  /// one whose name is taken gets `_2` (`_3`, …) and a note says so. Missing keys never match. Texts match categories
  /// by label.
  ///
  /// Throws ``Diagnostic/Code/unknownColumn`` for a key that isn't there, ``Diagnostic/Code/wrongKind`` for keys of
  /// different types, and ``Diagnostic/Code/repeatedKey`` if keys come more than once on the right and `repeats` is
  /// false (with `.unmatched` it makes no difference). `leftName` and `rightName` are used in messages.
  ///
  /// - Complexity: O(rows of both · keys)
  public func joined(
    with right: Table, on keys: [JoinKey], rows: JoinRows = .left, repeats: Bool = false,
    leftName: String = "the table", rightName: String = "the joined table"
  ) throws(Diagnostic) -> (table: Table, notes: [Note]) {
    if keys.isEmpty {
      throw Diagnostic(
        .missingArgument, "join needs the columns to match on",
        help: ["for example `join \(rightName) on \(names.first { right[$0] != nil } ?? "id")`"])
    }
    let match = try matched(with: right, on: keys, leftName, rightName)
    try Interrupt.poll("joining")
    if rows == .unmatched {
      let kept = match.partner.indices.filter { match.partner[$0] < 0 }.map { Int32($0) }
      let note = Note(.rows, "kept \(kept.count) of \(counted(rowCount, "row")) that have no match in \(rightName)")
      return (gather(kept), [note])
    }
    if !repeats, let repeated = match.mostRepeated { throw repetition(repeated, match, right, keys, rows, rightName) }

    let pairs = try match.pairs(rows)
    let notes = match.notes(rows, leftRows: rowCount, rightRows: right.rowCount, rightName)
    return try assembled(right, keys, pairs, notes, rightName)
  }

  /// For each row of the left table the rows of the right with its key.
  private func matched(
    with right: Table, on keys: [JoinKey], _ leftName: String, _ rightName: String
  ) throws(Diagnostic) -> Match {
    var united: [Column] = []
    var missing: Bitmap?
    for key in keys {
      guard let a = self[key.left] else { throw unknownColumn(key.left, of: leftName) }
      guard let b = right[key.right] else { throw right.unknownColumn(key.right, of: rightName) }
      guard let whole = Column.concatenating([a, b]) else {
        throw Diagnostic(
          .wrongKind,
          "join can't compare `\(key.left)` (\(a.type.rawValue)) with `\(key.right)` of \(rightName) (\(b.type.rawValue))",
          found: b.type.rawValue, expected: [a.type.rawValue],
          help: ["convert one of them first, for example `change \(key.left) = text(\(key.left))`"])
      }
      united.append(whole)
      if let gone = whole.missing { missing = missing?.union(gone) ?? gone }
    }
    let codes = KeyCodes(united, rowCount: rowCount + right.rowCount, sorted: false)
    return Match(codes, missing, leftRows: rowCount, rightRows: right.rowCount)
  }

  private func repetition(
    _ repeated: (row: Int32, times: Int), _ match: Match, _ right: Table, _ keys: [JoinKey], _ rows: JoinRows,
    _ rightName: String
  ) -> Diagnostic {
    let values = keys.map { key -> String in
      let cell = right[key.right]?[Int(repeated.row)] ?? .missing
      if case .text(let text) = cell { return "\"\(CSVReader.shown(text, limit: 40))\"" }
      return cell.text()
    }.joined(separator: ", ")
    let names = keys.map { "`\($0.right)`" }.joined(separator: " and ")
    let label = "\(names) \(keys.count == 1 ? "is" : "are") not unique in \(rightName): \(values) is there \(repeated.times) times"
    let count = match.rowCount(rows)
    let on = keys.map { $0.left == $0.right ? $0.left : "\($0.left) = \($0.right)" }.joined(separator: ", ")
    return Diagnostic(
      .repeatedKey,
      count > rowCount
        ? "join would turn \(counted(rowCount, "row")) into \(count)" : "the key of a join must be unique in \(rightName)",
      label: label, details: [label],
      help: ["make \(rightName) unique first, or write `join \(rightName) on \(on), repeats: true`"])
  }

  /// The result's columns from pairs of rows, -1 where a side has none.
  private func assembled(
    _ right: Table, _ keys: [JoinKey], _ pairs: (left: [Int32], right: [Int32]), _ notes: [Note], _ rightName: String
  ) throws(Diagnostic) -> (table: Table, notes: [Note]) {
    var notes = notes
    var named: [(name: String, column: Column)] = []
    // Rows that only the right table has take their keys from there.
    let hasRightOnly = pairs.left.contains(-1)
    for (name, column) in zip(names, columns) {
      try Interrupt.poll("joining")
      if hasRightOnly, let key = keys.first(where: { $0.left == name }), let other = right[key.right],
        let both = Column.concatenating([column, other])
      {
        let offset = Int32(rowCount)
        named.append((name, both.gather(zip(pairs.left, pairs.right).map { $0 >= 0 ? $0 : offset + $1 })))
      } else {
        named.append((name, column.gather(pairs.left)))
      }
    }
    let rightKeys = Set(keys.map(\.right))
    var taken = Set(names).union(right.names.filter { !rightKeys.contains($0) })
    var used = Set(names)
    var renamed: [String] = []
    for (name, column) in zip(right.names, right.columns) where !rightKeys.contains(name) {
      try Interrupt.poll("joining")
      var unique = name
      var number = 2
      if used.contains(name) {
        repeat {
          unique = "\(name)_\(number)"
          number += 1
        } while taken.contains(unique)
        renamed.append(unique)
      }
      taken.insert(unique)
      used.insert(unique)
      named.append((unique, column.gather(pairs.right)))
    }
    if !renamed.isEmpty {
      notes.append(Note(.ambiguity, "both tables have them, so those of \(rightName) became \(listed(renamed))"))
    }
    return (Table(unchecked: named, rowCount: pairs.left.count), notes)
  }

  /// Which rows of the right belong to each row of the left.
  private struct Match {
    /// For each left row the code of its key; -1 if it is missing or the right hasn't it.
    var partner: [Int32]
    /// Right rows by code: those of code c are `rows[starts[c]..<starts[c + 1]]`.
    var starts: [Int32]
    var rows: [Int32]
    /// Right rows that no left row asks for.
    var rightOnly: [Int32] = []
    var mostRepeated: (row: Int32, times: Int)?

    init(_ codes: KeyCodes, _ missing: Bitmap?, leftRows: Int, rightRows: Int) {
      let all = codes.codes
      starts = [Int32](repeating: 0, count: codes.count + 1)
      rows = []
      rows.reserveCapacity(rightRows)
      for row in 0..<rightRows where !(missing?[leftRows + row] ?? false) { starts[Int(all[leftRows + row]) + 1] += 1 }
      var most: Int32 = 1
      var mostCode = -1
      for code in 0..<codes.count {
        if starts[code + 1] > most { (most, mostCode) = (starts[code + 1], code) }
        starts[code + 1] += starts[code]
      }
      var next = starts
      rows = [Int32](repeating: 0, count: Int(starts[codes.count]))
      for row in 0..<rightRows where !(missing?[leftRows + row] ?? false) {
        let code = Int(all[leftRows + row])
        rows[Int(next[code])] = Int32(row)
        next[code] += 1
      }
      if mostCode >= 0 { mostRepeated = (rows[Int(starts[mostCode])], Int(most)) }
      partner = [Int32](repeating: -1, count: leftRows)
      var isUsed = [Bool](repeating: false, count: codes.count)
      for row in 0..<leftRows where !(missing?[row] ?? false) {
        let code = Int(all[row])
        if starts[code] < starts[code + 1] {
          partner[row] = Int32(code)
          isUsed[code] = true
        }
      }
      for row in 0..<rightRows where missing?[leftRows + row] ?? false || !isUsed[Int(all[leftRows + row])] {
        rightOnly.append(Int32(row))
      }
    }

    func rowCount(_ kind: JoinRows) -> Int {
      var total = 0
      for code in partner {
        if code >= 0 {
          total += Int(starts[Int(code) + 1] - starts[Int(code)])
        } else if kind != .matching {
          total += 1
        }
      }
      return kind == .all ? total + rightOnly.count : total
    }

    func pairs(_ kind: JoinRows) throws(Diagnostic) -> (left: [Int32], right: [Int32]) {
      let total = rowCount(kind)
      guard total < Int(Int32.max) else {
        throw Diagnostic(.tooLarge, "the join would have \(total) rows, more than \(Int32.max - 1)")
      }
      var left: [Int32] = []
      var right: [Int32] = []
      left.reserveCapacity(total)
      right.reserveCapacity(total)
      for (row, code) in partner.enumerated() {
        if row & 0xFFFF == 0 { try Interrupt.poll("joining") }
        if code >= 0 {
          for place in starts[Int(code)]..<starts[Int(code) + 1] {
            left.append(Int32(row))
            right.append(rows[Int(place)])
          }
        } else if kind != .matching {
          left.append(Int32(row))
          right.append(-1)
        }
      }
      if kind == .all {
        left.append(contentsOf: repeatElement(-1, count: rightOnly.count))
        right.append(contentsOf: rightOnly)
      }
      return (left, right)
    }

    func notes(_ kind: JoinRows, leftRows: Int, rightRows: Int, _ rightName: String) -> [Note] {
      let alone = partner.count { $0 < 0 }
      var notes: [Note] = []
      switch kind {
      case .matching:
        notes.append(Note(.rows, "kept \(leftRows - alone) of \(counted(leftRows, "row")); \(alone) had no match"))
      default:
        if alone > 0 { notes.append(Note(.rows, "\(alone) of \(counted(leftRows, "row")) had no match")) }
      }
      if kind == .all, !rightOnly.isEmpty {
        notes.append(Note(.rows, "\(rightOnly.count) of \(counted(rightRows, "row")) of \(rightName) had no match"))
      }
      return notes
    }
  }
}
