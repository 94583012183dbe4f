import Diagnostics
import Tables
import Testing

@Suite struct SummariseVerbTests {
  @Test func oneRowAGroupInTheOrderOfTheKeys() {
    let ran = run("t | summarise n = count(), oldest = max(age) by team")
    #expect(ran.table.names == ["team", "n", "oldest"])
    #expect(ran.rows == [["a", "2", "20"], ["b", "3", "30"], ["missing", "1", "50"]])
    #expect(ran.notes == ["max(age): 2 missing values skipped"])
  }

  @Test func withoutByOneRow() {
    #expect(run("t | summarise n = count(), low = min(id)").rows == [["6", "1"]])
    #expect(run("t | summarize n = count()").rows == [["6"]])
  }

  @Test func aComputedKey() {
    let ran = run("t | summarise n = count() by id > 2")
    #expect(ran.table.names == ["id > 2", "n"])
    #expect(ran.rows == [["false", "2"], ["true", "4"]])
  }

  @Test func noRows() {
    let alone = run("t | keep false | summarise n = count(), m = max(age)")
    #expect(alone.rows == [["0", "missing"]])
    let grouped = run("t | keep false | summarise n = count() by team")
    #expect(grouped.table.names == ["team", "n"])
    #expect(grouped.table.rowCount == 0)
    #expect(grouped.table["n"]?.type == .number)
  }

  @Test func aColumnIsNoSingleValue() {
    let ran = run("t | summarise a = age by team")
    #expect(ran.code == "E32")
    #expect(ran.marked == "age")
    #expect(ran.error?.help.first == "`mean(age)`, `median(age)`, `sum(age)`, `max(age)`")
    #expect(run("t | summarise a = [1, 2]").code == "E32")
    #expect(run("t | summarise a = $t").code == "E30")
  }

  @Test func names() {
    #expect(run("t | summarise team = count() by team").code == "E29")
    #expect(run("t | summarise n = count(), n = count()").code == "E29")
    #expect(run("t | summarise max(age)").code == "E18")
    let later = run("t | summarise n = count(), m = n * 2")
    #expect(later.code == "E21")
    #expect(later.error?.details.first?.hasPrefix("`n` is made by this very `summarise`") == true)
    #expect(later.error?.help.first?.contains("in the next stage") == true)
  }
}
