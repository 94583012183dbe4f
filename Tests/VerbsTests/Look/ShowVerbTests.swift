import Diagnostics
import Tables
import Testing

@Suite struct ShowVerbTests {
  @Test func showsOnceUnderItsTitle() {
    let ran = run("t | first 1 | show \"one\"")
    #expect(ran.outputCount == 1)
    #expect(ran.titles == ["one"])
    #expect(ran.table.rowCount == 1)
  }

  @Test func eachTurnOfALoop() {
    let ran = run("for n in 1..3 {\n  t | first n | show \"{n} rows\"\n}")
    #expect(ran.titles == ["1 rows", "2 rows", "3 rows"])
  }

  @Test func itStandsLast() {
    let ran = run("t | show | first 1")
    #expect(ran.code == "E30")
    #expect(ran.error?.help == ["`show` gives no value: put it last"])
    #expect(run("x = t | show").code == "E30")
    #expect(run("t | show 3").code == "E37")
  }
}
