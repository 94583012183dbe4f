import Diagnostics
import Syntax
import Testing

@Suite struct ParserTests {
  @Test(arguments: [
    ("1 + 2 * 3", "(1 + (2 * 3))"),
    ("1 - 2 - 3", "((1 - 2) - 3)"),
    ("2 ^ 3 ^ 4", "(2 ^ (3 ^ 4))"),
    ("-2 ^ 2", "(- (2 ^ 2))"),
    ("2 ^ -3 ^ 2", "(2 ^ (- (3 ^ 2)))"),
    ("- - x", "(- (- x))"),
    ("-x * y", "((- x) * y)"),
    ("(1 + 2) * 3", "((1 + 2) * 3)"),
    ("a or b and not c == d", "(a or (b and (not (c == d))))"),
    ("not x in y", "(not (x in y))"),
    ("18 <= age < 65", "(18 <= age < 65)"),
    ("x is missing and y is not missing", "((x is missing) and (y is not missing))"),
    ("1 + 2..n * 2", "((1 + 2) .. (n * 2))"),
    ("x in 1..5", "(x in (1 .. 5))"),
    ("if a then b else if c then d else e", "(if a then b else (if c then d else e))"),
    ("if a then b else c + 1", "(if a then b else (c + 1))"),
    ("y ~ . - id", "(y ~ (. - id))"),
    ("~ a + b", "( ~ (a + b))"),
    ("y ~ a * b + log(x)", "(y ~ ((a * b) + call(log; x)))"),
    ("f(x, n: 3, k = 4)[2].name", "member(index(call(f; x; n: 3; k = 4); 2); name)"),
    ("[1, [2], []]", "list[1; list[2]; list[]]"),
    ("(t | keep a)", "group(t | keep {a})"),
    ("(| keep a)", "group( | keep {a})"),
    ("$x + `a b`", "($x + a b)"),
    ("\"a {x | first 1} b\"", "text(<a > hole(x | first {1}) < b>)"),
    ("a % b / c", "((a % b) / c)"),
    ("x == @2024-03-01", "(x == @2024-03-01)"),
    ("true and missing", "(true and missing)"),
  ])
  func expressions(_ text: String, _ expected: String) throws {
    #expect(try tree(text) == expected)
  }

  @Test(arguments: [
    ("t | sort a desc, b", "t | sort {a desc; b}"),
    ("t | sort desc", "t | sort {desc}"),
    ("t | describe", "t | describe {}"),
    ("t | split 0.8 by survived, seed: 42", "t | split {0.8; seed: 42} by {survived}"),
    (
      "a | join b on x = y, rows: \"all\" by g", "a | join {b; rows: text(<all>)} on {x = y} by {g}"
    ),
    (
      "t | summarise n = count() by g, m = mean(x), h",
      "t | summarise {n = call(count); m = call(mean; x)} by {g; h}"
    ),
    ("t | select (a)", "t | select {a}"),
    ("t | keep (a > 3 or b) and c", "t | keep {(((a > 3) or b) and c)}"),
    ("t | first -1", "t | first {(- 1)}"),
    ("t | `my verb` x", "t | my verb {x}"),
    ("t\n  | keep a\n\n  # why\n  | drop b\nby c", "t | keep {a} # why | drop {b} by {c}"),
    ("x = \n 3", "assign [\"x\"] 3"),
    ("x = f(\n 1,\n 2\n)", "assign [\"x\"] call(f; 1; 2)"),
    ("x = a +\n  b", "assign [\"x\"] (a + b)"),
    ("x = if a\n then b\n else c", "assign [\"x\"] (if a then b else c)"),
    ("a, b = t | split 0.5", "assign [\"a\", \"b\"] t | split {0.5}"),
    (
      "clean = | drop any_missing() | change s = lower(s)",
      "assign [\"clean\"]  | drop {call(any_missing)} | change {s = call(lower; s)}"
    ),
    ("def f(a, b: 2) = a + b", "def f [\"a\", \"b: 2\"] = (a + b)"),
    ("def f() = 1", "def f [] = 1"),
    ("param n = 3", "param n = 3"),
    ("use \"a.ogive\"", "use <a.ogive>"),
    ("if a then b else c", "(if a then b else c)"),
    ("if a then b else c | show", "(if a then b else c) | show {}"),
    ("f =~ x", "assign [\"f\"] ( ~ x)"),
    ("x <-3\n", "E13"),
  ])
  func statements(_ text: String, _ expected: String) throws {
    if expected.hasPrefix("E") {
      #expect(errors(in: text).map(\.code.rawValue) == [expected])
    } else {
      #expect(try parsed(text).statements.map(dump) == [expected])
    }
  }

