import Diagnostics
import Engine
import Learn
import Tables

extension LearnError {
  /// The error as the language shows it: the one place where the learning core's kinds become codes.
  ///
  /// - Parameters:
  ///   - places: where the names of a formula stand.
  ///   - kept: the diagnostic of an expression that failed inside.
  func diagnostic(_ places: FormulaPlaces = .none, kept: Diagnostic? = nil) -> Diagnostic {
    if case .computation = kind, let kept { return kept }
    var result = Diagnostic(code, message, details: details, help: help)
    switch kind {
    case .missingValues(let counts):
      result = places.mark(result, counts.first?.column, "has gaps")
    case .unknownColumn(let name, let columns):
      let near = nearestNames(to: name, in: columns)
      result.found = name
      result.candidates = columns.map(quotedIfNeeded)
      result.details = []
      result.help = near.first.map { ["did you mean `\(quotedIfNeeded($0))`?"] } ?? []
      result = places.mark(result, name, "not a column")
      if let near = near.first, let range = result.range {
        result.fix = Diagnostic.Fix(range, quotedIfNeeded(near))
      }
    case .wrongType(let column, let found):
      result = places.mark(result, column, found.rawValue)
    case .constantTarget(let column, _), .tooManyClasses(let column, _), .separation(let column):
      result = places.mark(result, column, nil)
    case .collinear(let columns):
      result = places.mark(result, columns.first, nil)
    default: break
    }
    return result
  }

  private var code: Diagnostic.Code {
    switch kind {
    case .missingValues: .missingInFit
    case .unknownColumn: .unknownColumn
    case .planWithoutLearner: .notAPlan
    case .eventNeeded, .unknownEvent: .eventNeeded
    case .tooFewRows: .tooFewRows
    case .badSetting: .badArgument
    case .modelFile: .malformedFile
    case .tooLarge: .tooLarge
    case .interrupted: .interrupted
    case .wrongType, .formula, .constantTarget, .tooManyClasses, .collinear, .notConverged,
      .separation, .computation,
      .unsupported:
      .learning
    }
  }
}

/// Where the names of a formula stand in the text it was written in.
struct FormulaPlaces: Sendable {
  var ranges: [String: SourceRange] = [:]
  var source: SourceText?

  static let none = FormulaPlaces()

  /// The diagnostic at the place of a name, if the formula has it.
  func mark(_ diagnostic: Diagnostic, _ name: String?, _ label: String?) -> Diagnostic {
    guard let name, let range = ranges[name], let source else { return diagnostic }
    var marked = diagnostic.located(at: range, in: source)
    marked.label = label
    return marked
  }
}

extension Evaluator {
  /// Says the learning core's notes.
  func say(_ notes: [LearnNote]) {
    for one in notes {
      let kind: Note.Kind =
        switch one.kind {
        case .rows: .rows
        case .missing: .missing
        case .event: .event
        case .columns, .numbers, .choice: .model
        }
      note(kind, one.text)
    }
  }
}
