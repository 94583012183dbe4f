internal import Tables

/// What a learner's own data have to go with when a model is read from a file.
public struct FittedShape: Sendable {
  public var task: Task
  /// The names of the matrix's columns, or of the features.
  public var names: [String]
  public var hasIntercept: Bool
  /// The classes of a classification, in their order, two or more; empty for other tasks.
  public var classes: [String]
  /// The place of the class of interest.
  public var event: Int?
}

extension Model {
  /// All that the model has learnt, as plain data. Its plan isn't in it: what reads the language keeps that.
  ///
  /// - Throws: `unsupported` for a step that learnt what plain data don't hold.
  public func stored() throws(LearnError) -> Datum {
    var steps: [Datum] = []
    for step in fittedSteps { steps.append(try step.stored()) }
    return .record([
      "steps": .list(steps), "design": design.stored, "fitted": fitted.stored,
      "training": training.stored,
    ])
  }

  /// A model from what `stored()` gave, perhaps by other hands, and its plan.
  ///
  /// - Throws: `modelFile` for data that don't fit each other or the plan.
  public init(stored: Datum, plan: Plan) throws(LearnError) {
    guard let learner = plan.learner, let formula = plan.formula else {
      throw Datum.broken("its plan has no learner or no formula")
    }
    let training = try TrainingFacts(stored: stored.part("training"))
    let traits = type(of: learner).traits
    guard traits.tasks.contains(training.task), training.classes.count <= traits.mostClasses else {
      throw Datum.broken("its learner doesn't do such a task")
    }
    guard (formula.response == nil) == (training.task == .clustering) else {
      throw Datum.broken("its formula and its task differ")
    }
    let design = try Design(stored: stored.part("design"), formula, traits)
    let steps = try stored.list("steps")
    guard steps.count == plan.steps.count else { throw Datum.broken("steps are missing") }
    var fittedSteps: [any FittedStep] = []
    for (step, data) in zip(plan.steps, steps) { fittedSteps.append(try step.restored(data)) }
    let shape = FittedShape(
      task: training.task, names: design.names, hasIntercept: design.hasIntercept,
      classes: training.classes,
      event: training.event.flatMap { training.classes.firstIndex(of: $0) })
    self.init(
      plan: plan, fittedSteps: fittedSteps, design: design,
      fitted: try type(of: learner).restored(stored.part("fitted"), shape), training: training)
  }
}

extension TrainingFacts {
  var stored: Datum {
    .record([
      "rows": .whole(rows), "columns": .texts(schema.map(\.name)),
      "types": .texts(schema.map(\.type.rawValue)),
      "response": response.map { .text($0) } ?? .nothing, "task": .text(task.rawValue),
      "classes": .texts(classes), "event": event.map { .text($0) } ?? .nothing,
      "response_type": responseType.map { .text($0.rawValue) } ?? .nothing,
      "response_levels": .texts(responseLevels), "mean": .number(mean), "shares": .numbers(shares),
      "note_kinds": .texts(notes.map(\.kind.rawValue)), "notes": .texts(notes.map(\.text)),
    ])
  }

  init(stored: Datum) throws(LearnError) {
    rows = try stored.whole("rows", in: 0...(1 << 53))
    let (columns, types) = (try stored.texts("columns"), try stored.texts("types"))
    guard columns.count == types.count else { throw Datum.broken("a column's type is missing") }
    schema = []
    for (name, word) in zip(columns, types) {
      guard let type = ColumnType(rawValue: word) else { throw Datum.broken("no type is \(word)") }
      schema.append(ColumnFact(name: name, type: type))
    }
    response = try stored.optional("response") == nil ? nil : stored.text("response")
    guard let task = Task(rawValue: try stored.text("task")) else {
      throw Datum.broken("its task is unknown")
    }
    self.task = task
    classes = try stored.texts("classes")
    guard task == .classification ? classes.count >= 2 : classes.isEmpty,
      Set(classes).count == classes.count
    else { throw Datum.broken("its classes don't go with its task") }
    event = try stored.optional("event") == nil ? nil : stored.text("event")
    if let event, !classes.contains(event) { throw Datum.broken("its event is no class") }
    responseType =
      try stored.optional("response_type") == nil
      ? nil : ColumnType(rawValue: stored.text("response_type"))
    responseLevels = try stored.texts("response_levels")
    if responseType == .category, !Set(classes).isSubset(of: responseLevels) {
      throw Datum.broken("a class is no level")
    }
    mean = try stored.number("mean")
    shares = try stored.numbers("shares", count: classes.count)
    let (kinds, texts) = (try stored.texts("note_kinds"), try stored.texts("notes"))
    guard kinds.count == texts.count else { throw Datum.broken("a note's kind is missing") }
    notes = zip(kinds, texts).map { LearnNote(.init(rawValue: $0) ?? .numbers, $1) }
  }
}

