import Syntax
import Testing

@Suite struct WalkTests {
  @Test(arguments: [
    ("x = t | keep a > $c", ["x"], ["t", "keep", "a", "c"]),
    ("a, b = t | split 0.8 by g, seed: s", ["a", "b"], ["t", "split", "g", "s"]),
    ("def f(x, y: z) = g(x) + w", ["f"], ["g", "w", "z"]),
    (
      "for d in xs { m = t | fit tree(y ~ ., depth: d) }", ["d", "m"],
      ["xs", "t", "fit", "tree", "y", "d"]
    ),
    ("if a { b = 1 } else if c { d = e }", ["b", "d"], ["a", "c", "e"]),
    ("\"{x} {(y | f z)}\"", [], ["x", "y", "f", "z"]),
    ("param p = [q, -r]", ["p"], ["q", "r"]),
    ("x[i].m + h(k: v) .. u", [], ["x", "i", "h", "v", "u"]),
    ("if a is missing then b < c else not d", [], ["a", "b", "c", "d"]),
  ])
  func names(_ text: String, _ assigned: [String], _ read: [String]) throws {
    let statement = try parsed(text).statements[0]
    #expect(statement.namesAssigned == assigned)
    #expect(statement.namesRead == Set(read))
  }

  @Test func visitsInTheOrderOfTheText() throws {
    var seen: [String] = []
    guard
      case .pipeline(let pipeline) = try parsed("f(a + b * c, [d]) - e | keep g").statements[0].kind
    else { return }
    pipeline.visit { expression in
      seen.append(dump(expression))
      return true
    }
    #expect(
      seen == [
        "(call(f; (a + (b * c)); list[d]) - e)", "call(f; (a + (b * c)); list[d])", "f",
        "(a + (b * c))", "a",
        "(b * c)", "b", "c", "list[d]", "d", "e", "g",
      ])
  }

  @Test func visitCanStayOut() throws {
    var seen = 0
    guard case .pipeline(let pipeline) = try parsed("f(a, b) + c").statements[0].kind else {
      return
    }
    pipeline.visit { expression in
      seen += 1
      if case .call = expression.kind { return false }
      return true
    }
    #expect(seen == 3)
  }
}
