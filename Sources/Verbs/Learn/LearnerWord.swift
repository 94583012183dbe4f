import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// A learner of the catalogue, and how its word's arguments become its settings.
struct LearnerWord: Sendable {
  let type: any Learner.Type

  static let all = allLearners.map { LearnerWord(type: $0) }

  static func named(_ name: String) -> LearnerWord? {
    all.first { $0.type.card.name == name || $0.type.card.aliases.contains(name) }
  }

  /// The learner of the arguments; a seed that is left out is drawn and written into the statement.
  func learner(
    _ arguments: Arguments, _ evaluator: Evaluator, range: SourceRange
  ) throws(Diagnostic) -> any Learner {
    var settings = arguments.settings
    settings["formula"] = nil
    for parameter in type.card.parameters where parameter.shape == .column {
      guard let expression = arguments.expression(parameter.name) else { continue }
      settings[parameter.name] = .text(try columnName(expression, evaluator))
    }
    if type.traits.isRandom, type.card.parameter("seed") != nil, !arguments.has("seed") {
      settings["seed"] = .number(Double(evaluator.drawn(arguments, range: range)))
    }
    do {
      return try type.init(settings)
    } catch {
      var name: String?
      if case .badSetting(let setting) = error.kind { name = setting }
      throw error.diagnostic().located(at: name.map { arguments.range($0) } ?? arguments.nameRange)
    }
  }

  /// A column is named before there is a table to look it up in.
  private func columnName(
    _ expression: Expression, _ evaluator: Evaluator
  ) throws(Diagnostic) -> String {
    if case .name(let name) = expression.kind { return name }
    if case .call(let callee, let items) = expression.kind, case .name("col") = callee.kind,
      items.count == 1,
      case .cell(.text(let name)) = try evaluator.evaluate(items[0].value, in: .value)
    {
      return name
    }
    throw Diagnostic(
      .badArgument, "one column is needed here, by its name", at: expression.range,
      help: ["`col($name)`"])
  }
}

extension Evaluator {
  /// The seed of a random word; the later rounds of a loop each have their own.
  func drawn(_ arguments: Arguments, range: SourceRange) -> UInt64 {
    let (seed, stream) = seed(arguments, range: range)
    // Whole numbers must stay exact in a setting, so the streams stay below 2^53.
    return stream == 0 ? seed : (seed &+ UInt64(stream) &* 0x9E37_79B9_7F4A_7C15) >> 11
  }
}
