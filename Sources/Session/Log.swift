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
    /// What it loaded. The lines about it are made when they are asked for: they cost a pass over the data.
    var loads: [Loaded]
    /// The recorded lines of its outputs.
    var outputs: [String]
    /// Where its paths start; `nil` for the current folder.
    var folder: String?
    /// The variables before it.
    var before: [String: Value]
    /// The variables after it.
    var after: [String: Value]

    /// Its recorded lines, without `#> `.
    public var recorded: [String] { Recording.lines(loads) + outputs }
  }

  /// What went wrong last, and how it could be run again.
  private struct Failure {
    enum Place { case end, ofLastStatement, unknown }
    var error: Diagnostic
    /// The text that was run.
    var source: SourceText
    /// Where the statement begins that failed: what stands before it is in the log already.
    var start = 0
    var place = Place.end
    var folder: String?
  }

  public let evaluator: Evaluator
  public private(set) var entries: [Entry] = []
  private var undone: [Entry] = []
  private var failure: Failure?

  public init(_ evaluator: Evaluator) { self.evaluator = evaluator }

  /// The last error, for `:why` and `:fix`; `nil` after a statement that went well.
  public var lastError: Diagnostic? { failure?.error }

  // MARK: Running

  /// Runs what was typed: one statement, several lines of them, or one that goes on with the statement before it.
  ///
  /// - Parameter sink: gets the report of each statement.
  /// - Returns: whether all went well; the first that fails ends the run.
  @discardableResult
  public func run(
    _ typed: String, name: String = "prompt", sink: (Report) -> Void
  ) -> Result<Void, DiagnosticList> {
    if Log.isAmendment(typed), let last = entries.last {
      let text = last.text + "\n  " + typed.drop(while: \.isWhitespace)
      return amend(SourceText(name: name, text: text), sink)
    }
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
  ///
  /// - Parameter folder: where its paths start; `nil` for the current folder.
  @discardableResult
  public func run(
    _ source: SourceText, folder: String? = nil, sink: (Report) -> Void
  ) -> Result<Void, DiagnosticList> {
    let script: Script
    do throws(DiagnosticList) {
      script = try Parser.parse(source, defined: Set(evaluator.variables.keys))
    } catch {
      failure = error.all.first.map { Failure(error: $0, source: source, folder: folder) }
      return .failure(error)
    }
    let outer = evaluator.folder
    evaluator.folder = folder
    defer { evaluator.folder = outer }
    for statement in script.statements {
      let before = evaluator.variables
      let watch = Stopwatch()
      do throws(Diagnostic) {
        let outcome = try evaluator.execute(statement, of: source)
        let seconds = watch.seconds
        let text = try Pinning.text(statement, of: source, outcome.pins)
        let outputs = Recording.lines(outcome.outputs, isPinned: !outcome.pins.isEmpty)
        entries.append(
          Entry(
            text: text, loads: outcome.loads, outputs: outputs, folder: folder, before: before,
            after: evaluator.variables))
        undone = []
        failure = nil
        sink(Report(statement, of: source, .success(outcome), seconds: seconds))
      } catch {
        evaluator.variables = before
        failure = Failure(
          error: error, source: source, start: statement.range.start, folder: folder)
        sink(Report(statement, of: source, .failure(error), seconds: watch.seconds))
        return .failure(DiagnosticList([error]))
      }
    }
    return .success(())
  }

  /// Puts a text in the place of the last statement.
  private func amend(
    _ source: SourceText, _ sink: (Report) -> Void
  ) -> Result<Void, DiagnosticList> {
    let result = replacing(from: entries.count - 1) {
      run(source, folder: entries.last?.folder, sink: sink)
    }
    failure?.place = .ofLastStatement
    return result
  }

  /// Puts a text in the place of a statement, counted from 1, and runs it and all statements behind it anew.
  ///
  /// - Returns: whether all went well; if not, the log is as it was.
  @discardableResult
  public func edit(
    _ number: Int, _ text: String, sink: (Report) -> Void
  ) -> Result<Void, DiagnosticList> {
    guard entries.indices.contains(number - 1) else { return .success(()) }
    let later = entries[number...]
    let folder = entries[number - 1].folder
    let result = replacing(from: number - 1) {
      var result = run(SourceText(name: "prompt", text: text), folder: folder, sink: sink)
      for entry in later {
        guard case .success = result else { break }
        result = run(
          SourceText(name: "prompt", text: entry.text), folder: entry.folder, sink: sink)
      }
      return result
    }
    failure?.place = .unknown
    return result
  }

  /// Runs something with the statements from a place on taken away; if it fails all of them are there again.
  private func replacing(
    from place: Int, _ body: () -> Result<Void, DiagnosticList>
  ) -> Result<Void, DiagnosticList> {
    let (now, kept, forgotten) = (evaluator.variables, entries, undone)
    evaluator.variables = entries[place].before
    entries.removeSubrange(place...)
    let result = body()
    if case .failure = result { (entries, undone, evaluator.variables) = (kept, forgotten, now) }
    return result
  }

  // MARK: Taking back and curing

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

  /// The statement that failed last with its cure, and those behind it that did not run; `nil` if there is no cure.
  public var fixed: String? {
    guard let failure, failure.place != .unknown, let fix = failure.error.fix,
      failure.error.source == failure.source
    else { return nil }
    var bytes = Array(failure.source.text.utf8)
    guard fix.range.start >= failure.start, fix.range.start <= fix.range.end,
      fix.range.end <= bytes.count
    else { return nil }
    bytes.replaceSubrange(fix.range.start..<fix.range.end, with: Array(fix.replacement.utf8))
    return String(decoding: bytes[failure.start...], as: UTF8.self)
  }

  /// Runs what ``fixed`` gives, where the text that failed would have stood; nothing if that is `nil`.
  @discardableResult
  public func fix(sink: (Report) -> Void) -> Result<Void, DiagnosticList> {
    guard let failure, let fixed else { return .success(()) }
    let source = SourceText(name: failure.source.name, text: fixed)
    if failure.place == .ofLastStatement, !entries.isEmpty { return amend(source, sink) }
    return run(source, folder: failure.folder, sink: sink)
  }

  // MARK: Saving

  /// The live statements as a script, with their recorded outputs and the paths as they were typed.
  public var script: String { Log.script(entries.map { ($0.text, $0.recorded) }) }

  private static func script(_ statements: [(text: String, recorded: [String])]) -> String {
    var lines: [String] = []
    var isAfterRecorded = false
    for (place, statement) in statements.enumerated() {
      if isAfterRecorded { lines.append("") }
      lines.append(statement.text)
      var recorded = statement.recorded
      // A line that begins with a bar would go on with the statement above it.
      if recorded.isEmpty, place + 1 < statements.count, statements[place + 1].text.hasPrefix("|") {
        recorded = [""]
      }
      lines += recorded.map { $0.isEmpty ? "#>" : "#> " + $0 }
      isAfterRecorded = !recorded.isEmpty
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  /// Writes the script, all of it or nothing. Paths of files that it reads are rewritten so that it finds them from its
  /// own folder: see ``Relocation``.
  ///
  /// - Returns: the files that it will not find from everywhere, as no text in it names them in full.
  /// - Throws: E52 if it can't be written.
  public func save(to path: String) throws(Diagnostic) -> [String] {
    guard let relocation = Relocation(to: Evaluator.folder(of: path), evaluator.catalogue) else {
      try AtomicFile.write(script, to: path)  // which says that there is no such folder
      return []
    }
    let moved = entries.map { relocation.statement($0.text, from: $0.folder) }
    // A function may load in one statement what another one names.
    let paths = moved.reduce(into: [:]) { all, one in
      all.merge(one.paths, uniquingKeysWith: { first, _ in first })
    }
    var unfound: [String] = []
    var statements: [(text: String, recorded: [String])] = []
    for (entry, (text, own)) in zip(entries, moved) {
      var loads = entry.loads
      for place in loads.indices where loads[place].path != nil {
        let name = loads[place].origin.name
        if let new = own[name] ?? paths[name] {
          loads[place].origin.name = new
        } else if relocation.path(name, from: entry.folder) != name, !unfound.contains(name) {
          unfound.append(name)
        }
      }
      statements.append((text, Recording.lines(loads) + entry.outputs))
    }
    try AtomicFile.write(Log.script(statements), to: path)
    return unfound
  }
}
