import Cards
import Diagnostics
import Engine
import Tables

/// `rejects(table)`: the rows of a file that aren't in the table that was loaded from it.
struct RejectsFunction: Function {
  init() {}

  let card = Card(
    "rejects", kind: .function, topic: "files",
    summary: "The rows of a file that could not be read: line, byte, reason and text of each.",
    details: """
      Rows read = rows kept + rows rejected. The table is the one that `load` gave, before anything was done with it; \
      lines and bytes are those of the file, lines from 1, bytes from 0. Texts are cut after 1000 bytes, and what isn't \
      text in them is escaped.
      """,
    searchWords: ["problems", "bad rows", "errors", "bad_lines", "reject_errors"],
    parameters: [Parameter("table", .table, .position, "A table as `load` gave it.")],
    examples: [
      .output("row_count(rejects(dataset(\"iris\")))", "0"),
      .diagnostic("rejects(table(a = [1, 2]))", "E37"),
    ])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    guard case .table(let table)? = call.arguments.value("table"), let rejected = table.rejected
    else {
      throw Diagnostic(
        .badArgument, "the table isn't as `load` gave it, so its rejected rows aren't known",
        at: call.arguments.range("table"),
        help: ["`t = load(\"data.csv\")`, then `rejects(t)`"])
    }
    let rows = rejected.rows
    if rows.count < rejected.count {
      evaluator.note(
        .rows, "the first \(rows.count) of \(counted(rejected.count, "rejected row")) are kept")
    }
    let numbers = { (values: [Int]) in Column(.number(NumberValues(values.map(Double.init)))) }
    let texts = { (values: [String]) in
      Column(cells: values.map { .text($0) }) ?? Column(.unknown(0))
    }
    return .table(
      Table([
        ("line", numbers(rows.map(\.line))), ("byte", numbers(rows.map(\.byte))),
        ("reason", texts(rows.map(\.reason))), ("text", texts(rows.map(\.text))),
      ]) ?? .empty)
  }
}
