import Tables
import Testing

@Suite struct CutFunctionTests {
  static let ages = table(("age", numbers(0, 17.9, 18, 64, 65, nil, -1, 66)))

  @Test func intervalsAreClosedBelowAndTheLastOneAboveToo() {
    let ran = run("t | add x = cut(age, [0, 18, 65])", Self.ages)
    #expect(
      ran.column("x") == [
        "[0, 18)", "[0, 18)", "[18, 65]", "[18, 65]", "[18, 65]", "missing", "missing", "missing",
      ])
    #expect(ran.table["x"]?.type == .category)
    #expect(ran.notes == ["cut(age, [0, 18, 65]): 2 values outside of the bounds, so missing"])
  }

  @Test func labelsAreGiven() {
    let ran = run("t | add x = cut(age, [0, 18, 65], labels: [\"young\", \"grown\"])", Self.ages)
    #expect(ran.column("x").prefix(3) == ["young", "young", "grown"])
    let bad = run("t | add x = cut(age, [0, 18, 65], labels: [\"young\"])", Self.ages)
    #expect(bad.code == "E37")
    #expect(bad.marked == "labels: [\"young\"]")
  }

  @Test func binsAndQuantilesHoldAllValues() {
    let one = table(("x", Column(.number((0..<100).map { Double($0 * $0) }))))
    // Counted apart from this code: 50, 21, 15 and 14 values in bins of equal width, four times 25 by quantiles.
    let bins = run("t | add b = cut(x, bins: 4) | count b, sort: false", one)
    #expect(bins.column("n") == ["50", "21", "15", "14"])
    let quarters = run("t | add b = cut(x, quantiles: 4) | count b, sort: false", one)
    #expect(quarters.column("n") == ["25", "25", "25", "25"])
    let constant = run("t | add b = cut(x, bins: 3)", table(("x", numbers(2, 2))))
    #expect(constant.column("b") == ["[2, 2]", "[2, 2]"])
  }

  @Test func refusesWhatItCannotMean() {
    #expect(run("cut(1, [2, 1])").marked == "[2, 1]")
    #expect(run("cut(1, [0, 2], bins: 2)").code == "E37")
    #expect(run("recipe(age ~ id) | add b = cut(id, bins: 2)").code == nil)
    #expect(
      run("t | drop age is missing | fit (recipe(age ~ id) | add b = cut(id, bins: 2) | linear)")
        .code == "E44")
  }
}
