import Cards
import Diagnostics
import Engine
import Glibc
import Numerics
import Tables

/// Row-wise functions of numbers.
enum MathFunctions {
  static let all: [any Function] = [
    plain("abs", "The absolute value.", "abs(-3)", "3") { $0.magnitude },
    plain("sqrt", "The square root; missing below 0.", "sqrt(16)", "4") { $0.squareRoot() },
    plain("exp", "e to the power of x.", "exp(0)", "1") { Glibc.exp($0) },
    plain("log", "The natural logarithm; missing at 0 and below.", "log(1)", "0", words: ["ln"]) {
      $0 > 0 ? Glibc.log($0) : .nan
    },
    plain("log10", "The logarithm to base 10; missing at 0 and below.", "log10(1000)", "3") {
      $0 > 0 ? Glibc.log10($0) : .nan
    },
    plain("log2", "The logarithm to base 2; missing at 0 and below.", "log2(8)", "3") {
      $0 > 0 ? Glibc.log2($0) : .nan
    },
    plain("log1p", "log(1 + x), exact for small x.", "log1p(0)", "0") {
      $0 > -1 ? Glibc.log1p($0) : .nan
    },
    plain("sin", "The sine of an angle in radians.", "sin(0)", "0") { Glibc.sin($0) },
    plain("cos", "The cosine of an angle in radians.", "cos(0)", "1") { Glibc.cos($0) },
    plain("tan", "The tangent of an angle in radians.", "tan(0)", "0") { Glibc.tan($0) },
    plain("floor", "The largest whole number that isn't above x.", "floor(2.7)", "2") {
      $0.rounded(.down)
    },
    plain(
      "ceiling", "The smallest whole number that isn't below x.", "ceiling(2.1)", "3",
      words: ["ceil"]
    ) {
      $0.rounded(.up)
    },
    plain("sign", "-1, 0 or 1 as x is below, at or above 0.", "sign(-7)", "-1") {
      $0 < 0 ? -1 : $0 > 0 ? 1 : 0
    },
    round, clamp,
    extreme(
      "least", "The smallest of each row's values, over several columns.",
      ["pmin", "rowmin", "min over columns"], example: ("least(3, 1, 2)", "1"), wantsLess: true),
    extreme(
      "greatest", "The largest of each row's values, over several columns.",
      ["pmax", "rowmax", "max over columns"], example: ("greatest(3, 1, 2)", "3"),
      wantsLess: false),
  ]

  private static func plain(
    _ name: String, _ summary: String, _ example: String, _ output: String, words: [String] = [],
    _ apply: @escaping @Sendable (Double) -> Double
  ) -> any Function {
    PlainFunction(
      Card(
        name, kind: .function, topic: "numbers", summary: summary, searchWords: words,
        parameters: [.values("x", "The numbers.")],
        examples: [.output(example, output), .diagnostic("\(name)(\"a\")", "E30")]),
      numbers: apply)
  }

  /// `round(x, digits: n)`: to the nearest, halves away from zero, on the shortest decimal text of the number.
  private static let round = PlainFunction(
    Card(
      "round", kind: .function, topic: "numbers", summary: "Rounds to so many decimal places.",
      details:
        "Halves are rounded away from zero. Negative digits round to tens, hundreds and so on.",
      parameters: [
        .values("x", "The numbers."),
        Parameter(
          "digits", .whole(.between(-15, 15)), .position, default: .value(.number(0)),
          "How many decimal places are kept."),
      ],
      examples: [
        .output("round(2.345, 2)", "2.35"), .diagnostic("round(\"a\")", "E30"),
        .diagnostic("round(1, 1.5)", "E37"),
      ]),
    kernel: { (arguments: Arguments) throws(Diagnostic) -> @Sendable (Double) -> Double in
      let digits = arguments.whole("digits") ?? 0
      let factor = pow(10, Double(digits.magnitude))
      return { x in
        if digits == 0 { return x.rounded(.toNearestOrAwayFromZero) }
        if digits < 0 { return (x / factor).rounded(.toNearestOrAwayFromZero) * factor }
        let scaled = x * factor
        guard scaled.isFinite, scaled.magnitude < 1e15 else { return x }
        // 2.345 is a little less in binary: what counts is the decimal number that the user sees.
        let nearest = scaled.rounded(.toNearestOrAwayFromZero)
        let half = scaled.magnitude - scaled.magnitude.rounded(.down)
        let isHalf = (half - 0.5).magnitude <= scaled.magnitude * 0x1p-51
        return (isHalf ? (scaled.magnitude.rounded(.down) + 1) * (scaled < 0 ? -1 : 1) : nearest)
          / factor
      }
    })

  private static let clamp = PlainFunction(
    Card(
      "clamp", kind: .function, topic: "numbers",
      summary: "Brings numbers that lie outside of two bounds to the bounds.",
      searchWords: ["clip", "winsorize"],
      parameters: [
        .values("x", "The numbers."),
        Parameter("low", .number(.any), .position, "The lower bound."),
        Parameter("high", .number(.any), .position, "The upper bound."),
      ],
      examples: [.output("clamp(12, 0, 10)", "10"), .diagnostic("clamp(1, 2)", "E35")]),
    kernel: { (arguments: Arguments) throws(Diagnostic) -> @Sendable (Double) -> Double in
      let low = arguments.number("low") ?? 0
      let high = arguments.number("high") ?? 0
      guard low <= high else {
        throw Diagnostic(
          .badArgument, "`low` must not be above `high`", at: arguments.range("low"))
      }
      return { Swift.min(Swift.max($0, low), high) }
    })

  /// `least(a, b, …)`, `greatest(a, b, …)`.
  private static func extreme(
    _ name: String, _ summary: String, _ words: [String], example: (String, String), wantsLess: Bool
  ) -> any Function {
    PlainFunction(
      Card(
        name, kind: .function, topic: "numbers", summary: summary,
        details: """
          The values are numbers, or all dates or date-times. Where one is missing the result is missing; \
          `\(wantsLess ? "min" : "max")` goes down a column instead and skips missing values.
          """,
        searchWords: words,
        parameters: [Parameter("x", .anything, .rest, "Columns and single values, of one type.")],
        examples: [
          .output(example.0, example.1), .diagnostic("\(name)(3, \"a\")", "E30"),
          .diagnostic("\(name)()", "E35"),
        ])
    ) { (call, _) throws(Diagnostic) in
      func isBetter(_ a: Cell, _ b: Cell) throws(Diagnostic) -> Bool {
        switch (a, b) {
        case (.number(let x), .number(let y)): wantsLess ? x < y : x > y
        case (.date(let x), .date(let y)): wantsLess ? x < y : x > y
        case (.dateTime(let x), .dateTime(let y)): wantsLess ? x < y : x > y
        default:
          throw Diagnostic(
            .wrongKind, "`\(name)` needs numbers, or all dates or date-times",
            at: call.arguments.range("x"))
        }
      }
      let (values, count) = try call.rows(of: "x")
      var results: [Cell] = []
      results.reserveCapacity(count ?? 1)
      for row in 0..<(count ?? 1) {
        var best = values.first?.cell(row) ?? .missing
        // A single value, too, must be of a kind that has an order.
        if best != .missing { _ = try isBetter(best, best) }
        for value in values.dropFirst() where best != .missing {
          let cell = value.cell(row)
          let isTaken = cell == .missing ? true : try isBetter(cell, best)
          if isTaken { best = cell }
        }
        results.append(best)
      }
      if count == nil { return .cell(results[0]) }
      guard let column = Column(cells: results) else { throw call.wrong("x", "values of one type") }
      return .column(column)
    }
  }
}
