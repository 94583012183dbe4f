public import Diagnostics
public import Engine
internal import Glibc
public import Syntax
internal import Tables

/// Runs scripts, statement after statement.
public struct Runner {
  public let evaluator: Evaluator

  public init(_ evaluator: Evaluator) { self.evaluator = evaluator }

  /// Runs a script up to its end or the first statement that fails.
  ///
  /// - Parameter sink: gets each statement's report when it has ended; it gives whether to go on.
  public func run(_ script: Script, sink: (Report) -> Bool = { _ in true }) -> ExitCode {
    for statement in script.statements {
      let watch = Stopwatch()
      do throws(Diagnostic) {
        let outcome = try evaluator.execute(statement, of: script.source)
        let report = Report(
          statement, of: script.source, .success(outcome), seconds: watch.seconds)
        if !sink(report) { return .success }
      } catch {
        _ = sink(
          Report(statement, of: script.source, .failure(error), seconds: watch.seconds))
        return error.code == .interrupted ? .interrupted : .failed
      }
    }
    return .success
  }

  /// The `param` statements of a script, at its top level.
  public static func parameters(_ script: Script) -> [(name: String, fallback: Expression)] {
    script.statements.compactMap {
      if case .parameter(let name, let fallback) = $0.kind { (name.text, fallback) } else { nil }
    }
  }

  /// The values of `--set name=value …` for a script.
  ///
  /// A value that reads as a number, `true`, `false`, a date or a text in quotes is that; anything else is a text.
  /// - Throws: a diagnostic for a setting without `=` or a name that is no parameter of the script.
  public static func settings(
    _ given: [String], for script: Script
  ) throws(Diagnostic) -> [String: Value] {
    let known = parameters(script).map(\.name)
    var settings: [String: Value] = [:]
    for one in given {
      guard let sign = one.firstIndex(of: "="), sign != one.startIndex else {
        throw Diagnostic(.unknownParameter, "`--set \(one)` is not of the form name=value")
      }
      let name = String(one[..<sign])
      guard known.contains(name) else {
        let near = nearestNames(to: name, in: known)
        throw Diagnostic(
          .unknownParameter, "\(script.source.name) has no parameter `\(name)`",
          details: [
            known.isEmpty
              ? "it has no `param` statement" : "parameters: \(known.joined(separator: ", "))"
          ],
          help: near.first.map { ["did you mean `\($0)`?"] } ?? [])
      }
      settings[name] = value(String(one[one.index(after: sign)...]))
    }
    return settings
  }

  private static func value(_ text: String) -> Value {
    guard let expression = try? Parser.parseExpression(SourceText(name: "--set", text: text)) else {
      return .text(text)
    }
    switch expression.kind {
    case .number(let x, _): return .number(x)
    case .negative(let inner): if case .number(let x, _) = inner.kind { return .number(-x) }
    case .truth(let x): return .truth(x)
    case .missing: return .missing
    case .text(let parts):
      var whole = ""
      for part in parts {
        guard case .characters(let characters) = part else { return .text(text) }
        whole += characters
      }
      return .text(whole)
    case .date(let date): if let cell = date.cell { return .cell(cell) }
    default: break
    }
    return .text(text)
  }

  /// Reads a script file.
  ///
  /// - Throws: all its syntax errors, or the one that it can't be read.
  public static func script(at path: String) throws(DiagnosticList) -> Script {
    let text: String
    do throws(Diagnostic) {
      text = try readText(path)
    } catch {
      throw DiagnosticList([error])
    }
    return try Parser.parse(SourceText(name: path, text: text))
  }

  /// The exit code of a script that couldn't be read: 3 for its syntax, 2 for a file that isn't there.
  public static func code(_ errors: DiagnosticList) -> ExitCode {
    errors.all.contains { $0.code == .cannotRead } ? .usage : .syntax
  }
}

extension DateLiteral {
  /// The value of the date as it is written.
  var cell: Cell? {
    guard let day = Day(year: year, month: month, day: day) else { return nil }
    guard let time else { return .date(day) }
    return Instant(day: day, hour: time.hour, minute: time.minute, second: time.second).map {
      .dateTime($0)
    }
  }
}
