import Cards
import Diagnostics
import Engine
import Numerics
import Syntax
import Tables

/// Passes a table on if a condition holds for all its rows; stops the script otherwise and shows rows that fail.
struct CheckVerb: Verb {
  let card = Card(
    "check", kind: .verb, topic: "trust",
    summary: "Passes a table on if a condition holds for every row.",
    details: """
      Otherwise the script stops and the first rows that fail are shown. A missing condition counts as a failure \
      unless `absent: "allow"`. A condition on the whole table is a single truth: `check count() == 891`.
      """,
    searchWords: ["assert", "verify", "validate", "expect", "stopifnot", "constraint", "test"],
    parameters: [
      Parameter(
        "condition", .expression, .position, "What must be true of every row, or of the table."),
      Parameter(
        "absent", .choice(["fail", "allow"]), .option, default: .value(.text("fail")),
        "What a missing condition means."),
    ],
    examples: [
      .output(
        #"dataset("mtcars") | check mpg > 0 | summarise cars = count()"#,
        #"""
          cars
        number
            32
        1 row × 1 column
        """#),
      .output(
        #"dataset("airquality") | check ozone > 0, absent: "allow" | summarise days = count()"#,
        #"""
          days
        number
           153
        1 row × 1 column
        """#),
      .diagnostic(#"dataset("mtcars") | check mpg > 15"#, "E90"),
      .diagnostic(#"dataset("airquality") | check ozone > 0"#, "E90"),
      .diagnostic(#"dataset("mtcars") | check count() == 30"#, "E90"),
      .diagnostic(#"dataset("mtcars") | check mpg"#, "E30"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    guard let condition = call.arguments.expression("condition") else { return call.input }
    let truths = try evaluator.truths(
      of: condition, table, call.subject, by: call.by, verb: "check")
    let allows = call.arguments.text("absent") == "allow"
    if truths.isSingle {
      try checkSingle(condition, table, call, evaluator, allows)
      return call.input
    }
    let passing = allows ? truths.holds.union(truths.missing) : truths.holds
    let failing = passing.unsetIndices()
    guard failing.isEmpty else { throw failure(failing, truths, condition, table, allows) }
    var note = "checked: all \(counted(table.rowCount, "row"))"
    let missing = truths.missing.setCount
    if missing > 0 {
      note += "; allowed \(missing) because \(evaluator.cause(of: truths, condition, table))"
    }
    evaluator.note(.rows, note)
    return call.input
  }

  /// A single truth is evaluated once more: over a table without rows it has none to be read from.
  private func checkSingle(
    _ condition: Expression, _ table: Table, _ call: VerbCall, _ evaluator: Evaluator,
    _ allows: Bool
  ) throws(Diagnostic) {
    let place = Place.rows(Frame(table, subject: call.subject))
    let value = try evaluator.evaluate(condition, in: place)
    switch value {
    case .cell(.truth(true)): break
    case .cell(.missing) where allows: break
    default:
      var details: [String] = []
      if case .comparison(let first, let rest) = condition.kind {
        for side in [first] + rest.map(\.operand) where !side.isLiteral {
          if case .cell(let cell) = try evaluator.evaluate(side, in: place) {
            details.append("\(side.canonical) is \(Value.cell(cell).brief)")
          }
        }
      }
      let word = if case .cell(.missing) = value { "missing" } else { "false" }
      throw Diagnostic(
        .checkFailed, "the check failed: `\(condition.canonical)` is \(word)", at: condition.range,
        label: word,
        details: details)
    }
    evaluator.note(.rows, "checked: \(condition.canonical)")
  }

  private func failure(
    _ failing: [Int32], _ truths: RowTruths, _ condition: Expression, _ table: Table, _ allows: Bool
  ) -> Diagnostic {
    let missing = allows ? 0 : truths.missing.setCount
    let count = failing.count
    var message = "the check failed for \(count) of \(counted(table.rowCount, "row"))"
    if missing == count {
      message += ": the condition is missing"
    } else if missing > 0 {
      message += "; for \(missing) of them the condition is missing"
    }
    let shown = Array(failing.prefix(CheckVerb.shownRows))
    var sample = table.gather(shown)
    if sample["row"] == nil {
      let numbers = Column(numbers: shown.map { Double($0) + 1 })
      let named =
        [(name: "row", column: numbers)]
        + zip(sample.names, sample.columns).map { (name: $0, column: $1) }
      sample = Table(named, rowCount: shown.count) ?? sample
    }
    var details = Value.table(sample).text(.recorded)
      .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    if count > shown.count { details.append("and \(count - shown.count) more") }
    return Diagnostic(
      .checkFailed, message, at: condition.range, label: "not true for \(counted(count, "row"))",
      details: details,
      help: missing > 0 ? ["`absent: \"allow\"` lets rows pass whose condition is missing"] : [])
  }

  /// So many of the failing rows are shown.
  private static let shownRows = 5
}

extension Expression {
  /// Whether it is written as a plain value.
  fileprivate var isLiteral: Bool {
    switch kind {
    case .number, .truth, .missing, .date, .text: true
    case .negative(let operand): operand.isLiteral
    default: false
    }
  }
}
