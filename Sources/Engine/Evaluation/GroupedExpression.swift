internal import Cards
package import Diagnostics
package import Syntax
package import Tables

/// An expression to be evaluated for all groups of a table at once.
///
/// Each aggregate and window in it is computed for every group in one go and put into a table as a column of its own;
/// in the expression that column's name stands in its place. What is left is an ordinary expression over the rows of
/// that table, so that ten million groups cost no more evaluations than one.
struct GroupedExpression {
  enum Shape {
    /// One value for each group.
    case groups
    /// One value for each row.
    case rows
  }

  private let evaluator: Evaluator
  private let groups: Groups
  private let subject: String
  private let shape: Shape
  /// The rows with the columns put in so far.
  private(set) var rows: Table
  /// For each group the values of the aggregates put in so far.
  private(set) var values: Table

  init(_ evaluator: Evaluator, _ table: Table, _ groups: Groups, _ subject: String, _ shape: Shape)
  {
    (self.evaluator, self.groups, self.subject, self.shape) = (evaluator, groups, subject, shape)
    rows = table
    values = Table([], rowCount: groups.count) ?? .empty
  }

  /// The table that the rewritten expression goes over.
  var table: Table { shape == .rows ? rows : values }

  /// The expression without aggregates and windows; `nil` if there is something in it that only a group alone can do.
  ///
  /// - Throws: what evaluating an argument throws.
  mutating func rewrite(_ expression: Expression) throws(Diagnostic) -> Expression? {
    try rewrite(expression, for: shape)
  }

  private mutating func rewrite(
    _ expression: Expression, for shape: Shape
  ) throws(Diagnostic) -> Expression? {
    if evaluator.stack.isNear { return nil }
    var kind = expression.kind
    switch kind {
    case .number, .truth, .missing, .date: break
    case .text(let parts):
      for part in parts { if case .hole = part { return nil } }
    case .name(let name):
      // Outside of an aggregate a column has no single value for a group.
      guard shape == .rows, rows[name] != nil else { return nil }
    case .variable(let name):
      switch evaluator.variable(name) {
      case .cell?, .list?: break
      default: return nil
      }
    case .negative(let inner):
      guard let inner = try rewrite(inner, for: shape) else { return nil }
      kind = .negative(inner)
    case .not(let inner):
      guard let inner = try rewrite(inner, for: shape) else { return nil }
      kind = .not(inner)
    case .isMissing(let inner, let negated):
      guard let inner = try rewrite(inner, for: shape) else { return nil }
      kind = .isMissing(inner, negated: negated)
    case .binary(let op, let left, let right):
      guard let left = try rewrite(left, for: shape), let right = try rewrite(right, for: shape)
      else { return nil }
      kind = .binary(op, left, right)
    case .comparison(let first, let steps):
      guard let first = try rewrite(first, for: shape) else { return nil }
      var rewritten: [Comparison] = []
      for step in steps {
        guard let operand = try rewrite(step.operand, for: shape) else { return nil }
        rewritten.append(Comparison(step.comparator, operand, step.range))
      }
      kind = .comparison(first, rewritten)
    case .conditional(let condition, let then, let otherwise):
      guard let condition = try rewrite(condition, for: shape),
        let then = try rewrite(then, for: shape), let otherwise = try rewrite(otherwise, for: shape)
      else { return nil }
      kind = .conditional(condition: condition, then: then, otherwise: otherwise)
    case .range(let low, let high):
      guard let low = try rewrite(low, for: shape), let high = try rewrite(high, for: shape) else {
        return nil
      }
      kind = .range(low, high)
    case .list(let items):
      guard let items = try rewrite(items, for: shape) else { return nil }
      kind = .list(items)
    case .group(let pipeline):
      guard let head = pipeline.head, pipeline.stages.isEmpty else { return nil }
      return try rewrite(head, for: shape)
    case .call(let callee, let items):
      guard case .name(let name) = callee.kind, evaluator.variable(name) == nil,
        let function = evaluator.catalogue.function(name)
      else { return nil }
      switch function.card.kind {
      case .function:
        guard let items = try rewrite(items, for: shape) else { return nil }
        kind = .call(callee, items)
      case .aggregate, .window:
        return try computed(function, callee, items, expression, for: shape)
      default: return nil
      }
    case .dot, .index, .member, .formula: return nil
    }
    return Expression(kind, expression.range)
  }

  private mutating func rewrite(
    _ items: [Item], for shape: Shape
  ) throws(Diagnostic) -> [Item]? {
    var rewritten: [Item] = []
    for var item in items {
      guard let value = try rewrite(item.value, for: shape) else { return nil }
      item.value = value
      rewritten.append(item)
    }
    return rewritten
  }

  /// Computes an aggregate or window for all groups, and gives the name of the column that holds what came out.
  private mutating func computed(
    _ function: any Function, _ callee: Expression, _ items: [Item], _ call: Expression,
    for shape: Shape
  ) throws(Diagnostic) -> Expression? {
    guard let compute = function.inGroups else { return nil }
    let isWindow = function.card.kind == .window
    if isWindow, shape == .groups { return nil }
    guard let items = try rewrite(items, for: .rows) else { return nil }
    let place = Place.rows(Frame(rows, subject: subject))
    let arguments = try evaluator.bind(
      items, to: function.card, at: callee.range, place: place)
    let functionCall = FunctionCall(
      arguments: arguments, place: place, range: call.range, label: evaluator.label(call.range))
    guard let column = try compute(functionCall, groups, evaluator) else { return nil }
    // No script can write such a name.
    let name = "\u{1}\(rows.columnCount + values.columnCount)"
    switch (shape, isWindow) {
    case (.groups, _): values = values.setting(name, to: column)
    case (.rows, true): rows = rows.setting(name, to: column)
    case (.rows, false): rows = rows.setting(name, to: column.gather(try groups.groupOf))
    }
    return Expression(.name(name), call.range)
  }
}

extension Evaluator {
  /// The value of an expression for each group, or for each row with the aggregates and windows of its group; `nil` if
  /// the groups are to be gone through one by one, which also finds the error where there is one.
  private func grouped(
    _ expression: Expression, _ table: Table, _ groups: Groups, _ subject: String,
    _ shape: GroupedExpression.Shape
  ) throws(Diagnostic) -> Column? {
    guard learning == nil, groups.count > 0 else { return nil }
    let before = (tally, draws, seeds, outcome.pins)
    do {
      var whole = GroupedExpression(self, table, groups, subject, shape)
      if let rewritten = try whole.rewrite(expression) {
        let frame = Frame(whole.table, subject: subject)
        switch try evaluate(rewritten, in: .rows(frame)) {
        case .cell(let cell): return Column(repeating: cell, count: frame.rowCount)
        case .column(let column) where column.count == frame.rowCount: return column
        default: break
        }
      }
    } catch {
      if error.code == .interrupted { throw error }
    }
    (tally, draws, seeds, outcome.pins) = before
    return nil
  }

  /// For each group the value of an expression, such as `sum(x) / count()`.
  package func valuesOfGroups(
    _ expression: Expression, _ table: Table, _ groups: Groups, _ subject: String
  ) throws(Diagnostic) -> Column? {
    try grouped(expression, table, groups, subject, .groups)
  }

  /// For each row the value of an expression, its aggregates and windows taken over the row's group.
  package func valuesOfRows(
    _ expression: Expression, _ table: Table, in groups: Groups, _ subject: String
  ) throws(Diagnostic) -> Column? {
    try grouped(expression, table, groups, subject, .rows)
  }
}
