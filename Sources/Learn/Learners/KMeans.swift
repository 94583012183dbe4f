public import Cards
internal import Numerics
internal import Tables

/// k-means: k centers with the least sum of squared distances of rows to their nearest center.
///
/// Starting centers by greedy k-means++ (Arthur and Vassilvitskii 2007: each next center is drawn in proportion to
/// the squared distance to the nearest one so far, the best of 2 + ln k candidates is taken), Lloyd's rounds (1957) until
/// no row changes its cluster, then single rows are moved while that lowers the sum (Hartigan and Wong 1979). The
/// best of `starts` is kept. Above a million of rows times columns times k a start ends when a round lowers the sum by
/// less than a ten-thousandth of it, and the best one goes on until that is a ten-millionth. A cluster that loses all rows gets the row farthest from its center. Clusters are
/// numbered by size, largest first, of equal ones the one with the earlier row.
public struct KMeans: Learner {
  public static let card = Card(
    "kmeans", kind: .learner, topic: "clustering",
    summary: "Groups rows around k centers with the least sum of squared distances.",
    details: """
      Columns are taken as they are: scale them first where units differ. The best of `starts` starts is kept. Above a
      million of rows times columns times k a start ends when a round lowers the sum by less than a ten-thousandth of it,
      and the best start goes on until that is a ten-millionth.
      Clusters are numbered from the largest to the smallest.
      """,
    searchWords: ["cluster", "k-means", "lloyd", "group"],
    parameters: [
      Parameter(
        "formula", .formula, .position, default: .none, "The columns to group by, as `~ a + b`."),
      Parameter("k", .whole(.atLeast(1)), .option, "How many clusters."),
      Parameter(
        "starts", .whole(.between(1, 10_000)), .option, default: .none,
        "How many starts; 50 on small data, 10 above a million of rows times columns times k."),
      Parameter(
        "seed", .whole(.atLeast(0)), .option, default: .none, "The seed of the random starts."),
    ],
    examples: [
      .output(
        #"""
        model = dataset("iris") | fit kmeans(~ . - species, k: 3, seed: 1)
        model.centers
        """#,
        #"""
        cluster    size   within  sepal_length  sepal_width  petal_length  petal_width
         number  number   number        number       number        number       number
              1      62  39.8210       5.90161      2.74839       4.39355      1.43387
              2      50  15.1510       5.00600      3.42800       1.46200      0.24600
              3      38  23.8795       6.85000      3.07368       5.74211      2.07105
        3 rows × 7 columns
        """#)
    ])
  public static let traits = LearnerTraits(tasks: [.clustering], input: .indicators, isRandom: true)

  public let settings: Settings
  let k: Int
  let starts: Int?
  let seed: UInt64

  public init(_ settings: Settings) throws(LearnError) {
    self.settings = settings
    guard let k = settings.whole("k"), k >= 1 else {
      throw LearnError(
        .badSetting(name: "k"), "kmeans needs to know how many clusters",
        help: ["say it with `k: 3`"])
    }
    self.k = k
    starts = settings.whole("starts")
    seed = UInt64(max(0, settings.whole("seed") ?? 0))
  }

  public func fit(_ data: TrainingData) throws(LearnError) -> any Fitted {
    let (n, width) = (data.rowCount, data.inputs.matrix.columns)
    let points = data.inputs.matrix.transposed().elements
    var distinct = Set<[Double]>()
    for row in 0..<n where distinct.count < k {
      distinct.insert(Array(points[row * width..<(row + 1) * width]))
    }
    guard distinct.count >= k else {
      throw LearnError(
        .tooFewRows(rows: distinct.count, needed: k),
        "\(k) clusters need \(k) different rows, and there \(distinct.count == 1 ? "is" : "are") \(distinct.count)"
      )
    }
    let stream = RandomStream(seed: seed)
    let isLarge = Double(n) * Double(width) * Double(k) > 1e6
    let (k, starts) = (k, max(1, starts ?? (isLarge ? 10 : 50)))
    let runs: [LloydRun]
    do {
      runs = try Parallel.map(count: starts, threads: n * width * k < 20_000 ? 1 : Parallel.threads)
      {
        start throws(Interrupted) in
        var run = LloydRun(points: points, width: width, k: k)
        try run.start(stream.stream(start))
        try run.improve(until: isLarge ? 1e-4 : 0)
        return run
      }
    } catch { throw .interrupted }
    guard var best = runs.first else { throw .interrupted }
    // A later start must be better by more than rounding, so that the answer doesn't hang on it.
    for run in runs.dropFirst() where run.within < best.within * (1 - 1e-12) { best = run }
    if isLarge {
      do { try best.improve(until: 1e-7) } catch { throw .interrupted }
    }
    return FittedKMeans(best, names: data.names, starts: starts, rows: n)
  }

  public static func restored(
    _ stored: Datum, _ shape: FittedShape
  ) throws(LearnError) -> any Fitted {
    let k = try stored.whole("k", in: 1...Int(Int32.max))
    return FittedKMeans(
      names: shape.names,
      centers: try stored.matrix("centers", rows: shape.names.count, columns: k).elements,
      sizes: try stored.wholes("sizes", count: k, in: 0...(1 << 53)),
      withins: try stored.finite("within", count: k), total: try stored.number("total"),
      rounds: try stored.whole("rounds", in: 0...1_000_000),
      starts: try stored.whole("starts", in: 1...1_000_000),
      rows: try stored.whole("rows", in: 1...(1 << 53)))
  }
}

/// One start of k-means.
struct LloydRun: Sendable {
  let points: [Double]
  let width: Int
  let k: Int
  let n: Int
  var centers: [Double] = []
  var clusters: [Int32]
  var sizes: [Int]
  var within = Double.infinity
  var rounds = 0

  init(points: [Double], width: Int, k: Int) {
    (self.points, self.width, self.k) = (points, width, k)
    n = width > 0 ? points.count / width : 0
    clusters = [Int32](repeating: -1, count: n)
    sizes = [Int](repeating: 0, count: k)
  }

  /// Rounds until one lowers the sum by less than `share` of it; if that is 0, until no row is better off elsewhere.
  mutating func improve(until share: Double) throws(Interrupted) {
    while rounds < 1000 {
      try Interrupt.check()
      rounds += 1
      let before = within
      let changed = try assign()
      updateCenters()
      if share > 0 {
        if before - within <= share * within { break }
      } else if !changed, !(try moveSingleRows()) {
        break
      }
    }
    within = 0
    points.withUnsafeBufferPointer { points in
      centers.withUnsafeBufferPointer { centers in
        guard let p = points.baseAddress, let c = centers.baseAddress else { return }
        for i in 0..<n {
          within += Distance.squared(p + i * width, c + Int(clusters[i]) * width, width: width)
        }
      }
    }
  }

  /// Chooses the first centers.
  mutating func start(_ seed: RandomStream) throws(Interrupted) {
    var stream = seed
    var nearest = [Double](repeating: .infinity, count: n)
    var chosen = [stream.integer(below: n)]
    lower(&nearest, by: chosen[0])
    var candidates = 2
    while 1 << (candidates - 2) < k { candidates += 1 }
    while chosen.count < k {
      try Interrupt.check()
      var best: (row: Int, total: Double, nearest: [Double])?
      for _ in 0..<candidates {
        guard let row = stream.choice(weights: nearest) else { break }
        var trial = nearest
        lower(&trial, by: row)
        let total = Reductions.sum(trial)
        if best.map({ total < $0.total }) ?? true { best = (row, total, trial) }
      }
      guard let best else { break }
      chosen.append(best.row)
      nearest = best.nearest
    }
    centers = chosen.flatMap { points[$0 * width..<($0 + 1) * width] }
  }

  private func lower(_ nearest: inout [Double], by row: Int) {
    points.withUnsafeBufferPointer { points in
      guard let p = points.baseAddress else { return }
      for i in 0..<n {
        nearest[i] = min(nearest[i], Distance.squared(p + i * width, p + row * width, width: width))
      }
    }
  }

  /// Gives each row to its nearest center, of equal ones the first. Whether a row changed.
  private mutating func assign() throws(Interrupted) -> Bool {
    let near = try Distance.nearest(1, queries: points, references: centers, width: width)
    var changed = false
    sizes = [Int](repeating: 0, count: k)
    within = Reductions.sum(near.squaredDistances)
    for i in 0..<n {
      if clusters[i] != near.indices[i] { changed = true }
      clusters[i] = near.indices[i]
      sizes[Int(near.indices[i])] += 1
    }
    for empty in 0..<k where sizes[empty] == 0 {
      // The row farthest from its center, of a cluster that can spare it.
      var (far, distance) = (-1, -1.0)
      for i in 0..<n where sizes[Int(clusters[i])] > 1 && near.squaredDistances[i] > distance {
        (far, distance) = (i, near.squaredDistances[i])
      }
      guard far >= 0 else { break }
      sizes[Int(clusters[far])] -= 1
      clusters[far] = Int32(empty)
      sizes[empty] = 1
      changed = true
    }
    return changed
  }

  private mutating func updateCenters() {
    var sums = [Double](repeating: 0, count: k * width)
    points.withUnsafeBufferPointer { points in
      sums.withUnsafeMutableBufferPointer { sums in
        for i in 0..<n {
          let start = Int(clusters[i]) * width
          for j in 0..<width { sums[start + j] += points[i * width + j] }
        }
      }
    }
    for c in 0..<k { for j in 0..<width { sums[c * width + j] /= Double(max(1, sizes[c])) } }
    centers = sums
  }

  /// One pass that moves a row wherever that lowers the sum, the centers following at once. Whether any moved.
  private mutating func moveSingleRows() throws(Interrupted) -> Bool {
    var moved = false
    for i in 0..<n {
      if i & 1023 == 0 { try Interrupt.check() }
      let own = Int(clusters[i])
      guard sizes[own] > 1 else { continue }
      var (best, cost) = (own, 0.0)
      points.withUnsafeBufferPointer { points in
        centers.withUnsafeBufferPointer { centers in
          guard let p = points.baseAddress, let c = centers.baseAddress else { return }
          let leave =
            Distance.squared(p + i * width, c + own * width, width: width) * Double(sizes[own])
            / Double(sizes[own] - 1)
          cost = leave * (1 - 1e-10)
          for other in 0..<k where other != own {
            let join =
              Distance.squared(p + i * width, c + other * width, width: width)
              * Double(sizes[other])
              / Double(sizes[other] + 1)
            if join < cost { (best, cost) = (other, join) }
          }
        }
      }
      guard best != own else { continue }
      moved = true
      for j in 0..<width {
        let x = points[i * width + j]
        centers[own * width + j] += (centers[own * width + j] - x) / Double(sizes[own] - 1)
        centers[best * width + j] += (x - centers[best * width + j]) / Double(sizes[best] + 1)
      }
      sizes[own] -= 1
      sizes[best] += 1
      clusters[i] = Int32(best)
    }
    return moved
  }
}

struct FittedKMeans: Fitted {
  let names: [String]
  /// Row-major, by number.
  let centers: [Double]
  let sizes: [Int]
  /// Each cluster's sum of squares.
  let withins: [Double]
  let total: Double
  let rounds: Int
  let starts: Int
  let rows: Int

  var stored: Datum {
    .record([
      "k": .whole(sizes.count), "centers": .numbers(centers), "sizes": .wholes(sizes),
      "within": .numbers(withins), "total": .number(total), "rounds": .whole(rounds),
      "starts": .whole(starts), "rows": .whole(rows),
    ])
  }

  init(
    names: [String], centers: [Double], sizes: [Int], withins: [Double], total: Double, rounds: Int,
    starts: Int, rows: Int
  ) {
    (self.names, self.centers, self.sizes, self.withins) = (names, centers, sizes, withins)
    (self.total, self.rounds, self.starts, self.rows) = (total, rounds, starts, rows)
  }

  init(_ run: LloydRun, names: [String], starts: Int, rows: Int) {
    let (k, width) = (run.k, run.width)
    var first = [Int](repeating: .max, count: k)
    for (row, cluster) in run.clusters.enumerated() where row < first[Int(cluster)] {
      first[Int(cluster)] = row
    }
    let order = (0..<k).sorted {
      run.sizes[$0] != run.sizes[$1] ? run.sizes[$0] > run.sizes[$1] : first[$0] < first[$1]
    }
    var withins = [Double](repeating: 0, count: k)
    for i in 0..<run.n {
      let c = Int(run.clusters[i])
      for j in 0..<width {
        let d = run.points[i * width + j] - run.centers[c * width + j]
        withins[c] += d * d
      }
    }
    (self.names, self.starts, self.rows, rounds) = (names, starts, rows, run.rounds)
    centers = order.flatMap { run.centers[$0 * width..<($0 + 1) * width] }
    sizes = order.map { run.sizes[$0] }
    self.withins = order.map { withins[$0] }
    total = ClusterMetrics.within(
      run.points, width: width, clusters: [Int32](repeating: 0, count: run.n), count: 1)
  }

  func predict(_ inputs: Inputs, _ interval: IntervalRequest) throws(LearnError) -> Prediction {
    guard interval == .none else {
      throw LearnError(.unsupported, "kmeans gives no intervals", help: ["leave `interval:` out"])
    }
    do {
      let near = try Distance.nearest(
        1, queries: inputs.matrix.transposed().elements, references: centers, width: names.count)
      return .clusters(near.indices.map { $0 + 1 })
    } catch { throw .interrupted }
  }

  var facts: [Fact] {
    let within = Reductions.sum(withins)
    return [
      Fact("rows", Double(rows)), Fact("k", Double(sizes.count)), Fact("within", within),
      Fact("total", total),
      Fact("between_share", total > 0 ? 1 - within / total : .nan), Fact("rounds", Double(rounds)),
      Fact("starts", Double(starts)),
    ]
  }

  var summaryTables: [ModelTable] { [.centers] }

  func table(_ kind: ModelTable) -> Table? {
    guard kind == .centers else { return nil }
    let k = sizes.count
    var columns: [(name: String, column: Column)] = [
      ("cluster", Column(numbers: (1...k).map(Double.init))),
      ("size", Column(numbers: sizes.map(Double.init))),
      ("within", Column(numbers: withins)),
    ]
    for (j, name) in names.enumerated() {
      let own = ["cluster", "size", "within"].contains(name) ? "\(name)_center" : name
      columns.append((own, Column(numbers: (0..<k).map { centers[$0 * names.count + j] })))
    }
    return Table(columns)
  }
}
