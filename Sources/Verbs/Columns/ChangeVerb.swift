import Cards
import Diagnostics
import Engine
import Tables

/// Gives columns that exist other values.
struct ChangeVerb: Verb {
  let card = Card(
    "change", kind: .verb, topic: "columns", summary: "Gives columns that exist other values.",
    details: """
      It is an error if the column doesn't exist: `add` is for that. Definitions are evaluated in their order and see \
      the earlier ones. With `by` each is evaluated over each group and put back at the group's rows.
      """,
    searchWords: ["mutate", "replace", "update", "set", "transform", "recode", "assign"],
    parameters: [
      Parameter(
        "columns", .definitions, .rest, "The column and its new values: `name = expression`.")
    ],
    examples: [
      .runs(
        #"dataset("mtcars") | change wt = wt * 1000 | first 3"#,
        because: "its rows are shown in full elsewhere"),
      .runs(
        #"dataset("mtcars") | change mpg = mpg - mean(mpg) by cyl"#,
        because: "its rows are shown in full elsewhere"),
      .diagnostic(#"dataset("mtcars") | change weight = wt * 1000"#, "E21"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.defined(.change, call)
  }
}
