import Diagnostics
import Engine
import Tables
import Testing

@Suite struct PlanObjectTests {
  @Test func aPlanIsShownAsItWasWritten() throws {
    let ran = run("recipe(y ~ a + b) | fill a = median(a) | scale a, b | linear")
    #expect(
      ran.value.text(.recorded) == "recipe(y ~ a + b) | fill a = median(a) | scale a, b | linear")
  }

  @Test func aRowVerbIsRefusedWithItsReason() {
    let ran = run("recipe(y ~ a) | keep a > 2")
    #expect(ran.code == "E44")
    #expect(ran.marked == "keep")
    #expect(ran.error?.details.first?.contains("each row alone") == true)
  }

  @Test func anUnknownStepOffersTheNearest() {
    let ran = run("recipe(y ~ a) | liner")
    #expect(ran.code == "E24")
    #expect(ran.error?.help == ["did you mean `linear`?"])
  }

  @Test func arithmeticBelongsInsideACall() {
    #expect(run("recipe(y ~ a / b)").code == "E17")
    #expect(run("recipe(y ~ a ^ 2)").error?.help.first == "`poly(a, 2)`")
    #expect(run("recipe(y ~ a + 2)").marked == "2")
    #expect(run("recipe(y ~ log(a / b))").error == nil)
  }

  @Test func aggregatesAreLearntFromTheTrainingRows() {
    let script = """
      train = dataset("mtcars") | keep wt < 3
      other = dataset("mtcars") | keep wt >= 3
      plan = recipe(mpg ~ z) | add z = (wt - mean(wt)) / sd(wt) | linear
      model = train | fit plan
      plain = train | fit linear(mpg ~ wt)
      a = other | predict model | select predicted
      b = other | predict plain | select predicted
      """
    let ran = run(script, nil)
    #expect(ran.error == nil)
    guard case .table(let a)? = ran.variables["a"], case .table(let b)? = ran.variables["b"],
      let x = a["predicted"]?.presentNumbers, let y = b["predicted"]?.presentNumbers
    else {
      Issue.record("no predictions")
      return
    }
    #expect(x.count == y.count && !x.isEmpty)
    for (one, other) in zip(x, y) { #expect(abs(one - other) < 1e-9) }
  }

  @Test func aFillByGroupKeepsEachGroupsValue() {
    let script = """
      plan = recipe(id ~ age) | fill age = 7 + mean(age) by team | linear
      model = t | fit plan
      """
    let grouped = table(
      ("id", numbers(1, 2, 3, 4, 5, 6)), ("team", texts("b", "a", "b", "a", "a", "b")),
      ("age", numbers(30, nil, 10, 50, 20, nil)))
    #expect(run(script, grouped).error == nil)
  }
}
