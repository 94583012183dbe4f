import Diagnostics
import Testing

@Suite struct NearestNamesTests {
  private let columns = ["species", "island", "bill", "flipper", "mass", "sex", "Year", "y"]

  @Test(arguments: [
    ("masss", ["mass"], "one letter too many"),
    ("mas", ["mass"], "one too few"),
    ("msas", ["mass"], "neighbours swapped count once"),
    ("MASS", ["mass"], "case doesn't matter"),
    ("year", ["Year"], "the candidate's case is kept"),
    ("flip", ["flipper"], "the beginning of a name"),
    ("speceis", ["species"], "longer names may differ more"),
    ("sx", ["sex"], "short names may differ by one"),
    ("weight", [], "nothing is near"),
    ("", [], "nothing was written"),
    ("fl", [], "two letters are no beginning"),
    ("x", [], "a letter is not near another"),
  ])
  func table(_ name: String, _ expected: [String], _ why: String) {
    #expect(nearestNames(to: name, in: columns) == expected, "\(why)")
  }

  @Test func nearestFirstThenInOrder() {
    #expect(
      nearestNames(to: "cat", in: ["cut", "cart", "cat", "category", "dog"]) == [
        "cat", "cut", "cart",
      ])
    #expect(nearestNames(to: "cat", in: ["cut", "cart", "cat"], atMost: 1) == ["cat"])
  }

  @Test func longNamesAreLeftAlone() {
    let long = String(repeating: "a", count: 65)
    #expect(nearestNames(to: long, in: [long]) == [])
    #expect(nearestNames(to: "abc", in: [long]) == [])
  }
}
