import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Row-wise functions of dates and date-times.
enum DateFunctions {
  static let all: [any Function] = [
    dayPart("year", "The year.", "2024") { $0.calendar.year },
    dayPart("quarter", "The quarter of the year, 1 to 4.", "1") { ($0.calendar.month + 2) / 3 },
    dayPart("month", "The month, 1 to 12.", "3", ["monthname", "month name"]) { $0.calendar.month },
    dayPart(
      "week",
      "The week of ISO 8601, 1 to 53: weeks begin on Monday, week 1 has the first Thursday.",
      "9", ["isoweek", "weekofyear", "calendar week"]
    ) { $0.week },
    dayPart("day", "The day of the month.", "1", ["mday", "dayofmonth"]) { $0.calendar.day },
    dayPart("day_of_year", "The day of the year, 1 to 366.", "61", ["yday", "dayofyear", "doy"]) {
      $0.dayOfYear
    },
    dayPart(
      "weekday", "The day of the week, 1 for Monday to 7 for Sunday.", "5",
      ["wday", "dayofweek", "isodow"]
    ) { $0.weekday },
    timePart("hour", "The hour of a date-time; 0 of a date.", 3600, 24),
    timePart("minute", "The minute of a date-time; 0 of a date.", 60, 60),
    timePart("second", "The whole second of a date-time; 0 of a date.", 1, 60),
    date, dateTime, format, today,
  ]

  private static func card(
    _ name: String, _ summary: String, _ output: String, _ words: [String] = []
  ) -> Card {
    Card(
      name, kind: .function, topic: "dates", summary: summary, searchWords: words,
      parameters: [.values("x", "Dates or date-times.")],
      examples: [.output("\(name)(@2024-03-01)", output), .diagnostic("\(name)(3)", "E30")])
  }

  private static func dayPart(
    _ name: String, _ summary: String, _ output: String, _ words: [String] = [],
    _ read: @escaping @Sendable (Day) -> Int
  ) -> any Function {
    PlainFunction(card(name, summary, output, words)) { (call, _) throws(Diagnostic) in
      func column(_ days: [Int32], _ missing: Bitmap?) throws(Diagnostic) -> Value {
        let parts = try call.interruptible { () throws(Interrupted) in
          try DayColumn.each(days) { Int16(truncatingIfNeeded: read($0)) }
        }
        return .column(
          Column(.number(NumberValues(WholeValues(.int16(parts)))), missing: missing))
      }
      switch try call.moments("x") {
      case .missing: return .missing
      case .unknown(let column): return .column(column)
      case .day(let day): return .number(Double(read(day)))
      case .instant(let instant): return .number(Double(read(instant.day)))
      case .days(let days, let missing): return try column(days, missing)
      case .instants(let instants, let missing):
        let days = try call.interruptible { () throws(Interrupted) in
          try DayColumn.days(instants)
        }
        return try column(days, missing)
      }
    }
  }

  /// - Parameters:
  ///   - unit: seconds in one of it.
  ///   - most: how many there are before the next larger unit counts on.
  private static func timePart(
    _ name: String, _ summary: String, _ unit: Int64, _ most: Int64
  ) -> any Function {
    @Sendable func read(_ microseconds: Int64) -> Int8 {
      let length = unit * 1_000_000
      var (whole, rest) = microseconds.quotientAndRemainder(dividingBy: length)
      if rest < 0 { whole -= 1 }
      rest = whole % most
      return Int8(truncatingIfNeeded: rest < 0 ? rest + most : rest)
    }
    return PlainFunction(card(name, summary, "0")) { (call, _) throws(Diagnostic) in
      let parts: [Int8]
      let gone: Bitmap?
      switch try call.moments("x") {
      case .missing: return .missing
      case .unknown(let column): return .column(column)
      case .day: return .number(0)
      case .instant(let instant): return .number(Double(read(instant.microseconds)))
      case .days(let days, let missing):
        (parts, gone) = ([Int8](repeating: 0, count: days.count), missing)
      case .instants(let instants, let missing):
        gone = missing
        parts = try call.interruptible { () throws(Interrupted) in
          try Parallel.array(count: instants.count) { out, range in
            for row in range { out[row] = read(instants[row]) }
          }
        }
      }
      return .column(Column(.number(NumberValues(WholeValues(.int8(parts)))), missing: gone))
    }
  }