extension Design {
  var stored: Datum {
    .record([
      "factors": .list(factors.map(\.stored)), "names": .texts(names),
      "terms": .list(
        terms.map { term in
          .record([
            "factors": .codes(term.parts.map { Int32($0.factor) }),
            "all_levels": .truths(term.parts.map(\.allLevels)),
          ])
        }),
      "intercept": .truth(hasIntercept),
    ])
  }

  init(stored: Datum, _ formula: Formula, _ traits: LearnerTraits) throws(LearnError) {
    (input, takesMissing) = (traits.input, traits.takesMissing)
    hasIntercept = try stored.truth("intercept")
    guard !hasIntercept || input == .contrasts else {
      throw Datum.broken("its learner takes no intercept")
    }
    let computed = (formula.terms.flatMap(\.factors)).filter {
      if case .computed = $0 { true } else { false }
    }
    var factors: [CodedFactor] = []
    for one in try stored.list("factors") {
      factors.append(try CodedFactor(stored: one, computed))
    }
    let names = try stored.texts("names")
    guard !names.isEmpty else { throw Datum.broken("it predicts from nothing") }
    var terms: [CodedTerm] = []
    var made: [String] = hasIntercept ? ["(intercept)"] : []
    for one in try stored.list("terms") {
      let places = try one.codes("factors")
      let all = try one.truths("all_levels", count: places.count)
      guard !places.isEmpty, places.allSatisfy({ factors.indices.contains(Int($0)) }) else {
        throw Datum.broken("a term has no such factor")
      }
      let term = CodedTerm(parts: zip(places, all).map { (Int($0), $1) })
      terms.append(term)
      if input == .features { continue }
      // Before a name is made: a product of many factors would be a great many columns.
      var columns = 1
      for part in term.parts {
        let (product, isTooLarge) = columns.multipliedReportingOverflow(
          by: factors[part.factor].columnCount(allLevels: part.allLevels))
        guard !isTooLarge, product <= names.count else {
          throw Datum.broken("a term has too many columns")
        }
        columns = product
      }
      made += Self.names(of: term, factors)
    }
    if input == .features { made = factors.map(\.factor.label) }
    guard made == names else { throw Datum.broken("its columns aren't those of its terms") }
    (self.factors, self.terms, self.names) = (factors, terms, names)
  }
}

extension Design.CodedFactor {
  var stored: Datum {
    var parts: [String: Datum] = [:]
    switch factor {
    case .column(let name): parts["column"] = .text(name)
    case .computed(let label, _, _): parts["computed"] = .text(label)
    case .polynomial(let column, let degree):
      parts["polynomial"] = .text(column)
      parts["degree"] = .whole(degree)
    }
    switch kind {
    case .number: parts["kind"] = .text("number")
    case .truth: parts["kind"] = .text("truth")
    case .day: parts["kind"] = .text("day")
    case .labels(let labels):
      parts["kind"] = .text("labels")
      parts["labels"] = .texts(labels)
    case .polynomial(let basis):
      parts["kind"] = .text("polynomial")
      parts["basis"] = basis.stored
    }
    return .record(parts)
  }

  /// - Parameter computed: the factors of the formula that are worked out, which only the plan knows.
  init(stored: Datum, _ computed: [Formula.Factor]) throws(LearnError) {
    guard case .record(let parts) = stored else { throw Datum.broken("a factor is none") }
    if parts["column"] != nil {
      factor = .column(try stored.text("column"))
    } else if parts["polynomial"] != nil {
      factor = .polynomial(
        column: try stored.text("polynomial"), degree: try stored.whole("degree", in: 1...20))
    } else {
      let label = try stored.text("computed")
      guard let own = computed.first(where: { $0.label == label }) else {
        throw Datum.broken("its formula has no `\(label)`")
      }
      factor = own
    }
    switch try stored.text("kind") {
    case "number": kind = .number
    case "truth": kind = .truth
    case "day": kind = .day
    case "labels": kind = .labels(try stored.texts("labels"))
    case "polynomial":
      guard case .polynomial(_, let degree) = factor else {
        throw Datum.broken("a factor has a basis and is no polynomial")
      }
      kind = .polynomial(try OrthogonalPolynomial(stored: stored.part("basis"), degree: degree))
    case let other: throw Datum.broken("no factor is \(other)")
    }
  }
}
