extension Expression {
  /// The expression on one line, with no more brackets than its meaning needs.
  public var canonical: String { FlatPrinter.expression(self, .conditional) }

  /// The expression without brackets around all of it.
  var unbracketed: Expression {
    var result = self
    while case .group(let pipeline) = result.kind, pipeline.stages.isEmpty, let head = pipeline.head
    { result = head }
    return result
  }
}

extension Stage {
  /// The stage on one line, without its bar.
  public var canonical: String { FlatPrinter.stage(self) }
}

extension Item {
  /// The item on one line.
  public var canonical: String { FlatPrinter.item(self) }
}

extension Name {
  /// The name, in back-quotes where it needs them.
  public var canonical: String { FlatPrinter.name(text) }
}

extension DateLiteral {
  /// `@2024-03-01`, or `@2024-03-01T12:30` with the seconds where they are not 0.
  public var canonical: String {
    var result = "@\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    if let time {
      result += "T\(Self.padded(time.hour, 2)):\(Self.padded(time.minute, 2))"
      if time.second != 0 { result += ":\(Self.padded(time.second, 2))" }
    }
    return result
  }
}

/// Whether a text can stand as a name without back-quotes.
public func isBareName(_ text: String) -> Bool {
  guard let first = text.unicodeScalars.first, first.beginsName,
    text.unicodeScalars.allSatisfy(\.continuesName)
  else {
    return false
  }
  return Word(rawValue: text) == nil && ScriptReader.foreignLiterals[text] == nil
    && !["function", "lambda", "fn", "func"].contains(text)
}

/// Prints on one line.
enum FlatPrinter {
  static func name(_ text: String) -> String { isBareName(text) ? text : "`\(text)`" }

  static func pipeline(_ pipeline: Pipeline) -> String {
    var result = pipeline.head.map { expression($0, .conditional) } ?? ""
    for stage in pipeline.stages {
      result += result.isEmpty ? "| " : " | "
      result += self.stage(stage)
    }
    return result
  }

  /// A stage's own items in front of its clauses, and the options that stand behind the last clause's list.
  static func parts(_ stage: Stage) -> (items: [Item], options: [Item]) {
    if stage.on.isEmpty && stage.by.isEmpty { return (stage.items, []) }
    // Only options at the end: moving others would change the order of the items.
    let firstOption =
      stage.items.lastIndex { if case .option = $0.label { false } else { true } }.map { $0 + 1 }
      ?? 0
    return (Array(stage.items[..<firstOption]), Array(stage.items[firstOption...]))
  }

  static func stage(_ stage: Stage) -> String {
    let (items, options) = parts(stage)
    var result = name(stage.verb.text)
    if !items.isEmpty { result += " " + self.items(items) }
    if !stage.on.isEmpty { result += " on " + self.items(stage.on) }
    if !stage.by.isEmpty { result += " by " + self.items(stage.by) }
    if !options.isEmpty { result += ", " + self.items(options) }
    return result
  }

  static func items(_ items: [Item]) -> String { items.map(item).joined(separator: ", ") }

  static func item(_ item: Item) -> String {
    label(item) + expression(item.value, .conditional) + (item.isDescending ? " desc" : "")
  }

  static func label(_ item: Item) -> String {
    switch item.label {
    case .none: ""
    case .define(let name): name.canonical + " = "
    case .option(let name): name.canonical + ": "
    }
  }

  /// An expression in a place that takes what binds at least as tightly as `least`.
  static func expression(_ expression: Expression, _ least: Precedence) -> String {
    let expression = expression.unbracketed
    let text = unbracketed(expression)
    return expression.precedence < least ? "(" + text + ")" : text
  }

