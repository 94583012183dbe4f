import Tables
import Testing

@Suite struct SelectVerbTests {
  @Test func takesColumnsInTheOrderGiven() {
    #expect(run("t | select age, id").table.names == ["age", "id"])
    #expect(run("t | select team..age, id, team").table.names == ["team", "age", "id"])
    #expect(run("t | select numbers()").table.names == ["id", "age"])
    #expect(run("wanted = \"age\"\nt | select col($wanted)").table.names == ["age"])
    #expect(run("t | select age").table.rowCount == 6)
  }

  @Test func removesColumns() {
    #expect(run("t | remove id..team").table.names == ["age"])
    #expect(run("t | remove texts()").table.names == ["id", "age"])
  }

  @Test func renamesAllAtOnce() {
    #expect(run("t | rename years = age, side = team").table.names == ["id", "side", "years"])
    #expect(run("t | rename id = age, age = id").rows[0] == ["1", "b", "30"])
    #expect(run("t | rename id = age, age = id").table.names == ["age", "team", "id"])
    #expect(run("t | rename age = age").table.names == ["id", "team", "age"])
  }

  @Test func refusals() {
    #expect(run("t | select ages").code == "E21")
    #expect(run("t | select ages").marked == "ages")
    #expect(run("t | select age * 2").code == "E18")
    #expect(run("t | remove nobody").code == "E21")
    #expect(run("t | select age by team").code == "E18")
    #expect(run("t | rename years = old").marked == "old")
    #expect(run("t | rename years = old").code == "E21")
    #expect(run("t | rename team = age").code == "E26")
    #expect(run("t | rename team = age").marked == "team")
    #expect(run("t | rename a = age, b = age").code == "E29")
    #expect(run("t | rename a = age, a = id").code == "E29")
  }
}
