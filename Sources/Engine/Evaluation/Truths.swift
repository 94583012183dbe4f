internal import Diagnostics
internal import Numerics
package import Tables

/// Operands of logic: one truth (or missing), or one for each row.
enum Truths {
  case one(Bool?)
  case many([Bool], missing: Bitmap?)

  /// The truths of a value; `nil` if it has none.
  init?(_ value: Value) {
    switch value {
    case .cell(.truth(let x)): self = .one(x)
    case .cell(.missing): self = .one(nil)
    case .column(let column):
      switch column.values {
      case .truth(let x): self = .many(x, missing: column.missing)
      case .unknown(let count):
        self = .many(Array(repeating: false, count: count), missing: column.missing)
      default: return nil
      }
    default: return nil
    }
  }

  static func cure(for value: Value) -> [String] {
    switch value.scalarType {
    case .number?: ["compare it: `… > 0`, `… == 1`"]
    case .text?, .category?: ["compare it: `… == \"yes\"`"]
    default: []
    }
  }

  /// Combines two sides row by row; a single one stands for every row.
  static func combine(
    _ a: Truths, _ b: Truths, at range: SourceRange, _ op: (Bool?, Bool?) -> Bool?
  ) throws(Diagnostic) -> Value {
    if case .one(let x) = a, case .one(let y) = b { return op(x, y).map { .truth($0) } ?? .missing }
    let count = a.count ?? b.count ?? 0
    if let other = b.count, other != count {
      throw Diagnostic(
        .lengthsDiffer, "the sides have \(count) and \(other) rows", at: range,
        details: ["only a single value stretches"])
    }
    var values = [Bool](repeating: false, count: count)
    var gone = Bitmap(repeating: false, count: count)
    for row in 0..<count {
      if let x = op(a[row], b[row]) { values[row] = x } else { gone[row] = true }
    }
    return .column(Column(.truth(values), missing: gone))
  }

  var count: Int? { if case .many(let x, _) = self { x.count } else { nil } }

  subscript(row: Int) -> Bool? {
    switch self {
    case .one(let x): x
    case .many(let x, let missing): missing?[row] == true ? nil : x[row]
    }
  }
}

extension Value {
  /// The type of the values in a single value or a column; `nil` for anything else.
  package var scalarType: ColumnType? {
    switch self {
    case .cell(let cell): cell.type
    case .column(let column): column.type
    default: nil
    }
  }
}

extension Column {
  /// For each row the value of `a` where the choice is true, of `b` where it is false; missing where it is missing.
  ///
  /// `nil` if the columns are of different types. Categories with the same levels stay categories.
  static func choosing(_ choices: [Bool], missing: Bitmap?, _ a: Column, _ b: Column) -> Column? {
    let rows = choices.count
    var gone = Bitmap(repeating: false, count: rows)
    for row in 0..<rows {
      if missing?[row] == true || (choices[row] ? a : b).isMissing(row) { gone[row] = true }
    }
    func pick<C: RandomAccessCollection<Element>, Element>(_ x: C, _ y: C) -> [Element]
    where C.Index == Int {
      (0..<rows).map { choices[$0] ? x[$0] : y[$0] }
    }
    switch (a.values, b.values) {
    case (.unknown, .unknown): return Column(.unknown(rows))
    case (_, .unknown): return Column(a.values, missing: gone)
    case (.unknown, _): return Column(b.values, missing: gone)
    case (.number(let x), .number(let y)): return Column(.number(pick(x, y)), missing: gone)
    case (.truth(let x), .truth(let y)): return Column(.truth(pick(x, y)), missing: gone)
    case (.date(let x), .date(let y)): return Column(.date(pick(x, y)), missing: gone)
    case (.dateTime(let x), .dateTime(let y)): return Column(.dateTime(pick(x, y)), missing: gone)
    case (.category(let x), .category(let y)) where x.levels == y.levels:
      return Column(
        .category(CategoryValues(codes: pick(x.codes, y.codes), levels: x.levels)), missing: gone)
    case (.category(let x), .text(let y)) where Set(y.distinct).isSubset(of: x.levels):
      // A text that is a level keeps the category: `if … then "2nd" else class`.
      return Column(.category(x.with(y, choices.map { !$0 })), missing: gone)
    case (.text(let y), .category(let x)) where Set(y.distinct).isSubset(of: x.levels):
      return Column(.category(x.with(y, choices)), missing: gone)
    case (.text, .text), (.text, .category), (.category, .text), (.category, .category):
      return Column(
        texts: (0..<rows).map { row in
          if gone[row] { return nil }
          if case .text(let text) = (choices[row] ? a : b)[row] { return text } else { return nil }
        })
    default: return nil
    }
  }
}

extension CategoryValues {
  /// These labels, with those of `texts` put in where `replaced` says so.
  fileprivate func with(_ texts: TextValues, _ replaced: [Bool]) -> CategoryValues {
    let place = Dictionary(
      levels.enumerated().map { ($0.element, Int32($0.offset)) }, uniquingKeysWith: { a, _ in a })
    let translated = texts.distinct.map { place[$0] ?? 0 }
    return CategoryValues(
      codes: codes.indices.map { row in
        replaced[row] ? (translated.isEmpty ? 0 : translated[Int(texts.codes[row])]) : codes[row]
      }, levels: levels)
  }
}
