import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// A model as a value that a file may keep: one model, or one for each group.
protocol StoredObject: Object {
  /// - Throws: E40 for what a file can't carry.
  func stored() throws(Diagnostic) -> Datum
  /// The rows and columns of the table that it learnt from.
  var learntFrom: (rows: Int, columns: Int) { get }
}

/// Models to files and back.
enum ModelFiles {
  /// The extension of their names.
  static let suffix = ".model"

  static func isModel(_ path: String) -> Bool { path.lowercased().hasSuffix(suffix) }

  /// Writes a model, whole or not at all.
  static func write(_ object: any StoredObject, _ path: String) throws(Diagnostic) {
    guard isModel(path) else {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let stem = name.split(separator: ".").first.map(String.init) ?? "name"
      throw Diagnostic(
        .unknownFormat,
        "a model is saved to a file whose name ends with \(suffix), not to `\(name)`",
        help: ["`save \"\(stem)\(suffix)\"`", "its tables can be saved as .csv: `model.facts`"])
    }
    var file = try AtomicFile(path)
    try file.append(ModelFile.bytes(of: try object.stored()))
    try file.commit()
  }

  /// Reads a model.
  ///
  /// - Throws: E50 for a file that can't be read; E51 for one that is no model, of another version, or damaged.
  static func read(
    _ path: String, _ catalogue: Catalogue
  ) throws(Diagnostic) -> (model: any StoredObject, fingerprint: String) {
    let bytes = try FileContent.bytes(path)
    let fingerprint = bytes.withUnsafeBytes { Fingerprint.of($0) }
    do throws(LearnError) {
      let content = try ModelFile.content(of: bytes)
      switch try content.text("kind") {
      case "model": return (try ModelObject(stored: content, catalogue), fingerprint)
      case "models": return (try GroupedModels(stored: content, catalogue), fingerprint)
      case let other: throw Datum.broken("\(quotedText(other)) is no kind of model")
      }
    } catch {
      var diagnostic = error.diagnostic()
      if diagnostic.code != .interrupted { diagnostic.code = .malformedFile }
      throw diagnostic
    }
  }
}

extension ModelObject: StoredObject {
  var learntFrom: (rows: Int, columns: Int) { (model.training.rows, model.training.schema.count) }

  func stored() throws(Diagnostic) -> Datum {
    guard let learner = model.plan.learner, let formula = model.plan.formula else {
      throw Diagnostic(.notAPlan, "the model has no plan to keep")
    }
    var texts: [Datum] = []
    let written = ["recipe \(formula.text)"] + model.plan.steps.map(\.label)
    for (text, surroundings) in zip(written, plan.surroundings) {
      let stage = try ModelObject.stage(text)
      texts.append(try StoredText(text, stage, surroundings).stored)
    }
    let state: Datum
    do { state = try model.stored() } catch { throw error.diagnostic() }
    return .record([
      "kind": .text("model"), "learner": .text(type(of: learner).card.name),
      "settings": .record(learner.settings.mapValues { Datum($0) }), "plan": .list(texts),
      "state": state,
    ])
  }

  /// A text of the plan as the stage that it is.
  private static func stage(_ text: String) throws(Diagnostic) -> Stage {
    let source = SourceText(name: "model", text: "recipe(~ .) | \(text)")
    if let script = try? Parser.parse(source),
      case .pipeline(let pipeline)? = script.statements.first?.kind,
      script.statements.count == 1, pipeline.stages.count == 1
    {
      return pipeline.stages[0]
    }
    throw Diagnostic(.learning, "the model can't be saved: `\(text)` doesn't read back")
  }

