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
      a line and .json for a list of them, each compressed if .gz follows (.csv.gz); .db, .sqlite and .sqlite3 for a \
      table in an SQLite database, with `table:` its name there; .model for models. `load` reads tables and models back. \
      The file is there whole or not at all; in a database the other tables stay. A relative path goes by the current \
      folder. It ends a statement. `ogive verify` writes none of them.

      What is saved as separated values loads the same again, without options; texts and rows that would be taken for \
      something else stand in quotes. What such a file can't hold, as the levels of a category, is said or refused.

      `spreadsheet: true` is for files that are opened in a spreadsheet: texts and names that it would run as formulas, \
      those that begin with = + - @, a tab or a carriage return and aren't numbers, get an apostrophe in front.
      """,
    searchWords: [
      "write", "export", "ggsave", "to_csv", "write_csv", "saveRDS", "pickle", "dump", "to_json",
      "gzip", "sqlite", "database", "to_sql", "formula", "injection", "excel",
    ],
    parameters: [
      Parameter("file", .path, .position, "The file to write."),
      Parameter("table", .text, .option, default: .none, "The name of the table in a database."),
      Parameter(
        "replace", .truth, .option, default: .value(.truth(false)),
        "Whether a table of that name in the database gives way."),
      Parameter(
        "spreadsheet", .truth, .option, default: .value(.truth(false)),
        "Whether texts that a spreadsheet would run as formulas get an apostrophe in front."),
    ],
    examples: [
      .diagnostic("dataset(\"mtcars\") | plot points(wt, mpg) | save \"plot.doc\"", "E53"),
      .diagnostic("dataset(\"mtcars\") | fit linear(mpg ~ wt) | save \"model.csv\"", "E53"),
      .diagnostic("dataset(\"mtcars\") | save \"cars.db\"", "E35"),
      .diagnostic("dataset(\"mtcars\") | save \"cars.csv\", table: \"cars\"", "E37"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let path = call.arguments.text("file") ?? ""
    try refuseForeign(call, path)
    var notes: [Note] = []
    do throws(Diagnostic) {
      switch call.input {
      case .object(let object):
        let destination = try evaluator.destination(path)
        if let plot = object as? PlotObject {
          try write(plot, destination)
        } else if let model = object as? any StoredObject {
          try ModelFiles.write(model, destination)
        } else {
          throw unsaved(call)
        }
      case .table(let table): notes = try write(table, path, call.arguments, evaluator)
      default: throw unsaved(call)
      }
    } catch {
      throw error.located(at: call.arguments.range("file"))
    }
    evaluator.note(.file, "saved \(path)")
    for one in notes { evaluator.note(one.kind, one.text) }
    return .nothing
  }

  private func write(
    _ table: Table, _ path: String, _ arguments: Arguments, _ evaluator: Evaluator
  ) throws(Diagnostic) -> [Note] {
    var style = TableFile.Style(
      table: arguments.text("table"), replaces: arguments.truth("replace") ?? false,
      guardsFormulas: arguments.truth("spreadsheet") ?? false)
    let before = evaluator.diversion?.copies[path]
    let destination = try evaluator.destination(path)
    if evaluator.diversion != nil, FileFormat(name: path)?.content == .database {
      // A replay has the database as the recorded run left it: with the tables of others, and its own already in it.
      style.replaces = true
      if before == nil, FileFormat.content(of: path) == .database,
        let bytes = try? FileContent.bytes(path)
      {
        try AtomicFile.write(bytes, to: destination)
      }
    }
    return try TableFile.write(table, to: destination, style: style)
  }

  /// Options that don't go with what is saved.
  private func refuseForeign(_ call: VerbCall, _ path: String) throws(Diagnostic) {
    var content: FileFormat.Content?
    if case .table = call.input { content = FileFormat(name: path)?.content }
    let options: [(name: String, content: FileFormat.Content, isFor: String)] = [
      ("table", .database, "tables in a database"), ("replace", .database, "tables in a database"),
      ("spreadsheet", .separated, "tables in files of separated values"),
    ]
    for option in options where option.content != content && call.arguments.has(option.name) {
      throw Diagnostic(
        .badArgument, "`\(option.name)` is for \(option.isFor), and \(quotedText(path)) is none",
        at: call.arguments.range(option.name))
    }
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
        "plots are saved as .svg, .png or .pdf, tables as .csv, .tsv, .jsonl, .json or .db, models as .model"
      ])
  }
}
