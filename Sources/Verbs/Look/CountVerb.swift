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
      .output(
        #"dataset("titanic") | count class, survived"#,
        #"""
        class     survived       n    share
        category  text      number   number
        Crew      No           673  0.30577
        3rd       No           528  0.23989
        Crew      Yes          212  0.09632
        1st       Yes          203  0.09223
        3rd       Yes          178  0.08087
        2nd       No           167  0.07587
        1st       No           122  0.05543
        2nd       Yes          118  0.05361
        8 rows × 4 columns
        """#),
      .output(
        #"dataset("mtcars") | count cyl, sort: false"#,
        #"""
           cyl       n    share
        number  number   number
             4      11  0.34375
             6       7  0.21875
             8      14  0.43750
        3 rows × 3 columns
        """#),
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
