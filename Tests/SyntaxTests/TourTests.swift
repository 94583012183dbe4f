import Diagnostics
import Syntax
import Testing

/// The tour of the language's specification.
let tour = #"""
  titanic = load("titanic.csv")                                 # load
  titanic | describe                                            # look
  adults = titanic | keep age >= 18 and fare > 0                # rows
  titanic = titanic                                             # columns
    | add family = siblings + parents + 1,
          group = if age < 13 then "child" else "adult"
    | change fare = fare * 1.2
  titanic | fill age = median(age), port = "S" by class         # missing
  titanic                                                       # groups
    | summarise n = count(), rate = mean(survived == "yes") by class, sex
    | sort rate desc
  orders | join people on buyer = id, rows: "matching"          # join
  tidy = sales | longer q1..q4, name: "quarter", value: "amount"    # reshape
  train, test = titanic | split 0.8 by survived, seed: 42       # split
  plan = recipe(survived ~ age + sex + class + fare)            # recipe
    | fill age = median(age)
    | scale age, fare
    | logistic event: "yes"
  model = train | fit plan
  scored = test | predict model
  test | score model
  choices = tree(survived ~ ., depth: try(2, 4, 8), event: "yes")   # tune
  trials = train | tune choices, folds: 5, metric: "auc" by survived, seed: 42
  final = train | fit best(trials)
  penguins | plot points(flipper, mass, color: species)         # plots
  penguins
    | plot points(flipper, mass), smooth(flipper, mass, method: "linear")
      by island, title: "One panel per island"
  scored | plot roc(survived, chance_yes) | save "roc.svg"
  cutoff = 4000                                                 # programs
  penguins | keep mass > $cutoff
  def bmi(kg, m) = kg / m ^ 2
  for column in ["flipper", "mass"] {
    penguins | plot histogram(col($column)), title: "{column}"
  }
  for d in 1..5 {
    m = train | fit tree(survived ~ ., depth: d, event: "yes")
    test | score m | show "depth {d}"
  }

  """#

@Suite struct TourTests {
  @Test func parses() throws {
    #expect(try parsed(tour).statements.count == 24)
  }

  @Test func printsAndParsesToTheSameTree() throws {
    let script = try parsed(tour)
    let again = try parsed(script.canonical)
    #expect(dump(again) == dump(script))
    #expect(again.canonical == script.canonical)
  }

  @Test func statementsStandAlone() throws {
    for statement in try parsed(tour).statements {
      let again = try parsed(statement.canonical)
      #expect(again.statements.count == 1)
      #expect(again.statements.first.map { dump($0.kind) } == dump(statement.kind))
    }
  }

  @Test func rangesHoldTheStatements() throws {
    let script = try parsed(tour)
    let source = script.source
    for statement in script.statements {
      let alone = try parsed(String(source.slice(statement.range)))
      #expect(alone.statements.count == 1)
      #expect(alone.statements.first.map { dump($0.kind) } == dump(statement.kind))
    }
  }

  @Test func layout() throws {
    let canonical = try parsed(tour).canonical
    #expect(
      canonical.contains("train, test = titanic | split 0.8 by survived, seed: 42  # split\n"))
    #expect(canonical.contains("orders | join people on buyer = id, rows: \"matching\"  # join\n"))
    #expect(
      canonical.contains(
        """
        penguins
          | plot points(flipper, mass), smooth(flipper, mass, method: "linear")
            by island, title: "One panel per island"

        """))
    #expect(canonical.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }
}
