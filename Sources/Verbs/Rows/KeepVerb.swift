import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Keeps the rows for which a condition is true.
///
/// Rows whose condition is false or missing go; how many is said in a note. `keep c` and `drop c` together share out
/// each row exactly once.
struct KeepVerb: Verb {
  let card = Card(
    "keep", kind: .verb, topic: "rows", summary: "Keeps the rows for which a condition is true.",
    details: """
      A row whose condition is missing isn't kept; the note under the result says how many there were. With `by` the \
      condition is evaluated over each group, so an aggregate in it is the group's. The rows stay in their order.
      """,
    searchWords: ["filter", "where", "subset", "query", "keep if", "select rows"],
    parameters: [
      Parameter("condition", .expression, .position, "What must be true of a row.")
    ],
    examples: [
      .output(
        #"dataset("mtcars") | keep cyl == 4 and mpg > 30 | select model, mpg, cyl"#,
        #"""
        model              mpg     cyl
        text            number  number
        Fiat 128          32.4       4
        Honda Civic       30.4       4
        Toyota Corolla    33.9       4
        Lotus Europa      30.4       4
        4 rows × 3 columns
        """#),
      .output(
        #"dataset("mtcars") | keep mpg == max(mpg) by cyl | select model, mpg, cyl"#,
        #"""
        model                mpg     cyl
        text              number  number
        Hornet 4 Drive      21.4       6
        Toyota Corolla      33.9       4
        Pontiac Firebird    19.2       8
        3 rows × 3 columns
        """#),
      .diagnostic(#"dataset("mtcars") | keep cyl = 4"#, "E12"),
      .diagnostic(#"dataset("mtcars") | keep cylinders == 4"#, "E21"),
      .diagnostic(#"dataset("mtcars") | keep cyl + 1"#, "E30"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    guard let condition = call.arguments.expression("condition") else { return .table(table) }
    let truths = try evaluator.truths(of: condition, table, call.subject, by: call.by, verb: "keep")
    let kept = truths.holds.setCount
    var note = "kept \(kept) of \(counted(table.rowCount, "row"))"
    let missing = truths.missing.setCount
    if missing > 0 {
      note += "; \(missing) not kept because \(evaluator.cause(of: truths, condition, table))"
    }
    evaluator.note(.rows, note)
    return .table(kept == table.rowCount ? table : table.filter(truths.holds))
  }
}
