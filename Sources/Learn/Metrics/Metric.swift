public import Cards
internal import Numerics
public import Tables

/// A measure of predictions as an aggregate of the language: `accuracy(truth, predicted)`.
public struct Metric: Sendable {
  /// Of kind aggregate; two columns, then options.
  public let card: Card
  public let higherIsBetter: Bool
  private let compute: @Sendable (Pairs) throws(LearnError) -> Double

  /// What a metric gives.
  public struct Result: Sendable, Equatable {
    /// `nil` where there is no answer, such as the AUC of one class.
    public var value: Double?
    /// Rows left out because one of the two was missing.
    public var skipped: Int
    public var notes: [LearnNote]
  }

  /// Works it out from two columns of one length; rows in which either is missing are left out and counted.
  ///
  /// - Parameter settings: checked against the card (`event`).
  /// - Throws: `wrongType` for columns that it can't take; `eventNeeded`, `unknownEvent`.
  public func callAsFunction(
    _ truth: Column, _ predicted: Column, _ settings: Settings = [:]
  ) throws(LearnError)
    -> Result
  {
    var pairs = Pairs(
      name: card.name, truth: truth, predicted: predicted, event: settings["event"] ?? .missing)
    pairs.dropMissing()
    guard !pairs.isEmpty else { return Result(value: nil, skipped: pairs.skipped, notes: []) }
    let value = try compute(pairs)
    return Result(
      value: value.isFinite ? value : nil, skipped: pairs.skipped, notes: try notes(pairs))
  }

  private func notes(_ pairs: Pairs) throws(LearnError) -> [LearnNote] {
    guard card.parameter("event") != nil else { return [] }
    if card.parameter("chance") == nil, !(try pairs.isAboutAnEvent()) {
      return [
        LearnNote(.choice, "\(card.name): the mean over \(try pairs.unitedLabels().count) classes")
      ]
    }
    return [LearnNote(.event, "event = \(quoted(try pairs.eventLabel()))")]
  }

  /// All metrics, in the order of help.
  public static let all: [Metric] = [
    numbers(
      "rmse", "Root mean squared error of predicted numbers.", example: "1.29099",
      RegressionMetrics.rmse),
    numbers(
      "mae", "Mean absolute error of predicted numbers.", example: "1", RegressionMetrics.mae),
    numbers(
      "mape", "Mean absolute error of predicted numbers as a share of the true ones.",
      example: "0.5",
      RegressionMetrics.mape),
    numbers(
      "r2", "Share of the variance that predicted numbers explain.", example: "-0.0714286",
      higher: true,
      RegressionMetrics.r2),
    labels(
      "accuracy", "Share of rows whose class was predicted right.", example: "0.8", \.accuracy),
    labels(
      "balanced_accuracy", "Mean over the classes of the share predicted right.",
      example: "0.833333", \.balancedAccuracy
    ),
    labels("kappa", "Cohen's kappa: agreement beyond chance.", example: "0.6875", \.kappa),
    labels(
      "mcc", "Matthews correlation of true and predicted classes.", example: "0.734968", \.mcc),
    event("precision", "Of the rows predicted as the event, the share that are it.", example: "0.5")
    {
      $0.precision(of: $1)
    },
    event(
      "recall", "Of the rows that are the event, the share predicted as it.", example: "0.333333"
    ) {
      $0.recall(of: $1)
    },
    event(
      "specificity", "Of the rows that aren't the event, the share not predicted as it.",
      example: "0.666667"
    ) {
      $0.specificity(of: $1)
    },
    event("f1", "Harmonic mean of precision and recall.", example: "0.4") { $0.f1(of: $1) },
    chance(
      "auc", "Area under the ROC curve of predicted chances.", example: "0.75", higher: true,
      ChanceMetrics.auc),
    chance(
      "log_loss", "Mean negative logarithm of the chance given to what happened.",
      example: "0.510826",
      ChanceMetrics.logLoss),
    chance(
      "brier", "Mean squared difference of the chance and what happened.", example: "0.175",
      ChanceMetrics.brier),
  ]

