public import Diagnostics
public import Engine
internal import Syntax
internal import Tables

/// The prompt's session: the statements that are live, in order, with what they gave, and the variables before each.
public final class Log {
  /// One statement.
  public struct Entry: Sendable {
    /// Its canonical text, with drawn seeds and dates written into it.
    public var text: String
    /// Its recorded lines, without `#> `.
    public var recorded: [String]
    /// The variables before it.
    var before: [String: Value]
    /// The variables after it.
    var after: [String: Value]
  }

  public let evaluator: Evaluator
  public private(set) var entries: [Entry] = []
  private var undone: [Entry] = []
  /// The last error, for `:why` and `:fix`; `nil` after a statement that went well.
  public private(set) var lastError: Diagnostic?

  public init(_ evaluator: Evaluator) { self.evaluator = evaluator }

  /// Runs what was typed: one statement, several lines of them, or one that goes on with the statement before it.
  ///
  /// - Parameter sink: gets the report of each statement.
  /// - Returns: whether all went well; the first that fails ends the run.
  @discardableResult
  public func run(
    _ typed: String, name: String = "prompt", sink: (Report) -> Void
  ) -> Result<Void, DiagnosticList> {
    if Log.isAmendment(typed), let last = entries.last { return amend(last, typed, name, sink) }
    return run(SourceText(name: name, text: typed), sink: sink)
  }

  /// Whether a line goes on with the statement before it.
  public static func isAmendment(_ typed: String) -> Bool {
    let start = typed.drop(while: \.isWhitespace)
    if start.hasPrefix("|") { return true }
    return ["by", "on"].contains { word in
      start.hasPrefix(word) && start.dropFirst(2).first.map { $0 == " " || $0 == "`" } == true
        && !start.dropFirst(2).drop(while: \.isWhitespace).hasPrefix("=")
    }
  }

  /// Runs the statements of a text, each an entry of its own, up to the first that fails.
  @discardableResult
  public func run(_ source: SourceText, sink: (Report) -> Void) -> Result<Void, DiagnosticList> {
    let script: Script
    do throws(DiagnosticList) {
      script = try Parser.parse(source, defined: Set(evaluator.variables.keys))
    } catch {
      lastError = error.all.first
      return .failure(error)
    }
    for statement in script.statements {
      let before = evaluator.variables
      do throws(Diagnostic) {
        let outcome = try evaluator.execute(statement, of: source)
        let text = try Pinning.text(statement, of: source, outcome.pins)
        entries.append(
          Entry(
            text: text, recorded: Recording.lines(outcome), before: before,
            after: evaluator.variables))
        undone = []
        lastError = nil
        sink(Report(statement, of: source, .success(outcome)))
      } catch {
        evaluator.variables = before
        lastError = error
        sink(Report(statement, of: source, .failure(error)))
        return .failure(DiagnosticList([error]))
      }
    }
    return .success(())
  }

  /// Puts the last statement with a further line in its place.
  private func amend(
    _ last: Entry, _ typed: String, _ name: String, _ sink: (Report) -> Void
  ) -> Result<Void, DiagnosticList> {
    let now = evaluator.variables
    let (kept, forgotten) = (entries, undone)
    entries.removeLast()
    evaluator.variables = last.before
    let text = last.text + "\n  " + typed.drop(while: \.isWhitespace)
    let result = run(SourceText(name: name, text: text), sink: sink)
    if case .failure = result { (entries, undone, evaluator.variables) = (kept, forgotten, now) }
    return result
  }

  /// Takes the last statement back; `nil` if there is none.
  public func undo() -> Entry? {
    guard let last = entries.popLast() else { return nil }
    undone.append(last)
    evaluator.variables = last.before
    return last
  }

  /// Brings back the statement that was taken back last, without running it; `nil` if there is none.
  public func redo() -> Entry? {
    guard let entry = undone.popLast() else { return nil }
    entries.append(entry)
    evaluator.variables = entry.after
    return entry
  }

  /// The text of the last failed statement with its cure; `nil` if the error has none.
  public var fixed: String? {
    guard let error = lastError, let fix = error.fix, let source = error.source else { return nil }
    var bytes = Array(source.text.utf8)
    guard fix.range.start >= 0, fix.range.start <= fix.range.end, fix.range.end <= bytes.count
    else { return nil }
    bytes.replaceSubrange(fix.range.start..<fix.range.end, with: Array(fix.replacement.utf8))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The live statements as a script, with their recorded outputs.
  public var script: String {
    var lines: [String] = []
    var isAfterRecorded = false
    for (place, entry) in entries.enumerated() {
      if isAfterRecorded { lines.append("") }
      lines.append(entry.text)
      var recorded = entry.recorded
      // A line that begins with a bar would go on with the statement above it.
      if recorded.isEmpty, place + 1 < entries.count, entries[place + 1].text.hasPrefix("|") {
        recorded = [""]
      }
      lines += recorded.map { $0.isEmpty ? "#>" : "#> " + $0 }
      isAfterRecorded = !recorded.isEmpty
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  /// Writes the script, all of it or nothing.
  public func save(to path: String) throws(Diagnostic) { try AtomicFile.write(script, to: path) }
}
