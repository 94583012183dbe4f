public import Tables

/// How often each class was predicted as which: what most metrics of classes are worked out from.
public struct ConfusionCounts: Sendable, Equatable {
  public let labels: [String]
  /// `counts[t][p]`: rows of class t that were predicted as p.
  public let counts: [[Int]]

  /// From codes, places in `labels`.
  public init(labels: [String], truth: [Int32], predicted: [Int32]) {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: labels.count), count: labels.count)
    for row in truth.indices { counts[Int(truth[row])][Int(predicted[row])] += 1 }
    (self.labels, self.counts) = (labels, counts)
  }

  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// One row for each pair of classes, also those that never occur: `truth, predicted, count`.
  public var table: Table {
    let pairs = labels.indices.flatMap { t in labels.indices.map { (t, $0) } }
    return Table([
      ("truth", Column(texts: pairs.map { labels[$0.0] })),
      ("predicted", Column(texts: pairs.map { labels[$0.1] })),
      ("count", Column(numbers: pairs.map { Double(counts[$0.0][$0.1]) })),
    ]) ?? .empty
  }

  /// The share of rows predicted right.
  public var accuracy: Double { Double(labels.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(total) }

  /// The mean over the classes that occur of the share of their rows predicted right.
  public var balancedAccuracy: Double {
    let recalls = labels.indices.filter { truths(of: $0) > 0 }.map(recall(of:))
    return recalls.reduce(0, +) / Double(recalls.count)
  }

  /// Cohen's κ (1960): how much better than by chance with these margins; NaN where chance is always right.
  public var kappa: Double {
    let n = Double(total)
    let chance = labels.indices.reduce(0.0) { $0 + Double(truths(of: $1)) * Double(predictions(of: $1)) } / (n * n)
    return chance < 1 ? (accuracy - chance) / (1 - chance) : .nan
  }

  /// Matthews' correlation, for many classes as Gorodkin (2004); 0 where a side has one class only, as is usual.
  public var mcc: Double {
    let n = Double(total)
    let right = Double(labels.indices.reduce(0) { $0 + counts[$1][$1] })
    let t = labels.indices.map { Double(truths(of: $0)) }
    let p = labels.indices.map { Double(predictions(of: $0)) }
    let shared = zip(t, p).reduce(0) { $0 + $1.0 * $1.1 }
    let spread = (n * n - p.reduce(0) { $0 + $1 * $1 }) * (n * n - t.reduce(0) { $0 + $1 * $1 })
    guard n > 0 else { return .nan }
    return spread > 0 ? (right * n - shared) / spread.squareRoot() : 0
  }

  /// Of the rows of a class, the share predicted as it; NaN if there is none.
  public func recall(of label: Int) -> Double { Double(counts[label][label]) / Double(truths(of: label)) }

  /// Of the rows predicted as a class, the share that are it; NaN if there is none.
  public func precision(of label: Int) -> Double { Double(counts[label][label]) / Double(predictions(of: label)) }

  /// Of the rows of other classes, the share predicted as another; NaN if there is none.
  public func specificity(of label: Int) -> Double {
    let others = total - truths(of: label)
    return Double(others - predictions(of: label) + counts[label][label]) / Double(others)
  }

  /// 2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall; NaN if the class is neither there nor
  /// predicted.
  public func f1(of label: Int) -> Double {
    2 * Double(counts[label][label]) / Double(truths(of: label) + predictions(of: label))
  }

  private func truths(of label: Int) -> Int { counts[label].reduce(0, +) }
  private func predictions(of label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }
}
