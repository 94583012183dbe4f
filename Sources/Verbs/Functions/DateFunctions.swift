import Cards
import Diagnostics
import Engine
import Tables

/// Row-wise functions of dates and date-times.
enum DateFunctions {
  static let all: [any Function] = [
    part("year", "The year.", "2024") { day, _ in day.calendar.year },
    part("month", "The month, 1 to 12.", "3") { day, _ in day.calendar.month },
    part("day", "The day of the month.", "1") { day, _ in day.calendar.day },
    part("weekday", "The day of the week, 1 for Monday to 7 for Sunday.", "5") { day, _ in
      day.weekday
    },
    part("quarter", "The quarter of the year, 1 to 4.", "1") { day, _ in
      (day.calendar.month + 2) / 3
    },
    part("hour", "The hour of a date-time; 0 of a date.", "0") { _, instant in
      instant?.time.hour ?? 0
    },
    part("minute", "The minute of a date-time; 0 of a date.", "0") { _, instant in
      instant?.time.minute ?? 0
    },
    part("second", "The whole second of a date-time; 0 of a date.", "0") { _, instant in
      instant?.time.second ?? 0
    },
    date, today,
  ]

  private static func part(
    _ name: String, _ summary: String, _ output: String,
    _ read: @escaping @Sendable (Day, Instant?) -> Int
  ) -> any Function {
    PlainFunction(
      Card(
        name, kind: .function, topic: "dates", summary: summary,
        parameters: [.values("x", "Dates or date-times.")],
        examples: [.output("\(name)(@2024-03-01)", output), .diagnostic("\(name)(3)", "E30")])
    ) { (call, _) throws(Diagnostic) in
      switch call.value("x").scalarKind {
      case .date?, .dateTime?, .unknown?: break
      default:
        throw call.wrong("x", "dates", help: ["`date(\"2024-03-01\")` reads a date from a text"])
      }
      return try call.mapCells("x") { cell in
        switch cell {
        case .date(let day): .number(Double(read(day, nil)))
        case .dateTime(let instant): .number(Double(read(instant.day, instant)))
        default: .missing
        }
      }
    }
  }

  private static let date = PlainFunction(
    Card(
      "date", kind: .function, topic: "dates",
      summary: "Reads dates from texts like 2024-03-01; the day of a date-time.",
      searchWords: ["as.Date", "to_datetime", "ymd", "parse_date", "strptime"],
      parameters: [.values("x", "Texts or date-times.")],
      examples: [
        .output("date(\"2024-03-01\")", "2024-03-01"), .diagnostic("date(\"1 March\")", "E38"),
      ])
  ) { (call, _) throws(Diagnostic) in
    var failure: String?
    let result = try call.mapCells("x") { cell in
      switch cell {
      case .date: return cell
      case .dateTime(let instant): return .date(instant.day)
      case .text(let text):
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        if parts.count == 3, text.utf8.count == 10, let y = parts[0], let m = parts[1],
          let d = parts[2],
          let day = Day(year: y, month: m, day: d)
        {
          return .date(day)
        }
        failure = failure ?? text
      default: failure = failure ?? Value.cell(cell).plainText
      }
      return .missing
    }
    if let failure {
      throw Diagnostic(
        .conversion, "\(quotedText(failure)) is not a date", at: call.arguments.range("x"),
        help: ["dates are read as year-month-day: 2024-03-01"])
    }
    return result
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
