import Cards
import Diagnostics
import Engine
import Syntax
import Tables

/// Gives columns other names; all names change at once, so two columns may exchange theirs.
struct RenameVerb: Verb {
  let card = Card(
    "rename", kind: .verb, topic: "columns",
    summary: "Gives columns other names and leaves them where they are.",
    details:
      "The new name stands before `=`. All names change at once, so two columns may exchange theirs.",
    searchWords: ["relabel", "set_names", "columns", "as", "alias"],
    parameters: [
      Parameter("names", .renames, .rest, "The new name and the old: `new = old`.")
    ],
    examples: [
      .output(
        #"dataset("mtcars") | rename weight = wt, cylinders = cyl | select model, weight, cylinders | first 2"#,
        #"""
        model          weight  cylinders
        text           number     number
        Mazda RX4       2.620          6
        Mazda RX4 Wag   2.875          6
        2 rows × 3 columns
        """#),
      .diagnostic(#"dataset("mtcars") | rename w = weight"#, "E21"),
      .diagnostic(#"dataset("mtcars") | rename mpg = wt"#, "E26"),
      .diagnostic(#"dataset("mtcars") | rename a = wt, a = mpg"#, "E29"),
    ])

  var grouping: GroupingStyle { .none }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let pairs = call.arguments.definitions("names")
    var newNames: [String: Name] = [:]
    var taken: Set<String> = []
    for pair in pairs {
      let old = try evaluator.columnName(pair.value, table, call.subject)
      if newNames[old] != nil {
        throw Diagnostic(.duplicateName, "`\(old)` is renamed twice", at: pair.value.range)
      }
      if !taken.insert(pair.name.text).inserted {
        throw Diagnostic(
          .duplicateName, "two columns would be called `\(pair.name.text)`", at: pair.name.range)
      }
      newNames[old] = pair.name
    }
    for pair in pairs where table[pair.name.text] != nil && newNames[pair.name.text] == nil {
      throw Diagnostic(
        .columnExists, "\(call.subject) has a column `\(pair.name.text)` already",
        at: pair.name.range,
        label: "taken", found: pair.name.text,
        help: ["`remove \(pair.name.canonical)` first, or choose another name"])
    }
    let named = zip(table.names, table.columns).map { (name: newNames[$0]?.text ?? $0, column: $1) }
    guard let renamed = Table(named, rowCount: table.rowCount) else {
      throw Diagnostic(.duplicateName, "two columns would have the same name", at: call.stage.range)
    }
    return .table(renamed)
  }
}
