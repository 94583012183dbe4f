import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Dates made of dates, and the time between them.
enum DateArithmeticFunctions {
  static let all: [any Function] = [truncate, difference, addMonths, sequence]

  // MARK: truncate

  private static let units = [
    "year", "quarter", "month", "week", "day", "hour", "minute", "second",
  ]

  private static let truncate = PlainFunction(
    Card(
      "truncate", kind: .function, topic: "numbers",
      summary: "The whole number next to x on the side of 0; of a date the beginning of its unit.",
      details: "A week begins on Monday. Dates stay dates, date-times stay date-times.",
      searchWords: [
        "trunc", "fix", "int", "date_trunc", "floor_date", "start of month", "monthly",
      ],
      parameters: [
        .values("x", "Numbers, dates or date-times."),
        Parameter(
          "unit", .choice(units), .position, default: .none, "The unit of time; only for dates."),
      ],
      examples: [
        .output("truncate(-2.7)", "-2"), .output("truncate(@2024-03-15, \"month\")", "2024-03-01"),
        .output("truncate(@2024-03-15T13:45, \"hour\")", "2024-03-15T13:00:00"),
        .diagnostic("truncate(\"a\")", "E30"), .diagnostic("truncate(@2024-03-15)", "E35"),
        .diagnostic("truncate(@2024-03-15, \"hour\")", "E37"),
      ]),
    kernel: { (arguments: Arguments) throws(Diagnostic) -> @Sendable (Double) -> Double in
      if arguments.has("unit") {
        throw Diagnostic(
          .wrongKind, "a unit of time is for dates, not for numbers", at: arguments.range("unit"))
      }
      return { $0.rounded(.towardZero) }
    },
    other: { (call: FunctionCall, _: Evaluator) throws(Diagnostic) -> Value? in
      guard [.date, .dateTime].contains(call.value("x").scalarKind) else { return nil }
      guard let unit = call.arguments.text("unit") else {
        throw Diagnostic(
          .missingArgument, "`truncate` needs a unit of time for dates", at: call.range,
          help: ["`truncate(x, \"month\")`"])
      }
      let seconds: Int64? = ["hour": 3600, "minute": 60, "second": 1][unit]
      if seconds != nil, call.value("x").scalarKind == .date {
        throw Diagnostic(
          .badArgument, "`unit` is \"\(unit)\", but dates have no time of day",
          at: call.arguments.range("unit"), help: ["\"day\" leaves them as they are"])
      }
      let toDay: @Sendable (Day) -> Int32 = { start(of: unit, $0) }
      let toTime: @Sendable (Int64) -> Int64 = { at in
        guard let length = seconds.map({ $0 * 1_000_000 }) else {
          return Int64(toDay(Instant(microseconds: at).day)) * Instant.microsecondsPerDay
        }
        let rest = at % length
        return at - (rest < 0 ? rest + length : rest)
      }
      switch try call.moments("x") {
      case .missing: return .missing
      case .unknown(let column): return .column(column)
      case .day(let day): return .cell(.date(Day(days: toDay(day))))
      case .instant(let x):
        return .cell(.dateTime(Instant(microseconds: toTime(x.microseconds))))
      case .days(let days, let missing):
        let made = try call.interruptible { () throws(Interrupted) in
          try DayColumn.each(days, toDay)
        }
        return .column(Column(.date(made), missing: missing))
      case .instants(let instants, let missing):
        let made = try call.interruptible { () throws(Interrupted) in
          guard seconds == nil else {
            return try Parallel.array(count: instants.count) { out, range in
              for row in range { out[row] = toTime(instants[row]) }
            }
          }
          let days = try DayColumn.each(try DayColumn.days(instants), toDay)
          return days.map { Int64($0) * Instant.microsecondsPerDay }
        }
        return .column(Column(.dateTime(made), missing: missing))
      }
    })

  private static func start(of unit: String, _ day: Day) -> Int32 {
    let (year, month, _) = day.calendar
    let first: Day? =
      switch unit {
      case "year": Day(year: year, month: 1, day: 1)
      case "quarter": Day(year: year, month: (month - 1) / 3 * 3 + 1, day: 1)
      case "month": Day(year: year, month: month, day: 1)
      case "week": Day(days: day.days &- Int32(day.weekday - 1))
      default: day
      }
    return (first ?? day).days
  }

  // MARK: difference

  private static let lengths: [String: Double] = [
    "weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1,
  ]

