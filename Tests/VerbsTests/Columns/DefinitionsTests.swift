import Diagnostics
import Tables
import Testing

@Suite struct DefinitionsTests {
  @Test func addsColumnsThatSeeTheEarlierOnes() {
    let ran = run("t | add double = age * 2, more = double + 1, one = 1")
    #expect(ran.table.names == ["id", "team", "age", "double", "more", "one"])
    #expect(ran.column("more") == ["61", "missing", "21", "101", "41", "missing"])
    #expect(ran.column("one") == ["1", "1", "1", "1", "1", "1"])
  }

  @Test func groupsValuesGoBackToTheirRows() {
    let ran = run("t | add oldest = max(age), n = count() by team")
    #expect(ran.column("id") == ["1", "2", "3", "4", "5", "6"])
    #expect(ran.column("oldest") == ["30", "20", "30", "50", "20", "30"])
    #expect(ran.column("n") == ["3", "2", "3", "1", "2", "3"])
    #expect(
      run("t | add label = \"{team}{id}\" by team").column("label") == [
        "b1", "a2", "b3", "missing", "a5", "b6",
      ])
  }

  @Test func noRowsKeepTheTypes() {
    let ran = run("t | keep false | add x = age + 1, y = \"a\" by team")
    #expect(ran.table.columns.map(\.type) == [.number, .text, .number, .number, .text])
    #expect(ran.table.rowCount == 0)
  }

  @Test func changeKeepsThePlace() {
    let ran = run("t | change team = \"x\", id = id * 10")
    #expect(ran.table.names == ["id", "team", "age"])
    #expect(ran.rows[0] == ["10", "x", "30"])
    #expect(
      run("t | change age = age - max(age) by team").column("age") == [
        "0", "missing", "-20", "0", "0", "missing",
      ])
  }

  @Test func fillPutsValuesOnlyWhereThereAreNone() {
    let ran = run("t | fill age = 1")
    #expect(ran.column("age") == ["30", "1", "10", "50", "20", "1"])
    #expect(ran.notes == ["age: 2 missing values filled"])
    #expect(run("t | fill age = id * 100").column("age") == ["30", "200", "10", "50", "20", "600"])
    #expect(run("t | fill team = \"c\"").column("team") == ["b", "a", "b", "c", "a", "b"])
    #expect(run("t | fill id = 0").notes == ["id: no missing values to fill"])
  }

  @Test func fillByGroupSaysWhatIsStillMissing() {
    let ran = run(
      "t | add bad = if team == \"b\" then age else missing | fill bad = max(bad) by team")
    #expect(ran.column("bad") == ["30", "missing", "10", "missing", "missing", "30"])
    #expect(ran.notes.last == "bad: 1 of 4 missing values filled; 3 still missing")
  }

  @Test func fillKeepsACategory() {
    let sizes =
      Column(texts: ["big", nil, "small"]).asCategory(levels: ["small", "big"])
      ?? Column(.unknown(3))
    let ran = run("t | fill size = \"small\"", table(("size", sizes)))
    #expect(ran.table["size"]?.type == .category)
    #expect(ran.column("size") == ["big", "small", "small"])
    let bad = run("t | fill size = \"medium\"", table(("size", sizes)))
    #expect(bad.code == "E37")
    #expect(bad.marked == "\"medium\"")
  }

  @Test func addRefusesAColumnThatExists() {
    let ran = run("t | add age = 1")
    #expect(ran.code == "E26")
    #expect(ran.marked == "age")
    #expect(ran.error?.message == "t has a column `age` already")
    #expect(ran.error?.help == ["`change age = 1` gives it other values"])
    #expect(ran.error?.fix?.replacement == "change")
    #expect(run("t | add a = 1, a = 2").code == "E26")
  }

  @Test func changeAndFillRefuseAnUnknownColumn() {
    let ran = run("t | change agee = 1")
    #expect(ran.code == "E21")
    #expect(ran.marked == "agee")
    #expect(ran.error?.help == ["did you mean `age`?", "`add agee = 1` makes it"])
    #expect(run("size = 3\nt | change size = 1").code == "E21")
    #expect(run("t | fill agee = 1").code == "E21")
  }

  @Test func valuesMustFit() {
    let wrong = run("t | fill age = \"old\"")
    #expect(wrong.code == "E30")
    #expect(wrong.marked == "\"old\"")
    #expect(run("t | fill id = \"x\"").code == "E30")
    #expect(run("t | add x = [1, 2]").code == "E32")
    #expect(run("t | add x = [1, 2]").marked == "[1, 2]")
    #expect(run("t | add x = $t").code == "E30")
    #expect(run("t | add x = if id == 4 then 1 else \"a\"").code != nil)
    #expect(run("t | add age * 2").code == "E18")
  }

  /// Definitions that don't read each other go over the rows at once, to what they give one by one.
  @Test(arguments: [
    ["x + y", "y * 2 - x", "(x + y) / (j + 1)"],
    ["x / i", "i / i", "log(x) + sqrt(i)"],
    ["if x > 0 then x else -x", "if b then 1 else i", "if d > @1990-02-03 then x else y"],
    ["if true then x else y", "if true then x else y"],
    ["x + 1", "x > 1"], ["x - mean(x)", "lag(x) + 1"], ["x + y", "a * 2", "b + a"],
    ["w == \"a\"", "1 + 2"], ["x", "y"], ["(x + y) * 2", "abs(i)"],
  ]) func manyAtOnce(_ values: [String]) throws {
    let rows = try WholeTableTests.mixed(6000, seed: 3)
    let named = zip(["a", "f", "h"], values).map { "\($0) = \($1)" }
    let atOnce = run("t | add " + named.joined(separator: ", "), rows)
    let apart = run("t | add " + named.joined(separator: " | add "), rows)
    #expect(atOnce.error?.message == apart.error?.message)
    #expect(atOnce.table.names == apart.table.names)
    #expect(atOnce.rows == apart.rows)
    #expect(atOnce.notes == apart.notes)
  }

  @Test func manyChangedAtOnce() throws {
    let rows = try WholeTableTests.mixed(6000, seed: 3)
    for (first, second) in [("x = x * 2", "y = y + 1"), ("x = y * 2", "y = x + 1")] {
      let atOnce = run("t | change \(first), \(second)", rows)
      #expect(atOnce.rows == run("t | change \(first) | change \(second)", rows).rows)
      #expect(atOnce.error == nil)
    }
    #expect(run("t | change x = y * 2, k = x + 1", rows).marked == "k")
    #expect(run("t | add a = y * 2, x = x + 1", rows).marked == "x")
    #expect(run("t | add a = y * 2, f = nothing + 1", rows).marked == "nothing")
    #expect(run("t | add a = y * 2, a = x + 1", rows).code == "E26")
  }
}
