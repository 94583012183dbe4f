import Diagnostics
import Engine
import Numerics
import Syntax
import Tables
import Testing
import Verbs

/// The tour of the language, statement by statement, on tables of its shape.
struct TourTests {
  /// Passengers of a made-up ship: the older, the poorer and the male survive less often.
  static let titanic: Table = {
    var random = RandomStream(seed: 7)
    var (ages, fares, classes, sexes, survived, siblings, parents, ports):
      (
        [Double], [Double], [String?], [String?], [String?], [Double], [Double], [String?]
      ) = ([], [], [], [], [], [], [], [])
    for row in 0..<300 {
      let rank = random.integer(below: 3) + 1
      let isMale = random.uniform() < 0.6
      let age = (random.uniform() * 70).rounded()
      ages.append(row % 9 == 4 ? .nan : age)
      fares.append((100 / Double(rank) + random.uniform() * 20).rounded())
      classes.append(["1st", "2nd", "3rd"][rank - 1])
      sexes.append(isMale ? "male" : "female")
      let chance = (isMale ? 0.2 : 0.75) + (rank == 1 ? 0.15 : 0) - age / 400
      survived.append(random.uniform() < chance ? "yes" : "no")
      siblings.append(Double(random.integer(below: 3)))
      parents.append(Double(random.integer(below: 3)))
      ports.append(row % 50 == 3 ? nil : ["S", "C", "Q"][random.integer(below: 3)])
    }
    return Table([
      ("survived", Column(texts: survived)), ("class", Column(texts: classes)),
      ("sex", Column(texts: sexes)),
      ("age", Column(numbers: ages)), ("fare", Column(numbers: fares)),
      ("siblings", Column(numbers: siblings)),
      ("parents", Column(numbers: parents)), ("port", Column(texts: ports)),
    ]) ?? .empty
  }()

  private func running() -> Running {
    let running = Running()
    running.evaluator.variables["titanic"] = .table(Self.titanic)
    return running
  }

  @Test func rowsAndColumns() throws {
    let running = running()
    let adults = try #require(
      try running.table("adults = titanic | keep age >= 18 and fare > 0\nadults"))
    let ages = try #require(adults["age"]?.presentNumbers)
    #expect(ages.count == adults.rowCount)
    #expect(ages.allSatisfy { $0 >= 18 })
    let wider = try #require(
      try running.table(
        """
        titanic
          | add family = siblings + parents + 1,
                group = if age < 13 then "child" else "adult"
          | change fare = fare * 1.2
        """))
    #expect(Array(wider.names.suffix(2)) == ["family", "group"])
    #expect(wider["group"]?.missingCount == Self.titanic["age"]?.missingCount)
    #expect(wider["fare"]?[0] == .number((Self.titanic["fare"]?.presentNumbers?[0] ?? 0) * 1.2))
  }

  @Test func keepAndDropShareOutEachRowOnce() throws {
    let running = running()
    let kept = try #require(try running.table("titanic | keep age > 30"))
    let dropped = try #require(try running.table("titanic | drop age > 30"))
    #expect(kept.rowCount + dropped.rowCount == Self.titanic.rowCount)
    #expect(try running.notes("titanic | keep age > 30").joined().contains("age is missing"))
  }

  @Test func missing() throws {
    let filled = try #require(
      try running().table("titanic | fill age = median(age), port = \"S\" by class"))
    #expect(filled["age"]?.missingCount == 0)
    #expect(filled["port"]?.missingCount == 0)
    #expect(filled.rowCount == 300)
  }

  @Test func groups() throws {
    let rates = try #require(
      try running().table(
        """
        titanic
          | summarise n = count(), rate = mean(survived == "yes") by class, sex
          | sort rate desc
        """))
    #expect(rates.names == ["class", "sex", "n", "rate"])
    #expect(rates.rowCount == 6)
    let values = try #require(rates["rate"]?.presentNumbers)
    #expect(values == values.sorted(by: >))
    #expect(rates["n"]?.presentNumbers?.reduce(0, +) == 300)
  }

  @Test func joinAndReshape() throws {
    let running = Running()
    let joined = try #require(
      try running.table(
        """
        orders = table(buyer = [1, 2, 2, 9], amount = [10, 20, 30, 40])
        people = table(id = [1, 2, 3], name = ["Ada", "Ben", "Cem"])
        orders | join people on buyer = id, rows: "matching"
        """))
    #expect(joined.rowCount == 3)
    #expect(joined["name"]?[2] == .text("Ben"))
    #expect(running.error("people | join orders on id = buyer")?.code == .repeatedKey)
    let tidy = try #require(
      try running.table(
        """
        sales = table(shop = ["a", "b"], q1 = [1, 2], q2 = [3, 4], q3 = [5, 6], q4 = [7, missing])
        tidy = sales | longer q1..q4, name: "quarter", value: "amount"
        tidy
        """))
    #expect(tidy.names == ["shop", "quarter", "amount"])
    #expect(tidy.rowCount == 8)
    let back = try #require(try running.table("tidy | wider quarter, value: amount"))
    #expect(back.names == ["shop", "q1", "q2", "q3", "q4"])
    #expect(back["q4"]?[1] == .missing)
  }

  @Test func models() throws {
    let running = running()
    let score = try #require(
      try running.table(
        """
        train, test = titanic | split 0.8 by survived, seed: 42
        plan = recipe(survived ~ age + sex + class + fare)
          | fill age = median(age)
          | scale age, fare
          | logistic event: "yes"
        model = train | fit plan
        scored = test | predict model
        test | score model
        """))
    #expect(score.names == ["metric", "value", "baseline"])
    let scored = try #require(try running.table("scored"))
    #expect(scored["chance_yes"]?.missingCount == 0)
    #expect(scored["predicted"] != nil)
    #expect(
      running.error("train | fit logistic(survived ~ age + sex, event: \"yes\")")?.code
        == .missingInFit)
    _ = try running.outputs("scored | plot roc(survived, chance_yes)")
    _ = try running.outputs(
      """
      for d in 1..5 {
        m = train | fit tree(survived ~ ., depth: d, event: "yes")
        test | score m | show "depth {d}"
      }
      """)
  }

  @Test func plotsAndPrograms() throws {
    let running = running()
    running.evaluator.variables["penguins"] = .table(
      Self.titanic.selecting(["age", "fare", "sex", "class"]))
    _ = try running.outputs(
      """
      penguins | rename flipper = age, mass = fare, species = sex, island = class | plot points(flipper, mass, color: species)
      penguins
        | plot points(age, fare), smooth(age, fare, method: "linear")
          by class, title: "One panel per island"
      cutoff = 40
      penguins | keep fare > $cutoff
      def bmi(kg, m) = kg / m ^ 2
      for column in ["age", "fare"] {
        penguins | plot histogram(col($column)), title: "{column}"
      }
      """)
    #expect(running.error("penguins | keep fare > cutoff")?.code == .variableNotColumn)
    #expect(running.marked("penguins | keep fare > cutoff") == "cutoff")
    #expect(
      running.error("penguins | keep faare > 3")?.help.contains("did you mean `fare`?") == true)
    #expect(running.error("penguins | keep fare = 3")?.code == .conditionNeedsEquals)
    #expect(running.error("penguins | keep sex == sex")?.code == .selfComparison)
    #expect(running.error("penguins | filter fare > 3")?.code == .foreignWord)
  }
}
