package import Cards
package import Diagnostics
package import Engine
internal import Syntax
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
    return .table(table.gather(try sortOrder(keys, rowCount: table.rowCount)))
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
