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
      .output(
        #"dataset("mtcars") | select model, mpg..disp | first 3"#,
        #"""
        model             mpg     cyl    disp
        text           number  number  number
        Mazda RX4        21.0       6     160
        Mazda RX4 Wag    21.0       6     160
        Datsun 710       22.8       4     108
        3 rows × 4 columns
        """#),
      .output(
        #"dataset("iris") | select species, starts_with("petal") | first 3"#,
        #"""
        species  petal_length  petal_width
        text           number       number
        setosa            1.4          0.2
        setosa            1.4          0.2
        setosa            1.3          0.2
        3 rows × 3 columns
        """#),
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
