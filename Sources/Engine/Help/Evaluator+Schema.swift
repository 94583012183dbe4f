internal import Cards
internal import Diagnostics
internal import Syntax
internal import Tables

extension Evaluator {
  /// The table that an unfinished pipeline would give, without its rows: what its columns are called and of what type.
  ///
  /// The stages are run on no rows, so this is quick whatever the table's size, and nothing is shown, written or
  /// remembered. Stages that can't run so are passed over.
  func schema(of text: String) -> Table? {
    guard
      let script = try? Parser.parse(
        SourceText(name: "prompt", text: Evaluator.lastStatement(of: text)),
        defined: Set(variables.keys)),
      let statement = script.statements.last
    else { return nil }
    let pipeline: Pipeline
    switch statement.kind {
    case .pipeline(let it), .assign(_, let it), .return(let it): pipeline = it
    default: return nil
    }
    guard let head = pipeline.head else { return nil }
    let apart = Evaluator(catalogue: catalogue)
    (apart.variables, apart.folder, apart.source) = (variables, folder, script.source)
    apart.drawSeed = { 0 }
    guard Evaluator.isQuick(head), case .table(let table)? = try? apart.evaluate(head, in: .value)
    else { return nil }
    var value = Value.table(table.prefix(0))
    for stage in pipeline.stages {
      guard let verb = catalogue.verb(stage.verb.text), !Evaluator.isLasting(verb) else { continue }
      if let next = try? apart.apply([stage], to: value, subject: "the table"), case .table = next {
        value = next
      }
    }
    if case .table(let table) = value { return table } else { return nil }
  }

  /// Whether a head is a name or a data set of the command: nothing that reads a file while one types.
  private static func isQuick(_ head: Expression) -> Bool {
    switch head.kind {
    case .name, .variable: return true
    case .call(let callee, _):
      if case .name("dataset") = callee.kind { return true } else { return false }
    default: return false
    }
  }

  /// Whether a verb does something that outlasts the pipeline.
  private static func isLasting(_ verb: any Verb) -> Bool {
    ["out", "learn"].contains(verb.card.topic)
  }

  /// The last statement of a text whose end may be unfinished: from the last line that doesn't continue another.
  private static func lastStatement(of text: String) -> String {
    var kept: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).reversed() {
      kept.insert(line, at: 0)
      let start = line.drop(while: \.isWhitespace)
      if !start.isEmpty, !start.hasPrefix("|"), start.count == line.count { break }
    }
    return kept.joined(separator: "\n")
  }
}
