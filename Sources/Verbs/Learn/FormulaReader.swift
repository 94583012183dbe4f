import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// Reads a formula as it was written into the learning core's plain data.
struct FormulaReader {
  private let surroundings: Surroundings
  private let failures: Failures
  private let catalogue: Catalogue
  private(set) var places: FormulaPlaces

  init(_ formula: FormulaValue, _ failures: Failures, _ evaluator: Evaluator) {
    (surroundings, self.failures) = (Surroundings(formula, evaluator), failures)
    catalogue = evaluator.catalogue
    places = FormulaPlaces(source: formula.source)
  }

  /// - Throws: E17 with the cure for what isn't allowed in a formula.
  mutating func read(_ value: FormulaValue) throws(Diagnostic) -> Formula {
    do throws(Diagnostic) {
      let response: Formula.Factor? =
        if let side = value.response { try self.response(side) } else { nil }
      let right = try expression(value.predictors)
      do throws(LearnError) {
        return try Formula(response: response, right, text: Value.formula(value).text(.recorded))
      } catch {
        throw Diagnostic(
          .formula, error.message, at: value.predictors.range, details: error.details,
          help: error.help)
      }
    } catch {
      throw error.located(at: value.predictors.range, in: value.source)
    }
  }

  private mutating func response(_ side: Expression) throws(Diagnostic) -> Formula.Factor {
    switch side.kind {
    case .name(let name): return column(name, side.range)
    case .call(let callee, _):
      if case .name("col") = callee.kind {
        let names = try columnNames(side)
        if names.count == 1 { return .column(names[0]) }
      }
      return try computed(side)
    case .comparison, .not, .isMissing: return try computed(side)
    case .group(let pipeline) where pipeline.stages.isEmpty:
      if let head = pipeline.head { return try response(head) }
    case .binary(let op, _, _) where op != .or && op != .and:
      throw arithmetic(op, side)
    default: break
    }
    throw Diagnostic(
      .formula, "one column is predicted, and `\(side.canonical)` is none", at: side.range,
      help: ["`y ~ a + b`, or a call on the left: `log(y) ~ a + b`"])
  }

  private mutating func expression(_ part: Expression) throws(Diagnostic) -> Formula.Expression {
    switch part.kind {
    case .dot: return .dot
    case .number(1, _): return .one
    case .number(0, _): return .zero
    case .number(_, let written):
      throw Diagnostic(
        .formula, "`\(written)` means nothing in a formula", at: part.range,
        label: "only 1 and 0 may stand here",
        details: ["`- 1` takes the intercept away"])
    case .name(let name): return .factor(column(name, part.range))
    case .variable(let name):
      throw Diagnostic(
        .formula, "a formula is made of columns, and `$\(name)` is a variable", at: part.range,
        help: ["`col($\(name))` is the column whose name it holds"])
    case .call(let callee, let items):
      if case .name("col") = callee.kind {
        let factors = try columnNames(part).map { Formula.Expression.factor(.column($0)) }
        guard let first = factors.first else {
          throw Diagnostic(.formula, "the list of columns is empty", at: part.range)
        }
        return factors.dropFirst().reduce(first) { .plus($0, $1) }
      }
      if case .name("poly") = callee.kind { return .factor(try polynomial(items, part.range)) }
      return .factor(try computed(part))
    case .binary(.plus, let left, let right):
      return .plus(try expression(left), try expression(right))
    case .binary(.minus, let left, let right):
      return .minus(try expression(left), try expression(right))
    case .binary(.times, let left, let right):
      return .product(try expression(left), try expression(right))
    case .binary(let op, _, _): throw arithmetic(op, part)
    case .negative(let operand): return .minus(.one, try expression(operand))
    case .group(let pipeline) where pipeline.stages.isEmpty:
      if let head = pipeline.head { return try expression(head) }
    default: break
    }
    throw Diagnostic(
      .formula, "`\(part.canonical)` can't stand in a formula", at: part.range,
      help: ["a formula has columns, calls such as `log(x)`, and `+`, `-`, `*`, `.`"])
  }

  private mutating func column(_ name: String, _ range: SourceRange) -> Formula.Factor {
    if places.ranges[name] == nil { places.ranges[name] = range }
    return .column(name)
  }

