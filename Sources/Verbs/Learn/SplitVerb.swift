import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// `split share`: two tables of a table's rows, at random.
struct SplitVerb: Verb {
  init() {}
  var grouping: GroupingStyle { .own }

  let card = Card(
    "split", kind: .verb, topic: "learn", summary: "Shares rows out at random into two tables.",
    details: """
      `by` names strata: each gives its share. Rows keep their order. Without `seed:` one is drawn, shown, and written \
      into the recorded statement.
      """,
    searchWords: ["train", "test", "holdout", "train_test_split", "partition", "stratify"],
    parameters: [
      Parameter(
        "share", .number(.within(0, 1)), .position,
        "The share of the rows that the first table gets."),
      Parameter("seed", .whole(.atLeast(0)), .option, default: .none, "The seed of chance."),
    ],
    examples: [
      .output(
        #"""
        train, test = dataset("iris") | split 0.8 by species, seed: 42
        test | count species
        """#,
        #"""
        species          n    share
        text        number   number
        setosa          10  0.33333
        versicolor      10  0.33333
        virginica       10  0.33333
        3 rows × 3 columns
        """#),
      .diagnostic("dataset(\"iris\") | split 80", "E37"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let strata =
      call.by.isEmpty ? nil : try evaluator.grouping(table, call.by, call.subject).groupOf.wide
    let seed = evaluator.drawn(call.arguments, range: call.stage.range)
    do {
      let (first, second) = try Splits.split(
        rowCount: table.rowCount, share: call.arguments.number("share") ?? 0.5, strata: strata,
        seed: seed)
      evaluator.note(.rows, "\(first.count) and \(counted(second.count, "row"))")
      return .list([.table(table.gather(first)), .table(table.gather(second))])
    } catch {
      throw error.diagnostic().located(at: call.arguments.range("share"))
    }
  }
}
