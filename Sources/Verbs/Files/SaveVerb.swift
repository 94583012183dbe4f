import Cards
import Diagnostics
import Engine
import Plots
import Syntax
import Tables

/// `save "file"`: writes a plot, a table or a model; the last stage of its statement, as `show` is.
struct SaveVerb: Verb {
  init() {}
  var grouping: GroupingStyle { .none }

  let card = Card(
    "save", kind: .verb, topic: "out", summary: "Writes a plot, a table or a model to a file.",
    details: """
      The format follows the file's name: .svg, .png and .pdf for plots; .csv and .tsv for tables, .jsonl for an object \
      a line and .json for a list of them, each compressed if .gz follows (.csv.gz); .model for models. `load` reads \
      tables and models back. The file is there whole or not at all. A relative path goes by the current folder. It ends \
      a statement. `ogive verify` writes none of them.
      """,
    searchWords: [
      "write", "export", "ggsave", "to_csv", "write_csv", "saveRDS", "pickle", "dump", "to_json",
      "gzip",
    ],
    parameters: [Parameter("file", .path, .position, "The file to write.")],
    examples: [
      .diagnostic("dataset(\"mtcars\") | plot points(wt, mpg) | save \"plot.doc\"", "E53"),
      .diagnostic("dataset(\"mtcars\") | fit linear(mpg ~ wt) | save \"model.csv\"", "E53"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let path = call.arguments.text("file") ?? ""
    do throws(Diagnostic) {
      let destination = try evaluator.destination(path)
      switch call.input {
      case .object(let object):
        if let plot = object as? PlotObject {
          try write(plot, destination)
        } else if let model = object as? any StoredObject {
          try ModelFiles.write(model, destination)
        } else {
          throw unsaved(call)
        }
      case .table(let table): try TableFile.write(table, to: destination)
      default: throw unsaved(call)
      }
    } catch {
      throw error.located(at: call.arguments.range("file"))
    }
    evaluator.note(.file, "saved \(path)")
    return .nothing
  }

  private func write(_ plot: PlotObject, _ path: String) throws(Diagnostic) {
    do {
      try plot.figure.write(to: path)
    } catch {
      throw error.diagnostic
    }
  }

  private func unsaved(_ call: VerbCall) -> Diagnostic {
    Diagnostic(
      .unknownFormat, "\(call.input.kindName) can't be saved to a file", at: call.stage.verb.range,
      details: [
        "plots are saved as .svg, .png or .pdf, tables as .csv, .tsv, .jsonl or .json, models as .model"
      ])
  }
}
