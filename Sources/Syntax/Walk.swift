extension Expression {
  /// Calls a function with this expression and every one in it, outer before inner, in the order of the text.
  ///
  /// - Parameter visit: gives whether to go on inside the expression that it got.
  public func visit(_ visit: (Expression) -> Bool) {
    // A chain `a + b + …` leans to the left and is as high as it is long: its spine is walked in a loop.
    var rights: [Expression] = []
    var here = self
    var goesIn = visit(here)
    while goesIn, case .binary(_, let left, let right) = here.kind {
      rights.append(right)
      here = left
      goesIn = visit(here)
    }
    if goesIn { here.visitParts(visit) }
    for right in rights.reversed() { right.visit(visit) }
  }

  private func visitParts(_ visit: (Expression) -> Bool) {
    switch kind {
    case .number, .date, .truth, .missing, .name, .variable, .dot, .binary: break
    case .text(let parts):
      for case .hole(let pipeline) in parts { pipeline.visit(visit) }
    case .list(let items):
      for item in items { item.value.visit(visit) }
    case .group(let pipeline): pipeline.visit(visit)
    case .call(let base, let items), .index(let base, let items):
      base.visit(visit)
      for item in items { item.value.visit(visit) }
    case .member(let value, _), .negative(let value), .not(let value), .isMissing(let value, _):
      value.visit(visit)
    case .comparison(let first, let steps):
      first.visit(visit)
      for step in steps { step.operand.visit(visit) }
    case .range(let from, let to):
      from.visit(visit)
      to.visit(visit)
    case .conditional(let condition, let then, let otherwise):
      condition.visit(visit)
      then.visit(visit)
      otherwise.visit(visit)
    case .formula(let left, let right):
      left?.visit(visit)
      right.visit(visit)
    }
  }
}

extension Pipeline {
  /// Calls a function with every expression of the head and the stages, as ``Expression/visit(_:)`` does.
  public func visit(_ visit: (Expression) -> Bool) {
    head?.visit(visit)
    for stage in stages {
      for item in stage.items + stage.on + stage.by { item.value.visit(visit) }
    }
  }

  /// Every pipeline of it: itself, and those in brackets and in the holes of texts.
  func nested(_ found: (Pipeline) -> Void) {
    found(self)
    visit { expression in
      switch expression.kind {
      case .group(let pipeline):
        pipeline.nested(found)
        return false
      case .text(let parts):
        for case .hole(let pipeline) in parts { pipeline.nested(found) }
        return false
      default:
        return true
      }
    }
  }
}

extension Statement {
  /// The names that the statement may give a value, those in its blocks too, in the order of the text.
  public var namesAssigned: [String] {
    switch kind {
    case .assign(let names, _): names.map(\.text)
    case .define(let function): [function.name.text]
    case .parameter(let name, _): [name.text]
    case .repeat(let variable, _, let body):
      [variable.text] + body.statements.flatMap(\.namesAssigned)
    case .choose(let choice): choice.blocks.flatMap { $0.statements.flatMap(\.namesAssigned) }
    case .return, .use, .pipeline: []
    }
  }

  /// The names whose variables or functions the statement may read: `$name`, called functions, verbs, and all bare
  /// names, since only a verb's card says which of them are columns. Too many rather than too few.
  public var namesRead: Set<String> {
    var names: Set<String> = []
    switch kind {
    case .assign(_, let pipeline), .return(let pipeline), .pipeline(let pipeline):
      names = pipeline.namesRead
    case .parameter(_, let value): names = value.namesRead
    case .use: break
    case .repeat(_, let over, let body): names = over.namesRead.union(body.namesRead)
    case .choose(let choice):
      for condition in choice.conditions { names.formUnion(condition.namesRead) }
      for block in choice.blocks { names.formUnion(block.namesRead) }
    case .define(let function):
      switch function.body {
      case .pipeline(let pipeline): names = pipeline.namesRead
      case .block(let block): names = block.namesRead
      }
      for parameter in function.parameters { names.remove(parameter.name.text) }
      for parameter in function.parameters { names.formUnion(parameter.fallback?.namesRead ?? []) }
    }
    return names
  }
}

extension Block {
  /// The names that its statements may read.
  public var namesRead: Set<String> { statements.reduce(into: []) { $0.formUnion($1.namesRead) } }
}

extension Pipeline {
  /// The names that it may read, its verbs among them.
  public var namesRead: Set<String> {
    var names: Set<String> = []
    nested { pipeline in
      for stage in pipeline.stages { names.insert(stage.verb.text) }
      pipeline.visit { expression in
        switch expression.kind {
        case .name(let name), .variable(let name): names.insert(name)
        default: break
        }
        return true
      }
    }
    return names
  }
}

extension Expression {
  /// The names that it may read.
  public var namesRead: Set<String> { Pipeline(head: self, stages: [], range: range).namesRead }
}

extension Choice {
  /// Its blocks, from `if` to `else`.
  public var blocks: [Block] {
    switch otherwise {
    case .nothing: [then]
    case .block(let block): [then, block]
    case .choice(let next, _): [then] + next.blocks
    }
  }

  /// Its conditions, from the first `if` on.
  public var conditions: [Expression] {
    if case .choice(let next, _) = otherwise { return [condition] + next.conditions }
    return [condition]
  }
}
