package import Diagnostics
package import Engine
import Numerics
package import Syntax
package import Tables

/// What `name = expression` does to the column of its name.
package enum DefinitionStyle: String, Sendable {
  /// Makes it; it must not exist.
  case add
  /// Gives it other values; it must exist.
  case change
  /// Gives it values where it has none; it must exist and be of the values' type.
  case fill
}

extension Evaluator {
  /// The input of a stage with the stage's definitions.
  func defined(_ style: DefinitionStyle, _ call: VerbCall) throws(Diagnostic) -> Value {
    let table = try defined(
      style, call.arguments.definitions("columns"), in: try call.table(), by: call.by,
      subject: call.subject,
      verb: call.stage.verb.range)
    return .table(table)
  }

  /// The table with columns added, changed or filled, each definition seeing the earlier ones.
  ///
  /// With `by` each is evaluated over the rows of each group of the incoming table and put back at those rows. A single
  /// value stretches.
  /// - Parameters:
  ///   - verb: the place of the verb's name, for a fix that puts the right verb there.
  ///   - notes: whether `fill` says how many values it filled.
  /// - Throws: E21, E26 for the column's name, E30 for values that can't be a column's or aren't of the filled column's
  ///   type, E32 for too few or too many values.
  package func defined(
    _ style: DefinitionStyle, _ definitions: [(name: Name, value: Expression)], in table: Table,
    by: [Item] = [],
    subject: String, verb: SourceRange? = nil, notes: Bool = true
  ) throws(Diagnostic) -> Table {
    let groups = by.isEmpty ? nil : try grouping(table, by, subject)
    var result = table
    if groups == nil, let columns = try valuesAtOnce(style, definitions, table, subject) {
      for (definition, column) in zip(definitions, columns) {
        result = result.setting(definition.name.text, to: column)
      }
      return result
    }
    for definition in definitions {
      let name = definition.name
      let onlyVerb = definitions.count == 1 ? verb : nil
      let existing = result[name.text]
      switch (style, existing) {
      case (.add, .some): throw exists(name, definition.value, subject, onlyVerb)
      case (.change, nil), (.fill, nil):
        throw absent(style, name, definition.value, result, subject, onlyVerb)
      default: break
      }
      var column = try values(of: definition.value, over: result, groups, subject)
      if style == .fill, let existing {
        column = try filled(name, existing, with: column, at: definition.value.range, notes: notes)
      }
      result = result.setting(name.text, to: column)
    }
    return result
  }

  /// The values of all definitions in one go over the rows; `nil` if one of them reads another one's column, or is
  /// better looked at by itself.
  private func valuesAtOnce(
    _ style: DefinitionStyle, _ definitions: [(name: Name, value: Expression)], _ table: Table,
    _ subject: String
  ) throws(Diagnostic) -> [Column]? {
    if style == .fill || definitions.count < 2 { return nil }
    var defined: Set<String> = []
    for (name, value) in definitions {
      guard (table[name.text] == nil) == (style == .add), defined.isDisjoint(with: value.namesRead),
        defined.insert(name.text).inserted
      else { return nil }
    }
    return try vectorised(definitions.map(\.value), Frame(table, subject: subject))
  }

  /// The values of an expression over all rows, or over each group's rows and put back at them.
  private func values(
    of expression: Expression, over table: Table, _ groups: Groups?, _ subject: String
  ) throws(Diagnostic) -> Column {
    guard let groups, groups.count > 0 else {
      let value = try evaluate(expression, in: .rows(Frame(table, subject: subject)))
      return try column(value, table.rowCount, at: expression.range)
    }
    if let column = try valuesOfRows(expression, table, in: groups, subject) { return column }
    var parts: [(rows: [Int32], column: Column)] = []
    for group in 0..<groups.count {
      try checkInterrupt(at: expression.range)
      let rows = try groups.rows(of: group)
      let value = try evaluate(expression, in: .rows(Frame(table, rows: rows, subject: subject)))
      parts.append((rows, try column(value, rows.count, at: expression.range)))
    }
    if let whole = Column.scattered(parts, count: table.rowCount) { return whole }
    var types: [ColumnType] = []
    for part in parts where part.column.type != .unknown && !types.contains(part.column.type) {
      types.append(part.column.type)
    }
    throw Diagnostic(
      .wrongKind,
      "the groups' values are of several types: \(types.map(\.plural).joined(separator: ", "))",
      at: expression.range)
  }

