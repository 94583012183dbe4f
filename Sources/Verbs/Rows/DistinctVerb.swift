package import Cards
package import Diagnostics
package import Engine
internal import Syntax
internal import Tables

/// `distinct cols`
package struct DistinctVerb: Verb {
  package init() {}

  package var card: Card {
    Card(
      "distinct", kind: .verb, topic: "rows",
      summary: "Keeps the first row of each combination of values of some columns.",
      details: """
        Without columns it is all of them, so rows that are there more than once are kept once. All columns stay; \
        `select` before it if only the combinations are wanted. Missing counts as equal to missing. The rows stay in \
        their order.
        """,
      searchWords: [
        "unique", "drop_duplicates", "duplicated", "dedupe", "duplicates drop", "select distinct",
      ],
      parameters: [
        Parameter(
          "columns", .columns, .rest, default: .none,
          "The columns whose values are compared; all of them if left out.")
      ],
      examples: [
        .runs(
          "dataset(\"toothgrowth\") | distinct supp, dose",
          because: "the table is looked at elsewhere"),
        .diagnostic("dataset(\"toothgrowth\") | distinct dosis", "E21"),
        .diagnostic("dataset(\"toothgrowth\") | distinct dose * 2", "E18"),
      ])
  }

  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    var columns = table.columns
    if call.arguments.has("columns") {
      let names = try evaluator.selection(call.arguments.items("columns"), table, call.subject)
      columns = try table.columns(named: names)
      // A selection by type may pick nothing, and then nothing tells the rows apart.
      if names.isEmpty {
        throw Diagnostic(
          .badArgument, "no column is picked", at: call.arguments.range("columns"),
          candidates: table.names)
      }
    }
    let rows = try distinctRows(columns, rowCount: table.rowCount)
    if rows.count == table.rowCount { return .table(table) }
    evaluator.note(.rows, "kept \(rows.count) of \(counted(table.rowCount, "row"))")
    return .table(table.gather(rows))
  }
}
