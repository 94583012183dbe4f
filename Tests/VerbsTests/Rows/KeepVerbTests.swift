import Tables
import Testing

@Suite struct KeepVerbTests {
  @Test func keepsTrueRowsAndSaysHowManyConditionsAreMissing() {
    let ran = run("t | keep age >= 20")
    #expect(ran.column("id") == ["1", "4", "5"])
    #expect(ran.notes == ["kept 3 of 6 rows; 2 not kept because age is missing"])
  }

  @Test func keepAndDropShareOutEachRowOnce() {
    let kept = run("t | keep age > 15 and id < 6")
    let dropped = run("t | drop age > 15 and id < 6")
    #expect(kept.column("id") == ["1", "4", "5"])
    #expect(dropped.column("id") == ["2", "3", "6"])
    #expect(dropped.notes == ["dropped 3 of 6 rows; 1 not dropped because age is missing"])
  }

  @Test func theCauseIsNamedOnlyIfOneColumnExplainsAll() {
    let both = table(("a", numbers(1, nil, 3)), ("b", numbers(nil, 2, 3)))
    #expect(
      run("t | keep a + b > 0", both).notes == [
        "kept 1 of 3 rows; 2 not kept because the condition is missing"
      ])
  }

  @Test func aGroupsAggregateDecidesAndTheOrderStays() {
    let ran = run("t | keep age == max(age) by team")
    #expect(ran.column("id") == ["1", "4", "5"])
  }

  @Test func aSingleTruthStandsForEveryRow() {
    #expect(run("t | keep true").table.rowCount == 6)
    #expect(run("t | keep 1 == 2").table.rowCount == 0)
    #expect(run("t | keep count() > 1 by team").column("id") == ["1", "2", "3", "5", "6"])
  }

  @Test func noRowsGiveNoRows() {
    let ran = run("t | keep age > 1 | keep age > 100 | keep age > 1 by team")
    #expect(ran.table.rowCount == 0)
    #expect(ran.table.names == ["id", "team", "age"])
    #expect(ran.notes.last == "kept 0 of 0 rows")
  }

  @Test func whatIsNotTrueOrFalseIsRefused() {
    let ran = run("t | keep age + 1")
    #expect(ran.code == "E30")
    #expect(ran.marked == "age + 1")
    #expect(run("t | keep ages > 1").code == "E21")
    #expect(run("t | keep ages > 1").marked == "ages")
    #expect(run("t | keep age = 1").code == "E12")
    #expect(run("3 | keep age > 1").code == "E30")
  }
}
