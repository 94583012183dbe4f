import Cards
import Glibc
import Plots
import Tables
import Testing

/// Each mark's script, drawn numbers, notes and text picture, as they were when somebody looked at
/// them.
///
/// After a change that is meant: `OGIVE_GOLDEN=write swift test -c release --filter GoldenTests`,
/// look at the difference, commit.
@Suite struct GoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var request: PlotRequest
    var testDescription: String { name }
  }

  static var cases: [Case] {
    let g: Channel = .texts("kind", ["a", "b", "a", "b", "a", "b", "a", nil])
    let x: Channel = .numbers("dose", [1, 2, 3, 4, 5, 6, 7, 8])
    let y: Channel = .numbers("response", [2.1, 3.9, 6.2, 7.8, .nan, 12.1, 13.8, 16.4])
    func one(
      _ name: String, _ call: MarkCall, by: [PanelColumn] = [], _ options: Settings = [:]
    ) -> Case {
      Case(name: name, request: PlotRequest(marks: [call], by: by, options: options))
    }
    let truth: Channel = .texts("sick", ["yes", "no", "yes", "no", "yes", "no", "no", "yes"])
    let wide = [1.0, 2, 2.5, 3, 3.2, 4, 4.1, 20]
    return [
      one(
        "points", MarkCall("points", channels: ["x": x, "y": y, "color": g]),
        ["title": .text("50% of \"all\"")]),
      one("points-shaded", MarkCall("points", channels: ["x": x, "y": y, "color": x, "size": x])),
      one("line", MarkCall("line", channels: ["x": x, "y": y])),
      one("bars", MarkCall("bars", channels: ["x": g, "color": truth]), ["flip": .truth(true)]),
      one(
        "bars-side",
        MarkCall(
          "bars", channels: ["x": g, "y": x, "color": truth], settings: ["arrange": .text("side")])),
      one(
        "histogram",
        MarkCall(
          "histogram", channels: ["x": .numbers("age", wide)], settings: ["width": .number(5)])),
      one(
        "box",
        MarkCall(
          "box",
          channels: ["x": .texts("all", wide.map { _ in "all" }), "y": .numbers("age", wide)])),
      one(
        "smooth",
        MarkCall("smooth", channels: ["x": x, "y": y], settings: ["method": .text("linear")])),
      one(
        "smooth-loess", MarkCall("smooth", channels: ["x": x, "y": y]), ["theme": .text("dark")]),
      Case(
        name: "lines",
        request: PlotRequest(
          marks: [
            MarkCall("points", channels: ["x": x, "y": y]),
            MarkCall("hline", channels: ["y": .constant(.number(10))]),
            MarkCall("vline", channels: ["x": .constant(.number(4))]),
          ])),
      one(
        "confusion",
        MarkCall(
          "confusion",
          channels: [
            "truth": truth,
            "predicted": .texts("predicted", ["yes", "no", "no", "no", "yes", "yes", "no", "yes"]),
          ])),
      one(
        "roc",
        MarkCall(
          "roc",
          channels: [
            "truth": truth,
            "chance": .numbers("chance_yes", [0.9, 0.2, 0.4, 0.5, 0.7, 0.1, 0.3, 0.8]),
          ])),
      one(
        "residuals",
        MarkCall(
          "residuals",
          channels: [
            "fitted": x,
            "residual": .numbers("residual", [0.1, -0.2, 0.3, 0, -0.1, 0.2, -0.3, 0.1]),
          ])),
      one(
        "coefficients",
        MarkCall(
          "coefficients",
          channels: [
            "term": .texts("term", ["wt", "hp"]), "estimate": .numbers("estimate", [-3.9, 0.03]),
            "low": .numbers("low", [-5.2, 0.01]), "high": .numbers("high", [-2.6, 0.05]),
          ])),
      one(
        "panels", MarkCall("points", channels: ["x": x, "y": y]),
        by: [
          PanelColumn(
            label: "kind", column: Column(texts: ["a", "b", "a", "b", "a", "b", "a", nil]))
        ]),
    ]
  }

  @Test(arguments: cases) func staysAsItWas(_ item: Case) throws {
    let figure = try item.request.figure()
    let text = """
      \(figure.script(.svg))
      notes: \(figure.notes.joined(separator: "; "))

      \(listing(figure.plotted))
      \(figure.terminalPicture(columns: 60, rows: 16, color: false, capability: .text))
      """
    let path =
      "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
      + "/PlotsGoldens/\(item.name).txt"
    if getenv("OGIVE_GOLDEN") != nil, let file = fopen(path, "w") {
      fputs(text, file)
      fclose(file)
    }
    let golden = readFile(path)
    if golden == text { return }
    let lines = zip(
      golden.split(separator: "\n", omittingEmptySubsequences: false),
      text.split(separator: "\n", omittingEmptySubsequences: false))
    let first = lines.first { $0 != $1 }
    Issue.record("\(path): was \(first?.0 ?? "shorter"), is \(first?.1 ?? "shorter")")
  }

  /// The first rows, numbers to nine digits.
  private func listing(_ table: Table) -> String {
    var result = table.names.joined(separator: "\t") + "\n"
    for row in 0..<min(12, table.rowCount) {
      let cells = table.columns.map { column -> String in
        switch column[row] {
        case .number(let x): "\((x * 1e9).rounded() / 1e9)"
        case .text(let text): text
        default: "-"
        }
      }
      result += cells.joined(separator: "\t") + "\n"
    }
    return result + "\(table.rowCount) rows\n"
  }
}
