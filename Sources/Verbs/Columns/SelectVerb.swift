import Cards
import Diagnostics
import Engine
import Tables

/// Takes some columns, in the order in which they are named.
struct SelectVerb: Verb {
  let card = Card(
    "select", kind: .verb, topic: "columns",
    summary: "Takes some columns, in the order in which they are named.",
    details: "A column that is named twice comes once. Rows are picked by `keep`.",
    searchWords: ["pick", "keep columns", "project", "loc", "subset columns"],
    parameters: [
      Parameter(
        "columns", .columns, .rest, "The columns: names, `a..d`, `numbers()`, `starts_with(\"q\")`."
      )
    ],
    examples: [
      .runs(
        #"dataset("mtcars") | select model, mpg..disp | first 3"#,
        because: "its rows are shown in full elsewhere"),
      .runs(
        #"dataset("iris") | select species, starts_with("petal") | first 3"#,
        because: "its rows are shown in full elsewhere"),
      .diagnostic(#"dataset("mtcars") | select model, weight"#, "E21"),
      .diagnostic(#"dataset("mtcars") | select mpg * 2"#, "E18"),
    ])

  var grouping: GroupingStyle { .none }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let names = try evaluator.selection(call.arguments.items("columns"), table, call.subject)
    return .table(table.selecting(names))
  }
}
