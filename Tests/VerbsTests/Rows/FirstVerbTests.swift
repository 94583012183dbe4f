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

  /// `sort … | first …` is done at once, to what both give one by one.
  @Test(arguments: [
    ("x desc", "2 by w"), ("i, x", "1 by g"), ("abs(x)", "3 by w, g"), ("x", "7"), ("w desc", ""),
    ("i", "0 by w"), ("x desc", "2 by j"), ("i + 1", "2 by i > 0"), ("x", "1 by g, g"),
  ]) func behindASort(_ keys: String, _ first: String) throws {
    let rows = try WholeTableTests.mixed(6000, seed: 5)
    let atOnce = run("t | sort \(keys) | first \(first)", rows)
    let apart = run("s = t | sort \(keys)\ns | first \(first)", rows)
    #expect(atOnce.error == nil)
    #expect(atOnce.rows == apart.rows)
    #expect(atOnce.notes == apart.notes)
  }

  @Test func refusalsBehindASort() throws {
    let rows = try WholeTableTests.mixed(6000, seed: 5)
    #expect(run("t | sort nothing | first 2 by w", rows).marked == "nothing")
    #expect(run("t | sort x | first 2 by nothing", rows).marked == "nothing")
    #expect(run("t | sort x | first -1 by w", rows).code == "E37")
    #expect(run("t | sort \"x\" | first 2 by w", rows).code == "E18")
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
