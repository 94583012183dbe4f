internal import Diagnostics
internal import Numerics
internal import Syntax
package import Tables

extension Evaluator {
  /// A chain of comparisons: each neighbour compared, all must hold.
  func comparison(
    _ first: Expression, _ rest: [Comparison], _ place: Place
  ) throws(Diagnostic) -> Value {
    var left = (expression: first, value: try evaluate(first, in: place))
    var whole: Value?
    for step in rest {
      try guardComparison(left.expression, step, place)
      let right = (expression: step.operand, value: try evaluate(step.operand, in: place))
      let range = left.expression.range.union(right.expression.range)
      let held =
        step.comparator == .in
        ? try isIn(left.value, right.value, at: right.expression.range)
        : try compare(step.comparator, left.value, right.value, at: range, sign: step.range)
      if let before = whole {
        whole = try Truths.combine(
          try truths(before, at: range), try truths(held, at: range), at: range
        ) { a, b in
          a == false || b == false ? false : a == nil || b == nil ? nil : true
        }
      } else {
        whole = held
      }
      left = right
    }
    return whole ?? left.value
  }

  /// Refuses comparisons whose answer is known before the rows are looked at.
  func guardComparison(
    _ left: Expression, _ step: Comparison, _ place: Place
  ) throws(Diagnostic) {
    try guardAgainstMissing(left, step)
    try guardAgainstItself(left, step, place)
  }

  private func guardAgainstMissing(_ left: Expression, _ step: Comparison) throws(Diagnostic) {
    let sides = [left, step.operand]
    guard step.comparator != .in, let side = sides.first(where: { $0.isMissingLiteral }) else {
      return
    }
    let other = side.range == left.range ? step.operand : left
    let question = step.comparator == .notEqual ? "is not missing" : "is missing"
    throw Diagnostic(
      .comparisonWithMissing, "nothing compares with missing: the answer is always missing",
      at: left.range.union(step.operand.range), help: ["`\(other.canonical) \(question)`"],
      fix: Diagnostic.Fix(left.range.union(step.operand.range), "\(other.canonical) \(question)"))
  }

  /// `cyl == cyl` in a column place compares a column with itself: nearly always the variable was meant.
  private func guardAgainstItself(
    _ left: Expression, _ step: Comparison, _ place: Place
  ) throws(Diagnostic) {
    guard case .rows = place, case .name(let a) = left.kind, case .name(let b) = step.operand.kind,
      a == b
    else {
      return
    }
    let always =
      [.equal, .lessOrEqual, .greaterOrEqual].contains(step.comparator) ? "true" : "false"
    var help: [String] = []
    if let value = variable(a) {
      help = [
        "for the variable \(a) (now \(value.brief)) write `\(a) \(step.comparator.rawValue) $\(a)`"
      ]
    }
    throw Diagnostic(
      .selfComparison,
      "`\(a) \(step.comparator.rawValue) \(a)` compares a column with itself, so it is \(always) for every row",
      at: left.range.union(step.operand.range), help: help)
  }

  /// One comparison of two values, each single or a column.
  func compare(
    _ comparator: Comparator, _ a: Value, _ b: Value, at range: SourceRange, sign: SourceRange
  ) throws(Diagnostic) -> Value {
    if case .cell(let x) = a, case .cell(let y) = b {
      guard let order = try order(x, y, comparator, range) else { return .missing }
      return .truth(comparator.holds(order))
    }
    guard a.scalarType != nil, b.scalarType != nil else {
      throw Diagnostic(
        .wrongKind, "\(a.brief) and \(b.brief) can't be compared", at: range)
    }
    let count = a.rowCount ?? b.rowCount ?? 0
    if let x = a.rowCount, let y = b.rowCount, x != y {
      throw Diagnostic(
        .lengthsDiffer, "the sides have \(x) and \(y) rows", at: range,
        details: ["only a single value stretches"])
    }
    if a.scalarType == .unknown || b.scalarType == .unknown {
      return .column(Column(.unknown(count)))
    }
    if let x = Numbers(a) ?? Numbers(temporal: a), let y = Numbers(b) ?? Numbers(temporal: b),
      a.scalarType == b.scalarType
    {
      return .column(Comparing.numbers(comparator, x, y, count))
    }
    if let column = try texts(comparator, a, b, count, range) { return .column(column) }
    // What is left is rare (true/false, a date against a date-time) or wrong: row by row.
    var values = [Bool](repeating: false, count: count)
    var gone = Bitmap(repeating: false, count: count)
    for row in 0..<count {
      if let order = try order(a.cell(row), b.cell(row), comparator, range) {
        values[row] = comparator.holds(order)
      } else {
        gone[row] = true
      }
    }
    return .column(Column(.truth(values), missing: gone))
  }

