package import Cards
package import Diagnostics
package import Engine
internal import Syntax
internal import Tables

/// `append table, …`
package struct AppendVerb: Verb {
  package init() {}

  package var grouping: GroupingStyle { .none }

  package var card: Card {
    Card(
      "append", kind: .verb, topic: "rows",
      summary: "Puts the rows of other tables under those of this one.",
      details: """
        Columns go together by name, whatever their order. A column that one of the tables hasn't is missing in its \
        rows, which a note says. Columns of one name must be of one type, except that a category and a text make a text \
        and that a column without a value takes any type; categories unite their levels.
        """,
      searchWords: [
        "bind_rows", "rbind", "concat", "union", "union all", "vcat", "stack", "add rows",
      ],
      parameters: [
        Parameter("tables", .table, .rest, "The tables whose rows are put underneath, one or more.")
      ],
      examples: [
        .output(
          #"""
          flowers = dataset("iris") | first 2 | select sepal_length, species
          flowers | append (flowers | change species = "?" | add note = "copied")
          """#,
          #"""
          sepal_length  species  note
                number  text     text
                   5.1  setosa   ·
                   4.9  setosa   ·
                   5.1  ?        copied
                   4.9  ?        copied
          4 rows × 3 columns
          """#),
        .diagnostic("dataset(\"iris\") | append 3", "E37"),
        .diagnostic("dataset(\"iris\") | append", "E35"),
        .diagnostic(
          "iris = dataset(\"iris\")\niris | append (iris | change species = sepal_length)", "E30"),
      ])
  }

  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    var others: [Table] = []
    for value in call.arguments.list("tables") ?? [] {
      if case .table(let other) = value { others.append(other) }
    }
    var notes: [Note] = []
    let whole: Table
    do throws(Diagnostic) {
      whole = try table.appending(others, notes: &notes)
    } catch {
      throw error.located(at: call.arguments.range("tables"))
    }
    for note in notes { evaluator.note(note.kind, note.text) }
    return .table(whole)
  }
}
