import Diagnostics
import Engine
import Glibc
import LineEditor
import Session
import Tables

/// The prompt: reads, runs, shows, until the end of the input.
final class PromptLoop {
  private let evaluator = makeEvaluator()
  private let log: Log
  private let assistant: PromptAssistant
  private var hasFailed = false

  init() {
    log = Log(evaluator)
    assistant = PromptAssistant(evaluator)
  }

  func run() -> ExitCode {
    let editor = LineEditor(
      name: "ogive", prompt: "ogive> ", continuation: "   ... ",
      historyFile: PromptLoop.historyPath(),
      delegate: assistant)
    evaluator.onOutput = { console.show($0) }
    if editor.isInteractive {
      console.line(console.paint.dim("Ogive 0.1 · `:help` helps, Tab completes, Ctrl-D leaves"))
    }
    while true {
      console.flush()
      switch editor.readStatement() {
      case .interrupted: continue
      case .endOfInput: return hasFailed && !editor.isInteractive ? .failed : .success
      case .failed(let reason):
        console.complain("error: \(reason)")
        return .failed
      case .statement(let text):
        if text.allSatisfy(\.isWhitespace) { continue }
        editor.addHistory(text)
        if !handle(text) { return .success }
      }
    }
  }

  /// Runs statements or a command; whether the prompt goes on.
  private func handle(_ text: String) -> Bool {
    guard PromptCommand.isCommand(text) else {
      run(text)
      return true
    }
    // Commands stand on lines of their own, also among pasted statements.
    var lines = text.split(separator: "\n", maxSplits: 1).map(String.init)
    do throws(Diagnostic) {
      if case .quit = try obey(PromptCommand(lines.removeFirst())) { return false }
    } catch {
      hasFailed = true
      console.show(error)
    }
    if let rest = lines.first, !rest.allSatisfy(\.isWhitespace) { return handle(rest) }
    return true
  }

  private func run(_ text: String, name: String = "prompt") {
    var start = PromptLoop.seconds()
    finish(
      log.run(text, name: name) { report in
        show(report, since: start)
        start = PromptLoop.seconds()
      })
  }

  private func show(_ report: Report, since start: Double) {
    if case .failure(let error) = report.result { console.show(error) }
    let took = PromptLoop.seconds() - start
    if took > 1, console.isTerminal {
      console.line(console.paint.dim("\(NumberShown.seconds(took)) s"))
    }
  }

  private func finish(_ result: Result<Void, DiagnosticList>) {
    guard case .failure(let errors) = result else { return }
    hasFailed = true
    // Errors of a statement that ran were shown by its report.
    if errors.all.contains(where: { $0.code.isSyntax }) || errors.all.count > 1 {
      errors.all.filter { $0.code.isSyntax }.forEach(console.show)
    }
  }

  private func obey(_ command: PromptCommand) throws(Diagnostic) -> PromptCommand {
    switch command {
    case .help(let word):
      let help = Help(evaluator.catalogue)
      console.line(help.text(word) ?? help.unknown(word))
    case .undo:
      let undone = log.undo()
      console.line(undone.map { "took back: \($0.text)" } ?? "there is nothing to undo")
    case .redo:
      let redone = log.redo()
      console.line(redone.map { "brought back: \($0.text)" } ?? "there is nothing to redo")
    case .log:
      if log.entries.isEmpty { console.line("no statements yet") }
      for (place, entry) in log.entries.enumerated() {
        let number = "\(place + 1)"
        let margin = String(repeating: " ", count: max(0, 3 - number.count))
        let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false)
        console.line(console.paint.dim(margin + number) + "  " + lines.joined(separator: "\n     "))
      }
    case .save(let path):
      try log.save(to: path)
      console.line("saved \(counted(log.entries.count, "statement")) in \(path)")
    case .run(let path):
      let text = try readText(path)
      let folder = evaluator.folder
      evaluator.folder = Evaluator.folder(of: path)
      defer { evaluator.folder = folder }
      var start = PromptLoop.seconds()
      finish(
        log.run(SourceText(name: path, text: text)) { report in
          show(report, since: start)
          start = PromptLoop.seconds()
        })
    case .why:
      if let error = log.lastError {
        console.line(Help(evaluator.catalogue).text(error.code.rawValue) ?? error.message)
        console.line(error.rendered(color: console.hasColor))
      } else {
        console.line("the last statement went well")
      }
    case .fix:
      guard let fixed = log.fixed else {
        console.line(
          log.lastError == nil
            ? "there is no error to cure" : "the last error has no cure that can be applied")
        break
      }
      console.line(console.paint.dim(fixed))
      run(fixed)
    case .quit: break
    }
    return command
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
