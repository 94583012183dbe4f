import Cards
import Diagnostics
import Engine
import Tables

/// `dataset(name)`: a table that ships with the command.
struct DatasetFunction: Function {
  let card = Card(
    "dataset", kind: .function, topic: "files",
    summary: "Gives a data set that is part of the command.",
    details: "`datasets()` lists them.",
    searchWords: ["example data", "sample data", "iris", "mtcars", "titanic"],
    parameters: [Parameter("name", .text, .position, "Its name.")],
    examples: [
      .output(
        "dataset(\"women\") | first 2",
        "height  weight\nnumber  number\n    58     115\n    59     117\n2 rows × 2 columns"),
      .diagnostic("dataset(\"irs\")", "E50"),
    ])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    do {
      let loaded = try Dataset.load(call.arguments.text("name") ?? "")
      evaluator.say(loaded, path: nil)
      return .table(loaded.table)
    } catch {
      throw error.located(at: call.arguments.range("name"))
    }
  }
}
