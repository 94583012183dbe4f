public import Diagnostics
internal import Glibc
internal import Numerics
public import Syntax
public import Tables

/// Runs statements over an environment of variables.
///
/// Synchronous and single-threaded: one evaluator is used by one caller at a time. Values never change, so a checkpoint
/// is a copy of ``variables``.
public final class Evaluator {
  /// The words of the language.
  public let catalogue: Catalogue
  /// The variables of the top level.
  public var variables: [String: Value] = [:]
  /// Values for `param` statements, by name, from the command line.
  public var settings: [String: Value] = [:]
  /// The folder of the script that runs, where its relative paths are looked up first; `nil` at the prompt.
  public var folder: String?
  /// How much memory a load may take that doesn't say it; `nil` for the usual.
  public var memory: MemoryBudget?
  /// Takes the files that `save` writes, for a replay that must leave all others as they are; `nil` if they go where
  /// they are named.
  public var diversion: Diversion?
  /// Called with each output as it comes, before the statement has ended.
  public var onOutput: ((Output) -> Void)?
  /// Draws a seed where a statement gives none.
  public var drawSeed: () -> UInt64 = Evaluator.seedFromClock
  /// Today, as `today()` gives it.
  public var today: () -> Day = Evaluator.currentDay

  // What belongs to the statement that runs.
  package var source = SourceText(name: "statement", text: "")
  package var locals: [String: Value]?
  /// The text of the caller of the function that runs.
  var callerSource: SourceText?
  var statementSource = SourceText(name: "statement", text: "")
  var outcome = Outcome()
  var tally = Tally()
  var callDepth = 0
  var nesting = 0
  var seeds: [SourceRange: UInt64] = [:]
  var draws: [SourceRange: Int] = [:]
  /// The folders of scripts that are being read by `use`, to notice a circle.
  var usedPaths: [String] = []
  /// Keeps or replays what aggregates gave, for a plan's steps.
  package var learning: Learning?
  var stack: StackLimit
  private let stackBytes: Int?

  /// - Parameter stackBytes: the size of the stack of the thread that statements run on; the usual one if `nil`.
  public init(catalogue: Catalogue, stackBytes: Int? = nil) {
    self.catalogue = catalogue
    self.stackBytes = stackBytes
    stack = StackLimit(bytes: stackBytes)
  }

  /// Functions that call themselves may be this deep in each other.
  public static let recursionLimit = 1000

  /// Runs a statement at the top level.
  ///
  /// - Throws: the diagnostic, with its place; the variables are then as they were before.
  public func execute(_ statement: Statement, of source: SourceText) throws(Diagnostic) -> Outcome {
    let before = variables
    stack = StackLimit(bytes: stackBytes)
    (self.source, statementSource) = (source, source)
    (outcome, tally) = (Outcome(), Tally())
    (locals, callDepth, nesting, learning) = (nil, 0, 0, nil)
    (seeds, draws) = ([:], [:])
    Interrupt.clear()
    defer { MemoryBudget.settleFreed() }
    do {
      _ = try run(statement)
      flushNotes()
      return outcome
    } catch {
      variables = before
      // Answered: what comes next must not be stopped by it.
      if error.code == .interrupted { Interrupt.clear() }
      throw error.located(at: statement.range, in: source)
    }
  }

  /// Shows a value, with the notes that came up since the last one.
  public func emit(_ value: Value, title: String? = nil) {
    let output = Output(title: title, value: value, notes: tally.take())
    outcome.outputs.append(output)
    onOutput?(output)
  }

  /// Says a note under the next output.
  public func note(_ kind: Note.Kind, _ text: String) { tally.add(Note(kind, text)) }

  /// Counts missing values that an aggregate skipped; one note for each `label`.
  public func skipped(_ count: Int, in label: String) { tally.skip(count, label) }

  /// Counts results that are undefined, like 0/0, and so became missing; one note for each `label`.
  public func undefined(_ count: Int, in label: String) { tally.undefine(count, label) }

