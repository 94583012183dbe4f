import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// `cut(x, [0, 18, 65])`: numbers to intervals that are closed below and open above; the last one has both its ends.
struct CutFunction: Function {
  let card = Card(
    "cut", kind: .function, topic: "numbers",
    summary: "Puts numbers into intervals, as a category in their order.",
    details: """
      Intervals have their lower end and not their upper one; the last has both. With `bins` they are of equal width \
      from the smallest value to the largest, with `quantiles` they hold shares of equal size (R's type 7; bounds that \
      fall together are one). Values outside of all are missing, with a count.
      """,
    searchWords: [
      "bin", "discretize", "findInterval", "qcut", "egen cut", "width_bucket", "classes",
    ],
    parameters: [
      .values("x", "The numbers."),
      Parameter(
        "bounds", .list(of: .number(.any)), .position, default: .none,
        "The bounds of the intervals, ascending, at least two."),
      Parameter(
        "bins", .whole(.between(1, 1000)), .option, default: .none,
        "How many intervals of equal width."),
      Parameter(
        "quantiles", .whole(.between(1, 1000)), .option, default: .none,
        "How many intervals with equally many values."),
      Parameter(
        "labels", .list(of: .text), .option, default: .none, "What the intervals are called."),
    ],
    examples: [
      .output("cut(20, [0, 18, 65])", "[18, 65]"),
      .output(
        #"dataset("mtcars") | add power = cut(hp, bins: 3) | count power, sort: false"#,
        #"""
        power            n    share
        category    number   number
        [52, 146)       17  0.53125
        [146, 241)      11  0.34375
        [241, 335]       4  0.12500
        3 rows × 3 columns
        """#),
      .diagnostic("cut(\"a\", [0, 1])", "E30"), .diagnostic("cut(1, [1, 0])", "E37"),
      .diagnostic("cut(1)", "E35"), .diagnostic("cut(1, [0, 2], labels: [\"a\", \"b\"])", "E37"),
    ])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let ways = ["bounds", "bins", "quantiles"].filter { call.arguments.has($0) }
    guard let way = ways.first else {
      throw Diagnostic(
        .missingArgument, "`cut` needs the bounds of the intervals, or how many there are",
        at: call.range, help: ["`cut(x, [0, 18, 65])`, `cut(x, bins: 5)`, `cut(x, quantiles: 4)`"])
    }
    if ways.count > 1 {
      throw Diagnostic(
        .badArgument, "`\(ways[1])` can't be set beside `\(way)`",
        at: call.arguments.range(ways[1]))
    }
    if way != "bounds", evaluator.learning != nil {
      throw Diagnostic(
        .rowVerbInPlan, "`\(way)` looks at other rows, which a plan can't",
        at: call.arguments.range(way), help: ["bounds are the same for all rows: `cut(x, [0, 18])`"]
      )
    }
    let column = try call.column("x", evaluator)
    guard case .number(let numbers) = column.values else {
      if case .unknown = column.values { return call.value("x") }
      throw call.wrong("x", "numbers")
    }
    guard let bounds = try bounds(call, column) else {
      return .column(Column(.unknown(column.count)))
    }
    let levels = try labels(call, bounds)
    let values = numbers.doubles
    // -1 where a value is outside or missing.
    let codes: [Int32] = try call.interruptible { () throws(Interrupted) in
      try Parallel.array(count: values.count) { out, range in
        for row in range { out[row] = place(of: values[row], bounds) }
      }
    }
    var gone = column.missing ?? Bitmap(repeating: false, count: values.count)
    var outside = 0
    for (row, code) in codes.enumerated() where code < 0 && !gone[row] {
      gone[row] = true
      outside += 1
    }
    if outside > 0 {
      evaluator.note(
        .missing, "\(call.label): \(counted(outside, "value")) outside of the bounds, so missing")
    }
    if case .cell = call.value("x") {
      return gone[0] ? .missing : .text(levels[Int(codes[0])])
    }
    return .column(
      Column(
        .category(CategoryValues(codes: codes.map { max(0, $0) }, levels: levels)), missing: gone))
  }

  /// At least two ascending bounds; `nil` if there are no values to find them from.
  private func bounds(_ call: FunctionCall, _ column: Column) throws(Diagnostic) -> [Double]? {
    if let given = call.arguments.list("bounds") {
      let bounds = given.compactMap { if case .cell(.number(let x)) = $0 { x } else { nil } }
      guard bounds.count >= 2 else {
        throw Diagnostic(
          .badArgument, "`bounds` must be at least two numbers", at: call.arguments.range("bounds"))
      }
      guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
        throw Diagnostic(
          .badArgument, "`bounds` must ascend", at: call.arguments.range("bounds"))
      }
      return bounds
    }
    let present = column.presentNumbers ?? []
    guard let low = present.min(), let high = present.max() else { return nil }
    guard low < high else { return [low, low] }
    if let parts = call.arguments.whole("quantiles") {
      let all = (0...parts).map { Quantiles.quantile(present, Double($0) / Double(parts)) }
      return all.enumerated().filter { $0.offset == 0 || $0.element > all[$0.offset - 1] }.map(
        \.element)
    }
    let bins = call.arguments.whole("bins") ?? 1
    let width = high / Double(bins) - low / Double(bins)
    return (0..<bins).map { low + Double($0) * width } + [high]
  }

  private func labels(_ call: FunctionCall, _ bounds: [Double]) throws(Diagnostic) -> [String] {
    let count = bounds.count - 1
    if let given = call.arguments.texts("labels") {
      guard given.count == count else {
        throw Diagnostic(
          .badArgument,
          "`labels` has \(counted(given.count, "text")) for \(counted(count, "interval"))",
          at: call.arguments.range("labels"))
      }
      if Set(given).count != given.count {
        throw Diagnostic(
          .duplicateName, "a label is given twice", at: call.arguments.range("labels"))
      }
      return given
    }
    // Given bounds as they are; found ones with as few digits as tell them apart.
    var texts = bounds.map(numberText)
    if !call.arguments.has("bounds") {
      for digits in 3...17 {
        let short = bounds.map { NumberText.significant($0, digits: digits) }
        if zip(short, short.dropFirst()).allSatisfy({ $0 != $1 }) || digits == 17 {
          texts = short
          break
        }
      }
    }
    return (0..<count).map { "[\(texts[$0]), \(texts[$0 + 1])\($0 == count - 1 ? "]" : ")")" }
  }

  /// The interval of a number, -1 if it is in none. O(log bounds)
  private func place(of x: Double, _ bounds: [Double]) -> Int32 {
    let last = bounds.count - 1
    guard x >= bounds[0], x <= bounds[last] else { return -1 }
    var (low, high) = (0, last)
    while high - low > 1 {
      let middle = (low + high) / 2
      if x >= bounds[middle] { low = middle } else { high = middle }
    }
    return Int32(low)
  }
}
