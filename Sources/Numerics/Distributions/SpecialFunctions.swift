internal import Glibc

/// The special functions under the distributions. They compute in 80 bits on x86-64, so that a result has
/// all but the last of a Double's digits, and in Double elsewhere.
public enum SpecialFunctions {
  /// log |Γ(x)|; infinite at 0, -1, -2, ….
  public static func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// log B(a, b) for positive a and b.
  public static func logBeta(_ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, a.isFinite, b.isFinite else { return .nan }
    let (small, large) = (ExtendedReal(min(a, b)), ExtendedReal(max(a, b)))
    if small < 20 && large < 1000 {
      return Double(
        extendedLogGamma(small) + extendedLogGamma(large) - extendedLogGamma(small + large))
    }
    // Stirling's form of Γ(large) / Γ(large + small): the large logarithms cancel on paper.
    let sum = small + large
    let ratio = -small * log(sum) + (large - 0.5) * -logOnePlus(small / large) + small
    return Double(extendedLogGamma(small) + ratio + stirlingError(large) - stirlingError(sum))
  }

  /// The error function and its complement are libc's, right to an ulp.
  public static func erf(_ x: Double) -> Double { Glibc.erf(x) }
  public static func erfc(_ x: Double) -> Double { Glibc.erfc(x) }

  /// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x), for a > 0 and x ≥ 0.
  ///
  /// By the series below a + 1 and the continued fraction above (Gautschi 1979), with the power in front in
  /// Loader's saddle-point form (2000), which loses nothing for large a.
  public static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    guard a > 0, x >= 0, a.isFinite else { return (.nan, .nan) }
    if x == 0 { return (0, 1) }
    if x.isInfinite { return (1, 0) }
    let (wideA, wideX) = (ExtendedReal(a), ExtendedReal(x))
    if a < 0.5 && x < 1.5 {
      // P = x^a / Γ(a + 1) · (1 + a Σ (-x)ⁿ / ((a + n) n!)), near 1: its difference from 1 by expm1.
      var power: ExtendedReal = 1
      var sum: ExtendedReal = 0
      var n: ExtendedReal = 0
      while n < 60 {
        n += 1
        power *= -wideX / n
        sum += power / (wideA + n)
      }
      let logarithm = wideA * log(wideX) - logGammaOnePlus(wideA) + logOnePlus(wideA * sum)
      return (Double(min(1, exp(logarithm))), Double(max(0, -exponentialMinusOne(logarithm))))
    }
    // x^a e^-x / Γ(a + 1)
    let front = exp(logPoissonTerm(wideA, wideX))
    if wideX < wideA + 1 {
      var term: ExtendedReal = 1
      var sum: ExtendedReal = 1
      var k = wideA
      for _ in 0..<iterationLimit {
        k += 1
        term *= wideX / k
        sum += term
        if term < sum * ExtendedReal.ulpOfOne / 4 { break }
      }
      let lower = front * sum
      return (Double(min(1, lower)), Double(max(0, 1 - lower)))
    }
    // Q = front · a · 1/(x + 1 - a - 1(1 - a)/(x + 3 - a - …)), by Lentz's method.
    let tiny = ExtendedReal.leastNormalMagnitude * 1e10
    var b = wideX + 1 - wideA
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    var i: ExtendedReal = 0
    for _ in 0..<iterationLimit {
      i += 1
      let an = -i * (i - wideA)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let delta = d * c
      h *= delta
      if abs(delta - 1) < ExtendedReal.ulpOfOne { break }
    }
    let upper = front * wideA * h
    return (Double(max(0, 1 - upper)), Double(max(0, min(1, upper))))
  }

  /// The regularised incomplete beta functions I_x(a, b) and 1 - I_x(a, b) for a, b > 0 and x in 0...1.
  ///
  /// By Lentz's evaluation of the continued fraction (Didonato and Morris 1992 describe it), on the side
  /// where it converges fast, with the power in front in Loader's saddle-point form.
  ///
  /// - Parameter complement: 1 - x, given by callers that have it without the subtraction.
  public static func incompleteBeta(
    _ a: Double, _ b: Double, _ x: Double, complement: Double? = nil
  ) -> (lower: Double, upper: Double) {
    let y = complement.map { ExtendedReal($0) } ?? 1 - ExtendedReal(x)
    let (lower, upper) = wideIncompleteBeta(a, b, ExtendedReal(x), y)
    return (Double(lower), Double(upper))
  }

  static func wideIncompleteBeta(
    _ a: Double, _ b: Double, _ x: ExtendedReal, _ y: ExtendedReal
  ) -> (lower: ExtendedReal, upper: ExtendedReal) {
    guard a > 0, b > 0, a.isFinite, b.isFinite, x >= 0, y >= 0 else { return (.nan, .nan) }
    if x == 0 { return (0, 1) }
    if y == 0 { return (1, 0) }
    let (wideA, wideB) = (ExtendedReal(a), ExtendedReal(b))
    if x * (wideA + wideB + 2) < wideA + 1 {
      let value = betaFraction(wideA, wideB, x, y)
      return (value, 1 - value)
    }
    let value = betaFraction(wideB, wideA, y, x)
    return (1 - value, value)
  }

  private static func betaFraction(
    _ a: ExtendedReal, _ b: ExtendedReal, _ x: ExtendedReal, _ y: ExtendedReal
  ) -> ExtendedReal {
    let front = exp(logBetaTerm(a, b, x, y)) / a
    if front == 0 { return 0 }
    let tiny = ExtendedReal.leastNormalMagnitude * 1e10
    var c: ExtendedReal = 1
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var h = d
    var m: ExtendedReal = 0
    for _ in 0..<iterationLimit {
      m += 1
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + even * d
      if abs(d) < tiny { d = tiny }
      c = 1 + even / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + odd * d
      if abs(d) < tiny { d = tiny }
      c = 1 + odd / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let delta = d * c
      h *= delta
      if abs(delta - 1) < 2 * ExtendedReal.ulpOfOne { break }
    }
    return max(0, min(1, front * h))
  }

  private static let iterationLimit = 2_000_000
}

