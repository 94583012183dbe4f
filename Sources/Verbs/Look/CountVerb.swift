import Cards
import Diagnostics
import Engine
import Tables

/// Counts the rows of each combination of values.
struct CountVerb: Verb {
  let card = Card(
    "count", kind: .verb, topic: "look", summary: "Counts the rows of each combination of values.",
    details: """
      `n` is the number of rows, `share` its part of all rows; the most frequent comes first. Missing counts as a \
      value of its own. With `by` the shares are those within each group.
      """,
    searchWords: [
      "value_counts", "tabulate", "tab", "table", "frequency", "crosstab", "group by count",
      "tally",
    ],
    parameters: [
      Parameter(
        "columns", .columns, .rest, default: .none,
        "The columns whose values are counted; all rows if left out."),
      Parameter(
        "sort", .truth, .option, default: .value(.truth(true)),
        "Whether the most frequent comes first rather than the order of the values."),
    ],
    examples: [
      .runs(
        #"dataset("titanic") | count class, survived"#,
        because: "its rows are shown in full elsewhere"),
      .runs(
        #"dataset("mtcars") | count cyl, sort: false"#,
        because: "its rows are shown in full elsewhere"),
      .diagnostic(#"dataset("titanic") | count klass"#, "E21"),
      .diagnostic(#"dataset("titanic") | count class, sort: "n""#, "E37"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let items = call.arguments.items("columns")
    let keys = try evaluator.keyColumns(items, Frame(table, subject: call.subject))
    for taken in ["n", "share"] where keys.contains(where: { $0.name == taken }) {
      throw Diagnostic(
        .duplicateName, "`count` makes a column `\(taken)` itself",
        at: call.arguments.range("columns"),
        help: ["rename it before: `rename other = \(taken)`"])
    }
    let grouping = try Grouping(
      names: keys.map(\.name), keys.map(\.column), rowCount: table.rowCount)
    let counts = try grouping.counts
    var order = (0..<Int32(counts.count)).map { $0 }
    if call.arguments.truth("sort") != false {
      order.sort { a, b in
        let (x, y) = (counts[Int(a)], counts[Int(b)])
        return x == y ? a < b : x > y
      }
    }
    let total = Double(table.rowCount)
    let n = order.map { Double(counts[Int($0)]) }
    let result = grouping.keys.gather(order)
      .setting("n", to: Column(numbers: n))
      .setting("share", to: Column(numbers: n.map { $0 / total }))
    return .table(result)
  }
}
