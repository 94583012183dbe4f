import Diagnostics
import Engine
import Learn
import Synchronization
import Syntax
import Tables

/// What an expression that is kept for later needs to be evaluated as it was meant: the variables in its sight and the
/// text that it was written in.
struct Surroundings: Sendable {
  private let catalogue: Catalogue
  private let variables: [String: Value]
  private let locals: [String: Value]?
  let source: SourceText

  init(_ evaluator: Evaluator) {
    (catalogue, variables) = (evaluator.catalogue, evaluator.variables)
    (locals, source) = (evaluator.locals, evaluator.source)
  }

  /// Those of a formula, which may have been written elsewhere than where it is used.
  init(_ formula: FormulaValue, _ evaluator: Evaluator) {
    (catalogue, variables) = (evaluator.catalogue, evaluator.variables)
    (locals, source) = (formula.locals, formula.source)
  }

  /// Only these variables, for a text of its own.
  init(catalogue: Catalogue, variables: [String: Value], source: SourceText) {
    (self.catalogue, self.variables, self.source) = (catalogue, variables, source)
    locals = nil
  }

  /// A variable in sight.
  func variable(_ name: String) -> Value? { locals?[name] ?? variables[name] }

  /// The words of the language.
  var words: Catalogue { catalogue }

  /// An evaluator of its own, so that nothing it does shows outside.
  func evaluator() -> Evaluator {
    let evaluator = Evaluator(catalogue: catalogue)
    evaluator.variables = variables
    (evaluator.locals, evaluator.source) = (locals, source)
    return evaluator
  }
}

/// The last diagnostic of an expression that ran inside the learning core, which knows only its own kind of error.
///
/// Whoever translates the core's error puts the diagnostic back in its place.
final class Failures: Sendable {
  private let last = Mutex<Diagnostic?>(nil)

  init() {}

  /// Keeps the diagnostic and gives the error to throw in its place.
  func keep(_ diagnostic: Diagnostic, label: String) -> LearnError {
    last.withLock { $0 = diagnostic }
    if diagnostic.code == .interrupted { return .interrupted }
    return LearnError(
      .computation(label: label), diagnostic.message, details: diagnostic.details,
      help: diagnostic.help)
  }

  /// The diagnostic that was kept last; it is given once.
  func take() -> Diagnostic? {
    last.withLock { held in
      defer { held = nil }
      return held
    }
  }
}
