/// One slot of a verb, function, learner or mark.
public struct Parameter: Sendable, Equatable {
  /// Where its argument stands.
  public enum Role: Sendable, Equatable {
    /// In its turn, without a name: `keep cond`, `first n`.
    case position
    /// All that is left of the unnamed (or, for definitions, `name = …`) items.
    case rest
    /// After its name and a colon: `seed: 1`. Positional parameters may be given by name too.
    case option
    /// After `on`.
    case on
  }
  public enum Default: Sendable, Equatable {
    /// It must be given.
    case required
    /// It may be left out; then there is none.
    case none
    /// It may be left out; then it is this.
    case value(Setting)
  }
  public var name: String
  public var shape: Shape
  public var role: Role
  public var fallback: Default
  /// One sentence: begins with a capital letter, ends with a full stop.
  public var summary: String

  public init(
    _ name: String, _ shape: Shape, _ role: Role, default fallback: Default = .required,
    _ summary: String
  ) {
    (self.name, self.shape, self.role, self.fallback, self.summary) = (
      name, shape, role, fallback, summary
    )
  }
}

/// A plain value of an option, as learners and marks receive it.
public enum Setting: Sendable, Equatable {
  case missing
  case number(Double)
  case text(String)
  case truth(Bool)
  case list([Setting])
}

/// Options by name, checked against the card they belong to.
public typealias Settings = [String: Setting]

extension Settings {
  public func number(_ name: String) -> Double? {
    if case .number(let x)? = self[name] { x } else { nil }
  }
  public func whole(_ name: String) -> Int? { number(name).flatMap { Int(exactly: $0) } }
  public func text(_ name: String) -> String? {
    if case .text(let x)? = self[name] { x } else { nil }
  }
  public func truth(_ name: String) -> Bool? {
    if case .truth(let x)? = self[name] { x } else { nil }
  }
  public func list(_ name: String) -> [Setting]? {
    if case .list(let x)? = self[name] { x } else { nil }
  }
}