  private func arithmetic(_ op: BinaryOperator, _ part: Expression) -> Diagnostic {
    var help = ["as a column of its own: `add name = \(part.canonical)`"]
    if case .binary(.power, let base, let power) = part.kind,
      case .number(let n, let written) = power.kind,
      case .name = base.kind, n == n.rounded(), n >= 2
    {
      help.insert("`poly(\(base.canonical), \(written))`", at: 0)
    }
    return Diagnostic(
      .formula, "`\(op.rawValue)` means no arithmetic in a formula", at: part.range,
      label: "only inside a call, as in `log(a / b)`", help: help)
  }

  /// The names that `col(…)` stands for.
  private mutating func columnNames(_ part: Expression) throws(Diagnostic) -> [String] {
    guard case .call(_, let items) = part.kind, items.count == 1 else {
      throw Diagnostic(
        .formula, "`col` needs the name of a column", at: part.range, help: ["`col($name)`"])
    }
    let value = try surroundings.evaluator().evaluate(items[0].value, in: .value)
    var names: [String] = []
    for element in elements(value) {
      guard case .cell(.text(let name)) = element else {
        throw Diagnostic(
          .badArgument, "`col` needs a text, not \(element.brief)", at: items[0].range)
      }
      names.append(name)
      if places.ranges[name] == nil { places.ranges[name] = part.range }
    }
    return names
  }

  private func elements(_ value: Value) -> [Value] {
    if case .list(let items) = value { items } else { [value] }
  }

  /// `poly(x, degree)`.
  private mutating func polynomial(
    _ items: [Item], _ range: SourceRange
  ) throws(Diagnostic) -> Formula.Factor {
    guard items.count == 2, case .name(let name) = items[0].value.kind,
      case .cell(.number(let degree)) = try surroundings.evaluator().evaluate(
        items[1].value, in: .value),
      degree == degree.rounded(), degree >= 1, degree <= 20
    else {
      throw Diagnostic(
        .formula, "`poly` needs a column and a degree from 1 to 20", at: range,
        help: ["`poly(x, 2)`"])
    }
    _ = column(name, items[0].value.range)
    return .polynomial(column: name, degree: Int(degree))
  }

  /// A factor that is computed row by row.
  private mutating func computed(_ part: Expression) throws(Diagnostic) -> Formula.Factor {
    var names = NamesInExpression()
    names.visit(part)
    for (function, range) in names.functions {
      guard let kind = catalogue.function(function)?.card.kind,
        kind == .aggregate || kind == .window
      else { continue }
      throw Diagnostic(
        .formula, "`\(function)` looks at more than its own row, which a formula can't keep",
        at: range,
        help: ["in a recipe it is learnt: `recipe(…) | add name = \(part.canonical) | …`"])
    }
    var columns: [String] = []
    for (name, range) in names.columns where !columns.contains(name) {
      columns.append(name)
      _ = column(name, range)
    }
    let label = part.canonical
    return .computed(label: label, columns: columns) {
      [surroundings, failures] table throws(LearnError) in
      let evaluator = surroundings.evaluator()
      do throws(Diagnostic) {
        let value = try evaluator.evaluate(part, in: .rows(Frame(table)))
        return try evaluator.column(value, table.rowCount, at: part.range)
      } catch {
        throw failures.keep(error.located(at: part.range, in: surroundings.source), label: label)
      }
    }
  }
}

/// The bare names and the called functions of an expression, in order.
struct NamesInExpression {
  var columns: [(String, SourceRange)] = []
  var functions: [(String, SourceRange)] = []

  mutating func visit(_ part: Expression) {
    switch part.kind {
    case .number, .date, .truth, .missing, .variable, .dot: break
    case .name(let name): columns.append((name, part.range))
    case .text(let parts):
      for case .hole(let pipeline) in parts { if let head = pipeline.head { visit(head) } }
    case .list(let items): for item in items { visit(item.value) }
    case .group(let pipeline): if let head = pipeline.head { visit(head) }
    case .call(let callee, let items):
      if case .name(let name) = callee.kind {
        functions.append((name, callee.range))
      } else {
        visit(callee)
      }
      for item in items { visit(item.value) }
    case .index(let base, let items):
      visit(base)
      for item in items { visit(item.value) }
    case .member: break
    case .negative(let operand), .not(let operand), .isMissing(let operand, _): visit(operand)
    case .binary(_, let a, let b), .range(let a, let b):
      visit(a)
      visit(b)
    case .comparison(let first, let rest):
      visit(first)
      for one in rest { visit(one.operand) }
    case .conditional(let condition, let then, let otherwise):
      visit(condition)
      visit(then)
      visit(otherwise)
    case .formula(let left, let right):
      if let left { visit(left) }
      visit(right)
    }
  }
}
