internal import Numerics
public import Tables

/// A JSON value, for `--json`.
public indirect enum JSON: Sendable {
  case null
  case truth(Bool)
  case number(Double)
  case text(String)
  case array([JSON])
  /// Members in their order.
  case object([(String, JSON)])

  public init(_ cell: Cell) {
    switch cell {
    case .missing: self = .null
    case .number(let x): self = .number(x)
    case .text(let x): self = .text(x)
    case .truth(let x): self = .truth(x)
    case .date(let x): self = .text(x.description)
    case .dateTime(let x): self = .text(x.description)
    }
  }

  /// The value on one line.
  public var encoded: String {
    var out = ""
    write(to: &out)
    return out
  }

  private func write(to out: inout String) {
    switch self {
    case .null: out += "null"
    case .truth(let x): out += x ? "true" : "false"
    case .number(let x): out += x.isFinite ? numberText(x) : "null"
    case .text(let x): JSON.quote(x, to: &out)
    case .array(let items):
      out += "["
      for (place, item) in items.enumerated() {
        if place > 0 { out += "," }
        item.write(to: &out)
      }
      out += "]"
    case .object(let members):
      out += "{"
      for (place, member) in members.enumerated() {
        if place > 0 { out += "," }
        JSON.quote(member.0, to: &out)
        out += ":"
        member.1.write(to: &out)
      }
      out += "}"
    }
  }

  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
