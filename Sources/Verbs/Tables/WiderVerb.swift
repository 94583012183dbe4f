package import Cards
package import Diagnostics
package import Engine
internal import Syntax
internal import Tables

/// `wider key, value: …`
package struct WiderVerb: Verb {
  package init() {}

  package var card: Card {
    Card(
      "wider", kind: .verb, topic: "tables",
      summary: "Makes a column of each value of a key, filled with the values of another column.",
      details: """
        The columns that are neither the key nor in `value` say which rows go together: each combination of their \
        values becomes one row. Where several rows would share a cell, `value` must make one value of them, as in \
        `value: sum(amount)` or `value: count()`. The new columns come in the order of the key's values; a missing key \
        makes the column `missing`. `longer` is the way back.
        """,
      searchWords: [
        "pivot_wider", "spread", "pivot", "dcast", "unstack", "crosstab", "reshape wide",
        "pivot table",
      ],
      parameters: [
        Parameter("key", .column, .position, "The column whose values name the new columns."),
        Parameter(
          "value", .expression, .option, "What goes into the cells: a column, or an aggregate."),
        Parameter(
          "fill", .value, .option, default: .none,
          "The value of cells that no row goes into; missing if left out."),
      ],
      examples: [
        .output(
          #"dataset("ucbadmissions") | wider admit, value: freq | first 3"#,
          #"""
          gender  dept  Admitted  Rejected
          text    text    number    number
          Male    A          512       313
          Female  A           89        19
          Male    B          353       207
          3 rows × 4 columns
          """#),
        .output(
          #"dataset("toothgrowth") | wider dose, value: mean(len)"#,
          #"""
          supp     0.5       1       2
          text  number  number  number
          VC      7.98   16.77   26.14
          OJ     13.23   22.70   26.06
          2 rows × 4 columns
          """#),
        .diagnostic("dataset(\"toothgrowth\") | wider dose, value: len", "E33"),
        .diagnostic("dataset(\"ucbadmissions\") | wider admit, value: freq, fill: \"none\"", "E30"),
        .diagnostic("dataset(\"ucbadmissions\") | wider admitted, value: freq", "E21"),
        .diagnostic("dataset(\"ucbadmissions\") | wider admit", "E35"),
      ])
  }

  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    guard let keyItem = call.arguments.expression("key"),
      let value = call.arguments.expression("value")
    else {
      throw Diagnostic(
        .missingArgument, "`wider` needs a key and a `value`", at: call.stage.verb.range)
    }
    let key = try evaluator.columnName(keyItem, table, call.subject)
    let used = try columns(in: value, table, call.subject, evaluator)
    if used.contains(key) {
      throw Diagnostic(
        .badArgument, "`\(key)` is the key and can't be in the values too", at: value.range,
        help: ["`value: count()` counts the rows"])
    }
    let others = table.names.filter { $0 != key && !used.contains($0) }
    let cells: Widening
    do throws(Diagnostic) {
      cells = try Widening(table, key: key, identifiers: others)
    } catch {
      throw error.located(at: keyItem.range)
    }
    if cells.hasMissingKey, let gone = table[key]?.missingCount {
      evaluator.note(.missing, "`\(key)` is missing in \(counted(gone, "row")): column `missing`")
    }
    var fill = Cell.missing
    if case .cell(let cell)? = call.arguments.value("fill") { fill = cell }
    do throws(Diagnostic) {
      if case .name(let name) = value.kind {
        // Read as any column is, so that a name that isn't there has its usual error.
        guard
          case .column(let column) = try evaluator.evaluate(
            value, in: .rows(Frame(table, subject: call.subject)))
        else { throw evaluator.unknownColumn(name, table, call.subject, value.range) }
        return .table(try cells.table(ofRowValues: column, fill: fill))
      }
      let values = try aggregated(value, cells, table, call.subject, evaluator)
      return .table(try cells.table(of: values, fill: fill))
    } catch {
      let isFill = error.code == .wrongKind && call.arguments.has("fill")
      throw error.located(at: isFill ? call.arguments.range("fill") : value.range)
    }
  }

  /// The one value that an expression has in each cell.
  private func aggregated(
    _ value: Expression, _ cells: Widening, _ table: Table, _ subject: String,
    _ evaluator: Evaluator
  ) throws(Diagnostic) -> Column {
    let groups = Groups(cells.cells)
    if let column = try evaluator.valuesOfGroups(value, table, groups, subject) { return column }
    var values: [Value] = []
    values.reserveCapacity(groups.count)
    for group in 0..<groups.count {
      if group & 255 == 0 { try evaluator.checkInterrupt(at: value.range) }
      let frame = Frame(table, rows: try groups.rows(of: group), subject: subject)
      switch try evaluator.evaluate(value, in: .rows(frame)) {
      case .column(let column) where column.count == 1: values.append(.cell(column[0]))
      case .column:
        try cells.refuseCrowds()
        throw Diagnostic(
          .wrongKind, "`value` needs one value for each cell", at: value.range,
          label: "a value for each row")
      case let single: values.append(single)
      }
    }
    return try evaluator.listColumn(values, at: value.range)
  }

  /// The columns of the table that an expression reads.
  private func columns(
    in expression: Expression, _ table: Table, _ subject: String, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Set<String> {
    var found: Set<String> = []
    var open = [expression]
    while let next = open.popLast() {
      switch next.kind {
      case .name(let name):
        if table[name] != nil { found.insert(name) }
      case .text(let parts):
        for case .hole(let pipeline) in parts { if let head = pipeline.head { open.append(head) } }
      case .call(let callee, let items):
        if case .name("col") = callee.kind {
          found.formUnion(
            try evaluator.selection([Item(value: next, range: next.range)], table, subject))
        } else {
          open += items.map(\.value)
        }
      case .list(let items): open += items.map(\.value)
      case .index(let base, let items): open += [base] + items.map(\.value)
      case .group(let pipeline): if let head = pipeline.head { open.append(head) }
      case .member(let base, _): open.append(base)
      case .negative(let operand), .not(let operand), .isMissing(let operand, _):
        open.append(operand)
      case .binary(_, let left, let right), .range(let left, let right): open += [left, right]
      case .comparison(let first, let rest): open += [first] + rest.map(\.operand)
      case .conditional(let condition, let then, let otherwise):
        open += [condition, then, otherwise]
      case .formula, .number, .date, .truth, .missing, .variable, .dot: break
      }
    }
    return found
  }
}
