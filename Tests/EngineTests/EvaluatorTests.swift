import Diagnostics
import Engine
import Syntax
import Tables
import Testing

/// The language without its verbs: values, operators, functions, choices, loops.
struct EvaluatorTests {
  private func value(_ text: String) throws -> String {
    let source = SourceText(name: "test", text: text)
    let evaluator = Evaluator(catalogue: Catalogue(verbs: [], functions: []))
    var last = ""
    for statement in try Parser.parse(source).statements {
      for output in try evaluator.execute(statement, of: source).outputs {
        last = output.value.text(.recorded)
      }
    }
    return last
  }

  private func error(_ text: String) -> (code: Diagnostic.Code, marked: String)? {
    do {
      _ = try value(text)
      return nil
    } catch let error as Diagnostic {
      return (error.code, error.range.map { String(error.source?.slice($0) ?? "") } ?? "")
    } catch let errors as DiagnosticList {
      let error = errors.all[0]
      return (
        error.code, error.range.map { String(SourceText(name: "", text: text).slice($0)) } ?? ""
      )
    } catch {
      return nil
    }
  }

  @Test(arguments: [
    ("1 + 2 * 3", "7"), ("2 ^ 3 ^ 2", "512"), ("-2 ^ 2", "-4"), ("7 % 3", "1"), ("-1 % 7", "6"),
    ("1 / 0", "missing"),
    ("0 / 0 is missing", "true"), ("18 <= 20 < 65", "true"), ("1 < 3 < 2", "false"),
    ("not true or true", "true"),
    ("false and missing", "false"), ("true or missing", "true"),
    ("(true and missing) is missing", "true"),
    ("missing + 1", "missing"), ("2 in [1, 2]", "true"), ("\"a\" < \"b\"", "true"),
    ("[1, 2, 3][2]", "2"),
    ("1..3", "[1, 2, 3]"), ("3..1", "[]"), ("if 1 > 2 then \"a\" else \"b\"", "b"),
    ("@2024-02-28 + 2", "2024-03-01"), ("@2024-03-01 - @2024-02-01", "29"),
    ("@2024-03-01 > @2023-03-01", "true"),
    ("x = 2\n\"x is {x + 1}\"", "x is 3"), ("def f(a, b: 2) = a * b\nf(3)", "6"),
    ("def f(a, b: 2) = a * b\nf(3, b: 5)", "15"),
    ("def fact(n) = if n <= 1 then 1 else n * fact(n - 1)\nfact(10)", "3628800"),
    ("def f(n) {\n  if n > 2 { return \"big\" }\n  return \"small\"\n}\nf(3)", "big"),
    ("a, b = [1, 2]\nb", "2"),
    ("s = 0\nfor i in 1..4 {\n  s = s + i\n}\ns", "10"),
    ("9007199254740992 - 1", "9007199254740991"),
  ])
  func gives(_ text: String, _ expected: String) throws {
    #expect(try value(text) == expected)
  }

  @Test(arguments: [
    ("\"3\" + 1", Diagnostic.Code.wrongKind, "\"3\""), ("x + 1", .unknownVariable, "x"),
    ("f(1)", .unknownFunction, "f"),
    ("3 == missing", .comparisonWithMissing, "3 == missing"), ("[1, 2][3]", .outOfBounds, "3"),
    ("if 3 { 1 }", .wrongKind, "3"), ("def f(x) = x\nf()", .missingArgument, "f"),
    ("def f(x) = x\nf(1, 2)", .tooManyArguments, "2"), ("a, b = [1, 2, 3]", .lengthsDiffer, "a, b"),
    ("1 | keep 2", .unknownVerb, "keep"), ("return 3", .misplaced, "return"),
    ("\"a\" == 3", .wrongKind, "\"a\" == 3"),
    ("1..1e12", .tooLarge, "1..1e12"), ("use \"nothing.ogive\"", .cannotRead, "\"nothing.ogive\""),
  ])
  func refuses(_ text: String, _ code: Diagnostic.Code, _ marked: String) throws {
    let failure = error(text)
    #expect(failure?.code == code)
    #expect(failure?.marked == marked)
  }

  /// Where it ends depends on the stack of the thread; that it ends in an error doesn't.
  @Test func endlessRecursionEnds() {
    #expect(error("def f(x) = f(x)\nf(1)")?.code == .recursion)
    #expect(error("def f(x) = g(x) + 1\ndef g(x) = f(x)\nf(1)")?.code == .recursion)
  }

  @Test func failedStatementChangesNothing() throws {
    let source = SourceText(
      name: "test", text: "x = 1\nfor i in [1, 2] {\n  x = x + i\n  x + \"a\"\n}")
    let evaluator = Evaluator(catalogue: Catalogue(verbs: [], functions: []))
    let statements = try Parser.parse(source).statements
    _ = try evaluator.execute(statements[0], of: source)
    #expect(throws: Diagnostic.self) { try evaluator.execute(statements[1], of: source) }
    #expect(evaluator.variables["x"]?.text(.recorded) == "1")
    #expect(evaluator.variables["i"] == nil)
  }
}