  public static func named(_ name: String) -> Metric? { all.first { $0.card.name == name } }

  private init(
    _ card: Card, higher: Bool, _ compute: @escaping @Sendable (Pairs) throws(LearnError) -> Double
  ) {
    (self.card, higherIsBetter, self.compute) = (card, higher, compute)
  }

  private static func card(
    _ name: String, _ summary: String, second: String, secondSummary: String, event: Bool,
    _ lists: String, _ example: String
  ) -> Card {
    var parameters = [
      Parameter("truth", .expression, .position, "The true values."),
      Parameter(second, .expression, .position, secondSummary),
    ]
    if event {
      parameters.append(
        Parameter(
          "event", .value, .option, default: .none,
          "The class of interest; yes, true and 1 are found alone."))
    }
    return Card(
      name, kind: .aggregate, topic: "metrics", summary: summary,
      details: """
        On the rows that `predict` has given a prediction: \
        `test | predict model | summarise \(name) = \(name)(y, \(second == "chance" ? "chance_yes" : "predicted"))`.
        """,
      searchWords: ["metric", "score", "error"],
      parameters: parameters,
      examples: [.output("\(name)(\(lists))", example)])
  }

  private static func numbers(
    _ name: String, _ summary: String, example: String, higher: Bool = false,
    _ compute: @escaping @Sendable ([Double], [Double]) -> Double
  ) -> Metric {
    Metric(
      card(
        name, summary, second: "predicted", secondSummary: "The predicted numbers.", event: false,
        "[1, 2, 4], [2, 2, 2]", example),
      higher: higher
    ) { pairs throws(LearnError) in
      compute(try pairs.numbers(pairs.truth), try pairs.numbers(pairs.predicted))
    }
  }

  private static func labels(
    _ name: String, _ summary: String, example: String,
    _ value: @escaping @Sendable (ConfusionCounts) -> Double
  ) -> Metric {
    Metric(
      card(
        name, summary, second: "predicted", secondSummary: "The predicted classes.", event: false,
        #"["a", "a", "b", "b", "c"], ["a", "b", "b", "b", "c"]"#, example),
      higher: true
    ) { pairs throws(LearnError) in value(try pairs.confusion()) }
  }

  private static func event(
    _ name: String, _ summary: String, example: String,
    _ value: @escaping @Sendable (ConfusionCounts, Int) -> Double
  ) -> Metric {
    Metric(
      card(
        name, summary, second: "predicted", secondSummary: "The predicted classes.", event: true,
        #"["yes", "yes", "yes", "no", "no", "no"], ["yes", "no", "no", "yes", "no", "no"]"#, example
      ),
      higher: true
    ) { pairs throws(LearnError) in
      if try pairs.isAboutAnEvent() {
        let event = try pairs.eventLabel()
        let confusion = try pairs.confusion(including: event)
        return value(confusion, confusion.labels.firstIndex(of: event) ?? 0)
      }
      let confusion = try pairs.confusion()
      // Many classes: the mean over them, each against the rest; a class without an answer counts 0.
      let values = confusion.labels.indices.map { value(confusion, $0) }.map {
        $0.isFinite ? $0 : 0
      }
      return values.reduce(0, +) / Double(values.count)
    }
  }

  private static func chance(
    _ name: String, _ summary: String, example: String, higher: Bool = false,
    _ compute: @escaping @Sendable ([Bool], [Double]) -> Double
  ) -> Metric {
    Metric(
      card(
        name, summary, second: "chance", secondSummary: "The predicted chance of the event.",
        event: true, #"["yes", "no", "yes", "no"], [0.9, 0.4, 0.3, 0.2]"#, example),
      higher: higher
    ) { pairs throws(LearnError) in
      compute(try pairs.events(), try pairs.numbers(pairs.predicted))
    }
  }
}
