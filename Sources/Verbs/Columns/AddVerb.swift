import Cards
import Diagnostics
import Engine
import Tables

/// Adds columns that are computed row by row, or group by group.
struct AddVerb: Verb {
  let card = Card(
    "add", kind: .verb, topic: "columns",
    summary: "Adds columns that are computed from the others.",
    details: """
      It is an error if the column exists: `change` is for that. Definitions are evaluated in their order and see the \
      earlier ones. With `by` each is evaluated over each group and put back at the group's rows.
      """,
    searchWords: [
      "mutate", "derive", "extend", "assign", "transmute", "generate", "gen", "egen",
      "with_columns",
    ],
    parameters: [
      Parameter(
        "columns", .definitions, .rest, "The new column and its values: `name = expression`.")
    ],
    examples: [
      .output(
        #"dataset("mtcars") | add kpl = mpg * 0.425 | select model, mpg, kpl | first 3"#,
        #"""
        model             mpg     kpl
        text           number  number
        Mazda RX4        21.0   8.925
        Mazda RX4 Wag    21.0   8.925
        Datsun 710       22.8   9.690
        3 rows × 3 columns
        """#),
      .output(
        #"dataset("mtcars") | add above = mpg - mean(mpg) by cyl | select model, cyl, mpg, above | first 3"#,
        #"""
        model             cyl     mpg     above
        text           number  number    number
        Mazda RX4           6    21.0   1.25714
        Mazda RX4 Wag       6    21.0   1.25714
        Datsun 710          4    22.8  -3.86364
        3 rows × 4 columns
        """#),
      .diagnostic(#"dataset("mtcars") | add wt = wt * 1000"#, "E26"),
      .diagnostic(#"dataset("mtcars") | add kg = weight * 453.6"#, "E21"),
      .diagnostic(#"dataset("mtcars") | add wt * 1000"#, "E18"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.defined(.add, call)
  }
}
