/// What the prompt asks of whoever knows the language. The editor itself knows none.
public protocol PromptDelegate: AnyObject {
  /// Whether Enter may run `text` or has to continue it.
  func isComplete(_ text: String) -> Completeness
  /// What may stand at the cursor, which is a UTF-8 offset in `text`.
  func completions(_ text: String, cursor: Int) -> CompletionList
  /// A grey hint behind `text` while the cursor is at its end. Without one the newest statement of
  /// the history that begins with `text` is hinted.
  func hint(_ text: String) -> Hint?
  /// Help for what stands at the cursor (a UTF-8 offset), shown below on `?` at an empty prompt or
  /// Alt-H anywhere.
  func help(_ text: String, cursor: Int) -> String?
}

/// Whether a text can run.
public enum Completeness: Sendable, Equatable {
  case complete
  /// It goes on; the next line begins with `indent` spaces.
  case incomplete(indent: Int)
  /// It can't be completed by going on: Enter submits it, and the parser says why it is wrong.
  case invalid
}

/// Something that may be inserted at the cursor.
public struct Completion: Sendable, Equatable {
  /// What is inserted.
  public var text: String
  /// What the list shows.
  public var label: String
  /// What it is, such as "verb" or "column · number"; shown dim behind the label.
  public var kind: String
  /// One sentence about it, shown when there are few candidates; may be empty.
  public var summary: String
  /// Whether the word is finished by it, so that a space follows.
  public var isFinal: Bool

  public init(
    text: String, label: String? = nil, kind: String = "", summary: String = "",
    isFinal: Bool = true
  ) {
    (self.text, self.label, self.kind) = (text, label ?? text, kind)
    (self.summary, self.isFinal) = (summary, isFinal)
  }
}

/// The candidates at a cursor.
public struct CompletionList: Sendable, Equatable {
  /// The UTF-8 offset from which a candidate replaces the text up to the cursor.
  public var replaceFrom: Int
  public var candidates: [Completion]

  public init(replaceFrom: Int, candidates: [Completion]) {
    (self.replaceFrom, self.candidates) = (replaceFrom, candidates)
  }
}

/// A grey text behind the cursor.
public struct Hint: Sendable, Equatable {
  public var text: String
  /// Whether Right or End at the end of the text inserts it; false for one that only informs.
  public var isInsertable: Bool

  public init(_ text: String, isInsertable: Bool) {
    (self.text, self.isInsertable) = (text, isInsertable)
  }
}

/// What one reading at the prompt gave.
public enum Input: Sendable, Equatable {
  case statement(String)
  /// Ctrl-C: the line was cancelled.
  case interrupted
  /// Ctrl-D at an empty prompt, or the input ended.
  case endOfInput
  /// The terminal could not be read, and why.
  case failed(String)
}
