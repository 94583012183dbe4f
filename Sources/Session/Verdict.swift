public import Diagnostics
public import Engine

/// What became of verifying a file.
public struct Verdict: Sendable {
  public var file: String
  public var code: ExitCode
  /// One sentence.
  public var message: String
  /// The first statement that differs, as it is written, and its line.
  public var statement: String?
  public var line: Int?
  /// The recorded lines that differ and the new ones.
  public var expected: [String] = []
  public var found: [String] = []
  /// What changed in the data, one a line.
  public var changes: [String] = []
  /// The errors of a script that can't be read or fails.
  public var errors: [Diagnostic] = []

  init(_ file: String, _ code: ExitCode, _ message: String) {
    (self.file, self.code, self.message) = (file, code, message)
  }

  /// The verdict as text; its first line is `FILE: message`.
  public func text(color: Bool = false) -> String {
    let paint = Paint(isOn: color)
    var lines = ["\(file): \(code == .success ? paint.good(message) : paint.bad(message))"]
    if let statement, let line {
      let shown = statement.split(separator: "\n")
      for (place, text) in shown.prefix(6).enumerated() {
        lines.append("  \(line + place) | \(text)")
      }
      if shown.count > 6 { lines.append("  …") }
    }
    for line in expected { lines.append("  recorded: \(line)") }
    for line in found { lines.append("  now:      \(line)") }
    for change in changes { lines.append("  \(change)") }
    for error in errors { lines.append(error.rendered(color: color)) }
    return lines.joined(separator: "\n")
  }

  public var json: JSON {
    var members: [(String, JSON)] = [
      ("file", .text(file)), ("code", .number(Double(code.rawValue))), ("message", .text(message)),
    ]
    if let statement { members.append(("statement", .text(statement))) }
    if let line { members.append(("line", .number(Double(line)))) }
    for (name, lines) in [("recorded", expected), ("now", found), ("changes", changes)]
    where !lines.isEmpty {
      members.append((name, .array(lines.map { .text($0) })))
    }
    if !errors.isEmpty { members.append(("errors", .array(errors.map(\.json)))) }
    return .object(members)
  }
}
