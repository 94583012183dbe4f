import Cards
import Diagnostics
import Engine
import Learn
import Plots
import Syntax
import Tables

/// Reads the mark calls of a `plot` stage: `points(x, y, color: species)`.
struct MarkReader {
  /// What the plot is of.
  enum Subject {
    case table(Table, name: String)
    case model(any ModelPlotted)
  }
  let subject: Subject
  let evaluator: Evaluator
  /// Where each mark's slots were written, to point at the one at fault.
  private(set) var bound: [Arguments] = []

  init(_ subject: Subject, _ evaluator: Evaluator) {
    (self.subject, self.evaluator) = (subject, evaluator)
  }

  mutating func read(_ item: Item) throws(Diagnostic) -> MarkCall {
    let (name, items) = try called(item)
    guard let mark = MarkCatalogue.mark(named: name.text) else { throw unknown(name) }
    let arguments = try evaluator.bind(items, to: mark.card, at: name.range)
    bound.append(arguments)
    let frame = try frame(for: mark, name)
    var channels: [String: Channel] = [:]
    var settings: Settings = [:]
    for parameter in mark.card.parameters {
      if parameter.shape.isColumnPlace {
        guard let expression = arguments.expression(parameter.name) else { continue }
        channels[parameter.name] = try channel(expression, frame)
      } else if let setting = arguments.value(parameter.name)?.setting, setting != .missing {
        settings[parameter.name] = setting
      }
    }
    if case .model(let names) = mark.source {
      for channel in names where channels[channel] == nil {
        guard let column = frame.table[channel] else {
          throw Diagnostic(
            .plot, "the model has no `\(channel)`, which `\(name.text)` draws", at: name.range)
        }
        channels[channel] = .mapped(label: channel, column: column)
      }
    }
    return MarkCall(mark.card.name, channels: channels, settings: settings)
  }

  /// The mark's name and its items.
  private func called(_ item: Item) throws(Diagnostic) -> (Name, [Item]) {
    switch item.value.kind {
    case .call(let callee, let items):
      if case .name(let name) = callee.kind { return (Name(name, callee.range), items) }
    case .name(let name):
      let own = Name(name, item.value.range)
      guard MarkCatalogue.mark(named: name) != nil else { throw unknown(own) }
      throw Diagnostic(
        .plot, "a mark is called with brackets", at: item.value.range, help: ["`\(name)(…)`"])
    default: break
    }
    throw Diagnostic(
      .plot, "`plot` takes calls of marks", at: item.range, details: [Self.list],
      help: ["`plot points(x, y)`"])
  }

  static var list: String {
    "marks: " + MarkCatalogue.marks.map { $0.card.name }.joined(separator: ", ")
  }

  private func unknown(_ name: Name) -> Diagnostic {
    let names = MarkCatalogue.marks.map { $0.card.name }
    let searched = MarkCatalogue.marks.first { $0.card.searchWords.contains(name.text) }?.card.name
    let near = nearestNames(to: name.text, in: names).first ?? searched
    return Diagnostic(
      .unknownVerb, "there is no mark `\(name.text)`", at: name.range, label: "not a mark",
      details: [Self.list],
      candidates: names, help: near.map { ["did you mean `\($0)`?"] } ?? [],
      fix: near.map { Diagnostic.Fix(name.range, $0) })
  }

  /// The rows that a mark's expressions are about.
  private func frame(for mark: any Mark.Type, _ name: Name) throws(Diagnostic) -> Frame {
    let isOfModel = if case .model = mark.source { true } else { false }
    switch subject {
    case .table(let table, let called):
      guard !isOfModel else {
        throw Diagnostic(
          .wrongKind, "`\(name.text)` is drawn from a model, not from a table", at: name.range,
          help: ["`model | plot \(name.text)()`"])
      }
      return Frame(table, subject: called)
    case .model(let model):
      // Marks of tables see the model's rows: fitted values, residuals and the like.
      let kind = isOfModel ? ModelTable(rawValue: mark.card.name) : .residuals
      if let kind, let table = model.plottedTable(kind) {
        return Frame(table, subject: "the model")
      }
      throw Diagnostic(
        .wrongKind, "\(model.learnerName) models have nothing for `\(name.text)` to draw",
        at: name.range,
        help: isOfModel ? [] : ["`table | predict model | plot \(name.text)(…)`"])
    }
  }

  private func channel(_ expression: Expression, _ frame: Frame) throws(Diagnostic) -> Channel {
    if case .call(let callee, _) = expression.kind, case .name("col") = callee.kind {
      let name = try evaluator.columnName(expression, frame.table, frame.subject)
      if let column = frame.column(name) { return .mapped(label: name, column: column) }
    }
    let label: String =
      if case .name(let name) = expression.kind { name } else { expression.canonical }
    switch try evaluator.evaluate(expression, in: .rows(frame)) {
    case .cell(let cell): return .constant(cell)
    case .column(let column): return .mapped(label: label, column: column)
    case .list(let items):
      return .mapped(label: label, column: try evaluator.listColumn(items, at: expression.range))
    case let other:
      throw Diagnostic(
        .wrongKind, "a channel takes a column or one value, not \(other.kindName)",
        at: expression.range)
    }
  }
}
