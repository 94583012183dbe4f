import Diagnostics
import Engine
import Numerics
import Tables
import Testing
import Verbs

/// Expressions over many rows run as programs on blocks, and aggregates for all groups at once. Both must give what
/// evaluating piece by piece gives: here the same rows go through both ways.
@Suite struct WholeTableTests {
  /// Rows of every type, with missing values, ties, zeros and both signs.
  static func mixed(_ rows: Int, seed: UInt64) throws -> Table {
    var random = SplitMix64(state: seed)
    func draw(_ n: UInt64) -> Int { Int(random.next() % n) }
    func gaps(_ column: Column) -> Column {
      var missing = Bitmap(count: rows)
      for row in 0..<rows where draw(7) == 0 { missing[row] = true }
      return Column(column.values, missing: missing)
    }
    let small = (0..<rows).map { _ in Int32(draw(9)) - 4 }
    let large = (0..<rows).map { _ in Int32(draw(100_000)) }
    let real = (0..<rows).map { _ in Double(draw(2_000_001)) / 1000 - 1000 }
    let words = (0..<rows).map { _ in Optional(["b", "a", "é", "", "ab"][draw(5)]) }
    return Table([
      ("i", gaps(Column(.number(NumberValues(WholeValues(narrowing: small)))))),
      ("j", Column(.number(NumberValues(WholeValues(narrowing: large))))),
      ("x", gaps(Column(.number(real)))),
      ("y", Column(.number(real.map { $0 * 0.5 + 1 }))),
      ("w", gaps(Column(texts: words))),
      ("c", gaps(try Column(texts: words).asCategory())),
      ("b", gaps(Column(.truth(small.map { $0 > 0 })))),
      ("d", gaps(Column(.date(large.map { $0 / 7 })))),
      ("g", Column(texts: words)),
    ]) ?? .empty
  }

  static let expressions = [
    "x + y * 2 - i / 3", "-x", "x / i", "x % i", "x ^ 2", "i ^ i", "2 ^ x", "x % 3 + 7 % i",
    "x > y", "x < 0 and y > 1", "b or x > 0", "not b", "not (x > 0 or b)",
    "b and (x < 5) is missing",
    "1 <= i < 3", "x == y or i == 2", "i != 2", "x is missing", "x is not missing", "b is missing",
    "(x + i) is missing", "w == \"a\"", "w != \"b\"", "w < \"b\"", "\"ab\" <= w", "c == \"é\"",
    "c >= \"ab\"", "w in [\"a\", \"é\"]", "c in [\"b\"]", "d > @1990-02-03",
    "@1980-01-01 <= d < @2000-01-01",
    "if x > 0 then x else -x", "if b then 1 else i", "if w == \"a\" then x else missing",
    "if b then x > y else i == 1", "log(x)", "sqrt(x) + exp(i)", "abs(x) * floor(y / 3)",
    "x > mean(x)",
    "(x - mean(x)) / sd(x)", "if x is missing then median(x) else x", "i in [1, 2]",
    "round(x, 1) + 1",
    "1 + 2 > i", "b == true", "1 / 0 + i", "x + missing", "lag(x) + x", "(x)", "log(0) + x",
    "true and b",
    "i + i", "i - j + 3", "j + j + 1e9 - i", "j + j + 2147483648", "i - 0", "-0 - i", "i + 0.5",
    "i * 2",
    "if true then y else i", "-(i + i)", "(i + j) / (y + 1)", "y - y",
    "false or x > 0", "if true then x else y", "if 1 > 2 then x else i * 2",
  ]

