internal import Glibc

/// A value of a row: where it stands in the file. What it is, its first byte says.
struct JSONCell {
  var start: Int
  var length: Int32
  var row: Int32
}

/// The values of one key, of those rows that have one.
struct JSONColumn {
  var name: String
  var cells: [JSONCell] = []
  /// Whether a good row named it, perhaps with `null`.
  var isNamed = false
  /// Whether objects without any member stood in it.
  var hasEmptyObjects = false
}

/// The objects of a part of a file, as columns of the places of their values.
struct JSONRows {
  private(set) var columns: [JSONColumn] = []
  /// Where each row begins.
  private(set) var starts: [Int] = []
  private(set) var cellCount = 0
  private(set) var bad: [JSONBadRow] = []
  private(set) var badCount = 0
  private(set) var blankLines = 0
  /// Objects inside of others were flattened.
  private(set) var hasNested = false

  private let base: UnsafePointer<UInt8>
  private let mostBad: Int
  private var slots: [Slot] = []
  private var slotPlaces: [SlotKey: Int] = [:]
  private var columnPlaces: [String: Int] = [:]
  /// The slot that came last: the next key is most often the one that followed it last time.
  private var last = 0
  private var touched: [Int] = []
  private var named: [Int] = []

  /// A key as it is written, below the key of the object that it stands in.
  private struct Slot {
    var parent: Int
    var key: [UInt8]
    /// The whole name: `user.name`.
    var name: String
    /// The column of its values; -1 as long as only objects stood there.
    var column = -1
    var next = -1
  }

  private struct SlotKey: Hashable {
    var parent: Int
    var key: [UInt8]
  }

  init(_ base: UnsafePointer<UInt8>, mostBad: Int) {
    (self.base, self.mostBad) = (base, mostBad)
    // The object of the row itself.
    slots.append(Slot(parent: -1, key: [], name: ""))
  }

  var rowCount: Int { starts.count }

  // MARK: Rows

  /// Takes the lines of a range, each an object. Lines that aren't UTF-8 are bad as well.
  mutating func addLines(_ range: Range<Int>, report: (_ bytes: Int, _ rows: Int) -> Bool) -> Bool {
    let isSuspicious = UTF8Check.firstInvalid(base, range) != nil
    var start = range.lowerBound
    var reported = (bytes: start, rows: 0)
    while start < range.upperBound {
      let found = memchr(base + start, 0x0A, range.upperBound - start)
      let end =
        found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? range.upperBound
      addLine(start..<end, isSuspicious: isSuspicious)
      start = end + 1
      if rowCount - reported.rows >= 4096 {
        if !report(min(start, range.upperBound) - reported.bytes, rowCount - reported.rows) {
          return false
        }
        reported = (start, rowCount)
      }
    }
    return report(max(0, range.upperBound - reported.bytes), rowCount - reported.rows)
  }

  private mutating func addLine(_ line: Range<Int>, isSuspicious: Bool) {
    var scanner = JSONScanner(base, line)
    scanner.skipBlanks()
    if scanner.isAtEnd {
      blankLines += 1
      return
    }
    if isSuspicious, let place = UTF8Check.firstInvalid(base, line) {
      refuse(
        line,
        "byte 0x\(CSVReader.hexadecimal(base[place])) at position \(place - line.lowerBound + 1) isn't UTF-8"
      )
      return
    }
    do throws(JSONFault) {
      try addRow(&scanner)
      scanner.skipBlanks()
      guard scanner.isAtEnd else { throw scanner.fault("something follows the object") }
      keepRow(at: line.lowerBound)
    } catch {
      dropRow()
      refuse(line, "\(error.reason), at position \(error.place - line.lowerBound + 1)")
    }
  }

