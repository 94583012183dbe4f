import Plots
import Tables
import Testing

@Suite struct StatisticsTests {
  @Test func loessGivesTheNumbersOfR() throws {
    let cars = SampleData.table("cars")
    let curve = try #require(
      try Loess(x: cars["speed"]?.presentNumbers ?? [], y: cars["dist"]?.presentNumbers ?? []))
    // predict(loess(dist ~ speed, cars), data.frame(speed = c(5, 10, 20)))
    #expect(abs(curve.value(at: 5) - 7.79735344336938) < 1e-12)
    #expect(abs(curve.value(at: 10) - 21.86531537287524) < 1e-12)
    #expect(abs(curve.value(at: 20) - 56.46131826922017) < 1e-12)
    #expect(curve.value(at: 40).isNaN)
  }

  @Test func loessFollowsAParabolaExactly() throws {
    let x = (0..<60).map { Double($0) / 3 + 1000 }
    let y = x.map { 3 + 2 * ($0 - 1010) - 0.5 * ($0 - 1010) * ($0 - 1010) }
    let curve = try #require(try Loess(x: x, y: y, span: 0.4))
    // Blending cubics between exact values and slopes gives a parabola back.
    for place in stride(from: 1000.5, to: 1019, by: 0.7) {
      let d = place - 1010
      #expect(abs(curve.value(at: place) - (3 + 2 * d - 0.5 * d * d)) < 1e-8)
    }
  }

  @Test func loessNeedsThreePlaces() throws {
    #expect(try Loess(x: [1, 1, 2, 2], y: [1, 2, 3, 4]) == nil)
    #expect(try Loess(x: [1, 2, 3], y: [1, 2, 3]) == nil)
  }

  @Test func theBandIsThatOfPredictInR() throws {
    let cars = SampleData.table("cars")
    let line = try #require(
      StraightLine(x: cars["speed"]?.presentNumbers ?? [], y: cars["dist"]?.presentNumbers ?? []))
    #expect(abs(line.slope - 3.93240875912409) < 1e-12)
    #expect(abs(line.intercept - -17.57909489051095) < 1e-11)
    // Half the width at 0 is t(0.975, 48) times the intercept's standard error.
    #expect(abs(line.margin(at: 0) - 2.010634757624232 * 6.758440169379235) < 1e-9)
    #expect(StraightLine(x: [1, 1], y: [1, 2]) == nil)
  }

  @Test func binsHoldTheirLowerEndAndTheLastBoth() {
    let bins = Bins(count: 2, of: [0, 1, 2])
    #expect(bins.edges == [0, 1, 2])
    #expect(bins.counts(of: [0, 0.5, 1, 2]) == [2, 2])
    let faithful = SampleData.table("faithful")["waiting"]?.presentNumbers ?? []
    // numpy.histogram(waiting, bins=10)
    #expect(
      Bins(count: 10, of: faithful).counts(of: faithful) == [16, 28, 26, 24, 9, 23, 62, 55, 23, 6])
    #expect(Bins(width: 1e-12, of: [0, 1]) == nil)
  }

  @Test func widthsAreRoundedAndWholeNumbersCentred() {
    let faithful = SampleData.table("faithful")["waiting"]?.presentNumbers ?? []
    #expect(Bins(automatic: faithful).width == 5)
    #expect(Bins(automatic: [1, 2, 2, 3, 3, 3, 4, 5, 6]).edges.first == 0.5)
    #expect(Bins(automatic: [4, 4, 4]).counts(of: [4, 4, 4]).reduce(0, +) == 3)
  }

  @Test func everyValueIsInOneBin() {
    var state: UInt64 = 7
    let values = (0..<5000).map { _ -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 40) / 1000).rounded() / 10
    }
    for width in [0.2, 0.3, 7, 1000] {
      #expect(Bins(width: width, of: values)?.counts(of: values).reduce(0, +) == 5000)
    }
    #expect(Bins(automatic: values).counts(of: values).reduce(0, +) == 5000)
  }

  @Test func quartilesAreType7AndWhiskersTukeys() throws {
    let five = try #require(FiveNumbers([1, 2, 3, 4, 5, 6, 7, 8, 9, 30]))
    // quantile(x) in R: 3.25, 5.5, 7.75.
    #expect(five.lower == 3.25 && five.median == 5.5 && five.upper == 7.75)
    #expect(five.low == 1 && five.high == 9 && five.outliers == [30])
    #expect(FiveNumbers([]) == nil)
    #expect(FiveNumbers([4])?.low == 4)
  }

  @Test func theAreaUnderTheCurveCountsPairs() throws {
    // sklearn.metrics.roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) is 0.75.
    let curve = try #require(
      ROCCurve(isEvent: [false, false, true, true], chance: [0.1, 0.4, 0.35, 0.8]))
    #expect(curve.area == 0.75)
    #expect(curve.falseRates == [0, 0, 0.5, 0.5, 1])
    #expect(curve.trueRates == [0, 0.5, 0.5, 1, 1])
    // Ties count by half.
    #expect(ROCCurve(isEvent: [true, false], chance: [0.5, 0.5])?.area == 0.5)
    #expect(ROCCurve(isEvent: [true, true], chance: [0.5, 0.4]) == nil)
  }

  @Test func ticksAreRound() {
    #expect(Ticks.numbers(0, 1).map(\.label) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(
      Ticks.numbers(-3.2, 5.1).map(\.label) == ["-3", "-2", "-1", "0", "1", "2", "3", "4", "5"])
    #expect(
      Ticks.numbers(0, 3e8).map(\.label) == ["0", "5e7", "1e8", "1.5e8", "2e8", "2.5e8", "3e8"])
    #expect(Ticks.logarithms(0, 5).map(\.label) == ["1", "10", "100", "1000", "10000", "100000"])
    #expect(Ticks.logarithms(0, 1.1).map(\.label) == ["1", "2", "5", "10"])
  }

  @Test func datesHaveRoundTicks() throws {
    func days(_ from: (Int, Int, Int), _ to: (Int, Int, Int)) throws -> [String] {
      let low = try #require(Day(year: from.0, month: from.1, day: from.2))
      let high = try #require(Day(year: to.0, month: to.1, day: to.2))
      return Ticks.dates(Double(low.days), Double(high.days)).map(\.label)
    }
    #expect(
      try days((1949, 1, 1), (1960, 12, 1)) == ["1950", "1952", "1954", "1956", "1958", "1960"])
    #expect(
      try days((2020, 1, 15), (2020, 12, 15)) == [
        "2020-03", "2020-05", "2020-07", "2020-09", "2020-11",
      ])
    #expect(try days((2020, 1, 1), (2020, 1, 6)).first == "2020-01-01")
    #expect(Ticks.dates(18262, 18262.5).map(\.label).prefix(2) == ["2020-01-01 00:00", "02:00"])
  }
}
