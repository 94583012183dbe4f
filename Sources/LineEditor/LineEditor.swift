internal import CEdit
internal import Glibc

/// The prompt: reads statements of one or several lines from a terminal, with editing, completion,
/// hints and a history that lasts; or plainly from a file or pipe.
///
/// A line editor is used by one thread. While `readStatement` runs it owns the terminal's mode and
/// the handlers of SIGINT, SIGWINCH, SIGCONT, SIGTERM, SIGHUP and SIGQUIT; when it returns, both
/// are as they were.
///
/// How it is drawn is told at `ScreenSession`.
public final class LineEditor {
  /// Shown before the first line of a statement, and before each further one.
  public var prompt: String
  public let continuation: String

  private enum Mode {
    case screen(ScreenSession)
    /// A terminal that can't move its cursor: the prompt is written, the line is the terminal
    /// driver's.
    case typewriter(PlainReader)
    /// Not a terminal: no prompts.
    case plain(PlainReader)
  }

  private var mode: Mode
  private let output: Int32
  private weak var delegate: (any PromptDelegate)?
  private let historyFile: HistoryFile?
  private var history: [String] = []
  private var historyProblem: HistoryFile.Problem?
  private var hasToldProblem = false
  private var killed = ""

  /// Opens a prompt on standard input, and standard output or, when that is no terminal, standard
  /// error.
  ///
  /// Takes about a millisecond, however long the history is.
  ///
  /// - Parameters:
  ///   - name: the program's name.
  ///   - historyFile: where statements are kept between runs; nil keeps none. It is read and
  ///     written only when the input is a terminal. When it can't be, one note says so and the
  ///     prompt works without it.
  public convenience init(
    name: String, prompt: String, continuation: String, historyFile: String?,
    delegate: any PromptDelegate
  ) {
    let output = isatty(STDOUT_FILENO) != 0 ? STDOUT_FILENO : STDERR_FILENO
    self.init(
      name: name, prompt: prompt, continuation: continuation, historyFile: historyFile,
      delegate: delegate, input: STDIN_FILENO, output: output, environment: .current)
  }

  /// Opens a prompt on any pair of descriptors.
  ///
  /// - Parameter whenIdle: called when everything that arrived has been handled and the editor begins
  ///   to wait for more; who types for a test goes on then.
  package init(
    name: String, prompt: String, continuation: String, historyFile: String?,
    delegate: any PromptDelegate, input: Int32, output: Int32, environment: TerminalEnvironment,
    whenIdle: (() -> Void)? = nil
  ) {
    self.prompt = prompt
    self.continuation = continuation
    self.output = output
    self.delegate = delegate
    guard isatty(input) != 0, isatty(output) != 0 else {
      mode = .plain(PlainReader(input: input, whenIdle: whenIdle))
      self.historyFile = nil
      return
    }
    let isUTF8 = ogive_edit_use_utf8()
    if isUTF8, environment.canMoveCursor,
      let session = ScreenSession(
        name: name, input: input, output: output, hasColor: environment.hasColor,
        whenIdle: whenIdle)
    {
      mode = .screen(session)
    } else {
      mode = .typewriter(PlainReader(input: input, whenIdle: whenIdle))
    }
    self.historyFile = historyFile.map { HistoryFile(path: $0) }
    do throws(HistoryFile.Problem) {
      history = try self.historyFile?.newest() ?? []
    } catch {
      historyProblem = error
    }
  }

  /// Whether statements come from a terminal, so that somebody sits there.
  public var isInteractive: Bool {
    if case .plain = mode { return false }
    return true
  }

  /// Whether a text can be put before the user to be changed.
  public var canEditText: Bool {
    if case .screen = mode { return true }
    return false
  }

  /// Reads one statement, or several when several lines were pasted. It isn't put into the history:
  /// see `addHistory`.
  ///
  /// - Parameter text: what stands in the line at first, where `canEditText`.
  public func readStatement(_ text: String = "") -> Input {
    fflush(nil)
    let isComplete = { [delegate] (text: String) in delegate?.isComplete(text) ?? .complete }
    switch mode {
    case .plain(var reader):
      let input = reader.statement(isComplete: isComplete, ask: { _ in })
      mode = .plain(reader)
      return input
    case .typewriter(var reader):
      tellProblem()
      let signals = ogive_edit_signals_take(reader.input, output, false)
      reader.signals = signals
      let input = reader.statement(isComplete: isComplete) { [output, prompt, continuation] in
        ScreenSession.write($0 ? continuation : prompt, to: output)
      }
      ogive_edit_signals_give_back()
      mode = .typewriter(reader)
      if input == .interrupted || input == .endOfInput { ScreenSession.write("\n", to: output) }
      return input
    case .screen(let session):
      tellProblem()
      let state = EditingState(
        history: history, killed: killed, text: PastedText.cleaned(text))
      let input = session.read(
        state, prompt: prompt, continuation: continuation, delegate: delegate)
      killed = session.killedText
      return input
    }
  }

  /// Keeps a statement for Up, Ctrl-R and later runs. One that equals the statement before it is
  /// kept once, and an empty one not at all. Does nothing when the input is no terminal.
  public func addHistory(_ statement: String) {
    guard isInteractive else { return }
    var text = PastedText.cleaned(statement)[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isNewline == true || text.first == "\t" { text.removeFirst() }
    let entry = String(text)
    guard !entry.allSatisfy(\.isWhitespace), entry != history.last else { return }
    history.append(entry)
    guard let historyFile, historyProblem == nil else { return }
    do throws(HistoryFile.Problem) {
      try historyFile.append(entry)
    } catch {
      historyProblem = error
    }
  }

  private func tellProblem() {
    guard let historyProblem, !hasToldProblem else { return }
    hasToldProblem = true
    ScreenSession.write(
      "note: statements are not kept for later runs: \(historyProblem.reason)\n", to: output)
  }
}

/// What the environment says of the terminal.
package struct TerminalEnvironment: Sendable {
  package var canMoveCursor: Bool
  package var hasColor: Bool

  package init(canMoveCursor: Bool, hasColor: Bool) {
    (self.canMoveCursor, self.hasColor) = (canMoveCursor, hasColor)
  }

  /// From TERM (unset, empty or "dumb": no cursor motion) and NO_COLOR (set and not empty: no
  /// colour; see no-color.org).
  static var current: TerminalEnvironment {
    let value = { (name: String) in getenv(name).map { String(cString: $0) } ?? "" }
    let term = value("TERM")
    return TerminalEnvironment(
      canMoveCursor: !term.isEmpty && term != "dumb", hasColor: value("NO_COLOR").isEmpty)
  }
}
