import Cards
import Diagnostics
import Engine
import Syntax
import Tables

/// `load(path)`, as the command's own does it: a table and its origin.
struct LoadLike: Function {
  let card = Card(
    "load", kind: .function, topic: "files", summary: "Reads a table.",
    parameters: [Parameter("path", .path, .position, "The file.")])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let path = call.arguments.text("path") ?? ""
    var table = try CSVReader.read(path: evaluator.resolve(path)).table
    table.origin?.name = path
    if let origin = table.origin {
      evaluator.loaded(Loaded(origin: origin, path: path, table: table))
    }
    return .table(table)
  }
}

/// `hand_pick`, `hand_pick n`: a verb that needs a seed.
struct PickVerb: Verb {
  let card = Card(
    "hand_pick", kind: .verb, topic: "rows", summary: "Gives its seed.",
    parameters: [
      Parameter("n", .number(.any), .position, default: .none, "Anything."),
      Parameter("seed", .whole(.any), .option, default: .none, "The seed."),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    .number(Double(evaluator.seed(call.arguments, range: call.stage.range).seed))
  }
}

/// `text | put path`: writes a file, as `save` does.
struct PutVerb: Verb {
  let card = Card(
    "put", kind: .verb, topic: "out", summary: "Writes a text.",
    parameters: [Parameter("path", .path, .position, "The file.")])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let path = call.arguments.text("path") ?? ""
    if case .cell(.text(let text)) = call.input {
      try AtomicFile.write(text, to: try evaluator.destination(path))
    }
    evaluator.note(.file, "saved \(path)")
    return .nothing
  }
}

/// `read_back(path)`: a file's text.
struct ReadBackFunction: Function {
  let card = Card(
    "read_back", kind: .function, topic: "files", summary: "Reads a text.",
    parameters: [Parameter("path", .path, .position, "The file.")])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    .text(try readText(evaluator.resolve(call.arguments.text("path") ?? "")))
  }
}
