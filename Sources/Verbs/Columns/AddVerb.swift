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
      .runs(
        #"dataset("mtcars") | add kpl = mpg * 0.425 | first 3"#,
        because: "its rows are shown in full elsewhere"),
      .runs(
        #"dataset("mtcars") | add above = mpg - mean(mpg) by cyl | first 3"#,
        because: "its rows are shown in full elsewhere"),
      .diagnostic(#"dataset("mtcars") | add wt = wt * 1000"#, "E26"),
      .diagnostic(#"dataset("mtcars") | add kg = weight * 453.6"#, "E21"),
      .diagnostic(#"dataset("mtcars") | add wt * 1000"#, "E18"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.defined(.add, call)
  }
}