// MARK: Loader's saddle-point pieces

/// log of x^a e^-x / Γ(a + 1): a Poisson probability for any a ≥ 0.
func logPoissonTerm(_ a: ExtendedReal, _ x: ExtendedReal) -> ExtendedReal {
  if a < 20 { return a * log(x) - x - extendedLogGamma(a + 1) }
  return -stirlingError(a) - deviance(a, x) - 0.5 * log(twoPi * a)
}

/// log of x^a y^b / B(a, b) with y = 1 - x, for a, b > 0.
func logBetaTerm(
  _ a: ExtendedReal, _ b: ExtendedReal, _ x: ExtendedReal, _ y: ExtendedReal
) -> ExtendedReal {
  // x^a y^b / B(a, b) = ab/(a + b) · "binomial(a + b, a) x^a y^b".
  log(a) + log(b) - log(a + b) + logBinomialTerm(a, b, x, y)
}

/// log of Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) x^a y^b: a binomial probability for any a, b ≥ 0.
func logBinomialTerm(
  _ a: ExtendedReal, _ b: ExtendedReal, _ x: ExtendedReal, _ y: ExtendedReal
) -> ExtendedReal {
  let n = a + b
  if a == 0 { return b == 0 ? 0 : b * logOf(y, complement: x) }
  if b == 0 { return a * logOf(x, complement: y) }
  if n < 20 {
    return extendedLogGamma(n + 1) - extendedLogGamma(a + 1) - extendedLogGamma(b + 1)
      + a * logOf(x, complement: y) + b * logOf(y, complement: x)
  }
  let errors = stirlingError(n) - stirlingError(a) - stirlingError(b)
  return errors - deviance(a, n * x) - deviance(b, n * y) + 0.5 * log(n / (twoPi * a * b))
}

/// log(x), by way of 1 - x where that is the smaller.
private func logOf(_ x: ExtendedReal, complement y: ExtendedReal) -> ExtendedReal {
  y < 0.5 ? logOnePlus(-y) : log(x)
}

/// x log(x / m) + m - x, without cancellation where they are close.
func deviance(_ x: ExtendedReal, _ m: ExtendedReal) -> ExtendedReal {
  if m == 0 { return x == 0 ? 0 : .infinity }
  if x == 0 { return m }
  if abs(x - m) < 0.1 * (x + m) {
    // With v = (x - m)/(x + m): log(x/m) = 2 (v + v³/3 + …).
    let v = (x - m) / (x + m)
    let square = v * v
    var sum = (x - m) * v
    var power = 2 * x * v
    var k: ExtendedReal = 1
    while k < 200 {
      power *= square
      k += 2
      let next = sum + power / k
      if next == sum { return sum }
      sum = next
    }
    return sum
  }
  return x * log(x / m) + m - x
}

/// log Γ(n + 1) - ((n + 1/2) log n - n + log √2π): the error of Stirling's formula, for n > 0.
func stirlingError(_ n: ExtendedReal) -> ExtendedReal {
  if n < 20 {
    return extendedLogGamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(twoPi)
  }
  // Bernoulli numbers: B(2k) / (2k (2k - 1) n^(2k - 1)).
  let coefficients: [ExtendedReal] = [
    1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400,
    43867 / 244188, -174611 / 125400,
  ]
  let square = 1 / (n * n)
  var sum: ExtendedReal = 0
  for coefficient in coefficients.reversed() { sum = sum * square + coefficient }
  return sum / n
}

/// log Γ(1 + a), by its series -γa + ζ(2)a²/2 - ζ(3)a³/3 + … where 1 + a would round a away.
private func logGammaOnePlus(_ a: ExtendedReal) -> ExtendedReal {
  guard a < 0.001 else { return extendedLogGamma(a + 1) }
  let zetas: [ExtendedReal] = [
    0.5772156649015328606, 1.6449340668482264365, 1.2020569031595942854, 1.0823232337111381915,
    1.0369277551433699263, 1.0173430619844491397, 1.0083492773819228268,
  ]
  var sum: ExtendedReal = 0
  for k in stride(from: zetas.count, through: 1, by: -1) {
    sum = zetas[k - 1] / ExtendedReal(k) - a * sum
  }
  return -a * sum
}

let twoPi: ExtendedReal = 2 * .pi

#if arch(x86_64)
  func extendedLogGamma(_ x: ExtendedReal) -> ExtendedReal {
    var sign: Int32 = 0
    return lgammal_r(x, &sign)
  }
  func logOnePlus(_ x: ExtendedReal) -> ExtendedReal { log1pl(x) }
  func exponentialMinusOne(_ x: ExtendedReal) -> ExtendedReal { expm1l(x) }
  func extendedErrorComplement(_ x: ExtendedReal) -> ExtendedReal { erfcl(x) }
  func extendedError(_ x: ExtendedReal) -> ExtendedReal { erfl(x) }
#else
  func extendedLogGamma(_ x: ExtendedReal) -> ExtendedReal { SpecialFunctions.logGamma(x) }
  func logOnePlus(_ x: ExtendedReal) -> ExtendedReal { log1p(x) }
  func exponentialMinusOne(_ x: ExtendedReal) -> ExtendedReal { expm1(x) }
  func extendedErrorComplement(_ x: ExtendedReal) -> ExtendedReal { erfc(x) }
  func extendedError(_ x: ExtendedReal) -> ExtendedReal { erf(x) }
#endif
