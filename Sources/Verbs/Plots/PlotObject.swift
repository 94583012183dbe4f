package import Engine
package import Plots
import Tables

/// A plot as a value: shown, saved, or asked for what it draws.
package struct PlotObject: Object {
  package let figure: Figure
  private let marks: [String]

  init(_ figure: Figure, marks: [String]) { (self.figure, self.marks) = (figure, marks) }

  package var kindName: String { "a plot" }
  package var memberNames: [String] { ["plotted", "notes"] }

  package func member(_ name: String) -> Value? {
    switch name {
    case "plotted": .table(figure.plotted)
    case "notes": .list(figure.notes.map { .text($0) })
    default: nil
    }
  }

  /// A picture in characters where the style wants pictures; else what it is, how much it draws and its digest, which
  /// is the same for the same drawing everywhere.
  package func text(_ style: DisplayStyle) -> String {
    if style.pictures {
      var picture = figure.terminalPicture(
        columns: style.width, rows: 24, color: style.color, capability: .text)
      while picture.hasSuffix("\n") { picture.removeLast() }
      return picture
    }
    let drawn = counted(figure.plotted.rowCount, "value")
    return "plot: \(harmless(figure.alternativeText)) (\(marks.joined(separator: ", ")))\n"
      + "\(drawn) drawn, digest \(figure.digest.prefix(16))"
  }

  package var json: JSON {
    .object([
      ("kind", .text("plot")), ("title", .text(figure.alternativeText)),
      ("marks", .array(marks.map { .text($0) })), ("digest", .text(figure.digest)),
      ("drawn", .number(Double(figure.plotted.rowCount))), ("notes", .array(figure.notes.map { .text($0) })),
    ])
  }
}
