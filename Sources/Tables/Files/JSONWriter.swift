public import Diagnostics
internal import Numerics

/// Writes tables as JSON, an object a row, that ``JSONReader`` reads back as they were.
///
/// Numbers are the shortest texts that read back to the same bits; dates and date-times are ISO texts; missing is `null`,
/// so that each row has all keys; categories are their labels (and come back as texts).
public enum JSONWriter {
  /// The table's bytes: an object a line, or as one list.
  ///
  /// - Complexity: O(cells), and O(bytes) of memory.
  public static func bytes(_ table: Table, asList: Bool = false) throws(Diagnostic) -> [UInt8] {
    let keys = table.names.enumerated().map { place, name in
      var key: [UInt8] = place == 0 ? [UInt8(ascii: "{")] : [UInt8(ascii: ",")]
      append(name, to: &key)
      key.append(UInt8(ascii: ":"))
      return key
    }
    // Each distinct text is prepared once.
    let labels = table.columns.map { column -> (codes: [Int32], texts: [[UInt8]])? in
      switch column.values {
      case .text(let x):
        let (codes, texts) = x.listed
        return (codes.wide, texts.map(quoted))
      case .category(let x): return (x.codes.wide, x.levels.map(quoted))
      default: return nil
      }
    }
    var result: [UInt8] = asList ? Array("[\n".utf8) : []
    for row in 0..<table.rowCount {
      if row & 0xFFF == 0 { try Interrupt.poll("writing a table") }
      if asList, row > 0 { result.append(contentsOf: ",\n".utf8) }
      if keys.isEmpty { result.append(UInt8(ascii: "{")) }
      for (place, column) in table.columns.enumerated() {
        result.append(contentsOf: keys[place])
        if column.isMissing(row) {
          result.append(contentsOf: "null".utf8)
        } else if let (codes, texts) = labels[place] {
          result.append(contentsOf: texts[Int(codes[row])])
        } else {
          append(column[row], to: &result)
        }
      }
      result.append(UInt8(ascii: "}"))
      if !asList { result.append(0x0A) }
    }
    if asList { result.append(contentsOf: (table.rowCount > 0 ? "\n]\n" : "]\n").utf8) }
    return result
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return bytes
  }

  private static func append(_ cell: Cell, to bytes: inout [UInt8]) {
    switch cell {
    case .missing: bytes.append(contentsOf: "null".utf8)
    case .number(let x):
      if x == 0, x.sign == .minus {
        bytes.append(contentsOf: "-0.0".utf8)
        return
      }
      let text = NumberText.shortest(x)
      bytes.append(contentsOf: text.utf8)
      // A whole number of that size is text to a reader, unless it has a point.
      if abs(x) > 0x1p53 - 1, !text.contains(where: { $0 == "." || $0 == "e" }) {
        bytes.append(contentsOf: ".0".utf8)
      }
    case .truth(let x): bytes.append(contentsOf: (x ? "true" : "false").utf8)
    case .text(let x): append(x, to: &bytes)
    case .date(let x): append(x.description, to: &bytes)
    case .dateTime(let x): append(x.description, to: &bytes)
    }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += Array("\\n".utf8)
      case 0x0D: bytes += Array("\\r".utf8)
      case 0x09: bytes += Array("\\t".utf8)
      case 0..<0x20, 0x7F:
        bytes += Array("\\u00\(CSVReader.hexadecimal(byte))".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
