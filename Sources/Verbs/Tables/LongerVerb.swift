package import Cards
package import Diagnostics
package import Engine
internal import Syntax
internal import Tables

/// `longer cols, name: "…", value: "…"`
package struct LongerVerb: Verb {
  package init() {}

  package var grouping: GroupingStyle { .none }

  package var card: Card {
    Card(
      "longer", kind: .verb, topic: "tables",
      summary: "Turns several columns into two: one with their names, one with their values.",
      details: """
        Each row becomes one row for each of the columns, in their order; the other columns are repeated. The columns \
        must be of one type. `wider` is the way back.
        """,
      searchWords: ["pivot_longer", "gather", "melt", "unpivot", "stack", "reshape long"],
      parameters: [
        Parameter("columns", .columns, .rest, "The columns to turn into rows."),
        Parameter(
          "name", .text, .option,
          "The name of the new column that says which column a value is from."),
        Parameter("value", .text, .option, "The name of the new column with the values."),
      ],
      examples: [
        .output(
          #"dataset("iris") | longer sepal_length..petal_width, name: "part", value: "size" | first 4"#,
          #"""
          species  part            size
          text     text          number
          setosa   sepal_length     5.1
          setosa   sepal_width      3.5
          setosa   petal_length     1.4
          setosa   petal_width      0.2
          4 rows × 3 columns
          """#),
        .diagnostic(
          "dataset(\"iris\") | longer all_columns(), name: \"part\", value: \"size\"", "E30"),
        .diagnostic(
          "dataset(\"iris\") | longer numbers(), name: \"species\", value: \"size\"", "E26"),
        .diagnostic("dataset(\"iris\") | longer numbers(), name: \"part\"", "E35"),
      ])
  }

  package func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let picked = try evaluator.selection(call.arguments.items("columns"), table, call.subject)
    guard let name = call.arguments.text("name"), let value = call.arguments.text("value") else {
      throw Diagnostic(
        .missingArgument, "`longer` needs `name` and `value`", at: call.stage.verb.range)
    }
    for (option, text) in [("name", name), ("value", value)] where text.isEmpty {
      throw Diagnostic(
        .badArgument, "a column's name can't be empty", at: call.arguments.range(option))
    }
    do throws(Diagnostic) {
      return .table(try table.longer(picked, name: name, value: value))
    } catch {
      // A refused name is marked where it is given.
      switch error.code {
      case .columnExists:
        throw error.located(at: call.arguments.range(error.found == name ? "name" : "value"))
      case .duplicateName: throw error.located(at: call.arguments.range("value"))
      default: throw error.located(at: call.arguments.range("columns"))
      }
    }
  }
}