  private func filled(
    _ name: Name, _ column: Column, with values: Column, at range: SourceRange, notes: Bool
  ) throws(Diagnostic) -> Column {
    guard let missing = column.missing else {
      try checkFit(name, column, values, [], range)
      if notes { note(.missing, "\(name.canonical): no missing values to fill") }
      return column
    }
    let gaps = missing.setIndices()
    try checkFit(name, column, values, gaps, range)
    let before = gaps.count
    let present = missing.unsetIndices()
    // The fitting of the two types was looked at: categories and texts come together in `scattered`.
    guard
      let whole = Column.scattered(
        [(present, column.gather(present)), (gaps, values.gather(gaps))], count: column.count,
        levels: column.levels)
    else { throw unfit(name, column, values, range) }
    let after = whole.missingCount
    if notes {
      note(
        .missing,
        after == 0
          ? "\(name.canonical): \(counted(before, "missing value")) filled"
          : "\(name.canonical): \(before - after) of \(counted(before, "missing value")) filled; \(after) still missing"
      )
    }
    return whole
  }

  private func checkFit(
    _ name: Name, _ column: Column, _ values: Column, _ gaps: [Int32], _ range: SourceRange
  ) throws(Diagnostic) {
    switch (column.type, values.type) {
    case (.unknown, _), (_, .unknown): return
    case (.text, .category): return
    case (.category, .text), (.category, .category):
      guard let levels = column.levels else { return }
      let known = Set(levels)
      for row in gaps {
        guard case .text(let text) = values[Int(row)], !known.contains(text) else { continue }
        throw Diagnostic(
          .badArgument, "\(quotedText(text)) is none of the levels of `\(name.text)`", at: range,
          found: text,
          details: ["levels: " + levels.prefix(20).joined(separator: ", ")],
          help: ["`change \(name.canonical) = text(\(name.canonical))` makes it a column of texts"])
      }
    case (let a, let b): if a != b { throw unfit(name, column, values, range) }
    }
  }

  private func unfit(
    _ name: Name, _ column: Column, _ values: Column, _ range: SourceRange
  ) -> Diagnostic {
    var help: [String] = []
    if column.type == .number, values.type == .text {
      help = ["`number(…)` reads a text as a number"]
    }
    if column.type == .text { help = ["`text(…)` makes texts of them"] }
    return Diagnostic(
      .wrongKind,
      "`\(name.text)` holds \(column.type.plural) and can't be filled with \(values.type.plural)",
      at: range, label: values.type.plural, found: values.type.plural,
      expected: [column.type.plural], help: help)
  }

  private func exists(
    _ name: Name, _ value: Expression, _ subject: String, _ verb: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      .columnExists, "\(subject) has a column `\(name.text)` already", at: name.range,
      label: "exists",
      found: name.text,
      help: ["`change \(name.canonical) = \(value.canonical)` gives it other values"],
      fix: verb.map { Diagnostic.Fix($0, "change") })
  }

  private func absent(
    _ style: DefinitionStyle, _ name: Name, _ value: Expression, _ table: Table, _ subject: String,
    _ verb: SourceRange?
  ) -> Diagnostic {
    var diagnostic = unknownColumn(name.text, table, subject, name.range)
    if diagnostic.code == .variableNotColumn {
      // Before `=` a variable's name can only be meant as a column's.
      diagnostic = Diagnostic(
        .unknownColumn, "\(subject) has no column `\(name.text)`", at: name.range,
        label: "not a column",
        found: name.text, candidates: table.names)
    }
    if style == .change {
      diagnostic.help.append("`add \(name.canonical) = \(value.canonical)` makes it")
      if diagnostic.fix == nil { diagnostic.fix = verb.map { Diagnostic.Fix($0, "add") } }
    }
    return diagnostic
  }
}
