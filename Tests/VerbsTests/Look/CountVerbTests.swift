import Tables
import Testing

@Suite struct CountVerbTests {
  @Test func theMostFrequentFirst() {
    let ran = run("t | count team")
    #expect(ran.table.names == ["team", "n", "share"])
    #expect(
      ran.rows == [["b", "3", "0.5"], ["a", "2", "0.333333"], ["missing", "1", "0.166667"]])
    #expect(run("t | count team, sort: false").column("team") == ["a", "b", "missing"])
  }

  @Test func allRowsAndNone() {
    #expect(run("t | count").rows == [["6", "1"]])
    #expect(run("t | keep false | count").rows == [["0", "missing"]])
    #expect(run("t | keep false | count team").table.rowCount == 0)
  }

  @Test func severalColumnsAndGroups() {
    #expect(run("t | count team, id").table.rowCount == 6)
    let ran = run("t | count id > 2 by team")
    #expect(ran.table.names == ["team", "id > 2", "n", "share"])
    #expect(ran.column("share") == ["0.5", "0.5", "0.666667", "0.333333", "1"])
  }

  @Test func refusals() {
    #expect(run("t | count side").code == "E21")
    #expect(run("t | rename n = id | count n").code == "E29")
    #expect(run("t | count team, sort: 1").code == "E37")
  }
}
