import Tables
import Testing

@Suite struct DateFunctionsTests {
  /// Days around ends of years and leap days; what is expected of them is from Python's `datetime`.
  static let days = table(
    (
      "d",
      Column(texts: [
        "1899-12-31", "1970-01-01", "1999-12-31", "2000-02-29", "2004-12-31", "2005-01-01",
        "2008-12-29", "2010-01-03", "2016-02-29", "2021-01-01", "2024-03-01", "2024-12-30", nil,
      ])
    ))

  private func column(_ expression: String) -> [String] {
    let ran = run("t | change d = date(d) | add x = \(expression)", Self.days)
    #expect(ran.error == nil, "\(expression): \(ran.error?.message ?? "")")
    return ran.column("x")
  }

  @Test func parts() {
    #expect(
      column("year(d)") == [
        "1899", "1970", "1999", "2000", "2004", "2005", "2008", "2010", "2016", "2021", "2024",
        "2024",
      ] + ["missing"])
    #expect(
      column("month(d)") == ["12", "1", "12", "2", "12", "1", "12", "1", "2", "1", "3", "12"] + [
        "missing"
      ])
    #expect(
      column("week(d)") == ["52", "1", "52", "9", "53", "53", "1", "53", "9", "53", "9", "1"] + [
        "missing"
      ])
    #expect(
      column("weekday(d)") == ["7", "4", "5", "2", "5", "6", "1", "7", "1", "5", "5", "1"] + [
        "missing"
      ])
    #expect(
      column("day_of_year(d)") == [
        "365", "1", "365", "60", "366", "1", "364", "3", "60", "1", "61", "365",
      ] + ["missing"])
  }

  @Test func truncatesToUnits() {
    #expect(
      column("truncate(d, \"week\")") == [
        "1899-12-25", "1969-12-29", "1999-12-27", "2000-02-28", "2004-12-27", "2004-12-27",
        "2008-12-29", "2009-12-28", "2016-02-29", "2020-12-28", "2024-02-26", "2024-12-30",
      ] + ["missing"])
    #expect(
      column("truncate(d, \"quarter\")") == [
        "1899-10-01", "1970-01-01", "1999-10-01", "2000-01-01", "2004-10-01", "2005-01-01",
        "2008-10-01", "2010-01-01", "2016-01-01", "2021-01-01", "2024-01-01", "2024-10-01",
      ] + ["missing"])
    #expect(
      run("truncate(@1969-12-31T23:59:30, \"hour\")").value.plainText == "1969-12-31T23:00:00")
    #expect(run("truncate(@2024-03-15T13:45, \"month\")").value.plainText == "2024-03-01T00:00:00")
    #expect(run("truncate(3, \"month\")").marked == "\"month\"")
  }

  @Test func readsAndWritesByPatterns() {
    #expect(
      column("format_date(d, \"ddd d mmm yyyy\")") == [
        "Sun 31 Dec 1899", "Thu 1 Jan 1970", "Fri 31 Dec 1999", "Tue 29 Feb 2000",
        "Fri 31 Dec 2004", "Sat 1 Jan 2005", "Mon 29 Dec 2008", "Sun 3 Jan 2010", "Mon 29 Feb 2016",
        "Fri 1 Jan 2021", "Fri 1 Mar 2024", "Mon 30 Dec 2024",
      ] + ["missing"])
    #expect(
      column("date(format_date(d, \"dddd, dd. mmmm yyyy\"), \"dddd, dd. mmmm yyyy\") == d").filter {
        $0 != "true"
      } == ["missing"])
    #expect(run("date(\"31/12/69\", \"dd/mm/yy\")").value.plainText == "1969-12-31")
    #expect(run("date(\"31/12/68\", \"dd/mm/yy\")").value.plainText == "2068-12-31")
    #expect(
      run("date_time(\"1.2.2024 7:05\", \"d.m.yyyy H:MM\")").value.plainText
        == "2024-02-01T07:05:00")
    let bad = run("date(\"30/02/2024\", \"dd/mm/yyyy\")")
    #expect(bad.code == "E38")
    #expect(bad.marked == "\"30/02/2024\"")
    #expect(run("date(\"30/02/2024\", \"dd/mm/yyyy\", strict: false)").value.plainText == "missing")
    #expect(
      run("t | add x = date(d, \"d/m/yyyy\")", Self.days).error?.details == [
        "11 more texts can't be read either"
      ])
  }

  @Test func offsetsGiveTheTimeOfUTCAndSaySo() {
    let ran = run("date_time(\"2024-03-01T00:30:00.5+02:00\")")
    #expect(ran.value.plainText == "2024-02-29T22:30:00.5")
    #expect(ran.notes.count == 1)
    #expect(run("date_time(\"2024-03-01 00:30:00-0330\")").value.plainText == "2024-03-01T04:00:00")
    #expect(run("date_time(\"2024-03-01 00:30:00\")").notes == [])
    #expect(run("date_time(1709253000)").value.plainText == "2024-03-01T00:30:00")
  }

  @Test func differences() {
    #expect(run("difference(@2024-03-01, @2024-02-28T12:00, \"hours\")").value.plainText == "36")
    #expect(run("difference(@2024-02-28, @2024-03-01, \"weeks\") * 7").value.plainText == "-2")
    #expect(run("difference(@2024-02-29, @2024-01-31, \"months\")").value.plainText == "0")
    #expect(run("difference(@2024-01-31, @2024-03-30, \"months\")").value.plainText == "-1")
    #expect(
      column("difference(@2025-01-01, d, \"years\")") == [
        "125", "55", "25", "24", "20", "20", "16", "14", "8", "4", "0", "0",
      ] + ["missing"])
  }

  @Test func addsMonthsWithinTheCalendar() {
    #expect(run("add_months(@2023-11-30T08:00, 3)").value.plainText == "2024-02-29T08:00:00")
    let ran = run("add_months(@2023-11-30, 100000)")
    #expect(ran.value.plainText == "missing")
    #expect(ran.notes.count == 1)
  }

  @Test func columnsGiveWhatSingleValuesGive() {
    let days = column("d")
    let times = column("date_time(d) + 3600")
    for call in [
      "add_months(#, 13)", "add_months(#, -1)", "add_months(#, 96000)",
      "format_date(#, \"mmm yy\")", "date_time(#)",
      "difference(#, @2000-02-29, \"months\")", "difference(@2000-02-29T12:00, #, \"hours\")",
    ] {
      for (name, values) in [("d", days), ("(date_time(d) + 3600)", times)] {
        let whole = column(call.replacing("#", with: name))
        let single = values.map { value in
          value == "missing"
            ? value : run(call.replacing("#", with: "@" + value)).value.plainText
        }
        #expect(whole == single, "\(call) of \(name)")
      }
    }
  }

  @Test func sequences() {
    #expect(run("length(sequence(@2024-01-01, @2024-12-31))").value.plainText == "366")
    #expect(
      run("length(sequence(@2024-01-01T00:00, @2024-01-02T00:00, step: \"15 minutes\"))").value
        .plainText == "97")
    #expect(run("sequence(3, 1, step: -1)").value.text(.recorded) == "[3, 2, 1]")
    #expect(run("length(sequence(3, 1))").value.plainText == "0")
    #expect(run("sequence(0, 1e9)").code == "E82")
    #expect(run("sequence(@2024-01-01, @2024-02-01, step: \"1 hour\")").code == "E37")
  }
}
