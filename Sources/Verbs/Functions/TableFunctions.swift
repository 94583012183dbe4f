import Cards
import Diagnostics
import Engine
import Numerics
import Syntax
import Tables

/// Functions that make tables, pick columns, or ask something of a table.
enum TableFunctions {
  static let all: [any Function] =
    [table, col, anyMissing, rowCount, columnNames]
    + [
      selector("numbers", "Picks the columns of numbers.", picks: ["a"]),
      selector("texts", "Picks the columns of texts and categories.", picks: ["b"]),
      selector("truths", "Picks the columns of true/false.", picks: ["c"]),
      selector("dates", "Picks the columns of dates and date-times.", picks: ["d"]),
      selector(
        "all_columns", "Picks all columns.", words: ["everything"], picks: ["a", "b", "c", "d"]),
    ]

  private static let table = PlainFunction(
    Card(
      "table", kind: .function, topic: "tables", summary: "Makes a table of lists or columns.",
      searchWords: ["data.frame", "tibble", "dataframe", "values"],
      parameters: [Parameter("columns", .definitions, .rest, "A name and a list for each column.")],
      examples: [
        .output("table(a = [1, 2], b = [\"x\", \"y\"]).b[2]", "y"),
        .diagnostic("table(a = [1, 2], b = [1, 2, 3])", "E32"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    var values: [(name: Name, value: Value, range: SourceRange)] = []
    for (name, expression) in call.arguments.definitions("columns") {
      values.append((name, try evaluator.evaluate(expression, in: .value), expression.range))
    }
    var count = 1
    for (_, value, _) in values {
      if case .column(let column) = value { count = column.count }
      if case .list(let items) = value { count = items.count }
      if value.rowCount != nil { break }
      if case .list = value { break }
    }
    var named: [(name: String, column: Column)] = []
    for (name, value, range) in values {
      if named.contains(where: { $0.name == name.text }) {
        throw Diagnostic(.duplicateName, "`\(name.text)` is given twice", at: name.range)
      }
      named.append((name.text, try evaluator.column(value, count, at: range)))
    }
    return .table(Table(named, rowCount: count) ?? .empty)
  }

  private static let col = PlainFunction(
    Card(
      "col", kind: .function, topic: "columns", summary: "The column whose name is in a text.",
      searchWords: ["get", "all_of", "sym", "pull"],
      parameters: [
        Parameter(
          "name", .anything, .position, "The name, or a list of names where columns are picked.")
      ],
      examples: [
        .output(
          "wanted = \"mpg\"\ndataset(\"mtcars\") | summarise m = max(col($wanted)) | check m == 33.9\n1",
          "1"),
        .diagnostic("dataset(\"mtcars\") | select col(\"nothing\")", "E21"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    guard let frame = call.place.frame else {
      throw Diagnostic(
        .misplaced, "`col` picks a column of a table, and there is none here", at: call.range,
        help: ["`table[\"name\"]` is the column of a table"])
    }
    guard let item = call.arguments.items("name").first else { return .missing }
    let name = try evaluator.columnName(
      Expression(.call(Expression(.name("col"), call.arguments.nameRange), [item]), call.range),
      frame.table,
      frame.subject)
    return frame.column(name).map { .column($0) } ?? .missing
  }

  private static let anyMissing = PlainFunction(
    Card(
      "any_missing", kind: .function, topic: "missing",
      summary:
        "Whether a row has a missing value in any of some columns; in any column at all if none is named.",
      searchWords: ["complete.cases", "dropna", "drop_na", "isna"],
      parameters: [Parameter("columns", .columns, .rest, default: .none, "The columns.")],
      examples: [
        .output(
          "t = table(a = [1, missing, 3], b = [missing, 5, 6])\nt | drop any_missing()",
          "     a       b\nnumber  number\n     3       6\n1 row × 2 columns"),
        .diagnostic("any_missing()", "E18"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    guard let frame = call.place.frame else {
      throw Diagnostic(
        .misplaced, "`any_missing` looks at the rows of a table, and there is none here",
        at: call.range)
    }
    let items = call.arguments.items("columns")
    let names =
      items.isEmpty ? frame.table.names : try evaluator.selection(items, frame.table, frame.subject)
    var missing = [Bool](repeating: false, count: frame.rowCount)
    for name in names {
      guard let bits = frame.column(name)?.missing else { continue }
      for row in bits.setIndices() { missing[Int(row)] = true }
    }
    return .column(Column(.truth(missing)))
  }

  private static let rowCount = PlainFunction(
    Card(
      "row_count", kind: .function, topic: "tables", summary: "How many rows a table has.",
      searchWords: ["nrow", "len", "shape"],
      parameters: [Parameter("table", .table, .position, "The table.")],
      examples: [
        .output("row_count(dataset(\"iris\"))", "150"), .diagnostic("row_count(3)", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    guard case .table(let table) = call.value("table") else { throw call.wrong("table", "a table") }
    return .number(Double(table.rowCount))
  }

  private static let columnNames = PlainFunction(
    Card(
      "column_names", kind: .function, topic: "tables",
      summary: "The names of a table's columns, as a list.",
      searchWords: ["names", "colnames", "columns"],
      parameters: [Parameter("table", .table, .position, "The table.")],
      examples: [
        .output("column_names(dataset(\"faithful\"))", "[\"eruptions\", \"waiting\"]"),
        .diagnostic("column_names(3)", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    guard case .table(let table) = call.value("table") else { throw call.wrong("table", "a table") }
    return .list(table.names.map { .text($0) })
  }

  /// The words that pick columns by a property are read by the engine where columns are picked; elsewhere they are
  /// errors.
  private static func selector(
    _ name: String, _ summary: String, words: [String] = [], picks: [String]
  ) -> any Function {
    let example = """
      t = table(a = [1], b = ["x"], c = [true], d = [@2024-03-01])
      t | select \(name)() | column_names
      """
    return PlainFunction(
      Card(
        name, kind: .function, topic: "columns", summary: summary,
        searchWords: words + ["where", "select_dtypes"],
        parameters: [],
        examples: [
          .output(example, "[" + picks.map(quotedText).joined(separator: ", ") + "]"),
          .diagnostic("\(name)()", "E18"),
        ])
    ) { (call, _) throws(Diagnostic) in
      throw Diagnostic(
        .misplaced, "`\(name)()` picks columns and belongs where columns are picked",
        at: call.range,
        help: ["`table | select \(name)()`"])
    }
  }
}
