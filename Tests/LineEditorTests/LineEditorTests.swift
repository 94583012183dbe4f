import CEdit
import Glibc
import LineEditor
import Testing

/// The editor on a pseudo-terminal: what a person types goes in, what the screen gets comes out.
///
/// One at a time: the signal handlers belong to the process.
@Suite(.serialized) struct LineEditorTests {
  private final class Language: PromptDelegate {
    func isComplete(_ text: String) -> Completeness {
      if text.contains("!!") { return .invalid }
      return text.hasSuffix("|") ? .incomplete(indent: 2) : .complete
    }

    func completions(_ text: String, cursor: Int) -> CompletionList {
      let before = String(decoding: Array(text.utf8)[..<cursor], as: UTF8.self)
      let word = before.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
      let words = ["keep", "describe", "drop", "distinct"].filter { $0.hasPrefix(word) }
      return CompletionList(
        replaceFrom: cursor - word.utf8.count,
        candidates: words.map { Completion(text: $0, kind: "verb") })
    }

    func hint(_ text: String) -> Hint? { nil }
    func help(_ text: String, cursor: Int) -> String? { text.isEmpty ? "HELP TEXT" : nil }
  }

  /// What a reading thread is given and gives back. It is read only when the thread has ended.
  private final class Job: @unchecked Sendable {
    let input: Int32
    let output: Int32
    let history: [String]
    /// What stands in the first line at first.
    let text: String
    let canMoveCursor: Bool
    var results: [Input] = []
    /// A 0 is written here each time the editor begins to wait for keys, and a 1 when it is done.
    let idle: Int32

    init(
      input: Int32, output: Int32, idle: Int32 = -1, history: [String], text: String = "",
      canMoveCursor: Bool
    ) {
      (self.input, self.output, self.idle) = (input, output, idle)
      (self.history, self.text, self.canMoveCursor) = (history, text, canMoveCursor)
    }

    func run() {
      let language = Language()
      let editor = LineEditor(
        name: "ogive", prompt: "ogive> ", continuation: "   ... ", historyFile: nil,
        delegate: language, input: input, output: output,
        environment: TerminalEnvironment(canMoveCursor: canMoveCursor, hasColor: false),
        whenIdle: { self.tell(0) })
      history.forEach(editor.addHistory)
      reading: while true {
        let result = editor.readStatement(results.isEmpty ? text : "")
        results.append(result)
        switch result {
        case .statement(let text): editor.addHistory(text)
        case .interrupted: continue
        case .endOfInput, .failed: break reading
        }
      }
      tell(1)
    }

    private func tell(_ byte: UInt8) {
      var byte = byte
      if idle >= 0 { write(idle, &byte, 1) }
    }
  }

  private struct Transcript {
    var results: [Input]
    var screen: String
    var isTerminalBack: Bool
  }

  /// Types `steps`, each once the editor waits for it, and then Ctrl-D.
  private func session(
    _ steps: [String], history: [String] = [], text: String = "", canMoveCursor: Bool = true
  ) throws -> Transcript {
    // libedit asks the environment for the terminal's kind.
    setenv("TERM", "xterm", 1)
    var (controller, terminal): (Int32, Int32) = (-1, -1)
    try #require(ogive_edit_open_pty(&controller, &terminal, 60, 20))
    var idle: [Int32] = [-1, -1]
    try #require(pipe(&idle) == 0)
    defer { for descriptor in [controller, terminal] + idle { close(descriptor) } }
    var before = termios()
    tcgetattr(terminal, &before)
    var interruptBefore = sigaction()
    sigaction(SIGINT, nil, &interruptBefore)

    let job = Job(
      input: terminal, output: terminal, idle: idle[1], history: history, text: text,
      canMoveCursor: canMoveCursor)
    var thread = pthread_t()
    let retained = Unmanaged.passRetained(job)
    let started = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, retained.toOpaque())
    try #require(started == 0)

    // What is on its way to the screen is read all the time, or the editor would block on a full one.
    var screen: [UInt8] = []
    func watch(until isDone: () -> Bool) {
      var descriptor = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
      var bytes = [UInt8](repeating: 0, count: 65536)
      while !isDone() {
        guard poll(&descriptor, 1, 1) > 0 else { continue }
        let count = read(controller, &bytes, bytes.count)
        if count > 0 { screen += bytes[..<count] }
      }
    }
    var isDone = false
    func isIdle() -> Bool {
      if isDone { return true }
      var descriptor = pollfd(fd: idle[0], events: Int16(POLLIN), revents: 0)
      var byte: UInt8 = 0
      guard poll(&descriptor, 1, 0) > 0, read(idle[0], &byte, 1) == 1 else { return false }
      isDone = byte == 1
      return true
    }
    func send(_ text: String, to descriptor: Int32) {
      _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
    for step in steps + ["\u{4}"] {
      watch(until: isIdle)
      send(step, to: controller)
    }
    watch { isIdle() && isDone }
    pthread_join(thread, nil)
    let end = Array("<end>".utf8)
    send("<end>", to: terminal)
    watch { screen.suffix(end.count).elementsEqual(end) }

    var after = termios()
    tcgetattr(terminal, &after)
    var interruptAfter = sigaction()
    sigaction(SIGINT, nil, &interruptAfter)
    let isBack =
      before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag
      && before.c_oflag == after.c_oflag
      && (interruptBefore.__sigaction_handler.sa_handler == nil)
        == (interruptAfter.__sigaction_handler.sa_handler == nil)
    return Transcript(
      results: job.results,
      screen: String(decoding: screen.dropLast(end.count), as: UTF8.self), isTerminalBack: isBack)
  }

