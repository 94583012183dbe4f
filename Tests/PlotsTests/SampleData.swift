import Plots
import Tables

/// Small tables for the tests, read from the data sets that ship with Ogive.
enum SampleData {
  /// Columns by name; a column whose every filled cell is a number holds numbers.
  static func table(_ name: String) -> Table {
    let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let text = readFile("/\(path)/Sources/CResources/data/\(name).csv")
    var lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { field in
        String(field.first == "\"" ? field.dropFirst().dropLast() : field)
      }
    }
    let header = lines.removeFirst()
    let columns = header.indices.map { place in
      let cells = lines.map { place < $0.count && $0[place] != "NA" ? $0[place] : "" }
      if cells.allSatisfy({ $0.isEmpty || Double($0) != nil }) {
        return (name: header[place], column: Column(numbers: cells.map { Double($0) ?? .nan }))
      }
      return (name: header[place], column: Column(texts: cells.map { $0.isEmpty ? nil : $0 }))
    }
    return Table(columns) ?? .empty
  }
}

extension Table {
  /// A column as a mapped channel.
  func mapped(_ name: String) -> Channel {
    .mapped(label: name, column: self[name] ?? Column(repeating: .missing, count: rowCount))
  }

  func panel(_ name: String) -> PanelColumn {
    PanelColumn(label: name, column: self[name] ?? Column(repeating: .missing, count: rowCount))
  }
}

extension Channel {
  static func numbers(_ label: String, _ values: [Double]) -> Channel {
    .mapped(label: label, column: Column(numbers: values))
  }
  static func texts(_ label: String, _ values: [String?]) -> Channel {
    .mapped(label: label, column: Column(texts: values))
  }
}