  private static func unbracketed(_ expression: Expression) -> String {
    switch expression.kind {
    case .number(let value, let written):
      if !written.isEmpty { return written }
      let text = "\(value)"
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    case .text(let parts): return text(parts)
    case .date(let date): return date.canonical
    case .truth(let value): return value ? "true" : "false"
    case .missing: return "missing"
    case .name(let text): return name(text)
    case .variable(let text): return "$" + (Self.isVariableName(text) ? text : "`\(text)`")
    case .dot: return "."
    case .list(let items): return "[" + self.items(items) + "]"
    case .group(let pipeline): return "(" + self.pipeline(pipeline) + ")"
    case .call(let function, let items):
      return callee(function) + "(" + self.items(items) + ")"
    case .index(let list, let items): return operand(list, .primary) + "[" + self.items(items) + "]"
    case .member(let table, let name):
      // `3.x` and `..x` would be read in other ways.
      let base = table.unbracketed
      switch base.kind {
      case .number, .dot: return "(" + unbracketed(base) + ")." + name.canonical
      default: return operand(base, .primary) + "." + name.canonical
      }
    case .negative(let value): return "-" + operand(value, .sign)
    case .not(let value): return "not " + operand(value, .not)
    case .binary(let sign, let left, let right): return binary(sign, left, right)
    case .comparison(let first, let steps):
      return steps.reduce(operand(first, .range)) { result, step in
        result + " \(step.comparator.rawValue) " + operand(step.operand, .range)
      }
    case .isMissing(let value, let isNegated):
      return operand(value, .range) + (isNegated ? " is not missing" : " is missing")
    case .range(let from, let to):
      let (low, high) = (operand(from, .sum), operand(to, .sum))
      // A dot of a formula would run into the sign.
      let isTight = isTight(from) && isTight(to) && !low.hasSuffix(".") && !high.hasPrefix(".")
      return low + (isTight ? ".." : " .. ") + high
    case .conditional(let condition, let then, let otherwise):
      return "if " + operand(condition, .conditional) + " then " + operand(then, .conditional)
        + " else "
        + operand(otherwise, .conditional)
    case .formula(let left, let right):
      return (left.map { operand($0, .or) + " " } ?? "") + "~ " + operand(right, .or)
    }
  }

  /// What is called; a part of a value in brackets, without which it would be read as a method of other languages.
  static func callee(_ function: Expression) -> String {
    let function = function.unbracketed
    if case .member = function.kind { return "(" + unbracketed(function) + ")" }
    return expression(function, .primary)
  }

  private static func operand(_ expression: Expression, _ least: Precedence) -> String {
    self.expression(expression, least)
  }

  /// A chain `a + b + …` is walked in a loop: it may be long.
  private static func binary(
    _ sign: BinaryOperator, _ left: Expression, _ right: Expression
  ) -> String {
    if sign == .power { return operand(left, .primary) + " ^ " + operand(right, .sign) }
    var tail = [" \(sign.rawValue) " + operand(right, sign.precedence.tighter)]
    var first = left.unbracketed
    while case .binary(let next, let left, let right) = first.kind,
      next.precedence == sign.precedence
    {
      tail.append(" \(next.rawValue) " + operand(right, next.precedence.tighter))
      first = left.unbracketed
    }
    return operand(first, sign.precedence) + tail.reversed().joined()
  }

  /// Whether an end of a range is plain enough to stand directly at the dots.
  private static func isTight(_ expression: Expression) -> Bool {
    let expression = expression.unbracketed
    switch expression.kind {
    case .negative(let value): return value.unbracketed.precedence == .primary && isTight(value)
    default: return expression.precedence == .primary
    }
  }

  private static func isVariableName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.beginsName else { return false }
    return text.unicodeScalars.allSatisfy(\.continuesName)
  }

  private static func text(_ parts: [TextPart]) -> String {
    var result = "\""
    for part in parts {
      switch part {
      case .characters(let characters): result += characters.escapedAsText
      case .hole(let pipeline): result += "{" + self.pipeline(pipeline) + "}"
      }
    }
    return result + "\""
  }
}
