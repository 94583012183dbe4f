import Cards
import Diagnostics
import Engine
import Numerics
import Syntax
import Tables

/// Draws rows by chance, each equally likely, with or without putting them back.
struct SampleVerb: Verb {
  let card = Card(
    "sample", kind: .verb, topic: "rows", summary: "Draws rows by chance, each equally likely.",
    details: """
      Give a number of rows or `share:`. The rows stay in the order of the table. With `by` it draws from each group \
      alone. A seed that is left out is drawn, shown, and written into the recorded statement.
      """,
    searchWords: [
      "slice_sample", "sample_n", "sample_frac", "random rows", "bootstrap", "bsample",
    ],
    parameters: [
      Parameter("n", .whole(.atLeast(0)), .position, default: .none, "How many rows."),
      Parameter(
        "share", .number(.within(0, 1)), .option, default: .none,
        "The share of the rows, instead of a number."),
      Parameter(
        "replace", .truth, .option, default: .value(.truth(false)),
        "Whether a row may be drawn more than once."),
      Parameter(
        "seed", .whole(.between(0, 9_007_199_254_740_991)), .option, default: .none,
        "The number that makes the draw repeatable."),
    ],
    examples: [
      .output(
        #"dataset("iris") | sample 3, seed: 1"#,
        #"""
        sepal_length  sepal_width  petal_length  petal_width  species
              number       number        number       number  text
                 6.3          3.3           6.0          2.5  virginica
                 6.3          2.8           5.1          1.5  virginica
                 6.7          3.1           5.6          2.4  virginica
        3 rows × 5 columns
        """#),
      .output(
        #"dataset("iris") | sample share: 0.1, seed: 1 by species | count species"#,
        #"""
        species          n    share
        text        number   number
        setosa           5  0.33333
        versicolor       5  0.33333
        virginica        5  0.33333
        3 rows × 3 columns
        """#),
      .diagnostic(#"dataset("mtcars") | sample 100, seed: 1"#, "E37"),
      .diagnostic(#"dataset("mtcars") | sample share: 2, seed: 1"#, "E37"),
      .diagnostic(#"dataset("mtcars") | sample seed: 1"#, "E35"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let arguments = call.arguments
    switch (arguments.has("n"), arguments.has("share")) {
    case (false, false):
      throw Diagnostic(
        .missingArgument, "`sample` needs a number of rows or a share", at: arguments.nameRange,
        help: ["`sample 100`, `sample share: 0.1`"])
    case (true, true):
      throw Diagnostic(
        .badArgument, "`sample` takes a number of rows or a share, not both",
        at: arguments.range("share"))
    default: break
    }
    var strata: [[Int32]] = [(0..<Int32(table.rowCount)).map { $0 }]
    let isGrouped = !call.by.isEmpty
    if isGrouped {
      let groups = try evaluator.grouping(table, call.by, call.subject)
      strata = []
      for group in 0..<groups.count { strata.append(try groups.rows(of: group)) }
    }
    // All sizes are looked at before a seed is drawn, so that nothing is drawn for a sample that can't be had.
    let sizes = try sizes(call, strata.map(\.count), isGrouped)
    let (seed, stream) = evaluator.seed(arguments, range: call.stage.range)
    let source = RandomStream(seed: seed).stream(stream)
    let replaces = arguments.truth("replace") == true
    var picked: [Int32] = []
    var isPicked = Bitmap(count: replaces ? 0 : table.rowCount)
    for (place, rows) in strata.enumerated() {
      try evaluator.checkInterrupt(at: call.stage.range)
      var random = isGrouped ? source.stream(place) : source
      if replaces {
        for _ in 0..<sizes[place] { picked.append(rows[random.integer(below: rows.count)]) }
      } else {
        for drawn in random.sample(sizes[place], from: rows.count) {
          isPicked[Int(rows[Int(drawn)])] = true
        }
      }
    }
    picked.sort()
    let result = replaces ? table.gather(picked) : table.filter(isPicked)
    evaluator.note(.rows, "\(result.rowCount) drawn of \(counted(table.rowCount, "row"))")
    return .table(result)
  }

  /// How many rows to draw of each stratum.
  private func sizes(
    _ call: VerbCall, _ counts: [Int], _ isGrouped: Bool
  ) throws(Diagnostic) -> [Int] {
    let arguments = call.arguments
    if let share = arguments.number("share") {
      return counts.map { Int((share * Double($0)).rounded()) }
    }
    let n = arguments.whole("n") ?? 0
    let replaces = arguments.truth("replace") == true
    for count in counts where n > count && (!replaces || count == 0) {
      let there =
        isGrouped
        ? "a group has only \(counted(count, "row"))" : "there are only \(counted(count, "row"))"
      throw Diagnostic(
        .badArgument, "`sample` can't draw \(counted(n, "row")): \(there)",
        at: arguments.range("n"),
        found: "\(n)", expected: ["at most \(count)"],
        help: count == 0 ? [] : ["`replace: true` may draw a row more than once"])
    }
    return counts.map { _ in n }
  }
}
