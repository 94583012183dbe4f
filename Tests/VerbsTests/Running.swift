import Diagnostics
import Engine
import Syntax
import Tables
import Verbs

/// Runs scripts as the command does, for tests.
struct Running {
  let evaluator = Evaluator(catalogue: ogiveCatalogue())

  /// The outputs of all statements.
  func outputs(_ text: String) throws -> [Output] {
    let source = SourceText(name: "test", text: text)
    let script = try Parser.parse(source)
    var outputs: [Output] = []
    for statement in script.statements {
      outputs += try evaluator.execute(statement, of: source).outputs
    }
    return outputs
  }

  /// The text of the last value that was shown.
  func text(_ script: String) throws -> String {
    try outputs(script).last { if case .nothing = $0.value { false } else { true } }?.value.text(.recorded) ?? ""
  }

  /// The notes of all statements.
  func notes(_ script: String) throws -> [String] { try outputs(script).flatMap { $0.notes.map(\.text) } }

  /// The last table that was shown.
  func table(_ script: String) throws -> Table? {
    for output in try outputs(script).reversed() {
      if case .table(let table) = output.value { return table }
    }
    return nil
  }

  /// The error that a script ends in; `nil` if it ends well.
  func error(_ text: String) -> Diagnostic? {
    do {
      _ = try outputs(text)
      return nil
    } catch let error as Diagnostic {
      return error
    } catch let errors as DiagnosticList {
      return errors.all.first
    } catch {
      return nil
    }
  }

  /// The part of the script that the error marks.
  func marked(_ text: String) -> String? {
    guard let error = error(text), let range = error.range, let source = error.source else { return nil }
    return String(source.slice(range))
  }
}

