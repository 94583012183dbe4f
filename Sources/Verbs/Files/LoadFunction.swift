import Cards
import Diagnostics
import Engine
import Tables

/// `load(path)`: a table from a file or from several, or a model from its own file.
struct LoadFunction: Function {
  init() {}

  let card = Card(
    "load", kind: .function, topic: "files",
    summary:
      "Reads a table from a file, several files or a database, or a model from a .model file.",
    details: """
      Tables are separated values (.csv, .tsv), JSON with an object on each line or a list of objects (.jsonl, .ndjson, \
      .json), each of them also compressed with gzip (.csv.gz). A pattern such as `sales-*.csv`, or a folder, reads all \
      its files as one table, with a first column `file` that names the file of each row.

      Of an SQLite database (.db, .sqlite, .sqlite3, and whatever begins as one does) `table:` names the table or view; \
      `query: "select …"` takes what one select gives, which may only read. The file is never written to. Types follow the \
      values of the whole column: numbers, ISO dates, 0 and 1 in a column declared BOOLEAN; columns of bytes are refused, which `columns:` leaves out.

      What isn't said is found in the file: the characters (UTF-8, UTF-16, Windows-1252, Latin-1), the delimiter, the \
      quotes, whether there is a header, the type of each column by all of its values; `explain: true` shows what was \
      found and what came next. Where two delimiters fit alike the load asks for one. `types: ["zip: text", "day: date"]` \
      says the types of columns. Cells that are empty are missing, and so are the words of `absent:`.

      Rows read = rows kept + rows rejected, said after every load; `rejects(table)` shows the rejected ones with their \
      lines and reasons. `bad: "keep"` fills up short rows and joins the last cells of long ones, `bad: "fail"` refuses \
      the file. A file of which most rows are bad is refused too, unless `bad:` says otherwise. A relative path is looked up beside the script first.
      """,
    searchWords: [
      "read", "import", "csv", "read_csv", "open", "readRDS", "pickle", "json", "jsonl", "ndjson",
      "gzip", "glob",
      "folder", "read_json", "sqlite", "sql", "database", "read_sql", "dbConnect", "select",
    ],
    parameters: [
      Parameter("path", .path, .position, "The file, a pattern with `*`, or a folder."),
      Parameter(
        "delimiter", .text, .option, default: .none, "The sign between cells; found if left out."),
      Parameter(
        "quote", .text, .option, default: .none,
        "The sign around quoted cells; \"\" for none, found if left out."),
      Parameter(
        "header", .truth, .option, default: .none,
        "Whether the first row holds names; found if left out."),
      Parameter(
        "skip", .whole(.atLeast(0)), .option, default: .value(.number(0)),
        "Lines to leave out at the start."),
      Parameter(
        "absent", .either([.text, .list(of: .text)]), .option, default: .none,
        "Words that mean missing."),
      Parameter(
        "types", .either([.text, .list(of: .text)]), .option, default: .none,
        "Types of columns, each as \"column: type\"."),
      Parameter(
        "decimal", .choice([".", ","]), .option, default: .none,
        "The sign before a number's fraction; found if left out."),
      Parameter(
        "encoding", .text, .option, default: .none,
        "How characters are written, as \"Latin-1\"; found if left out."),
      Parameter(
        "rows", .either([.whole(.atLeast(1)), .list(of: .whole(.atLeast(1)))]), .option,
        default: .none, "How many rows to read, or which, as `101..200`."),
      Parameter(
        "columns", .either([.text, .list(of: .text)]), .option, default: .none,
        "The names of the columns to keep; all if left out."),
      Parameter(
        "bad", .choice(CSVOptions.Bad.allCases.map(\.rawValue)), .option,
        default: .none,
        "What to do with rows that can't be read: leave them out, mend them, or refuse the file."),
      Parameter(
        "explain", .truth, .option, default: .value(.truth(false)),
        "Whether to say how the file was read and why."),
      Parameter(
        "table", .text, .option, default: .none,
        "The table or view of a database; its only one if left out."),
      Parameter(
        "query", .text, .option, default: .none, "One SQL select over a database."),
      Parameter(
        "file", .either([.text, .truth]), .option, default: .value(.text("file")),
        "With several files, the name of the column that names them; false for none."),
      Parameter(
        "memory", .text, .option, default: .none,
        "What the load may take, as \"4 GB\"; if left out, what `ogive --memory` says or half of the machine's."
      ),
    ],
    examples: [
      .diagnostic("load(\"no-such-folder/*.csv\")", "E50"),
      .diagnostic("load(\"no-such-file.csv\")", "E50"),
      .diagnostic("load(\"data.csv\", types: [\"zip\"])", "E37"),
    ])

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let arguments = call.arguments
    let path = arguments.text("path") ?? ""
    if ModelFiles.isModel(path) { return try model(path, arguments, evaluator) }
    let options = try options(arguments)
    let budget = try budget(arguments, evaluator)
    let part = try part(arguments)
    do throws(Diagnostic) {
      if let (files, set) = try fileSet(path, evaluator) {
        for (name, path) in zip(files, set.paths) { try refuseForeign(arguments, name, path) }
        return try table(of: set, options, budget, part, arguments, evaluator)
      }
      if arguments.has("file") {
        throw Diagnostic(
          .badArgument, "`file` is for several files, and \(quotedText(path)) is one",
          at: arguments.range("file"))
      }
      let resolved = evaluator.resolve(path)
      try refuseForeign(arguments, path, resolved)
      var loaded = try TableFile.read(resolved, options: options, budget: budget, part: part)
      // The file as the script names it, wherever it was found.
      loaded.table.origin?.name = path
      evaluator.say(loaded, path: resolved)
      return .table(loaded.table)
    } catch {
      // What a database hasn't or refuses was named by one of these.
      let named = error.code == .badArgument ? ["query", "table"].first(where: arguments.has) : nil
      throw error.located(at: arguments.range(named ?? "path"))
    }
  }

  // MARK: Several files

  /// The files that a path names if it is a pattern or a folder, and what the script calls them. Beside the script
  /// first, as single files are.
  private func fileSet(
    _ path: String, _ evaluator: Evaluator
  ) throws(Diagnostic) -> (names: [String], set: FileSet)? {
    if let folder = evaluator.folder, !path.hasPrefix("/"), !path.isEmpty {
      let beside = folder + "/" + path
      if let set = try? FileSet(beside) {
        return (set.paths.map { String($0.dropFirst(folder.count + 1)) }, set)
      }
    }
    return try FileSet(evaluator.resolve(path)).map { ($0.paths, $0) }
  }

  private func table(
    of set: FileSet, _ options: CSVOptions, _ budget: MemoryBudget, _ part: DatabasePart,
    _ arguments: Arguments, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Value {
    var column = arguments.text("file") ?? "file"
    if let isWanted = arguments.truth("file") { column = isWanted ? "file" : "" }
    let stack = try set.read(
      options: options, budget: budget, part: part, column: column.isEmpty ? nil : column)
    let folder = evaluator.folder.map { $0 + "/" } ?? ""
    for part in stack.parts {
      var table = part.table
      if !folder.isEmpty, part.path.hasPrefix(folder) {
        table.origin?.name = String(part.path.dropFirst(folder.count))
      }
      evaluator.record(table, path: part.path)
    }
    evaluator.say(stack.loaded, path: nil)
    return .table(stack.loaded.table)
  }

  // MARK: Options

  private func options(_ arguments: Arguments) throws(Diagnostic) -> CSVOptions {
    var options = CSVOptions()
    options.delimiter = try sign("delimiter", arguments)
    if arguments.has("quote") {
      options.quote = try sign("quote", arguments).map { .byte($0) } ?? .none
    }
    options.decimal = arguments.text("decimal")?.utf8.first
    options.encoding = try encoding(arguments)
    options.rows = try rows(arguments)
    options.columns = arguments.texts("columns")
    options.explain = arguments.truth("explain") ?? false
    options.absent = arguments.texts("absent") ?? []
    options.header = arguments.truth("header")
    options.skip = arguments.whole("skip") ?? 0
    options.types = try types(arguments)
    options.bad = arguments.text("bad").flatMap { CSVOptions.Bad(rawValue: $0) }
    return options
  }

  /// Options that don't go with what the file holds.
  private func refuseForeign(
    _ arguments: Arguments, _ name: String, _ path: String
  ) throws(Diagnostic) {
    let separated = CSVOptions.ownNames
    let database = ["table", "query"]
    let (isWhat, foreign): (String, [String]) =
      switch FileFormat.content(of: path) {
      case .separated: ("holds separated values", database)
      case .json, .jsonLines: ("is JSON", database + separated)
      case .database: ("is a database", separated + ["bad"])
      }
    for option in foreign where arguments.has(option) {
      let isFor =
        database.contains(option)
        ? "databases" : option == "bad" ? "separated values and JSON" : "separated values"
      throw Diagnostic(
        .badArgument, "`\(option)` is for \(isFor), and \(quotedText(name)) \(isWhat)",
        at: arguments.range(option))
    }
  }

  /// What of a database is wanted.
  private func part(_ arguments: Arguments) throws(Diagnostic) -> DatabasePart {
    switch (arguments.text("table"), arguments.text("query")) {
    case (nil, nil): return .only
    case (let table?, nil): return .table(table)
    case (nil, let query?): return .query(query)
    default:
      throw Diagnostic(
        .badArgument, "`table` and `query` say two different things",
        at: arguments.range("query"), help: ["leave out one of them"])
    }
  }

  private func budget(
    _ arguments: Arguments, _ evaluator: Evaluator
  ) throws(Diagnostic) -> MemoryBudget {
    guard let text = arguments.text("memory") else { return evaluator.memory ?? .standard }
    guard let budget = MemoryBudget(text) else {
      throw Diagnostic(
        .badArgument, "`memory` is a size, not \(quotedText(text))", at: arguments.range("memory"),
        help: ["`memory: \"4 GB\"` or `memory: \"500 MB\"`"])
    }
    return budget
  }

  /// The model of a file that `save` wrote; nothing is to be said of how it is read.
  private func model(
    _ path: String, _ arguments: Arguments, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Value {
    for parameter in card.parameters where parameter.name != "path" && arguments.has(parameter.name)
    {
      throw Diagnostic(
        .badArgument, "`\(parameter.name)` is for tables, and \(quotedText(path)) is a model",
        at: arguments.range(parameter.name))
    }
    let resolved = evaluator.resolve(path)
    do {
      let (model, fingerprint) = try ModelFiles.read(resolved, evaluator.catalogue)
      let (rows, columns) = model.learntFrom
      evaluator.loaded(
        Loaded(
          origin: Origin(name: path, rows: rows, columns: columns, fingerprint: fingerprint),
          path: resolved, table: nil))
      return .object(model)
    } catch {
      throw error.located(at: arguments.range("path"))
    }
  }

  /// A sign of one byte; an empty text is none.
  private func sign(_ name: String, _ arguments: Arguments) throws(Diagnostic) -> UInt8? {
    guard let text = arguments.text(name), !text.isEmpty else { return nil }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte != 10, byte != 13 else {
      throw Diagnostic(
        .badArgument, "`\(name)` must be a single plain sign, not \(quotedText(text))",
        at: arguments.range(name),
        help: name == "delimiter" ? ["`delimiter: \";\"`, a tab is `\"\\t\"`"] : [])
    }
    return byte
  }

  private func encoding(_ arguments: Arguments) throws(Diagnostic) -> TextEncoding? {
    guard let name = arguments.text("encoding") else { return nil }
    guard let encoding = TextEncoding(name: name) else {
      throw Diagnostic(
        .badArgument, "\(quotedText(name)) is no encoding that can be read",
        at: arguments.range("encoding"), candidates: TextEncoding.allCases.map(\.rawValue),
        help: ["`iconv -f \(name) -t UTF-8` makes UTF-8 of others"])
    }
    return encoding
  }

  /// A number of rows from the first, or the first and last of a list of neighbours.
  private func rows(_ arguments: Arguments) throws(Diagnostic) -> ClosedRange<Int>? {
    if let count = arguments.whole("rows") { return 1...count }
    guard let list = arguments.list("rows") else { return nil }
    let numbers = list.compactMap {
      if case .cell(.number(let x)) = $0 { Int(exactly: x) } else { nil }
    }
    guard let first = numbers.first, let last = numbers.last, numbers.count == list.count,
      first <= last, zip(numbers, numbers.dropFirst()).allSatisfy({ $0 + 1 == $1 })
    else {
      throw Diagnostic(
        .badArgument, "`rows` is a number of rows or a range of neighbours",
        at: arguments.range("rows"), help: ["`rows: 1000`, or `rows: 101..200`"])
    }
    return first...last
  }

  private func types(_ arguments: Arguments) throws(Diagnostic) -> [String: ColumnType] {
    var types: [String: ColumnType] = [:]
    for text in arguments.texts("types") ?? [] {
      let colon = text.lastIndex(of: ":")
      let name = colon.map { String(text[..<$0]) } ?? ""
      let word = colon.map { String(text[text.index(after: $0)...].drop { $0 == " " }) } ?? text
      guard !name.isEmpty, let type = ColumnType(rawValue: word), type != .unknown else {
        let known = ColumnType.allCases.filter { $0 != .unknown }.map(\.rawValue).joined(
          separator: ", ")
        throw Diagnostic(
          .badArgument, "a type is given as \"column: type\", not \(quotedText(text))",
          at: arguments.range("types"),
          details: ["types: \(known)"], help: ["`types: [\"zip: text\"]`"])
      }
      types[name] = type
    }
    return types
  }
}
