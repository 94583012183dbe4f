public import Diagnostics
public import Syntax
public import Tables

extension Evaluator {
  /// Whether an expression picks columns by name rather than computing one: `a`, `a..d`, `numbers()`, `col(…)`.
  func isSelection(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name: true
    case .range(let low, let high): isSelection(low) && isSelection(high)
    case .call(let callee, _):
      if case .name(let name) = callee.kind {
        Evaluator.selectors[name] != nil || name == "col"
      } else {
        false
      }
    default: false
    }
  }

  /// The names of the columns that a selection picks, each once, in the order in which they are picked.
  ///
  /// - Throws: E21 for an unknown column; E18 for something that isn't a selection.
  public func selection(
    _ items: [Item], _ table: Table, _ subject: String
  ) throws(Diagnostic) -> [String] {
    var picked: [String] = []
    var seen: Set<String> = []
    for item in items {
      for name in try names(item.value, table, subject) where seen.insert(name).inserted {
        picked.append(name)
      }
    }
    return picked
  }

  /// The one column that an expression names.
  public func columnName(
    _ expression: Expression, _ table: Table, _ subject: String
  ) throws(Diagnostic) -> String {
    let picked = try names(expression, table, subject)
    guard picked.count == 1 else {
      throw Diagnostic(
        .badArgument, "one column is needed here, not \(picked.count)", at: expression.range)
    }
    return picked[0]
  }

  private func names(
    _ expression: Expression, _ table: Table, _ subject: String
  ) throws(Diagnostic) -> [String] {
    switch expression.kind {
    case .name(let name):
      guard table[name] != nil else {
        throw unknownColumn(name, table, subject, expression.range).located(
          at: expression.range, in: source)
      }
      return [name]
    case .range(let low, let high):
      guard let from = table.index(of: try columnName(low, table, subject)),
        let to = table.index(of: try columnName(high, table, subject))
      else { return [] }
      guard from <= to else {
        throw Diagnostic(
          .badArgument, "`\(table.names[to])` stands before `\(table.names[from])`",
          at: expression.range,
          help: ["`\(quotedIfNeeded(table.names[to]))..\(quotedIfNeeded(table.names[from]))`"])
      }
      return Array(table.names[from...to])
    case .call(let callee, let items):
      guard case .name(let function) = callee.kind else { break }
      if function == "col" { return try named(items, table, subject, expression.range) }
      guard let selector = Evaluator.selectors[function] else { break }
      return try select(selector, function, items, table, expression.range)
    case .text(let parts):
      if parts.count == 1, case .characters(let text) = parts[0] {
        throw Diagnostic(
          .misplaced, "a text isn't a column", at: expression.range, label: "in quotes",
          help: [
            table[text] != nil
              ? "the column is `\(quotedIfNeeded(text))`"
              : "`col(\"\(text)\")` is the column of that name"
          ])
      }
    default: break
    }
    throw Diagnostic(
      .misplaced, "columns are picked by name here, not computed", at: expression.range,
      help: ["`a, b`, `a..d`, `numbers()`, `starts_with(\"q\")`, `col($name)`"])
  }

  /// `col(text)`: the column, or the columns of a list of texts.
  private func named(
    _ items: [Item], _ table: Table, _ subject: String, _ range: SourceRange
  ) throws(Diagnostic) -> [String] {
    guard items.count == 1 else {
      throw Diagnostic(
        .missingArgument, "`col` needs the name of a column", at: range, help: ["`col($name)`"])
    }
    // A bare name in `col(name)` can only mean the variable, since a column can't hold a column's name.
    let argument = items[0].value
    let value: Value
    if case .name(let name) = argument.kind, let held = variable(name) {
      value = held
    } else {
      value = try evaluate(argument, in: .value)
    }
    let texts: [Value] = if case .list(let list) = value { list } else { [value] }
    var names: [String] = []
    for text in texts {
      guard case .cell(.text(let name)) = text else {
        throw Diagnostic(.badArgument, "`col` needs a text, not \(text.brief)", at: items[0].range)
      }
      guard table[name] != nil else { throw unknownColumn(name, table, subject, items[0].range) }
      names.append(name)
    }
    return names
  }

  /// What picks columns by a property.
  enum Selector: Sendable {
    case types(Set<ColumnType>)
    case name(@Sendable (_ name: String, _ text: String) -> Bool)
    case all
  }

  static let selectors: [String: Selector] = [
    "numbers": .types([.number]), "texts": .types([.text, .category]), "truths": .types([.truth]),
    "dates": .types([.date, .dateTime]), "all_columns": .all,
    "starts_with": .name { $0.hasPrefix($1) }, "ends_with": .name { $0.hasSuffix($1) },
    "contains": .name { name, text in name.contains(text) },
  ]

  private func select(
    _ selector: Selector, _ function: String, _ items: [Item], _ table: Table, _ range: SourceRange
  ) throws(Diagnostic) -> [String] {
    switch selector {
    case .all, .types:
      guard items.isEmpty else {
        throw Diagnostic(.tooManyArguments, "`\(function)()` takes no argument", at: items[0].range)
      }
      guard case .types(let types) = selector else { return table.names }
      return zip(table.names, table.columns).filter { types.contains($0.1.type) }.map(\.0)
    case .name(let test):
      guard items.count == 1, case .cell(.text(let text)) = try evaluate(items[0].value, in: .value)
      else {
        throw Diagnostic(
          .missingArgument, "`\(function)` needs a text", at: range, help: ["`\(function)(\"q\")`"])
      }
      let picked = table.names.filter { test($0, text) }
      if picked.isEmpty {
        throw Diagnostic(
          .unknownColumn, "no column's name \(function.replacingUnderscores) \"\(text)\"",
          at: range,
          candidates: table.names)
      }
      return picked
    }
  }
}

extension String {
  fileprivate var replacingUnderscores: String { split(separator: "_").joined(separator: " ") }
}
