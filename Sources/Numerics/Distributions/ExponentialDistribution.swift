internal import Glibc

/// The exponential distribution: the waiting time for an event of a constant rate.
public struct ExponentialDistribution: Distribution {
  /// 1 / mean, positive.
  public let rate: Double

  public init(rate: Double = 1) { self.rate = rate > 0 && rate.isFinite ? rate : .nan }

  public func cumulative(_ x: Double, tail: Tail) -> Double {
    if x.isNaN || rate.isNaN { return .nan }
    let power = -ExtendedReal(max(0, x)) * ExtendedReal(rate)
    return Double(tail == .lower ? -exponentialMinusOne(power) : exp(power))
  }

  public func density(_ x: Double) -> Double {
    if x.isNaN || rate.isNaN { return .nan }
    return x < 0 ? 0 : Double(ExtendedReal(rate) * exp(-ExtendedReal(x) * ExtendedReal(rate)))
  }

  public func quantile(_ p: Double, tail: Tail) -> Double {
    guard p >= 0 && p <= 1, !rate.isNaN else { return .nan }
    return (tail == .lower ? -log1p(-p) : -log(p)) / rate
  }
}