  /// Takes the one object of a file, or the objects of the one list that it holds.
  mutating func addDocument(
    _ range: Range<Int>, report: (_ bytes: Int, _ rows: Int) -> Bool
  ) throws(JSONFault) -> Bool {
    if let place = UTF8Check.firstInvalid(base, range) {
      throw JSONFault(
        reason: "byte 0x\(CSVReader.hexadecimal(base[place])) isn't UTF-8", place: place)
    }
    var scanner = JSONScanner(base, range)
    scanner.skipBlanks()
    let isList = scanner.byte == UInt8(ascii: "[")
    if isList { scanner.place += 1 }
    scanner.skipBlanks()
    var reported = scanner.place
    if isList, scanner.byte == UInt8(ascii: "]") {
      scanner.place += 1
    } else {
      while true {
        scanner.skipBlanks()
        let start = scanner.place
        if isList, scanner.byte != UInt8(ascii: "{") {
          try scanner.skipValue(depth: 1)
          refuse(start..<scanner.place, "it is no object")
        } else {
          try addRow(&scanner)
          keepRow(at: start)
        }
        if rowCount & 0xFFF == 0 {
          if !report(scanner.place - reported, 0x1000) { return false }
          reported = scanner.place
        }
        scanner.skipBlanks()
        guard isList else { break }
        if scanner.byte == UInt8(ascii: ",") {
          scanner.place += 1
          continue
        }
        try scanner.take("]")
        break
      }
    }
    scanner.skipBlanks()
    if !scanner.isAtEnd { throw scanner.fault("something follows the end of the list or object") }
    return true
  }

  private mutating func keepRow(at start: Int) {
    for column in named { columns[column].isNamed = true }
    touched.removeAll(keepingCapacity: true)
    named.removeAll(keepingCapacity: true)
    starts.append(start)
  }

  private mutating func dropRow() {
    let row = Int32(truncatingIfNeeded: rowCount)
    for column in touched where columns[column].cells.last?.row == row {
      columns[column].cells.removeLast()
      cellCount -= 1
    }
    touched.removeAll(keepingCapacity: true)
    named.removeAll(keepingCapacity: true)
  }

  private mutating func refuse(_ range: Range<Int>, _ reason: String) {
    badCount += 1
    if bad.count < mostBad { bad.append(JSONBadRow(range: range, reason: reason)) }
  }

  // MARK: Objects

  /// Takes an object's members; objects in it lie below a key each. The open objects are kept in a list: no input
  /// makes the stack deeper.
  private mutating func addRow(_ scanner: inout JSONScanner) throws(JSONFault) {
    guard scanner.byte == UInt8(ascii: "{") else { throw scanner.fault("it is no object") }
    let row = Int32(truncatingIfNeeded: rowCount)
    var open = [0]
    last = 0
    scanner.place += 1
    scanner.skipBlanks()
    if scanner.byte == UInt8(ascii: "}") {
      scanner.place += 1
      return
    }
    member: while true {
      scanner.skipBlanks()
      let slot = try slot(&scanner, below: open[open.count - 1])
      try scanner.take(":")
      scanner.skipBlanks()
      if scanner.byte == UInt8(ascii: "{") {
        guard open.count < JSONScanner.mostDepth else {
          throw scanner.fault("it is nested more than \(JSONScanner.mostDepth) deep")
        }
        hasNested = true
        scanner.place += 1
        scanner.skipBlanks()
        if scanner.byte == UInt8(ascii: "}") {
          scanner.place += 1
          let column = try column(slot, scanner)
          columns[column].hasEmptyObjects = true
          named.append(column)
        } else {
          open.append(slot)
          continue member
        }
      } else {
        try addValue(&scanner, slot, row, depth: open.count)
      }
      while true {
        scanner.skipBlanks()
        if scanner.byte == UInt8(ascii: ",") {
          scanner.place += 1
          continue member
        }
        guard scanner.byte == UInt8(ascii: "}") else { throw scanner.missing("`,` or `}`") }
        scanner.place += 1
        open.removeLast()
        if open.isEmpty { return }
      }
    }
  }

