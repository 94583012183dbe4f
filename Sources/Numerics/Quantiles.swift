/// The nine definitions of a sample quantile of Hyndman and Fan (1996), by their numbers there and in R.
public enum QuantileType: Int, Sendable, CaseIterable {
  /// The inverse of the empirical distribution function.
  case inverse = 1
  /// As `inverse`, averaged where the function is flat.
  case averagedInverse = 2
  /// The observation nearest to np, ties to the even one.
  case nearestEven = 3
  /// Linear between the points of the empirical distribution function.
  case linearInverse = 4
  /// Linear, with knots at the middles of the steps (hydrology).
  case hazen = 5
  /// p(k) = k / (n + 1) (Weibull; Minitab, SPSS).
  case weibull = 6
  /// p(k) = (k - 1) / (n - 1): R's, numpy's and Excel's default.
  case linear = 7
  /// Median-unbiased, whatever the distribution.
  case medianUnbiased = 8
  /// Unbiased for normal data.
  case normalUnbiased = 9
}

/// Quantiles of dense values, by selection and not by a full sort.
public enum Quantiles {
  /// The quantile at p of unordered values. NaN for no value, for p outside 0...1, and where a value is NaN.
  /// Complexity: O(n) on average, on a copy.
  public static func quantile(
    _ x: UnsafeBufferPointer<Double>, _ p: Double, type: QuantileType = .linear
  ) -> Double {
    quantiles(x, [p], type: type)[0]
  }

  /// Several quantiles of the same values. Complexity: O(n) a quantile, O(n log n) for more than eight.
  public static func quantiles(
    _ x: UnsafeBufferPointer<Double>, _ p: [Double], type: QuantileType = .linear
  ) -> [Double] {
    var copy = Array(x)
    if x.isEmpty || x.contains(where: \.isNaN) { return p.map { _ in .nan } }
    let sorted = p.count > 8
    if sorted { copy.sort() }
    return copy.withUnsafeMutableBufferPointer { copy in
      p.map { p in
        quantile(count: copy.count, p, type: type) { k in
          if !sorted { select(k, in: copy) }
          return copy[k]
        }
      }
    }
  }

  /// The quantile at p of values that it may put in another order, none of them NaN; NaN for no value.
  /// Complexity: O(n) on average, without a copy.
  public static func quantile(
    reordering x: UnsafeMutableBufferPointer<Double>, _ p: Double, type: QuantileType = .linear
  ) -> Double {
    if x.isEmpty { return .nan }
    return quantile(count: x.count, p, type: type) { k in
      select(k, in: x)
      return x[k]
    }
  }

  /// The quantile at p of values in ascending order. Complexity: O(1).
  public static func quantile(
    sorted x: UnsafeBufferPointer<Double>, _ p: Double, type: QuantileType = .linear
  ) -> Double {
    x.isEmpty ? .nan : quantile(count: x.count, p, type: type) { x[$0] }
  }

  /// The middle value, or the mean of the two in the middle; NaN for none.
  public static func median(_ x: UnsafeBufferPointer<Double>) -> Double { quantile(x, 0.5) }

  public static func quantile(_ x: [Double], _ p: Double, type: QuantileType = .linear) -> Double {
    x.withUnsafeBufferPointer { quantile($0, p, type: type) }
  }
  public static func quantiles(
    _ x: [Double], _ p: [Double], type: QuantileType = .linear
  ) -> [Double] {
    x.withUnsafeBufferPointer { quantiles($0, p, type: type) }
  }
  public static func quantile(
    sorted x: [Double], _ p: Double, type: QuantileType = .linear
  ) -> Double {
    x.withUnsafeBufferPointer { quantile(sorted: $0, p, type: type) }
  }
  public static func median(_ x: [Double]) -> Double { x.withUnsafeBufferPointer { median($0) } }

  /// The quantile from single order statistics (counted from 0).
  private static func quantile(
    count: Int, _ p: Double, type: QuantileType, _ orderStatistic: (Int) -> Double
  ) -> Double {
    guard p >= 0 && p <= 1 else { return .nan }
    let n = Double(count)
    // A position that is a whole number but for rounding is that whole number, as R has it.
    let fuzz = 4 * Double.ulpOfOne
    let position: Double
    switch type {
    case .inverse, .averagedInverse: position = n * p
    case .nearestEven: position = n * p - 0.5
    case .linearInverse: position = n * p
    case .hazen: position = n * p + 0.5
    case .weibull: position = (n + 1) * p
    case .linear: position = 1 + (n - 1) * p
    case .medianUnbiased: position = 1.0 / 3 + (n + 1.0 / 3) * p
    case .normalUnbiased: position = 3.0 / 8 + (n + 0.25) * p
    }
    let whole = (position + fuzz * max(1, position)).rounded(.down)
    var fraction = position - whole
    if abs(fraction) < fuzz * max(1, position) { fraction = 0 }
    switch type {
    case .inverse: fraction = fraction > 0 ? 1 : 0
    case .averagedInverse: fraction = fraction > 0 ? 1 : 0.5
    case .nearestEven:
      fraction = fraction == 0 && whole.truncatingRemainder(dividingBy: 2) == 0 ? 0 : 1
    default: break
    }
    let lower = max(1, min(count, Int(whole)))
    let upper = max(1, min(count, Int(whole) + 1))
    if fraction == 0 || lower == upper { return orderStatistic(lower - 1) }
    if fraction == 1 { return orderStatistic(upper - 1) }
    let (a, b) = (orderStatistic(lower - 1), orderStatistic(upper - 1))
    return a == b ? a : (1 - fraction) * a + fraction * b
  }

