import Tables
import Testing

@Suite struct DropVerbTests {
  @Test func removesTrueRowsOnly() {
    let ran = run("t | drop age is missing")
    #expect(ran.column("id") == ["1", "3", "4", "5"])
    #expect(ran.notes == ["dropped 2 of 6 rows"])
  }

  @Test func byGroup() {
    #expect(run("t | drop id == min(id) by team").column("id") == ["3", "5", "6"])
  }

  @Test func refusals() {
    #expect(run("t | drop age == missing").code == "E34")
    #expect(run("t | drop team").code == "E30")
    #expect(run("t | drop").code == "E35")
  }
}