  /// Texts and categories against a single text: each distinct text is compared once.
  private func texts(
    _ comparator: Comparator, _ a: Value, _ b: Value, _ count: Int, _ range: SourceRange
  ) throws(Diagnostic) -> Column? {
    guard case .column(let column) = a, case .cell(.text(let text)) = b else {
      guard case .cell(.text) = a, case .column = b else { return nil }
      return try texts(comparator.mirrored, b, a, count, range)
    }
    let codes: WholeValues
    switch column.values {
    case .text(let x): codes = x.codes
    case .category(let x): codes = x.codes
    default: return nil
    }
    let holds = try labelTruths(comparator, column, text, range)
    let values = codes.map { holds.isEmpty ? false : holds[Int($0)] }
    return Column(.truth(values), missing: column.missing)
  }

  /// For each label of a text or category column whether the comparison with a text holds.
  func labelTruths(
    _ comparator: Comparator, _ column: Column, _ text: String, _ range: SourceRange
  ) throws(Diagnostic) -> [Bool] {
    switch column.values {
    case .text(let x):
      return x.distinct.map { comparator.holds($0 == text ? 0 : Comparing.texts($0, text)) }
    case .category(let x):
      guard let level = x.levels.firstIndex(of: text) else {
        // A label that can't occur: most often a slip of the pen.
        if let near = nearestNames(to: text, in: x.levels).first {
          note(.ambiguity, "\"\(text)\" is none of the levels; did you mean \"\(near)\"?")
        }
        guard comparator == .equal || comparator == .notEqual else {
          throw Diagnostic(
            .wrongKind, "\"\(text)\" is none of the levels, so it has no place in their order",
            at: range,
            candidates: x.levels)
        }
        return x.levels.map { _ in comparator.holds(1) }
      }
      let order = Dictionary(
        x.levels.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
      return x.levels.map { comparator.holds((order[$0] ?? 0) - level) }
    default: return []
    }
  }

  /// Below 0, 0 or above 0 as `a` stands before, with or behind `b`; `nil` if one is missing.
  private func order(
    _ a: Cell, _ b: Cell, _ comparator: Comparator, _ range: SourceRange
  ) throws(Diagnostic) -> Int? {
    switch (a, b) {
    case (.missing, _), (_, .missing): return nil
    case (.number(let x), .number(let y)): return x < y ? -1 : x == y ? 0 : 1
    case (.text(let x), .text(let y)): return Comparing.texts(x, y)
    case (.truth(let x), .truth(let y)): return x == y ? 0 : y ? -1 : 1
    case (.date(let x), .date(let y)): return x < y ? -1 : x == y ? 0 : 1
    case (.dateTime(let x), .dateTime(let y)): return x < y ? -1 : x == y ? 0 : 1
    case (.date(let x), .dateTime(let y)):
      let start = Int64(x.days) * Instant.microsecondsPerDay
      return start < y.microseconds ? -1 : start == y.microseconds ? 0 : 1
    case (.dateTime, .date): return try order(b, a, comparator, range).map { -$0 }
    default:
      var help: [String] = []
      if case .text(let text) = b, a.type == .number, parseNumber(text) != nil {
        help = ["`\(text)` without quotes is the number"]
      } else if case .text(let text) = b, a.type == .date || a.type == .dateTime {
        help = [
          isDate(text)
            ? "`@\(text)` is the date" : "a date is written `@2024-03-01`, without quotes"
        ]
      } else if a.type == .text, b.type == .number {
        help = ["`number(…)` reads a number from a text; `\"…\"` compares the text"]
      } else if a.type == .truth || b.type == .truth {
        help = ["true/false is compared with `true` or `false`, or used as it is"]
      }
      throw Diagnostic(
        .wrongKind, "\(a.kindName) and \(b.kindName) can't be compared", at: range, help: help)
    }
  }

  private func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return parts.count == 3 && Day(year: parts[0], month: parts[1], day: parts[2]) != nil
  }

