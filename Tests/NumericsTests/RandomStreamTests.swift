import Numerics
import Testing

struct RandomStreamTests {
  /// The published outputs: xoshiro256++ from the state 1, 2, 3, 4; splitmix64 from the seed 1234567.
  @Test func publishedReferenceVectors() {
    var stream = RandomStream(state: (1, 2, 3, 4))
    #expect(
      (0..<10).map { _ in stream.next() } == [
        41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
        9_228_616_714_210_784_205,
        9_973_669_472_204_895_162, 14_011_001_112_246_962_877, 12_406_186_145_184_390_807,
        15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
      ])
    var mixer = SplitMix64(state: 1_234_567)
    #expect(
      (0..<5).map { _ in mixer.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func subStreamsDontDependOnWhatWasDrawn() {
    var used = RandomStream(seed: 7)
    for _ in 0..<100 { _ = used.normal() }
    var (a, b) = (used.stream(3), RandomStream(seed: 7).stream(3))
    #expect((0..<20).allSatisfy { _ in a.next() == b.next() })
    var firsts = Set<UInt64>()
    for seed in 0..<20 {
      for stream in 0..<20 {
        var parent = RandomStream(seed: UInt64(seed), stream: UInt64(stream))
        firsts.insert(parent.next())
        for child in -2..<20 {
          var sub = parent.stream(child)
          firsts.insert(sub.next())
        }
      }
    }
    #expect(firsts.count == 20 * 20 * 23)
  }

  @Test func uniformNumbersFillTheirInterval() {
    var stream = RandomStream(seed: 1)
    var bins = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 {
      let u = stream.uniform()
      #expect(u >= 0 && u < 1)
      bins[Int(u * 10)] += 1
    }
    // χ² with 9 degrees of freedom: 27.9 is the 99.9 % point.
    let chi = bins.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
    #expect(chi < 27.9)
    #expect(stream.uniform(3, 3) == 3)
  }

  @Test func boundedIntegersAreUnbiased() {
    var stream = RandomStream(seed: 2)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[stream.integer(below: 6)] += 1 }
    let chi = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
    #expect(chi < 20.6)
    #expect(stream.integer(below: 1) == 0)
    // 3/4 of 2^63: a bound that a plain remainder gets wrong by half.
    let bound = 3 << 61
    let low = (0..<3000).count { _ in stream.integer(below: bound) < bound / 2 }
    #expect(abs(low - 1500) < 130)
  }

  @Test func normalNumbersHaveTheirMoments() {
    var stream = RandomStream(seed: 3)
    let values = (0..<100_000).map { _ in stream.normal() }
    #expect(abs(Reductions.mean(values)) < 0.011)
    #expect(abs(Reductions.variance(values) - 1) < 0.015)
    #expect(abs(Reductions.skewness(values)) < 0.026 && abs(Reductions.kurtosis(values)) < 0.052)
  }

  @Test func shufflesEveryOrder() {
    var stream = RandomStream(seed: 4)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 {
      var values = [1, 2, 3, 4]
      stream.shuffle(&values)
      counts[values, default: 0] += 1
    }
    #expect(counts.count == 24)
    // χ² with 23 degrees of freedom: 49.7 is the 99.9 % point.
    #expect(counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 } < 49.7)
  }

  @Test func samplesWithoutAndWithReplacement() {
    var stream = RandomStream(seed: 5)
    for size in 0...12 {
      let drawn = stream.sample(size, from: 10)
      #expect(drawn.count == min(size, 10) && Set(drawn).count == drawn.count)
      #expect(drawn.allSatisfy { (0..<10).contains($0) })
    }
    #expect(stream.permutation(50).sorted() == (0..<50).map { Int32($0) })
    let rows = stream.bootstrap(1000)
    #expect(rows.count == 1000 && rows.allSatisfy { (0..<1000).contains($0) })
    #expect(abs(Double(Set(rows).count) - 632) < 40)
    #expect(stream.bootstrap(0) == [] && stream.permutation(0) == [])
  }

  @Test func weightedChoice() {
    var stream = RandomStream(seed: 6)
    var counts = [0, 0, 0, 0]
    for _ in 0..<10_000 {
      if let choice = stream.choice(weights: [1, 0, 3, .nan]) { counts[choice] += 1 }
    }
    #expect(counts[1] == 0 && counts[3] == 0 && abs(counts[0] - 2500) < 150)
    #expect(counts[0] + counts[2] == 10_000)
    #expect(stream.choice(weights: []) == nil && stream.choice(weights: [0, -1]) == nil)
  }
}
