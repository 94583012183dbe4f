import Cards
import Diagnostics
import Engine
import Numerics
import Tables

// How row-wise functions go over their argument: the same for a single value and for a column.

extension FunctionCall {
  /// The value of a parameter; binding has seen to it that a required one is there.
  func value(_ name: String) -> Value { arguments.value(name) ?? .missing }

  /// The error of an argument of the wrong kind.
  func wrong(_ name: String, _ expected: String, help: [String] = []) -> Diagnostic {
    Diagnostic(
      .wrongKind, "`\(arguments.card.name)` needs \(expected), not \(value(name).brief)",
      at: arguments.range(name), help: help)
  }

  /// Applies a function to each number of an argument; results that aren't finite become missing, with a count.
  func mapNumbers(
    _ name: String, _ evaluator: Evaluator, _ apply: (Double) -> Double
  ) throws(Diagnostic) -> Value {
    switch value(name) {
    case .cell(.missing): return .missing
    case .cell(.number(let x)):
      let result = apply(x)
      evaluator.undefined(result.isFinite ? 0 : 1, in: label)
      return .number(result)
    case .column(let column):
      switch column.values {
      case .unknown: return .column(column)
      case .number(let values):
        var gone = column.missing
        var undefined = 0
        var results = values.doubles
        for row in values.indices {
          let result = apply(values[row])
          results[row] = result
          if !result.isFinite {
            results[row] = 0
            if column.isMissing(row) { continue }
            if gone == nil { gone = Bitmap(repeating: false, count: values.count) }
            gone?[row] = true
            undefined += 1
          }
        }
        evaluator.undefined(undefined, in: label)
        return .column(Column(.number(results), missing: gone))
      default: throw wrong(name, "numbers")
      }
    default: throw wrong(name, "numbers")
    }
  }

  /// Applies a function to each text of an argument, once for each distinct one, many of them on all cores.
  func mapTexts<Result: Sendable>(
    _ name: String, _ apply: @Sendable (String) -> Result, single: (Result) -> Value,
    many: ([Result], [Int32], Bitmap?) -> Column
  ) throws(Diagnostic) -> Value {
    switch value(name) {
    case .cell(.missing): return .missing
    case .cell(.text(let text)): return single(apply(text))
    case .column(let column):
      switch column.values {
      case .unknown: return .column(column)
      case .text(let x):
        let (codes, texts) = x.listed
        return .column(many(try each(texts, apply), codes.wide, column.missing))
      case .category(let x):
        return .column(many(try each(x.levels, apply), x.codes.wide, column.missing))
      default: throw wrong(name, "texts", help: ["`text(…)` makes texts"])
      }
    default: throw wrong(name, "texts", help: ["`text(…)` makes texts"])
    }
  }

  /// Labels that one thread takes at a time.
  private static let grain = 8192

  private func each<Result: Sendable>(
    _ labels: some RandomAccessCollection<String> & Sendable, _ apply: @Sendable (String) -> Result
  ) throws(Diagnostic) -> [Result] {
    let parts = (labels.count + FunctionCall.grain - 1) / FunctionCall.grain
    do throws(Interrupted) {
      let results = try Parallel.map(count: parts) { part in
        labels.dropFirst(part * FunctionCall.grain).prefix(FunctionCall.grain).map(apply)
      }
      return results.count == 1 ? results[0] : Array(results.joined())
    } catch {
      throw Diagnostic(.interrupted, "interrupted", at: range)
    }
  }

  /// Texts to texts; `nil` as a result is missing.
  func mapTexts(_ name: String, _ apply: @Sendable (String) -> String?) throws(Diagnostic) -> Value
  {
    func single(_ text: String?) -> Value { text.map { .text($0) } ?? .missing }
    return try mapTexts(name, apply, single: single) { results, codes, missing in
      // Different texts may become the same, so the distinct ones are sought anew.
      var places: [String: Int32] = [:]
      var distinct: [String] = []
      let translated = results.map { text -> Int32 in
        guard let text else { return -1 }
        if let place = places[text] { return place }
        places[text] = Int32(distinct.count)
        distinct.append(text)
        return Int32(distinct.count - 1)
      }
      var gone = missing
      var mapped = codes
      for (row, code) in codes.enumerated() {
        mapped[row] = translated.isEmpty ? 0 : max(0, translated[Int(code)])
        if !translated.isEmpty, translated[Int(code)] < 0 {
          if gone == nil { gone = Bitmap(repeating: false, count: codes.count) }
          gone?[row] = true
        }
      }
      return Column(.text(TextValues(codes: mapped, distinct: distinct)), missing: gone)
    }
  }

