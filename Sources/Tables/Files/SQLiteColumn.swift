internal import Diagnostics
internal import Glibc
internal import Numerics

/// The values of one column of a database as they come, and the column they make once all are there.
struct SQLiteColumn {
  private enum Kind: UInt8 { case missing, whole, real, text }

  /// A finished column, what is to be said of it, and the first value that isn't of a type that was asked for.
  struct Finished: Sendable {
    var column: Column
    var notes: [Note] = []
    var misfit: (row: Int, text: String)?
  }

  let name: String
  /// The declared type in lower case.
  let declared: String
  private var kinds: [Kind] = []
  /// A whole number, the bits of a real one, or the code of a text.
  private var values: [Int64] = []
  private let interner = TextInterner()
  private var textBytes = 0
  private var counts = (whole: 0, real: 0, text: 0)
  /// Whether there is a number that no Double holds, or no number of ours is.
  private var isInexact = false

  init(name: String, declared: String) { (self.name, self.declared) = (name, declared) }

  /// What the values take, with the column that will be made of them.
  var bytes: Int { kinds.count * 17 + 2 * textBytes }

  // MARK: Values

  mutating func append(whole value: Int64) {
    counts.whole += 1
    if value.magnitude >= 1 << 53 { isInexact = true }
    append(.whole, value)
  }

  mutating func append(real value: Double) {
    counts.real += 1
    if !value.isFinite { isInexact = true }
    append(.real, Int64(bitPattern: value.bitPattern))
  }

  mutating func appendMissing() { append(.missing, 0) }

  /// Takes a text, behind which ``TextInterner/padding`` bytes may be loaded; false if it isn't UTF-8.
  mutating func append(text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let known = interner.count
    let code = interner.code(of: text, count)
    if interner.count > known {
      if UTF8Check.firstInvalid(text, 0..<count) != nil { return false }
      textBytes += count
    }
    counts.text += 1
    append(.text, Int64(code))
    return true
  }

  private mutating func append(_ kind: Kind, _ value: Int64) {
    kinds.append(kind)
    values.append(value)
  }

  // MARK: The column

  /// The column: of the type asked for, or else of the type that the values have.
  func finished(as wanted: ColumnType?, absent: Set<String>) -> Finished {
    if !absent.isEmpty, counts.text > 0 {
      let texts = interner.texts
      let isAbsent = texts.map { absent.contains($0) }
      if isAbsent.contains(true) {
        var rest = self
        for row in kinds.indices where kinds[row] == .text && isAbsent[Int(values[row])] {
          rest.kinds[row] = .missing
          rest.counts.text -= 1
        }
        return rest.finished(as: wanted, absent: [])
      }
    }
    if let wanted, wanted != .unknown { return forced(wanted) }
    let shown = CSVReader.shown(name, limit: 40)
    let numbers = counts.whole + counts.real
    if counts.text == 0, numbers == 0 { return Finished(column: blank) }
    if numbers == 0 {
      if let days = converted(0, CSVCell.date) { return Finished(column: column(.date(days))) }
      var zone: CSVCell.Zone = []
      if let instants = converted(0, { CSVCell.dateTime($0, $1, zone: &zone) }),
        zone != [.none, .utc]
      {
        let note = Note(
          .types, "`\(shown)`: times are Coordinated Universal Time; the Z is left out")
        return Finished(column: column(.dateTime(instants)), notes: zone == .utc ? [note] : [])
      }
      return Finished(column: texts)
    }
    if counts.text > 0 {
      let words = "numbers (\(numbers)), texts (\(counts.text))"
      return Finished(
        column: texts, notes: [Note(.types, "`\(shown)` is text, as it holds \(words)")])
    }
    var notes: [Note] = []
    if isDeclaredTruth {
      if let truths { return Finished(column: column(.truth(truths))) }
      notes.append(
        Note(
          .types,
          "`\(shown)` is declared \(declared.uppercased()) and holds other numbers than 0 and 1"))
    }
    guard isInexact else { return Finished(column: column(numberValues), notes: notes) }
    let first = kinds.indices.first { row in
      switch kinds[row] {
      case .whole: values[row].magnitude >= 1 << 53
      case .real: !real(row).isFinite
      default: false
      }
    }
    notes.append(
      Note(
        .types,
        "`\(shown)` is text, for numbers in it that aren't exact otherwise: \(first.map(text) ?? "")"
      ))
    return Finished(column: texts, notes: notes)
  }

  private var isDeclaredTruth: Bool { ["boolean", "bool"].contains(declared) }

  /// A column without values: of the declared type, by SQLite's rules of affinity where it isn't one of ours.
  private var blank: Column {
    let count = kinds.count
    let isLike = { (words: [String]) in words.contains { declared.contains($0) } }
    if isDeclaredTruth { return column(.truth([Bool](repeating: false, count: count))) }
    if declared == "date" { return column(.date([Int32](repeating: 0, count: count))) }
    if ["datetime", "timestamp"].contains(declared) {
      return column(.dateTime([Int64](repeating: 0, count: count)))
    }
    if isLike(["int"]) { return column(numberValues) }
    if isLike(["char", "clob", "text"]) { return texts }
    if isLike(["real", "floa", "doub", "num", "dec"]) { return column(numberValues) }
    return Column(.unknown(count))
  }

