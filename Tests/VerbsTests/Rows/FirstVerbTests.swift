import Tables
import Testing

@Suite struct FirstVerbTests {
  @Test func takesRowsFromTheTop() {
    #expect(run("t | first 2").column("id") == ["1", "2"])
    #expect(run("t | first 2").notes == ["2 of 6 rows"])
    #expect(run("t | first 0").table.rowCount == 0)
    #expect(run("t | first").table.rowCount == 6)
    #expect(run("t | first 100").table.rowCount == 6)
  }

  @Test func eachGroupInTheOrderOfTheTable() {
    #expect(run("t | first 1 by team").column("id") == ["1", "2", "4"])
    #expect(run("t | last 1 by team").column("id") == ["4", "5", "6"])
    #expect(run("t | last 1 by id > 3").column("id") == ["3", "6"])
  }

  @Test func takesRowsFromTheEnd() {
    #expect(run("t | last 2").column("id") == ["5", "6"])
  }

  @Test func refusals() {
    #expect(run("t | first -1").code == "E37")
    #expect(run("t | first -1").marked == "-1")
    #expect(run("t | last 1.5").code == "E37")
    #expect(run("t | first 1 by side").marked == "side")
  }
}
