import Tables
import Testing

@Suite struct DescribeVerbTests {
  @Test func aRowForEachColumn() {
    let ran = run("t | describe")
    #expect(
      ran.table.names == [
        "column", "type", "n", "missing", "distinct", "mean", "sd", "min", "median", "max", "top",
        "top_n",
      ])
    #expect(
      ran.rows[1] == [
        "team", "text", "5", "1", "2", "missing", "missing", "missing", "missing", "missing", "b",
        "3",
      ])
    #expect(
      ran.rows[2] == [
        "age", "number", "4", "2", "4", "27.5", "17.0783", "10", "25", "50", "missing", "missing",
      ])
  }

  @Test func datesHaveTheirFirstAndLast() {
    let days = Column(.date([0, 365, 31]))
    let ran = run("t | describe", table(("day", days)))
    #expect(
      ran.table.names == ["column", "type", "n", "missing", "distinct", "earliest", "latest"])
    #expect(ran.rows == [["day", "date", "3", "0", "3", "1970-01-01", "1971-01-01"]])
  }

  @Test func noRowsAndNoValues() {
    let ran = run("t | keep false | describe age")
    #expect(
      ran.rows == [
        ["age", "number", "0", "0", "0", "missing", "missing", "missing", "missing", "missing"]
      ])
    let gone = run("t | describe", table(("gone", Column(.unknown(2)))))
    #expect(gone.rows == [["gone", "missing", "0", "2", "0"]])
  }

  @Test func eachGroup() {
    let ran = run("t | describe by team")
    #expect(ran.column("column") == ["id", "age", "id", "age", "id", "age"])
    #expect(ran.column("team") == ["a", "a", "b", "b", "missing", "missing"])
    #expect(ran.column("max") == ["5", "20", "6", "30", "4", "50"])
  }

  @Test func refusals() {
    #expect(run("t | describe ages").marked == "ages")
    #expect(run("5 | describe").code == "E30")
  }
}
