package import Cards
package import Diagnostics
package import Engine
package import Syntax
internal import Tables

/// `sort key [desc], …`
package struct SortVerb: Verb {
  package init() {}

  package var card: Card {
    Card(
      "sort", kind: .verb, topic: "rows",
      summary: "Puts the rows in the order of one or more keys.",
      details: """
        The first key counts most; rows that tie stay in the order in which they were. Missing stands last, whichever \
        the direction. Texts go by their characters, capitals before small letters; categories by their levels; false \
        before true. A key may be computed, as in `sort abs(error) desc`. With `by` the rows are sorted within each \
        group, and the groups follow each other in the order of their keys.
        """,
      searchWords: [
        "arrange", "order", "order_by", "orderby", "sort_values", "rank", "descending", "gsort",
      ],
      parameters: [
        Parameter(
          "keys", .keys, .rest,
          "What to sort by, the first counting most; `desc` after a key puts the largest first.")
      ],
      examples: [
        .output(
          #"dataset("mtcars") | sort cyl, mpg desc | select model, cyl, mpg | first 3"#,
          #"""
          model              cyl     mpg
          text            number  number
          Toyota Corolla       4    33.9
          Fiat 128             4    32.4
          Honda Civic          4    30.4
          3 rows × 3 columns
          """#),
        .diagnostic("dataset(\"mtcars\") | sort weight", "E21"),
        .diagnostic("dataset(\"mtcars\") | sort", "E35"),
        .diagnostic("dataset(\"mtcars\") | sort \"mpg\"", "E18"),
      ])
  }

  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    return .table(try table.sorted(try keys(call, table, evaluator)))
  }

  private func keys(
    _ call: VerbCall, _ table: Table, _ evaluator: Evaluator
  ) throws(Diagnostic) -> [(column: Column, descending: Bool)] {
    let frame = Frame(table, subject: call.subject)
    var keys: [(column: Column, descending: Bool)] = []
    for item in call.arguments.items("keys") {
      if let text = item.value.plainTextLiteral {
        throw Diagnostic(
          .misplaced, "a text isn't a column", at: item.value.range, label: "in quotes",
          help: [
            table[text] != nil
              ? "the column is `\(quotedIfNeeded(text))`"
              : "`col(\"\(text)\")` is the column of that name"
          ])
      }
      for key in try evaluator.keyColumns([item], frame) {
        keys.append((key.column, item.isDescending))
      }
    }
    return keys
  }
}

/// `sort … | first n by …` looks for the few rows that are wanted instead of sorting all of them.
extension SortVerb: PairingVerb {
  /// Tables of fewer rows are sorted.
  private static let leastRows = 4096

  package func pairs(_ stage: Stage, with next: Stage) -> Bool {
    next.verb.text == "first" && stage.by.isEmpty && next.on.isEmpty && leading(next) != nil
  }

  package func run(
    _ call: VerbCall, with next: Stage, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Value? {
    let table = try call.table()
    guard let (count, names) = leading(next), table.rowCount >= SortVerb.leastRows,
      names.allSatisfy({ table[$0] != nil })
    else { return nil }
    let groups = names.isEmpty ? nil : try Grouping(table, by: names)
    let (wanted, overflow) = (groups?.groupCount ?? 1).multipliedReportingOverflow(by: count)
    guard !overflow, wanted <= table.rowCount / 4 else { return nil }
    let rows = try leadingRows(
      try keys(call, table, evaluator), count, of: groups, rowCount: table.rowCount)
    evaluator.noteEnds(rows.count, of: table)
    return .table(table.gather(rows))
  }

  /// How many rows a stage of `first` wants, and of which groups, if both stand there as a number and columns' names.
  private func leading(_ stage: Stage) -> (count: Int, names: [String])? {
    var count = 10
    if let item = stage.items.first {
      guard stage.items.count == 1, item.label == .none, case .number(let n, _) = item.value.kind,
        let whole = Int(exactly: n), whole >= 0
      else { return nil }
      count = whole
    }
    var names: [String] = []
    for item in stage.by {
      guard item.label == .none, !item.isDescending, case .name(let name) = item.value.kind else {
        return nil
      }
      names.append(name)
    }
    return (count, names)
  }
}

extension Expression {
  /// The text of a text literal without holes.
  fileprivate var plainTextLiteral: String? {
    guard case .text(let parts) = kind else { return nil }
    if parts.isEmpty { return "" }
    if parts.count == 1, case .characters(let text) = parts[0] { return text }
    return nil
  }
}
