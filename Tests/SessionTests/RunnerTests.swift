import Diagnostics
import Engine
import Session
import Testing

@Suite struct RunnerTests {
  @Test func theFirstFailureEnds() throws {
    var lines: [Int] = []
    let code = Runner(plainEvaluator()).run(try script("1\n\nnothing_here\n2\n")) {
      lines.append($0.line)
      return true
    }
    #expect(code == .failed)
    #expect(lines == [1, 3])
  }

  @Test func settings() throws {
    let source = try script("param cut = 3\nparam who = \"x\"\ncut\n")
    let settings = try Runner.settings(["cut=-4.5", "who=a b=c"], for: source)
    if case .cell(.number(let x))? = settings["cut"] {
      #expect(x == -4.5)
    } else {
      Issue.record("cut is no number")
    }
    if case .cell(.text(let x))? = settings["who"] {
      #expect(x == "a b=c")
    } else {
      Issue.record("who is no text")
    }
    do {
      _ = try Runner.settings(["cat=1"], for: source)
      Issue.record("an unknown name was taken")
    } catch {
      #expect(error.code == .unknownParameter)
      #expect(error.help == ["did you mean `cut`?"])
    }
  }

  @Test func reportsAsJSON() throws {
    var lines: [String] = []
    _ = Runner(plainEvaluator()).run(try script("1 + 1\na = nope\n")) {
      lines.append($0.json.encoded)
      return true
    }
    let start =
      #"{"statement":"1 + 1","line":1,"outputs":[{"title":null,"kind":"number","text":"2","value":2,"notes":[]}],"notes":[],"seconds":"#
    #expect(lines[0].hasPrefix(start))
    let seconds = try #require(Double(lines[0].dropFirst(start.count).dropLast()))
    #expect(seconds >= 0 && seconds < 60)
    #expect(
      lines[1].hasPrefix(#"{"statement":"a = nope","line":2,"error":{"code":"E20","message":"#))
    #expect(lines[1].contains(#""file":"test.ogive","line":2,"column":5"#))
  }
}
