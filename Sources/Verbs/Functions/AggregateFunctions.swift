import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Aggregates: many values in, one out. They skip missing values and say how many; `strict: true` refuses them.
enum AggregateFunctions {
  static let all: [any Function] = [
    count, missingCount,
    numeric(
      "mean", "The arithmetic mean.", ["average", "avg"], example: ("mean([1, 2, 6])", "3"),
      inGroups: GroupedAggregates.mean
    ) {
      $0.isEmpty ? nil : Reductions.mean($0)
    },
    numeric(
      "sum", "The sum; 0 of no values.", ["total"], example: ("sum([1, 2, 6])", "9"),
      inGroups: GroupedAggregates.sum
    ) {
      Reductions.sum($0)
    },
    numeric(
      "product", "The product; 1 of no values.", ["prod"], example: ("product([2, 3, 4])", "24")
    ) { $0.reduce(1, *) },
    numeric(
      "median", "The middle value; the mean of the two middle ones of an even number.", ["p50"],
      example: ("median([1, 2, 6])", "2"), inGroups: GroupedAggregates.median
    ) { $0.isEmpty ? nil : Quantiles.median($0) },
    numeric(
      "sd", "The standard deviation of a sample (divided by n - 1).", ["std", "stddev", "stdev"],
      example: ("sd([1, 2, 3])", "1"), inGroups: GroupedAggregates.standardDeviation
    ) { $0.count < 2 ? nil : Reductions.standardDeviation($0) },
    numeric(
      "variance", "The variance of a sample (divided by n - 1).", ["var"],
      example: ("variance([1, 3])", "2"), inGroups: GroupedAggregates.variance
    ) { $0.count < 2 ? nil : Reductions.variance($0) },
    numeric(
      "iqr", "The distance between the quartiles (of R's type 7).", ["interquartile range"],
      example: ("iqr([1, 2, 3, 4, 5])", "2")
    ) { $0.isEmpty ? nil : Quantiles.quantile($0, 0.75) - Quantiles.quantile($0, 0.25) },
    numeric(
      "skewness", "The third standardised moment.", [], example: ("skewness([1, 2, 3])", "0"),
      inGroups: GroupedAggregates.skewness
    ) {
      $0.count < 3 ? nil : Reductions.skewness($0)
    },
    numeric(
      "kurtosis", "The fourth standardised moment, less 3.", [],
      example: ("round(kurtosis([1, 2, 3, 4]), 2)", "-1.36"), inGroups: GroupedAggregates.kurtosis
    ) {
      $0.count < 4 ? nil : Reductions.kurtosis($0)
    },
    extreme(
      "min", "The smallest value.", ["minimum", "lowest"], example: ("min([3, 1, 2])", "1"),
      wantsLess: true),
    extreme(
      "max", "The largest value.", ["maximum", "highest"], example: ("max([3, 1, 2])", "3"),
      wantsLess: false),
    quantile, correlation, weightedMean, countDistinct, top,
    end(
      "first", "The first value that isn't missing.", example: ("first([3, 1, 2])", "3"),
      inGroups: GroupedAggregates.first
    ) {
      $0.first
    },
    end(
      "last", "The last value that isn't missing.", example: ("last([3, 1, 2])", "2"),
      inGroups: GroupedAggregates.last
    ) {
      $0.last
    },
    truth(
      "any", "Whether at least one is true.", ["some", "exists"],
      example: ("any([1 > 2, 2 > 1])", "true"), inGroups: GroupedAggregates.any
    ) { $0.contains(true) },
    truth(
      "all", "Whether every one is true.", ["every"], example: ("all([1 > 2, 2 > 1])", "false"),
      inGroups: GroupedAggregates.all
    ) { !$0.contains(false) },
  ]

  static let strict = Parameter(
    "strict", .truth, .option, default: .value(.truth(false)),
    "Refuses missing values instead of skipping them.")

