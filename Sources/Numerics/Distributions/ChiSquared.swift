/// The chi-squared distribution: gamma with the shape ν/2 and the rate 1/2.
public struct ChiSquared: Distribution {
  /// Positive.
  public let degreesOfFreedom: Double
  private let gamma: GammaDistribution

  public init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom
    gamma = GammaDistribution(shape: degreesOfFreedom / 2, rate: 0.5)
  }

  public func cumulative(_ x: Double, tail: Tail) -> Double { gamma.cumulative(x, tail: tail) }
  public func density(_ x: Double) -> Double { gamma.density(x) }
  public func quantile(_ p: Double, tail: Tail) -> Double { gamma.quantile(p, tail: tail) }
}