  private static let difference = PlainFunction(
    Card(
      "difference", kind: .function, topic: "dates",
      summary: "The time from b to a (a - b) in a unit.",
      details:
        "Years and months are whole ones that have passed, as in an age; the others have fractions. "
        + "A date counts as its midnight.",
      searchWords: ["difftime", "datediff", "date_diff", "age", "timedelta", "interval"],
      parameters: [
        .values("a", "Dates or date-times."), .values("b", "Those to count from."),
        Parameter(
          "unit", .choice(["years", "months", "weeks", "days", "hours", "minutes", "seconds"]),
          .position, default: .value(.text("days")), "The unit."),
      ],
      examples: [
        .output("difference(@2024-03-01, @2024-02-01)", "29"),
        .output("difference(@2024-02-28, @2000-02-29, \"years\")", "23"),
        .diagnostic("difference(3, @2024-03-01)", "E30"),
        .diagnostic("difference(@2024-03-01, @2024-02-01, \"day\")", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let (a, b) = (try call.moments("a"), try call.moments("b"))
    let unit = call.arguments.text("unit") ?? "days"
    let apply: @Sendable (Int64, Int64) -> Double =
      if let length = lengths[unit] {
        { Double($0 - $1) / (length * 1e6) }
      } else {
        { Double(months($0, $1) / (unit == "years" ? 12 : 1)) }
      }
    @Sendable func result(_ row: Int) -> Double {
      guard let x = a.microseconds(row), let y = b.microseconds(row) else { return .nan }
      return apply(x, y)
    }
    guard let count = a.count ?? b.count else {
      let only = result(0)
      return only.isNaN ? .missing : .number(only)
    }
    if let x = a.count, let y = b.count, x != y {
      throw Diagnostic(.lengthsDiffer, "the columns have \(x) and \(y) rows", at: call.range)
    }
    let made = try call.interruptible { () throws(Interrupted) in
      try Parallel.array(count: count) { out, range in
        for row in range { out[row] = result(row) }
      }
    }
    return .column(Column(numbers: made))
  }

  /// Whole months from `b` to `a`, toward 0.
  private static func months(_ a: Int64, _ b: Int64) -> Int {
    if a < b { return -months(b, a) }
    func parts(_ x: Int64) -> (month: Int, rest: Int64) {
      let day = Instant(microseconds: x).day
      let (year, month, dayOfMonth) = day.calendar
      let time = x - Int64(day.days) * Instant.microsecondsPerDay
      return (year * 12 + month, Int64(dayOfMonth) * Instant.microsecondsPerDay + time)
    }
    let (x, y) = (parts(a), parts(b))
    return x.month - y.month - (x.rest < y.rest ? 1 : 0)
  }

  // MARK: add_months

  private static let addMonths = PlainFunction(
    Card(
      "add_months", kind: .function, topic: "dates", summary: "The date so many months later.",
      details:
        "Where that month has no such day it is the month's last one. A year is 12 months; days are "
        + "added by `+`.",
      searchWords: ["months", "DateOffset", "edate", "%m+%", "add years"],
      parameters: [
        .values("x", "Dates or date-times."),
        Parameter("n", .whole(.between(-120_000, 120_000)), .position, "How many months."),
      ],
      examples: [
        .output("add_months(@2024-01-31, 1)", "2024-02-29"),
        .output("add_months(@2024-01-31, -12)", "2023-01-31"),
        .diagnostic("add_months(3, 1)", "E30"),
        .diagnostic("add_months(@2024-01-31, 0.5)", "E37"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let n = call.arguments.whole("n") ?? 0
    let later: @Sendable (Day) -> Int32 = { $0.adding(months: n)?.days ?? outside }
    /// The moment as many days later as the day's later one is.
    @Sendable func moved(_ at: Int64, _ before: Int32, _ after: Int32) -> Int64 {
      after == outside
        ? .min : at + (Int64(after) - Int64(before)) * Instant.microsecondsPerDay
    }
    switch try call.moments("x") {
    case .missing: return .missing
    case .unknown(let column): return .column(column)
    case .day(let day):
      let days = later(day)
      evaluator.undefined(days == outside ? 1 : 0, in: call.label)
      return days == outside ? .missing : .cell(.date(Day(days: days)))
    case .instant(let x):
      let made = moved(x.microseconds, x.day.days, later(x.day))
      evaluator.undefined(made == .min ? 1 : 0, in: call.label)
      return made == .min ? .missing : .cell(.dateTime(Instant(microseconds: made)))
    case .days(let days, let missing):
      let made = try call.interruptible { () throws(Interrupted) in
        try DayColumn.each(days, later)
      }
      let gone = call.gaps(made, outside, missing, evaluator)
      return .column(Column(.date(made), missing: gone))
    case .instants(let instants, let missing):
      let made = try call.interruptible { () throws(Interrupted) in
        let before = try DayColumn.days(instants)
        let after = try DayColumn.each(before, later)
        return try Parallel.array(count: instants.count) { out, range in
          for row in range { out[row] = moved(instants[row], before[row], after[row]) }
        }
      }
      let gone = call.gaps(made, .min, missing, evaluator)
      return .column(Column(.dateTime(made), missing: gone))
    }
  }

  /// Stands for a day outside of the calendar.
  private static let outside = Int32.min

  // MARK: sequence

  private static let longest = 1_000_000

  private static let sequence = PlainFunction(
    Card(
      "sequence", kind: .function, topic: "dates",
      summary: "A list of dates, date-times or numbers from one to another in equal steps.",
      details:
        "The step is a number (for dates days, for date-times seconds), or a text like \"1 month\" or "
        + "\"15 minutes\". Months are counted from the first date, so that 31 January is followed by 29 February "
        + "and 31 March.",
      searchWords: ["seq", "date_range", "generate_series", "linspace", "arange"],
      parameters: [
        Parameter("from", .value, .position, "The first."),
        Parameter("to", .value, .position, "What isn't passed."),
        Parameter(
          "step", .either([.number(.any), .text]), .option, default: .value(.number(1)), "The step."
        ),
      ],
      examples: [
        .output(
          "sequence(@2024-01-31, @2024-04-01, step: \"1 month\")",
          "[@2024-01-31, @2024-02-29, @2024-03-31]"),
        .output("sequence(0, 1, step: 0.25)", "[0, 0.25, 0.5, 0.75, 1]"),
        .diagnostic("sequence(1, 2, step: 0)", "E37"),
        .diagnostic("sequence(@2024-01-01, @2024-02-01, step: \"moon\")", "E37"),
        .diagnostic("sequence(@2024-01-01, 3)", "E30"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let (from, to) = (call.value("from"), call.value("to"))
    switch (from, to) {
    case (.cell(.number(let a)), .cell(.number(let b))):
      guard let step = call.arguments.number("step") else { throw badStep(call) }
      let count = try steps(b - a, step, call)
      return .list((0..<count).map { .number(a + Double($0) * step) })
    case (.cell(.date(let a)), .cell(.date(let b))):
      let step = try stride(call, isDate: true)
      return .list(
        try walk(a, 0, Int64(b.days) * Instant.microsecondsPerDay, step, call).map {
          .cell(.date(Instant(microseconds: $0).day))
        })
    case (.cell(.dateTime(let a)), .cell(.dateTime(let b))):
      let time = a.microseconds - Int64(a.day.days) * Instant.microsecondsPerDay
      let step = try stride(call, isDate: false)
      return .list(
        try walk(a.day, time, b.microseconds, step, call).map {
          .cell(.dateTime(Instant(microseconds: $0)))
        })
    default:
      throw Diagnostic(
        .wrongKind, "`sequence` needs two numbers, two dates or two date-times",
        at: call.arguments.range("from").union(call.arguments.range("to")))
    }
  }

  private enum Step {
    case months(Int)
    case microseconds(Int64)
  }

  private static func badStep(_ call: FunctionCall) -> Diagnostic {
    Diagnostic(
      .badArgument, "`step` can't be \(call.value("step").brief)", at: call.arguments.range("step"),
      help: ["a number, or for dates a text like \"1 month\", \"2 weeks\", \"15 minutes\""])
  }

  /// How many steps there are from 0 to `length`, both ends counted.
  private static func steps(
    _ length: Double, _ step: Double, _ call: FunctionCall
  ) throws(Diagnostic) -> Int {
    let count = (length / step + 1e-10).rounded(.down) + 1
    guard step != 0, count.isFinite else { throw badStep(call) }
    guard count <= Double(longest) else {
      throw Diagnostic(
        .tooLarge, "the sequence would have more than \(longest) elements", at: call.range)
    }
    return max(0, Int(count))
  }

  private static func stride(_ call: FunctionCall, isDate: Bool) throws(Diagnostic) -> Step {
    if let number = call.arguments.number("step") {
      let length = number * (isDate ? 86_400_000_000 : 1_000_000)
      guard number != 0, !isDate || number == number.rounded(), length.magnitude < 1e18 else {
        throw badStep(call)
      }
      return .microseconds(Int64(length))
    }
    let words = (call.arguments.text("step") ?? "").split(separator: " ")
    guard words.count == 2, let number = Int(words[0]), number != 0, number.magnitude <= 1_000_000,
      let unit = words.last.map({ $0.hasSuffix("s") ? String($0) : $0 + "s" })
    else { throw badStep(call) }
    switch unit {
    case "months": return .months(number)
    case "quarters": return .months(number * 3)
    case "years": return .months(number * 12)
    default:
      guard let length = lengths[unit], !isDate || length >= 86_400 else { throw badStep(call) }
      return .microseconds(Int64(number) * Int64(length) * 1_000_000)
    }
  }

  private static func walk(
    _ day: Day, _ time: Int64, _ end: Int64, _ step: Step, _ call: FunctionCall
  ) throws(Diagnostic) -> [Int64] {
    let start = Int64(day.days) * Instant.microsecondsPerDay + time
    switch step {
    case .microseconds(let length):
      let count = try steps(Double(end - start), Double(length), call)
      return (0..<count).map { start + Int64($0) * length }
    case .months(let months):
      var made: [Int64] = []
      // No calendar has more months than 9999 years.
      for k in 0..<120_000 {
        guard let next = day.adding(months: k * months) else { break }
        let at = Int64(next.days) * Instant.microsecondsPerDay + time
        if months > 0 ? at > end : at < end { break }
        made.append(at)
      }
      return made
    }
  }
}