  @Test func blocks() throws {
    let script = try parsed(
      """
      def f(t, n: 3) {  # opening
        # first
        a = t | first n

        return a  # last
        # closing
      }  # behind
      if a > 1 { b } else if c { d } else { e }
      for i in 1..3 {
      }
      """)
    #expect(script.statements.count == 3)
    #expect(
      dump(script) == """
        def f ["t", "n: 3"] {# opening
        # first
        assign ["a"] t | first {n}

        return a trailing # last
        # closing
        } trailing # behind
        if (a > 1) {
        b
        } else if c {
        d
        } else {
        e
        }
        for i in (1 .. 3) {
        }
        """)
  }

  @Test func recordedLinesStandUnderTheirStatement() throws {
    let script = try parsed("#> none\nx\n#> 1\n#>\n#>  2\n\n# c\n#> no\ny\n\n#> 3\n| keep z")
    #expect(script.statements.map(\.recorded) == [["1", "", " 2"], ["3"], []])
    #expect(script.statements[0].leading == [.comment("#> none")])
    #expect(script.statements[1].leading == [.blank, .comment("# c"), .comment("#> no")])
    // Behind recorded output, a bar begins a statement.
    #expect(dump(script.statements[2].kind) == " | keep {z}")
  }

  @Test func commentsKeepTheirPlaces() throws {
    let script = try parsed(
      "# a\n\n\n# b\nt  # c\n  # d\n  | keep x  # e\n  | add y = 1,  # f\n      z = 2  # g\n\n\n# h\n"
    )
    let statement = script.statements[0]
    #expect(statement.leading == [.comment("# a"), .blank, .comment("# b")])
    guard case .pipeline(let pipeline) = statement.kind else {
      Issue.record("no pipeline")
      return
    }
    #expect(pipeline.headTrailing == "# c")
    #expect(pipeline.stages.map(\.comments) == [["# d"], ["# f"]])
    #expect(pipeline.stages.map(\.trailing) == ["# e", nil])
    #expect(statement.trailing == "# g")
    #expect(script.closing == [.blank, .comment("# h")])
  }

  @Test func emptyScripts() throws {
    for text in ["", "\n", "\n\n\r\n", "\u{FEFF}", "   \t ", "# only\n# comments", "\u{FEFF}# c"] {
      #expect(try parsed(text).statements.isEmpty)
    }
    #expect(
      try parsed("# only\n\n\n# comments\n\n").closing == [
        .comment("# only"), .blank, .comment("# comments"),
      ])
  }

  @Test func lineEndsAndTabs() throws {
    let script = try parsed("\u{FEFF}x\t=\t1\r\ny = \"é\"\r\n\t| show\r\n#> 1\r\nz")
    #expect(
      script.statements.map(dump) == [
        "assign [\"x\"] 1", "assign [\"y\"] text(<é>) | show {}\nrecorded 1", "z",
      ])
    #expect(
      script.statements.map { String(script.source.slice($0.range)) } == [
        "x\t=\t1", "y = \"é\"\r\n\t| show", "z",
      ])
  }

  @Test func rangesOfExpressions() throws {
    let script = try parsed("größe = länge * (höhe + 2) | keep `ä b` > 1")
    guard case .assign(let names, let pipeline) = script.statements[0].kind,
      case .binary(_, let left, let right)? = pipeline.head?.kind
    else {
      Issue.record("no product")
      return
    }
    let texts = [
      names[0].range, left.range, right.range, pipeline.stages[0].range,
      pipeline.stages[0].verb.range,
    ]
    #expect(
      texts.map { String(script.source.slice($0)) } == [
        "größe", "länge", "(höhe + 2)", "keep `ä b` > 1", "keep",
      ])
  }

  @Test func wordsThatTheScriptDefines() {
    #expect(errors(in: "t | filter x").map(\.code) == [.foreignWord])
    #expect(errors(in: "def filter(t) = t\nt | filter").isEmpty)
    #expect(errors(in: "t | filter\nfilter = | keep x").isEmpty)
    #expect(errors(in: "def f(t, filter) = t | filter").isEmpty)
    #expect(errors(in: "use \"others.ogive\"\nt | filter x").isEmpty)
    #expect(errors(in: "t | filter x", defined: ["filter"]).isEmpty)
    #expect(errors(in: "t | `filter` x").isEmpty)
  }
}
