public import Diagnostics
public import Tables

/// What a statement gave: its outputs in order, and what a recording has to know of it.
public struct Outcome: Sendable {
  public var outputs: [Output] = []
  /// Seeds that were drawn and days that were asked for: what the recorded statement says in place of chance.
  public var pins: [Pin] = []
  /// The data that was loaded, with its fingerprints.
  public var loads: [Loaded] = []
  public init() {}
}

/// A value to be shown, with the notes that belong under it.
public struct Output: Sendable {
  public var title: String?
  /// `nothing` where only notes are left to say.
  public var value: Value
  public var notes: [Note]
  public init(title: String? = nil, value: Value, notes: [Note]) {
    (self.title, self.value, self.notes) = (title, value, notes)
  }
}

/// A part of a statement that was chance, and the text that makes it certain.
public struct Pin: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// The option to add to the stage or call at the range, e.g. `seed: 4711`.
    case option(name: String, value: String)
    /// The text to put in place of the call at the range, e.g. `@2024-03-01`.
    case replacement(String)
  }
  public var range: SourceRange
  public var kind: Kind
  public init(range: SourceRange, kind: Kind) { (self.range, self.kind) = (range, kind) }
}

/// Data that a statement loaded.
public struct Loaded: Sendable, Equatable {
  public var origin: Origin
  /// The path that was opened; `nil` for data that ships with the command.
  public var path: String?
  private let digests: @Sendable () -> [(name: String, digest: String)]
  /// For each column its name and the digest of its values. Worked out when it is asked for, which recordings do: that
  /// takes longer than to load.
  public var columns: [(name: String, digest: String)] { digests() }
  public init(
    origin: Origin, path: String?,
    columns: @autoclosure @escaping @Sendable () -> [(name: String, digest: String)]
  ) {
    (self.origin, self.path, digests) = (origin, path, columns)
  }
  public static func == (a: Loaded, b: Loaded) -> Bool {
    a.origin == b.origin && a.path == b.path && a.columns.elementsEqual(b.columns, by: ==)
  }
}
