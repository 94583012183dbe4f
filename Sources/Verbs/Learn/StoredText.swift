import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// A text of the language that a model file carries (a formula, a step, the keys of groups), with the variables and
/// functions that it needs.
///
/// Such a text is data that only works out values: it has no stages, reads no files, and what it calls are the
/// language's own functions of values or functions of one expression that stand beside it, for which the same holds.
/// That is looked at when it is written and again when it is read, since a file may be by other hands.
struct StoredText {
  let text: String
  private(set) var variables: [String: Value] = [:]
  private(set) var functions: [String: String] = [:]
  private let catalogue: Catalogue

  /// What a text needs of its surroundings.
  ///
  /// - Throws: E40 for what a file can't carry.
  init(_ text: String, _ stage: Stage, _ surroundings: Surroundings) throws(Diagnostic) {
    (self.text, catalogue) = (text, surroundings.words)
    try need(PlainText(stage), surroundings)
  }

  private mutating func need(
    _ plain: PlainText, _ surroundings: Surroundings
  ) throws(Diagnostic) {
    if let fault = plain.fault(catalogue, own: { surroundings.isFunction($0) }) {
      throw Self.uncarried("`\(text)` \(fault)")
    }
    for name in plain.names.sorted() where variables[name] == nil && functions[name] == nil {
      guard let value = surroundings.variable(name) else { continue }
      if case .function(.user(let function)) = value {
        guard plain.called.contains(name) else { continue }
        guard function.captured == nil, case .pipeline(let body) = function.definition.body,
          let head = body.head, body.stages.isEmpty
        else {
          throw Self.uncarried("`\(text)` calls `\(name)`, which is more than one expression")
        }
        let range = SourceRange(0, 0)
        functions[name] = Statement(.define(function.definition), range: range).canonical
        let fallbacks = function.definition.parameters.compactMap(\.fallback)
        var inside = PlainText([head] + fallbacks)
        inside.names.subtract(function.definition.parameters.map(\.name.text))
        try need(inside, surroundings)
      } else if value.stored != nil {
        variables[name] = value
      } else if plain.variables.contains(name) || plain.called.contains(name) {
        throw Self.uncarried("`\(text)` needs `\(name)`, which is \(value.kindName)")
      }
    }
  }

  private static func uncarried(_ what: String) -> Diagnostic {
    Diagnostic(
      .learning, "the model can't be saved: \(what)",
      help: ["work it out before the recipe, with `add` on the table"])
  }

  var stored: Datum {
    .record([
      "text": .text(text), "variables": .record(variables.compactMapValues(\.stored)),
      "functions": .record(functions.mapValues { .text($0) }),
    ])
  }

  /// The text again.
  ///
  /// - Throws: `modelFile` for a text that isn't of the language, or does more than work out values.
  init(stored: Datum, _ catalogue: Catalogue) throws(LearnError) {
    (text, self.catalogue) = (try stored.text("text"), catalogue)
    if case .record(let parts) = try stored.part("variables") {
      for (name, part) in parts { variables[name] = try Value(stored: part) }
    }
    if case .record(let parts) = try stored.part("functions") {
      for name in parts.keys {
        functions[name] = try stored.part("functions").text(name)
      }
    }
  }

  /// The stage that the text is, and what it is to be evaluated among.
  ///
  /// - Parameter before: what stands in front of it to make it a statement.
  func stage(after before: String = "recipe(~ .) | ") throws(LearnError) -> (Stage, Surroundings) {
    var variables = variables
    for (name, text) in functions {
      let source = SourceText(name: "model", text: text)
      guard case .define(let definition) = try Self.statement(source).kind,
        definition.name.text == name, case .pipeline(let body) = definition.body,
        let head = body.head, body.stages.isEmpty
      else { throw Datum.broken("`\(name)` isn't a function of one expression") }
      try check(PlainText([head] + definition.parameters.compactMap(\.fallback)))
      variables[name] = .function(.user(UserFunction(definition: definition, source: source)))
    }
    let source = SourceText(name: "model", text: before + text)
    guard case .pipeline(let pipeline) = try Self.statement(source).kind,
      let stage = pipeline.stages.first, pipeline.stages.count == 1
    else { throw Datum.broken("`\(text)` isn't a step") }
    try check(PlainText(stage))
    return (stage, Surroundings(catalogue: catalogue, variables: variables, source: source))
  }

  private func check(_ plain: PlainText) throws(LearnError) {
    if let fault = plain.fault(catalogue, own: { functions[$0] != nil }) {
      throw Datum.broken("`\(text)` \(fault)")
    }
  }

  private static func statement(_ source: SourceText) throws(LearnError) -> Statement {
    guard let script = try? Parser.parse(source), script.statements.count == 1 else {
      throw Datum.broken("`\(source.text)` isn't a statement")
    }
    return script.statements[0]
  }
}

extension Surroundings {
  fileprivate func isFunction(_ name: String) -> Bool {
    if case .function(.user)? = variable(name) { true } else { false }
  }
}

/// What expressions name and call, and whether they do more than work out values.
private struct PlainText {
  var names: Set<String> = []
  var called: Set<String> = []
  /// Written as `$name`.
  var variables: Set<String> = []
  private var hasStages = false
  private var callsValues = false

  init(_ stage: Stage) {
    self.init((stage.items + stage.on + stage.by).map(\.value))
  }

  init(_ expressions: [Expression]) {
    for expression in expressions { add(expression) }
  }

  private mutating func add(_ expression: Expression) {
    var found = self
    expression.visit { part in
      switch part.kind {
      case .name(let name): found.names.insert(name)
      case .variable(let name):
        found.names.insert(name)
        found.variables.insert(name)
      case .group(let pipeline):
        if pipeline.head == nil || !pipeline.stages.isEmpty { found.hasStages = true }
      case .text(let parts):
        for case .hole(let pipeline) in parts
        where pipeline.head == nil || !pipeline.stages.isEmpty { found.hasStages = true }
      case .call(let callee, _):
        if case .name(let name) = callee.kind {
          found.called.insert(name)
        } else {
          found.callsValues = true
        }
      default: break
      }
      return true
    }
    self = found
  }

  /// What is too much, as the rest of a sentence; `nil` if nothing is.
  func fault(_ catalogue: Catalogue, own: (String) -> Bool) -> String? {
    if hasStages { return "has a stage inside" }
    if callsValues { return "calls what isn't a function's name" }
    for name in called.sorted() where !own(name) {
      // `poly` is a word of formulas.
      if name == "poly" { continue }
      guard let card = catalogue.function(name)?.card,
        [.function, .aggregate, .window].contains(card.kind),
        !["files", "learn"].contains(card.topic)
      else { return "calls `\(name)`, which isn't a function of values" }
    }
    return nil
  }
}

extension Value {
  /// The value as plain data; `nil` for a table, a function and the like.
  var stored: Datum? {
    switch self {
    case .cell(let cell): return .record(["cell": Datum(cell)])
    case .column(let column): return .record(["column": Datum(column)])
    case .list(let items):
      let stored = items.compactMap(\.stored)
      return stored.count == items.count ? .record(["list": .list(stored)]) : nil
    default: return nil
    }
  }

  init(stored: Datum) throws(LearnError) {
    guard case .record(let parts) = stored else { throw Datum.broken("a value is none") }
    if let cell = parts["cell"] {
      self = .cell(try cell.cell)
    } else if let column = parts["column"] {
      self = .column(try column.column)
    } else {
      var items: [Value] = []
      for item in try stored.list("list") { items.append(try Value(stored: item)) }
      self = .list(items)
    }
  }
}
