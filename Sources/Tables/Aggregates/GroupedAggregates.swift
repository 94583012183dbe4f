public import Diagnostics
internal import Numerics

/// Aggregates of all groups at once: a column of the rows in, a column of one value for each group out.
///
/// All skip missing values; how many they skip is the column's `missingCount` (for two columns the rows in which either
/// is missing). A group without a value to answer from is missing in the result. Those of numbers take numbers and
/// true/false (1 and 0) and give `nil` for a column of another type. A column of no known type counts as numbers that
/// are all missing.
///
/// For one group of all rows, group by no column: `Grouping(table, by: [])`. The result is the same whatever the number
/// of threads. All throw E81 if they are interrupted.
public enum GroupedAggregates {
  /// How many rows each group has. O(rows), O(groups) where the groups stand in order already
  public static func count(_ groups: Grouping) throws(Diagnostic) -> Column {
    Column(.number(NumberValues(WholeValues(narrowing: try groups.counts))))
  }

  /// How many values of each group are present. O(rows)
  public static func count(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column {
    guard let missing = column.missing else { return try count(groups) }
    return Column(.number(NumberValues(try presentCounts(missing, groups))))
  }

  /// How many values of each group are missing. O(rows)
  public static func missingCount(
    _ column: Column, _ groups: Grouping
  ) throws(Diagnostic) -> Column {
    guard let missing = column.missing else {
      return Column(repeating: .number(0), count: groups.groupCount)
    }
    return Column(.number(NumberValues(try presentCounts(missing.inverted(), groups))))
  }

  /// The sums, 0 of no values; exact for whole numbers of up to 32 bits. O(rows)
  public static func sum(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column? {
    guard let sums = try sums(column, groups) else { return nil }
    return Column(numbers: sums.totals)
  }

  /// The arithmetic means. O(rows)
  public static func mean(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column? {
    guard let sums = try sums(column, groups) else { return nil }
    var means = sums.totals
    for group in means.indices { means[group] /= Double(sums.counts[group]) }
    // A sum of finite values may overflow where the mean doesn't.
    for group in means.indices where means[group].isInfinite {
      return try reduced(column, groups) { Reductions.mean(UnsafeBufferPointer($0)) }
    }
    return Column(numbers: means)
  }

  /// The variances (divisor n - 1) of groups of two values or more. O(rows)
  public static func variance(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column? {
    guard let variances = try variances(column, groups) else { return nil }
    return Column(numbers: variances)
  }

  /// The standard deviations (divisor n - 1) of groups of two values or more. O(rows)
  public static func standardDeviation(
    _ column: Column, _ groups: Grouping
  ) throws(Diagnostic) -> Column? {
    guard let variances = try variances(column, groups) else { return nil }
    return Column(numbers: variances.map { $0.squareRoot() })
  }

  /// The skewness of groups of three values or more. O(rows)
  public static func skewness(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column? {
    try reduced(column, groups) {
      $0.count < 3 ? .nan : Reductions.skewness(UnsafeBufferPointer($0))
    }
  }

  /// The excess kurtosis of groups of four values or more. O(rows)
  public static func kurtosis(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column? {
    try reduced(column, groups) {
      $0.count < 4 ? .nan : Reductions.kurtosis(UnsafeBufferPointer($0))
    }
  }

  /// The middle values; the mean of the two middle ones of an even number. O(rows) on average
  public static func median(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column? {
    try quantile(column, 0.5, groups)
  }

  /// The values below which a share (0 to 1) of the values lies, R's type 7. O(rows) on average
  public static func quantile(
    _ column: Column, _ share: Double, _ groups: Grouping
  ) throws(Diagnostic) -> Column? {
    try reduced(column, groups) { Quantiles.quantile(reordering: $0, share) }
  }

  /// The smallest values, in the order of the column's type: texts by Unicode scalars, categories by level, false before
  /// true. O(rows), and the sort of a text's labels
  public static func minimum(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column {
    try extreme(column, groups, wantsLess: true)
  }

  /// The largest values, in the order of the column's type. O(rows), and the sort of a text's labels
  public static func maximum(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column {
    try extreme(column, groups, wantsLess: false)
  }

  /// The first value of each group that isn't missing. O(rows)
  public static func first(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column {
    column.gather(try endRows(column.missing, groups, wantsFirst: true))
  }

  /// The last value of each group that isn't missing. O(rows)
  public static func last(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column {
    column.gather(try endRows(column.missing, groups, wantsFirst: false))
  }

  /// Whether at least one value of each group is true, false for none; `nil` unless it is a column of true/false. O(rows)
  public static func any(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column? {
    guard let counts = try truthCounts(column, groups) else { return nil }
    return Column(.truth(counts.map { $0.true > 0 }))
  }

  /// Whether every value of each group is true, true for none; `nil` unless it is a column of true/false. O(rows)
  public static func all(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column? {
    guard let counts = try truthCounts(column, groups) else { return nil }
    return Column(.truth(counts.map { $0.false == 0 }))
  }

  /// How many different values each group has. O(rows) and what grouping by the column costs
  public static func countDistinct(
    _ column: Column, _ groups: Grouping
  ) throws(Diagnostic) -> Column {
    let pairs = try ValuePairs(column, groups)
    var counts = [Int32](repeating: 0, count: groups.groupCount)
    for pair in pairs.groupOf.indices where pairs.isPresent[pair] {
      counts[Int(pairs.groupOf[pair])] += 1
    }
    return Column(.number(NumberValues(WholeValues(narrowing: counts))))
  }

  /// The most frequent value of each group; of several the one that comes first. O(rows) and what grouping by the
  /// column costs
  public static func top(_ column: Column, _ groups: Grouping) throws(Diagnostic) -> Column {
    let pairs = try ValuePairs(column, groups)
    var best = [(count: Int32, row: Int32)](repeating: (0, -1), count: groups.groupCount)
    for pair in pairs.groupOf.indices where pairs.isPresent[pair] {
      let group = Int(pairs.groupOf[pair])
      let (count, row) = (pairs.counts[pair], pairs.firstRows[pair])
      if count > best[group].count || (count == best[group].count && row < best[group].row) {
        best[group] = (count, row)
      }
    }
    return column.gather(best.map(\.row))
  }

  /// Pearson's correlations of the rows in which both columns have a value; missing for less than two, and where a side
  /// is constant. O(rows)
  public static func correlation(
    _ x: Column, _ y: Column, _ groups: Grouping
  ) throws(Diagnostic) -> Column? {
    guard let a = x.numbers, let b = y.numbers else { return nil }
    let missing = united(x.missing, y.missing)
    if let exact = try wholeCorrelations(a, b, missing, groups) { return Column(numbers: exact) }
    return Column(
      numbers: try reducedPairs(a, b, missing, groups) {
        Reductions.correlation(UnsafeBufferPointer($0), UnsafeBufferPointer($1))
      })
  }

  /// Spearman's correlations, Pearson's of the ranks with ties averaged. O(rows · log rows of a group)
  public static func rankCorrelation(
    _ x: Column, _ y: Column, _ groups: Grouping
  ) throws(Diagnostic) -> Column? {
    guard let a = x.numbers, let b = y.numbers else { return nil }
    return Column(
      numbers: try reducedPairs(a, b, united(x.missing, y.missing), groups) {
        $0.count < 2
          ? .nan
          : Reductions.rankCorrelation(UnsafeBufferPointer($0), UnsafeBufferPointer($1))
      })
  }

  /// The means with a weight for each value; missing where the weights add up to 0. Weights must not be negative. O(rows)
  public static func weightedMean(
    _ x: Column, weights: Column, _ groups: Grouping
  ) throws(Diagnostic) -> Column? {
    guard let a = x.numbers, let b = weights.numbers else { return nil }
    return Column(
      numbers: try reducedPairs(a, b, united(x.missing, weights.missing), groups) {
        $0.isEmpty
          ? .nan
          : Reductions.weightedMean(UnsafeBufferPointer($0), weights: UnsafeBufferPointer($1))
      })
  }

  static func united(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
    guard let a, let b else { return a ?? b }
    return a.union(b)
  }
}

extension Column {
  /// The numbers that aggregates of numbers take: numbers as they are, true as 1 and false as 0; `nil` for other types.
  var numbers: NumberValues? {
    switch values {
    case .number(let x): x
    case .truth(let x): NumberValues(WholeValues(.int8(x.map { $0 ? 1 : 0 })))
    case .unknown(let count): NumberValues(WholeValues(.int8(Array(repeating: 0, count: count))))
    default: nil
    }
  }
}
