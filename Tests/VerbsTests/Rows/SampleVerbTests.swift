import Diagnostics
import Tables
import Testing

@Suite struct SampleVerbTests {
  @Test func theSameSeedGivesTheSameRowsInTheirOrder() {
    let a = run("t | sample 3, seed: 1").column("id")
    #expect(a == run("t | sample 3, seed: 1").column("id"))
    #expect(a.count == 3)
    #expect(a == a.sorted())
    #expect(Set(a).count == 3)
    let many = (1...20).map { run("t | sample 3, seed: \($0)").column("id") }
    #expect(Set(many).count > 5)
  }

  @Test func aDrawnSeedIsSaidAndPinned() {
    let ran = run("t | sample 2")
    #expect(ran.notes.contains("seed 4711 drawn"))
    #expect(ran.pins.count == 1)
    #expect(ran.column("id") == run("t | sample 2, seed: 4711").column("id"))
  }

  @Test func shareAndGroups() {
    #expect(run("t | sample share: 0.5, seed: 1").table.rowCount == 3)
    let ran = run("t | sample 1, seed: 3 by team")
    #expect(Set(ran.column("team")) == ["a", "b", "missing"])
    #expect(ran.table.rowCount == 3)
  }

  @Test func replacing() {
    #expect(run("t | sample 50, replace: true, seed: 1").table.rowCount == 50)
    #expect(run("t | keep false | sample 1, replace: true, seed: 1").code == "E37")
    #expect(run("t | keep false | sample 0, seed: 1").table.rowCount == 0)
  }

  @Test func refusals() {
    let ran = run("t | sample 7, seed: 1")
    #expect(ran.code == "E37")
    #expect(ran.marked == "7")
    #expect(ran.error?.help == ["`replace: true` may draw a row more than once"])
    #expect(run("t | sample 2, seed: 1 by team").code == "E37")
    #expect(run("t | sample share: 1, seed: 1").code == "E37")
    #expect(run("t | sample seed: 1").code == "E35")
    #expect(run("t | sample 1, share: 0.5").code == "E37")
  }
}
