public import Cards
internal import Numerics
internal import Tables

/// k nearest neighbours: the prediction is the mean, or the vote, of the k training rows nearest to a row.
///
/// Distances are Euclidean on columns brought to mean 0 and standard deviation 1 over the training rows (unless
/// `scale: false`); labels are one 0/1 column each, not scaled. Of rows at one distance the earlier in the training
/// table is nearer; of classes with equal votes the one with the nearest row wins. Source: Fix and Hodges 1951;
/// Cover and Hart 1967. The training rows are kept: they are the model.
public struct KNearest: Learner {
  public static let card = Card(
    "knn", kind: .learner, topic: "regression and classification",
    summary: "Predicts from the k training rows that are nearest.",
    details: """
      Distances are Euclidean. Columns are scaled to mean 0 and standard deviation 1 first, so that units do not
      matter; `scale: false` takes them as they are. Equal distances go to the earlier row.
      """,
    searchWords: ["nearest", "neighbour", "neighbor", "knearest"],
    parameters: [
      Parameter("formula", .formula, .position, default: .none, "What is predicted from what."),
      Parameter(
        "k", .whole(.atLeast(1)), .option, default: .value(.number(5)), "How many rows are asked."),
      Parameter(
        "weights", .choice(["equal", "distance"]), .option, default: .value(.text("equal")),
        "Whether each row asked counts the same or by one over its distance."),
      Parameter(
        "scale", .truth, .option, default: .value(.truth(true)), "Whether columns are scaled first."
      ),
      Parameter("event", .value, .option, default: .none, "The class of interest of two."),
    ],
    examples: [
      .output(
        #"""
        iris = dataset("iris")
        model = iris | fit knn(species ~ ., k: 5)
        iris | predict model | count species, predicted
        """#,
        #"""
        species     predicted        n    share
        text        text        number   number
        setosa      setosa          50  0.33333
        versicolor  versicolor      47  0.31333
        virginica   virginica       46  0.30667
        virginica   versicolor       4  0.02667
        versicolor  virginica        3  0.02000
        5 rows × 4 columns
        """#)
    ])
  public static let traits = LearnerTraits(
    tasks: [.regression, .classification], input: .indicators)

  public let settings: Settings
  let k: Int
  let byDistance: Bool
  let isScaled: Bool

  public init(_ settings: Settings) throws(LearnError) {
    self.settings = settings
    k = settings.whole("k") ?? 5
    byDistance = settings.text("weights") == "distance"
    isScaled = settings.truth("scale") ?? true
    guard k >= 1 else { throw LearnError(.badSetting(name: "k"), "`k` must be at least 1") }
  }

  public func fit(_ data: TrainingData) throws(LearnError) -> any Fitted {
    guard k <= data.rowCount else {
      throw LearnError(
        .tooFewRows(rows: data.rowCount, needed: k),
        "knn can't ask \(k) rows of \(counted(data.rowCount, "row"))",
        help: ["give a smaller `k`"])
    }
    let scaling = PointScaling(data.inputs.matrix, data.names, isScaled: isScaled)
    return FittedKNearest(
      k: k, byDistance: byDistance, scaling: scaling, points: scaling.rowMajor(data.inputs.matrix),
      names: data.names, target: data.target, rows: data.rowCount)
  }

  public static func restored(
    _ stored: Datum, _ shape: FittedShape
  ) throws(LearnError) -> any Fitted {
    let (rows, width) = (try stored.whole("rows", in: 1...Int(Int32.max)), shape.names.count)
    let target: Target
    switch shape.task {
    case .regression: target = .numbers(try stored.finite("observed", count: rows))
    case .classification:
      let codes = try stored.codes("classes", count: rows, in: 0...shape.classes.count - 1)
      target = .classes(.init(labels: shape.classes, codes: codes, event: shape.event))
    case .clustering: throw Datum.broken("knn has nothing to predict")
    }
    return FittedKNearest(
      k: try stored.whole("k", in: 1...rows), byDistance: try stored.truth("by_distance"),
      scaling: PointScaling(
        centers: try stored.finite("centers", count: width),
        spreads: try stored.finite("spreads", count: width)),
      points: try stored.matrix("points", rows: width, columns: rows).elements, names: shape.names,
      target: target, rows: rows)
  }
}

/// Columns brought to mean 0 and standard deviation 1, as learnt; 0/1 columns of labels and constant ones are left.
struct PointScaling: Sendable {
  let centers: [Double]
  let spreads: [Double]

  init(centers: [Double], spreads: [Double]) { (self.centers, self.spreads) = (centers, spreads) }

  init(_ matrix: Matrix, _ names: [String], isScaled: Bool) {
    var (centers, spreads) = ([Double](), [Double]())
    for j in 0..<matrix.columns {
      let values = matrix.column(j)
      let spread = Reductions.standardDeviation(values)
      let usable = isScaled && !names[j].hasSuffix("]") && spread > 0
      centers.append(usable ? Reductions.mean(values) : 0)
      spreads.append(usable ? spread : 1)
    }
    (self.centers, self.spreads) = (centers, spreads)
  }

  var width: Int { centers.count }

  func scaled(_ matrix: Matrix) -> Matrix {
    var result = matrix
    for j in 0..<matrix.columns {
      for i in 0..<matrix.rows { result[i, j] = (matrix[i, j] - centers[j]) / spreads[j] }
    }
    return result
  }

  /// The scaled points, one after the other.
  func rowMajor(_ matrix: Matrix) -> [Double] { scaled(matrix).transposed().elements }
}

struct FittedKNearest: Fitted {
  let k: Int
  let byDistance: Bool
  let scaling: PointScaling
  /// Row-major.
  let points: [Double]
  let names: [String]
  let target: Target
  let rows: Int

  var stored: Datum {
    var parts: [String: Datum] = [
      "k": .whole(k), "by_distance": .truth(byDistance), "rows": .whole(rows),
      "centers": .numbers(scaling.centers), "spreads": .numbers(scaling.spreads),
      "points": .numbers(points),
    ]
    switch target {
    case .none: break
    case .numbers(let y): parts["observed"] = .numbers(y)
    case .classes(let classes): parts["classes"] = .codes(classes.codes)
    }
    return .record(parts)
  }

  func predict(_ inputs: Inputs, _ interval: IntervalRequest) throws(LearnError) -> Prediction {
    guard interval == .none else {
      throw LearnError(.unsupported, "knn gives no intervals", help: ["leave `interval:` out"])
    }
    let near: Neighbors
    do {
      near = try Distance.nearest(
        k, queries: scaling.rowMajor(inputs.matrix), references: points, width: scaling.width)
    } catch { throw .interrupted }
    switch target {
    case .numbers(let y):
      return .numbers(
        (0..<inputs.rowCount).map { row in
          let votes = votes(near, row)
          var (sum, total) = (0.0, 0.0)
          for (place, weight) in votes {
            sum += weight * y[place]
            total += weight
          }
          return sum / total
        })
    case .classes(let classes):
      var chances = Matrix(rows: inputs.rowCount, columns: classes.labels.count)
      var codes = [Int32](repeating: 0, count: inputs.rowCount)
      for row in 0..<inputs.rowCount {
        let votes = votes(near, row)
        var total = 0.0
        for (place, weight) in votes {
          chances[row, Int(classes.codes[place])] += weight
          total += weight
        }
        for c in classes.labels.indices { chances[row, c] /= total }
        // Nearest first, so that of equal votes the class of the nearest row stays.
        var best = Int(classes.codes[votes[0].place])
        for (place, _) in votes
        where chances[row, Int(classes.codes[place])] > chances[row, best] + 1e-12 {
          best = Int(classes.codes[place])
        }
        codes[row] = Int32(best)
      }
      return .classes(codes: codes, chances: chances)
    case .none:
      throw LearnError(.unsupported, "knn has nothing to predict")
    }
  }

  /// The rows asked, nearest first, with their say. With weights by distance rows at distance 0 have all of it.
  private func votes(_ near: Neighbors, _ row: Int) -> [(place: Int, weight: Double)] {
    let range = row * near.k..<(row + 1) * near.k
    guard byDistance else { return range.map { (Int(near.indices[$0]), 1) } }
    let anyZero = range.contains { near.squaredDistances[$0] == 0 }
    return range.map { i in
      let d = near.squaredDistances[i]
      return (Int(near.indices[i]), anyZero ? (d == 0 ? 1 : 0) : 1 / d.squareRoot())
    }
  }

  var facts: [Fact] {
    [
      Fact("rows", Double(rows)), Fact("k", Double(k)), Fact("columns", Double(scaling.width)),
      Fact("weights", .text(byDistance ? "distance" : "equal")),
    ]
  }
  var summaryTables: [ModelTable] { [] }
  func table(_ kind: ModelTable) -> Table? { nil }
}
