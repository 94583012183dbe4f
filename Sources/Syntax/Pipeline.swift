public import Diagnostics

/// A value and the stages that it goes through; without a value it waits for one and is a function.
public struct Pipeline: Sendable {
  public var head: Expression?
  public var stages: [Stage]
  public var range: SourceRange
  /// The comment behind the head on its line, from `#`, where stages follow on other lines.
  public var headTrailing: String?
  public init(head: Expression?, stages: [Stage], range: SourceRange, headTrailing: String? = nil) {
    (self.head, self.stages, self.range, self.headTrailing) = (head, stages, range, headTrailing)
  }
}

/// `verb items on items by items`.
public struct Stage: Sendable {
  public var verb: Name
  /// The verb's own items. Options (`name: value`) written in the `on` or `by` list stand here too,
  /// after the others, as do `name = …` items of the `by` list.
  public var items: [Item]
  public var on: [Item]
  public var by: [Item]
  public var range: SourceRange
  /// Comment lines that stood before the stage within its statement.
  public var comments: [String]
  /// The comment behind the stage on its last line, from `#`, where another stage follows.
  public var trailing: String?
  public init(
    verb: Name, items: [Item] = [], on: [Item] = [], by: [Item] = [], range: SourceRange,
    comments: [String] = [],
    trailing: String? = nil
  ) {
    (self.verb, self.items, self.on, self.by) = (verb, items, on, by)
    (self.range, self.comments, self.trailing) = (range, comments, trailing)
  }
}

/// One item of a stage, call, list or index.
public struct Item: Sendable {
  public enum Label: Sendable, Equatable {
    case none
    /// `name = value`: something new.
    case define(Name)
    /// `name: value`: an option.
    case option(Name)
  }
  public var label: Label
  public var value: Expression
  /// A sort key written with `desc`.
  public var isDescending: Bool
  public var range: SourceRange
  public init(
    label: Label = .none, value: Expression, isDescending: Bool = false, range: SourceRange
  ) {
    (self.label, self.value, self.isDescending, self.range) = (label, value, isDescending, range)
  }
}
