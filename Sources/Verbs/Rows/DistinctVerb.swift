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
        .output(
          #"dataset("toothgrowth") | distinct supp, dose"#,
          #"""
             len  supp    dose
          number  text  number
             4.2  VC       0.5
            16.5  VC       1.0
            23.6  VC       2.0
            15.2  OJ       0.5
            19.7  OJ       1.0
            25.5  OJ       2.0
          6 rows × 3 columns
          """#),
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
