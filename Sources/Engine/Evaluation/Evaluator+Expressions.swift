internal import Cards
public import Diagnostics
internal import Numerics
public import Syntax
public import Tables

extension Evaluator {
  /// The value of an expression.
  ///
  /// - Throws: a diagnostic at the smallest part of the expression that is at fault.
  public func evaluate(_ expression: Expression, in place: Place) throws(Diagnostic) -> Value {
    if stack.isNear {
      throw Diagnostic(
        .recursion, "the functions call each other too deep", at: expression.range,
        details: ["at most \(Evaluator.recursionLimit) calls may be open at a time"])
    }
    do {
      if case .rows(let frame) = place, isForVectors(expression, frame),
        let value = try vectorised(expression, frame)
      {
        return value
      }
      return try value(of: expression, in: place)
    } catch {
      throw error.located(at: expression.range, in: source)
    }
  }

  private func value(of expression: Expression, in place: Place) throws(Diagnostic) -> Value {
    switch expression.kind {
    case .number(let x, _): return .number(x)
    case .truth(let x): return .truth(x)
    case .missing: return .missing
    case .date(let literal): return try date(literal)
    case .text(let parts): return try text(parts, place, expression.range)
    case .name(let name):
      if case .rows(let frame) = place { return try column(name, frame, expression.range) }
      return try lookUp(name, expression.range)
    case .variable(let name): return try lookUp(name, expression.range)
    case .dot:
      throw Diagnostic(
        .formula, "`.` means all other columns and belongs in a formula",
        help: ["`y ~ .`", "`all_columns()`"])
    case .list(let items):
      var values: [Value] = []
      for item in items { values.append(try plain(item, place)) }
      return .list(values)
    case .group(let pipeline): return try evaluate(pipeline, in: place)
    case .call(let callee, let items): return try call(callee, items, in: place, expression.range)
    case .index(let base, let items): return try index(base, items, place)
    case .member(let base, let name): return try member(base, name, place)
    case .negative(let operand): return try negate(operand, place)
    case .not(let operand): return try not(try evaluate(operand, in: place), at: operand.range)
    case .binary(let op, let left, let right): return try binary(op, left, right, place)
    case .comparison(let first, let rest): return try comparison(first, rest, place)
    case .isMissing(let operand, let negated): return try isMissing(operand, negated, place)
    case .range(let low, let high): return try range(low, high, place)
    case .conditional(let condition, let then, let otherwise):
      return try conditional(condition, then, otherwise, place)
    case .formula(let response, let predictors):
      return .formula(
        FormulaValue(response: response, predictors: predictors, source: source, locals: locals))
    }
  }

  // MARK: Names

  /// A bare name in a column place.
  private func column(
    _ name: String, _ frame: Frame, _ range: SourceRange
  ) throws(Diagnostic) -> Value {
    guard let column = frame.column(name) else {
      throw unknownColumn(name, frame.table, frame.subject, range)
    }
    if variable(name) != nil, case .function? = variable(name) {
    } else if variable(name) != nil {
      note(.ambiguity, "`\(name)` is the column; the variable is `$\(name)`")
    }
    return .column(column)
  }

  /// The error for a name that is no column.
  public func unknownColumn(
    _ name: String, _ table: Table, _ subject: String, _ range: SourceRange
  ) -> Diagnostic {
    if let value = variable(name) {
      var isFunction = false
      if case .function = value { isFunction = true }
      if !isFunction {
        return Diagnostic(
          .variableNotColumn, "`\(name)` is a variable, not a column of \(subject)", at: range,
          help: ["`$\(name)` is the variable"], fix: Diagnostic.Fix(range, "$\(name)"))
      }
    }
    let near = nearestNames(to: name, in: table.names)
    let names = table.names.map(quotedIfNeeded)
    return Diagnostic(
      .unknownColumn, "\(subject) has no column `\(name)`", at: range, label: "not a column",
      found: name,
      details: names.isEmpty ? ["\(subject) has no columns"] : [], candidates: names,
      help: near.first.map { ["did you mean `\($0)`?"] } ?? [],
      fix: near.first.map { Diagnostic.Fix(range, quotedIfNeeded($0)) })
  }

