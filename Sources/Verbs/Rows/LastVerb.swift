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
      .output(
        #"dataset("nile") | last 3"#,
        #"""
          year   value
        number  number
          1968     718
          1969     714
          1970     740
        3 rows × 2 columns
        """#),
      .output(
        #"dataset("iris") | last 1 by species"#,
        #"""
        sepal_length  sepal_width  petal_length  petal_width  species
              number       number        number       number  text
                 5.0          3.3           1.4          0.2  setosa
                 5.7          2.8           4.1          1.3  versicolor
                 5.9          3.0           5.1          1.8  virginica
        3 rows × 5 columns
        """#),
      .diagnostic(#"dataset("nile") | last 1.5"#, "E37"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.ends(of: call) { places, n in places.suffix(n) }
  }
}
