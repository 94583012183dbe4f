package import Cards
package import Diagnostics
package import Engine
internal import Syntax
internal import Tables

/// `join t on key, a = b`
package struct JoinVerb: Verb {
  package init() {}

  package var grouping: GroupingStyle { .none }

  package var card: Card {
    Card(
      "join", kind: .verb, topic: "tables",
      summary: "Adds the columns of another table, from the row that has the same key.",
      details: """
        `on key` is a column of both tables; `on a = b` matches the column `a` of this table with `b` of the other. \
        Several keys must all be equal. A missing key matches nothing. The rows stay in their order and each comes \
        once, so the key must be unique in the other table; `repeats: true` gives a row for each match instead.
        """,
      searchWords: [
        "merge", "left_join", "inner_join", "full_join", "outer_join", "anti_join", "semi_join",
        "lookup", "vlookup",
        "match",
      ],
      parameters: [
        Parameter("table", .table, .position, "The table whose columns are added."),
        Parameter(
          "on", .columns, .on, "The key columns: `key`, or `a = b` where the names differ."),
        Parameter(
          "rows", .choice(JoinRows.allCases.map(\.rawValue)), .option,
          default: .value(.text("left")),
          "All rows of this table, the matching ones, all of both tables, or the unmatched ones of this table."
        ),
        Parameter(
          "repeats", .truth, .option, default: .value(.truth(false)),
          "Whether a key may come more than once in the other table."),
      ],
      examples: [
        .output(
          #"""
          cars = dataset("mtcars")
          means = cars | summarise typical = mean(mpg) by cyl
          cars | join means on cyl | select model, mpg, cyl, typical | first 3
          """#,
          #"""
          model             mpg     cyl  typical
          text           number  number   number
          Mazda RX4        21.0       6  19.7429
          Mazda RX4 Wag    21.0       6  19.7429
          Datsun 710       22.8       4  26.6636
          3 rows × 4 columns
          """#),
        .diagnostic(
          "cars = dataset(\"mtcars\")\ncars | join (cars | select cyl, mpg) on cyl", "E26"),
        .diagnostic("cars = dataset(\"mtcars\")\ncars | select cyl | join cars on cyl", "E31"),
        .diagnostic(
          "cars = dataset(\"mtcars\")\ncars | select mpg, model | join cars on mpg = model", "E30"),
        .diagnostic(
          "cars = dataset(\"mtcars\")\ncars | join cars on model, rows: \"right\"", "E37"),
        .diagnostic("cars = dataset(\"mtcars\")\ncars | join cars", "E35"),
      ])
  }

  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let left = try call.table()
    guard case .table(let right)? = call.arguments.value("table") else {
      throw Diagnostic(.missingArgument, "`join` needs a table", at: call.stage.verb.range)
    }
    var name: String?
    if case .name(let written)? = call.arguments.expression("table")?.kind {
      name = quotedIfNeeded(written)
    }
    let keys = try keys(call, left, right, name ?? "the other table", evaluator)
    let rows = call.arguments.text("rows").flatMap(JoinRows.init) ?? .left
    var notes: [Note] = []
    let joined: Table
    do throws(Diagnostic) {
      joined = try left.joining(
        right, on: keys, rows: rows, repeats: call.arguments.truth("repeats") ?? false, name: name,
        notes: &notes)
    } catch {
      throw error.located(at: call.arguments.range("on"))
    }
    for note in notes { evaluator.note(note.kind, note.text) }
    return .table(joined)
  }

  /// The pairs of columns that the `on` list means.
  private func keys(
    _ call: VerbCall, _ left: Table, _ right: Table, _ other: String, _ evaluator: Evaluator
  ) throws(Diagnostic) -> [JoinKey] {
    var keys: [JoinKey] = []
    for item in call.arguments.items("on") {
      if item.isDescending {
        throw Diagnostic(.misplaced, "`desc` belongs to a key of `sort`", at: item.range)
      }
      if case .define(let name) = item.label {
        guard left[name.text] != nil else {
          throw evaluator.unknownColumn(name.text, left, call.subject, name.range)
        }
        keys.append(JoinKey(name.text, try evaluator.columnName(item.value, right, other)))
        continue
      }
      if case .comparison(let a, let rest) = item.value.kind, rest.count == 1,
        rest[0].comparator == .equal
      {
        throw Diagnostic(
          .misplaced, "keys are paired with `=`", at: rest[0].range, label: "`==` asks",
          help: ["`on \(a.canonical) = \(rest[0].operand.canonical)`"],
          fix: Diagnostic.Fix(rest[0].range, "="))
      }
      for name in try evaluator.selection([item], left, call.subject) {
        guard right[name] != nil else {
          var error = evaluator.unknownColumn(name, right, other, item.range)
          error.help.append("`on \(quotedIfNeeded(name)) = …` where \(other) calls it otherwise")
          throw error
        }
        keys.append(JoinKey(name, name))
      }
    }
    guard !keys.isEmpty else {
      throw Diagnostic(.badArgument, "no key column is picked", at: call.arguments.range("on"))
    }
    return keys
  }
}
