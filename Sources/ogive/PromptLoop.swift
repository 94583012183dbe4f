import Diagnostics
import Engine
import Glibc
import LineEditor
import Session
import Tables

/// The prompt: reads, runs, shows, until the end of the input.
final class PromptLoop {
  private let evaluator: Evaluator
  private let log: Log
  private let assistant: PromptAssistant
  private let editor: LineEditor
  private var hasFailed = false
  /// Why the last command couldn't be done, until a statement is run.
  private var refusal: Diagnostic?
  /// The number and text of the statement that is to be changed next.
  private var edited: (number: Int, text: String)?
  /// The files that the session wrote or was asked to replace: it may write them again.
  private var ownFiles: Set<String> = []

  init(memory: MemoryBudget? = nil) {
    evaluator = makeEvaluator(memory: memory)
    log = Log(evaluator)
    assistant = PromptAssistant(log)
    editor = LineEditor(
      name: "ogive", prompt: "ogive> ", continuation: "   ... ",
      historyFile: PromptLoop.historyPath(), delegate: assistant)
  }

  func run() -> ExitCode {
    evaluator.onOutput = { console.show($0) }
    if editor.isInteractive {
      console.line(console.paint.dim("Ogive 0.1 · `:help` helps, Tab completes, Ctrl-D leaves"))
    }
    while true {
      console.flush()
      let input = editor.readStatement(edited?.text ?? "")
      let editing = edited
      edited = nil
      switch input {
      case .interrupted: continue
      case .endOfInput: return hasFailed && !editor.isInteractive ? .failed : .success
      case .failed(let reason):
        console.complain("error: \(reason)")
        return .failed
      case .statement(let text):
        if text.allSatisfy(\.isWhitespace) { continue }
        editor.addHistory(text)
        if let editing {
          timed { log.edit(editing.number, text, sink: $0) }
        } else if !handle(text) {
          return .success
        }
      }
    }
  }

  /// Runs statements and commands; whether the prompt goes on.
  private func handle(_ text: String) -> Bool {
    for part in PromptCommand.parts(text) {
      guard PromptCommand.isCommand(part) else {
        if !timed({ log.run(part, sink: $0) }) { return true }
        continue
      }
      do throws(Diagnostic) {
        let command = try PromptCommand(part)
        if command == .quit { return false }
        try obey(command)
      } catch {
        hasFailed = true
        refusal = error
        console.show(error)
        return true
      }
    }
    return true
  }

  /// Runs something that reports on statements, and says of each that took long how long; whether all went well.
  @discardableResult
  private func timed(_ body: ((Report) -> Void) -> Result<Void, DiagnosticList>) -> Bool {
    refusal = nil
    var start = PromptLoop.seconds()
    var isShown = false
    let result = body { report in
      if case .failure(let error) = report.result {
        console.show(error)
        isShown = true
      }
      let took = PromptLoop.seconds() - start
      if took > 1, console.isTerminal {
        console.line(console.paint.dim("\(NumberShown.seconds(took)) s"))
      }
      start = PromptLoop.seconds()
    }
    guard case .failure(let errors) = result else { return true }
    hasFailed = true
    // Errors that no statement's report has shown: those of a text that couldn't be read.
    if !isShown { errors.all.forEach(console.show) }
    return false
  }

  private func obey(_ command: PromptCommand) throws(Diagnostic) {
    switch command {
    case .help(let word): console.line(help.text(word) ?? help.unknown(word))
    case .undo:
      let undone = log.undo()
      console.line(undone.map { "took back: \($0.text)" } ?? "there is nothing to undo")
    case .redo:
      let redone = log.redo()
      console.line(redone.map { "brought back: \($0.text)" } ?? "there is nothing to redo")
    case .log: showLog()
    case .save(let path): try save(path)
    case .edit(let number): try edit(number)
    case .run(let path):
      let source = SourceText(name: path, text: try readText(path))
      timed { log.run(source, folder: Evaluator.folder(of: path), sink: $0) }
    case .why(let code): try explain(code)
    case .fix:
      guard let fixed = log.fixed else {
        console.line(
          log.lastError == nil
            ? "there is no error to cure" : "the last error has no cure that can be applied")
        return
      }
      console.line(console.paint.dim(fixed))
      timed { log.fix(sink: $0) }
    case .quit: break
    }
  }

  private var help: Help {
    Help(evaluator.catalogue, width: console.width, color: console.hasColor)
  }

  private func showLog() {
    if log.entries.isEmpty { console.line("no statements yet") }
    for (place, entry) in log.entries.enumerated() {
      let number = "\(place + 1)"
      let margin = String(repeating: " ", count: max(0, 3 - number.count))
      let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false)
      console.line(console.paint.dim(margin + number) + "  " + lines.joined(separator: "\n     "))
    }
  }

  private func explain(_ code: String) throws(Diagnostic) {
    if code.isEmpty {
      guard let error = refusal ?? log.lastError else {
        console.line("the last statement went well; `:why E21` explains another error")
        return
      }
      console.line(error.rendered(color: console.hasColor))
      console.line("\n" + help.explanation(error.code))
    } else if let known = Diagnostic.Code(rawValue: code.uppercased()) {
      console.line(help.explanation(known))
    } else {
      throw Diagnostic(
        .promptCommand, "there is no error `\(code)`", help: ["`:help errors` lists them"])
    }
  }

  private func edit(_ number: Int?) throws(Diagnostic) {
    guard editor.canEditText else {
      throw Diagnostic(.promptCommand, "`:edit` needs a terminal whose cursor can move")
    }
    let number = number ?? log.entries.count
    guard log.entries.indices.contains(number - 1) else {
      throw Diagnostic(
        .promptCommand,
        log.entries.isEmpty
          ? "there is no statement to change" : "there is no statement \(number)",
        help: log.entries.isEmpty ? [] : ["the log has 1 to \(log.entries.count)"])
    }
    edited = (number, log.entries[number - 1].text)
  }

  /// Saves the session. A file that it didn't write itself is replaced only when that is asked for twice.
  private func save(_ typed: String) throws(Diagnostic) {
    let name = typed.split(separator: "/").last ?? ""
    if name.contains("."), !name.hasSuffix(".ogive") {
      throw Diagnostic(
        .promptCommand, "a session is saved as a script, whose name ends in .ogive",
        help: ["`:save \(typed.dropLast(name.count))\(name.prefix { $0 != "." }).ogive`"])
    }
    let path = name.hasSuffix(".ogive") ? typed : typed + ".ogive"
    if access(path, F_OK) == 0, ownFiles.insert(path).inserted {
      throw Diagnostic(
        .promptCommand, "\(path) is there already", help: ["the same command again replaces it"])
    }
    let unfound = try log.save(to: path)
    ownFiles.insert(path)
    console.line("saved \(counted(log.entries.count, "statement")) in \(path)")
    for name in unfound {
      console.line(
        console.paint.dim(
          "note: no text in the script is the path \(harmless(name)), so it stays as it was typed"))
    }
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The file of typed statements, its folder made if it is missing; `nil` without a home.
  private static func historyPath() -> String? {
    let value = { (name: String) in
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    guard let base = value("XDG_STATE_HOME") ?? value("HOME").map({ $0 + "/.local/state" }) else {
      return nil
    }
    let folder = base + "/ogive"
    var path = ""
    for part in folder.split(separator: "/") {
      path += "/" + part
      mkdir(path, 0o700)
    }
    return folder + "/history"
  }
}

private enum NumberShown {
  /// One digit behind the point.
  static func seconds(_ x: Double) -> String {
    let tenths = Int((x * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
