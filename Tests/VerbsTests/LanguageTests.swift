import Diagnostics
import Engine
import Tables
import Testing

/// What a newcomer who has read the language's description writes, and what must come of it: each production of the
/// grammar, each rule on names and missing values, `by` with each verb.
struct LanguageTests {
  /// A script and what its last output is: a value as it is shown, a table as its rows, `a 1; b 2`.
  struct Told: Sendable, CustomTestStringConvertible {
    var script: String
    var result: String
    init(_ script: String, _ result: String) { (self.script, self.result) = (script, result) }
    var testDescription: String { script }
  }

  /// Six people in three teams, one of them in none; two ages are missing.
  static let t = """
    t = table(name = ["Ann", "Bob", "Cid", "Dee", "Eve", "Fay"], team = ["b", "a", "b", missing, "a", "b"],
      age = [30, missing, 10, 50, 20, missing])

    """

  private func result(of script: String) throws -> String {
    let ran = run(script, nil)
    if let error = ran.error { Issue.record("\(error.rendered())") }
    guard case .table = ran.value else { return ran.value.text(.recorded) }
    return ran.rows.map { $0.joined(separator: " ") }.joined(separator: "; ")
  }

  static let values: [Told] = [
    // Names, numbers, texts, dates.
    .init("`first name` = 3\n`first name` + 1_000.5e-1", "103.05"),
    .init(#"n = 3"# + "\n" + #""a {"b {n * 2}"} \{c\}\u{e9}""#, "a b 6 {c}é"),
    .init(#"day = @2024-02-28"# + "\n" + #""{day} and {day + 2}""#, "2024-02-28 and 2024-03-01"),
    .init("@2024-03-01 - @2024-02-28", "2"),
    .init("@2024-03-01T12:30 - @2024-03-01T10:00", "9000"),
    .init("@2024-03-01T12:30 + 90", "2024-03-01T12:31:30"),
    .init("[year(@2024-05-06), month(@2024-05-06), weekday(@2024-05-06)]", "[2024, 5, 1]"),
    // Operators by their strength.
    .init("-2 ^ 2", "-4"), .init("2 ^ 3 ^ 2", "512"), .init("2 ^ -1", "0.5"),
    .init("10 - 4 - 3", "3"), .init("-7 % 3", "2"), .init("not 1 == 2", "true"),
    .init("1 + 1 == 2 and 2 < 3 <= 3 or false", "true"), .init("3 > 2 > 2", "false"),
    .init("2 in 1..3 and not 5 in [1, 2]", "true"), .init("1 < 2 == 2", "true"),
    .init("if 1 > 2 then \"a\" else if 2 > 1 then \"b\" else \"c\"", "b"),
    // Missing values.
    .init("missing + 1", "missing"), .init("missing and false", "false"),
    .init("true or missing", "true"), .init("not missing", "missing"),
    .init("x = missing\n[x is missing, x is not missing]", "[true, false]"),
    .init("[0 / 0, log(-1), 1 / 0]", "[missing, missing, missing]"),
    .init("mean([1, missing, 3])", "2"),
    // Lists and ranges.
    .init("(2..5)[2]", "3"), .init("[[1, 2], [3]][1][2]", "2"), .init("a, b = [1, 2]\na - b", "-1"),
    // Statements.
    .init("x = 1 +\n  2\nx", "3"), .init("x = [1,\n2,  # two\n3]\nx", "[1, 2, 3]"),
    .init("x = 5\nif x > 9 { \"big\" } else if x > 3 { \"middle\" } else { \"small\" }", "middle"),
    .init("total = 0\nfor i in 1..4 {\n  total = total + i\n}\ntotal", "10"),
    .init("for day in [@2024-01-01, @2024-01-08] { day + 1 }", "2024-01-09"),
    .init("param limit = 3\nlimit * 2", "6"),
    // Functions.
    .init("def area(w, h: 2) = w * h\n[area(3), area(3, 4), area(h: 5, w: 2)]", "[6, 12, 10]"),
    .init("def half(x) = x / 2\ndef quarter(x) = half(half(x))\nquarter(10)", "2.5"),
    .init("def fact(n) = if n <= 1 then 1 else n * fact(n - 1)\nfact(10)", "3628800"),
    .init(
      """
      def size(x) {
        if x > 10 { return "large" }
        twice = x * 2
        return twice
      }
      [size(4), size(40)]
      """, #"[8, "large"]"#),
    .init("def add_one(x, step: 1) = x + step\n3 | add_one step: 4", "7"),
    .init("x = 1\ndef f(x) = x + 1\n[f(5), x]", "[6, 1]"),
  ]

  @Test(arguments: values) func givesValue(_ one: Told) throws {
    #expect(try result(of: one.script) == one.result)
  }

  static let tables: [Told] = [
    // Which name is meant.
    .init("cutoff = 20\nt | keep age > $cutoff | select name", "Ann; Dee"),
    .init("age = 20\nt | keep age > $age | select name", "Ann; Dee"),
    .init(
      "wanted = \"name\"\nt | sort col($wanted) desc | select col($wanted) | first 2", "Fay; Eve"),
    .init("t | rename `the age` = age | keep `the age` < 20 | select `the age`", "10"),
    // Keep and drop share out each row once; a row of an unknown condition stays with `drop`.
    .init("t | keep age >= 20 | select name", "Ann; Dee; Eve"),
    .init("t | drop age >= 20 | select name", "Bob; Cid; Fay"),
    .init("t | keep 10 < age <= 30 | select name", "Ann; Eve"),
    .init("t | keep age is missing and team in [\"a\", \"c\"] | select name", "Bob"),
    .init("t | drop any_missing() | select name", "Ann; Cid; Eve"),
    // Rows.
    .init("t | first 1 by team | select name, team", "Ann b; Bob a; Dee missing"),
    .init("t | last 1 by team | select name", "Dee; Eve; Fay"),
    .init("t | sort team, age desc | select name", "Eve; Bob; Ann; Cid; Fay; Dee"),
    .init("t | sort age desc by team | first 1 by team | select name", "Eve; Ann; Dee"),
    .init("t | distinct team | select team", "b; a; missing"),
    .init("t | append t | summarise n = count()", "12"),
    .init("t | sample 1, seed: 1 by team | summarise n = count()", "3"),
    // Columns.
    .init("t | select name..team | first 1", "Ann b"),
    .init("t | select numbers() | last 2", "20; missing"),
    .init("t | select starts_with(\"a\"), ends_with(\"me\") | first 1", "30 Ann"),
    .init("t | remove texts() | first 1", "30"),
    .init(
      "t | add next = age + 1, then_some = next * 2 | select then_some | first 2", "62; missing"),
    .init(
      "t | add rest = age - mean(age) by team | select name, rest | first 3",
      "Ann 10; Bob missing; Cid -10"),
    .init("t | change age = age / 10, name = lower(name) | first 1", "ann b 3"),
    .init("t | fill age = mean(age) by team | select age", "30; 20; 10; 50; 20; 20"),
    .init("t | fill age = 0, team = \"none\" | last 3 | select team, age", "none 50; a 20; b 0"),
    .init(
      "t | add old = if age > 25 then \"old\" else \"young\" | count old, sort: false | remove share",
      "old 2; young 2; missing 2"),
    .init(
      "t | add r = rank(age), before = lag(name), n = row_number() | first 2 | select r..n",
      "3 missing 1; missing Ann 2"),
    .init(
      "t | add share = age / sum(age) by team | keep team == \"b\" | select share",
      "0.75; 0.25; missing"),
    // Groups.
    .init("t | summarise n = count(), mean = mean(age) by team", "a 2 20; b 3 20; missing 1 50"),
    .init("t | summarise n = count() by age > 25", "false 2; true 2; missing 2"),
    .init(
      "t | summarise n = count(), oldest = max(age)\n  by team\n  | sort n desc | first 1", "b 3 30"
    ),
    .init("t | count team by team | select share", "1; 1; 1"),
    // Tables.
    .init(
      "u = table(team = [\"a\", \"b\", \"c\"], town = [\"Oslo\", \"Rome\", \"Bern\"])\n"
        + "t | join u on team | select name, town | last 3", "Dee missing; Eve Oslo; Fay Rome"),
    .init(
      "u = table(id = [\"a\", \"c\"], town = [\"Oslo\", \"Bern\"])\n"
        + "t | join u on team = id, rows: \"matching\" | select name, town", "Bob Oslo; Eve Oslo"),
    .init(
      "u = table(team = [\"a\"])\nt | join u on team, rows: \"unmatched\" | select name",
      "Ann; Cid; Dee; Fay"),
    .init(
      "s = table(shop = [\"x\", \"y\"], q1 = [1, 2], q2 = [3, missing])\n"
        + "s | longer q1..q2, name: \"quarter\", value: \"sold\" | wider quarter, value: sold",
      "x 1 3; y 2 missing"),
    .init("t | wider team, value: count(), fill: 0 | summarise a = sum(a), b = sum(b)", "2 3"),
    // Looking and trust.
    .init("t | describe age | select n, `missing`, mean, max", "4 2 27.5 50"),
    .init(
      "t | check age > 5, absent: \"allow\" | check count() == 6 | first 1 | select name", "Ann"),
    .init("t | check age <= max(age), absent: \"allow\" by team | summarise n = count()", "6"),
    // Pipelines and functions over columns.
    .init(
      "clean = | drop age is missing | sort age\nt | clean | select name", "Cid; Eve; Ann; Dee"),
    .init("top = | sort age desc | first 1\nt | top by team | select name", "Eve; Ann; Dee"),
    .init(
      "def share(v) = v / sum(v)\nt | add s = share(age) by team | keep team == \"b\" | select s",
      "0.75; 0.25; missing"),
    .init(
      "def oldest(t, n: 1) = t | sort age desc | first n\nt | oldest n: 2 | select name", "Dee; Ann"
    ),
    .init("def above(t, cut) = t | keep age > $cut\nt | above 20 | select name", "Ann; Dee"),
    .init("t\n  # grown up\n  | keep age > 18  # all of them\n\n  | select name", "Ann; Dee; Eve"),
    .init(
      "for column in [\"name\", \"team\"] {\n  t | summarise n = count_distinct(col($column))\n}",
      "2"),
    .init("t | add tag = \"{name}/{team}\" | select tag | first 4", "Ann/b; Bob/a; Cid/b; missing"),
    // Functions for small work.
    .init(
      "t | add low = least(age, 25), high = greatest(age, 25) | select low, high | first 3",
      "25 30; missing missing; 10 25"),
    .init("t | add g = ntile(age, 3) | select g", "2; missing; 1; 3; 1; missing"),
    .init("t | add p = running_product(age / 10) | select p", "3; missing; 3; 15; 30; missing"),
    .init("t | summarise p = product(age), r = iqr(age)", "300000 17.5"),
    .init(
      "table(x = [\"a-b\", \"c\", missing, \"-d-\"]) | add y = split_part(x, \"-\", 2) | select y",
      "b; missing; missing; d"),
  ]

  @Test(arguments: tables) func givesTable(_ one: Told) throws {
    #expect(try result(of: Self.t + one.script) == one.result)
  }

  /// A wrong script with its error's place between ‹ and ›, the code, and a part of what helps.
  struct Wrong: Sendable, CustomTestStringConvertible {
    var marked: String
    var code: String
    var help: String
    init(_ marked: String, _ code: String, _ help: String) {
      (self.marked, self.code, self.help) = (marked, code, help)
    }
    var testDescription: String { marked }
  }

  static let wrongs: [Wrong] = [
    .init("cutoff = 20\nt | keep age > ‹cutoff›", "E22", "`$cutoff` is the variable"),
    .init("age = 20\nt | keep ‹age == age›", "E23", "`age == $age`"),
    .init("t | keep ‹aeg› > 3", "E21", "did you mean `age`?"),
    .init("t | keep ‹age›", "E30", "`age > 0`"),
    .init("t | keep ‹age == missing›", "E34", "`age is missing`"),
    .init("t | keep ‹name > 3›", "E30", "`number(…)`"),
    .init("t | keep ‹$nothing› > 3", "E20", "give it a value first"),
    .init("t | add ‹age› = 3", "E26", "`change age = 3`"),
    .init("t | change ‹height› = 3", "E21", "`add height = 3`"),
    .init("t | add x = ‹[1, 2]›", "E32", ""),
    .init("t | fill team = ‹3›", "E30", "`text(…)`"),
    .init("t | select ‹age..name›", "E37", "`name..age`"),
    .init("t | first ‹1.5›", "E37", ""),
    .init("t | first ‹m›: 2", "E27", ""),
    .init("t | ‹frist› 2", "E24", "did you mean `first`?"),
    .init("t | summarise ‹mean(age)›", "E18", "`summarise name = mean(age)`"),
    .init("t | summarise m = ‹age› by team", "E32", "`mean(age)`"),
    .init("t | summarise m = mean(age), d = ‹m› * 2", "E21", "in the next stage"),
    .init("t | summarise m = ‹mean(age, strict: true)›", "E91", "without `strict: true`"),
    .init("t | select name by ‹team›", "E18", ""),
    .init("t | join t on ‹team›", "E26", ""),
    .init("t | check ‹age > 20›", "E90", ""),
    .init("‹\"3\"› + 1", "E30", "`number(…)`"),
    .init("‹1 == \"1\"›", "E30", "without quotes"),
    .init("x = [1, 2]\nx[‹3›]", "E39", ""),
    .init("def area(w, h: 2) = w * h\n‹area›()", "E35", "`area(w, h: 2)`"),
    .init("def area(w, h: 2) = w * h\narea(1, ‹k›: 2)", "E27", "`area(w, h: 2)`"),
    .init("if ‹missing› { 1 }", "E30", "`x is missing`"),
    .init("if ‹t.age > 20› { 1 }", "E30", "`any(…)`"),
    .init("for row in ‹t› { row }", "E30", "`for i in 1..10`"),
    .init("t | add x = ‹ifelse›(age > 1, 1, 0)", "E13", "if condition then value else value"),
    .init("t | add x = ‹paste›(name, team)", "E13", "{first} {last}"),
    .init("t | add x = ‹cumsum›(age)", "E13", "`running_sum(x)`"),
    .init("t | add x = ‹pmin›(age, 3)", "E13", "`least(a, b)`"),
    .init("t | add x = least(‹age, name›)", "E30", ""),
    .init("t | add x = split_part(name, ‹\"\"›, 1)", "E37", ""),
    .init("t | add x = ntile(age, ‹0›)", "E37", ""),
  ]

  @Test(arguments: wrongs) func pointsAtItsPlace(_ wrong: Wrong) throws {
    let script = wrong.marked.filter { $0 != "‹" && $0 != "›" }
    let ran = run(Self.t + script, nil)
    let error = try #require(ran.error, "it runs")
    #expect(error.code.rawValue == wrong.code, "\(error.rendered())")
    let place = wrong.marked.split(separator: "‹", maxSplits: 1).last?
      .split(separator: "›", maxSplits: 1, omittingEmptySubsequences: false).first
    #expect(ran.marked == place.map(String.init), "\(error.rendered())")
    #expect(
      (error.help + error.details).joined(separator: "\n").contains(wrong.help)
        || wrong.help.isEmpty,
      "\(error.rendered())")
  }
}
