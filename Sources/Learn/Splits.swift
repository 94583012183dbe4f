internal import Numerics
public import Tables

/// Rows shared out at random, by a seed.
public enum Splits {
  /// Two parts of the rows `0..<rowCount`, the first with `share` of them, each in ascending order.
  ///
  /// With strata each stratum is shared out by itself. Each gets the whole number below its share; the rows that are
  /// then left to reach round(share × all) go to the strata with the largest fractions, of equal ones to those that
  /// come first (the largest-remainder method).
  ///
  /// - Parameters:
  ///   - share: between 0 and 1.
  ///   - strata: for each row the number of its stratum, from 0.
  /// - Throws: `tooFewRows` for less than two rows; `badSetting` if a part would be empty.
  public static func split(
    rowCount: Int, share: Double, strata: [Int32]? = nil, seed: UInt64
  ) throws(LearnError) -> (first: [Int32], second: [Int32]) {
    guard rowCount >= 2 else {
      throw LearnError(
        .tooFewRows(rows: rowCount, needed: 2), "\(counted(rowCount, "row")) can't be split into two parts")
    }
    let groups = grouped(rowCount, strata)
    let wanted = (share * Double(rowCount)).rounded()
    guard share > 0, share < 1, wanted >= 1, wanted < Double(rowCount) else {
      throw LearnError(
        .badSetting(name: "share"), "a share of \(NumberText.shortest(share)) of \(rowCount) rows leaves one part empty")
    }
    let exact = groups.map { share * Double($0.count) }
    // Shares such as 0.7 × 10 must not lose a row to rounding.
    var counts = exact.map { Int(($0 + 1e-9).rounded(.down)) }
    let fractions = zip(exact, counts).map { $0 - Double($1) }
    let order = fractions.indices.sorted {
      fractions[$0] != fractions[$1] ? fractions[$0] > fractions[$1] : $0 < $1
    }
    var left = Int(wanted) - counts.reduce(0, +)
    for place in order where left > 0 && counts[place] < groups[place].count {
      counts[place] += 1
      left -= 1
    }
    let stream = RandomStream(seed: seed)
    var isFirst = [Bool](repeating: false, count: rowCount)
    for (place, rows) in groups.enumerated() {
      var own = stream.stream(place)
      var shuffled = rows
      own.shuffle(&shuffled)
      for row in shuffled.prefix(counts[place]) { isFirst[Int(row)] = true }
    }
    let all = (0..<Int32(rowCount))
    return (all.filter { isFirst[Int($0)] }, all.filter { !isFirst[Int($0)] })
  }

  /// The fold (0..<count) of each row for cross-validation; fold sizes differ by one at most, and so do each
  /// stratum's.
  ///
  /// - Throws: `badSetting` for less than two folds, `tooFewRows` for less rows than folds.
  public static func folds(
    rowCount: Int, count: Int, strata: [Int32]? = nil, seed: UInt64
  ) throws(LearnError) -> [Int32] {
    guard count >= 2 else {
      throw LearnError(.badSetting(name: "folds"), "cross-validation needs two folds or more")
    }
    guard rowCount >= count else {
      throw LearnError(
        .tooFewRows(rows: rowCount, needed: count), "\(counted(rowCount, "row")) can't fill \(count) folds")
    }
    let stream = RandomStream(seed: seed)
    var folds = [Int32](repeating: 0, count: rowCount)
    var next: Int32 = 0
    for (place, rows) in grouped(rowCount, strata).enumerated() {
      var own = stream.stream(place)
      var shuffled = rows
      own.shuffle(&shuffled)
      // Dealing goes on where the last stratum ended, so that all folds fill evenly.
      for row in shuffled {
        folds[Int(row)] = next
        next = (next + 1) % Int32(count)
      }
    }
    return folds
  }

  /// The stratum of each row by some columns: rows that are equal in all of them, missing ones too, share one. Numbered
  /// in the order of first appearance.
  public static func strata(_ columns: [Column]) -> [Int32] {
    let rows = columns.first?.count ?? 0
    var numbers: [[Cell]: Int32] = [:]
    return (0..<rows).map { row in
      let key = columns.map { $0[row] }
      if let number = numbers[key] { return number }
      let number = Int32(numbers.count)
      numbers[key] = number
      return number
    }
  }

  private static func grouped(_ rowCount: Int, _ strata: [Int32]?) -> [[Int32]] {
    guard let strata else { return [(0..<Int32(rowCount)).map { $0 }] }
    var groups = [[Int32]](repeating: [], count: Int(strata.max() ?? -1) + 1)
    for row in 0..<rowCount { groups[Int(strata[row])].append(Int32(row)) }
    return groups
  }
}
