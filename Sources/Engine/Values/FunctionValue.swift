public import Diagnostics
public import Syntax

/// A function as a value.
public enum FunctionValue: Sendable {
  /// Made by `def`.
  case user(UserFunction)
  /// A pipeline that begins with `|`: waits for its table.
  case pipeline(Pipeline, source: SourceText, locals: [String: Value]?)
  case builtin(any Function)
}

/// A function that a script defined.
public struct UserFunction: Sendable {
  public var definition: FunctionDefinition
  /// The text it was written in, for its diagnostics.
  public var source: SourceText
  /// The local variables in whose sight it was defined; `nil` at the top level, whose variables it sees as they
  /// are when it is called.
  public var captured: [String: Value]?

  public init(definition: FunctionDefinition, source: SourceText, captured: [String: Value]? = nil)
  {
    (self.definition, self.source, self.captured) = (definition, source, captured)
  }

  /// `bmi(kg, m)`.
  public var signature: String {
    let parameters = definition.parameters.map { parameter in
      parameter.name.text + (parameter.fallback.map { ": \($0.canonical)" } ?? "")
    }
    return "\(definition.name.text)(\(parameters.joined(separator: ", ")))"
  }
}
