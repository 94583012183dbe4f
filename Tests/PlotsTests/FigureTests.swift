import Cards
import Plots
import Tables
import Testing

@Suite struct FigureTests {
  private let mtcars = SampleData.table("mtcars")

  private func failure(
    _ marks: [MarkCall], by: [PanelColumn] = [], _ options: Settings = [:]
  ) -> PlotError? {
    do {
      _ = try PlotRequest(marks: marks, by: by, options: options).figure()
      return nil
    } catch { return error }
  }

  private var points: MarkCall {
    MarkCall("points", channels: ["x": mtcars.mapped("wt"), "y": mtcars.mapped("mpg")])
  }

  @Test func missingRowsAreSaid() throws {
    let air = SampleData.table("airquality")
    let call = MarkCall("points", channels: ["x": air.mapped("solar"), "y": air.mapped("ozone")])
    let figure = try PlotRequest(marks: [call]).figure()
    // 42 of 153 rows lack one of them.
    #expect(
      figure.notes == [
        "2 rows not drawn: solar and ozone missing", "5 rows not drawn: solar missing",
        "35 rows not drawn: ozone missing",
      ])
    #expect(figure.plotted.rowCount == 111)
  }

  @Test func nothingToDrawIsAnError() {
    let empty = MarkCall("points", channels: ["x": .numbers("x", []), "y": .numbers("y", [])])
    #expect(failure([empty])?.kind == .nothingToDraw)
    #expect(failure([empty])?.details == ["the table has no rows"])
    let gone = MarkCall(
      "points", channels: ["x": .numbers("x", [1, 2]), "y": .numbers("y", [.nan, .nan])])
    #expect(failure([gone])?.details == ["2 rows not drawn: y missing"])
    for name in ["line", "bars", "histogram", "box", "smooth"] {
      let call = MarkCall(
        name,
        channels: ["x": .numbers("x", [])].merging(
          name == "bars" || name == "histogram" ? [:] : ["y": .numbers("y", [])]
        ) { a, _ in a })
      #expect(failure([call])?.kind == .nothingToDraw, "\(name)")
    }
  }

  @Test func whatIsWrongIsNamed() {
    #expect(failure([MarkCall("pionts", channels: [:])])?.kind == .unknownMark)
    #expect(failure([])?.kind == .badArgument)
    #expect(failure([MarkCall("points", channels: ["x": mtcars.mapped("wt")])])?.subject == "y")
    var call = points
    call.channels["color"] = .constant(.text("blurple"))
    #expect(failure([call])?.message == "there is no color \"blurple\"")
    call.channels["color"] = .constant(.text("#12345g"))
    #expect(failure([call])?.subject == "color")
    call = points
    call.channels["colour"] = mtcars.mapped("cyl")
    #expect(failure([call])?.subject == "colour")
    call = points
    call.settings["opacity"] = .number(2)
    #expect(failure([call])?.message == "opacity must be a number from 0 to 1")
    #expect(failure([points], ["xlim": .list([.number(5), .number(1)])])?.subject == "xlim")
    #expect(failure([points], ["size": .list([.number(500)])])?.subject == "size")
    let texts = MarkCall(
      "points", channels: ["x": mtcars.mapped("model"), "y": mtcars.mapped("mpg")])
    #expect(
      failure([points, texts])?.message
        == "points puts numbers on an axis and points puts classes there")
    #expect(failure([texts], ["xscale": .text("log")])?.subject == "xscale")
    #expect(
      failure([MarkCall("histogram", channels: ["x": mtcars.mapped("model")])])?.help
        == "`bars(model)` counts classes")
    #expect(
      failure([MarkCall("residuals", channels: [:])])?.message == "residuals is drawn from a model")
    #expect(failure([points], by: [mtcars.panel("mpg")])?.subject == "by")
  }

  @Test func rocMustKnowTheEvent() {
    let chance = Channel.numbers("p", [0.1, 0.9, 0.4])
    let plain = MarkCall(
      "roc", channels: ["truth": .texts("t", ["a", "b", "a"]), "chance": chance])
    #expect(failure([plain])?.help == "event: \"b\"")
    let three = MarkCall(
      "roc", channels: ["truth": .texts("t", ["a", "b", "c"]), "chance": chance])
    #expect(failure([three])?.message == "roc needs two classes in truth, and t has 3")
    let wrong = MarkCall("roc", channels: plain.channels, settings: ["event": .text("z")])
    #expect(failure([wrong])?.details == ["classes: a, b"])
    let named = MarkCall(
      "roc",
      channels: [
        "truth": .texts("t", ["a", "b", "a"]), "chance": .numbers("chance_b", [0.1, 0.9, 0.4]),
      ])
    #expect(failure([named]) == nil)
  }

  @Test func panelsWrapOrMakeAGrid() throws {
    let wrapped = try PlotRequest(marks: [points], by: [mtcars.panel("carb")]).figure()
    #expect(wrapped.panels.count == 6 && wrapped.rows == 2 && wrapped.columns == 3)
    #expect(Set(wrapped.panels.map(\.x.low)).count == 1)
    let grid = try PlotRequest(marks: [points], by: [mtcars.panel("am"), mtcars.panel("cyl")])
      .figure()
    #expect(grid.rows == 2 && grid.columns == 3)
    #expect(
      grid.panels.map(\.label) == [
        "am = 0, cyl = 4", "am = 0, cyl = 6", "am = 0, cyl = 8", "am = 1, cyl = 4",
        "am = 1, cyl = 6", "am = 1, cyl = 8",
      ])
    let free = try PlotRequest(
      marks: [points], by: [mtcars.panel("cyl")], options: ["free": .text("x")]
    ).figure()
    #expect(Set(free.panels.map(\.x.low)).count == 3)
    #expect(Set(free.panels.map(\.y.low)).count == 1)
    // Panels have all rows between them.
    #expect(grid.plotted.rowCount == 32)
    #expect(grid.plotted.names == ["layer", "panel", "x", "y"])
  }

  @Test func legendsShowClassesInOrder() throws {
    var call = points
    call.channels["color"] = mtcars.mapped("gear")
    call.channels["shape"] = .texts("kind", (0..<32).map { $0 % 2 == 0 ? "even" : nil })
    let figure = try PlotRequest(marks: [call]).figure()
    // Numbers make a scale of shades for points, classes for lines.
    #expect(figure.shades?.title == "gear")
    #expect(figure.legend.map(\.title) == ["kind"])
    #expect(figure.legend.first?.entries.map(\.label) == ["even", "missing"])
    let line = MarkCall(
      "line", channels: call.channels.filter { ["x", "y", "color"].contains($0.key) })
    let lines = try PlotRequest(marks: [line]).figure()
    #expect(lines.shades == nil)
    #expect(lines.legend.first?.entries.map(\.label) == ["3", "4", "5"])
    #expect(
      try PlotRequest(marks: [line], options: ["legend": .text("none")]).figure().legend.isEmpty)
  }

  @Test func flippedAxesChangePlaces() throws {
    let bars = MarkCall("bars", channels: ["x": mtcars.mapped("cyl")])
    let figure = try PlotRequest(marks: [bars], options: ["flip": .truth(true)]).figure()
    #expect(figure.xLabel == "count" && figure.yLabel == "cyl")
    #expect(
      figure.panels[0].y.isClasses && figure.panels[0].y.isReversed && figure.panels[0].x.low == 0)
  }

  @Test func constantsGetRoom() throws {
    let call = MarkCall("points", channels: ["x": .numbers("x", [3]), "y": .numbers("y", [0])])
    let panel = try PlotRequest(marks: [call]).figure().panels[0]
    #expect(panel.x.low < 3 && panel.x.high > 3 && panel.y.low < 0 && panel.y.high > 0)
    for x in [1e300, -1e300, 1e-300] {
      let far = MarkCall("points", channels: ["x": .numbers("x", [x]), "y": .numbers("y", [x])])
      let figure = try PlotRequest(marks: [far]).figure()
      #expect(figure.panels[0].x.low < figure.panels[0].x.high)
    }
  }

  @Test func extremesAreDrawnOrRefused() throws {
    let wide: [Double] = [-1.7e308, 0, 1.7e308, 5]
    for name in ["points", "line", "smooth", "box", "histogram", "bars"] {
      var channels: [String: Channel] = ["x": .numbers("x", wide)]
      if name != "histogram" { channels["y"] = .numbers("y", wide) }
      for options: Settings in [[:], ["ylim": .list([.number(0), .number(1e-9)])]] {
        let request = PlotRequest(marks: [MarkCall(name, channels: channels)], options: options)
        guard let figure = try? request.figure() else { continue }
        let text = figure.terminalPicture(columns: 40, rows: 12, color: true, capability: .text)
        #expect(!text.isEmpty && figure.digest.count == 32)
      }
    }
    let infinite = Channel.mapped(label: "x", column: Column(.number([1, .infinity, 3])))
    let points = MarkCall("points", channels: ["x": infinite, "y": .numbers("y", [1, 2, 3])])
    #expect(try PlotRequest(marks: [points]).figure().notes == ["1 row not drawn: x missing"])
  }

  @Test func badOptionsAreRefusedByName() {
    for parameter in PlotOptions.parameters {
      for bad in parameter.shape.badSettings {
        #expect(failure([points], [parameter.name: bad])?.subject == parameter.name)
      }
    }
    #expect(failure([points], ["titel": .text("x")])?.subject == "titel")
    for mark in MarkCatalogue.marks {
      for parameter in mark.card.parameters where !parameter.shape.isColumnPlace {
        for bad in parameter.shape.badSettings {
          let needed = mark.card.parameters.filter {
            $0.shape.isColumnPlace && $0.role == .position
          }
          var channels = Dictionary(
            uniqueKeysWithValues: needed.map { ($0.name, Channel.numbers($0.name, [1, 2, 3])) })
          if case .model(let names) = mark.source {
            for name in names { channels[name] = .numbers(name, [1, 2, 3]) }
          }
          let call = MarkCall(mark.card.name, channels: channels, settings: [parameter.name: bad])
          #expect(failure([call])?.subject == parameter.name, "\(mark) \(parameter.name) \(bad)")
        }
      }
    }
  }

  @Test func figuresAreEqualByWhatTheyDraw() throws {
    let a = try PlotRequest(marks: [points]).figure()
    let b = try PlotRequest(marks: [points]).figure()
    #expect(a == b && a.digest.count == 32)
    #expect(try PlotRequest(marks: [points], options: ["title": .text("x")]).figure() != a)
    let one = mtcars["wt"]?.presentNumbers ?? []
    let moved = MarkCall(
      "points",
      channels: [
        "x": .numbers(
          "wt", one.enumerated().map { $0.offset == 5 ? $0.element + 0.001 : $0.element }),
        "y": mtcars.mapped("mpg"),
      ])
    #expect(try PlotRequest(marks: [moved]).figure() != a)
    let rounded = MarkCall(
      "points",
      channels: ["x": .numbers("wt", one.map { $0 * (1 + 2e-16) }), "y": mtcars.mapped("mpg")])
    #expect(try PlotRequest(marks: [rounded]).figure().digest == a.digest)
  }

  @Test func cardsAreWhole() {
    for mark in MarkCatalogue.marks {
      let card = mark.card
      #expect(
        card.kind == .mark && card.summary.hasSuffix(".") && !card.examples.isEmpty, "\(card.name)")
      #expect("\(mark)".lowercased() == card.name)
      for parameter in card.parameters {
        #expect(parameter.summary.hasSuffix("."), "\(card.name) \(parameter.name)")
      }
    }
    for parameter in PlotOptions.parameters { #expect(parameter.summary.hasSuffix(".")) }
  }
}
