internal import Cards
public import Diagnostics
public import Syntax
public import Tables

extension Evaluator {
  /// The value of a pipeline; without a head it is a function that waits for its table.
  public func evaluate(_ pipeline: Pipeline, in place: Place) throws(Diagnostic) -> Value {
    guard let head = pipeline.head else {
      return .function(.pipeline(pipeline, source: source, locals: locals))
    }
    // A pipeline in brackets may stand among the rows of a table; its stages bring their own.
    return try apply(
      pipeline.stages, to: try evaluate(head, in: place), subject: Evaluator.subject(of: head))
  }

  /// What a pipeline's value is called in messages.
  static func subject(of head: Expression) -> String {
    switch head.kind {
    case .name(let name), .variable(let name): name
    default: "the table"
    }
  }

  /// Runs stages one behind the other, and two at once where a verb has a quicker way for both.
  func apply(_ stages: [Stage], to input: Value, subject: String) throws(Diagnostic) -> Value {
    var (value, subject) = (input, subject)
    var rest = stages[...]
    while let stage = rest.popFirst() {
      try checkInterrupt(at: stage.range)
      do {
        if let next = rest.first, let both = try together(stage, next, value, subject) {
          value = both
          rest.removeFirst()
        } else {
          value = try dispatch(stage, value, subject)
        }
      } catch {
        throw error.located(at: stage.verb.range, in: source)
      }
      if case .table = value {} else { subject = "the value" }
    }
    return value
  }

  /// What two stages make of a table, where the first one's verb does both at once; `nil` otherwise.
  private func together(
    _ stage: Stage, _ next: Stage, _ input: Value, _ subject: String
  ) throws(Diagnostic) -> Value? {
    guard case .table = input, let verb = catalogue.verb(stage.verb.text) as? any PairingVerb,
      verb.pairs(stage, with: next), variable(stage.verb.text) == nil,
      variable(next.verb.text) == nil
    else { return nil }
    let arguments = try bind(stage.items, on: stage.on, to: verb.card, at: stage.verb.range)
    let call = VerbCall(
      input: input, subject: subject, arguments: arguments, by: stage.by, stage: stage)
    return try verb.run(call, with: next, self)
  }

  private func dispatch(
    _ stage: Stage, _ input: Value, _ subject: String
  ) throws(Diagnostic) -> Value {
    let name = stage.verb.text
    if case .function(let function)? = variable(name) {
      return try call(function, stage, input, subject)
    }
    if case .object(let object) = input, let taker = object as? any StageTaking {
      return try taker.taking(stage, self)
    }
    if let verb = catalogue.verb(name) { return try run(verb, stage, input, subject) }
    if let function = catalogue.function(name) { return try run(function, stage, input) }
    throw unknownVerb(stage.verb)
  }

  /// A user's function or pipeline as a stage: `x | f a, b` is `f(x, a, b)`.
  private func call(
    _ function: FunctionValue, _ stage: Stage, _ input: Value, _ subject: String
  ) throws(Diagnostic) -> Value {
    if !stage.on.isEmpty {
      throw Diagnostic(.misplaced, "a function of the script takes no `on`", at: stage.on[0].range)
    }
    if !stage.by.isEmpty {
      guard case .table(let table) = input else {
        throw Diagnostic(
          .wrongKind, "`by` needs a table, not \(input.kindName)", at: stage.by[0].range)
      }
      return try stacked(table, stage.by, subject) { (group) throws(Diagnostic) in
        try self.call(function, [.table(group)], stage.items, at: stage.verb.range)
      }
    }
    return try call(function, [input], stage.items, at: stage.verb.range)
  }

  private func run(
    _ verb: any Verb, _ stage: Stage, _ input: Value, _ subject: String
  ) throws(Diagnostic) -> Value {
    let card = verb.card
    let arguments = try bind(stage.items, on: stage.on, to: card, at: stage.verb.range)
    var call = VerbCall(
      input: input, subject: subject, arguments: arguments, by: stage.by, stage: stage)
    if stage.by.isEmpty { return try verb.run(call, self) }
    switch verb.grouping {
    case .own:
      return try verb.run(call, self)
    case .none:
      throw Diagnostic(
        .misplaced, "`by` means nothing to `\(card.name)`", at: stage.by[0].range,
        details: ["`\(card.name)` does the same to every row, whatever its group"])
    case .stacked:
      let table = try call.table()
      call.by = []
      return try stacked(table, stage.by, subject) { (group) throws(Diagnostic) in
        var one = call
        one.input = .table(group)
        return try verb.run(one, self)
      }
    }
  }

