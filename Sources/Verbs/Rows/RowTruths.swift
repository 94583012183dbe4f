import Diagnostics
import Engine
import Numerics
import Syntax
import Tables

/// What a condition says of each row of a table: true, false or missing.
struct RowTruths {
  /// One bit a row: the condition is true.
  var holds: Bitmap
  /// One bit a row: the condition is missing.
  var missing: Bitmap
  /// Whether the condition was one truth for the whole table rather than one a row.
  var isSingle = false

  var rowCount: Int { holds.count }
}

extension Evaluator {
  /// The truths of a condition; with `by` it is evaluated over each group's rows, so that its aggregates are the group's.
  ///
  /// - Throws: E30 if it isn't true/false, E32 if it has another length.
  func truths(
    of condition: Expression, _ table: Table, _ subject: String, by: [Item], verb: String
  ) throws(Diagnostic) -> RowTruths {
    let count = table.rowCount
    var result = RowTruths(holds: Bitmap(count: count), missing: Bitmap(count: count))
    if by.isEmpty {
      let frame = Frame(table, subject: subject)
      if let rows = try conditionRows(condition, frame) {
        return RowTruths(holds: rows.holds, missing: rows.missing)
      }
      let value = try evaluate(condition, in: .rows(frame))
      if case .cell = value { result.isSingle = true }
      let (truths, missing) = try truthValues(value, count, condition, verb)
      result.holds = Bitmap(truths)
      if let missing {
        (result.missing, result.holds) = (missing, result.holds.subtracting(missing))
      }
      return result
    }
    let groups = try grouping(table, by, subject)
    if let column = try valuesOfRows(condition, table, in: groups, subject) {
      let (truths, missing) = try truthValues(.column(column), count, condition, verb)
      result.holds = Bitmap(truths)
      if let missing {
        (result.missing, result.holds) = (missing, result.holds.subtracting(missing))
      }
      return result
    }
    for group in 0..<groups.count {
      try checkInterrupt(at: condition.range)
      let rows = try groups.rows(of: group)
      let value = try evaluate(condition, in: .rows(Frame(table, rows: rows, subject: subject)))
      let (truths, missing) = try truthValues(value, rows.count, condition, verb)
      for (place, row) in rows.enumerated() {
        if missing?[place] == true {
          result.missing[Int(row)] = true
        } else if truths[place] {
          result.holds[Int(row)] = true
        }
      }
    }
    return result
  }

  private func truthValues(
    _ value: Value, _ count: Int, _ condition: Expression, _ verb: String
  ) throws(Diagnostic) -> (truths: [Bool], missing: Bitmap?) {
    let column: Column
    switch value {
    case .cell, .column, .list: column = try self.column(value, count, at: condition.range)
    default: throw notTruths(value.kindName, nil, condition, verb)
    }
    switch column.values {
    case .truth(let truths): return (truths, column.missing)
    case .unknown: return ([Bool](repeating: false, count: count), column.missing)
    default: throw notTruths(value.kindName, column.type, condition, verb)
    }
  }

  private func notTruths(
    _ kind: String, _ type: ColumnType?, _ condition: Expression, _ verb: String
  ) -> Diagnostic {
    let help: [String] =
      switch type {
      case .number?: ["compare it: `\(condition.canonical) > 0`"]
      case .text?, .category?: ["compare it: `\(condition.canonical) == \"yes\"`"]
      default: []
      }
    return Diagnostic(
      .wrongKind, "the condition of `\(verb)` must be true or false for each row, not \(kind)",
      at: condition.range, label: "not true/false", help: help)
  }

  /// Why a condition is missing in some rows: `age is missing` where one column explains it all.
  func cause(of truths: RowTruths, _ condition: Expression, _ table: Table) -> String {
    let explaining = condition.mentionedNames.filter { name in
      guard let gone = table[name]?.missing else { return false }
      return truths.missing.subtracting(gone).noneSet
    }
    return explaining.count == 1
      ? "\(quotedIfNeeded(explaining[0])) is missing" : "the condition is missing"
  }
}

extension Expression {
  /// The bare names in it, each once, in the order of the text.
  var mentionedNames: [String] {
    var names: [String] = []
    visit { part in
      if case .name(let name) = part.kind, !names.contains(name) { names.append(name) }
      return true
    }
    return names
  }
}
