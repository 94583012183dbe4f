import Diagnostics
import Engine
import Numerics
import Syntax
import Tables
import Testing
import Verbs

/// What a script gave: its last output, all notes, and the error that stopped it.
struct Ran {
  var value = Value.nothing
  var titles: [String?] = []
  var outputCount = 0
  var notes: [String] = []
  var variables: [String: Value] = [:]
  var error: Diagnostic?
  var pins: [Pin] = []

  var table: Table { if case .table(let table) = value { table } else { .empty } }
  /// The table's rows as texts.
  var rows: [[String]] {
    let table = table
    return (0..<table.rowCount).map { row in table.columns.map { $0[row].text(digits: 6) } }
  }
  /// A column's values as texts.
  func column(_ name: String) -> [String] {
    guard let column = table[name] else { return [] }
    return (0..<column.count).map { column[$0].text(digits: 6) }
  }
  var code: String? { error?.code.rawValue }
  /// The part of the script that the error points at.
  var marked: String? {
    guard let error, let range = error.range, let source = error.source else { return nil }
    return String(source.slice(range))
  }
}

/// Runs a script with a table `t` in sight.
func run(_ text: String, _ t: Table? = people) -> Ran {
  let evaluator = Evaluator(catalogue: ogiveCatalogue())
  if let t { evaluator.variables["t"] = .table(t) }
  evaluator.drawSeed = { 4711 }
  var ran = Ran()
  do throws(DiagnosticList) {
    let script = try Parser.parse(SourceText(name: "test", text: text))
    for statement in script.statements {
      do throws(Diagnostic) {
        let outcome = try evaluator.execute(statement, of: script.source)
        for output in outcome.outputs {
          if case .nothing = output.value {
          } else {
            ran.value = output.value
            ran.titles.append(output.title)
            ran.outputCount += 1
          }
          ran.notes += output.notes.map(\.text)
        }
        ran.pins += outcome.pins
      } catch {
        ran.error = error
        break
      }
    }
  } catch {
    ran.error = error.all.first
  }
  ran.variables = evaluator.variables
  return ran
}

/// A table of columns.
func table(_ named: (name: String, column: Column)...) -> Table { Table(named) ?? .empty }

/// A column of numbers with gaps.
func numbers(_ values: Double?...) -> Column { Column(numbers: values.map { $0 ?? .nan }) }

/// A column of texts with gaps.
func texts(_ values: String?...) -> Column { Column(texts: values) }

/// Six people in three groups, one of them without a name of its group; two ages are missing.
let people = table(
  ("id", numbers(1, 2, 3, 4, 5, 6)),
  ("team", texts("b", "a", "b", nil, "a", "b")),
  ("age", numbers(30, nil, 10, 50, 20, nil)))

/// Runs scripts one after the other in one session, as the prompt does.
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
    try outputs(script).last { if case .nothing = $0.value { false } else { true } }?.value
      .text(.recorded) ?? ""
  }

  /// The notes of all statements.
  func notes(_ script: String) throws -> [String] {
    try outputs(script).flatMap { $0.notes.map(\.text) }
  }

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
    } catch {
      return (error as? DiagnosticList)?.all.first
    }
  }

  /// The part of the script that the error marks.
  func marked(_ text: String) -> String? {
    guard let error = error(text), let range = error.range, let source = error.source else {
      return nil
    }
    return String(source.slice(range))
  }
}