  @Test(arguments: expressions)
  func aProgramGivesWhatPartsGive(_ expression: String) throws {
    let rows = 5000
    let whole = try WholeTableTests.mixed(rows, seed: 11)
    // Few enough rows at a time to be evaluated part by part; aggregates are constants of the whole table there.
    var fixed = expression
    for name in ["mean(x)", "sd(x)", "median(x)"] where expression.contains(name) {
      let value = run("t | summarise v = \(name)", whole).table.columns[0][0].text(digits: 17)
      fixed = fixed.replacing(name, with: "(\(value))")
    }
    let wanted = run(
      "t | select i, j | add r = \(expression)".replacing("| select i, j ", with: ""), whole)
    guard !expression.contains("lag") else {
      #expect(wanted.error == nil)
      return
    }
    try #require(wanted.error == nil)
    var parts: [Table] = []
    var skippedNotes = 0
    for start in stride(from: 0, to: rows, by: 1000) {
      let piece = whole.gather((start..<start + 1000).map { Int32($0) })
      let ran = run("t | add r = \(fixed)", piece)
      try #require(ran.error == nil)
      skippedNotes += ran.notes.count { $0.contains("undefined") }
      parts.append(ran.table)
    }
    var notes: [Note] = []
    let joined = try parts[0].appending(Array(parts.dropFirst()), notes: &notes)
    let (a, b) = (try #require(wanted.table["r"]), try #require(joined["r"]))
    #expect(a.type == b.type)
    #expect(a.firstDifference(from: b) == nil, "\(expression)")
    #expect(wanted.notes.contains { $0.contains("undefined") } == (skippedNotes > 0))
  }

  /// Sums of whole numbers are whole ones; several columns are made in one go, some of them of columns read in place.
  @Test func columnsMadeTogetherAreThoseMadeAlone() throws {
    let definitions = [
      ("a", "i + j"), ("n", "y * 2 - i"), ("e", "(i + j) / (y + 1)"), ("f", "i + i"),
      ("h", "y + y"),
      ("k", "if true then y else i"), ("l", "j + j + 2e9"), ("m", "x + 1 - y"),
    ]
    let whole = try WholeTableTests.mixed(5000, seed: 3)
    let list = definitions.map { "\($0.0) = \($0.1)" }.joined(separator: ", ")
    let together = run("t | add \(list)", whole).table
    for (name, expression) in definitions {
      let alone = run("t | add \(name) = \(expression)", whole).table
      let (one, other) = (try #require(alone[name]), try #require(together[name]))
      #expect(one.firstDifference(from: other) == nil, "\(expression)")
    }
    for (name, column) in zip(whole.names, whole.columns) {
      #expect(try #require(together[name]).firstDifference(from: column) == nil)
    }
  }

  @Test(arguments: expressions)
  func aConditionGivesWhatItsColumnGives(_ expression: String) throws {
    let whole = try WholeTableTests.mixed(3000, seed: 5)
    let column = run("t | add r = \(expression)", whole)
    try #require(column.error == nil)
    guard case .truth(let truths)? = column.table["r"]?.values else { return }
    let missing = column.table["r"]?.missing
    let wanted = truths.indices.filter { truths[$0] && missing?[$0] != true }
    let kept = run("t | add row = row_number() | keep \(expression)", whole)
    #expect(kept.column("row") == wanted.map { "\($0 + 1)" })
  }

  static let aggregates = [
    "count()", "count(x)", "n_missing(x)", "sum(i)", "sum(x)", "mean(i)", "mean(x)", "min(x)",
    "max(i)",
    "min(w)", "max(c)", "min(d)", "max(d)", "sd(x)", "variance(i)", "median(x)", "median(j)",
    "median(d)",
    "quantile(x, 0.9)", "quantile(i, 0.25)", "first(w)", "last(x)", "first(x)", "last(d)",
    "correlation(x, y)", "correlation(i, j)", "correlation(x, y, method: \"spearman\")",
    "weighted_mean(x, j)",
    "count_distinct(w)", "count_distinct(i)", "count_distinct(x)", "top(i)", "top(w)", "any(b)",
    "all(b)",
    "any(x > 0)", "all(x is not missing)", "skewness(y)", "kurtosis(y)", "sum(x * i) / count()",
    "max(j) - min(j)", "mean(x - mean(x))", "sum(b)", "mean(x > 0)",
    "if count() > 100 then mean(y) else 0",
    "sum(1)", "mean(x, strict: false)", "round(mean(y), 2)", "max(x) > 900",
  ]

  /// The same aggregate, hidden in a user's function, is evaluated group by group.
  @Test(arguments: aggregates, ["g", "w", "i", "g, b", "j % 50, w", "x > 0"])
  func allGroupsAtOnceGiveWhatEachGives(_ aggregate: String, _ keys: String) throws {
    for rows in [1, 2, 40, 700] {
      let t = try WholeTableTests.mixed(rows, seed: UInt64(rows))
      let whole = run("t | summarise r = \(aggregate) by \(keys)", t)
      let each = run("def id(v) = v\nt | summarise r = id(\(aggregate)) by \(keys)", t)
      #expect(whole.error?.code == each.error?.code)
      guard let a = whole.table["r"], let b = each.table["r"] else { continue }
      // One group at a time a column without any value has no type, and a category's label is a text.
      #expect(
        a.type == b.type || b.type == .unknown || (a.type == .category && b.type == .text))
      let difference = a.firstDifference(
        from: b, tolerance: Tolerance(relative: 1e-12, absolute: 1e-12))
      #expect(difference == nil, "\(aggregate) by \(keys), \(rows) rows")
      #expect(whole.notes == each.notes)
    }
  }

  static let windows = [
    "x - mean(x)", "lag(x)", "lead(i, 2)", "lag(w)", "rank(x)", "rank(i, ties: \"lowest\")",
    "rank(i, ties: \"dense\", desc: true)", "rank(j, ties: \"highest\")", "row_number()",
    "running_sum(x)",
    "running_mean(i)", "running_min(x)", "running_max(j)", "x / sum(x)", "count()", "first(w)",
    "x == max(x)", "running_sum(x > 0)", "j - lag(j)",
  ]

  @Test(arguments: windows, ["g", "i", "g, b"])
  func windowsOfAllGroupsGiveWhatEachGives(_ window: String, _ keys: String) throws {
    for rows in [1, 3, 60, 900] {
      let t = try WholeTableTests.mixed(rows, seed: UInt64(rows) + 3)
      let whole = run("t | add r = \(window) by \(keys)", t)
      let each = run("def id(v) = v\nt | add r = id(\(window)) by \(keys)", t)
      #expect(whole.error?.code == each.error?.code)
      guard let a = whole.table["r"], let b = each.table["r"] else { continue }
      #expect(a.type == b.type)
      let difference = a.firstDifference(
        from: b, tolerance: Tolerance(relative: 1e-12, absolute: 1e-12))
      #expect(difference == nil, "\(window) by \(keys), \(rows) rows")
      #expect(whole.notes == each.notes)
    }
  }
}