  /// `x in list`: equal to one of its elements.
  private func isIn(_ a: Value, _ b: Value, at range: SourceRange) throws(Diagnostic) -> Value {
    var wanted: Set<Cell> = []
    switch b {
    case .list(let items):
      for item in items {
        guard case .cell(let cell) = item else {
          throw Diagnostic(
            .wrongKind, "`in` needs a list of single values, not of \(item.kindName)", at: range)
        }
        wanted.insert(cell)
      }
    case .column(let column): for row in 0..<column.count { wanted.insert(column[row]) }
    default:
      throw Diagnostic(
        .wrongKind, "`in` needs a list or a column, not \(b.brief)", at: range,
        help: ["`x in [1, 2, 3]`, `x in 1..5`"])
    }
    wanted.remove(.missing)
    if let type = a.scalarType, type != .unknown, let other = wanted.first?.type,
      !(type == other || (type == .category && other == .text))
    {
      throw Diagnostic(
        .wrongKind, "\(type.plural) can't be among \(other.plural)", at: range,
        help: other == .text ? ["without quotes it is a number"] : [])
    }
    switch a {
    case .cell(let cell): return cell == .missing ? .missing : .truth(wanted.contains(cell))
    case .column(let column):
      let values: [Bool]
      switch column.values {
      case .text(let x):
        let holds = x.distinct.map { wanted.contains(.text($0)) }
        values = x.codes.map { holds.isEmpty ? false : holds[Int($0)] }
      case .category(let x):
        let holds = x.levels.map { wanted.contains(.text($0)) }
        values = x.codes.map { holds.isEmpty ? false : holds[Int($0)] }
      default: values = (0..<column.count).map { wanted.contains(column[$0]) }
      }
      return .column(Column(.truth(values), missing: column.missing))
    default:
      throw Diagnostic(.wrongKind, "\(a.kindName) can't be looked up in a list", at: range)
    }
  }
}

/// Comparisons of whole columns.
enum Comparing {
  /// The order of two texts by their Unicode scalars: the same everywhere.
  static func texts(_ a: String, _ b: String) -> Int {
    a == b ? 0 : a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars) ? -1 : 1
  }

  static func numbers(_ comparator: Comparator, _ a: Numbers, _ b: Numbers, _ count: Int) -> Column
  {
    let values: [Bool] =
      switch comparator {
      case .equal: map(a, b, count) { $0 == $1 }
      case .notEqual: map(a, b, count) { $0 != $1 }
      case .less: map(a, b, count) { $0 < $1 }
      case .lessOrEqual: map(a, b, count) { $0 <= $1 }
      case .greater: map(a, b, count) { $0 > $1 }
      case .greaterOrEqual: map(a, b, count) { $0 >= $1 }
      case .in: []
      }
    return Column(.truth(values), missing: Numbers.united(a.missing, b.missing))
  }

  @inline(__always)
  private static func map(
    _ a: Numbers, _ b: Numbers, _ count: Int, _ op: (Double, Double) -> Bool
  ) -> [Bool] {
    let (x, y) = (a.arithmetic, b.arithmetic)
    let (xStep, yStep) = (x.isSingle ? 0 : 1, y.isSingle ? 0 : 1)
    return x.values.withUnsafeBufferPointer { x in
      y.values.withUnsafeBufferPointer { y in
        [Bool](unsafeUninitializedCapacity: count) { result, made in
          for i in 0..<count { result[i] = op(x[i &* xStep], y[i &* yStep]) }
          made = count
        }
      }
    }
  }
}

extension Comparator {
  func holds(_ order: Int) -> Bool {
    switch self {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    case .in: false
    }
  }

  /// The comparison with its sides changed over.
  var mirrored: Comparator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }
}

extension Expression {
  var isMissingLiteral: Bool { if case .missing = kind { true } else { false } }
}

extension Value {
  /// How many rows a column has; `nil` for a single value.
  package var rowCount: Int? { if case .column(let column) = self { column.count } else { nil } }

  /// The value at a row; a single value is the same at every row.
  package func cell(_ row: Int) -> Cell {
    switch self {
    case .cell(let cell): cell
    case .column(let column): column[row]
    default: .missing
    }
  }
}
