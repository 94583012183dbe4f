import Cards
import Diagnostics
import Engine
import Plots
import Syntax

/// `plot | plotted`: the numbers that a plot draws.
struct PlottedVerb: Verb {
  init() {}
  var grouping: GroupingStyle { .none }

  let card = Card(
    "plotted", kind: .verb, topic: "out",
    summary: "Gives the numbers that a plot draws as a table.",
    searchWords: ["plot data", "bins", "ggplot_build", "layer_data"],
    examples: [
      .output(
        #"dataset("mtcars") | plot histogram(mpg) | plotted"#,
        #"""
        layer        from      to   count
        text       number  number  number
        histogram      10      15       5
        histogram      15      20      13
        histogram      20      25       8
        histogram      25      30       2
        histogram      30      35       4
        5 rows × 4 columns
        """#),
      .diagnostic("dataset(\"mtcars\") | plotted", "E30"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    guard case .object(let object) = call.input, let plot = object as? PlotObject else {
      throw Diagnostic(
        .wrongKind, "`plotted` works on a plot, not on \(call.input.kindName)",
        at: call.stage.verb.range,
        help: ["`table | plot histogram(x) | plotted`"])
    }
    return .table(plot.figure.plotted)
  }
}
