internal import Diagnostics
internal import Syntax
internal import Tables

extension Evaluator {
  func binary(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ place: Place
  ) throws(Diagnostic) -> Value {
    if op == .and || op == .or { return try logic(op, left, right, place) }
    let (a, b) = (try evaluate(left, in: place), try evaluate(right, in: place))
    let range = left.range.union(right.range)
    if let value = try dateArithmetic(op, a, b, at: range) { return value }
    let x = try operand(a, left.range, of: op)
    let y = try operand(b, right.range, of: op)
    let result = try combine(x, y, at: range) { Arithmetic.apply(op, $0, $1) }
    undefined(result.undefined, in: String(source.slice(range)).collapsed)
    return result.value
  }

  func negate(_ expression: Expression, _ place: Place) throws(Diagnostic) -> Value {
    let value = try evaluate(expression, in: place)
    switch try operand(value, expression.range, of: .minus) {
    case .missing(let count): return count.map { .column(Column(.unknown($0))) } ?? .missing
    case .one(let x): return .number(-x)
    case .many(let x, let missing): return .column(Column(.number(x.map { -$0 }), missing: missing))
    }
  }

  /// A value as numbers to calculate with.
  private func operand(
    _ value: Value, _ range: SourceRange, of op: BinaryOperator
  ) throws(Diagnostic) -> Numbers {
    if let numbers = Numbers(value) { return numbers }
    throw Diagnostic(
      .wrongKind, "`\(op.rawValue)` needs numbers, not \(value.brief)", at: range,
      help: Evaluator.cure(for: value, op))
  }

  private static func cure(for value: Value, _ op: BinaryOperator) -> [String] {
    switch value {
    case _ where value.scalarType == .text || value.scalarType == .category:
      op == .plus
        ? [
          "`number(…)` reads a number from a text",
          "texts are put together in one: `\"{first} {last}\"`",
        ]
        : ["`number(…)` reads a number from a text"]
    case _ where value.scalarType == .truth:
      ["`if … then 1 else 0` makes numbers of true/false; `mean(…)` and `sum(…)` take it as it is"]
    case .list: ["a list has no arithmetic; a column has"]
    case .table: ["a column of a table is `t.name`; new columns come by `t | add name = …`"]
    default: []
    }
  }

  /// Two operands of any length, stretched if one is single.
  func combine(
    _ a: Numbers, _ b: Numbers, at range: SourceRange,
    _ apply: (Side, Side) -> [Double]
  ) throws(Diagnostic) -> (value: Value, undefined: Int) {
    if let x = a.count, let y = b.count, x != y {
      throw Diagnostic(
        .lengthsDiffer, "the sides have \(x) and \(y) rows", at: range,
        details: ["only a single value stretches"])
    }
    let count = a.count ?? b.count
    if a.isMissing || b.isMissing {
      return (count.map { .column(Column(.unknown($0))) } ?? .missing, 0)
    }
    let result = apply(a.arithmetic, b.arithmetic)
    guard count != nil else {
      let x = result.first ?? .nan
      return (.number(x), x.isFinite ? 0 : 1)
    }
    let (column, undefined) = Numbers.column(result, missing: Numbers.united(a.missing, b.missing))
    return (.column(column), undefined)
  }

  // MARK: Dates