  private static func card(
    _ name: String, _ summary: String, _ words: [String], _ extra: [Parameter] = [],
    example: (String, String)
  ) -> Card {
    Card(
      name, kind: .aggregate, topic: "aggregates", summary: summary, searchWords: words,
      parameters: [.values("x", "The values.")] + extra + [strict],
      examples: [.output(example.0, example.1), .diagnostic("\(name)()", "E35")])
  }

  /// An aggregate of one column for all groups at once; says how many missing values are skipped.
  ///
  /// A `strict` one that has some to refuse is left to one group at a time, which counts the group's.
  private static func ofColumn(
    _ compute: @escaping @Sendable (Column, Grouping) throws(Diagnostic) -> Column?
  ) -> GroupedBody {
    { (call, groups, evaluator) throws(Diagnostic) in
      let column = try call.column("x", evaluator)
      guard try skip(column.missingCount, call, evaluator) else { return nil }
      return try compute(column, groups.grouping)
    }
  }

  /// Counts missing values as skipped; false if they are to be refused.
  private static func skip(
    _ missing: Int, _ call: FunctionCall, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Bool {
    if missing > 0, call.arguments.truth("strict") == true { return false }
    evaluator.skipped(missing, in: call.label)
    return true
  }

  /// The value of a column aggregate over all rows by the way that takes all groups, here one; `nil` for few rows.
  private static func ofManyRows(
    _ call: FunctionCall, _ evaluator: Evaluator, _ inGroups: GroupedBody?
  ) throws(Diagnostic) -> Value? {
    guard case .column(let column)? = call.arguments.value("x"), column.count >= manyRows,
      let inGroups,
      let result = try inGroups(
        call, Groups(try Grouping(names: [], [], rowCount: column.count)), evaluator)
    else { return nil }
    return .cell(result[0])
  }

  /// From so many rows on an aggregate goes over them on all cores.
  private static let manyRows = 10_000

  /// The places of the rows that have a value; says how many are skipped.
  static func present(
    _ column: Column, _ call: FunctionCall, _ evaluator: Evaluator
  ) throws(Diagnostic) -> [Int32] {
    let missing = column.missingCount
    if missing > 0 {
      if call.arguments.truth("strict") == true {
        throw Diagnostic(
          .strict, "`\(call.label)` has \(counted(missing, "missing value"))", at: call.range,
          help: ["without `strict: true` they are skipped and counted"])
      }
      evaluator.skipped(missing, in: call.label)
    }
    return column.missing.map { $0.unsetIndices() } ?? (0..<Int32(column.count)).map { $0 }
  }

  /// The numbers of an argument that aren't missing; true counts as 1, false as 0.
  static func numbers(
    _ name: String, _ call: FunctionCall, _ evaluator: Evaluator
  ) throws(Diagnostic) -> [Double] {
    let column = try call.column(name, evaluator)
    let rows = try present(column, call, evaluator)
    switch column.values {
    case .number(let x): return column.missing == nil ? x.doubles : rows.map { x[Int($0)] }
    case .truth(let x): return rows.map { x[Int($0)] ? 1 : 0 }
    case .unknown: return []
    default:
      throw call.wrong(
        name, "numbers or true/false",
        help: column.type == .text ? ["`number(…)` reads numbers from texts"] : [])
    }
  }

  private static func numeric(
    _ name: String, _ summary: String, _ words: [String], example: (String, String),
    inGroups: (@Sendable (Column, Grouping) throws(Diagnostic) -> Column?)? = nil,
    _ reduce: @escaping @Sendable ([Double]) -> Double?
  ) -> any Function {
    let grouped = inGroups.map(ofColumn)
    return PlainFunction(card(name, summary, words, example: example), inGroups: grouped) {
      (call, evaluator) throws(Diagnostic) in
      if let value = try ofManyRows(call, evaluator, grouped) { return value }
      if name == "mean" || name == "median", let value = try temporal(call, evaluator, reduce) {
        return value
      }
      guard let result = try reduce(numbers("x", call, evaluator)) else { return .missing }
      evaluator.undefined(result.isFinite ? 0 : 1, in: call.label)
      return .number(result)
    }
  }

  /// The mean or median of dates is a date.
  private static func temporal(
    _ call: FunctionCall, _ evaluator: Evaluator, _ reduce: ([Double]) -> Double?
  ) throws(Diagnostic) -> Value? {
    let column = try call.column("x", evaluator)
    switch column.values {
    case .date(let days):
      let rows = try present(column, call, evaluator)
      return reduce(rows.map { Double(days[Int($0)]) }).map {
        .cell(.date(Day(days: Int32($0.rounded(.down)))))
      } ?? .missing
    case .dateTime(let instants):
      let rows = try present(column, call, evaluator)
      return reduce(rows.map { Double(instants[Int($0)]) }).map {
        .cell(.dateTime(Instant(microseconds: Int64($0.rounded(.down)))))
      } ?? .missing
    default: return nil
    }
  }

  private static func extreme(
    _ name: String, _ summary: String, _ words: [String], example: (String, String), wantsLess: Bool
  ) -> any Function {
    let grouped = ofColumn(wantsLess ? GroupedAggregates.minimum : GroupedAggregates.maximum)
    return PlainFunction(card(name, summary, words, example: example), inGroups: grouped) {
      (call, evaluator) throws(Diagnostic) in
      if let value = try ofManyRows(call, evaluator, grouped) { return value }
      let column = try call.column("x", evaluator)
      let rows = try present(column, call, evaluator)
      guard let first = rows.first else { return .missing }
      func best<C: RandomAccessCollection>(_ values: C) -> Int32
      where C.Element: Comparable, C.Index == Int {
        rows.dropFirst().reduce(first) { best, row in
          (wantsLess ? values[Int(row)] < values[Int(best)] : values[Int(row)] > values[Int(best)])
            ? row : best
        }
      }
      switch column.values {
      case .number(let x): return .cell(column[Int(best(x))])
      case .date(let x): return .cell(column[Int(best(x))])
      case .dateTime(let x): return .cell(column[Int(best(x))])
      case .category(let x): return .cell(column[Int(best(x.codes))])
      case .truth(let x): return .cell(column[Int(best(x.map { $0 ? 1 : 0 }))])
      case .text(let x):
        let ranked = Dictionary(
          x.distinct.enumerated().sorted { $0.element < $1.element }.enumerated().map {
            ($0.element.offset, $0.offset)
          },
          uniquingKeysWith: { a, _ in a })
        return .cell(column[Int(best(x.codes.map { ranked[Int($0)] ?? 0 }))])
      case .unknown: return .missing
      }
    }
  }

  private static func end(
    _ name: String, _ summary: String, example: (String, String),
    inGroups: @escaping @Sendable (Column, Grouping) throws(Diagnostic) -> Column,
    _ pick: @escaping @Sendable ([Int32]) -> Int32?
  ) -> any Function {
    PlainFunction(card(name, summary, [], example: example), inGroups: ofColumn(inGroups)) {
      (call, evaluator) throws(Diagnostic) in
      let column = try call.column("x", evaluator)
      return pick(try present(column, call, evaluator)).map { .cell(column[Int($0)]) } ?? .missing
    }
  }

  private static func truth(
    _ name: String, _ summary: String, _ words: [String], example: (String, String),
    inGroups: @escaping @Sendable (Column, Grouping) throws(Diagnostic) -> Column?,
    _ reduce: @escaping @Sendable ([Bool]) -> Bool
  ) -> any Function {
    PlainFunction(card(name, summary, words, example: example), inGroups: ofColumn(inGroups)) {
      (call, evaluator) throws(Diagnostic) in
      let column = try call.column("x", evaluator)
      let rows = try present(column, call, evaluator)
      switch column.values {
      case .truth(let x): return .truth(reduce(rows.map { x[Int($0)] }))
      case .unknown: return .truth(reduce([]))
      default: throw call.wrong("x", "true/false", help: ["a condition: `\(name)(age > 60)`"])
      }
    }
  }

  private static let count = PlainFunction(
    Card(
      "count", kind: .aggregate, topic: "aggregates",
      summary: "How many rows there are; with a column, how many of its values are present.",
      searchWords: ["n", "size", "nrow"],
      parameters: [Parameter("x", .anything, .position, default: .none, "The values to count.")],
      examples: [
        .output("count([3, missing, 2])", "2"), .diagnostic("count()", "E18"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    if call.arguments.has("x") {
      let column = try call.column("x", evaluator)
      return .number(Double(column.count - column.missingCount))
    }
    guard let frame = call.place.frame else {
      throw Diagnostic(
        .misplaced, "`count()` counts the rows of a table, and there is none here", at: call.range,
        help: ["`table | summarise n = count()`", "`row_count(table)`"])
    }
    return .number(Double(frame.rowCount))
  }
  .forAllGroups { (call, groups, evaluator) throws(Diagnostic) in
    call.arguments.has("x")
      ? try GroupedAggregates.count(try call.column("x", evaluator), groups.grouping)
      : try GroupedAggregates.count(groups.grouping)
  }

  private static let missingCount = PlainFunction(
    Card(
      "n_missing", kind: .aggregate, topic: "aggregates", summary: "How many values are missing.",
      searchWords: ["isna", "is_na", "nullcount"], parameters: [.values("x", "The values.")],
      examples: [.output("n_missing([3, missing, 2])", "1"), .diagnostic("n_missing()", "E35")])
  ) { (call, evaluator) throws(Diagnostic) in
    .number(Double(try call.column("x", evaluator).missingCount))
  }
  .forAllGroups { (call, groups, evaluator) throws(Diagnostic) in
    try GroupedAggregates.missingCount(try call.column("x", evaluator), groups.grouping)
  }

  private static let quantile = PlainFunction(
    card(
      "quantile", "The value below which a share of the values lies (R's type 7).",
      ["percentile", "fractile"],
      [Parameter("share", .number(.between(0, 1)), .position, "The share, from 0 to 1.")],
      example: ("quantile([1, 2, 3, 4, 5], 0.25)", "2"))
  ) { (call, evaluator) throws(Diagnostic) in
    let numbers = try numbers("x", call, evaluator)
    return numbers.isEmpty
      ? .missing : .number(Quantiles.quantile(numbers, call.arguments.number("share") ?? 0.5))
  }
  .forAllGroups { (call, groups, evaluator) throws(Diagnostic) in
    let column = try call.column("x", evaluator)
    guard try skip(column.missingCount, call, evaluator) else { return nil }
    return try GroupedAggregates.quantile(
      column, call.arguments.number("share") ?? 0.5, groups.grouping)
  }

  /// Two columns for all groups at once; says in how many rows either is missing. `nil` if they are to be refused.
  private static func columns(
    _ a: String, _ b: String, _ call: FunctionCall, _ evaluator: Evaluator
  ) throws(Diagnostic) -> (Column, Column)? {
    let (x, y) = (try call.column(a, evaluator), try call.column(b, evaluator))
    guard x.count == y.count,
      try skip(union(x.missing, y.missing)?.setCount ?? 0, call, evaluator)
    else { return nil }
    return (x, y)
  }

  /// The rows in which both columns have a number.
  private static func pairs(
    _ a: String, _ b: String, _ call: FunctionCall, _ evaluator: Evaluator
  ) throws(Diagnostic) -> ([Double], [Double]) {
    let (x, y) = (try call.column(a, evaluator), try call.column(b, evaluator))
    guard x.count == y.count else {
      throw Diagnostic(
        .lengthsDiffer, "the columns have \(x.count) and \(y.count) rows", at: call.range)
    }
    let both = Column(
      .truth(Array(repeating: true, count: x.count)), missing: union(x.missing, y.missing))
    let rows = try present(both, call, evaluator)
    func numbers(_ column: Column, _ name: String) throws(Diagnostic) -> [Double] {
      switch column.values {
      case .number(let x): return rows.map { x[Int($0)] }
      case .truth(let x): return rows.map { x[Int($0)] ? 1 : 0 }
      case .unknown: return []
      default: throw call.wrong(name, "numbers")
      }
    }
    return (try numbers(x, a), try numbers(y, b))
  }

  private static func union(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
    guard let a, let b else { return a ?? b }
    return a.union(b)
  }

  private static let correlation = PlainFunction(
    card(
      "correlation", "Pearson's correlation of two columns.", ["cor", "corr", "pearson"],
      [
        Parameter("y", .anything, .position, "The other values."),
        Parameter(
          "method", .choice(["pearson", "spearman"]), .option, default: .value(.text("pearson")),
          "Pearson's, or Spearman's on ranks."),
      ], example: ("correlation([1, 2, 3], [2, 4, 6])", "1"))
  ) { (call, evaluator) throws(Diagnostic) in
    let (x, y) = try pairs("x", "y", call, evaluator)
    if x.count < 2 { return .missing }
    return .number(
      call.arguments.text("method") == "spearman"
        ? Reductions.rankCorrelation(x, y) : Reductions.correlation(x, y))
  }
  .forAllGroups { (call, groups, evaluator) throws(Diagnostic) in
    guard let (x, y) = try columns("x", "y", call, evaluator) else { return nil }
    return call.arguments.text("method") == "spearman"
      ? try GroupedAggregates.rankCorrelation(x, y, groups.grouping)
      : try GroupedAggregates.correlation(x, y, groups.grouping)
  }

  private static let weightedMean = PlainFunction(
    card(
      "weighted_mean", "The mean with a weight for each value.", ["wmean"],
      [Parameter("weights", .anything, .position, "The weights, not negative.")],
      example: ("weighted_mean([1, 4], [2, 1])", "2"))
  ) { (call, evaluator) throws(Diagnostic) in
    let (x, w) = try pairs("x", "weights", call, evaluator)
    if let negative = w.first(where: { $0 < 0 }) {
      throw Diagnostic(
        .badArgument, "a weight is \(numberText(negative))", at: call.arguments.range("weights"))
    }
    return x.isEmpty || Reductions.sum(w) == 0
      ? .missing : .number(Reductions.weightedMean(x, weights: w))
  }
  .forAllGroups { (call, groups, evaluator) throws(Diagnostic) in
    guard let (x, weights) = try columns("x", "weights", call, evaluator) else { return nil }
    // A negative one is found, and refused, group by group.
    guard case .number(let w) = weights.values, !w.doubles.contains(where: { $0 < 0 }) else {
      return nil
    }
    return try GroupedAggregates.weightedMean(x, weights: weights, groups.grouping)
  }

  private static let countDistinct = PlainFunction(
    card(
      "count_distinct", "How many different values there are, missing ones not counted.",
      ["nunique", "n_distinct"],
      example: ("count_distinct([3, 1, 3])", "2")),
    inGroups: ofColumn(GroupedAggregates.countDistinct)
  ) { (call, evaluator) throws(Diagnostic) in
    if let value = try ofManyRows(call, evaluator, ofColumn(GroupedAggregates.countDistinct)) {
      return value
    }
    let column = try call.column("x", evaluator)
    let rows = try present(column, call, evaluator)
    return .number(Double(Set(rows.map { column[Int($0)] }).count))
  }

  private static let top = PlainFunction(
    card(
      "top", "The most frequent value; of several the one that comes first.",
      ["mode", "most_common"],
      example: ("top([3, 1, 3])", "3")),
    inGroups: ofColumn(GroupedAggregates.top)
  ) { (call, evaluator) throws(Diagnostic) in
    if let value = try ofManyRows(call, evaluator, ofColumn(GroupedAggregates.top)) {
      return value
    }
    let column = try call.column("x", evaluator)
    var counts: [Cell: (count: Int, first: Int32)] = [:]
    for row in try present(column, call, evaluator) {
      counts[column[Int(row)], default: (0, row)].count += 1
    }
    let best = counts.max { a, b in
      (a.value.count, -a.value.first) < (b.value.count, -b.value.first)
    }
    return best.map { .cell($0.key) } ?? .missing
  }
}
