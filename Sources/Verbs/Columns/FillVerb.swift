import Cards
import Diagnostics
import Engine
import Tables

/// Puts values where a column has none, and nowhere else.
struct FillVerb: Verb {
  let card = Card(
    "fill", kind: .verb, topic: "columns",
    summary: "Puts values where a column has none, and nowhere else.",
    details: """
      The values must be of the column's type. A note says how many were filled and how many are still missing. With \
      `by` the values are those of each group.
      """,
    searchWords: ["fillna", "fill_null", "replace_na", "coalesce", "ifnull", "impute", "na.fill"],
    parameters: [
      Parameter(
        "columns", .definitions, .rest,
        "The column and the values for its gaps: `name = expression`.")
    ],
    examples: [
      .output(
        #"""
        air = dataset("airquality")
        air | fill ozone = median(ozone) by month | select month, day, ozone | first 6
        """#,
        #"""
         month     day   ozone
        number  number  number
             5       1      41
             5       2      36
             5       3      12
             5       4      18
             5       5      18
             5       6      28
        6 rows × 3 columns
        """#),
      .diagnostic(#"dataset("airquality") | fill ozone = "none""#, "E30"),
      .diagnostic(#"dataset("airquality") | fill ozon = 0"#, "E21"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.defined(.fill, call)
  }
}
