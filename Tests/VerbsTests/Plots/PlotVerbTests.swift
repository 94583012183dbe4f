import Diagnostics
import Engine
import Tables
import Testing

@Suite struct PlotVerbTests {
  @Test func aConstantIsSetAndAColumnIsMapped() {
    let ran = run("dataset(\"mtcars\") | plot points(wt, mpg), hline(mean(mpg)) | plotted", nil)
    #expect(ran.error == nil)
    #expect(ran.table.rowCount == 33)
  }

  @Test func anUnknownMarkOffersTheNearest() {
    let ran = run("dataset(\"mtcars\") | plot point(wt, mpg)", nil)
    #expect(ran.code == "E24")
    #expect(ran.marked == "point")
    #expect(ran.error?.fix?.replacement == "points")
  }

  @Test func anUnknownColumnIsMarkedInItsMark() {
    let ran = run("dataset(\"mtcars\") | plot points(wt, mpgg)", nil)
    #expect(ran.code == "E21")
    #expect(ran.marked == "mpgg")
  }

  @Test func aWrongColorIsMarked() {
    let ran = run("dataset(\"mtcars\") | plot points(wt, mpg, color: \"rde\")", nil)
    #expect(ran.code == "E60")
    #expect(ran.marked == "color: \"rde\"")
  }

  @Test func aModelChoosesItsPlot() {
    let ran = run("m = dataset(\"mtcars\") | fit linear(mpg ~ wt)\nm | plot", nil)
    #expect(ran.error == nil)
    #expect(ran.value.text(.recorded).contains("(residuals)"))
    let other = run(
      "m = dataset(\"mtcars\") | fit linear(mpg ~ wt)\nm | plot coefficients() | plotted", nil)
    #expect(other.column("term").contains("wt"))
  }

  @Test func thePlotsTextIsStable() {
    let script = "dataset(\"mtcars\") | plot points(wt, mpg) by cyl"
    #expect(run(script, nil).value.text(.recorded) == run(script, nil).value.text(.recorded))
    #expect(run(script, nil).value.text(.recorded).contains("32 values drawn"))
  }

  @Test func aModelMarkNeedsAModel() {
    #expect(run("dataset(\"mtcars\") | plot residuals()", nil).code == "E30")
  }
}
