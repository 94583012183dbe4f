public import Diagnostics

/// A line at the prompt that begins with `:` and isn't a part of any script.
public enum PromptCommand: Sendable, Equatable {
  case help(String)
  case undo, redo, log, why, fix, quit
  case save(String)
  case run(String)

  /// The commands as `:help` lists them.
  public static let list: [(usage: String, summary: String)] = [
    (":help WORD", "What a word means; without one the overview."),
    (":undo", "Takes the last statement back."),
    (":redo", "Brings it back."),
    (":log", "Shows the statements so far."),
    (":save FILE", "Saves them as a script with their outputs."),
    (":run FILE", "Runs a script here."),
    (":why", "Explains the last error."),
    (":fix", "Applies the cure of the last error and runs the statement."),
    (":quit", "Leaves; Ctrl-D does too."),
  ]

  /// The names, each with its colon.
  public static let names = list.map { String($0.usage.prefix { $0 != " " }) }

  /// Whether a line is a command.
  public static func isCommand(_ line: String) -> Bool {
    line.drop(while: \.isWhitespace).hasPrefix(":")
  }

  /// Reads a line.
  ///
  /// - Throws: E72 for an unknown command or a missing file name.
  public init(_ line: String) throws(Diagnostic) {
    let words = line.drop(while: \.isWhitespace).split(
      separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    let name = words.first.map { $0.filter { !$0.isNewline && $0 != "\t" } } ?? ""
    var rest = (words.count > 1 ? words[1] : "").drop(while: \.isWhitespace)
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
    case ":why": self = .why
    case ":fix": self = .fix
    case ":quit", ":q", ":exit": self = .quit
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
  }
}
