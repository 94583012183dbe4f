import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Removes the rows for which a condition is true.
///
/// Rows whose condition is false or missing stay; how many are missing is said in a note.
struct DropVerb: Verb {
  let card = Card(
    "drop", kind: .verb, topic: "rows", summary: "Removes the rows for which a condition is true.",
    details: """
      A row whose condition is missing stays; the note under the result says how many there are. With `by` the \
      condition is evaluated over each group. Columns are taken away by `remove`.
      """,
    searchWords: ["filter", "exclude", "delete rows", "drop if", "dropna", "drop_na", "na.omit"],
    parameters: [
      Parameter("condition", .expression, .position, "What must be true of a row for it to go.")
    ],
    examples: [
      .output(
        #"dataset("airquality") | drop ozone is missing | summarise days = count(), ozone = mean(ozone)"#,
        #"""
          days    ozone
        number   number
           116  42.1293
        1 row × 2 columns
        """#),
      .diagnostic(#"dataset("airquality") | drop ozone == missing"#, "E34"),
      .diagnostic(#"dataset("airquality") | drop ozon > 100"#, "E21"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    guard let condition = call.arguments.expression("condition") else { return .table(table) }
    let truths = try evaluator.truths(of: condition, table, call.subject, by: call.by, verb: "drop")
    let dropped = truths.holds.setCount
    var note = "dropped \(dropped) of \(counted(table.rowCount, "row"))"
    let missing = truths.missing.setCount
    if missing > 0 {
      note += "; \(missing) not dropped because \(evaluator.cause(of: truths, condition, table))"
    }
    evaluator.note(.rows, note)
    return .table(dropped == 0 ? table : table.filter(truths.holds.inverted()))
  }
}
