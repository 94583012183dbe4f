import Numerics
import Testing

struct ReductionsTests {
  private let x = [3.1, 1.2, 7.7, 4.4, 9.0, 2.5, 6.6, 5.0, 8.3, 0.4, 3.1]
  private let y = [1.0, 5, 2, 2, 8, 3, 3, 3, 9, 0, 4]

  /// NIST's NumAcc1 to NumAcc4 are made by rule: a middle value, then pairs 0.1 (or 1) on either side.
  @Test(arguments: [
    (10_000_002.0, 1.0, 1), (1.2, 0.1, 500), (1_000_000.2, 0.1, 500), (10_000_000.2, 0.1, 500),
  ])
  func univariateAccuracy(center: Double, spread: Double, pairs: Int) {
    // The file's decimal numbers, each rounded once.
    let (low, high) = (
      ((center * 10).rounded() - (spread * 10).rounded()) / 10,
      ((center * 10).rounded() + (spread * 10).rounded()) / 10
    )
    let values = [center] + (0..<pairs).flatMap { _ in [low, high] }
    expectDigits(Reductions.mean(values), center, 15)
    // What decimal data lose in becoming Doubles is 2e-9 of 0.2 at 1e7; the variance of the Doubles themselves
    // is (high - low)² / 4 to within that.
    expectDigits(Reductions.standardDeviation(values), spread, 8)
    expectDigits(Reductions.standardDeviation(values), (high - low) / 2, 9)
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 127, 128, 129, 1000, 1920, 1921, 70_000])
  func sumsOfWholeNumbersAreExact(count: Int) {
    let values = (0..<count).map { Double($0) }
    #expect(Reductions.sum(values) == Double(count * (count - 1) / 2))
    #expect(
      Reductions.dot(values, [Double](repeating: 2, count: count)) == Double(count * (count - 1)))
  }

  @Test func errorOfASumStaysSmall() {
    let values = [Double](repeating: 0.1, count: 1_000_000)
    expectDigits(Reductions.sum(values), 100_000, 15)
    expectDigits(Reductions.mean(values), 0.1, 16)
  }

  @Test func nothingAndOneAndAllEqual() {
    let none: [Double] = []
    #expect(Reductions.sum(none) == 0)
    #expect(Reductions.mean(none).isNaN && Reductions.minimum(none).isNaN)
    #expect(Reductions.mean([5]) == 5 && Reductions.variance([5]).isNaN)
    let equal = [Double](repeating: 0.3, count: 9)
    #expect(Reductions.variance(equal) == 0 && Reductions.mean(equal) == 0.3)
    #expect(
      Reductions.skewness(equal).isNaN && Reductions.correlation(equal, y[..<9].map { $0 }).isNaN)
  }

  @Test func extremes() {
    #expect(
      Reductions.mean([.greatestFiniteMagnitude, .greatestFiniteMagnitude])
        == .greatestFiniteMagnitude)
    #expect(Reductions.mean([.infinity, 1]) == .infinity)
    #expect(Reductions.mean([.infinity, -.infinity]).isNaN)
    let least = Double.leastNonzeroMagnitude
    #expect(Reductions.mean([least, least]) == least)
    #expect(Reductions.minimum([3, -0.5, 7]) == -0.5 && Reductions.maximum([3, -0.5, 7]) == 7)
    #expect(Reductions.minimum([.nan, 2]) == 2 && Reductions.maximum([1, .nan]) == 1)
  }

  /// From scipy 1 (stats.skew, kurtosis, pearsonr, spearmanr).
  @Test func momentsAndCorrelations() {
    expectDigits(Reductions.skewness(x), 0.1189341265430425)
    expectDigits(Reductions.kurtosis(x), -1.2677571868000876)
    expectDigits(Reductions.correlation(x, y), 0.5972534190462967)
    expectDigits(Reductions.rankCorrelation(x, y), 0.4470235950259549)
    #expect(Reductions.correlation(x, x) == 1)
    expectDigits(Reductions.covariance([1, 2, 3, 4], [2, 4, 6, 9]), 23.0 / 6, 15)
    expectDigits(Reductions.weightedMean([1, 2, 10], weights: [1, 2, 1]), 3.75, 15)
    #expect(Reductions.weightedMean([1, 2], weights: [0, 0]).isNaN)
  }

  @Test func runningWindows() {
    #expect(Running.sum([1, 2, 3]) == [1, 3, 6])
    #expect(Running.sum([1e16, 1, -1e16]) == [1e16, 1e16, 1])
    #expect(Running.minimum([3, 1, 2]) == [3, 1, 1] && Running.maximum([3, 1, 4]) == [3, 3, 4])
    #expect(Running.mean([2, 4, 9]) == [2, 3, 5] && Running.sum([]) == [])
    #expect(Running.sum([.infinity, 1]) == [.infinity, .infinity])
  }
}
