/// An error, as data first: what was found, where, what was expected, what would cure it.
///
/// The renderer, the tests, editors and `:fix` all read this value; text is made of it in one place
/// (``Diagnostic/rendered(color:)``).
public struct Diagnostic: Error, Sendable, Equatable {
  /// Which error it is.
  public var code: Code
  /// One sentence that stands alone, without a full stop.
  public var message: String
  /// Where, in ``source``; `nil` where the error has no place in a text.
  public var range: SourceRange?
  /// A few words beside the marked place.
  public var label: String?
  /// The text that ``range`` points into; filled in by whoever knows it on the way out.
  public var source: SourceText?
  /// What stood there, where that helps.
  public var found: String?
  /// What could have stood there.
  public var expected: [String]
  /// Facts, one a line.
  public var details: [String]
  /// Names that were possible.
  public var candidates: [String]
  /// What would cure it, one a line; code in back-quotes.
  public var help: [String]
  /// A change of the source that would cure it, for `:fix`.
  public var fix: Fix?

  public init(
    _ code: Code, _ message: String, at range: SourceRange? = nil, label: String? = nil,
    found: String? = nil, expected: [String] = [], details: [String] = [],
    candidates: [String] = [], help: [String] = [], fix: Fix? = nil
  ) {
    (self.code, self.message, self.range, self.label) = (code, message, range, label)
    (self.found, self.expected, self.details) = (found, expected, details)
    (self.candidates, self.help, self.fix) = (candidates, help, fix)
  }

  /// A replacement of a part of the source.
  public struct Fix: Sendable, Equatable {
    public var range: SourceRange
    public var replacement: String
    public init(_ range: SourceRange, _ replacement: String) {
      (self.range, self.replacement) = (range, replacement)
    }
  }

  /// The same error with a place, where it had none yet.
  public func located(at range: SourceRange?, in source: SourceText? = nil) -> Diagnostic {
    var copy = self
    if copy.range == nil { copy.range = range }
    if copy.source == nil { copy.source = source }
    return copy
  }
}

/// Several independent errors of one script, in the order of their places.
public struct DiagnosticList: Error, Sendable, Equatable {
  public var all: [Diagnostic]
  public init(_ all: [Diagnostic]) { self.all = all }
}

/// One dim line under a result: what was left out, guessed, drawn or coerced.
public struct Note: Sendable, Equatable {
  /// What the note is about, for tools and tests.
  public enum Kind: String, Sendable {
    case rows, missing, seed, event, types, ambiguity, plot, model, file
  }
  public var kind: Kind
  public var text: String
  public init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }
}
