import Cards
import Diagnostics
import Engine
import Tables

/// Takes columns away.
struct RemoveVerb: Verb {
  let card = Card(
    "remove", kind: .verb, topic: "columns", summary: "Takes columns away and leaves the others.",
    details: "Rows are taken away by `drop`.",
    searchWords: ["drop columns", "select -", "del", "deselect", "exclude"],
    parameters: [
      Parameter(
        "columns", .columns, .rest, "The columns: names, `a..d`, `numbers()`, `starts_with(\"q\")`."
      )
    ],
    examples: [
      .output(
        #"dataset("mtcars") | remove disp..carb | first 2"#,
        #"""
        model             mpg     cyl
        text           number  number
        Mazda RX4          21       6
        Mazda RX4 Wag      21       6
        2 rows × 3 columns
        """#),
      .diagnostic(#"dataset("mtcars") | remove weight"#, "E21"),
      .diagnostic(#"dataset("mtcars") | remove carb..disp"#, "E37"),
    ])

  var grouping: GroupingStyle { .none }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let names = try evaluator.selection(call.arguments.items("columns"), table, call.subject)
    return .table(table.removing(Set(names)))
  }
}
