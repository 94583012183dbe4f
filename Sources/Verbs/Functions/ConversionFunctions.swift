import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Conversions from one type to another; nothing converts by itself.
enum ConversionFunctions {
  static let all: [any Function] = [number, text, category, coalesce]

  private static let number = PlainFunction(
    Card(
      "number", kind: .function, topic: "conversions",
      summary: "Reads numbers from texts; true is 1, false is 0.",
      details:
        "A text that isn't a number is an error; with `strict: false` it becomes missing, with a count.",
      searchWords: ["as.numeric", "to_numeric", "parse_number", "cast", "as_integer"],
      parameters: [
        .values("x", "Texts, categories, true/false or numbers."),
        Parameter(
          "strict", .truth, .option, default: .value(.truth(true)),
          "Whether a text that is no number is an error."),
      ],
      examples: [.output("number(\"3.5\") + 1", "4.5"), .diagnostic("number(\"three\")", "E38")])
  ) { (call, evaluator) throws(Diagnostic) in
    var failures = 0
    var firstFailure: String?
    let strict = call.arguments.truth("strict") ?? true
    let result = try call.mapCells("x") { cell in
      switch cell {
      case .number: return cell
      case .truth(let x): return .number(x ? 1 : 0)
      case .text(let text):
        if let x = parseNumber(text.trimmed) { return .number(x) }
        failures += 1
        firstFailure = firstFailure ?? text
      case .date, .dateTime, .missing:
        failures += 1
        firstFailure = firstFailure ?? Value.cell(cell).plainText
      }
      return .missing
    }
    if let firstFailure {
      if strict {
        throw Diagnostic(
          .conversion, "\(quotedText(firstFailure)) is not a number", at: call.arguments.range("x"),
          details: failures > 1 ? ["\(failures - 1) more values are none either"] : [],
          help: ["`number(…, strict: false)` makes them missing"])
      }
      evaluator.undefined(failures, in: call.label)
    }
    // A column whose every text failed has no type by itself.
    if case .column(let column) = result, column.type == .unknown {
      return .column(
        Column(.number(Array(repeating: 0, count: column.count)), missing: column.missing))
    }
    return result
  }

  private static let text = PlainFunction(
    Card(
      "text", kind: .function, topic: "conversions", summary: "Makes texts of any values.",
      searchWords: ["as.character", "str", "to_string", "astype"],
      parameters: [
        .values("x", "The values."),
        Parameter(
          "digits", .whole(.between(1, 17)), .option, default: .none,
          "Significant digits of numbers."),
      ],
      examples: [
        .output("text(3)", "3"), .output("text(3.14159, digits: 3)", "3.14"),
        .diagnostic("text(1, digits: 0)", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let digits = call.arguments.whole("digits")
    return try call.mapCells("x") { cell in
      if case .number(let x) = cell, let digits {
        return .text(NumberText.significant(x, digits: digits))
      }
      return .text(Value.cell(cell).plainText)
    }
  }

  private static let category = PlainFunction(
    Card(
      "category", kind: .function, topic: "conversions",
      summary: "Makes a category: texts with an order of levels.",
      details:
        "Without `levels` they are the texts in sorted order. A text that is none of the levels is an error.",
      searchWords: ["factor", "as.factor", "categorical", "ordered"],
      parameters: [
        .values("x", "The texts, numbers or true/false."),
        Parameter(
          "levels", .list(of: .value), .option, default: .none, "All levels, in their order."),
      ],
      examples: [
        .output(
          #"dataset("mtcars") | change cyl = category(cyl, levels: [8, 6, 4]) | count cyl, sort: false"#,
          #"""
          cyl            n    share
          category  number   number
          8             14  0.43750
          6              7  0.21875
          4             11  0.34375
          3 rows × 3 columns
          """#),
        .diagnostic("category([\"a\", \"b\"], levels: [\"a\"])", "E38"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let source = try call.column("x", evaluator)
    if case .category(let x) = source.values, !call.arguments.has("levels") {
      return .column(Column(.category(x), missing: source.missing))
    }
    let labels = (0..<source.count).map { row -> String? in
      source.isMissing(row) ? nil : Value.cell(source[row]).plainText
    }
    let levels: [String]
    if let given = call.arguments.list("levels") {
      levels = given.map(\.plainText)
      if Set(levels).count != levels.count {
        throw Diagnostic(
          .duplicateName, "a level is given twice", at: call.arguments.range("levels"))
      }
    } else if case .number = source.values {
      levels = Set(source.presentNumbers ?? []).sorted().map(numberText)
    } else {
      levels = Set(labels.compactMap { $0 }).sorted()
    }
    let places = Dictionary(
      levels.enumerated().map { ($0.element, Int32($0.offset)) }, uniquingKeysWith: { a, _ in a })
    var codes: [Int32] = []
    for label in labels {
      guard let label else {
        codes.append(0)
        continue
      }
      guard let place = places[label] else {
        throw Diagnostic(
          .conversion, "\(quotedText(label)) is none of the levels", at: call.arguments.range("x"),
          candidates: levels,
          help: nearestNames(to: label, in: levels).first.map { ["did you mean \"\($0)\"?"] } ?? [])
      }
      codes.append(place)
    }
    return .column(
      Column(.category(CategoryValues(codes: codes, levels: levels)), missing: source.missing))
  }

  private static let coalesce = PlainFunction(
    Card(
      "coalesce", kind: .function, topic: "missing",
      summary: "The first of several values that isn't missing.",
      searchWords: ["ifnull", "nvl", "fillna", "combine_first"],
      parameters: [
        Parameter("x", .anything, .rest, "The values, in the order in which they are tried.")
      ],
      examples: [
        .output("coalesce(missing, 2, 3)", "2"), .diagnostic("coalesce(missing, [1])", "E30"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let (values, rowCount) = try call.rows(of: "x")
    guard let count = rowCount else {
      return values.first { if case .cell(.missing) = $0 { false } else { true } } ?? .missing
    }
    let cells = (0..<count).map { row in
      values.lazy.map { $0.cell(row) }.first { $0 != .missing } ?? .missing
    }
    guard let column = Column(cells: cells) else {
      throw Diagnostic(.wrongKind, "the values are of several types", at: call.range)
    }
    return .column(column)
  }
}

extension String {
  /// The text without blanks at its ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
