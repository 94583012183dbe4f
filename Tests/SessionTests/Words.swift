import Cards
import Diagnostics
import Engine
import Syntax
import Tables

/// `load(path)`, as the command's own does it: a table, its origin and the digests of its columns.
struct LoadLike: Function {
  let card = Card(
    "load", kind: .function, topic: "files", summary: "Reads a table.",
    parameters: [Parameter("path", .path, .position, "The file.")])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let path = call.arguments.text("path") ?? ""
    var table = try CSVReader.read(path: evaluator.resolve(path)).table
    table.origin?.name = path
    if let origin = table.origin {
      let columns = zip(table.names, table.columns).map { (name: $0, digest: $1.digest) }
      evaluator.loaded(Loaded(origin: origin, path: path, columns: columns))
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
