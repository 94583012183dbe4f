import Tables
import Testing

@Suite struct CorrelateVerbTests {
  let data = table(
    ("x", numbers(1, 2, 3, 4)), ("y", numbers(2, 4, 6, nil)), ("z", numbers(1, 0, 0, 100)),
    ("w", texts("a", "b", "a", "b")))

  @Test func theMatrixOfAllNumbers() {
    let ran = run("t | correlate", data)
    #expect(ran.table.names == ["column", "x", "y", "z"])
    #expect(ran.column("column") == ["x", "y", "z"])
    #expect(ran.column("x") == ["1", "1", "0.769381"])
    #expect(ran.notes == ["pairs with a missing value left out: 3 of 4 rows at the least"])
  }

  @Test func ranks() {
    #expect(run("t | correlate x, z, method: \"spearman\"", data).column("x") == ["1", "0.316228"])
  }

  @Test func aConstantHasNone() {
    let ran = run("t | add one = 1 | correlate x, one", data)
    #expect(ran.rows == [["x", "1", "missing"], ["one", "missing", "missing"]])
    #expect(ran.notes == ["correlate: 1 result undefined, so missing"])
  }

  @Test func refusals() {
    #expect(run("t | correlate x, w", data).code == "E30")
    #expect(run("t | correlate x", data).code == "E37")
    #expect(run("t | correlate method: \"kendall\"", data).code == "E37")
    #expect(run("t | correlate x, q", data).marked == "q")
  }
}
