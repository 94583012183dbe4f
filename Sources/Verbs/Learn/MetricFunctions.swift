import Cards
import Diagnostics
import Engine
import Learn
import Syntax
import Tables

/// The metrics as aggregates.
enum MetricFunctions {
  static let all: [any Function] = Metric.all.map { MetricFunction(metric: $0) }
}

/// A metric as an aggregate: `accuracy(truth, predicted)`.
struct MetricFunction: Function {
  let metric: Metric
  var card: Card { metric.card }

  func call(_ call: FunctionCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    let positions = card.parameters.filter { $0.role == .position }.map(\.name)
    var columns: [Column] = []
    for name in positions {
      guard let expression = call.arguments.expression(name) else {
        throw Diagnostic(.missingArgument, "`\(card.name)` needs `\(name)`", at: call.range)
      }
      let value = try evaluator.evaluate(expression, in: call.place)
      switch value {
      case .column(let column): columns.append(column)
      case .list(let items): columns.append(try evaluator.listColumn(items, at: expression.range))
      default:
        throw Diagnostic(
          .wrongKind, "`\(card.name)` needs a column in `\(name)`, not \(value.brief)",
          at: expression.range)
      }
    }
    guard columns.count == 2, columns[0].count == columns[1].count else {
      throw Diagnostic(
        .lengthsDiffer,
        "`\(card.name)` compares columns of one length, not of "
          + columns.map { "\($0.count)" }.joined(separator: " and "), at: call.range)
    }
    do {
      let result = try metric(columns[0], columns[1], call.arguments.settings)
      evaluator.skipped(result.skipped, in: call.label)
      evaluator.say(result.notes)
      return result.value.map { .number($0) } ?? .missing
    } catch {
      throw error.diagnostic().located(at: call.range)
    }
  }
}