  /// A built-in function as a stage: the input is its first argument.
  private func run(
    _ function: any Function, _ stage: Stage, _ input: Value
  ) throws(Diagnostic) -> Value {
    guard let first = function.card.parameters.first,
      first.role == .position || first.role == .rest,
      !first.shape.isColumnPlace
    else {
      throw Diagnostic(
        .misplaced, "`\(stage.verb.text)` is a function, not a verb", at: stage.verb.range,
        help: function.card.usage.map { ["`\($0)`"] } ?? [])
    }
    if case .table = input, !input.fits(first.shape) || first.shape == .anything {
      throw Diagnostic(
        .misplaced, "`\(stage.verb.text)` is a function of values, not a verb on tables",
        at: stage.verb.range,
        help: [
          function.card.kind == .aggregate
            ? "`summarise name = \(stage.verb.text)(column)`"
            : "`add name = \(stage.verb.text)(column)`"
        ])
    }
    if let clause = stage.on.first ?? stage.by.first {
      throw Diagnostic(
        .misplaced, "`\(stage.verb.text)` is a function and takes no `on` or `by`", at: clause.range
      )
    }
    let given: [String: Value] = [first.name: first.role == .rest ? .list([input]) : input]
    let arguments = try bind(stage.items, to: function.card, at: stage.verb.range, given: given)
    return try function.call(
      FunctionCall(arguments: arguments, place: .value, range: stage.range, label: stage.verb.text),
      self)
  }

  /// Runs something on each group's rows and puts the tables under each other, the keys in front.
  public func stacked(
    _ table: Table, _ by: [Item], _ subject: String, _ body: (Table) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    let groups = try grouping(table, by, subject)
    var parts: [Table] = []
    for group in 0..<groups.count {
      try checkInterrupt(at: by.first?.range)
      let rows = try groups.rows(of: group)
      guard case .table(let part) = try body(table.gather(rows)) else {
        throw Diagnostic(
          .wrongKind, "only a verb that gives a table can be done by group", at: by.first?.range)
      }
      var named: [(name: String, column: Column)] = []
      for (name, key) in zip(groups.names, groups.keys) where part[name] == nil {
        named.append((name, key.gather(Array(repeating: Int32(group), count: part.rowCount))))
      }
      named += zip(part.names, part.columns).map { (name: $0, column: $1) }
      parts.append(Table(named, rowCount: part.rowCount) ?? part)
    }
    guard let first = parts.first else { return try body(table) }
    var notes: [Note] = []
    let whole = try first.appending(Array(parts.dropFirst()), notes: &notes)
    return .table(whole)
  }

  func unknownVerb(_ name: Name) -> Diagnostic {
    if let own = ownWord(for: name.text) {
      return Diagnostic(
        .foreignWord, "`\(name.text)` is called `\(own.word)` here", at: name.range,
        help: [own.sentence],
        fix: Diagnostic.Fix(name.range, own.word))
    }
    let functions = visibleNames.filter {
      if case .function? = variable($0) { true } else { false }
    }
    let near = nearestNames(
      to: name.text, in: catalogue.verbNames + functions + catalogue.functionNames)
    var help = near.first.map { ["did you mean `\($0)`?"] } ?? ["`ogive help verbs` lists them"]
    if variable(name.text) != nil {
      help = [
        "`\(name.text)` is a variable; a bar is followed by a verb: `keep`, `sort`, `summarise` …"
      ]
    }
    return Diagnostic(
      .unknownVerb, "there is no verb `\(name.text)`", at: name.range, label: "not a verb",
      help: help,
      fix: near.first.map { Diagnostic.Fix(name.range, $0) })
  }
}
