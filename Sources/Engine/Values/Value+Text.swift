internal import Cards
internal import Diagnostics
internal import Numerics
internal import Syntax
internal import Tables

/// A number as short as it reads back to the same bits: `21`, `0.1`, `1e+30`.
public func numberText(_ x: Double) -> String { NumberText.shortest(x) }

/// A text as it is typed, in quotes.
public func quotedText(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "{": out += "\\{"
    case "}": out += "\\}"
    case "\n": out += "\\n"
    case "\t": out += "\\t"
    case "\r": out += "\\r"
    case _
    where scalar.value < 0x20 || scalar.value == 0x7F || (0x80..<0xA0).contains(scalar.value):
      out += "\\u{\(String(scalar.value, radix: 16))}"
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out + "\""
}

extension Value {
  /// The value as it is printed and recorded: a table in columns, a number to the digits of the style.
  ///
  /// - Returns: lines without a line end behind the last; empty for `nothing`.
  public func text(_ style: DisplayStyle) -> String {
    switch self {
    case .cell(.number(let x)): return shownNumber(x, style)
    case .cell(.text(let x)):
      return x.split(separator: "\n", omittingEmptySubsequences: false).map(harmless).joined(
        separator: "\n")
    case .cell: return plainText
    case .list(let items): return listText(items, style)
    case .column(let column):
      let table = Table([("value", column)]) ?? .empty
      return tableText(table, style)
    case .table(let table): return tableText(table, style)
    case .formula(let formula):
      let right = formula.predictors.canonical
      return formula.response.map { "\($0.canonical) ~ \(right)" } ?? "~ \(right)"
    case .function(let function): return function.text
    case .object(let object): return object.text(style)
    case .nothing: return ""
    }
  }

  /// Whole numbers whole, as far as they are exact; others to the digits of the style.
  private func shownNumber(_ x: Double, _ style: DisplayStyle) -> String {
    x == x.rounded() && x.magnitude <= 0x1p53
      ? numberText(x) : NumberText.significant(x, digits: style.digits)
  }

  /// A list in brackets if its elements are single values and it fits, otherwise one element under the other.
  private func listText(_ items: [Value], _ style: DisplayStyle) -> String {
    if items.allSatisfy({ $0.scalarType != nil && $0.rowCount == nil }) {
      let shown = items.prefix(200).map { item -> String in
        if case .cell(.number(let x)) = item {
          shownNumber(x, style)
        } else {
          harmless(item.literal)
        }
      }
      return "["
        + (shown + (items.count > 200 ? ["… \(items.count - 200) more"] : [])).joined(
          separator: ", ") + "]"
    }
    let shown = items.prefix(20).enumerated().map { place, item in
      "[\(place + 1)]\n" + item.text(style)
    }
    return (shown + (items.count > 20 ? ["… \(items.count - 20) more"] : [])).joined(
      separator: "\n")
  }

  private func tableText(_ table: Table, _ style: DisplayStyle) -> String {
    TableText(width: style.width, maxRows: style.rows, color: style.color, digits: style.digits)
      .text(table)
  }

  /// The value as plain data. A table gives at most `rows` rows, with the number of all.
  public func json(rows: Int = 1000) -> JSON {
    switch self {
    case .cell(let cell): return JSON(cell)
    case .list(let items): return .array(items.map { $0.json(rows: rows) })
    case .column(let column):
      return .array((0..<min(rows, column.count)).map { JSON(column[$0]) })
    case .table(let table):
      let head = table.prefix(rows)
      let columns = zip(head.names, head.columns).map { name, column in
        JSON.object([("name", .text(name)), ("type", .text(column.type.rawValue))])
      }
      let shown = head.rowCount
      let data = (0..<shown).map { row in JSON.array(head.columns.map { JSON($0[row]) }) }
      return .object([
        ("kind", .text("table")), ("rows", .number(Double(table.rowCount))),
        ("columns", .array(columns)),
        ("data", .array(data)), ("complete", .truth(shown == table.rowCount)),
      ])
    case .formula, .function:
      return .object([("kind", .text(kindName)), ("text", .text(text(.recorded)))])
    case .object(let object): return object.json
    case .nothing: return .null
    }
  }
}

/// A line with its control characters shown as escapes, so that no data can steer the terminal.
public func harmless(_ line: some StringProtocol) -> String {
  if !line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
    return String(line)
  }
  var out = ""
  for scalar in line.unicodeScalars {
    if scalar == "\t" {
      out += "  "
    } else if scalar.properties.generalCategory == .control {
      out += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      out.unicodeScalars.append(scalar)
    }
  }
  return out
}

extension FunctionValue {
  /// The function as it was defined.
  var text: String {
    switch self {
    case .user(let function): "def \(function.signature)"
    case .pipeline(let pipeline, _, _): pipeline.canonical
    case .builtin(let function): function.card.usage ?? function.card.name
    }
  }
}