  /// Texts to finite numbers.
  func mapTexts(
    toNumber name: String, _ apply: @Sendable (String) -> Double
  ) throws(Diagnostic) -> Value {
    try mapTexts(name, apply, single: Value.number) { results, codes, missing in
      Column(.number(codes.map { results.isEmpty ? 0 : results[Int($0)] }), missing: missing)
    }
  }

  /// Texts to true/false.
  func mapTexts(
    toTruth name: String, _ apply: @Sendable (String) -> Bool
  ) throws(Diagnostic) -> Value {
    try mapTexts(name, apply, single: Value.truth) { results, codes, missing in
      Column(.truth(codes.map { results.isEmpty ? false : results[Int($0)] }), missing: missing)
    }
  }

  /// Applies a function to each cell of an argument, whatever its type; `nil` as a result is missing.
  ///
  /// - Throws: E30 if the results are of several types.
  func mapCells(_ name: String, _ apply: (Cell) -> Cell) throws(Diagnostic) -> Value {
    switch value(name) {
    case .cell(let cell): return .cell(cell == .missing ? .missing : apply(cell))
    case .column(let column):
      let cells = (0..<column.count).map { row -> Cell in
        let cell = column[row]
        return cell == .missing ? .missing : apply(cell)
      }
      guard let result = Column(cells: cells) else { throw wrong(name, "values of one type") }
      return .column(result)
    default: throw wrong(name, "single values or a column")
    }
  }

  /// The values of a parameter that takes several, and how many rows they have; `nil` if all are single values.
  ///
  /// - Throws: E30 for what is neither a single value nor a column, E32 if columns differ in length.
  func rows(of name: String) throws(Diagnostic) -> (values: [Value], count: Int?) {
    let values = arguments.list(name) ?? []
    var count: Int?
    for value in values {
      switch value {
      case .cell: continue
      case .column(let column):
        guard let first = count, first != column.count else {
          count = column.count
          continue
        }
        throw Diagnostic(
          .lengthsDiffer, "the columns have \(first) and \(column.count) rows", at: range)
      default:
        throw Diagnostic(
          .wrongKind,
          "`\(arguments.card.name)` needs single values or columns, not \(value.kindName)",
          at: arguments.range(name))
      }
    }
    return (values, count)
  }

  /// The values of an argument as a column: a column, a list, or a single value as a column of one.
  func column(_ name: String, _ evaluator: Evaluator) throws(Diagnostic) -> Column {
    switch value(name) {
    case .column(let column): return column
    case .cell(let cell): return Column(repeating: cell, count: place.frame?.rowCount ?? 1)
    case .list(let items): return try evaluator.listColumn(items, at: arguments.range(name))
    default: throw wrong(name, "a column or a list")
    }
  }
}

/// A function that is nothing but its card and a closure.
struct PlainFunction: Function {
  let card: Card
  let numberKernel: NumberKernel?
  let inGroups: GroupedBody?
  let body: @Sendable (FunctionCall, Evaluator) throws(Diagnostic) -> Value

  init(
    _ card: Card, inGroups: GroupedBody? = nil,
    _ body: @escaping @Sendable (FunctionCall, Evaluator) throws(Diagnostic) -> Value
  ) {
    (self.card, self.inGroups, self.body, numberKernel) = (card, inGroups, body, nil)
  }

  /// The function with a way to take all groups of the rows at once.
  func forAllGroups(_ inGroups: @escaping GroupedBody) -> PlainFunction {
    PlainFunction(card, inGroups: inGroups, body)
  }

  /// A function of one argument `x` that takes each number alone.
  init(_ card: Card, numbers kernel: @escaping @Sendable (Double) -> Double) {
    self.init(card) { (_) throws(Diagnostic) in kernel }
  }

  /// A function that takes each number of `x` alone, as its other arguments say, which are single values.
  init(_ card: Card, kernel: @escaping NumberKernel) {
    (self.card, numberKernel, inGroups) = (card, kernel, nil)
    body = { (call, evaluator) throws(Diagnostic) in
      try call.mapNumbers("x", evaluator, try kernel(call.arguments))
    }
  }

  /// The same, but for other kinds of values, which `other` takes; it gives `nil` for those that it leaves to the kernel.
  init(
    _ card: Card, kernel: @escaping NumberKernel,
    other: @escaping @Sendable (FunctionCall, Evaluator) throws(Diagnostic) -> Value?
  ) {
    (self.card, numberKernel, inGroups) = (card, kernel, nil)
    body = { (call, evaluator) throws(Diagnostic) in
      if let value = try other(call, evaluator) { return value }
      return try call.mapNumbers("x", evaluator, try kernel(call.arguments))
    }
  }

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try body(call, evaluator)
  }
}

extension Parameter {
  /// The first argument of a row-wise function.
  static func values(_ name: String = "x", _ summary: String) -> Parameter {
    Parameter(name, .anything, .position, summary)
  }
}
