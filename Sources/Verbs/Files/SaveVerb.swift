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
      The format follows the file's name: .svg, .png and .pdf for plots, .csv and .tsv for tables, .model for models, \
      which `load` gives back. The file is there whole or not at all. A relative path goes by the current folder. It ends a statement.
      """,
    searchWords: ["write", "export", "ggsave", "to_csv", "write_csv", "saveRDS", "pickle", "dump"],
    parameters: [Parameter("file", .path, .position, "The file to write.")],
    examples: [
      .diagnostic("dataset(\"mtcars\") | plot points(wt, mpg) | save \"plot.doc\"", "E53"),
      .diagnostic("dataset(\"mtcars\") | fit linear(mpg ~ wt) | save \"model.csv\"", "E53"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let path = call.arguments.text("file") ?? ""
    do throws(Diagnostic) {
      switch call.input {
      case .object(let object):
        if let plot = object as? PlotObject {
          try write(plot, path)
        } else if let model = object as? any StoredObject {
          try ModelFiles.write(model, path)
        } else {
          throw unsaved(call)
        }
      case .table(let table): try TableFile.write(table, path)
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
        "plots are saved as .svg, .png or .pdf, tables as .csv or .tsv, models as .model"
      ])
  }
}

/// Tables to files: the one place where their format is chosen.
enum TableFile {
  static func write(_ table: Table, _ path: String) throws(Diagnostic) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let suffix = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
    guard ["csv", "tsv", "tab", "txt"].contains(suffix) else {
      throw Diagnostic(
        .unknownFormat,
        suffix.isEmpty
          ? "`\(name)` has no extension that says its format"
          : "tables can't be saved as .\(suffix)",
        details: ["formats: .csv, .tsv"], help: ["`save \"\(parts.first ?? "table").csv\"`"])
    }
    try CSVWriter.write(table, to: path)
  }
}
