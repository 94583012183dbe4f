internal import Cards
internal import Diagnostics
internal import Syntax
internal import Tables

extension Evaluator {
  /// `f(items)`: a script's function, a built-in one, or a value that is a function.
  func call(
    _ callee: Expression, _ items: [Item], in place: Place, _ range: SourceRange
  ) throws(Diagnostic) -> Value {
    guard case .name(let name) = callee.kind else {
      let value = try evaluate(callee, in: .value)
      guard case .function(let function) = value else {
        throw Diagnostic(.wrongKind, "\(value.kindName) can't be called", at: callee.range)
      }
      return try call(function, [], items, at: callee.range, in: place, range)
    }
    if case .function(let function)? = variable(name) {
      return try call(function, [], items, at: callee.range, in: place, range)
    }
    guard let function = catalogue.function(name) else {
      throw unknownFunction(Name(name, callee.range))
    }
    return try call(function, items, at: callee.range, in: place, range)
  }

  private func call(
    _ function: any Function, _ items: [Item], at nameRange: SourceRange, in place: Place,
    _ range: SourceRange
  ) throws(Diagnostic) -> Value {
    let arguments = try bind(items, to: function.card, at: nameRange, place: place)
    let call = FunctionCall(
      arguments: arguments, place: place, range: range, label: String(source.slice(range)).collapsed
    )
    if function.card.kind == .aggregate, let learning {
      return try learning.value { () throws(Diagnostic) in try function.call(call, self) }
    }
    if function.card.kind == .window, learning != nil {
      throw Diagnostic(
        .rowVerbInPlan, "`\(function.card.name)` looks at other rows, which a plan can't",
        at: nameRange,
        details: ["a plan treats each row alone, so that it can predict a single one"])
    }
    return try function.call(call, self)
  }

  /// Calls a function value with values that are known and items that are not evaluated yet.
  func call(
    _ function: FunctionValue, _ given: [Value], _ items: [Item], at nameRange: SourceRange,
    in place: Place = .value, _ range: SourceRange? = nil
  ) throws(Diagnostic) -> Value {
    switch function {
    case .user(let function):
      return try call(function, given, items, at: nameRange, in: place)
    case .pipeline(let pipeline, let itsSource, let itsLocals):
      var values = given
      for item in items { values.append(try evaluate(item.value, in: place)) }
      guard values.count == 1 else {
        throw Diagnostic(
          .tooManyArguments, "a pipeline takes one value, not \(values.count)", at: nameRange)
      }
      return try inside(itsSource, itsLocals, at: nameRange) { () throws(Diagnostic) in
        try self.apply(pipeline.stages, to: values[0], subject: "the table")
      }
    case .builtin(let function):
      return try call(function, items, at: nameRange, in: place, range ?? nameRange)
    }
  }

  private func call(
    _ function: UserFunction, _ given: [Value], _ items: [Item], at nameRange: SourceRange,
    in place: Place
  ) throws(Diagnostic) -> Value {
    let parameters = function.definition.parameters
    var bound: [String: Value] = [:]
    var open = parameters[...]
    for value in given {
      guard let next = open.popFirst() else { throw tooMany(function, nameRange) }
      bound[next.name.text] = value
    }
    for item in items {
      let name: String
      switch item.label {
      case .option(let label):
        guard parameters.contains(where: { $0.name.text == label.text }) else {
          throw Diagnostic(
            .unknownOption, "`\(function.definition.name.text)` has no parameter `\(label.text)`",
            at: label.range,
            help: ["`\(function.signature)`"])
        }
        name = label.text
        open.removeAll { $0.name.text == name }
      case .none:
        guard let next = open.popFirst() else { throw tooMany(function, item.range) }
        name = next.name.text
      case .define(let label):
        throw Diagnostic(
          .misplaced, "a parameter is set with `:`", at: item.range, help: ["`\(label.text): …`"])
      }
      if bound[name] != nil {
        throw Diagnostic(.duplicateName, "`\(name)` is given twice", at: item.range)
      }
      bound[name] = try evaluate(item.value, in: place)
    }
    return try inside(function.source, function.captured ?? [:], at: nameRange) {
      () throws(Diagnostic) in
      for (name, value) in bound { self.locals?[name] = value }
      for parameter in parameters where bound[parameter.name.text] == nil {
        guard let fallback = parameter.fallback else {
          throw Diagnostic(
            .missingArgument, "`\(function.definition.name.text)` needs `\(parameter.name.text)`",
            at: nameRange, help: ["`\(function.signature)`"]
          ).located(at: nameRange, in: self.callerSource)
        }
        self.locals?[parameter.name.text] = try self.evaluate(fallback, in: .value)
      }
      switch function.definition.body {
      case .pipeline(let pipeline): return try self.evaluate(pipeline, in: .value)
      case .block(let block):
        if case .returned(let value) = try self.run(block) { return value }
        return .nothing
      }
    }
  }

  /// Runs a function's body: in its own text, with its own local variables, counted against the limit of depth.
  func inside(
    _ itsSource: SourceText, _ itsLocals: [String: Value]?, at range: SourceRange,
    _ body: () throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    guard callDepth < Evaluator.recursionLimit, !stack.isNear else {
      throw Diagnostic(
        .recursion, "the functions call each other too deep", at: range,
        details: ["at most \(Evaluator.recursionLimit) calls may be open at a time"],
        help: ["a function that calls itself needs a case in which it doesn't"])
    }
    try checkInterrupt(at: range)
    let outer = (source, locals, callerSource)
    (source, locals, callerSource) = (itsSource, itsLocals, source)
    callDepth += 1
    defer {
      callDepth -= 1
      (source, locals, callerSource) = outer
    }
    return try body()
  }

  private func tooMany(_ function: UserFunction, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooManyArguments,
      "`\(function.definition.name.text)` takes only \(function.definition.parameters.count) here",
      at: range,
      help: ["`\(function.signature)`"])
  }

  private func unknownFunction(_ name: Name) -> Diagnostic {
    if let own = ownWord(for: name.text) {
      return Diagnostic(
        .foreignWord, "`\(name.text)` is called `\(own.word)` here", at: name.range,
        help: [own.sentence],
        fix: Diagnostic.Fix(name.range, own.word))
    }
    if catalogue.verb(name.text) != nil {
      return Diagnostic(
        .unknownFunction, "`\(name.text)` is a verb, not a function", at: name.range,
        help: ["it follows a bar: `table | \(name.text) …`"])
    }
    let users = visibleNames.filter { if case .function? = variable($0) { true } else { false } }
    let near = nearestNames(to: name.text, in: users + catalogue.functionNames)
    return Diagnostic(
      .unknownFunction, "there is no function `\(name.text)`", at: name.range,
      label: "not a function",
      help: near.first.map { ["did you mean `\($0)`?"] } ?? ["`ogive help functions` lists them"],
      fix: near.first.map { Diagnostic.Fix(name.range, $0) })
  }
}

extension String {
  /// The text on one line, runs of white space as one blank.
  var collapsed: String {
    if !utf8.contains(where: { $0 == 10 || $0 == 13 || $0 == 9 }) { return self }
    return split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
