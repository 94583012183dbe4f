import Cards
import Diagnostics
import Engine
import Tables

/// `datasets()`: the tables that ship with the command.
struct DatasetsFunction: Function {
  let card = Card(
    "datasets", kind: .function, topic: "files",
    summary: "Lists the data sets that are part of the command.",
    searchWords: ["example data", "sample data"],
    examples: [
      .output(
        "datasets() | keep name == \"women\" | select name, rows, columns",
        "name     rows  columns\ntext   number   number\nwomen      15        2\n1 row × 3 columns"),
      .diagnostic("datasets(1)", "E36"),
    ])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let all = Dataset.all
    return .table(
      Table([
        ("name", Column(texts: all.map(\.name))),
        ("rows", Column(numbers: all.map { Double($0.rows) })),
        ("columns", Column(numbers: all.map { Double($0.columns) })),
        ("summary", Column(texts: all.map(\.summary))),
        ("source", Column(texts: all.map(\.source))),
      ]) ?? .empty)
  }
}