  private func lookUp(_ name: String, _ range: SourceRange) throws(Diagnostic) -> Value {
    if let value = variable(name) { return value }
    if let function = catalogue.function(name) { return .function(.builtin(function)) }
    let near = nearestNames(to: name, in: visibleNames)
    var help = near.first.map { ["did you mean `\($0)`?"] } ?? []
    if catalogue.verb(name) != nil {
      help = ["`\(name)` is a verb: it follows a bar, as in `table | \(name) …`"]
    } else if let own = ownWord(for: name) {
      help = [own.sentence]
    } else if help.isEmpty {
      help = ["give it a value first: `\(quotedIfNeeded(name)) = …`"]
    }
    throw Diagnostic(
      .unknownVariable, "there is no variable `\(name)`", at: range, label: "not a variable",
      found: name,
      candidates: visibleNames, help: help, fix: near.first.map { Diagnostic.Fix(range, $0) })
  }

  // MARK: Literals

  private func date(_ literal: DateLiteral) throws(Diagnostic) -> Value {
    guard let day = Day(year: literal.year, month: literal.month, day: literal.day) else {
      throw Diagnostic(.malformedLiteral, "there is no such day")
    }
    guard let time = literal.time else { return .cell(.date(day)) }
    guard let instant = Instant(day: day, hour: time.hour, minute: time.minute, second: time.second)
    else {
      throw Diagnostic(.malformedLiteral, "there is no such time of day")
    }
    return .cell(.dateTime(instant))
  }

  /// A text; with a hole that holds a column it is a column of texts.
  private func text(
    _ parts: [TextPart], _ place: Place, _ range: SourceRange
  ) throws(Diagnostic) -> Value {
    if parts.isEmpty { return .text("") }
    if parts.count == 1, case .characters(let text) = parts[0] { return .text(text) }
    var pieces: [Value] = []
    var count: Int?
    for part in parts {
      switch part {
      case .characters(let text): pieces.append(.text(text))
      case .hole(let pipeline):
        let value = try evaluate(pipeline, in: place)
        switch value {
        case .cell: pieces.append(value)
        case .column(let column):
          if let before = count, before != column.count {
            throw Diagnostic(
              .lengthsDiffer, "the columns in the text have \(before) and \(column.count) rows")
          }
          count = column.count
          pieces.append(value)
        case .list(let items):
          pieces.append(.text(items.map(\.plainText).joined(separator: ", ")))
        default:
          throw Diagnostic(
            .wrongKind, "\(value.kindName) can't stand in a text", at: pipeline.range,
            help: ["`\\{` is a brace in a text"])
        }
      }
    }
    guard let count else { return .text(pieces.map(\.plainText).joined()) }
    var texts: [String?] = []
    texts.reserveCapacity(count)
    for row in 0..<count {
      var text: String? = ""
      for piece in pieces {
        let cell: Cell
        if case .column(let column) = piece {
          cell = column[row]
        } else if case .cell(let one) = piece {
          cell = one
        } else {
          continue
        }
        if cell == .missing { text = nil }
        text?.append(Value.cell(cell).plainText)
      }
      texts.append(text)
    }
    return .column(Column(texts: texts))
  }

  /// The value of an item that may have no label: in a list or an index.
  private func plain(_ item: Item, _ place: Place) throws(Diagnostic) -> Value {
    if item.label != .none || item.isDescending {
      throw Diagnostic(.misplaced, "a list holds values without names", at: item.range)
    }
    return try evaluate(item.value, in: place)
  }

  // MARK: Parts

