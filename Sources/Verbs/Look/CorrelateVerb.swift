import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// The correlations of columns of numbers, each with each: Pearson's, or Spearman's of the ranks.
///
/// A row counts for a pair if both its values are there.
struct CorrelateVerb: Verb {
  let card = Card(
    "correlate", kind: .verb, topic: "look",
    summary: "Gives the correlation of each two columns of numbers.",
    details: """
      A row counts for a pair of columns if both values are there. The correlation with a column that is always the \
      same is undefined, so missing.
      """,
    searchWords: ["cor", "corr", "correlation", "pwcorr", "pearson", "spearman", "association"],
    parameters: [
      Parameter(
        "columns", .columns, .rest, default: .none, "Two or more columns; all numbers if left out."),
      Parameter(
        "method", .choice(["pearson", "spearman"]), .option, default: .value(.text("pearson")),
        "Of the values as they are, or of their ranks."),
    ],
    examples: [
      .output(
        #"dataset("mtcars") | correlate mpg, wt, hp"#,
        #"""
        column       mpg        wt        hp
        text      number    number    number
        mpg      1.00000  -0.86766  -0.77617
        wt      -0.86766   1.00000   0.65875
        hp      -0.77617   0.65875   1.00000
        3 rows × 4 columns
        """#),
      .output(
        #"dataset("iris") | correlate petal_length, petal_width, method: "spearman" by species"#,
        #"""
        species     column        petal_length  petal_width
        text        text                number       number
        setosa      petal_length       1.00000      0.27114
        setosa      petal_width        0.27114      1.00000
        versicolor  petal_length       1.00000      0.78701
        versicolor  petal_width        0.78701      1.00000
        virginica   petal_length       1.00000      0.36291
        virginica   petal_width        0.36291      1.00000
        6 rows × 4 columns
        """#),
      .diagnostic(#"dataset("iris") | correlate species, petal_width"#, "E30"),
      .diagnostic(#"dataset("iris") | correlate petal_width"#, "E37"),
      .diagnostic(#"dataset("iris") | correlate method: "kendall""#, "E37"),
    ])

  var grouping: GroupingStyle { .own }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let table = try call.table()
    let names: [String]
    if call.arguments.has("columns") {
      names = try evaluator.selection(call.arguments.items("columns"), table, call.subject)
    } else {
      let keys = call.by.isEmpty ? [] : try evaluator.grouping(table, call.by, call.subject).names
      names = zip(table.names, table.columns)
        .filter { $0.1.type == .number && !keys.contains($0.0) }.map(\.0)
    }
    for name in names {
      guard let column = table[name], column.type != .number else { continue }
      throw Diagnostic(
        .wrongKind, "`\(name)` holds \(column.type.plural), and only numbers correlate",
        at: call.arguments.range("columns"), found: column.type.plural, expected: ["numbers"])
    }
    guard names.count >= 2 else {
      throw Diagnostic(
        .badArgument, "`correlate` needs two columns of numbers or more, not \(names.count)",
        at: call.arguments.range("columns"))
    }
    if names.contains("column") {
      throw Diagnostic(
        .duplicateName, "`correlate` makes a column `column` itself",
        at: call.arguments.range("columns"),
        help: ["rename it before: `rename other = column`"])
    }
    let usesRanks = call.arguments.text("method") == "spearman"
    if call.by.isEmpty { return .table(try matrix(table, names, usesRanks, evaluator)) }
    return try evaluator.stacked(table, call.by, call.subject) { (group) throws(Diagnostic) in
      .table(try matrix(group, names, usesRanks, evaluator))
    }
  }

  private func matrix(
    _ table: Table, _ names: [String], _ usesRanks: Bool, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Table {
    let columns = names.compactMap { table[$0] }
    let rows = table.rowCount
    var result = [[Double]](
      repeating: [Double](repeating: .nan, count: names.count), count: names.count)
    var fewest = rows
    var undefined = 0
    for i in columns.indices {
      try evaluator.checkInterrupt()
      for j in 0..<i {
        guard case .number(let a) = columns[i].values, case .number(let b) = columns[j].values
        else { continue }
        let (x, y) = complete(a.doubles, columns[i].missing, b.doubles, columns[j].missing)
        fewest = min(fewest, x.count)
        var r = Double.nan
        if x.count > 1 {
          r = usesRanks ? Reductions.rankCorrelation(x, y) : Reductions.correlation(x, y)
        }
        if !r.isFinite { undefined += 1 }
        (result[i][j], result[j][i]) = (r, r)
      }
      // A column goes with itself perfectly, unless it doesn't vary.
      let own = columns[i].presentNumbers ?? []
      if own.contains(where: { $0 != own[0] }) { result[i][i] = 1 }
    }
    if fewest < rows {
      evaluator.note(
        .missing, "pairs with a missing value left out: \(fewest) of \(rows) rows at the least")
    }
    evaluator.undefined(undefined, in: "correlate")
    var named: [(name: String, column: Column)] = [("column", Column(texts: names))]
    for (place, name) in names.enumerated() { named.append((name, Column(numbers: result[place]))) }
    return Table(named, rowCount: names.count) ?? .empty
  }

  /// The values of two columns in the rows where both are there.
  private func complete(
    _ a: [Double], _ aMissing: Bitmap?, _ b: [Double], _ bMissing: Bitmap?
  ) -> (x: [Double], y: [Double]) {
    guard let gone = aMissing.map({ m in bMissing.map { m.union($0) } ?? m }) ?? bMissing else {
      return (a, b)
    }
    let rows = gone.unsetIndices()
    return (rows.map { a[Int($0)] }, rows.map { b[Int($0)] })
  }
}
