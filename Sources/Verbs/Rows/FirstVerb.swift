import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Takes rows from the top of a table, or of each group.
struct FirstVerb: Verb {
  let card = Card(
    "first", kind: .verb, topic: "rows",
    summary: "Takes the first rows of a table, or of each group.",
    details: "With `by` it takes so many rows of each group; they stay in the order of the table.",
    searchWords: ["head", "top", "limit", "slice_head", "nsmallest"],
    parameters: [
      Parameter("n", .whole(.atLeast(0)), .position, default: .value(.number(10)), "How many rows.")
    ],
    examples: [
      .output(
        #"dataset("iris") | first 3"#,
        #"""
        sepal_length  sepal_width  petal_length  petal_width  species
              number       number        number       number  text
                 5.1          3.5           1.4          0.2  setosa
                 4.9          3.0           1.4          0.2  setosa
                 4.7          3.2           1.3          0.2  setosa
        3 rows × 5 columns
        """#),
      .output(
        #"dataset("iris") | first 2 by species"#,
        #"""
        sepal_length  sepal_width  petal_length  petal_width  species
              number       number        number       number  text
                 5.1          3.5           1.4          0.2  setosa
                 4.9          3.0           1.4          0.2  setosa
                 7.0          3.2           4.7          1.4  versicolor
                 6.4          3.2           4.5          1.5  versicolor
                 6.3          3.3           6.0          2.5  virginica
                 5.8          2.7           5.1          1.9  virginica
        6 rows × 5 columns
        """#),
      .diagnostic(#"dataset("iris") | first -1"#, "E37"),
      .diagnostic(#"dataset("iris") | first 2 by kind"#, "E21"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.ends(of: call) { places, n in places.prefix(n) }
  }
}

extension Evaluator {
  /// The rows that `take` picks of the table, or of each group, in the order of the table.
  func ends(
    of call: VerbCall, _ take: (_ places: Range<Int>, _ n: Int) -> Range<Int>
  ) throws(Diagnostic) -> Value {
    let table = try call.table()
    let n = call.arguments.whole("n") ?? 10
    let result: Table
    if call.by.isEmpty {
      result = table.slice(take(0..<table.rowCount, n))
    } else {
      let groups = try grouping(table, call.by, call.subject).grouping
      let (starts, rows) = try groups.members()
      var picked = Bitmap(count: table.rowCount)
      for group in 0..<groups.groupCount {
        for place in take(Int(starts[group])..<Int(starts[group + 1]), n) {
          picked[Int(rows[place])] = true
        }
      }
      result = table.filter(picked)
    }
    if result.rowCount == table.rowCount { return .table(table) }
    noteEnds(result.rowCount, of: table)
    return .table(result)
  }

  /// Says how many rows of a table were taken.
  func noteEnds(_ count: Int, of table: Table) {
    note(.rows, "\(count) of \(counted(table.rowCount, "row"))")
  }
}