  /// Puts the k-th smallest at k, smaller ones before and larger ones after it: quickselect with the median
  /// of three (of nine in long ranges), heapsort-free because a range that shrinks too slowly is sorted.
  static func select(_ k: Int, in x: UnsafeMutableBufferPointer<Double>) {
    var (low, high) = (0, x.count - 1)
    var patience = 64
    while high - low > 24 {
      patience -= 1
      if patience == 0 { break }
      let pivot = pivotValue(x, low, high)
      // Three parts: smaller than the pivot, equal, larger. Equal values end the search at once.
      var (i, less, more) = (low, low, high)
      while i <= more {
        let value = x[i]
        if value < pivot {
          x[i] = x[less]
          x[less] = value
          less += 1
          i += 1
        } else if value > pivot {
          x[i] = x[more]
          x[more] = value
          more -= 1
        } else {
          i += 1
        }
      }
      if k < less {
        high = less - 1
      } else if k > more {
        low = more + 1
      } else {
        return
      }
    }
    if low < high {
      var rest = UnsafeMutableBufferPointer(rebasing: x[low...high])
      rest.sort()
    }
  }

  private static func pivotValue(
    _ x: UnsafeMutableBufferPointer<Double>, _ low: Int, _ high: Int
  ) -> Double {
    let middle = low + (high - low) / 2
    let eighth = (high - low) / 8
    if eighth < 16 { return medianOfThree(x[low], x[middle], x[high]) }
    return medianOfThree(
      medianOfThree(x[low], x[low + eighth], x[low + 2 * eighth]),
      medianOfThree(x[middle - eighth], x[middle], x[middle + eighth]),
      medianOfThree(x[high - 2 * eighth], x[high - eighth], x[high]))
  }

  private static func medianOfThree(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
  }
}

/// What rank equal values get.
public enum Ties: Sendable, CaseIterable {
  /// The mean of the ranks they share: 1, 2.5, 2.5, 4.
  case average
  /// The least of them: 1, 2, 2, 4.
  case minimum
  /// The largest of them: 1, 3, 3, 4.
  case maximum
  /// Without gaps: 1, 2, 2, 3.
  case dense
  /// In the order they stand: 1, 2, 3, 4.
  case first
}

/// Order and ranks of dense values.
public enum Ranks {
  /// The positions in ascending order of their values; equal values (0 and -0 are equal) stay in the order
  /// they stand, NaN is last. Complexity: O(n log n).
  public static func order(_ x: UnsafeBufferPointer<Double>) -> [Int32] {
    var keyed = (0..<x.count).map { (value: x[$0], index: Int32($0)) }
    keyed.sort { a, b in
      if a.value < b.value { return true }
      if a.value > b.value { return false }
      if a.value.isNaN != b.value.isNaN { return b.value.isNaN }
      return a.index < b.index
    }
    return keyed.map(\.index)
  }

  /// The ranks from 1, in the order of the values. Complexity: O(n log n).
  public static func ranks(_ x: UnsafeBufferPointer<Double>, ties: Ties = .average) -> [Double] {
    ranks(x, inOrder: order(x), ties: ties)
  }

  /// The ranks from 1 of values whose positions in ascending order, ties as they stand,
  /// are known. Complexity: O(n).
  public static func ranks(
    _ x: UnsafeBufferPointer<Double>, inOrder order: [Int32], ties: Ties
  ) -> [Double] {
    var ranks = [Double](repeating: 0, count: x.count)
    var start = 0
    var distinct = 0.0
    while start < order.count {
      let value = x[Int(order[start])]
      var end = start + 1
      while end < order.count,
        x[Int(order[end])] == value || (value.isNaN && x[Int(order[end])].isNaN)
      {
        end += 1
      }
      distinct += 1
      for k in start..<end {
        let rank: Double
        switch ties {
        case .average: rank = Double(start + 1 + end) / 2
        case .minimum: rank = Double(start + 1)
        case .maximum: rank = Double(end)
        case .dense: rank = distinct
        case .first: rank = Double(k + 1)
        }
        ranks[Int(order[k])] = rank
      }
      start = end
    }
    return ranks
  }

  public static func order(_ x: [Double]) -> [Int32] { x.withUnsafeBufferPointer { order($0) } }
  public static func ranks(_ x: [Double], ties: Ties = .average) -> [Double] {
    x.withUnsafeBufferPointer { ranks($0, ties: ties) }
  }
}
