import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Windows: a value for each row that depends on other rows, in the order in which they stand.
enum WindowFunctions {
  static let all: [any Function] = [
    shift(
      "lag", "The value so many rows before; missing for the first ones.", -1,
      ["shift", "previous"]),
    shift("lead", "The value so many rows behind; missing for the last ones.", 1, ["next"]),
    rank, ntile, rowNumber,
    running(
      "running_sum", "The sum of the values up to the row.", ["cumsum"],
      inGroups: GroupedWindows.runningSum
    ) { Running.sum($0) },
    running(
      "running_mean", "The mean of the values up to the row.", ["cummean"],
      inGroups: GroupedWindows.runningMean
    ) { Running.mean($0) },
    running("running_product", "The product of the values up to the row.", ["cumprod"]) { values in
      var product = 1.0
      return values.map { value in
        product *= value
        return product
      }
    },
    running(
      "running_min", "The smallest value up to the row.", ["cummin"],
      inGroups: GroupedWindows.runningMinimum
    ) { Running.minimum($0) },
    running(
      "running_max", "The largest value up to the row.", ["cummax"],
      inGroups: GroupedWindows.runningMaximum
    ) { Running.maximum($0) },
  ]

  private static func card(
    _ name: String, _ summary: String, _ words: [String], _ extra: [Parameter] = [],
    example: String, output: String
  ) -> Card {
    Card(
      name, kind: .window, topic: "windows", summary: summary, searchWords: words,
      parameters: [.values("x", "The values.")] + extra,
      examples: [.output(example, output), .diagnostic("\(name)()", "E35")])
  }

  private static func shift(
    _ name: String, _ summary: String, _ direction: Int, _ words: [String]
  ) -> any Function {
    PlainFunction(
      card(
        name, summary, words,
        [
          Parameter(
            "n", .whole(.atLeast(0)), .position, default: .value(.number(1)), "How many rows.")
        ],
        example: "\(name)(table(a = [1, 2, 3]).a)[2]", output: direction < 0 ? "1" : "3")
    ) { (call, evaluator) throws(Diagnostic) in
      let column = try call.column("x", evaluator)
      let step = direction * (call.arguments.whole("n") ?? 1)
      let rows = (0..<column.count).map { row -> Int32 in
        let source = row + step
        return source >= 0 && source < column.count ? Int32(source) : -1
      }
      return .column(column.gather(rows))
    }
    .forAllGroups { (call, groups, evaluator) throws(Diagnostic) in
      try GroupedWindows.lag(
        try call.column("x", evaluator), by: -direction * (call.arguments.whole("n") ?? 1),
        groups.grouping)
    }
  }

