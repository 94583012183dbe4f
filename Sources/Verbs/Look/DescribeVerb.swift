import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Describes each column of a table in a row: how many values, how they lie.
///
/// Standard deviation with n - 1, median of the middle two values. Which columns the description has follows from the
/// types alone: statistics of numbers, first and last of dates, the most frequent of texts.
struct DescribeVerb: Verb {
  let card = Card(
    "describe", kind: .verb, topic: "look", summary: "Describes each column of a table in a row.",
    details: """
      `n` counts the values that are there, `distinct` the different ones; `top` is the most frequent text and \
      `top_n` how often it is there. Dates have `earliest` and `latest`.
      """,
    searchWords: [
      "summary", "glimpse", "str", "info", "skim", "codebook", "summarize", "schema", "profile",
    ],
    parameters: [
      Parameter("columns", .columns, .rest, default: .none, "The columns; all if left out.")
    ],
    examples: [
      .output(
        #"dataset("iris") | describe"#,
        #"""
        column        type         n  missing  distinct     mean       sd     min  median     max
        text          text    number   number    number   number   number  number  number  number
        sepal_length  number     150        0        35  5.84333  0.82807     4.3    5.80     7.9
        sepal_width   number     150        0        23  3.05733  0.43587     2.0    3.00     4.4
        petal_length  number     150        0        43  3.75800  1.76530     1.0    4.35     6.9
        petal_width   number     150        0        22  1.19933  0.76224     0.1    1.30     2.5
        species       text       150        0         3        ·        ·       ·       ·       ·
        … 2 more columns: top, top_n
        5 rows × 12 columns
        """#),
      .output(
        #"dataset("mtcars") | describe mpg, wt by cyl"#,
        #"""
           cyl  column  type         n  missing  distinct     mean       sd     min  median     max
        number  text    text    number   number    number   number   number  number  number  number
             4  mpg     number      11        0         9  26.6636  4.50983  21.400  26.000  33.900
             4  wt      number      11        0        11   2.2857  0.56956   1.513   2.200   3.190
             6  mpg     number       7        0         6  19.7429  1.45357  17.800  19.700  21.400
             6  wt      number       7        0         6   3.1171  0.35635   2.620   3.215   3.460
             8  mpg     number      14        0        12  15.1000  2.56005  10.400  15.200  19.200
             8  wt      number      14        0        13   3.9992  0.75940   3.170   3.755   5.424
        6 rows × 11 columns
        """#),
      .diagnostic(#"dataset("iris") | describe petals"#, "E21"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    var names = table.names
    if call.arguments.has("columns") {
      names = try evaluator.selection(call.arguments.items("columns"), table, call.subject)
    } else if !call.by.isEmpty {
      let keys = Set(try evaluator.grouping(table, call.by, call.subject).names)
      names.removeAll { keys.contains($0) }
    }
    let types = names.compactMap { table[$0]?.type }
    if call.by.isEmpty { return .table(try description(of: table, names, types, evaluator)) }
    return try evaluator.stacked(table, call.by, call.subject) { (group) throws(Diagnostic) in
      .table(try description(of: group, names, types, evaluator))
    }
  }

  /// What is said of one column; `nil` where a statistic means nothing for its type.
  private struct Entry {
    var present = 0
    var missing = 0
    var distinct = 0
    var mean, sd, min, median, max: Double?
    var top: String?
    var topCount: Double?
    var earliest, latest: Cell?
  }

  private func description(
    of table: Table, _ names: [String], _ types: [ColumnType], _ evaluator: Evaluator
  ) throws(Diagnostic) -> Table {
    var entries: [Entry] = []
    for name in names {
      try evaluator.checkInterrupt()
      if let column = table[name] { entries.append(try entry(column)) }
    }
    func numbers(_ value: (Entry) -> Double?) -> Column {
      Column(numbers: entries.map { value($0) ?? .nan })
    }
    var named: [(name: String, column: Column)] = [
      ("column", Column(texts: names)),
      ("type", Column(texts: types.map(\.rawValue))),
      ("n", numbers { Double($0.present) }),
      ("missing", numbers { Double($0.missing) }),
      ("distinct", numbers { Double($0.distinct) }),
    ]
    if types.contains(.number) {
      named += [
        ("mean", numbers(\.mean)), ("sd", numbers(\.sd)), ("min", numbers(\.min)),
        ("median", numbers(\.median)),
        ("max", numbers(\.max)),
      ]
    }
    if types.contains(where: { [.text, .category, .truth].contains($0) }) {
      named += [("top", Column(texts: entries.map(\.top))), ("top_n", numbers(\.topCount))]
    }
    if types.contains(where: { [.date, .dateTime].contains($0) }) {
      let hasTimes = types.contains(.dateTime)
      named += [
        ("earliest", dates(entries.map(\.earliest), hasTimes)),
        ("latest", dates(entries.map(\.latest), hasTimes)),
      ]
    }
    return Table(named, rowCount: entries.count) ?? .empty
  }

  private func entry(_ column: Column) throws(Diagnostic) -> Entry {
    var entry = Entry()
    entry.missing = column.missingCount
    entry.present = column.count - entry.missing
    let grouping = try Grouping(names: ["value"], [column], rowCount: column.count)
    // Missing makes the last group.
    entry.distinct = grouping.groupCount - (entry.missing > 0 ? 1 : 0)
    if entry.present == 0 { return entry }
    if let numbers = column.presentNumbers {
      entry.mean = Reductions.mean(numbers)
      entry.sd = numbers.count > 1 ? Reductions.standardDeviation(numbers) : nil
      entry.min = Reductions.minimum(numbers)
      entry.median = Quantiles.median(numbers)
      entry.max = Reductions.maximum(numbers)
      return entry
    }
    let values = try grouping.firstRows.prefix(entry.distinct).map { column[Int($0)] }
    switch column.type {
    case .date, .dateTime: (entry.earliest, entry.latest) = (values.first, values.last)
    default:
      let counts = try grouping.counts.prefix(entry.distinct)
      guard let most = counts.max(), let place = counts.firstIndex(of: most) else { break }
      (entry.top, entry.topCount) = (values[place].text(), Double(most))
    }
    return entry
  }

  /// Dates as one column; as date-times where one of the described columns has times.
  private func dates(_ cells: [Cell?], _ hasTimes: Bool) -> Column {
    let filled = cells.map { cell -> Cell in
      switch cell {
      case .date(let day)? where hasTimes:
        Instant(day: day, hour: 0, minute: 0).map { .dateTime($0) } ?? .missing
      case let cell?: cell
      case nil: .missing
      }
    }
    return Column(cells: filled) ?? Column(.unknown(cells.count))
  }
}
