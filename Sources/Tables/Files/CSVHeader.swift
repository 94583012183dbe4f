internal import Diagnostics
internal import Numerics

/// The names of a file's columns, from a row of it or made up.
struct CSVHeader {
  /// One name for each column, no two equal.
  private(set) var names: [String] = []
  /// The columns whose name was made up.
  private var isBlank: [Bool] = []
  private var renamed: [(place: Int, name: String)] = []

  /// Takes the names as they stand, made unique, or makes up `width` of them.
  init(_ texts: [String]?, width: Int) {
    guard let texts else {
      names = (0..<width).map { "column_\($0 + 1)" }
      isBlank = [Bool](repeating: true, count: width)
      return
    }
    var taken = Set(texts.filter { !$0.isEmpty })
    var used: Set<String> = []
    for (place, text) in texts.enumerated() {
      isBlank.append(text.isEmpty)
      var name = text
      if text.isEmpty || used.contains(text) {
        var number = text.isEmpty ? place + 1 : 2
        let stem = text.isEmpty ? "column" : text
        repeat {
          name = "\(stem)_\(number)"
          number += 1
        } while taken.contains(name)
        renamed.append((place, name))
      }
      taken.insert(name)
      used.insert(name)
      names.append(name)
    }
  }

  /// Says which names were made up or changed, those of columns left out at the end aside.
  func renameNote(dropping dropped: Int) -> Note? {
    let changed = renamed.filter { $0.place < names.count - dropped }
    if changed.isEmpty { return nil }
    let shown = changed.prefix(6).map { "`\(CSVReader.shown($0.name, limit: 40))`" }.joined(
      separator: ", ")
    let more = changed.count > 6 ? ", … \(changed.count - 6) more" : ""
    return Note(.file, "blank or repeated names became \(shown)\(more)")
  }

  /// The types asked for, by place.
  func types(_ wanted: [String: ColumnType]) -> [ColumnType?] {
    names.map { name in wanted[name].flatMap { $0 == .unknown ? nil : $0 } }
  }

  /// How many columns at the end have neither a name nor a value: what a delimiter at the end of each row makes.
  func emptyTail(_ columns: [CSVColumn]) -> Int {
    var tail = 0
    while tail < columns.count - 1, isBlank[columns.count - 1 - tail],
      columns[columns.count - 1 - tail].isEmpty, columns[columns.count - 1 - tail].rows > 0
    { tail += 1 }
    return tail
  }

  // MARK: Names or values

  /// Whether a row holds names rather than values, judged by it and by the rows below.
  ///
  /// It holds values if all that it holds are numbers, dates and true/false; or if some of it is and nothing in it is of
  /// another type than what stands below it, unless those numbers can be names, as years and steps are. A value in quotes
  /// over cells without is a name.
  /// - Parameters:
  ///   - first: the texts of the row.
  ///   - isQuoted: which of them stand in quotes.
  ///   - below: the types of the columns below it, as far as they were looked at.
  static func isHeader(
    _ first: [String], _ isQuoted: [Bool], below: [CSVColumnBuilder], decimal: UInt8
  ) -> Bool {
    // Names that are more or fewer than the columns are names, or the row would be none of the table.
    if first.count != below.count { return true }
    let plainBelow = below.contains { $0.unquotedCount > 0 }
    var values = 0
    var filled = 0
    var numbers: [Double] = []
    var contrasts = 0
    var unlikeYears = 0
    for (place, text) in first.enumerated() where !text.isEmpty {
      filled += 1
      let builder = CSVColumnBuilder(type: nil, decimal: decimal, absent: [])
      builder.append(text)
      let underneath = below[place].columnType
      if builder.state == .text {
        if let underneath, underneath != .text { contrasts += 1 }
        continue
      }
      // A word such as NA: no name, and no value either.
      if builder.state == .undecided { continue }
      // Quotes around what needs none, over a column that goes without them.
      let goesWithout =
        below[place].unquotedCount > 0
        || (below[place].quotedCount == 0
          && (plainBelow || below.allSatisfy { $0.quotedCount == 0 }))
      if isQuoted[place], goesWithout { return true }
      values += 1
      if let underneath, underneath != builder.columnType, underneath != .text { contrasts += 1 }
      if let number = builder.collectedNumbers?.first {
        numbers.append(number)
        if let column = below[place].collectedNumbers, column.allSatisfy(isYear) {
          unlikeYears += 1
        }
      }
    }
    if values == 0 || contrasts > 0 { return true }
    if values == filled { return false }
    if numbers.count < values { return true }
    // Numbers as names: years, or steps such as 1, 2, 3.
    if numbers.allSatisfy(isYear), unlikeYears == 0 { return true }
    guard numbers.count >= 3, numbers.allSatisfy({ $0 >= 0 && $0 == $0.rounded() }) else {
      return false
    }
    let step = numbers[1] - numbers[0]
    return step > 0 && (1..<numbers.count).allSatisfy { numbers[$0] - numbers[$0 - 1] == step }
  }

  /// Whether a row holds nothing but texts, and some column below it values: then it holds names for certain.
  static func contrasts(
    _ texts: [String], below: [CSVColumnBuilder], _ decimal: UInt8
  ) -> Bool {
    texts.allSatisfy { $0.isEmpty || type(of: $0, decimal) == .text }
      && below.contains { $0.columnType != nil && $0.columnType != .text }
  }

  /// The type that a text alone has.
  static func type(of text: String, _ decimal: UInt8) -> ColumnType? {
    let builder = CSVColumnBuilder(type: nil, decimal: decimal, absent: [])
    builder.append(text)
    return builder.columnType
  }

  private static func isYear(_ x: Double) -> Bool { x == x.rounded() && (1500...2200).contains(x) }
}

extension CSVColumnBuilder {
  /// Takes one unquoted cell.
  func append(_ text: String) {
    var bytes = Array(text.utf8)
    let cell = PackedCell(start: 0, length: bytes.count)
    bytes.append(contentsOf: repeatElement(0, count: 16))
    let room = UnsafeMutableRawPointer.allocate(byteCount: CSVBlock.roomOfRow, alignment: 8)
    defer { room.deallocate() }
    bytes.withUnsafeBufferPointer { bytes in
      withUnsafePointer(to: cell.bits) { cells in
        if let base = bytes.baseAddress {
          append(CSVBlock(base: base, cells: cells, stride: 1, rows: 1, room: room), column: 0)
        }
      }
    }
  }
}
