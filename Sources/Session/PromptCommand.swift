public import Diagnostics

/// A line at the prompt that begins with `:` and isn't a part of any script.
public enum PromptCommand: Sendable, Equatable {
  case help(String)
  case undo, redo, log, fix, quit
  /// Explains an error; the last one for an empty code.
  case why(String)
  case save(String)
  case run(String)
  /// The number of a statement in the log; `nil` for the last one.
  case edit(Int?)

  /// The commands as `:help commands` lists them.
  public static let list: [(usage: String, summary: String)] = [
    (":help WORD", "What a word means; without one the overview."),
    (":undo", "Takes the last statement back."),
    (":redo", "Brings it back."),
    (":log", "Shows the statements so far, with their numbers."),
    (
      ":edit NUMBER",
      "Changes a statement, the last one if none is named, and runs what follows anew."
    ),
    (":save FILE", "Saves them as a script with their outputs."),
    (":run FILE", "Runs a script here."),
    (":why CODE", "Explains an error; without a code the last one."),
    (":fix", "Applies the cure of the last error and runs the statement."),
    (":quit", "Leaves; Ctrl-D does too."),
  ]

  /// The names, each with its colon.
  public static let names = list.map { String($0.usage.prefix { $0 != " " }) }

  /// Whether a line is a command.
  public static func isCommand(_ line: some StringProtocol) -> Bool {
    line.drop(while: \.isWhitespace).hasPrefix(":")
  }

  /// The lines of what was typed or pasted, in parts: each command alone, and the lines between them together.
  public static func parts(_ typed: String) -> [String] {
    var parts: [String] = []
    var isOpen = false
    for line in typed.split(separator: "\n", omittingEmptySubsequences: false) {
      let isCommand = isCommand(line)
      if isOpen, !isCommand, let last = parts.indices.last {
        parts[last] += "\n" + line
      } else {
        parts.append(String(line))
      }
      isOpen = !isCommand
    }
    return parts.filter { !$0.allSatisfy(\.isWhitespace) }
  }

  /// Reads a line.
  ///
  /// - Throws: E72 for an unknown command, a missing file name, or something behind a command that takes nothing.
  public init(_ line: String) throws(Diagnostic) {
    let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    let name = words.first.map(String.init) ?? ""
    var rest = words.count > 1 ? words[1].drop(while: \.isWhitespace) : ""
    while rest.last?.isWhitespace == true { rest.removeLast() }
    var argument = String(rest)
    if argument.count > 1, argument.hasPrefix("\""), argument.hasSuffix("\"") {
      argument = String(argument.dropFirst().dropLast())
    }
    switch name {
    case ":help", ":h", ":?": self = .help(argument)
    case ":undo", ":u": self = .undo
    case ":redo": self = .redo
    case ":log": self = .log
    case ":why": self = .why(argument)
    case ":fix": self = .fix
    case ":quit", ":q", ":exit": self = .quit
    case ":edit":
      let number = Int(argument)
      if !argument.isEmpty, number == nil {
        throw Diagnostic(
          .promptCommand, "`:edit` takes the number of a statement, not `\(argument)`",
          help: ["`:log` shows the numbers"])
      }
      self = .edit(number)
    case ":save", ":run":
      if argument.isEmpty {
        throw Diagnostic(
          .promptCommand, "`\(name)` needs the name of a file", help: ["`\(name) analysis.ogive`"])
      }
      self = name == ":save" ? .save(argument) : .run(argument)
    default:
      let near = nearestNames(to: name, in: PromptCommand.names)
      throw Diagnostic(
        .promptCommand, "there is no command `\(name)`",
        details: ["commands: \(PromptCommand.names.joined(separator: " "))"],
        help: near.first.map { ["did you mean `\($0)`?"] } ?? [])
    }
    switch self {
    case .undo, .redo, .log, .fix, .quit:
      if !argument.isEmpty {
        throw Diagnostic(
          .promptCommand, "`\(name)` stands alone: `\(argument)` means nothing behind it")
      }
    default: break
    }
  }
}
