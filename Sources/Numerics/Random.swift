internal import Glibc

/// A stream of random numbers: xoshiro256++ 1.0 (Blackman and Vigna 2019), its 256 bits filled by
/// splitmix64 (Steele, Lea and Flood 2014) from a seed and a stream number.
///
/// `stream(_:)` gives sub-streams that depend on the seed and the path of numbers alone, not on how many
/// draws were made: a fold, a tree or a chunk of rows gets a stream of its own, and results don't depend on
/// how many threads there are or which one came first. The same seed gives the same numbers on every
/// machine; changing what a method here draws is a change of the language version.
public struct RandomStream: Sendable, RandomNumberGenerator {
  private var s0, s1, s2, s3: UInt64
  /// What sub-streams are derived from; drawing doesn't change it.
  private let key: UInt64
  private var spareNormal: Double?

  /// The stream of a seed; streams of the same seed with different numbers are independent.
  public init(seed: UInt64, stream: UInt64 = 0) {
    // Mixed twice, with the stream number between, so that (1, 2) and (2, 1) have nothing in common.
    var mixer = SplitMix64(state: seed)
    var second = SplitMix64(state: mixer.next() ^ stream)
    self.init(key: second.next())
  }

  private init(key: UInt64) {
    var mixer = SplitMix64(state: key)
    self.key = key
    (s0, s1, s2, s3) = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// The generator in a given state, for the published reference vectors. Not all four may be 0.
  public init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
    key = s0
  }

  /// The sub-stream of this number. The same for the same number, however much was drawn.
  public func stream(_ index: Int) -> RandomStream {
    RandomStream(seed: key, stream: UInt64(bitPattern: Int64(index)) &+ 1)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let result = rotated(s0 &+ s3, 23) &+ s0
    let t = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = rotated(s3, 45)
    return result
  }

  /// Uniform on [0, 1): a multiple of 2^-53.
  public mutating func uniform() -> Double { Double(next() &>> 11) * 0x1p-53 }

  /// Uniform on [lower, upper); `lower` where both are the same.
  public mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    let value = lower + (upper - lower) * uniform()
    return value < upper ? value : lower
  }

  /// A whole number in 0..<bound, each equally likely (Lemire 2019: multiply, reject the biased rest).
  /// `bound` must be positive.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "the bound must be positive")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A standard normal number by the polar method (Marsaglia and Bray 1964); each second one is free.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s > 0 && s < 1 {
        let factor = (-2 * log(s) / s).squareRoot()
        spareNormal = v * factor
        return u * factor
      }
    }
  }

  /// Exchanges elements so that each order is equally likely (Fisher and Yates, from the end).
  public mutating func shuffle<T>(_ values: inout [T]) {
    guard values.count > 1 else { return }
    for i in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(i, integer(below: i + 1))
    }
  }

  /// The numbers 0..<count in random order.
  public mutating func permutation(_ count: Int) -> [Int32] {
    var result = (0..<Int32(max(0, count))).map { $0 }
    shuffle(&result)
    return result
  }

  /// `size` different numbers out of 0..<count, in random order; all of them where `size` is larger.
  /// Complexity: O(count).
  public mutating func sample(_ size: Int, from count: Int) -> [Int32] {
    let size = max(0, min(size, count))
    var pool = (0..<Int32(max(0, count))).map { $0 }
    for i in 0..<size { pool.swapAt(i, i + integer(below: count - i)) }
    return Array(pool[..<size])
  }

  /// `count` numbers out of 0..<count, each drawn anew: the rows of a bootstrap sample.
  public mutating func bootstrap(_ count: Int) -> [Int32] {
    (0..<max(0, count)).map { _ in Int32(integer(below: count)) }
  }

  /// A position drawn with chances in proportion to the weights; nil if no weight is positive. Weights
  /// that are negative, NaN or infinite count as 0. Complexity: O(weights).
  public mutating func choice(weights: [Double]) -> Int? {
    var total = 0.0
    for weight in weights where weight > 0 && weight.isFinite { total += weight }
    guard total > 0, total.isFinite else { return nil }
    let target = uniform() * total
    var running = 0.0
    var last: Int?
    for i in 0..<weights.count where weights[i] > 0 && weights[i].isFinite {
      running += weights[i]
      last = i
      if target < running { return i }
    }
    return last
  }
}

/// splitmix64: a counter in steps of the golden ratio, each step mixed. Used to fill states and mix seeds.
public struct SplitMix64: Sendable {
  public var state: UInt64
  public init(state: UInt64) { self.state = state }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }
}

private func rotated(_ x: UInt64, _ by: UInt64) -> UInt64 { (x &<< by) | (x &>> (64 - by)) }
