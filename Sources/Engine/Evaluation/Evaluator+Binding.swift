public import Cards
public import Diagnostics
public import Syntax
internal import Tables

extension Evaluator {
  /// Binds items to the parameters of a card, evaluates the value places and checks them.
  ///
  /// - Parameters:
  ///   - place: where value places are evaluated: outside of any table for a verb, where the call stands for a function.
  ///   - given: parameters that are taken already: the value before the bar where a function is used as a stage.
  /// - Throws: E12, E18, E27, E29, E35–E37.
  public func bind(
    _ items: [Item], on: [Item] = [], to card: Card, at nameRange: SourceRange,
    place: Place = .value,
    given: [String: Value] = [:]
  ) throws(Diagnostic) -> Arguments {
    var arguments = Arguments(card: card, nameRange: nameRange)
    arguments.values = given
    var positions = card.parameters.filter { $0.role == .position && given[$0.name] == nil }[...]
    let rest = card.parameters.first { $0.role == .rest }
    for item in items {
      let parameter: Parameter
      switch item.label {
      case .option(let name):
        parameter = try option(name, of: card, item)
        positions.removeAll { $0.name == parameter.name }
        if arguments.bound[parameter.name] != nil, parameter.role != .rest {
          throw Diagnostic(.duplicateName, "`\(name.text)` is given twice", at: item.range)
        }
      case .define(let name):
        parameter = try definition(name, of: card, item)
      case .none:
        if let next = positions.popFirst(), !next.shape.isDefinition {
          parameter = next
        } else if let rest {
          parameter = rest
          if rest.shape.isDefinition {
            throw Diagnostic(
              .misplaced, "`\(card.name)` needs a name for what it makes", at: item.range,
              label: "name it: `name = …`", help: ["`\(card.name) name = \(item.value.canonical)`"])
          }
        } else {
          throw tooMany(item, card)
        }
      }
      if item.isDescending, parameter.shape != .keys {
        throw Diagnostic(.misplaced, "`desc` belongs to a key of `sort`", at: item.range)
      }
      arguments.bound[parameter.name, default: []].append(item)
    }
    if !on.isEmpty {
      guard let parameter = card.parameters.first(where: { $0.role == .on }) else {
        throw Diagnostic(
          .misplaced, "`\(card.name)` takes no `on`", at: on[0].range,
          help: ["`on` says the keys of a `join`"])
      }
      arguments.bound[parameter.name] = on
    }
    for parameter in card.parameters {
      try fill(parameter, in: &arguments, place)
    }
    return arguments
  }

  /// Evaluates and checks what was given for a parameter, or sees to it that it may be left out.
  private func fill(
    _ parameter: Parameter, in arguments: inout Arguments, _ place: Place
  ) throws(Diagnostic) {
    guard let items = arguments.bound[parameter.name] else {
      if parameter.fallback == .required, arguments.values[parameter.name] == nil {
        throw Diagnostic(
          .missingArgument, "`\(arguments.card.name)` needs \(parameter.described)",
          at: arguments.nameRange,
          help: arguments.card.usage.map { ["`\($0)`"] } ?? [])
      }
      return
    }
    if parameter.shape.isColumnPlace { return }
    if parameter.role == .rest {
      var values: [Value] = []
      for item in items { values.append(try checked(item, parameter, place)) }
      arguments.values[parameter.name] = .list(values)
    } else {
      arguments.values[parameter.name] = try checked(items[0], parameter, place)
    }
  }

  private func checked(
    _ item: Item, _ parameter: Parameter, _ place: Place
  ) throws(Diagnostic) -> Value {
    let value = try evaluate(item.value, in: place)
    if value.fits(parameter.shape) { return value }
    throw Diagnostic(
      .badArgument,
      "`\(parameter.name)` must be \(parameter.shape.expectation), not \(value.brief)",
      at: item.value.range, found: value.brief, expected: [parameter.shape.expectation],
      help: nearestChoice(value, parameter.shape).map { ["did you mean \"\($0)\"?"] } ?? [])
  }

  private func nearestChoice(_ value: Value, _ shape: Shape) -> String? {
    guard case .choice(let choices) = shape, case .cell(.text(let text)) = value else { return nil }
    return nearestNames(to: text, in: choices).first
  }

  private func option(_ name: Name, of card: Card, _ item: Item) throws(Diagnostic) -> Parameter {
    if let parameter = card.parameter(name.text) { return parameter }
    let names = card.parameters.filter { $0.role == .option || $0.role == .position }.map(\.name)
    let near = nearestNames(to: name.text, in: names)
    throw Diagnostic(
      .unknownOption, "`\(card.name)` has no option `\(name.text)`", at: name.range,
      label: "not an option",
      candidates: names, help: near.first.map { ["did you mean `\($0):`?"] } ?? [],
      fix: near.first.map { Diagnostic.Fix(name.range, $0) })
  }

  private func definition(_ name: Name, of card: Card, _ item: Item) throws(Diagnostic) -> Parameter
  {
    if let parameter = card.parameters.first(where: \.shape.isDefinition) { return parameter }
    let sign = SourceRange(name.range.end, item.value.range.start)
    if card.parameters.contains(where: { $0.shape == .expression }) {
      throw Diagnostic(
        .conditionNeedsEquals, "a condition needs `==`", at: sign, label: "`=` names something new",
        help: ["`\(card.name) \(name.text) == \(item.value.canonical)`"],
        fix: Diagnostic.Fix(sign, " == "))
    }
    if card.parameter(name.text) != nil {
      throw Diagnostic(
        .misplaced, "an option of `\(card.name)` is set with `:`", at: sign,
        label: "`=` names something new",
        help: ["`\(name.text): \(item.value.canonical)`"], fix: Diagnostic.Fix(sign, ": "))
    }
    throw Diagnostic(
      .misplaced, "`\(card.name)` names nothing new", at: item.range,
      help: ["`==` asks whether two values are equal; `name: value` sets an option"])
  }

  private func tooMany(_ item: Item, _ card: Card) -> Diagnostic {
    let places = card.parameters.filter { $0.role == .position }.count
    return Diagnostic(
      .tooManyArguments,
      places == 0
        ? "`\(card.name)` takes no argument here" : "`\(card.name)` takes only \(places) here",
      at: item.range, help: card.usage.map { ["`\($0)`"] } ?? [])
  }
}

extension Shape {
  /// Whether its items are `name = …`.
  var isDefinition: Bool { self == .definitions || self == .renames }
}

extension Parameter {
  /// The parameter in an error: ``` `n`, a whole number of at least 0```.
  var described: String {
    switch shape {
    case .definitions, .renames, .columns, .keys, .marks: shape.expectation
    default: "`\(name)`, \(shape.expectation)"
    }
  }
}
