import Diagnostics
import Engine
import Numerics
import Tables
import Testing

@Suite struct FitVerbTests {
  @Test func fitGivesTheCoefficientsOfR() {
    // R: coef(lm(mpg ~ wt, mtcars)) is 37.2851 and -5.3445.
    let ran = run("m = dataset(\"mtcars\") | fit linear(mpg ~ wt)\nm.coefficients", nil)
    #expect(ran.error == nil)
    #expect(ran.column("estimate") == ["37.2851", "-5.34447"])
  }

  @Test func anUnknownColumnIsMarkedInTheFormula() {
    let ran = run("dataset(\"mtcars\") | fit linear(mpg ~ wtt)", nil)
    #expect(ran.code == "E21")
    #expect(ran.marked == "wtt")
    #expect(ran.error?.fix?.replacement == "wt")
  }

  @Test func missingValuesAreRefusedWithTwoCures() {
    let ran = run("dataset(\"airquality\") | fit linear(ozone ~ solar)", nil)
    #expect(ran.code == "E41" || ran.code == "E21")
    let two = run("t | fit linear(id ~ age)")
    #expect(two.code == "E41")
    #expect(two.marked == "age")
    #expect(two.error?.help.count == 2)
  }

  @Test func namesWithBlanksAreWrittenInBackQuotes() {
    let odd = table(("the y", numbers(1, 2, 4, 4)), ("an x", numbers(1, 2, 3, nil)))
    let missing = run("t | fit linear(`the y` ~ `an x`, weights: `an x`)", odd)
    #expect(missing.code == "E41")
    #expect(missing.error?.help.first == "leave those rows out: `| drop `an x` is missing | fit …`")
    let text = run("t | first 3 | fit linear(`the y` ~ `an x`, weights: `an x`)", odd).value
      .text(.recorded)
    #expect(text.contains("linear(`the y` ~ `an x`, weights: `an x`)"))
  }

  @Test func aColumnLeftOutHasNoP() {
    let ran = run(
      "m = dataset(\"mtcars\") | add one = 1 | fit linear(mpg ~ one + wt)\nm.coefficients", nil)
    #expect(ran.table["p"]?.isMissing(1) == true)
    #expect(ran.table["p"]?.missingCount == 1)
  }

  @Test func byFitsAModelForEachGroup() {
    let ran = run("models = dataset(\"mtcars\") | fit linear(mpg ~ wt) by cyl\nmodels.table", nil)
    #expect(ran.error == nil)
    #expect(ran.column("cyl") == ["4", "6", "8"])
    #expect(ran.column("rows") == ["11", "7", "14"])
    // R: coef(lm(mpg ~ wt, mtcars, cyl == 4))[2] is -5.647.
    let slopes = run(
      "models = dataset(\"mtcars\") | fit linear(mpg ~ wt) by cyl\nmodels.coefficients | keep term == \"wt\"",
      nil)
    #expect(slopes.column("estimate").first?.hasPrefix("-5.647") == true)
  }

  @Test func modelsOfGroupsArePlottedInPanels() {
    let models = "models = dataset(\"mtcars\") | fit linear(mpg ~ wt) by cyl\n"
    let coefficients = run(models + "models | plot coefficients() | plotted", nil)
    #expect(coefficients.error == nil)
    #expect(coefficients.table.rowCount == 6)
    #expect(Set(coefficients.column("panel")) == ["cyl = 4", "cyl = 6", "cyl = 8"])
    let residuals = run(models + "models | plot residuals() | plotted", nil)
    #expect(residuals.error == nil)
    #expect(residuals.table.rowCount == 32)
    #expect(run(models + "models | plot", nil).error == nil)
    let mixed = run(models + "models | plot coefficients(), residuals()", nil)
    #expect(mixed.code == "E60")
    #expect(run(models + "models | plot residuals() by gear", nil).code == "E18")
    #expect(
      run("models = dataset(\"mtcars\") | fit tree(mpg ~ wt) by am\nmodels | plot residuals()", nil)
        .code == "E30")
  }

  @Test func aRecipeWithoutALearnerIsNoPlanToFit() {
    #expect(run("dataset(\"mtcars\") | fit recipe(mpg ~ wt)", nil).code == "E45")
  }

  @Test func aDrawnSeedIsPinned() {
    let ran = run("dataset(\"iris\") | fit kmeans(~ . - species, k: 3)", nil)
    #expect(ran.error == nil)
    #expect(ran.notes.contains("seed 4711 drawn"))
    #expect(ran.pins.count == 1)
  }

  @Test func theSummaryNamesTheModelAndItsNumbers() {
    let text = run("dataset(\"mtcars\") | fit linear(mpg ~ wt)", nil).value.text(.recorded)
    #expect(text.hasPrefix("linear model of mpg, 32 rows\nlinear(mpg ~ wt)"))
    #expect(text.contains("<0.0001"))
    #expect(text.contains("-5.3445"))
  }
}