  private mutating func addValue(
    _ scanner: inout JSONScanner, _ slot: Int, _ row: Int32, depth: Int
  ) throws(JSONFault) {
    let column = try column(slot, scanner)
    let start = scanner.place
    try scanner.skipValue(depth: depth)
    if base[start] == UInt8(ascii: "n") {
      named.append(column)
      return
    }
    if columns[column].cells.last?.row == row {
      throw JSONFault(reason: "`\(columns[column].name)` comes twice", place: start)
    }
    guard let length = Int32(exactly: scanner.place - start) else {
      throw JSONFault(reason: "a value is longer than 2 GB", place: start)
    }
    columns[column].cells.append(JSONCell(start: start, length: length, row: row))
    cellCount += 1
    touched.append(column)
  }

  /// The slot of the key at the scanner.
  private mutating func slot(
    _ scanner: inout JSONScanner, below parent: Int
  ) throws(JSONFault) -> Int {
    let start = scanner.place + 1
    let expected = slots[last].next
    if expected >= 0, slots[expected].parent == parent, scanner.byte == UInt8(ascii: "\"") {
      let length = slots[expected].key.count
      let isSame =
        start + length < scanner.end && base[start + length] == UInt8(ascii: "\"")
        && slots[expected].key.withUnsafeBufferPointer { key in
          key.baseAddress.map { memcmp($0, base + start, length) == 0 } ?? true
        }
      if isSame {
        scanner.place = start + length + 1
        last = expected
        return expected
      }
    }
    let isEscaped = try scanner.skipText()
    let raw = Array(UnsafeBufferPointer(start: base + start, count: scanner.place - 1 - start))
    let key = SlotKey(parent: parent, key: raw)
    let found: Int
    if let place = slotPlaces[key] {
      found = place
    } else {
      found = slots.count
      slotPlaces[key] = found
      var bytes = raw
      if isEscaped {
        bytes = []
        JSONScanner.unescape(base, start..<scanner.place - 1, into: &bytes)
      }
      let own = String(decoding: bytes, as: UTF8.self)
      let name = parent == 0 ? own : slots[parent].name + "." + own
      slots.append(Slot(parent: parent, key: raw, name: name))
    }
    slots[last].next = found
    last = found
    return found
  }

  private mutating func column(_ slot: Int, _ scanner: JSONScanner) throws(JSONFault) -> Int {
    if slots[slot].column >= 0 { return slots[slot].column }
    let name = slots[slot].name
    let place: Int
    if let known = columnPlaces[name] {
      place = known
    } else {
      guard columns.count < CSVReader.mostColumns else {
        throw scanner.fault("there are more than \(CSVReader.mostColumns) different keys")
      }
      place = columns.count
      columnPlaces[name] = place
      columns.append(JSONColumn(name: name))
    }
    slots[slot].column = place
    return place
  }

  // MARK: Parts

  /// Adds the rows of the part of the file that follows.
  mutating func append(_ other: JSONRows) {
    let shift = Int32(truncatingIfNeeded: rowCount)
    for column in other.columns {
      let place: Int
      if let known = columnPlaces[column.name] {
        place = known
      } else {
        place = columns.count
        columnPlaces[column.name] = place
        columns.append(JSONColumn(name: column.name))
      }
      columns[place].isNamed = columns[place].isNamed || column.isNamed
      columns[place].hasEmptyObjects = columns[place].hasEmptyObjects || column.hasEmptyObjects
      columns[place].cells.reserveCapacity(columns[place].cells.count + column.cells.count)
      for cell in column.cells {
        columns[place].cells.append(
          JSONCell(start: cell.start, length: cell.length, row: cell.row &+ shift))
      }
    }
    starts += other.starts
    cellCount += other.cellCount
    bad += other.bad.prefix(max(0, mostBad - bad.count))
    badCount += other.badCount
    blankLines += other.blankLines
    hasNested = hasNested || other.hasNested
  }
}

/// A line or value that isn't an object.
struct JSONBadRow {
  var range: Range<Int>
  var reason: String
}
