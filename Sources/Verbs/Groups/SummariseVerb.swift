import Cards
import Diagnostics
import Engine
import Syntax
import Tables

/// Makes one row of a table, or of each group.
struct SummariseVerb: Verb {
  let card = Card(
    "summarise", aliases: ["summarize"], kind: .verb, topic: "groups",
    summary: "Makes one row of a table, or one of each group.",
    details: """
      The keys after `by` stand in front, in their order; missing makes a group of its own, the last. A key may be \
      computed: `by age > 30`. Each value must be a single one for the group: an aggregate. All are computed from the \
      columns of the incoming table, so none sees another that the same `summarise` makes; the next stage does.
      """,
    searchWords: [
      "aggregate", "agg", "group_by", "group by", "collapse", "tabstat", "reduce", "summary",
    ],
    parameters: [
      Parameter(
        "values", .definitions, .rest, "The new column and its single value: `name = aggregate`.")
    ],
    examples: [
      .output(
        #"dataset("mtcars") | summarise n = count(), mpg = mean(mpg) by cyl"#,
        #"""
           cyl       n      mpg
        number  number   number
             4      11  26.6636
             6       7  19.7429
             8      14  15.1000
        3 rows × 3 columns
        """#),
      .output(
        #"dataset("mtcars") | summarise heavy = max(wt)"#,
        #"""
         heavy
        number
         5.424
        1 row × 1 column
        """#),
      .output(
        #"dataset("mtcars") | summarise low = min(mpg), high = max(mpg) by gear | add span = high - low"#,
        #"""
          gear     low    high    span
        number  number  number  number
             3    10.4    21.5    11.1
             4    17.8    33.9    16.1
             5    15.0    30.4    15.4
        3 rows × 4 columns
        """#),
      .diagnostic(#"dataset("mtcars") | summarise mpg = mpg by cyl"#, "E32"),
      .diagnostic(#"dataset("mtcars") | summarise mean(mpg) by cyl"#, "E18"),
      .diagnostic(#"dataset("mtcars") | summarise m = mean(mileage)"#, "E21"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let definitions = call.arguments.definitions("values")
    let groups = call.by.isEmpty ? nil : try evaluator.grouping(table, call.by, call.subject)
    try checkNames(definitions.map(\.name), keys: groups?.names ?? [])
    var named = zip(groups?.names ?? [], groups?.keys ?? []).map { (name: $0, column: $1) }
    var earlier: Set<String> = []
    for definition in definitions {
      let column: Column
      do {
        column = try values(of: definition.value, table, groups, call.subject, evaluator)
      } catch {
        throw explained(error, earlier)
      }
      named.append((definition.name.text, column))
      earlier.insert(definition.name.text)
    }
    guard let result = Table(named, rowCount: groups?.count ?? 1) else {
      throw Diagnostic(.duplicateName, "two columns would have the same name", at: call.stage.range)
    }
    return .table(result)
  }

  /// The value of an aggregate in each group.
  private func values(
    of expression: Expression, _ table: Table, _ groups: Groups?, _ subject: String,
    _ evaluator: Evaluator
  ) throws(Diagnostic) -> Column {
    if let groups,
      let column = try evaluator.valuesOfGroups(expression, table, groups, subject)
    {
      return column
    }
    var cells: [Cell] = []
    if let groups, groups.count > 0 {
      for group in 0..<groups.count {
        try evaluator.checkInterrupt(at: expression.range)
        let frame = Frame(table, rows: try groups.rows(of: group), subject: subject)
        cells.append(try single(try evaluator.evaluate(expression, in: .rows(frame)), expression))
      }
    } else {
      // Without any group it is evaluated all the same, for its errors and its type.
      let frame = Frame(table, subject: subject)
      cells.append(try single(try evaluator.evaluate(expression, in: .rows(frame)), expression))
    }
    guard let column = Column(cells: cells) else {
      throw Diagnostic(
        .wrongKind, "`\(expression.canonical)` gives values of several types in the groups",
        at: expression.range)
    }
    return groups?.count == 0 ? column.gather([]) : column
  }

  private func single(_ value: Value, _ expression: Expression) throws(Diagnostic) -> Cell {
    switch value {
    case .cell(let cell): return cell
    case .column:
      throw Diagnostic(
        .lengthsDiffer, "`summarise` needs one value for the group, and this has one for each row",
        at: expression.range, label: "a value for each row",
        help: aggregates(of: expression))
    case .list(let items):
      throw Diagnostic(
        .lengthsDiffer, "`summarise` needs one value for the group, not a list of \(items.count)",
        at: expression.range, help: ["name each one alone: `low = …, high = …`"])
    default:
      throw Diagnostic(
        .wrongKind, "\(value.kindName) can't be a value in a table", at: expression.range)
    }
  }

  private func aggregates(of expression: Expression) -> [String] {
    let text = expression.canonical
    return [
      "`mean(\(text))`, `median(\(text))`, `sum(\(text))`, `max(\(text))`", "`add` keeps the rows",
    ]
  }

  private func checkNames(_ names: [Name], keys: [String]) throws(Diagnostic) {
    var seen: Set<String> = []
    for name in names {
      if keys.contains(name.text) {
        throw Diagnostic(
          .duplicateName, "`\(name.text)` is a key after `by` already", at: name.range,
          label: "a key")
      }
      if !seen.insert(name.text).inserted {
        throw Diagnostic(.duplicateName, "two values are called `\(name.text)`", at: name.range)
      }
    }
  }

  /// A name of the same stage isn't a column: said where that was the slip.
  private func explained(_ error: Diagnostic, _ earlier: Set<String>) -> Diagnostic {
    guard error.code == .unknownColumn, let found = error.found, earlier.contains(found) else {
      return error
    }
    var error = error
    error.details = [
      "`\(found)` is made by this very `summarise`, which reads only the columns that come in"
    ]
    error.help = ["compute with it in the next stage: `| add … = … \(found) …`"]
    error.fix = nil
    return error
  }
}