  // MARK: From texts and to texts

  private static let letters = """
    In a pattern small letters are of the date: `yyyy`, `yy` (69 to 99 are 1969 to 1999), `mmmm` (March), `mmm` (Mar), \
    `mm`, `m`, `dd`, `d`, `dddd` (Friday), `ddd` (Fri); capitals of the time: `HH`, `H`, `MM`, `SS`. Two letters are two \
    digits, one letter is one or two. Names are English.
    """

  /// The pattern that a call gives for reading, which must say the day; `nil` if it gives none.
  private static func dayPattern(_ call: FunctionCall) throws(Diagnostic) -> DatePattern? {
    let pattern = try pattern(call)
    if let pattern, !pattern.hasDay {
      throw Diagnostic(
        .badArgument, "the pattern has no year, no month or no day",
        at: call.arguments.range("pattern"))
    }
    return pattern
  }

  private static func pattern(_ call: FunctionCall) throws(Diagnostic) -> DatePattern? {
    guard let text = call.arguments.text("pattern") else { return nil }
    do throws(PatternError) {
      return try DatePattern(text)
    } catch {
      throw Diagnostic(
        .badArgument, error.message, at: call.arguments.range("pattern"),
        help: ["`\"dd/mm/yyyy\"`, or with a time `\"yyyy-mm-dd HH:MM:SS\"`"])
    }
  }

  /// Reads each distinct text once, as days or microseconds.
  private static func read(
    _ call: FunctionCall, _ kind: String, example: String,
    _ parse: @escaping @Sendable (String) -> Int64?, column: ([Int64], Bitmap?) -> Column
  ) throws(Diagnostic) -> Value {
    let strict = call.arguments.truth("strict") ?? true
    func failure(_ text: String, _ others: Int) -> Diagnostic {
      Diagnostic(
        .conversion, "\(quotedText(text)) is not a \(kind)", at: call.arguments.range("x"),
        details: others > 0 ? ["\(counted(others, "more text")) can't be read either"] : [],
        help: [example, "`strict: false` makes them missing"])
    }
    var problem: Diagnostic?
    let labels: any RandomAccessCollection<String>
    switch call.value("x") {
    case .column(let source):
      switch source.values {
      case .text(let x): labels = x.list
      case .category(let x): labels = x.levels
      default: labels = []
      }
    case .cell(.text(let text)): labels = [text]
    default: labels = []
    }
    let texts = Array(labels)
    func single(_ value: Int64?) -> Value {
      value.map { .cell(column([$0], nil)[0]) } ?? .nothing
    }
    let result = try call.mapTexts("x", parse, single: single) { read, codes, missing in
      var isBad = [Bool](repeating: false, count: read.count)
      var values = [Int64](repeating: 0, count: codes.count)
      var gone = missing
      for (row, code) in codes.enumerated() where missing?[row] != true {
        if let value = read[Int(code)] {
          values[row] = value
        } else {
          isBad[Int(code)] = true
          if gone == nil { gone = Bitmap(repeating: false, count: codes.count) }
          gone?[row] = true
        }
      }
      if strict, let first = isBad.firstIndex(of: true) {
        problem = failure(texts[first], isBad.count { $0 } - 1)
      }
      return column(values, gone)
    }
    if let problem { throw problem }
    guard case .nothing = result else { return result }
    if strict, let text = texts.first { throw failure(text, 0) }
    return .missing
  }

  private static let patternParameter = Parameter(
    "pattern", .text, .position, default: .none,
    "How the texts are written, like `dd/mm/yyyy`; without it year-month-day.")

  private static let strict = Parameter(
    "strict", .truth, .option, default: .value(.truth(true)),
    "Whether a text that can't be read is an error; otherwise it is missing.")

