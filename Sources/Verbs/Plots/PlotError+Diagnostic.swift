import Diagnostics
import Plots

extension PlotError {
  /// The error as the language shows it.
  var diagnostic: Diagnostic {
    let code: Diagnostic.Code =
      switch kind {
      case .unknownMark: .unknownVerb
      case .badArgument, .nothingToDraw, .plotterFailed: .plot
      case .noPlotter: .noPlotter
      case .unknownFormat: .unknownFormat
      case .cannotWrite: .cannotWrite
      case .interrupted: .interrupted
      }
    return Diagnostic(code, message, details: details, help: help.map { [$0] } ?? [])
  }
}