  private static let rowNumber = PlainFunction(
    Card(
      "row_number", kind: .window, topic: "windows",
      summary: "1 for the first row, 2 for the second, and so on.",
      searchWords: ["rownumber", "seq_along", "cumcount", "row_id"], parameters: [],
      examples: [
        .output(
          #"dataset("mtcars") | add id = row_number() | select id, model | last 2"#,
          #"""
              id  model
          number  text
              31  Maserati Bora
              32  Volvo 142E
          2 rows × 2 columns
          """#),
        .diagnostic("row_number()", "E18"),
      ])
  ) { (call, _) throws(Diagnostic) in
    guard let frame = call.place.frame else {
      throw Diagnostic(
        .misplaced, "`row_number()` counts the rows of a table, and there is none here",
        at: call.range)
    }
    return .column(Column(.number(NumberValues(WholeValues(counting: frame.rowCount, from: 1)))))
  }
  .forAllGroups { (_, groups, _) throws(Diagnostic) in
    try GroupedWindows.rowNumber(groups.grouping)
  }

  private static let rank = PlainFunction(
    card(
      "rank",
      "The place in the order of the values, 1 for the smallest; equal values share their mean place.",
      ["min_rank", "dense_rank"],
      [
        Parameter(
          "ties", .choice(["average", "lowest", "highest", "dense"]), .option,
          default: .value(.text("average")),
          "What equal values get."),
        Parameter(
          "desc", .truth, .option, default: .value(.truth(false)), "1 for the largest instead."),
      ], example: "rank(table(a = [10, 30, 20]).a)[2]", output: "3")
  ) { (call, evaluator) throws(Diagnostic) in
    let column = try call.column("x", evaluator)
    guard case .number = column.values else {
      if case .unknown = column.values { return .column(column) }
      throw call.wrong("x", "numbers")
    }
    return .column(
      try GroupedWindows.rank(
        column, ties: ties(call), descending: call.arguments.truth("desc") == true))
  }
  .forAllGroups { (call, groups, evaluator) throws(Diagnostic) in
    try GroupedWindows.rank(
      try call.column("x", evaluator), ties: ties(call),
      descending: call.arguments.truth("desc") == true, groups.grouping)
  }

  /// What equal values get, as the call says.
  private static func ties(_ call: FunctionCall) -> Ties {
    switch call.arguments.text("ties") {
    case "lowest": .minimum
    case "highest": .maximum
    case "dense": .dense
    default: .average
    }
  }

  /// `ntile(x, n)`: groups of equal size in the order of the values, as in SQL; the first groups get what is left over.
  private static let ntile = PlainFunction(
    card(
      "ntile",
      "The number of the group, 1 to n, when the values are parted into n groups of one size.",
      ["qcut", "quantile group", "decile", "xtile"],
      [Parameter("n", .whole(.atLeast(1)), .position, "How many groups.")],
      example: "ntile(table(a = [40, 10, 30, 20]).a, 2)[1]", output: "2")
  ) { (call, evaluator) throws(Diagnostic) in
    let column = try call.column("x", evaluator)
    guard case .number(let values) = column.values else {
      if case .unknown = column.values { return .column(column) }
      throw call.wrong("x", "numbers")
    }
    let groups = call.arguments.whole("n") ?? 1
    let rows = column.missing.map { $0.unsetIndices() } ?? (0..<Int32(column.count)).map { $0 }
    let (size, larger) = rows.count.quotientAndRemainder(dividingBy: groups)
    var result = [Double](repeating: .nan, count: values.count)
    for (place, index) in Ranks.order(rows.map { values[Int($0)] }).enumerated() {
      let inLarger = larger * (size + 1)
      let group =
        place < inLarger ? place / (size + 1) : larger + (place - inLarger) / max(size, 1)
      result[Int(rows[Int(index)])] = Double(group + 1)
    }
    return .column(Column(numbers: result))
  }

  /// Missing values are passed over: the row itself stays missing.
  private static func running(
    _ name: String, _ summary: String, _ words: [String],
    inGroups: (@Sendable (Column, Grouping) throws(Diagnostic) -> Column?)? = nil,
    _ run: @escaping @Sendable ([Double]) -> [Double]
  ) -> any Function {
    let outputs = [
      "running_sum": "3", "running_product": "2", "running_mean": "1.5", "running_min": "1",
      "running_max": "2",
    ]
    var grouped: GroupedBody?
    if let inGroups {
      grouped = { (call, groups, evaluator) throws(Diagnostic) in
        let column = try call.column("x", evaluator)
        evaluator.skipped(column.missingCount, in: call.label)
        let result = try inGroups(column, groups.grouping)
        // One that leaves the range of numbers is counted group by group.
        if case .number(let x)? = result?.values, x.contains(where: { !$0.isFinite }) { return nil }
        return result
      }
    }
    return PlainFunction(
      card(
        name, summary, words, example: "\(name)(table(a = [1, 2, 3]).a)[2]",
        output: outputs[name] ?? ""),
      inGroups: grouped
    ) { (call, evaluator) throws(Diagnostic) in
      let column = try call.column("x", evaluator)
      let values: [Double]
      switch column.values {
      case .number(let x): values = x.doubles
      case .truth(let x): values = x.map { $0 ? 1 : 0 }
      case .unknown: return .column(column)
      default: throw call.wrong("x", "numbers")
      }
      let rows = column.missing.map { $0.unsetIndices() } ?? (0..<Int32(column.count)).map { $0 }
      let ran = run(rows.map { values[Int($0)] })
      // A product too large for a number is missing, as everything that isn't finite.
      var result = [Double](repeating: .nan, count: values.count)
      for (place, row) in rows.enumerated() { result[Int(row)] = ran[place] }
      evaluator.skipped(column.missingCount, in: call.label)
      evaluator.undefined(ran.count { !$0.isFinite }, in: call.label)
      return .column(Column(numbers: result))
    }
  }
}
