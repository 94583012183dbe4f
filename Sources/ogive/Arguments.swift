import ArgumentParser
import Tables

/// How much memory a load may take.
struct MemoryArguments: ParsableArguments {
  @Option(
    name: .customLong("memory"),
    help: "What a load may take, such as 4GB; half of the machine's memory if left out.",
    transform: { text in
      guard let budget = MemoryBudget(text) else {
        throw ValidationError("it is a size such as 4GB or 500MB")
      }
      return budget
    })
  var budget: MemoryBudget?
}

/// The command lines, as the argument parser reads them and explains them.
struct RunArguments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ogive",
    abstract: "Explore data, fit models, draw pictures, and keep it all as a script that replays.",
    usage: """
      ogive [--memory SIZE]                  the prompt
      ogive FILE [--set name=value …] [--json] [--memory SIZE]
      ogive -e TEXT [--json] [--memory SIZE]
      ogive record FILE [--memory SIZE]
      ogive verify FILE … [--json] [--memory SIZE]
      ogive format FILE [--check]
      ogive help [TOPIC]
      """,
    discussion: """
      Exit codes: 0 all well, 1 a statement failed, 2 the command line was wrong, 3 a syntax error, 4 data changed, \
      5 a result differs, 130 interrupted.
      """, version: versionText)

  @Argument(help: "A script; - is standard input.") var file: String?
  @Option(name: .customShort("e"), help: "Runs a text.") var text: String?
  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: "Sets a parameter of the script: name=value.")
  var settings: [String] = []
  @Flag(help: "One JSON object for each statement.") var json = false
  @OptionGroup var memory: MemoryArguments

  func validate() throws {
    if file != nil, text != nil { throw ValidationError("give a FILE or -e TEXT, not both") }
    // Without anything to run it is the prompt.
    if file == nil, text == nil, json || !settings.isEmpty {
      throw ValidationError("a FILE or -e TEXT is missing")
    }
  }
}

struct RecordArguments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ogive record",
    abstract: "Runs a script and writes what its statements gave into it.")
  @Argument(help: "The script.") var file: String
  @OptionGroup var memory: MemoryArguments
}

struct VerifyArguments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ogive verify",
    abstract: "Replays recorded scripts and says whether they still give the same.")
  @Argument(help: "The scripts.") var files: [String]
  @Flag(help: "One JSON object for each script.") var json = false
  @OptionGroup var memory: MemoryArguments
}

struct FormatArguments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ogive format", abstract: "Brings a script into its canonical layout, in place.")
  @Argument(help: "The script; - reads standard input and writes standard output.") var file: String
  @Flag(help: "Only says whether it would change; the exit code is 1 if so.") var check = false
}

let versionText = "ogive 0.1.0"

/// The arguments as a command reads them.
///
/// Help and the version are printed with exit code 0; a wrong command line gives a message on standard error and 2.
func parsed<Command: ParsableCommand>(_ type: Command.Type, _ arguments: [String]) -> Command? {
  do {
    var command = try Command.parseAsRoot(arguments)
    if let wanted = command as? Command { return wanted }
    // What asks for help is a command of the parser's own, which throws the text.
    try command.run()
    return nil
  } catch {
    usageProblem = Command.exitCode(for: error) != .success
    if usageProblem {
      console.complain(Command.fullMessage(for: error))
    } else {
      console.line(Command.fullMessage(for: error))
    }
    return nil
  }
}

/// Whether the last command line that couldn't be used was wrong, rather than asking for help.
nonisolated(unsafe) var usageProblem = false
