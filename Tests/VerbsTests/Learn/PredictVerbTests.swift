import Diagnostics
import Engine
import Tables
import Testing

@Suite struct PredictVerbTests {
  @Test func intervalsComeAsColumns() {
    // R: predict(lm(dist ~ speed, cars), data.frame(speed = 10), interval = "prediction").
    let ran = run(
      """
      cars = dataset("cars")
      m = cars | fit linear(dist ~ speed)
      cars | keep speed == 10 | first 1 | predict m, interval: "prediction"
      """, nil)
    #expect(ran.column("predicted") == ["21.745"])
    #expect(ran.column("low").first?.hasPrefix("-9.80") == true)
    #expect(ran.column("high").first?.hasPrefix("53.29") == true)
  }

  @Test func aPlanIsNoModel() {
    let ran = run("dataset(\"cars\") | predict linear(dist ~ speed)", nil)
    #expect(ran.code == "E37")
    #expect(ran.marked == "linear(dist ~ speed)")
  }

  @Test func aGroupWithoutAModelIsMissing() {
    let ran = run(
      """
      cars = dataset("mtcars")
      models = cars | keep cyl < 8 | fit linear(mpg ~ wt) by cyl
      cars | predict models | summarise gaps = n_missing(predicted)
      """, nil)
    #expect(ran.error == nil)
    #expect(
      ran.notes.contains(
        "14 rows of groups that were not in the training rows (cyl: 8): no model for them"))
  }

  @Test func scoresHaveABaseline() {
    let ran = run(
      "cars = dataset(\"cars\")\nm = cars | fit linear(dist ~ speed)\ncars | score m", nil)
    #expect(ran.column("metric") == ["rmse", "mae", "r2"])
    #expect(ran.column("baseline").last == "0")
  }

  @Test func splitGivesTwoTablesWithTheirShares() {
    let ran = run(
      "a, b = dataset(\"iris\") | split 0.8 by species, seed: 1\na | count species", nil)
    #expect(ran.error == nil)
    #expect(ran.column("n") == ["40", "40", "40"])
  }

  @Test func metricsAreAggregates() {
    let ran = run("t | summarise e = rmse(id, age)")
    #expect(ran.error == nil)
    #expect(ran.notes.contains { $0.contains("2 missing values skipped") })
  }
}