  /// `date - date` in days, `date ± days`; `date-time - date-time` in seconds, `date-time ± seconds`.
  private func dateArithmetic(
    _ op: BinaryOperator, _ a: Value, _ b: Value, at range: SourceRange
  ) throws(Diagnostic) -> Value? {
    guard let kind = a.temporal ?? b.temporal else { return nil }
    guard op == .plus || op == .minus else {
      throw Diagnostic(.wrongKind, "`\(op.rawValue)` means nothing for dates", at: range)
    }
    let unit = kind == .date ? 1.0 : 1_000_000.0
    switch (a.temporal, b.temporal) {
    case (let x?, let y?):
      guard op == .minus else {
        throw Diagnostic(.wrongKind, "two dates can't be added", at: range)
      }
      guard x == y else {
        throw Diagnostic(
          .wrongKind, "a date and a date-time can't be subtracted", at: range,
          help: ["`date(…)` is the day of a date-time"])
      }
      guard let left = Numbers(temporal: a), let right = Numbers(temporal: b) else { return nil }
      return try combine(left, right, at: range) {
        Arithmetic.apply(.minus, $0, $1).map { $0 / unit }
      }.value
    case (_?, nil):
      guard let left = Numbers(temporal: a), let right = Numbers(b) else { return nil }
      let sign = op == .plus ? unit : -unit
      let sum = try combine(left, right, at: range) { (x, y) in
        Arithmetic.apply(.plus, x, y.scaled(by: sign))
      }
      return sum.value.asTemporal(kind)
    default:
      guard op == .plus else {
        throw Diagnostic(.wrongKind, "a date can't be taken from a number", at: range)
      }
      guard let left = Numbers(a), let right = Numbers(temporal: b) else { return nil }
      return try combine(right, left, at: range) {
        Arithmetic.apply(.plus, $0, $1.scaled(by: unit))
      }
      .value.asTemporal(kind)
    }
  }

  // MARK: Logic

  /// `and` and `or` by Kleene: `false and missing` is false, `true or missing` is true.
  private func logic(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ place: Place
  ) throws(Diagnostic) -> Value {
    let a = try truths(try evaluate(left, in: place), at: left.range)
    // A single false (or true) decides without a look at the other side, so that guards may stand first.
    if case .one(let x?) = a, x == (op == .or) { return .truth(x) }
    let b = try truths(try evaluate(right, in: place), at: right.range)
    return try Truths.combine(a, b, at: left.range.union(right.range)) { x, y in
      switch (x, y) {
      case (let x?, let y?): op == .and ? x && y : x || y
      case (let x?, nil), (nil, let x?): x == (op == .or) ? x : nil
      case (nil, nil): nil
      }
    }
  }

  func not(_ value: Value, at range: SourceRange) throws(Diagnostic) -> Value {
    switch try truths(value, at: range) {
    case .one(let x): return x.map { .truth(!$0) } ?? .missing
    case .many(let x, let missing): return .column(Column(.truth(x.map { !$0 }), missing: missing))
    }
  }

  /// A value as true/false.
  func truths(_ value: Value, at range: SourceRange) throws(Diagnostic) -> Truths {
    if let truths = Truths(value) { return truths }
    throw Diagnostic(
      .wrongKind, "a condition must be true or false, not \(value.brief)", at: range,
      help: Truths.cure(for: value))
  }

  func isMissing(_ operand: Expression, _ negated: Bool, _ place: Place) throws(Diagnostic) -> Value
  {
    switch try evaluate(operand, in: place) {
    case .cell(let cell): return .truth((cell == .missing) != negated)
    case .column(let column):
      return .column(Column(.truth((0..<column.count).map { column.isMissing($0) != negated })))
    default: return .truth(negated)
    }
  }

  /// `if c then a else b`, row by row where `c` is a column.
  func conditional(
    _ condition: Expression, _ then: Expression, _ otherwise: Expression, _ place: Place
  ) throws(Diagnostic) -> Value {
    switch try truths(try evaluate(condition, in: place), at: condition.range) {
    case .one(true): return try evaluate(then, in: place)
    case .one(false): return try evaluate(otherwise, in: place)
    case .one(nil): return .missing
    case .many(let choices, let missing):
      let a = try column(try evaluate(then, in: place), choices.count, at: then.range)
      let b = try column(try evaluate(otherwise, in: place), choices.count, at: otherwise.range)
      guard let chosen = Column.choosing(choices, missing: missing, a, b) else {
        throw Diagnostic(
          .wrongKind, "`then` gives \(a.type.plural) and `else` \(b.type.plural)",
          at: then.range.union(otherwise.range),
          help: ["both must be of one type: `text(…)`, `number(…)`"])
      }
      return .column(chosen)
    }
  }
}
