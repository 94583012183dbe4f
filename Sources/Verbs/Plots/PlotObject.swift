import Diagnostics
import Engine
import Plots
import Tables

/// A plot as a value: shown, saved, or asked for what it draws.
struct PlotObject: Object {
  let figure: Figure
  private let marks: [String]

  init(_ figure: Figure, marks: [String]) { (self.figure, self.marks) = (figure, marks) }

  var kindName: String { "a plot" }
  var memberNames: [String] { ["plotted", "notes"] }

  func member(_ name: String) -> Value? {
    switch name {
    case "plotted": .table(figure.plotted)
    case "notes": .list(figure.notes.map { .text($0) })
    default: nil
    }
  }

  /// What the terminal can show; it is asked at the first picture, and only there.
  private static let terminal = TerminalPictures.probe()

  /// A picture where the style wants pictures: drawn if the terminal can, else in characters; otherwise what
  /// it is, how much it draws and its digest, which is the same for the same drawing everywhere.
  func text(_ style: DisplayStyle) -> String {
    if style.pictures {
      var picture = figure.terminalPicture(
        columns: style.width, rows: 24, color: style.color, capability: Self.terminal)
      while picture.hasSuffix("\n") { picture.removeLast() }
      return picture
    }
    let drawn = counted(figure.plotted.rowCount, "value")
    return "plot: \(harmless(figure.alternativeText)) (\(marks.joined(separator: ", ")))\n"
      + "\(drawn) drawn, digest \(figure.digest.prefix(16))"
  }

  var json: JSON {
    .object([
      ("kind", .text("plot")), ("title", .text(figure.alternativeText)),
      ("marks", .array(marks.map { .text($0) })), ("digest", .text(figure.digest)),
      ("drawn", .number(Double(figure.plotted.rowCount))),
      ("notes", .array(figure.notes.map { .text($0) })),
    ])
  }
}
