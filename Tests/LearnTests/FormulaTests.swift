import Learn
import Tables
import Testing

struct FormulaTests {
  private func factor(_ name: String) -> Formula.Expression { .factor(.column(name)) }

  @Test func productsExpand() throws {
    let formula = try Formula(response: .column("len"), .product(factor("supp"), factor("dose")))
    #expect(formula.terms.map(\.label) == ["supp", "dose", "supp:dose"])
    #expect(formula.text == "len ~ supp + dose + supp:dose")
    #expect(formula.hasIntercept)
  }

  @Test func minusTakesAway() throws {
    let formula = try Formula(
      response: .column("y"), .minus(.minus(.plus(factor("a"), factor("b")), factor("a")), .one))
    #expect(formula.terms.map(\.label) == ["b"])
    #expect(!formula.hasIntercept)
  }

  @Test func dotIsWhatIsLeft() throws {
    let formula = try Formula(response: .column("y"), .minus(.dot, factor("id")))
    let column = Column(numbers: [1, 2])
    let table = try #require(Table([("id", column), ("y", column), ("a", column), ("b", column)]))
    #expect(formula.predictorColumns(in: table) == ["a", "b"])
  }

  @Test func dotInAProductIsRefused() {
    #expect(throws: LearnError.self) { try Formula(response: nil, .product(.dot, factor("a"))) }
  }
}
