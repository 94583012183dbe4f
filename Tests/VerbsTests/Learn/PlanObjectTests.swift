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

  @Test func whatAStepSkippedIsSaidWhenItLearns() {
    let fit = run("model = t | fit (recipe(id ~ age) | fill age = median(age) | linear)")
    #expect(fit.error == nil)
    #expect(fit.notes.contains("median(age): 2 missing values skipped"))
    #expect(fit.notes.contains("age: 2 missing values filled"))
    // In groups the counts of all of them come together.
    let grouped = table(
      ("id", numbers(1, 2, 3, 4, 5, 6)), ("team", texts("b", "a", "b", "a", "a", "b")),
      ("age", numbers(30, nil, 10, 50, 20, nil)))
    let by = run(
      "model = t | fit (recipe(id ~ age) | fill age = mean(age) by team | linear)", grouped)
    #expect(by.notes.filter { $0.contains("skipped") } == ["mean(age): 2 missing values skipped"])
    // Prediction takes what was learnt, and skips nothing.
    let predicted = run(
      "model = t | fit (recipe(id ~ age) | fill age = median(age) | linear)\nx = t | first 1 | predict model"
    )
    #expect(predicted.notes.filter { $0.contains("skipped") }.count == 1)
  }

  @Test func anUnseenGroupOfAStepIsNamed() {
    let grouped = table(
      ("id", numbers(1, 2, 3, 4, 5, 6)), ("team", texts("b", "a", "b", "a", "c", "c")),
      ("age", numbers(30, 25, 10, 50, nil, nil)))
    let ran = run(
      """
      model = t | first 4 | fit (recipe(id ~ age) | fill age = mean(age) by team | linear)
      t | predict model
      """, grouped)
    #expect(ran.error == nil)
    #expect(
      ran.notes.contains(
        "2 rows: `team` is \"c\", which was not in the training rows; `age` isn't filled there"))
    #expect(ran.notes.contains("2 of 6 rows not predicted"))
    let added = run(
      """
      model = t | first 4 | fit (recipe(id ~ z) | add z = id - mean(id) by team | linear)
      t | score model
      """, grouped)
    #expect(
      added.notes.contains(
        "2 rows: `team` is \"c\", which was not in the training rows; `z` is missing there"))
  }

  @Test func anUnseenLabelOfEncodeIsNamed() {
    let ran = run(
      """
      model = t | keep team == "b" | append (t | keep team == "a") | fit (recipe(id ~ team_a) | encode team | linear)
      table(team = ["a", "z"]) | predict model
      """)
    #expect(ran.error == nil)
    #expect(
      ran.notes.contains(
        "1 row: `team` is \"z\", which was not in the training rows; 0 in all its columns"))
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