  @Test func readsStatementsOfOneAndSeveralLines() throws {
    let s = try session(["a = 日本\r", "t |", "\r", "keep x\r", "one", "\u{1B}\r", "two\r"])
    #expect(
      s.results == [
        .statement("a = 日本"), .statement("t |\n  keep x"), .statement("one\ntwo"), .endOfInput,
      ])
    #expect(s.screen.contains("ogive> "))
    #expect(s.screen.contains("   ... "))
    #expect(s.screen.contains("\u{1B}[?2004h") && s.screen.hasSuffix("\u{1B}[?2004l"))
    #expect(s.isTerminalBack)
  }

  @Test func pastesWithoutRunning() throws {
    let s = try session([
      "\u{1B}[200~ogive> a |\r   ...   b\r\tc\r\u{1B}[201~", "x", "\u{3}",
      "\u{1B}[200~d\r\u{1B}[201~", "\r",
    ])
    #expect(s.results == [.interrupted, .statement("d"), .endOfInput])
    let t = try session(["\u{1B}[200~ogive> a |\r   ...   b\r\tc\r\u{1B}[201~", "\r"])
    #expect(t.results == [.statement("a |\n  b\n\tc"), .endOfInput])
  }

  @Test func interruptsAndGoesOn() throws {
    let s = try session(["half", "\u{3}", "\u{3}", "whole\r"])
    #expect(s.results == [.interrupted, .interrupted, .statement("whole"), .endOfInput])
    #expect(s.screen.contains("half^C") || s.screen.contains("^C"))
    #expect(s.isTerminalBack)
  }

  @Test func completes() throws {
    let s = try session(["t | ke\t", "x\r", "d\t", "e\t", "\r", "zz\t", "\r"])
    #expect(
      s.results == [
        .statement("t | keep x"), .statement("describe "), .statement("zz"), .endOfInput,
      ])
    #expect(s.screen.contains("describe verb  distinct verb  drop     verb"))
    #expect(s.screen.contains("\u{7}"))
  }

  @Test func aTabInPastedTextIsSpace() throws {
    let s = try session(["a ke\tb\r"])
    #expect(s.results == [.statement("a ke  b"), .endOfInput])
  }

  @Test func bringsHistoryBack() throws {
    let s = try session(
      ["\u{1B}[A", "\u{1B}[A", "\r", "\u{12}", "old", "\r", "new", "\u{1B}[C", "\r"],
      history: ["oldest", "newest one", "newest one"])
    #expect(
      s.results == [
        .statement("oldest"), .statement("oldest"), .statement("newest one"), .endOfInput,
      ])
    #expect(s.screen.contains("search \""))
  }

  @Test func editsInTheMiddleOfSeveralLines() throws {
    let s = try session([
      "a |", "\r", "keep b", "\u{1B}[A", "\u{1B}[H", "x", "\u{1B}[B", "!!", "\r",
    ])
    #expect(s.results == [.statement("xa |\n !! keep b"), .endOfInput])
  }

  @Test func aTextIsThereToBeChanged() throws {
    let s = try session(["!", "\u{1B}[A", "\u{1B}[H", "x", "\r", "y\r"], text: "a |\n  keep b")
    #expect(s.results == [.statement("xa |\n  keep b!"), .statement("y"), .endOfInput])
    #expect(s.screen.contains("   ...   keep b"))
  }

  @Test func showsHelpOnAQuestionMarkAtAnEmptyPrompt() throws {
    let s = try session(["?", "a?", "\r"])
    #expect(s.results == [.statement("a?"), .endOfInput])
    #expect(s.screen.contains("HELP TEXT"))
  }

  @Test func endsOnlyAtAnEmptyPrompt() throws {
    let s = try session(["ab", "\u{1B}[D", "\u{4}", "\r"])
    #expect(s.results == [.statement("a"), .endOfInput])
  }

  @Test func keysThatMeanNothingTypeNothing() throws {
    let s = try session(["a\u{1B}[15~b", "\u{1B}[200;3~", "\r"])
    #expect(s.results == [.statement("ab"), .endOfInput])
  }

  @Test func worksWhereTheCursorCannotMove() throws {
    let s = try session(["a |\n", "b\n"], canMoveCursor: false)
    #expect(s.results == [.statement("a |\nb"), .endOfInput])
    #expect(s.screen.contains("   ... "))
    #expect(!s.screen.contains("\u{1B}"))
    #expect(s.isTerminalBack)
  }

  @Test func readsPlainInput() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let text = "a = 1\r\nt |\nkeep x\n\nlast"
    _ = Array(text.utf8).withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
    close(ends[1])
    defer { close(ends[0]) }
    let job = Job(input: ends[0], output: ends[0], history: ["h"], canMoveCursor: true)
    job.run()
    #expect(
      job.results == [
        .statement("a = 1"), .statement("t |\nkeep x"), .statement(""), .statement("last"),
        .endOfInput,
      ])
  }
}
