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
      .output(
        #"dataset("mtcars") | change wt = wt * 1000 | select model, wt | first 3"#,
        #"""
        model              wt
        text           number
        Mazda RX4        2620
        Mazda RX4 Wag    2875
        Datsun 710       2320
        3 rows × 2 columns
        """#),
      .output(
        #"dataset("mtcars") | change mpg = mpg - mean(mpg) by cyl | select model, cyl, mpg | first 3"#,
        #"""
        model             cyl       mpg
        text           number    number
        Mazda RX4           6   1.25714
        Mazda RX4 Wag       6   1.25714
        Datsun 710          4  -3.86364
        3 rows × 3 columns
        """#),
      .diagnostic(#"dataset("mtcars") | change weight = wt * 1000"#, "E21"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.defined(.change, call)
  }
}
