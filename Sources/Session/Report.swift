public import Diagnostics
public import Engine
public import Syntax
internal import Tables

/// What became of one statement.
public struct Report: Sendable {
  public var statement: Statement
  public var source: SourceText
  /// What it gave, or why it failed.
  public var result: Result<Outcome, Diagnostic>

  /// How long it ran.
  public var seconds: Double

  public init(
    _ statement: Statement, of source: SourceText, _ result: Result<Outcome, Diagnostic>,
    seconds: Double
  ) {
    (self.statement, self.source, self.result) = (statement, source, result)
    self.seconds = seconds
  }

  /// The statement as it is written.
  public var text: String { String(source.slice(statement.range)) }
  /// The line it begins on, from 1.
  public var line: Int { source.position(of: statement.range.start).line }

  /// The object of `--json`: `{"statement", "line", "outputs": [{"title", "kind", "text", "value", "notes"}], "notes",
  /// "data", "seconds"}` or with `"error"` in place of the outputs.
  public var json: JSON {
    var members: [(String, JSON)] = [("statement", .text(text)), ("line", .number(Double(line)))]
    switch result {
    case .success(let outcome):
      members.append(("outputs", .array(outcome.outputs.filter(\.hasValue).map(\.json))))
      members.append(("notes", .array(outcome.outputs.flatMap(\.notes).map(\.json))))
      if !outcome.pins.isEmpty, let pinned = try? Pinning.text(statement, of: source, outcome.pins)
      {
        members.append(("recorded", .text(pinned)))
      }
      if !outcome.loads.isEmpty { members.append(("data", .array(outcome.loads.map(\.json)))) }
    case .failure(let error): members.append(("error", error.json))
    }
    members.append(("seconds", .number((seconds * 1e6).rounded() / 1e6)))
    return .object(members)
  }
}

extension Output {
  var hasValue: Bool { if case .nothing = value { title != nil } else { true } }

  var json: JSON {
    .object([
      ("title", title.map { .text($0) } ?? .null), ("kind", .text(kind)),
      ("text", .text(value.text(.recorded))),
      ("value", value.json()), ("notes", .array(notes.map(\.json))),
    ])
  }

  /// `table`, `number`, `plot`: the value's kind without its article.
  private var kind: String {
    let name = value.kindName
    for article in ["a ", "an "] where name.hasPrefix(article) {
      return String(name.dropFirst(article.count))
    }
    return name
  }
}

extension Note {
  var json: JSON { .object([("kind", .text(kind.rawValue)), ("text", .text(text))]) }
}

extension Loaded {
  var json: JSON {
    .object([
      ("name", .text(origin.name)), ("rows", .number(Double(origin.rows))),
      ("columns", .number(Double(origin.columns))), ("xxh3", .text(origin.fingerprint)),
    ])
  }
}

extension Diagnostic {
  /// The error as plain data.
  public var json: JSON {
    var members: [(String, JSON)] = [("code", .text(code.rawValue)), ("message", .text(message))]
    if let range, let source {
      let (start, end) = (source.position(of: range.start), source.position(of: range.end))
      members += [
        ("file", .text(source.name)), ("line", .number(Double(start.line))),
        ("column", .number(Double(start.column))),
        ("endLine", .number(Double(end.line))), ("endColumn", .number(Double(end.column))),
      ]
    }
    if let label { members.append(("label", .text(label))) }
    if let found { members.append(("found", .text(found))) }
    for (name, lines) in [
      ("expected", expected), ("details", details), ("candidates", candidates), ("help", help),
    ]
    where !lines.isEmpty {
      members.append((name, .array(lines.map { .text($0) })))
    }
    if let fix {
      members.append(
        (
          "fix",
          .object([
            ("start", .number(Double(fix.range.start))), ("end", .number(Double(fix.range.end))),
            ("replacement", .text(fix.replacement)),
          ])
        ))
    }
    return .object(members)
  }
}
