import Cards
import Learn
import Tables
import Testing

struct KNearestTests {
  /// Wine, 1 neighbour, leave one out: 8 errors on scaled columns (scaled on all rows, as published), and 76.966 %
  /// right on raw ones. Deterministic.
  @Test func wineLeaveOneOut() throws {
    let wine = try dataset("wine")
    let target = try #require(wine.names.last)
    let truth = try wine.texts(target)
    let scaled = try ScaleStep(.names(Array(wine.names.dropLast()))).fit(wine).apply(wine)
    func right(_ table: Table) throws -> Int {
      // The nearest but the row itself: of two asked the second, unless the row has a twin before it.
      let plan = try plan(
        KNearest.self, allOthers(target), ["k": .number(1), "scale": .truth(false)])
      var count = 0
      for row in 0..<Int32(table.rowCount) {
        let others = (0..<Int32(table.rowCount)).filter { $0 != row }
        let model = try plan.fit(table.gather(others))
        let predicted = try #require(Table(try model.predict(table.gather([row])).columns))
        if try predicted.texts("predicted")[0] == truth[Int(row)] { count += 1 }
      }
      return count
    }
    #expect(try right(scaled) == 170)
    #expect(try right(wine) == 137)
  }

  private func line() throws -> Table {
    try #require(
      Table([
        ("x", Column(numbers: [0, 1, 2, 3, 10])), ("y", Column(numbers: [0, 10, 20, 30, 100])),
        ("c", Column(texts: ["a", "b", "a", "b", "b"])),
      ]))
  }

  @Test func meansOfTheNearest() throws {
    let model = try plan(KNearest.self, formula("y", "x"), ["k": .number(3)]).fit(try line())
    let new = try #require(Table([("x", Column(numbers: [0, 2.2, 9]))]))
    let predicted = try #require(Table(try model.predict(new).columns)).numbers("predicted")
    // Nearest of 0: 0, 1, 2; of 2.2: 2, 3, 1; of 9: 10, 3, 2.
    expectClose(predicted, [10, 20, 50], 1e-14)
  }

  @Test func weightsByDistance() throws {
    let model = try plan(
      KNearest.self, formula("y", "x"),
      ["k": .number(2), "weights": .text("distance"), "scale": .truth(false)]
    ).fit(try line())
    let new = try #require(Table([("x", Column(numbers: [1, 1.25]))]))
    let predicted = try #require(Table(try model.predict(new).columns)).numbers("predicted")
    // At 1.25: weights 1 / .25 and 1 / .75 on 10 and 20.
    expectClose(predicted, [10, (4 * 10 + 20 * 4 / 3) / (4 + 4.0 / 3)], 1e-14)
  }

  @Test func tiesGoToTheNearestThenTheLowerRow() throws {
    let model = try plan(
      KNearest.self, formula("c", "x"),
      ["k": .number(2), "event": .text("a"), "scale": .truth(false)]
    ).fit(try line())
    let new = try #require(Table([("x", Column(numbers: [0.4, 0.6, 0.5]))]))
    let predicted = try #require(Table(try model.predict(new).columns))
    #expect(try predicted.texts("predicted") == ["a", "b", "a"])
    #expect(try predicted.numbers("chance_a") == [0.5, 0.5, 0.5])
  }

  @Test func moreNeighboursThanRows() throws {
    let kind = errorKind {
      _ = try plan(KNearest.self, formula("y", "x"), ["k": .number(6)]).fit(try line())
    }
    #expect(kind == .tooFewRows(rows: 5, needed: 6))
  }
}
