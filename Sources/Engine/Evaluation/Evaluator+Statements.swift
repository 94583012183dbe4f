internal import Cards
internal import Diagnostics
internal import Glibc
internal import Numerics
internal import Syntax
internal import Tables

/// How a statement ended.
enum Flow {
  case next
  case returned(Value)
}

extension Evaluator {
  func run(_ statement: Statement) throws(Diagnostic) -> Flow {
    try checkInterrupt(at: statement.range)
    switch statement.kind {
    case .pipeline(let pipeline):
      let value = try evaluate(pipeline, in: .value)
      if callDepth == 0 {
        if case .nothing = value { flushNotes() } else { emit(value) }
      }
    case .assign(let names, let pipeline):
      try assign(names, try evaluate(pipeline, in: .value), pipeline)
    case .define(let definition):
      try define(definition)
    case .choose(let choice):
      return try choose(choice)
    case .repeat(let name, let over, let body):
      return try loop(name, over, body)
    case .return(let pipeline):
      guard callDepth > 0 else {
        throw Diagnostic(.misplaced, "`return` belongs in a function", at: statement.range)
      }
      return .returned(try evaluate(pipeline, in: .value))
    case .parameter(let name, let expression):
      try parameter(name, expression)
    case .use(let path, let range):
      try use(path, range)
    }
    return .next
  }

  func run(_ block: Block) throws(Diagnostic) -> Flow {
    for statement in block.statements {
      if case .returned(let value) = try run(statement) { return .returned(value) }
    }
    return .next
  }

  private func set(_ name: String, _ value: Value) {
    if locals != nil { locals?[name] = value } else { variables[name] = value }
  }

  private func assign(_ names: [Name], _ value: Value, _ pipeline: Pipeline) throws(Diagnostic) {
    if case .nothing = value {
      throw Diagnostic(
        .wrongKind, "there is no value to give to `\(names[0].text)`", at: pipeline.range,
        help: ["a function gives a value with `return`"])
    }
    if names.count == 1 {
      set(names[0].text, value)
      return
    }
    guard case .list(let values) = value, values.count == names.count else {
      let count =
        if case .list(let values) = value { "a list of \(values.count)" } else { value.kindName }
      throw Diagnostic(
        .lengthsDiffer, "\(names.count) names need a list of \(names.count) values, not \(count)",
        at: names[0].range.union(names[names.count - 1].range))
    }
    for (name, value) in zip(names, values) { set(name.text, value) }
  }

  private func define(_ definition: FunctionDefinition) throws(Diagnostic) {
    var seen: Set<String> = []
    for parameter in definition.parameters where !seen.insert(parameter.name.text).inserted {
      throw Diagnostic(
        .duplicateName, "two parameters are called `\(parameter.name.text)`",
        at: parameter.name.range)
    }
    let name = definition.name.text
    if catalogue.verb(name) != nil || catalogue.function(name) != nil {
      note(.ambiguity, "`\(name)` is a word of Ogive; from here on it means this function")
    }
    set(
      name, .function(.user(UserFunction(definition: definition, source: source, captured: locals)))
    )
  }

  /// A condition of `if`: one truth.
  private func choose(_ choice: Choice) throws(Diagnostic) -> Flow {
    let condition = try evaluate(choice.condition, in: .value)
    switch condition {
    case .cell(.truth(true)): return try run(choice.then)
    case .cell(.truth(false)):
      switch choice.otherwise {
      case .nothing: return .next
      case .block(let block): return try run(block)
      case .choice(let next, _): return try choose(next)
      }
    case .cell(.missing):
      throw Diagnostic(
        .wrongKind, "the condition is missing, so neither branch is meant",
        at: choice.condition.range,
        help: ["ask before: `x is missing`"])
    case .column:
      throw Diagnostic(
        .wrongKind, "the condition of `if` is a whole column", at: choice.condition.range,
        help: [
          "row by row: `add new = if … then … else …`",
          "for the column as a whole: `any(…)` or `all(…)`",
        ])
    default:
      throw Diagnostic(
        .wrongKind, "the condition of `if` must be true or false, not \(condition.kindName)",
        at: choice.condition.range)
    }
  }

  private func loop(_ name: Name, _ over: Expression, _ body: Block) throws(Diagnostic) -> Flow {
    let items: [Value]
    switch try evaluate(over, in: .value) {
    case .list(let values): items = values
    case .column(let column): items = (0..<column.count).map { .cell(column[$0]) }
    case let other:
      throw Diagnostic(
        .wrongKind, "`for` goes through a list or a column, not \(other.kindName)", at: over.range,
        help: ["`for i in 1..10`, `for name in [\"a\", \"b\"]`"])
    }
    for item in items {
      try checkInterrupt(at: over.range)
      set(name.text, item)
      if case .returned(let value) = try run(body) { return .returned(value) }
    }
    return .next
  }

  /// `param name = default`: the value of `--set`, if there is one, of the default's kind.
  private func parameter(_ name: Name, _ expression: Expression) throws(Diagnostic) {
    let fallback = try evaluate(expression, in: .value)
    guard let given = settings[name.text] else {
      set(name.text, fallback)
      return
    }
    if case .cell(let a) = given, case .cell(let b) = fallback, a.type != b.type, b != .missing {
      throw Diagnostic(
        .badArgument, "`--set \(name.text)` must be \(b.kindName), not \(given.brief)",
        at: name.range,
        help: ["the script's own value is \(fallback.brief)"])
    }
    set(name.text, given)
  }

  /// `use "file"`: takes the functions of another script, and what it uses itself; runs nothing else of it.
  private func use(_ path: String, _ range: SourceRange) throws(Diagnostic) {
    let resolved = resolve(path)
    if usedPaths.contains(resolved) {
      throw Diagnostic(.cannotRead, "`\(path)` uses itself", at: range, details: usedPaths)
    }
    let text: String
    do {
      text = try readText(resolved)
    } catch {
      throw error.located(at: range)
    }
    let script: Script
    do {
      script = try Parser.parse(SourceText(name: path, text: text))
    } catch {
      throw error.all.first ?? Diagnostic(.cannotRead, "`\(path)` can't be read", at: range)
    }
    usedPaths.append(resolved)
    let (outerSource, outerFolder) = (source, folder)
    (source, folder) = (script.source, Evaluator.folder(of: resolved))
    defer {
      usedPaths.removeLast()
      (source, folder) = (outerSource, outerFolder)
    }
    for statement in script.statements {
      switch statement.kind {
      case .define, .use:
        do { _ = try run(statement) } catch { throw error.located(at: statement.range, in: source) }
      case .assign(_, let pipeline) where pipeline.head == nil:
        _ = try run(statement)
      default: continue
      }
    }
  }

  /// The folder that holds a file, for ``folder``.
  public static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