  private static let date = PlainFunction(
    Card(
      "date", kind: .function, topic: "dates",
      summary: "Reads dates from texts, by a pattern; the day of a date-time.",
      details: letters,
      searchWords: [
        "as.Date", "to_datetime", "ymd", "dmy", "mdy", "parse_date", "strptime", "to_date",
      ],
      parameters: [.values("x", "Texts or date-times."), patternParameter, strict],
      examples: [
        .output("date(\"2024-03-01\")", "2024-03-01"),
        .output("date(\"1/3/2024\", \"d/m/yyyy\")", "2024-03-01"),
        .diagnostic("date(\"1 March\")", "E38"), .diagnostic("date(\"1\", \"q\")", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let pattern = try dayPattern(call)
    switch call.value("x").scalarKind {
    case .date?, .unknown?: return call.value("x")
    case .dateTime?:
      guard case .column(let source) = call.value("x"), case .dateTime(let instants) = source.values
      else {
        return try call.mapCells("x") { if case .dateTime(let x) = $0 { .date(x.day) } else { $0 } }
      }
      let days = try call.interruptible { () throws(Interrupted) in try DayColumn.days(instants) }
      return .column(Column(.date(days), missing: source.missing))
    default: break
    }
    return try read(
      call, "date",
      example: pattern == nil
        ? "dates are read as year-month-day, 2024-03-01, or by a pattern: `date(x, \"d/m/yyyy\")`"
        : "the pattern is `\(call.arguments.text("pattern") ?? "")`",
      { text in
        if let pattern { return pattern.read(text).map { Int64($0.day.days) } }
        guard text.utf8.count == 10 else { return nil }
        return Instant.reading(text).map { Int64($0.instant.day.days) }
      },
      column: { Column(.date($0.map { Int32(truncatingIfNeeded: $0) }), missing: $1) })
  }

  private static let dateTime = PlainFunction(
    Card(
      "date_time", kind: .function, topic: "dates",
      summary: "Reads date-times from texts, by a pattern, or from seconds since 1970.",
      details:
        "A text with an offset, like 2024-03-01T12:00:00+02:00, gives the time of UTC, and a note "
        + "says so; times have no zone otherwise. Numbers are seconds since 1970-01-01T00:00 of UTC. "
        + letters,
      searchWords: [
        "as.POSIXct", "to_timestamp", "ymd_hms", "epoch", "unixepoch", "from_unixtime",
      ],
      parameters: [.values("x", "Texts, dates or numbers."), patternParameter, strict],
      examples: [
        .output("date_time(\"2024-03-01 12:30\")", "2024-03-01T12:30:00"),
        .output("date_time(\"2024-03-01T12:00:00+02:00\")", "2024-03-01T10:00:00"),
        .output("date_time(0)", "1970-01-01T00:00:00"),
        .diagnostic("date_time(\"noon\")", "E38"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let pattern = try dayPattern(call)
    switch call.value("x").scalarKind {
    case .dateTime?, .unknown?: return call.value("x")
    case .number?:
      guard case .column(let source) = call.value("x"), case .number(let numbers) = source.values
      else {
        let made = microseconds(call.arguments.number("x") ?? .nan)
        evaluator.undefined(made == .min ? 1 : 0, in: call.label)
        return made == .min ? .missing : .cell(.dateTime(Instant(microseconds: made)))
      }
      let seconds = numbers.doubles
      let made = try call.interruptible { () throws(Interrupted) in
        try Parallel.array(count: seconds.count) { out, range in
          for row in range { out[row] = microseconds(seconds[row]) }
        }
      }
      let gone = call.gaps(made, .min, source.missing, evaluator)
      return .column(Column(.dateTime(made), missing: gone))
    case .date?:
      switch try call.moments("x") {
      case .day(let day):
        return .cell(.dateTime(Instant(microseconds: Int64(day.days) * Instant.microsecondsPerDay)))
      case .days(let days, let missing):
        let midnights = days.map { Int64($0) * Instant.microsecondsPerDay }
        return .column(Column(.dateTime(midnights), missing: missing))
      default: return .missing
      }
    default: break
    }
    if pattern == nil, hasOffset(call.value("x")) {
      evaluator.note(
        .types, "\(call.label): offsets from UTC are applied; the times are those of UTC")
    }
    return try read(
      call, "date-time", example: "date-times are read as 2024-03-01T12:30:00, or by a pattern",
      { text in
        if let pattern { return pattern.read(text)?.microseconds }
        return Instant.reading(text)?.instant.microseconds
      },
      column: { Column(.dateTime($0), missing: $1) })
  }

  /// The microseconds of seconds since 1970 in the years 1 to 9999; the least number for others.
  private static func microseconds(_ seconds: Double) -> Int64 {
    (-62_135_596_800..<253_402_300_800).contains(seconds)
      ? Int64((seconds * 1e6).rounded()) : .min
  }

  private static func hasOffset(_ value: Value) -> Bool {
    func isOffset(_ text: String) -> Bool { Instant.reading(text)?.hasOffset == true }
    switch value {
    case .cell(.text(let text)): return isOffset(text)
    case .column(let column):
      switch column.values {
      case .text(let x): return x.list.contains(where: isOffset)
      case .category(let x): return x.levels.contains(where: isOffset)
      default: return false
      }
    default: return false
    }
  }

  private static let format = PlainFunction(
    Card(
      "format_date", kind: .function, topic: "dates", summary: "Writes dates by a pattern.",
      details: letters,
      searchWords: ["strftime", "date_format", "to_char", "month_name", "month name", "day name"],
      parameters: [
        .values("x", "Dates or date-times."),
        Parameter("pattern", .text, .position, "How they are written, like `dd/mm/yyyy`."),
      ],
      examples: [
        .output("format_date(@2024-03-01, \"d mmmm yyyy\")", "1 March 2024"),
        .output("format_date(@2024-03-01T09:05, \"dddd HH:MM\")", "Friday 09:05"),
        .diagnostic("format_date(3, \"yyyy\")", "E30"),
        .diagnostic("format_date(@2024-03-01, \"Q\")", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    guard let pattern = try pattern(call) else { return .missing }
    let moments = try call.moments("x")
    switch moments {
    case .missing: return .missing
    case .unknown(let column): return .column(column)
    case .day(let day):
      return .text(
        pattern.write(Instant(microseconds: Int64(day.days) * Instant.microsecondsPerDay)))
    case .instant(let instant): return .text(pattern.write(instant))
    case .days(let days, let missing):
      let written = try call.interruptible { () throws(Interrupted) in
        try labelled(days, missing) {
          pattern.write(Instant(microseconds: Int64($0) * Instant.microsecondsPerDay))
        }
      }
      return .column(Column(.text(written), missing: missing))
    case .instants(let instants, let missing):
      let written = try call.interruptible { () throws(Interrupted) in
        try labelled(instants, missing) { pattern.write(Instant(microseconds: $0)) }
      }
      return .column(Column(.text(written), missing: missing))
    }
  }

  /// A text for each value, made once for each different one; different values may have the same text.
  private static func labelled<Value: Hashable & Sendable>(
    _ values: [Value], _ missing: Bitmap?, _ write: @Sendable (Value) -> String
  ) throws(Interrupted) -> TextValues {
    var places: [Value: Int32] = [:]
    var different: [Value] = []
    var codes = [Int32](repeating: 0, count: values.count)
    for row in values.indices where missing?[row] != true {
      if row & 0xFFFF == 0 { try Interrupt.check() }
      let place = places[values[row]] ?? Int32(different.count)
      if place == different.count {
        places[values[row]] = place
        different.append(values[row])
      }
      codes[row] = place
    }
    let known = different
    let grain = 8192
    let texts = try Parallel.map(count: (known.count + grain - 1) / grain) { part in
      known[part * grain..<min(known.count, (part + 1) * grain)].map(write)
    }
    let distinct = TextValues(texts.flatMap { $0 })
    let labels = distinct.codes.wide
    return TextValues(
      codes: WholeValues(narrowing: codes.map { labels.isEmpty ? 0 : labels[Int($0)] }),
      distinct: distinct.distinct)
  }

  private static let today = PlainFunction(
    Card(
      "today", kind: .function, topic: "dates",
      summary: "The current day; a recorded statement says it as a date.",
      searchWords: ["now", "Sys.Date", "current_date"], parameters: [],
      examples: [.runs("today()", because: "it changes every day"), .diagnostic("today(1)", "E36")])
  ) { (call, evaluator) throws(Diagnostic) in
    let day = evaluator.today()
    evaluator.pin(call.range, to: "@\(day)")
    return .cell(.date(day))
  }
}

extension Value {
  /// The type of a single value or of a column's values.
  var scalarKind: ColumnType? {
    switch self {
    case .cell(let cell): cell.type
    case .column(let column): column.type
    default: nil
    }
  }
}
