import Engine
import Session
import Testing

@Suite struct RecorderTests {
  @Test func outputsStandUnderTheirStatements() throws {
    let text = "# Prose\n\na = 2   # two\na * 3\n\n\"x\"\n"
    #expect(try recorded(text) == "# Prose\n\na = 2   # two\na * 3\n#> 6\n\n\"x\"\n#> x\n")
  }

  @Test func recordingAgainChangesNothing() throws {
    let once = try recorded("a = 2\na * 3\n1 / 3")
    #expect(try recorded(once) == once)
    #expect(once.hasSuffix("#> 0.333333\n"))
  }

  @Test func oldLinesAreReplaced() throws {
    #expect(try recorded("1 + 1\n#> 3\n\n#> more\n2\n") == "1 + 1\n#> 2\n2\n#> 2\n")
    #expect(try recorded("a = 1\n#> old\na\n") == "a = 1\na\n#> 1\n")
  }

  @Test func windowsLineEndsAreKept() throws {
    #expect(try recorded("1\r\n2\r\n") == "1\r\n#> 1\r\n2\r\n#> 2\r\n")
  }

  @Test func drawnSeedsAreWrittenIntoTheText() throws {
    #expect(try recorded("1 | hand_pick\n") == "1 | hand_pick seed: 4711\n#> 4711\n")
    #expect(try recorded("1 | hand_pick 3\n") == "1 | hand_pick 3, seed: 4711\n#> 4711\n")
    let inner = try recorded("(1 | hand_pick) + 1\n")
    #expect(inner == "(1 | hand_pick seed: 4711) + 1\n#> 4712\n")
    #expect(try verdict(inner).code == .success)
  }

  @Test func aFailureRecordsNothing() throws {
    var reports: [Report] = []
    let (text, code) = try Recorder(plainEvaluator()).record(try script("1\nnothing_here\n2\n")) {
      reports.append($0)
    }
    #expect(text == nil)
    #expect(code == .failed)
    #expect(reports.count == 2)
  }
}
