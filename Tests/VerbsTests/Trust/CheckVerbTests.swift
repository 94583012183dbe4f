import Diagnostics
import Tables
import Testing

@Suite struct CheckVerbTests {
  @Test func passesTheTableOn() {
    let ran = run("t | check id > 0 | first 2")
    #expect(ran.table.rowCount == 2)
    #expect(ran.notes.first == "checked: all 6 rows")
  }

  @Test func failsAndShowsRows() {
    let ran = run("t | check id < 4")
    #expect(ran.code == "E90")
    #expect(ran.marked == "id < 4")
    #expect(ran.error?.message == "the check failed for 3 of 6 rows")
  }

  @Test func missingFailsUnlessAllowed() {
    let ran = run("t | check age > 5")
    #expect(ran.error?.message == "the check failed for 2 of 6 rows: the condition is missing")
    #expect(ran.error?.help == ["`absent: \"allow\"` lets rows pass whose condition is missing"])
    let allowed = run("t | check age > 5, absent: \"allow\"")
    #expect(allowed.code == nil)
    #expect(allowed.notes == ["checked: all 6 rows; allowed 2 because age is missing"])
    #expect(
      run("t | check age > 15, absent: \"allow\"").error?.message
        == "the check failed for 1 of 6 rows")
  }

  @Test func aSingleTruth() {
    #expect(run("t | check count() == 6").notes == ["checked: count() == 6"])
    let ran = run("t | check count() == 891")
    #expect(ran.code == "E90")
    #expect(ran.error?.message == "the check failed: `count() == 891` is false")
    #expect(ran.error?.details == ["count() is 6"])
    #expect(run("t | keep false | check count() > 0").code == "E90")
    #expect(run("t | keep false | check id > 0").code == nil)
  }

  @Test func byGroup() {
    #expect(
      run("t | check count() > 1 by team").error?.message == "the check failed for 1 of 6 rows")
    #expect(run("t | check count() > 0 by team").code == nil)
  }

  @Test func refusals() {
    #expect(run("t | check age").code == "E30")
    #expect(run("t | check id > 0, absent: \"maybe\"").code == "E37")
  }
}