  private func column(_ values: Column.Values) -> Column {
    var gone = Bitmap(repeating: false, count: kinds.count)
    for row in kinds.indices where kinds[row] == .missing { gone[row] = true }
    return Column(values, missing: gone)
  }

  private func real(_ row: Int) -> Double { Double(bitPattern: UInt64(bitPattern: values[row])) }

  private var numberValues: Column.Values {
    .number(
      NumberValues(
        narrowing: kinds.indices.map { row in
          switch kinds[row] {
          case .whole: Double(values[row])
          case .real: real(row)
          default: 0
          }
        }))
  }

  /// Zeros and ones as false and true; `nil` if there is another number.
  private var truths: [Bool]? {
    guard counts.real == 0 else { return nil }
    for row in kinds.indices where kinds[row] == .whole && values[row] & ~1 != 0 { return nil }
    return kinds.indices.map { kinds[$0] == .whole && values[$0] == 1 }
  }

  /// What each row's text is, each distinct one converted once; `nil` if one of them isn't that.
  private func converted<Value>(
    _ blank: Value, _ convert: (UnsafePointer<UInt8>, Int) -> Value?
  ) -> [Value]? {
    let texts = interner.texts
    var isUsed = [Bool](repeating: false, count: texts.count)
    for row in kinds.indices where kinds[row] == .text { isUsed[Int(values[row])] = true }
    let distinct = texts.bytes.withUnsafeBufferPointer { bytes -> [Value]? in
      var distinct: [Value] = []
      distinct.reserveCapacity(texts.count)
      for code in texts.indices {
        if !isUsed[code] {
          distinct.append(blank)
          continue
        }
        let (start, end) = (texts.starts[code], texts.starts[code + 1])
        guard let base = bytes.baseAddress, end > start,
          let value = convert(base + start, end - start)
        else { return nil }
        distinct.append(value)
      }
      return distinct
    }
    guard let distinct else { return nil }
    return kinds.indices.map { kinds[$0] == .text ? distinct[Int(values[$0])] : blank }
  }

  private func text(_ row: Int) -> String {
    switch kinds[row] {
    case .missing: ""
    case .whole: String(values[row])
    case .real: NumberText.shortest(real(row))
    case .text: interner.texts[Int(values[row])]
    }
  }

  /// All values as texts. Those of numbers join the others.
  private var texts: Column {
    let codes = kinds.indices.map { row -> Int32 in
      switch kinds[row] {
      case .missing: 0
      case .text: Int32(truncatingIfNeeded: values[row])
      case .whole, .real: code(of: text(row))
      }
    }
    return column(
      .text(TextValues(codes: WholeValues(narrowing: codes), distinct: interner.texts)))
  }

  private func code(of text: String) -> Int32 {
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: TextInterner.padding)
    return bytes.withUnsafeBufferPointer { padded in
      padded.baseAddress.map { interner.code(of: $0, padded.count - TextInterner.padding) } ?? 0
    }
  }

  // MARK: Types that were asked for

  /// The column as a type that was asked for: texts are read as cells of a CSV file are.
  private func forced(_ type: ColumnType) -> Finished {
    switch type {
    case .text, .unknown: return Finished(column: texts)
    case .category:
      // An interrupt is answered when all columns are there.
      let column = texts
      return Finished(column: (try? column.asCategory()) ?? column)
    case .number:
      let make = { (numbers: [Double]) in Column.Values.number(NumberValues(narrowing: numbers)) }
      let finite = { (x: Double) in x.isFinite ? x : nil }
      return read(0, make, finite) { CSVCell.forcedNumber($0, $1, decimal: UInt8(ascii: ".")) }
    case .truth:
      let bit = { (x: Double) in x == 0 ? false : x == 1 ? true : nil }
      return read(false, Column.Values.truth, bit, CSVCell.truth)
    case .date: return read(0, Column.Values.date, nil, CSVCell.date)
    case .dateTime:
      return read(0, Column.Values.dateTime, nil) { p, n in
        var zone: CSVCell.Zone = []
        return CSVCell.dateTime(p, n, zone: &zone)
          ?? CSVCell.date(p, n).map { Int64($0) * Instant.microsecondsPerDay }
      }
    }
  }

  private func read<Value>(
    _ blank: Value, _ make: ([Value]) -> Column.Values, _ number: ((Double) -> Value?)?,
    _ convert: (UnsafePointer<UInt8>, Int) -> Value?
  ) -> Finished {
    let texts = interner.texts
    let distinct = texts.bytes.withUnsafeBufferPointer { bytes in
      texts.indices.map { code -> Value? in
        let (start, end) = (texts.starts[code], texts.starts[code + 1])
        guard let base = bytes.baseAddress, end > start else { return nil }
        return convert(base + start, end - start)
      }
    }
    var result = [Value](repeating: blank, count: kinds.count)
    for row in kinds.indices {
      let value: Value? =
        switch kinds[row] {
        case .missing: blank
        case .whole: number.flatMap { $0(Double(values[row])) }
        case .real: number.flatMap { $0(real(row)) }
        case .text: distinct[Int(values[row])]
        }
      guard let value else {
        let text = CSVReader.shown(text(row), limit: 40)
        return Finished(column: Column(.unknown(kinds.count)), misfit: (row, text))
      }
      result[row] = value
    }
    return Finished(column: column(make(result)))
  }
}
