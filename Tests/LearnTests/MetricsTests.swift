import Cards
import Learn
import Tables
import Testing

struct MetricsTests {
  private func value(
    _ name: String, _ a: Column, _ b: Column, _ settings: Settings = [:]
  ) throws -> Double {
    let metric = try #require(Metric.named(name))
    return try #require(try metric(a, b, settings).value)
  }

  /// The example of scikit-learn's documentation: y 3, -0.5, 2, 7 and 2.5, 0, 2, 8: MAE .5, MSE .375, R² .9486…
  @Test func regression() throws {
    let (y, p) = (Column(numbers: [3, -0.5, 2, 7]), Column(numbers: [2.5, 0, 2, 8]))
    expectClose(try value("mae", y, p), 0.5, 1e-15)
    expectClose(try value("rmse", y, p), 0.375.squareRoot(), 1e-15)
    expectClose(try value("r2", y, p), 0.948608137044967, 1e-14)
    // (1/6 + 1 + 0 + 1/7) / 4
    expectClose(try value("mape", y, p), 0.327380952380952, 1e-14)
  }

  @Test func missingPairsAreLeftOutAndCounted() throws {
    let metric = try #require(Metric.named("mae"))
    let found = try metric(Column(numbers: [1, .nan, 3, 4]), Column(numbers: [2, 2, .nan, 4]))
    #expect(found.value == 0.5)
    #expect(found.skipped == 2)
  }

  /// TP 3, FN 1, FP 2, TN 4.
  private let truth = Column(texts: [
    "yes", "yes", "yes", "yes", "no", "no", "no", "no", "no", "no",
  ])
  private let predicted = Column(texts: [
    "yes", "yes", "yes", "no", "yes", "yes", "no", "no", "no", "no",
  ])

  @Test func twoClassesByHand() throws {
    expectClose(try value("accuracy", truth, predicted), 0.7, 1e-15)
    expectClose(try value("precision", truth, predicted), 0.6, 1e-15)
    expectClose(try value("recall", truth, predicted), 0.75, 1e-15)
    expectClose(try value("specificity", truth, predicted), 2.0 / 3, 1e-15)
    expectClose(try value("f1", truth, predicted), 2 * 0.6 * 0.75 / 1.35, 1e-15)
    expectClose(try value("balanced_accuracy", truth, predicted), (0.75 + 2.0 / 3) / 2, 1e-15)
    // Chance: .4 · .5 + .6 · .5 = .5.
    expectClose(try value("kappa", truth, predicted), 0.4, 1e-14)
    // (3 · 4 - 2 · 1) / √(5 · 4 · 6 · 5)
    expectClose(try value("mcc", truth, predicted), 10 / 600.0.squareRoot(), 1e-14)
    expectClose(
      try value("recall", truth, predicted, ["event": .text("no")]),
      try value("specificity", truth, predicted),
      1e-15)
  }

  /// The example of scikit-learn's documentation: macro averages over 0, 1, 2 of 0 1 2 0 1 2 against 0 2 1 0 0 1:
  /// precision .2222, recall .3333, F1 .2667.
  @Test func manyClassesAreMeans() throws {
    let (y, p) = (
      Column(texts: ["a", "b", "c", "a", "b", "c"]), Column(texts: ["a", "c", "b", "a", "a", "b"])
    )
    expectClose(try value("precision", y, p), 2.0 / 9, 1e-14)
    expectClose(try value("recall", y, p), 1.0 / 3, 1e-14)
    expectClose(try value("f1", y, p), 0.8 / 3, 1e-14)
  }

  /// The example of scikit-learn's documentation: 0 0 1 1 with .1 .4 .35 .8 has AUC .75.
  @Test func chances() throws {
    let (y, p) = (Column(numbers: [0, 0, 1, 1]), Column(numbers: [0.1, 0.4, 0.35, 0.8]))
    expectClose(try value("auc", y, p), 0.75, 1e-15)
    expectClose(try value("brier", y, p), (0.01 + 0.16 + 0.4225 + 0.04) / 4, 1e-14)
    // -(ln .9 + ln .6 + ln .35 + ln .8) / 4
    expectClose(try value("log_loss", y, p), 0.4722879538091761, 1e-12)
    // Equal chances count half.
    expectClose(try value("auc", y, Column(numbers: [0.5, 0.5, 0.5, 0.5])), 0.5, 1e-15)
  }

  @Test func rocBeginsAtZeroAndEndsAtOne() throws {
    let (points, area, event, skipped) = try rocCurve(
      Column(numbers: [0, 0, 1, 1]), Column(numbers: [0.1, 0.4, 0.35, 0.8]))
    #expect(event == "1")
    #expect(skipped == 0)
    expectClose(area ?? 0, 0.75, 1e-15)
    #expect(try points.numbers("false_positive_rate") == [0, 0, 0.5, 0.5, 1])
    #expect(try points.numbers("true_positive_rate") == [0, 0.5, 0.5, 1, 1])
    #expect(try points.numbers("threshold").dropFirst() == [0.8, 0.4, 0.35, 0.1])
  }

  @Test func theEventIsAskedForAndNamed() throws {
    let sides = Column(texts: ["left", "right"])
    let metric = try #require(Metric.named("precision"))
    #expect(errorKind { _ = try metric(sides, sides) } == .eventNeeded(classes: ["left", "right"]))
    #expect(
      errorKind { _ = try metric(sides, sides, ["event": .text("up")]) }
        == .unknownEvent(event: "up", classes: ["left", "right"]))
    #expect(try metric(truth, predicted).notes == [LearnNote(.event, "event = \"yes\"")])
  }

  /// In a group of a larger table a class may be absent: no answer, not an error.
  @Test func aGroupOfOneClassHasNoAUC() throws {
    let metric = try #require(Metric.named("auc"))
    let group = truth.gather([4, 5, 6])
    #expect(try metric(group, Column(numbers: [0.1, 0.2, 0.3])).value == nil)
  }

  @Test func confusionCounts() throws {
    let (counts, skipped) = try Learn.confusionCounts(truth, predicted)
    #expect(counts.labels == ["no", "yes"])
    #expect(counts.counts == [[4, 2], [1, 3]])
    #expect(skipped == 0)
    #expect(try counts.table.numbers("count") == [4, 2, 1, 3])
  }

  /// Two tight pairs far apart, by hand: a = 1 for all, b = 10 or 11 on average 10.5 and 9.5.
  @Test func silhouetteByHand() throws {
    let found = try ClusterMetrics.silhouette(
      [0, 1, 10, 11], width: 1, clusters: [0, 0, 1, 1], count: 2)
    expectClose(found, (9.5 / 10.5 + 8.5 / 9.5) / 2, 1e-14)
    expectClose(
      ClusterMetrics.within([0, 1, 10, 11], width: 1, clusters: [0, 0, 1, 1], count: 2), 1, 1e-15)
  }
}
