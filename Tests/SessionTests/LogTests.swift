import Diagnostics
import Engine
import Session
import Testing

@Suite struct LogTests {
  private func log(_ lines: String...) -> Log {
    let log = Log(plainEvaluator())
    for line in lines { log.run(line) { _ in } }
    return log
  }
  private func number(_ log: Log, _ name: String) -> Double? {
    if case .cell(.number(let x))? = log.evaluator.variables[name] { x } else { nil }
  }

  @Test func failedStatementsAreNotInIt() {
    let log = log("a = 1", "a = nothing_here", "a + 1")
    #expect(log.entries.map(\.text) == ["a = 1", "a + 1"])
    #expect(log.script == "a = 1\na + 1\n#> 2\n")
  }

  @Test func undoAndRedo() {
    let log = log("a = 1", "a = 2")
    #expect(log.undo()?.text == "a = 2")
    #expect(number(log, "a") == 1)
    #expect(log.undo()?.text == "a = 1")
    #expect(number(log, "a") == nil)
    #expect(log.undo() == nil)
    #expect(log.redo()?.text == "a = 1")
    #expect(log.redo()?.text == "a = 2")
    #expect(number(log, "a") == 2)
    #expect(log.redo() == nil)
    _ = log.undo()
    log.run("b = 1") { _ in }
    #expect(log.redo() == nil)
  }

  @Test func aLeadingBarAmends() {
    let log = log("a = 5", "a = a + 1", "| hand_pick 2")
    #expect(log.entries.map(\.text) == ["a = 5", "a = a + 1 | hand_pick 2, seed: 4711"])
    #expect(number(log, "a") == 4711)
    // An amendment that fails leaves everything as it was.
    log.run("| no_such_verb") { _ in }
    #expect(log.entries.count == 2)
    #expect(number(log, "a") == 4711)
  }

  @Test func severalStatementsAtOnce() {
    let log = log("a = 1\nb = 2\na + b")
    #expect(log.entries.count == 3)
  }

  @Test func amendmentsAreTold() {
    #expect(Log.isAmendment("  | keep a"))
    #expect(Log.isAmendment("by a"))
    #expect(!Log.isAmendment("by = 3"))
    #expect(!Log.isAmendment("bye"))
  }

  @Test func aSavedSessionVerifies() throws {
    try withFolder { folder in
      let log = log("x = 2 / 3", "x", "1 | hand_pick")
      let path = folder + "/s.ogive"
      let unfound = try log.save(to: path)
      #expect(unfound.isEmpty)
      #expect(Verifier(plainEvaluator).verify(path).code == .success)
    }
  }

  @Test func anEditedStatementRunsWhatFollowsAnew() {
    let log = log("a = 1", "b = a + 1", "b * 10")
    #expect(log.entries[2].recorded == ["20"])
    var lines: [String] = []
    let result = log.edit(1, "a = 5") { lines.append($0.text) }
    if case .failure = result { Issue.record("it failed") }
    #expect(lines == ["a = 5", "b = a + 1", "b * 10"])
    #expect(log.entries.map(\.text) == ["a = 5", "b = a + 1", "b * 10"])
    #expect(log.entries[2].recorded == ["60"])
    // A later statement that fails takes the whole change back.
    log.edit(1, "c = 5") { _ in }
    #expect(log.entries.map(\.text) == ["a = 5", "b = a + 1", "b * 10"])
    #expect(number(log, "b") == 6 && log.evaluator.variables["c"] == nil)
    #expect(log.lastError?.code == .unknownVariable && log.fixed == nil)
  }

  @Test func aCureRunsOnlyWhatDidNotRun() {
    let log = log("a = 1\nb = a + 1\nc = aa + b\nd = c")
    #expect(log.entries.count == 2)
    #expect(log.fixed == "c = a + b\nd = c")
    log.fix { _ in }
    #expect(log.entries.map(\.text) == ["a = 1", "b = a + 1", "c = a + b", "d = c"])
    #expect(number(log, "d") == 3 && log.lastError == nil && log.fixed == nil)
  }

  @Test func aCuredAmendmentStandsInThePlaceOfItsStatement() {
    let log = log("two = 2", "two", "| hand_pick twoo")
    #expect(log.fixed == "two\n  | hand_pick two")
    log.fix { _ in }
    #expect(log.entries.map(\.text) == ["two = 2", "two | hand_pick two, seed: 4711"])
  }

  @Test func pastedCommandsAreLinesOfTheirOwn() {
    #expect(
      PromptCommand.parts("a = 1\nb = [\n  2]\n:undo\n\n  :log\nc\n")
        == ["a = 1\nb = [\n  2]", ":undo", "  :log", "c\n"])
  }

  @Test func commandsAreRead() throws {
    #expect(try PromptCommand(":save a b.ogive ") == .save("a b.ogive"))
    #expect(try PromptCommand(":help keep") == .help("keep"))
    #expect(try PromptCommand("  :save\t\"a.ogive\"") == .save("a.ogive"))
    #expect(try PromptCommand(":edit") == .edit(nil))
    #expect(try PromptCommand(":edit 12") == .edit(12))
    #expect(try PromptCommand(":why e21 ") == .why("e21"))
    for wrong in [
      ":save", ":run  ", ":undo 3", ":log x", ":edit two", ":edit 99999999999999999999", ":",
      ": help",
    ] {
      #expect(throws: Diagnostic.self, "\(wrong)") { try PromptCommand(wrong) }
    }
    do {
      _ = try PromptCommand(":udno")
      Issue.record("an unknown command was taken")
    } catch {
      #expect(error.help == ["did you mean `:undo`?"])
    }
  }
}
