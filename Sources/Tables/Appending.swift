public import Diagnostics
internal import Numerics

extension Table {
  /// The rows of this table and, under them, those of the others, column by column of the same name.
  ///
  /// Columns keep the order of their first appearance. A column that a table hasn't is missing in its rows, with a
  /// note. A column without a value takes the type of the others; categories unite their levels, in the order of their
  /// first appearance; a category and a text make a text.
  ///
  /// - Complexity: O(cells)
  /// - Throws: E30 where a column has values of types that don't go together, naming it and both types; E82 if there
  ///   would be too many rows; E81 if it is interrupted.
  public func appending(_ others: [Table], notes: inout [Note]) throws(Diagnostic) -> Table {
    if others.isEmpty { return self }
    let parts = [self] + others
    let rowCount = parts.reduce(0) { $0 + $1.rowCount }
    guard rowCount < Int(Int32.max) else { throw tooManyRows(rowCount) }
    var order: [String] = []
    var seen: Set<String> = []
    for part in parts {
      for name in part.names where seen.insert(name).inserted { order.append(name) }
    }
    var named: [(name: String, column: Column)] = []
    for name in order {
      try Interrupt.poll("appending")
      let pieces = parts.map { $0[name] ?? Column(.unknown($0.rowCount)) }
      let absent = parts.reduce(0) { $0 + ($1[name] == nil ? $1.rowCount : 0) }
      if absent > 0 {
        notes.append(
          Note(
            .missing,
            "`\(name)` is missing in \(absent) of \(rowCount) rows, whose table has no such column")
        )
      }
      do throws(TypeConflict) {
        named.append((name, try stacked(pieces)))
      } catch {
        throw Diagnostic(
          .wrongKind,
          "`\(name)` is a \(error.first.rawValue) column in one table, a \(error.second.rawValue) column in another",
          found: error.second.rawValue, expected: [error.first.rawValue],
          help: [
            "convert one of them first: `change \(quoted(name)) = text(\(quoted(name)))`"
          ])
      }
    }
    return Table(unchecked: named, rowCount: rowCount)
  }
}

/// Two types that one column can't have both.
struct TypeConflict: Error {
  var first: ColumnType
  var second: ColumnType
  /// The place of the piece that has the second type.
  var place: Int
}

/// The pieces under each other. O(rows).
///
/// - Throws: the first two types that don't go together.
func stacked(_ pieces: [Column]) throws(TypeConflict) -> Column {
  let type = try commonType(pieces.map(\.type))
  let count = pieces.reduce(0) { $0 + $1.count }
  var gone: Bitmap?
  if pieces.contains(where: { $0.missing != nil }) {
    var bits = Bitmap(count: 0)
    for piece in pieces { bits.append(piece.missing ?? Bitmap(count: piece.count)) }
    gone = bits
  }
  switch type {
  case .unknown:
    return Column(.unknown(count))
  case .number:
    return Column(.number(numbers(pieces)), missing: gone)
  case .truth:
    return Column(
      .truth(joined(pieces, false) { if case .truth(let x) = $0.values { x } else { nil } }),
      missing: gone)
  case .date:
    return Column(
      .date(joined(pieces, 0) { if case .date(let x) = $0.values { x } else { nil } }),
      missing: gone)
  case .dateTime:
    return Column(
      .dateTime(joined(pieces, 0) { if case .dateTime(let x) = $0.values { x } else { nil } }),
      missing: gone)
  case .text:
    let (codes, labels) = united(pieces)
    return Column(.text(TextValues(codes: codes, distinct: labels)), missing: gone)
  case .category:
    let (codes, labels) = united(pieces)
    return Column(.category(CategoryValues(codes: codes, levels: Array(labels))), missing: gone)
  }
}

/// The type of a column that holds values of all these types: unknown gives way, category with text is text.
func commonType(_ types: [ColumnType]) throws(TypeConflict) -> ColumnType {
  var common = ColumnType.unknown
  for (place, type) in types.enumerated() where type != .unknown && type != common {
    switch (common, type) {
    case (.unknown, _): common = type
    case (.category, .text), (.text, .category): common = .text
    default: throw TypeConflict(first: common, second: type, place: place)
    }
  }
  return common
}

private func joined<Element>(
  _ pieces: [Column], _ blank: Element, _ values: (Column) -> [Element]?
) -> [Element] {
  var all: [Element] = []
  all.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
  for piece in pieces {
    if let values = values(piece) {
      all.append(contentsOf: values)
    } else {
      all.append(contentsOf: repeatElement(blank, count: piece.count))
    }
  }
  return all
}

/// The numbers of the pieces, whole ones as narrow as the widest of them; 0 where a piece has none.
private func numbers(_ pieces: [Column]) -> NumberValues {
  let wholes = pieces.map { piece -> WholeValues? in
    switch piece.values {
    case .number(let x): if case .whole(let whole) = x.storage { whole } else { nil }
    default: WholeValues(.int8(Array(repeating: 0, count: piece.count)))
    }
  }
  let all = wholes.compactMap { $0 }
  if all.count == pieces.count { return NumberValues(WholeValues(joining: all)) }
  return NumberValues(
    joined(pieces, 0) { if case .number(let x) = $0.values { x.doubles } else { nil } })
}

/// The labels of text and category columns as one list, in the order of their first appearance, with the rows' codes
/// into it.
private func united(_ pieces: [Column]) -> (codes: WholeValues, labels: TextList) {
  var labels = TextList([])
  var parts: [WholeValues] = []
  for piece in pieces {
    guard let (own, codes) = piece.labels else {
      parts.append(WholeValues(.int8(Array(repeating: 0, count: piece.count))))
      continue
    }
    if labels.isEmpty || labels == own {
      labels = own
      parts.append(codes)
      continue
    }
    var places = LabelIndex(labels).places(of: own)
    let new = places.indices.filter { places[$0] < 0 }
    for (rank, place) in new.enumerated() {
      places[place] = Int32(truncatingIfNeeded: labels.count + rank)
    }
    labels = labels.appending(own, new)
    // A missing row's code may point at nothing in a column without labels.
    let recoded = places
    parts.append(
      WholeValues(
        narrowing: codes.wide.map { Int($0) < recoded.count ? recoded[Int($0)] : 0 }))
  }
  return (WholeValues(joining: parts), labels)
}

/// A column's name as a script writes it: in back-quotes if it isn't a plain word.
func quoted(_ name: String) -> String {
  let isPlain = name.unicodeScalars.enumerated().allSatisfy { place, scalar in
    scalar == "_" || scalar.properties.isAlphabetic || (place > 0 && ("0"..."9").contains(scalar))
  }
  return isPlain && !name.isEmpty ? name : "`\(name)`"
}

func tooManyRows(_ count: Int) -> Diagnostic {
  Diagnostic(
    .tooLarge, "the table would have \(count) rows",
    details: ["a table has at most \(Int32.max - 1) rows"])
}
