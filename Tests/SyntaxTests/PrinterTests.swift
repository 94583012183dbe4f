import Diagnostics
import Syntax
import Testing

@Suite struct PrinterTests {
  @Test(arguments: [
    ("( ( a+b ) )*c", "(a + b) * c"),
    ("(a*b)+c", "a * b + c"),
    ("a-(b-c)-d", "a - (b - c) - d"),
    ("a-(b+c)", "a - (b + c)"),
    ("(a^b)^c", "(a ^ b) ^ c"),
    ("a^(b^c)", "a ^ b ^ c"),
    ("(-2)^2", "(-2) ^ 2"),
    ("-(2^2)", "-2 ^ 2"),
    ("2^(-3)", "2 ^ -3"),
    ("- - x", "--x"),
    ("not (a and b) or (not c)", "not (a and b) or not c"),
    ("(a<b)==c", "(a < b) == c"),
    ("a<b<=c", "a < b <= c"),
    ("not(x in y)", "not x in y"),
    ("(not x) in y", "(not x) in y"),
    ("(x is missing)==true", "(x is missing) == true"),
    ("1..5", "1..5"), ("-1 .. x", "-1..x"), ("(1+n)..m", "1 + n .. m"),
    ("f(x)..g[1]", "f(x)..g[1]"),
    ("(1..2)..3", "(1..2) .. 3"),
    ("if (if a then b else c) then d else e", "if if a then b else c then d else e"),
    ("if a then (if b then c else d) else e", "if a then if b then c else d else e"),
    ("if a then b else (if c then d else e)", "if a then b else if c then d else e"),
    ("1+(if a then b else c)", "1 + (if a then b else c)"),
    ("(~x)", "~ x"), ("y~(a+b)*c", "y ~ (a + b) * c"), ("(y~x)", "y ~ x"),
    ("(.).x", "(.).x"), ("(3).x", "(3).x"), ("f(x) [1] . name", "f(x)[1].name"),
    ("(t|keep a)", "(t | keep a)"), ("(|keep a)", "(| keep a)"),
    ("`plain`", "plain"), ("`two words`", "`two words`"), ("`in`", "`in`"), ("`NULL`", "`NULL`"),
    ("$`in`", "$in"), ("$`a b`", "$`a b`"), ("t.`in`", "t.`in`"),
    ("1_000", "1_000"), ("1E5", "1E5"), ("0.50", "0.50"),
    ("@2024-03-01T12:30:00", "@2024-03-01T12:30"),
    (#""\u{41} \u{7} \t {  x|first 1  } \{""#, #""A \u{7} \t {x | first 1} \{""#),
    ("f( a , b:1 , c=2 , x desc )", "f(a, b: 1, c = 2, x desc)"),
    ("[ ]", "[]"),
  ])
  func expressions(_ text: String, _ expected: String) throws {
    let expression = try Parser.parseExpression(SourceText(name: "test", text: text))
    #expect(expression.canonical == expected)
    #expect(try tree(expected) == dump(expression))
  }

  @Test(arguments: [
    ("t|keep (a)|drop(b)", "t | keep a | drop b"),
    ("t | split seed:1,0.8 by g", "t | split seed: 1, 0.8 by g"),
    ("t | split 0.8,seed:1 by g", "t | split 0.8 by g, seed: 1"),
    ("t | join u, rows:\"all\" on a=b,c", "t | join u on a = b, c, rows: \"all\""),
    ("t | summarise by g, n=count()", "t | summarise n = count() by g"),
    ("t | describe by g,full:true", "t | describe by g, full: true"),
    ("a,b=t|split 0.5", "a, b = t | split 0.5"),
    ("def f(a,b:1)=a+b", "def f(a, b: 1) = a + b"),
    ("f=|keep a", "f = | keep a"),
    ("use   \"a\\\\b\"", "use \"a\\\\b\""),
    ("param   x=[1,2]", "param x = [1, 2]"),
    ("if a {b}", "if a {\n  b\n}"),
    ("if (a) {b} else {}", "if a {\n  b\n} else {\n}"),
    ("for x in(xs){for y in ys{x}}", "for x in xs {\n  for y in ys {\n    x\n  }\n}"),
    ("x   # c", "x  # c"),
    ("\n\n# a\n\n\n\nx\n\n\n# b\n\n", "# a\n\nx\n\n# b"),
    ("x\n\n#>a\n#> b\n#>\ny", "x\n#> a\n#> b\n#>\ny"),
    ("x\n#> 1\n| keep a", "x\n#> 1\n| keep a"),
    ("f(a, # one\n  b # two\n)", "# one\n# two\nf(a, b)"),
    (
      "t\n| keep a # one\n# two\n| drop b # three",
      "t\n  | keep a  # one\n  # two\n  | drop b  # three"
    ),
    ("if a { # c\n# d\n}", "if a {  # c\n  # d\n}"),
  ])
  func scripts(_ text: String, _ expected: String) throws {
    let script = try parsed(text)
    #expect(script.canonical == expected + "\n")
    #expect(try parsed(expected).canonical == expected + "\n")
    #expect(dump(try parsed(expected)) == dump(script))
  }

  @Test func longLinesAreBroken() throws {
    let columns = (1...30).map { "column_\($0)" }
    let text = """
      table | select \(columns.joined(separator: ", ")) | summarise \
      \(columns.prefix(4).map { "mean_\($0) = mean(\($0), strict: true)" }.joined(separator: ", ")) by group
      model = train | fit linear(y ~ \(columns.joined(separator: " + ")), intercept: false)
      x = load("a_rather_long_file_name_in_a_folder.csv", absent: ["NA", "-", "none"], comma: ";", header: true)
      t | keep \(columns.map { "\($0) > 1" }.joined(separator: " and "))
      """
    let script = try parsed(text)
    let canonical = script.canonical
    #expect(canonical.split(separator: "\n").allSatisfy { displayWidth($0) <= 88 })
    #expect(dump(try parsed(canonical)) == dump(script))
    #expect(try parsed(canonical).canonical == canonical)
    #expect(
      canonical.hasPrefix(
        """
        table
          | select column_1, column_2, column_3, column_4, column_5, column_6, column_7, column_8,
                   column_9, column_10, column_11, column_12, column_13, column_14, column_15, column_16,
        """.split(separator: "\n")[0]))
    #expect(
      canonical.contains(
        """
          | summarise mean_column_1 = mean(column_1, strict: true),
                      mean_column_2 = mean(column_2, strict: true),
                      mean_column_3 = mean(column_3, strict: true),
                      mean_column_4 = mean(column_4, strict: true)
            by group
        """))
  }

  @Test func bareNames() {
    for name in ["a", "x_1", "größe", "desc", "年"] { #expect(isBareName(name)) }
    for name in ["", "_a", "1a", "a b", "in", "NULL", "TRUE", "a-b", "😀", "function"] {
      #expect(!isBareName(name))
    }
  }

  @Test func constructedTreesGetTheirBrackets() throws {
    let at = SourceRange(0, 0)
    func name(_ text: String) -> Expression { Expression(.name(text), at) }
    let sum = Expression(.binary(.plus, name("a"), name("b")), at)
    #expect(Expression(.binary(.times, sum, sum), at).canonical == "(a + b) * (a + b)")
    #expect(
      Expression(.not(Expression(.binary(.or, name("a"), name("in")), at)), at).canonical
        == "not (a or `in`)")
    #expect(Expression(.call(sum, []), at).canonical == "(a + b)()")
    #expect(Expression(.number(2.5, written: ""), at).canonical == "2.5")
    #expect(Expression(.number(3, written: ""), at).canonical == "3")
    #expect(Expression(.number(-3, written: ""), at).canonical == "-3")
  }

  /// A pipeline without a head behind another statement would be taken for its next stages.
  @Test func waitingPipelinesStandAlone() throws {
    let waiting = try parsed("| keep a").statements[0]
    let script = Script(source: SourceText(name: "", text: ""), statements: [waiting, waiting])
    #expect(script.canonical == "| keep a\n(| keep a)\n")
    #expect(try parsed(script.canonical).statements.count == 2)
  }

  @Test func randomTreesRoundTrip() throws {
    for seed in 0..<1500 {
      var generator = TreeGenerator(seed: UInt64(seed))
      let script = generator.script()
      let canonical = script.canonical
      let again: Script
      do {
        again = try parsed(canonical)
      } catch {
        Issue.record(
          "seed \(seed): \(canonical)\n\((error as? DiagnosticList)?.all.first?.rendered() ?? "")")
        return
      }
      guard dump(again) == dump(script), again.canonical == canonical else {
        Issue.record(
          "seed \(seed) changes:\n\(canonical)\nto\n\(again.canonical)\n\(dump(script))\n\(dump(again))"
        )
        return
      }
    }
  }
}