  /// Says what was loaded, for recordings.
  public func loaded(_ loaded: Loaded) { outcome.loads.append(loaded) }

  /// The notes so far, for whoever says them in another place; none are left then.
  package func takeNotes() -> [Note] { tally.take() }

  func flushNotes() {
    let notes = tally.take()
    if notes.isEmpty { return }
    let output = Output(value: .nothing, notes: notes)
    outcome.outputs.append(output)
    onOutput?(output)
  }

  /// Throws if Ctrl-C was pressed.
  public func checkInterrupt(at range: SourceRange? = nil) throws(Diagnostic) {
    if Interrupt.isRequested { throw Diagnostic(.interrupted, "interrupted", at: range) }
  }

  /// The value of a variable: a local one, or else one of the top level.
  package func variable(_ name: String) -> Value? { locals?[name] ?? variables[name] }

  /// All variable names in sight, for messages and completion.
  public var visibleNames: [String] {
    Array(Set(variables.keys).union(locals.map { Set($0.keys) } ?? [])).sorted()
  }

  /// A path to read as a script means it: relative paths are looked up beside the script first, then in the current
  /// folder.
  public func resolve(_ path: String) -> String {
    if let copy = diversion?.copies[path] { return copy }
    return Evaluator.resolve(path, from: folder)
  }

  /// The path to write for one that a statement names.
  ///
  /// - Throws: E52 if there is no room for a diverted file.
  public func destination(_ path: String) throws(Diagnostic) -> String {
    try diversion?.take(path) ?? path
  }

  /// A path that a script in `folder` names; `nil` stands for the current folder.
  public static func resolve(_ path: String, from folder: String?) -> String {
    guard let folder, !path.hasPrefix("/"), !path.isEmpty else { return path }
    let beside = folder + "/" + path
    return access(beside, F_OK) == 0 ? beside : path
  }

  /// The seed of a random verb or call: as given, or drawn, said and pinned.
  ///
  /// A stage that runs several times in one statement (in a loop) goes through a stream of its own each time.
  public func seed(_ arguments: Arguments, range: SourceRange) -> (seed: UInt64, stream: Int) {
    let stream = draws[range, default: 0]
    draws[range] = stream + 1
    if let given = arguments.whole("seed") { return (UInt64(bitPattern: Int64(given)), stream) }
    if let drawn = seeds[range] { return (drawn, stream) }
    let drawn: UInt64
    if callDepth == 0, source == statementSource {
      drawn = drawSeed()
      outcome.pins.append(Pin(range: range, kind: .option(name: "seed", value: "\(drawn)")))
      note(.seed, "seed \(drawn) drawn")
    } else {
      // Inside a function there is no text to write a seed into, so it follows from the function's own text.
      drawn = Evaluator.seed(from: source.slice(range) + "@\(range.start)")
      note(.seed, "seed \(drawn) taken from the text of the function")
    }
    seeds[range] = drawn
    return (drawn, stream)
  }

  /// Pins a call whose value is chance, such as `today()`, to a text.
  public func pin(_ range: SourceRange, to text: String) {
    if callDepth == 0, source == statementSource {
      outcome.pins.append(Pin(range: range, kind: .replacement(text)))
    }
  }

  /// A short seed, easy to read out and to type again.
  private static func seedFromClock() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var mixer = SplitMix64(state: UInt64(bitPattern: Int64(time.tv_nsec)) &* 31 &+ UInt64(getpid()))
    return mixer.next() % 10_000
  }

  private static func seed(from text: some StringProtocol) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash % 10_000
  }

  private static func currentDay() -> Day {
    var now = Glibc.time(nil)
    var calendar = tm()
    localtime_r(&now, &calendar)
    return Day(
      year: Int(calendar.tm_year) + 1900, month: Int(calendar.tm_mon) + 1,
      day: Int(calendar.tm_mday))
      ?? Day(days: 0)
  }
}
