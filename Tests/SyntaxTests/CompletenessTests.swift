import Syntax
import Testing

@Suite struct CompletenessTests {
  @Test(arguments: [
    ("", Parser.Completeness.complete),
    ("titanic", .complete),
    ("titanic | describe\n", .complete),
    ("x = 3 # why", .complete),
    ("# only", .complete),
    ("y ~ .", .complete),
    ("if a { b }", .complete),
    ("x =", .incomplete(indent: 2)),
    ("titanic |", .incomplete(indent: 2)),
    ("titanic | keep age >", .incomplete(indent: 2)),
    ("titanic | add a = 1,\n", .incomplete(indent: 2)),
    ("x = load(\"a.csv\",", .incomplete(indent: 4)),
    ("x = load(", .incomplete(indent: 2)),
    ("x = [1, 2", .incomplete(indent: 2)),
    ("def f(x) {", .incomplete(indent: 2)),
    ("def f(x) {\n  y = x\n", .incomplete(indent: 2)),
    ("def f(x) {\n  for a in x {\n", .incomplete(indent: 4)),
    ("def f(x)", .incomplete(indent: 0)),
    ("if a", .incomplete(indent: 0)),
    ("x = if a then b", .incomplete(indent: 0)),
    ("for i in", .incomplete(indent: 2)),
    ("a and", .incomplete(indent: 2)),
    ("t | join b on", .incomplete(indent: 2)),
    ("x = \"abc", .invalid),
    ("x = )", .invalid),
    ("a b", .invalid),
    ("x = 5px +", .invalid),
    ("t | keep a = 3", .invalid),
    ("while x {", .invalid),
  ])
  func table(_ text: String, _ expected: Parser.Completeness) {
    #expect(Parser.completeness(of: text) == expected)
  }

  @Test func everyLineOfLongStatements() {
    let statements = [
      "titanic =\n  load(\n    \"a.csv\",\n    absent: [\n      \"NA\",\n      \"-\"\n    ]\n  )",
      "def f(\n  x,\n  y: 2\n) {\n  if x > y {\n    return x\n  } else {\n    return y\n  }\n}",
      "for a in [\n  1,\n  2\n] {\n  t | keep x ==\n    $a\n}",
      // Items at the start of their lines.
      "t = table(\na = [1, 2],\nb = [3,\n4]\n)",
      "t | add a = 1 +\n  2,\n  b = if c then\n  d else\n  e",
    ]
    for statement in statements {
      let lines = statement.split(separator: "\n")
      for count in 1..<lines.count {
        let start = lines.prefix(count).joined(separator: "\n")
        guard case .incomplete = Parser.completeness(of: start) else {
          Issue.record("not incomplete: \(start)")
          continue
        }
      }
      #expect(Parser.completeness(of: statement) == .complete)
    }
  }
}
