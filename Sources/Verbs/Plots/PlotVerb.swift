import Cards
import Diagnostics
import Engine
import Learn
import Plots
import Syntax
import Tables

/// `plot mark(…), mark(…) by panels, option: value`.
struct PlotVerb: Verb {
  init() {}
  var grouping: GroupingStyle { .own }

  let card = Card(
    "plot", kind: .verb, topic: "out",
    summary: "Draws marks: layers over each other, `by` makes panels.",
    details: """
      A channel given a column maps it and makes a legend; given one value it sets it. Of a model, `plot residuals()` and \
      `plot coefficients()` draw what they say; a bare `plot` chooses. `… | plotted` gives the drawn numbers, \
      `… | save "file.svg"` the picture.
      """,
    searchWords: ["ggplot", "chart", "graph", "draw", "visualize", "scatter"],
    parameters: [
      Parameter("marks", .marks, .rest, default: .none, "Calls of marks, from the lowest layer up.")
    ]
      + PlotOptions.parameters.map { parameter in
        var open = parameter
        // Dates may stand there too, which no plain setting holds.
        if ["xlim", "ylim"].contains(parameter.name) { open.shape = .anything }
        return open
      },
    examples: [
      .runs("dataset(\"mtcars\") | plot points(wt, mpg, color: hp)", because: "it draws a picture"),
      .runs(
        "dataset(\"mtcars\") | plot points(wt, mpg), hline(mean(mpg)) by cyl",
        because: "it draws a picture"),
      .diagnostic("dataset(\"mtcars\") | plot point(wt, mpg)", "E24"),
      .diagnostic("dataset(\"mtcars\") | plot points(wt, mpgg)", "E21"),
    ])

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let subject: MarkReader.Subject
    if case .object(let object) = call.input, let model = object as? any ModelPlotted {
      subject = .model(model)
    } else {
      if case .object(let object) = call.input, object is PlotObject {
        throw Diagnostic(
          .wrongKind, "this is a plot already", at: call.stage.verb.range,
          help: ["layers are listed in one stage: `plot points(x, y), smooth(x, y)`"])
      }
      subject = .table(try call.table(), name: call.subject)
    }
    var reader = MarkReader(subject, evaluator)
    var marks: [MarkCall] = []
    for item in call.arguments.items("marks") { marks.append(try reader.read(item)) }
    if marks.isEmpty { marks = [try chosen(for: subject, call)] }
    let request = PlotRequest(
      marks: marks, by: try panels(call, subject, marks.map(\.name), evaluator),
      options: try options(call))
    do {
      let figure = try request.figure()
      for note in figure.notes { evaluator.note(.plot, note) }
      return .object(PlotObject(figure, marks: marks.map(\.name)))
    } catch {
      throw error.diagnostic.located(at: range(of: error.subject, reader.bound, call))
    }
  }

  /// Where the slot at fault was written.
  private func range(of slot: String?, _ marks: [Arguments], _ call: VerbCall) -> SourceRange {
    guard let slot else { return call.stage.verb.range }
    if let mark = marks.first(where: { $0.has(slot) }) { return mark.range(slot) }
    if call.arguments.has(slot) { return call.arguments.range(slot) }
    if let mark = marks.first(where: { $0.card.name == slot || $0.card.parameter(slot) != nil }) {
      return mark.nameRange
    }
    return call.stage.verb.range
  }

  private func panels(
    _ call: VerbCall, _ subject: MarkReader.Subject, _ marks: [String], _ evaluator: Evaluator
  ) throws(Diagnostic) -> [PanelColumn] {
    if call.by.isEmpty {
      guard case .model(let model) = subject else { return [] }
      // Marks of tables are drawn from the rows that the model learnt from.
      let kinds = Set(marks.map { ModelTable(rawValue: $0) ?? .residuals })
      guard let kind = kinds.first else { return [] }
      let panels = model.panels(kind)
      if kinds.count > 1, !panels.isEmpty {
        throw Diagnostic(
          .plot, "marks of different tables of the models have no panels in common",
          at: call.stage.verb.range, help: ["a plot for each: `models | plot \(kind.rawValue)()`"])
      }
      return panels
    }
    guard case .table(let table, let name) = subject else {
      throw Diagnostic(
        .misplaced, "a model's plot has no panels", at: call.by[0].range,
        help: ["`table | predict model | plot … by …`"])
    }
    return try evaluator.keyColumns(call.by, Frame(table, subject: name)).map {
      PanelColumn(label: $0.name, column: $0.column)
    }
  }

  /// What a bare `plot` draws.
  private func chosen(
    for subject: MarkReader.Subject, _ call: VerbCall
  ) throws(Diagnostic) -> MarkCall {
    if case .model(let model) = subject {
      for name in ["residuals", "coefficients"] {
        guard let mark = MarkCatalogue.mark(named: name), case .model(let channels) = mark.source,
          let table = ModelTable(rawValue: name).flatMap({ model.plottedTable($0) }),
          channels.allSatisfy({ table[$0] != nil })
        else { continue }
        var mapped: [String: Channel] = [:]
        for channel in channels {
          if let column = table[channel] {
            mapped[channel] = .mapped(label: channel, column: column)
          }
        }
        return MarkCall(name, channels: mapped)
      }
      throw Diagnostic(
        .plot, "\(model.learnerName) models have no plot of their own",
        at: call.stage.verb.range,
        help: ["`table | predict model | plot …`"])
    }
    throw Diagnostic(
      .missingArgument, "`plot` needs marks", at: call.stage.verb.range, details: [MarkReader.list],
      help: ["`plot points(x, y)`, `plot histogram(x)`"])
  }

  /// The options as plain values; ends of axes may be dates.
  private func options(_ call: VerbCall) throws(Diagnostic) -> Settings {
    var options = call.arguments.settings.filter { $0.value != .missing }
    for name in ["xlim", "ylim"] {
      guard call.arguments.has(name) else { continue }
      var ends: [Setting] = []
      for end in call.arguments.list(name) ?? [] {
        switch end {
        case .cell(.number(let x)): ends.append(.number(x))
        case .cell(.text(let x)): ends.append(.text(x))
        case .cell(.date(let day)): ends.append(.text(day.description))
        case .cell(.dateTime(let instant)): ends.append(.text(instant.description))
        default:
          throw Diagnostic(
            .badArgument, "`\(name)` must be two numbers or two dates, not \(end.brief)",
            at: call.arguments.range(name), help: ["`\(name): [0, 10]`"])
        }
      }
      guard ends.count == 2 else {
        throw Diagnostic(
          .badArgument,
          "`\(name)` must be two numbers or two dates, not \(counted(ends.count, "value"))",
          at: call.arguments.range(name), help: ["`\(name): [0, 10]`"])
      }
      options[name] = .list(ends)
    }
    return options
  }
}
