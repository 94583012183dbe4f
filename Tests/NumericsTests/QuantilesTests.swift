import Numerics
import Testing

struct QuantilesTests {
  private static let x = [3.1, 1.2, 7.7, 4.4, 9.0, 2.5, 6.6, 5.0, 8.3, 0.4, 3.1]
  private static let p = [0, 0.05, 0.1, 0.25, 0.5, 0.7, 0.9, 1]

  /// From numpy 2 (quantile with the nine methods of Hyndman and Fan).
  @Test(arguments: [
    (QuantileType.inverse, [0.4, 0.4, 1.2, 2.5, 4.4, 6.6, 8.3, 9.0]),
    (.averagedInverse, [0.4, 0.4, 1.2, 2.5, 4.4, 6.6, 8.3, 9.0]),
    (.nearestEven, [0.4, 0.4, 0.4, 2.5, 4.4, 6.6, 8.3, 9.0]),
    (.linearInverse, [0.4, 0.4, 0.48, 2.175, 3.75, 6.12, 8.24, 9.0]),
    (.hazen, [0.4, 0.44, 0.88, 2.65, 4.4, 6.82, 8.58, 9.0]),
    (.weibull, [0.4, 0.4, 0.56, 2.5, 4.4, 7.04, 8.86, 9.0]),
    (.linear, [0.4, 0.8, 1.2, 2.8, 4.4, 6.6, 8.3, 9.0]),
    (
      .medianUnbiased,
      [0.4, 0.4, 0.7733333333333334, 2.6, 4.4, 6.893333333333332, 8.673333333333334, 9.0]
    ),
    (.normalUnbiased, [0.4, 0.4, 0.8, 2.6125, 4.4, 6.875, 8.65, 9.0]),
  ])
  func nineTypes(type: QuantileType, expected: [Double]) {
    let sorted = Self.x.sorted()
    for (p, value) in zip(Self.p, expected) {
      expectDigits(Quantiles.quantile(Self.x, p, type: type), value, 14)
      expectDigits(Quantiles.quantile(sorted: sorted, p, type: type), value, 14)
    }
    let found = Quantiles.quantiles(Self.x, Self.p + Self.p, type: type)
    for (found, value) in zip(found, expected + expected) { expectDigits(found, value, 14) }
  }

  @Test func medianOfEveryCount() {
    for count in 1...60 {
      let values = (0..<count).map { Double(($0 * 37) % 61) }
      let sorted = values.sorted()
      let middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
      #expect(Quantiles.median(values) == middle)
    }
  }

  /// Shapes that ruin a careless quickselect: sorted, reversed, all equal, few values, organ pipe.
  @Test func selectionOnHardShapes() {
    let n = 5000
    let shapes: [[Double]] = [
      (0..<n).map { Double($0) }, (0..<n).map { Double(-$0) }, [Double](repeating: 1, count: n),
      (0..<n).map { Double($0 % 3) }, (0..<n).map { Double(min($0, n - $0)) },
      (0..<n).map { Double(($0 * 7919) % n) },
    ]
    for shape in shapes {
      let sorted = shape.sorted()
      for p in [0, 0.01, 0.333, 0.5, 0.9, 1] {
        #expect(Quantiles.quantile(shape, p) == Quantiles.quantile(sorted: sorted, p))
      }
    }
  }

  @Test func noAnswer() {
    #expect(Quantiles.median([]).isNaN)
    #expect(Quantiles.quantile([1, 2], 1.5).isNaN && Quantiles.quantile([1, 2], .nan).isNaN)
    #expect(Quantiles.quantile([1, .nan], 0.5).isNaN)
    #expect(Quantiles.quantile([-.infinity, .infinity, .infinity], 0.75) == .infinity)
  }

  @Test(arguments: [
    (Ties.average, [2.5, 1, 2.5, 5, 4]), (.minimum, [2, 1, 2, 5, 4]), (.maximum, [3, 1, 3, 5, 4]),
    (.dense, [2, 1, 2, 4, 3]), (.first, [2, 1, 3, 5, 4]),
  ])
  func ranksWithTies(ties: Ties, expected: [Double]) {
    #expect(Ranks.ranks([3, -1, 3, 9, 4], ties: ties) == expected)
  }

  @Test func orderIsStableWithNaNLast() {
    #expect(Ranks.order([2, .nan, 0, -0.0, 1, .nan, 2]) == [2, 3, 4, 0, 6, 1, 5])
    #expect(Ranks.order([]) == [] && Ranks.ranks([7]) == [1])
    #expect(Ranks.ranks([0, -0.0], ties: .dense) == [1, 1])
  }
}
