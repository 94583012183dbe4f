import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// `scale columns`: numbers brought to a common measure.
struct ScaleVerb: Verb {
  init() {}

  static let card = Card(
    "scale", kind: .verb, topic: "learn", summary: "Brings columns of numbers to a common measure.",
    details: """
      On a table it learns from the table's own rows; in a recipe from the training rows, for every table after. \
      `standard` is (x - mean) / sd, `range` goes from 0 to 1, `robust` is (x - median) / (q3 - q1).
      """,
    searchWords: ["standardize", "normalize", "z-score", "StandardScaler", "min-max"],
    parameters: [
      Parameter("columns", .columns, .rest, "The columns to scale."),
      Parameter(
        "method", .choice(ScaleStep.Method.allCases.map(\.rawValue)), .option,
        default: .value(.text("standard")),
        "How."),
    ],
    examples: [
      .output(
        #"dataset("mtcars") | scale wt, hp | select model, wt, hp | first 3"#,
        #"""
        model                wt        hp
        text             number    number
        Mazda RX4      -0.61040  -0.53509
        Mazda RX4 Wag  -0.34979  -0.53509
        Datsun 710     -0.91700  -0.78304
        3 rows × 3 columns
        """#),
      .diagnostic("dataset(\"iris\") | scale species", "E40"),
      .diagnostic("dataset(\"mtcars\") | scale wtt", "E21"),
    ])

  var card: Card { Self.card }

  static func step(_ arguments: Arguments, _ columns: ColumnChoice) -> ScaleStep {
    ScaleStep(
      columns, method: arguments.text("method").flatMap { .init(rawValue: $0) } ?? .standard)
  }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.applied(call) { Self.step(call.arguments, $0) }
  }
}

extension Evaluator {
  /// A plan's step done at once on a table, learnt from its own rows.
  func applied(_ call: VerbCall, _ step: (ColumnChoice) -> any PlanStep) throws(Diagnostic) -> Value
  {
    let table = try call.table()
    let items = call.arguments.items("columns")
    if items.isEmpty {
      throw Diagnostic(
        .missingArgument, "`\(call.arguments.card.name)` needs columns",
        at: call.arguments.nameRange,
        help: ["`\(call.arguments.card.name) a, b`, `\(call.arguments.card.name) numbers()`"])
    }
    let names = try selection(items, table, call.subject)
    do {
      return .table(try step(.names(names)).fit(table).apply(table))
    } catch {
      var range = call.arguments.range("columns")
      if case .wrongType(let column, _) = error.kind,
        let item = items.first(where: { $0.value.canonical == column })
      {
        range = item.range
      }
      throw error.diagnostic().located(at: range)
    }
  }
}
