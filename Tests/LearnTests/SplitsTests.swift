import Learn
import Tables
import Testing

struct SplitsTests {
  @Test func partsAreDisjointAndWhole() throws {
    let (a, b) = try Splits.split(rowCount: 891, share: 0.8, seed: 42)
    #expect(a.count == 713)
    #expect(Set(a).union(b).count == 891)
    #expect(a.count + b.count == 891)
    #expect(a == a.sorted())
    let again = try Splits.split(rowCount: 891, share: 0.8, seed: 42)
    #expect(again.first == a)
    #expect(try Splits.split(rowCount: 891, share: 0.8, seed: 43).first != a)
  }

  /// Strata of 5, 3 and 2 rows at .5: 2.5, 1.5 and 1; one row of the two halves goes to the first.
  @Test func largestRemainders() throws {
    let strata: [Int32] = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2]
    for seed in 1...20 as ClosedRange<UInt64> {
      let first = try Splits.split(rowCount: 10, share: 0.5, strata: strata, seed: seed).first
      let counts = (0..<3).map { stratum in first.filter { strata[Int($0)] == stratum }.count }
      #expect(counts == [3, 1, 1])
    }
  }

  @Test func irisIsSharedOutBySpecies() throws {
    let iris = try dataset("iris")
    let strata = Splits.strata([try #require(iris["species"])])
    let first = try Splits.split(rowCount: 150, share: 0.7, strata: strata, seed: 1).first
    #expect((0..<3).map { s in first.filter { strata[Int($0)] == s }.count } == [35, 35, 35])
  }

  @Test func emptyPartsAreRefused() {
    #expect(
      errorKind { _ = try Splits.split(rowCount: 10, share: 0.01, seed: 1) }
        == .badSetting(name: "share"))
    #expect(
      errorKind { _ = try Splits.split(rowCount: 1, share: 0.5, seed: 1) }
        == .tooFewRows(rows: 1, needed: 2))
  }

  @Test func foldsAreEven() throws {
    let strata: [Int32] = (0..<103).map { $0 % 7 == 0 ? 1 : 0 }
    let folds = try Splits.folds(rowCount: 103, count: 5, strata: strata, seed: 9)
    let sizes = (0..<5).map { f in folds.filter { $0 == f }.count }
    #expect(sizes.allSatisfy { $0 == 20 || $0 == 21 })
    let rare = (0..<5).map { f in folds.indices.filter { folds[$0] == f && strata[$0] == 1 }.count }
    #expect(rare.allSatisfy { $0 == 3 })
  }
}
