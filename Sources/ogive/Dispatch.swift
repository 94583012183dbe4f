import Diagnostics
import Engine
import Glibc
import Session
import Syntax
import Tables
import Verbs

/// A new evaluator with all words.
///
/// - Parameter memory: how much a load may take; `nil` for the usual.
func makeEvaluator(memory: MemoryBudget? = nil) -> Evaluator {
  let evaluator = Evaluator(catalogue: ogiveCatalogue(), stackBytes: stackBytes)
  evaluator.memory = memory
  return evaluator
}

/// Runs the command. The frequent forms are read without the argument parser, which takes longer than they do.
func dispatch(_ arguments: [String]) -> ExitCode {
  if arguments.isEmpty { return PromptLoop().run() }
  if arguments.count == 2, arguments[0] == "-e" { return run(text: arguments[1], name: "-e") }
  let rest = Array(arguments.dropFirst())
  switch arguments[0] {
  case "record":
    return parsed(RecordArguments.self, rest).map {
      record($0.file, memory: $0.memory.budget)
    } ?? ending
  case "verify":

    return parsed(VerifyArguments.self, rest).map {
      verify($0.files, json: $0.json, memory: $0.memory.budget)
    } ?? ending
  case "format":
    return parsed(FormatArguments.self, rest).map { format($0.file, check: $0.check) } ?? ending
  case "help": return help(rest)
  default: break
  }
  if arguments.count == 1, !arguments[0].hasPrefix("-") || arguments[0] == "-" {
    return run(file: arguments[0])
  }
  guard let asked = parsed(RunArguments.self, arguments) else { return ending }
  let memory = asked.memory.budget
  if let text = asked.text {
    return run(text: text, name: "-e", settings: asked.settings, json: asked.json, memory: memory)
  }
  guard let file = asked.file else { return PromptLoop(memory: memory).run() }
  return run(file: file, settings: asked.settings, json: asked.json, memory: memory)
}

private var ending: ExitCode { usageProblem ? .usage : .success }

// MARK: Running

private func run(
  file: String, settings: [String] = [], json: Bool = false, memory: MemoryBudget? = nil
) -> ExitCode {
  do throws(Diagnostic) {
    if file == "-" {
      return run(
        text: try standardInput(), name: "standard input", settings: settings, json: json,
        memory: memory)
    }
    return run(
      text: try readText(file), name: file, folder: Evaluator.folder(of: file), settings: settings,
      json: json, memory: memory)
  } catch {
    tell([error], json: json)
    return .usage
  }
}

private func run(
  text: String, name: String, folder: String? = nil, settings: [String] = [], json: Bool = false,
  memory: MemoryBudget? = nil
) -> ExitCode {
  let script: Script
  do throws(DiagnosticList) {
    script = try Parser.parse(SourceText(name: name, text: text))
  } catch {
    tell(error.all, json: json)
    return .syntax
  }
  let evaluator = makeEvaluator(memory: memory)
  evaluator.folder = folder
  do throws(Diagnostic) {
    if !settings.isEmpty { evaluator.settings = try Runner.settings(settings, for: script) }
  } catch {
    tell([error], json: json)
    return .usage
  }
  if !json { evaluator.onOutput = { console.show($0) } }
  return Runner(evaluator).run(script) { report in
    if json {
      console.line(report.json.encoded)
      console.flush()
    } else if case .failure(let error) = report.result {
      console.show(error)
    }
    return true
  }
}

private func tell(_ errors: [Diagnostic], json: Bool) {
  for error in errors {
    if json {
      console.line(JSON.object([("error", error.json)]).encoded)
    } else {
      console.show(error)
    }
  }
}

/// All of standard input.
private func standardInput() throws(Diagnostic) -> String {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let got = read(STDIN_FILENO, &buffer, buffer.count)
    if got == 0 { break }
    if got < 0 {
      throw Diagnostic(
        .cannotRead, "standard input can't be read: \(String(cString: strerror(errno)))")
    }
    bytes += buffer[..<got]
  }
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw Diagnostic(.cannotRead, "standard input isn't UTF-8 text")
  }
  return text
}

// MARK: Recording, verifying, formatting, help

private func record(_ file: String, memory: MemoryBudget?) -> ExitCode {
  let script: Script
  do throws(DiagnosticList) {
    script = try Runner.script(at: file)
  } catch {
    tell(error.all, json: false)
    return Runner.code(error)
  }
  let evaluator = makeEvaluator(memory: memory)
  evaluator.folder = Evaluator.folder(of: file)
  do throws(Diagnostic) {
    // Before anything runs: what can't be kept should not take an hour to find out.
    _ = try AtomicFile(file)
    let (text, code) = try Recorder(evaluator).record(script) { report in
      if case .failure(let error) = report.result { console.show(error) }
    }
    guard let text else {
      console.complain("\(file) was not changed")
      return code
    }
    try AtomicFile.write(text, to: file)
    console.line("recorded \(file): \(counted(script.statements.count, "statement"))")
    return .success
  } catch {
    console.show(error)
    return .failed
  }
}

private func verify(_ files: [String], json: Bool, memory: MemoryBudget?) -> ExitCode {
  let verifier = Verifier { makeEvaluator(memory: memory) }
  var worst = ExitCode.success
  for file in files {
    let verdict = verifier.verify(file)
    console.line(json ? verdict.json.encoded : verdict.text(color: console.hasColor))
    console.flush()
    worst = max(worst, verdict.code)
    if verdict.code == .interrupted { break }
  }
  return worst
}

private func format(_ file: String, check: Bool) -> ExitCode {
  do {
    let source: SourceText
    do throws(Diagnostic) {
      source =
        try file == "-"
        ? SourceText(name: "standard input", text: standardInput())
        : SourceText(name: file, text: readText(file))
    } catch {
      console.show(error)
      return .usage
    }
    let text = try Parser.parse(source).canonical
    if check {
      if text == source.text { return .success }
      console.line(
        "\(source.name) is not in the canonical layout; `ogive format \(file)` brings it there")
      return .failed
    }
    if file == "-" {
      console.write(text)
    } else if text != source.text {
      do throws(Diagnostic) { try AtomicFile.write(text, to: file) } catch {
        console.show(error)
        return .failed
      }
    }
    return .success
  } catch {
    tell(error.all, json: false)
    return .syntax
  }
}

private func help(_ words: [String]) -> ExitCode {
  let topic = words.joined(separator: " ")
  if topic.hasSuffix(".ogive") {
    console.line(Help.parameters(ofScriptAt: topic))
    return .success
  }
  let help = Help(ogiveCatalogue(), width: console.width, color: console.hasColor)
  guard let text = help.text(topic) else {
    console.complain(help.unknown(topic))
    return .usage
  }
  console.line(text)
  return .success
}