  init(stored: Datum, _ catalogue: Catalogue) throws(LearnError) {
    let name = try stored.text("learner")
    guard let word = LearnerWord.named(name) else {
      throw LearnError(
        .modelFile, "the model's learner is \(quotedText(name)), which this Ogive doesn't know")
    }
    var settings: Settings = [:]
    if case .record(let parts) = try stored.part("settings") {
      for (name, part) in parts {
        let setting = try part.setting
        guard let parameter = word.type.card.parameter(name), parameter.shape != .formula,
          setting == .missing || parameter.shape == .column || parameter.shape.accepts(setting)
        else { throw Datum.broken("`\(name)` isn't a setting of \(word.type.card.name)") }
        settings[name] = setting
      }
    }
    let texts = try stored.list("plan")
    guard let first = texts.first else { throw Datum.broken("it has no formula") }
    var plan = try PlanObject.recipe(StoredText(stored: first, catalogue))
    for text in texts.dropFirst() {
      plan = try plan.taking(StoredText(stored: text, catalogue))
    }
    plan = PlanObject(
      plan.plan.ending(with: try word.type.init(settings)), failures: plan.failures,
      surroundings: plan.surroundings)
    self.init(try Model(stored: stored.part("state"), plan: plan.plan), plan)
  }
}

extension PlanObject {
  /// The recipe of a stored formula.
  fileprivate static func recipe(_ text: StoredText) throws(LearnError) -> PlanObject {
    let (stage, surroundings) = try text.stage()
    guard stage.verb.text == "recipe", stage.on.isEmpty, stage.by.isEmpty, stage.items.count == 1,
      case .formula = stage.items[0].value.kind
    else { throw Datum.broken("`\(text.text)` is no formula") }
    do {
      let evaluator = surroundings.evaluator()
      guard
        case .formula(let value) = try evaluator.evaluate(stage.items[0].value, in: .value)
      else { throw Datum.broken("`\(text.text)` is no formula") }
      let failures = Failures()
      var reader = FormulaReader(value, failures, evaluator)
      let formula = try reader.read(value)
      return PlanObject(
        Plan(formula: formula), failures: failures, surroundings: [surroundings])
    } catch let error as Diagnostic {
      throw Datum.broken(error.message)
    } catch let error as LearnError {
      throw error
    } catch {
      throw Datum.broken("`\(text.text)` is no formula")
    }
  }

  /// The plan with a stored step.
  fileprivate func taking(_ text: StoredText) throws(LearnError) -> PlanObject {
    let (stage, surroundings) = try text.stage()
    guard PlanObject.steps.contains(stage.verb.text) else {
      throw Datum.broken("`\(text.text)` is no step")
    }
    let taken: Value
    do { taken = try taking(stage, surroundings.evaluator()) } catch {
      throw Datum.broken(error.message)
    }
    guard case .object(let object) = taken, let plan = object as? PlanObject else {
      throw Datum.broken("`\(text.text)` is no step")
    }
    return plan
  }
}

extension GroupedModels: StoredObject {
  var learntFrom: (rows: Int, columns: Int) {
    (models.map(\.learntFrom.rows).reduce(0, +), models.first?.learntFrom.columns ?? 0)
  }

  func stored() throws(Diagnostic) -> Datum {
    let keys = by.map(\.value.canonical).joined(separator: ", ")
    let text = "by \(keys)"
    let stage = Stage(
      verb: Name("fit", SourceRange(0, 0)), by: by, range: SourceRange(0, 0))
    var stored: [Datum] = []
    for model in models { stored.append(try model.stored()) }
    return .record([
      "kind": .text("models"), "by": try StoredText(text, stage, surroundings).stored,
      "names": .texts(self.keys.names), "keys": .list(self.keys.columns.map { Datum($0) }),
      "models": .list(stored),
    ])
  }

  init(stored: Datum, _ catalogue: Catalogue) throws(LearnError) {
    let text = try StoredText(stored: stored.part("by"), catalogue)
    let (stage, surroundings) = try text.stage(after: "t | fit ")
    var models: [ModelObject] = []
    for one in try stored.list("models") {
      models.append(try ModelObject(stored: one, catalogue))
    }
    var named: [(name: String, column: Column)] = []
    let (names, columns) = (try stored.texts("names"), try stored.list("keys"))
    guard names.count == columns.count, names.count == stage.by.count else {
      throw Datum.broken("its groups have other keys")
    }
    for (name, column) in zip(names, columns) { named.append((name, try column.column)) }
    guard !models.isEmpty, let keys = Table(named, rowCount: models.count) else {
      throw Datum.broken("its groups and its models differ")
    }
    self.init(by: stage.by, surroundings: surroundings, keys: keys, models: models)
  }
}
