import Cards
import Learn
import Tables
import Testing

struct KMeansTests {
  private func model(_ k: Int, seed: Int) throws -> Model {
    try plan(
      KMeans.self, allOthers(nil, except: "species"),
      ["k": .number(Double(k)), "seed": .number(Double(seed))]
    ).fit(try dataset("iris"))
  }

  /// R's best of 100 starts, with the default starts and any seed.
  @Test(arguments: [
    (2, 152.347951760358), (3, 78.851441426146), (4, 57.2284732142857), (5, 46.446182051282),
    (6, 39.0399872460872),
  ])
  func irisOptima(_ k: Int, _ within: Double) throws {
    for seed in 1...10 {
      expectClose(try model(k, seed: seed).fact("within"), within, 1e-12, "seed \(seed)")
    }
  }

  @Test func irisSizesAndShares() throws {
    let model = try model(3, seed: 1)
    let centers = try model.table(.centers)
    #expect(try centers.numbers("size") == [62, 50, 38])
    #expect(try centers.numbers("cluster") == [1, 2, 3])
    expectClose(try model.fact("total"), 681.3706, 1e-7)
    // The second cluster is setosa: R's mean of its petal length.
    expectClose(try centers.numbers("petal_length")[1], 1.462, 1e-12)
  }

  @Test func predictGivesTheTrainingClusters() throws {
    let iris = try dataset("iris")
    let model = try model(3, seed: 1)
    let clusters = try #require(Table(try model.predict(iris).columns)).numbers("cluster")
    #expect((1...3).map { c in clusters.filter { $0 == Double(c) }.count } == [62, 50, 38])
    let score = try model.score(iris).table
    #expect(try score.texts("metric") == ["within", "silhouette"])
    // scikit-learn's documentation of iris at k = 3: silhouette .5528190.
    expectClose(try score.numbers("value"), [78.851441426146, 0.5528190], 1e-7)
    expectClose(try score.numbers("baseline")[0], 681.3706, 1e-7)
  }

  @Test func moreClustersThanDifferentRows() throws {
    let table = try #require(Table([("x", Column(numbers: [1, 1, 2, 2]))]))
    let kind = errorKind {
      _ = try plan(KMeans.self, formula(nil, "x"), ["k": .number(3), "seed": .number(1)]).fit(table)
    }
    #expect(kind == .tooFewRows(rows: 2, needed: 3))
  }

  @Test func aTargetIsRefused() throws {
    let kind = errorKind {
      _ = try plan(KMeans.self, formula("species", "petal_length"), ["k": .number(3)]).fit(
        try dataset("iris"))
    }
    #expect(kind == .formula)
  }

  @Test func kIsNeeded() {
    #expect(errorKind { _ = try KMeans([:]) } == .badSetting(name: "k"))
  }
}
