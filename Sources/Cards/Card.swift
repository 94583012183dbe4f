/// What a verb, function, learner or mark says of itself, as plain data.
///
/// Binding, error texts, help, completion, the manual's tables and the catalogue-wide tests are all derived from it.
public struct Card: Sendable {
  /// What kind of word it is.
  public enum Kind: String, Sendable, CaseIterable {
    case verb, function, aggregate, window, learner, mark
  }
  /// The word in the language.
  public var name: String
  /// Other spellings that mean the same (`summarize`).
  public var aliases: [String]
  public var kind: Kind
  /// The heading under which help lists it, e.g. `rows`, `columns`, `look`.
  public var topic: String
  /// One sentence: begins with a capital letter, ends with a full stop.
  public var summary: String
  /// More, in Markdown; may be empty.
  public var details: String
  /// Words of other tools by which people look for it (`filter`, `where`).
  public var searchWords: [String]
  /// In the order of their positions; options after them.
  public var parameters: [Parameter]
  public var examples: [Example]

  public init(
    _ name: String, aliases: [String] = [], kind: Kind, topic: String, summary: String,
    details: String = "",
    searchWords: [String] = [], parameters: [Parameter] = [], examples: [Example] = []
  ) {
    (self.name, self.aliases, self.kind, self.topic) = (name, aliases, kind, topic)
    (self.summary, self.details, self.searchWords) = (summary, details, searchWords)
    (self.parameters, self.examples) = (parameters, examples)
  }

  /// The parameter of a name.
  public func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }
}

/// A script that shows a card's word at work, and what must come of it. Each is a test.
public struct Example: Sendable {
  public enum Expectation: Sendable {
    /// The last statement's output, as text, line for line.
    case output(String)
    /// The code of the error that it must give, e.g. `E21`.
    case diagnostic(String)
    /// It runs; why its output isn't compared.
    case runs(because: String)
  }
  public var script: String
  public var expectation: Expectation
  public init(_ script: String, _ expectation: Expectation) {
    (self.script, self.expectation) = (script, expectation)
  }
  public static func output(_ script: String, _ text: String) -> Example {
    Example(script, .output(text))
  }
  public static func diagnostic(_ script: String, _ code: String) -> Example {
    Example(script, .diagnostic(code))
  }
  public static func runs(_ script: String, because reason: String) -> Example {
    Example(script, .runs(because: reason))
  }
}