  private func index(
    _ base: Expression, _ items: [Item], _ place: Place
  ) throws(Diagnostic) -> Value {
    let value = try evaluate(base, in: place)
    guard items.count == 1 else {
      throw Diagnostic(
        .badArgument, "one index is needed, not \(items.count)", at: base.range,
        help: ["rows of a table: `t | keep …` or `t | first n`; a column: `t.name`"])
    }
    let place0 = try plain(items[0], place)
    let range = items[0].range
    func position(_ value: Value, _ count: Int) throws(Diagnostic) -> Int {
      guard case .cell(.number(let x)) = value, let whole = Int(exactly: x) else {
        throw Diagnostic(
          .badArgument, "an index is a whole number from 1, not \(value.brief)", at: range)
      }
      guard whole >= 1, whole <= count else {
        throw Diagnostic(
          .outOfBounds, "there is no element \(whole) of \(count)", at: range,
          details: ["counting starts at 1"])
      }
      return whole - 1
    }
    switch (value, place0) {
    case (.list(let elements), .list(let wanted)):
      var picked: [Value] = []
      for one in wanted { picked.append(elements[try position(one, elements.count)]) }
      return .list(picked)
    case (.list(let elements), _): return elements[try position(place0, elements.count)]
    case (.column(let column), .list(let wanted)):
      var rows: [Int32] = []
      for one in wanted { rows.append(Int32(try position(one, column.count))) }
      return .column(column.gather(rows))
    case (.column(let column), _): return .cell(column[try position(place0, column.count)])
    case (.table(let table), .cell(.text(let name))):
      guard let column = table[name] else {
        throw unknownColumn(name, table, Evaluator.subject(of: base), range)
      }
      return .column(column)
    default:
      throw Diagnostic(.wrongKind, "\(value.kindName) has no elements to count", at: base.range)
    }
  }

  private func member(_ base: Expression, _ name: Name, _ place: Place) throws(Diagnostic) -> Value
  {
    // `titanic.age` is a part of the variable also in a column place, unless there is such a column.
    let value: Value
    if case .name(let text) = base.kind, case .rows(let frame) = place, frame.table[text] == nil,
      let outer = variable(text)
    {
      value = outer
    } else {
      value = try evaluate(base, in: place)
    }
    switch value {
    case .table(let table):
      guard let column = table[name.text] else {
        throw unknownColumn(name.text, table, Evaluator.subject(of: base), name.range)
      }
      return .column(column)
    case .object(let object):
      if let part = object.member(name.text) { return part }
      let near = nearestNames(to: name.text, in: object.memberNames)
      throw Diagnostic(
        .unknownParameter, "\(object.kindName) has no part `\(name.text)`", at: name.range,
        candidates: object.memberNames, help: near.first.map { ["did you mean `\($0)`?"] } ?? [],
        fix: near.first.map { Diagnostic.Fix(name.range, $0) })
    default:
      throw Diagnostic(.wrongKind, "\(value.kindName) has no parts", at: base.range)
    }
  }

  private func range(
    _ low: Expression, _ high: Expression, _ place: Place
  ) throws(Diagnostic) -> Value {
    func bound(_ expression: Expression) throws(Diagnostic) -> Int {
      let value = try evaluate(expression, in: place)
      guard case .cell(.number(let x)) = value, let whole = Int(exactly: x) else {
        throw Diagnostic(
          .wrongKind, "a range goes between whole numbers, not \(value.brief)", at: expression.range
        )
      }
      return whole
    }
    let (from, to) = (try bound(low), try bound(high))
    if to < from { return .list([]) }
    guard to - from < Evaluator.longestRange else {
      throw Diagnostic(.tooLarge, "the range has more than \(Evaluator.longestRange) numbers")
    }
    return .list((from...to).map { .number(Double($0)) })
  }

  /// A range is a list in memory, so it has a limit.
  static let longestRange = 10_000_000
}

/// A name as it is written: in back-quotes where it isn't a plain word.
public func quotedIfNeeded(_ name: String) -> String { Name(name, SourceRange(0, 0)).canonical }

extension Value {
  /// The value inside a text: numbers as short as they read back, texts bare.
  public var plainText: String {
    switch self {
    case .cell(.missing): "missing"
    case .cell(.number(let x)): numberText(x)
    case .cell(.text(let x)): x
    case .cell(.truth(let x)): x ? "true" : "false"
    case .cell(.date(let x)): x.description
    case .cell(.dateTime(let x)): x.description
    case .list(let items): "[" + items.map(\.literal).joined(separator: ", ") + "]"
    default: kindName
    }
  }

  /// The value as one would type it.
  public var literal: String {
    switch self {
    case .cell(.text(let x)): quotedText(x)
    case .cell(.date(let x)): "@\(x)"
    case .cell(.dateTime(let x)): "@\(x)"
    default: plainText
    }
  }

  /// The value in an error: itself if it is short, otherwise what it is.
  public var brief: String {
    switch self {
    case .cell(.missing): "missing"
    case .cell(let cell): literal.count <= 40 ? literal : cell.kindName
    default: kindName
    }
  }
}
