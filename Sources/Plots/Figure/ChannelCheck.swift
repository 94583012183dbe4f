internal import Cards
internal import Tables

/// Whether a call's channels and options are those of its mark.
///
/// The plot verb checks them against the card before; this check is for every other caller, and for
/// what a card can't say (the lengths, the names of colours).
enum ChannelCheck {
  static func check(_ call: MarkCall, of mark: any Mark.Type) throws(PlotError) {
    let card = mark.card
    for parameter in card.parameters
    where parameter.shape.isColumnPlace && parameter.fallback == .required {
      if call.channels[parameter.name] == nil {
        throw PlotError(
          .badArgument, "\(card.name) needs `\(parameter.name)`", subject: parameter.name)
      }
    }
    if case .model(let channels) = mark.source {
      for name in channels where call.channels[name] == nil {
        throw PlotError(.badArgument, "\(card.name) is drawn from a model", subject: card.name)
      }
    }
    var count: Int?
    for (name, channel) in call.channels.sorted(by: { $0.key < $1.key }) {
      guard let parameter = card.parameter(name) else {
        throw PlotError(
          .badArgument, "\(card.name) has no channel `\(name)`",
          details: [
            "channels: "
              + card.parameters.filter(\.shape.isColumnPlace).map(\.name).joined(separator: ", ")
          ],
          subject: name)
      }
      switch channel {
      case .mapped(let label, let column):
        if let count, count != column.count {
          throw PlotError(
            .badArgument, "the columns of \(card.name) have \(count) and \(column.count) rows",
            subject: name)
        }
        count = column.count
        if name == "size", ClassLabels.numbers(of: column) == nil {
          throw PlotError(
            .badArgument, "size needs numbers, and \(label) is \(column.type.rawValue)",
            subject: "size")
        }
      case .constant(let cell):
        try checkConstant(cell, name, parameter)
      }
    }
    for (name, setting) in call.settings.sorted(by: { $0.key < $1.key }) {
      guard let parameter = card.parameter(name), !parameter.shape.isColumnPlace else {
        throw PlotError(.badArgument, "\(card.name) has no option `\(name)`", subject: name)
      }
      if setting == .missing { continue }
      if !parameter.shape.accepts(setting) {
        throw PlotError(
          .badArgument, "\(name) must be \(parameter.shape.expectation)", subject: name)
      }
    }
  }

  private static func checkConstant(
    _ cell: Cell, _ name: String, _ parameter: Parameter
  ) throws(PlotError) {
    switch (name, cell) {
    case ("color", .text(let text)):
      if RGB(named: text) == nil {
        throw PlotError(
          .badArgument, "there is no color \"\(text)\"",
          details: ["colors: " + RGB.names.map(\.name).joined(separator: ", ")],
          help: "for any other write it as \"#rrggbb\"; a column is mapped by its bare name",
          subject: "color")
      }
    case ("color", _):
      throw PlotError(
        .badArgument, "color must be a column or the name of a color", subject: "color")
    case ("shape", .text(let text)):
      if PointShape(rawValue: text) == nil {
        throw PlotError(
          .badArgument, "there is no shape \"\(text)\"",
          details: ["shapes: " + PointShape.allCases.map(\.rawValue).joined(separator: ", ")],
          subject: "shape")
      }
    case ("shape", _):
      throw PlotError(
        .badArgument, "shape must be a column or the name of a shape", subject: "shape")
    case ("size", .number(let size)):
      if !(size > 0 && size <= 20) {
        throw PlotError(.badArgument, "size must be above 0 and at most 20", subject: "size")
      }
    case ("size", _):
      throw PlotError(.badArgument, "size must be a column of numbers or a number", subject: "size")
    case (_, .missing):
      throw PlotError(.badArgument, "\(name) is missing", subject: name)
    default: break
    }
  }
}
