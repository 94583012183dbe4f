import Cards
import Diagnostics
import Engine

/// Takes rows from the end of a table, or of each group.
struct LastVerb: Verb {
  let card = Card(
    "last", kind: .verb, topic: "rows",
    summary: "Takes the last rows of a table, or of each group.",
    details: "With `by` it takes so many rows of each group; they stay in the order of the table.",
    searchWords: ["tail", "bottom", "slice_tail", "nlargest"],
    parameters: [
      Parameter("n", .whole(.atLeast(0)), .position, default: .value(.number(10)), "How many rows.")
    ],
    examples: [
      .runs(#"dataset("nile") | last 5"#, because: "its rows are shown in full elsewhere"),
      .runs(
        #"dataset("iris") | last 1 by species"#, because: "its rows are shown in full elsewhere"),
      .diagnostic(#"dataset("nile") | last 1.5"#, "E37"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.ends(of: call) { places, n in places.suffix(n) }
  }
}
