public import Cards
public import Diagnostics
public import Syntax
internal import Tables

/// The items of a stage or call, bound to the parameters of a card.
///
/// Value places are evaluated and checked against their shapes; column places stay expressions, to be read against
/// a table.
public struct Arguments: Sendable {
  public let card: Card
  /// The place of the verb's or function's name.
  public let nameRange: SourceRange
  var bound: [String: [Item]] = [:]
  var values: [String: Value] = [:]

  init(card: Card, nameRange: SourceRange) { (self.card, self.nameRange) = (card, nameRange) }

  /// Whether it was written, not defaulted.
  public func has(_ name: String) -> Bool { bound[name] != nil }

  /// The items of a parameter as they were written.
  public func items(_ name: String) -> [Item] { bound[name] ?? [] }

  /// The one expression of a parameter.
  public func expression(_ name: String) -> Expression? { bound[name]?.first?.value }

  /// Where the argument stands; the name's place if it was left out.
  public func range(_ name: String) -> SourceRange {
    guard let items = bound[name], let first = items.first, let last = items.last else {
      return nameRange
    }
    return first.range.union(last.range)
  }

  /// The value of a value place: as written, or its default; `nil` if there is neither.
  public func value(_ name: String) -> Value? {
    if let value = values[name] { return value }
    guard case .value(let setting)? = card.parameter(name)?.fallback else { return nil }
    return Value(setting)
  }

  public func number(_ name: String) -> Double? {
    if case .cell(.number(let x))? = value(name) { x } else { nil }
  }
  public func whole(_ name: String) -> Int? { number(name).flatMap { Int(exactly: $0) } }
  public func text(_ name: String) -> String? {
    if case .cell(.text(let x))? = value(name) { x } else { nil }
  }
  public func truth(_ name: String) -> Bool? {
    if case .cell(.truth(let x))? = value(name) { x } else { nil }
  }
  /// The elements of a list; a single value counts as a list of one.
  public func list(_ name: String) -> [Value]? {
    switch value(name) {
    case .list(let items)?: items
    case .none, .nothing?: nil
    case .some(let single): [single]
    }
  }
  public func texts(_ name: String) -> [String]? {
    list(name)?.compactMap { if case .cell(.text(let text)) = $0 { text } else { nil } }
  }

  /// The value places that are plain values, given or defaulted: what a learner or mark receives.
  public var settings: Settings {
    var settings: Settings = [:]
    for parameter in card.parameters {
      if let setting = value(parameter.name)?.setting { settings[parameter.name] = setting }
    }
    return settings
  }

  /// `name = expression` items of a parameter.
  public func definitions(_ name: String) -> [(name: Name, value: Expression)] {
    items(name).compactMap { item in
      if case .define(let name) = item.label { (name, item.value) } else { nil }
    }
  }
}

extension Value {
  /// The value of a plain setting.
  public init(_ setting: Setting) {
    switch setting {
    case .missing: self = .missing
    case .number(let x): self = .number(x)
    case .text(let x): self = .text(x)
    case .truth(let x): self = .truth(x)
    case .list(let items): self = .list(items.map { Value($0) })
    }
  }

  /// The value as a plain setting; `nil` if it is a table, a column, a date or the like.
  public var setting: Setting? {
    switch self {
    case .cell(.missing): return .missing
    case .cell(.number(let x)): return .number(x)
    case .cell(.text(let x)): return .text(x)
    case .cell(.truth(let x)): return .truth(x)
    case .list(let items):
      let settings = items.compactMap(\.setting)
      return settings.count == items.count ? .list(settings) : nil
    default: return nil
    }
  }

  /// Whether the value may stand in a slot of a shape.
  func fits(_ shape: Shape) -> Bool {
    switch shape {
    case .anything: return true
    case .either(let shapes): return shapes.contains { fits($0) }
    case .table: if case .table = self { return true } else { return false }
    case .function: if case .function = self { return true } else { return false }
    case .formula: if case .formula = self { return true } else { return false }
    case .plan: return isObject("a plan")
    case .model: return isObject("a model")
    case .plot: return isObject("a plot")
    case .value: if case .cell(let cell) = self { return cell != .missing } else { return false }
    default: return setting.map(shape.accepts) ?? false
    }
  }

  private func isObject(_ kind: String) -> Bool {
    if case .object(let object) = self { object.kindName == kind } else { false }
  }
}
