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
      try log.save(to: path)
      #expect(Verifier(plainEvaluator).verify(path).code == .success)
    }
  }

  @Test func commandsAreRead() throws {
    #expect(try PromptCommand(":save a b.ogive ") == .save("a b.ogive"))
    #expect(try PromptCommand(":help keep") == .help("keep"))
    #expect(throws: Diagnostic.self) { try PromptCommand(":save") }
    do {
      _ = try PromptCommand(":udno")
      Issue.record("an unknown command was taken")
    } catch {
      #expect(error.help == ["did you mean `:undo`?"])
    }
  }
}
