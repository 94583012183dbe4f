import Cards
import Diagnostics
import Engine
import Syntax

/// Shows a value now, under a title if there is one; it ends its pipeline.
struct ShowVerb: Verb {
  let card = Card(
    "show", kind: .verb, topic: "look",
    summary: "Shows a value now, under a title if one is given.",
    details: """
      A statement shows its value by itself; `show` is for loops and functions, and for a title. It stands last: it \
      gives no value.
      """,
    searchWords: ["print", "display", "echo", "view", "list", "head"],
    parameters: [
      Parameter("title", .text, .position, default: .none, "A line above the value.")
    ],
    examples: [
      .output(
        #"""
        for n in 1..2 {
          dataset("cars") | first n | show "the first {n}"
        }
        """#,
        #"""
         speed    dist
        number  number
             4       2
             4      10
        2 rows × 2 columns
        """#),
      .diagnostic(#"dataset("cars") | show 3"#, "E37"),
      .diagnostic(#"dataset("cars") | show | first 3"#, "E30"),
    ])

  var grouping: GroupingStyle { .none }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    if case .nothing = call.input {
      throw Diagnostic(.wrongKind, "there is nothing to show", at: call.stage.verb.range)
    }
    evaluator.emit(call.input, title: call.arguments.text("title"))
    return .nothing
  }
}
