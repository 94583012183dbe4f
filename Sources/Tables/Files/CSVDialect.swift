internal import Glibc
internal import Numerics

/// How the cells of a file are told apart.
struct CSVDialect: Equatable {
  var delimiter: UInt8
  /// The byte around quoted cells; `nil`: no cell is quoted.
  var quote: UInt8?
  var escape = Escape.doubled

  /// How a quote is written within quotes.
  enum Escape {
    /// As two.
    case doubled
    /// With a backslash before it.
    case backslash
    /// Like any other character: only a quote before a delimiter or a line end closes a cell.
    case none
  }

  static func name(_ sign: UInt8) -> String {
    switch sign {
    case UInt8(ascii: "\t"): "tabs"
    case UInt8(ascii: " "): "blanks"
    default: "`\(Character(UnicodeScalar(sign)))`"
    }
  }

  /// `cells are separated by …`, with the quote where it isn't the usual one.
  var phrase: String {
    var text = "cells are separated by \(CSVDialect.name(delimiter))"
    if let quote, quote != UInt8(ascii: "\"") { text += ", quoted by \(CSVDialect.name(quote))" }
    if quote == nil { text += ", quotes are plain characters" }
    switch escape {
    case .doubled: break
    case .backslash: text += ", a backslash stands before a quote in a cell"
    case .none: text += ", quotes in a cell are written once"
    }
    return text
  }
}

/// How well a dialect fits a stretch of a file.
struct CSVReading {
  var dialect: CSVDialect
  /// Records, those that break the rules of quotes among them.
  var rows = 0
  /// How many of them have `width` cells each and keep the rules.
  var good = 0
  /// How many break the rules of quotes.
  var faults = 0
  /// The number of cells that most records have.
  var width = 1
  /// The share of cells that stand in quotes.
  var quoted = 0.0
  /// Whether some quote is doubled.
  var hasPairs = false
  /// Whether some cell that isn't quoted holds a quote.
  var hasLooseQuotes = false
  /// The share of cells that hold a number, a date, a truth or nothing, which only the right cells do.
  var typed = 0.0
  /// Whether the first record has one cell and nothing says that the next is a row of names: then that one cell is the
  /// name of a single column.
  var isOneColumn = false
  /// Whether the first record has one cell only.
  var isTitled = false

  var share: Double { rows == 0 ? 0 : Double(good) / Double(rows) }
  /// Whether all rows are alike.
  var isPerfect: Bool { width > 1 && good == rows }
  /// What the readings are ranked by: above all that rows are alike, then that cells are values, then that there are
  /// many of them, and that quotes are quotes.
  var score: Double { width < 2 ? 0 : share * 4 + typed * 2 + 1 - 1 / Double(width) + quoted / 2 }
}

/// The readings of a file, and which of them it is.
struct CSVDialectSearch {
  let base: UnsafePointer<UInt8>
  let count: Int
  let start: Int
  /// What is known beforehand.
  let delimiter: UInt8?
  let quote: CSVOptions.Quote
  let decimal: UInt8?

  /// What files are separated by, and what some are.
  private static let usual = [",", ";", "\t", "|"].map { Array($0.utf8)[0] }
  static let rare = [":", "~", "^", "#", " "].map { Array($0.utf8)[0] }

  struct Outcome {
    var best: CSVReading
    /// The best reading with another delimiter, or with other quotes if there is none.
    var second: CSVReading?
    /// Whether nothing speaks for the best more than for the second.
    var isTie = false
  }

  /// The reading that the first bytes of the file show, as many as asked for.
  ///
  /// A delimiter other than `,` `;` tab `|` is taken only if none of these makes rows that are alike. Two delimiters that
  /// both make all rows alike are a tie unless the values in the cells tell them apart.
  /// - Complexity: O(bytes) for each delimiter and quote that occurs in them.
  func best(within bytes: Int) throws(Interrupted) -> Outcome {
    var readings = try self.readings(delimiter.map { [$0] } ?? CSVDialectSearch.usual, bytes)
    if delimiter == nil, !readings.contains(where: { $0.width > 1 && $0.share >= 0.5 }) {
      let others = try self.readings(CSVDialectSearch.rare, bytes)
      readings += others.filter { $0.width > 1 && $0.share >= 0.8 }
    }
    let measured = readings
    readings.removeAll { reading in
      let sign = reading.dialect.delimiter
      let isRare = CSVDialectSearch.rare.contains(sign) && reading.isTitled
      return sign != delimiter && (reading.isOneColumn || isRare)
    }
    // The first of equals stays first.
    let ranked = readings.enumerated().sorted {
      ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
    }.map(\.element)
    let fallback = delimiter ?? UInt8(ascii: decimal == UInt8(ascii: ",") ? ";" : ",")
    guard let first = ranked.first, first.width > 1 else {
      let one = try measure(CSVDialect(delimiter: fallback, quote: quote.sign), bytes)
      return Outcome(best: one, second: measured.first { $0.dialect != one.dialect })
    }
    var outcome = Outcome(best: first)
    outcome.second =
      ranked.dropFirst().first { $0.dialect.delimiter != first.dialect.delimiter && $0.width > 1 }
      ?? ranked.dropFirst().first { $0.width > 1 }
      ?? measured.first { $0.dialect != first.dialect }
    if let second = outcome.second, second.dialect.delimiter != first.dialect.delimiter {
      outcome.isTie =
        first.isPerfect && second.isPerfect && abs(first.typed - second.typed) < 0.1
        && max(first.width, second.width) < 2 * min(first.width, second.width)
    }
    return outcome
  }

  private func readings(
    _ delimiters: [UInt8], _ bytes: Int
  ) throws(Interrupted) -> [CSVReading] {
    let end = min(count, start + bytes)
    let has = { (byte: UInt8) in
      memchr(base + start, Int32(byte), end - start) != nil
    }
    var plain: [CSVReading] = []
    for delimiter in delimiters
    where delimiter != decimal && (has(delimiter) || delimiter == self.delimiter) {
      if delimiter == quote.sign { continue }
      plain.append(try measure(CSVDialect(delimiter: delimiter, quote: quote.sign), bytes))
    }
    // All rows are alike, and every quote opens a cell, closes one or is doubled: then they are what they look like.
    let sound = plain.filter { $0.quoted > 0 && !$0.hasLooseQuotes }
    if sound.contains(where: \.isPerfect) { return sound }
    // All rows are alike, with cells in quotes: then no delimiter splits those.
    if plain.contains(where: { $0.isPerfect && $0.quoted > 0 }) {
      return plain.filter { $0.quoted > 0 }
    }
    // Some cell stands in quotes, and no quote is out of its place: then they are what they look like.
    if plain.contains(where: { $0.quoted > 0 && $0.faults == 0 }) { return plain }
    var result: [CSVReading] = []
    for reading in plain {
      result.append(reading)
      let delimiter = reading.dialect.delimiter
      if let mark = quote.sign, has(mark), !reading.isPerfect {
        result += try others(than: reading, has(UInt8(ascii: "\\")), bytes)
      }
      guard quote == .found else { continue }
      let single = UInt8(ascii: "'")
      if has(single), single != delimiter {
        let reading = try measure(CSVDialect(delimiter: delimiter, quote: single), bytes)
        result.append(reading)
        result += try others(than: reading, false, bytes)
      }
      // Quotes as plain characters, where none of them makes sense as a quote.
      if reading.faults >= 3, reading.quoted == 0 {
        let bare = try measure(CSVDialect(delimiter: delimiter, quote: nil), bytes)
        if bare.share > max(reading.share, 0.9) { result.append(bare) }
      }
    }
    return result
  }

  /// The readings with other ways to write a quote within quotes, where quotes are at fault without them.
  private func others(
    than plain: CSVReading, _ hasBackslash: Bool, _ bytes: Int
  ) throws(Interrupted) -> [CSVReading] {
    guard plain.faults > 0 else { return [] }
    var result: [CSVReading] = []
    var dialect = plain.dialect
    if hasBackslash {
      dialect.escape = .backslash
      result.append(try measure(dialect, bytes))
    }
    // Some doubled quotes say how the others are meant.
    if plain.faults >= 3, !plain.hasPairs {
      dialect.escape = .none
      result.append(try measure(dialect, bytes))
    }
    return result.filter { $0.share > plain.share }
  }

  /// How a dialect fits the first bytes; a record that they cut off isn't one of them.
  func measure(_ dialect: CSVDialect, _ bytes: Int) throws(Interrupted) -> CSVReading {
    let isWhole = start + bytes >= count
    guard dialect.escape != .doubled else {
      return try measure(dialect, base, start, count, isWhole: isWhole, bytes)
    }
    let text = CSVUnescaping.doubled(base + start, min(count - start, bytes), dialect)
    // Without memory for it, it fits nothing.
    guard let copy = FileBytes(copying: text) else { return CSVReading(dialect: dialect) }
    return try measure(dialect, UnsafePointer(copy.base), 0, copy.count, isWhole: isWhole)
  }

  private func measure(
    _ dialect: CSVDialect, _ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int, isWhole: Bool,
    _ bytes: Int = .max
  ) throws(Interrupted) -> CSVReading {
    var tokenizer = CSVTokenizer(
      base: base, count: count, from: start, delimiter: dialect.delimiter, quote: dialect.quote)
    var reading = CSVReading(dialect: dialect)
    let end = bytes < count - start ? start + bytes : count
    var widths: [Int: Int] = [:]
    // Runs of rows of the same width are counted as one, which keeps the dictionary out of the loop.
    var width = -1
    var run = 0
    var quoted = 0
    var cells = 0
    let shown = 64
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: shown) { buffer in
      guard let target = buffer.baseAddress else { return }
      while tokenizer.position < end, !Interrupt.isRequested {
        let origin = tokenizer.position
        let outcome = tokenizer.next(target, limit: shown, origin: origin)
        if !isWhole, tokenizer.position > end, reading.rows > 0 { break }
        switch outcome {
        case .end, .blank: continue
        case .bad:
          reading.rows += 1
          reading.faults += 1
        case .record:
          reading.rows += 1
          let stored = min(shown, tokenizer.cellCount)
          cells += stored
          for i in 0..<stored {
            let cell = PackedCell(bits: target[i])
            if cell.isQuoted {
              quoted += 1
              if cell.isEscaped { reading.hasPairs = true }
            } else if let quote = dialect.quote, !reading.hasLooseQuotes {
              let place = base + origin + cell.start
              reading.hasLooseQuotes = memchr(place, Int32(quote), cell.length) != nil
            }
          }
          if tokenizer.cellCount == width {
            run += 1
          } else {
            if run > 0 { widths[width, default: 0] += run }
            (width, run) = (tokenizer.cellCount, 1)
          }
        }
      }
    }
    try Interrupt.check()
    if run > 0 { widths[width, default: 0] += run }
    if let most = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      (reading.width, reading.good) = (most.key, most.value)
    }
    reading.quoted = cells == 0 ? 0 : Double(quoted) / Double(cells)
    if reading.width > 1 { judgeCells(&reading, base, start, min(end, count)) }
    return reading
  }

  /// Looks at the cells of up to 200 rows: which share of them are values, and whether there is more than one column.
  private func judgeCells(
    _ reading: inout CSVReading, _ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int
  ) {
    var tokenizer = CSVTokenizer(
      base: base, count: count, from: start, delimiter: reading.dialect.delimiter,
      quote: reading.dialect.quote)
    let width = reading.width
    let most = min(width, 256)
    var cells = 0
    var typed = 0
    var namesAreTyped = false
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: most) { buffer in
      guard let target = buffer.baseAddress else { return }
      var rows = -1
      while rows < 200, tokenizer.position < count {
        let outcome = tokenizer.next(target, limit: most, origin: tokenizer.position)
        if outcome == .record, rows < 0, tokenizer.cellCount == 1 {
          reading.isTitled = true
        }
        guard outcome == .record, tokenizer.cellCount == width else { continue }
        rows += 1
        let values = (0..<most).count { place in
          let cell = PackedCell(bits: target[place])
          return isValue(base + tokenizer.recordStart + cell.start, cell.length)
        }
        // The first may be a header.
        if rows == 0 {
          namesAreTyped = values > 0
          continue
        }
        cells += most
        typed += values
      }
    }
    reading.typed = cells == 0 ? 0 : Double(typed) / Double(cells)
    reading.isOneColumn = reading.isTitled && (namesAreTyped || typed == 0)
  }

  private func isValue(_ p: UnsafePointer<UInt8>, _ n: Int) -> Bool {
    var zone: CSVCell.Zone = []
    if n == 0 || CSVCell.isMissingWord(p, n) || CSVCell.truth(p, n) != nil { return true }
    if CSVCell.date(p, n) != nil || CSVCell.dateTime(p, n, zone: &zone) != nil { return true }
    if let decimal { return CSVCell.number(p, n, decimal: decimal) != nil }
    return CSVCell.number(p, n, decimal: UInt8(ascii: ".")) != nil
      || CSVCell.number(p, n, decimal: UInt8(ascii: ",")) != nil
  }

  /// The first record that two readings tell apart, and its cells in each; `nil` if there is none.
  func difference(
    _ first: CSVDialect, _ second: CSVDialect
  ) -> (line: Int, first: [String], second: [String])? {
    var one = CSVTokenizer(
      base: base, count: count, from: start, delimiter: first.delimiter, quote: first.quote)
    var other = CSVTokenizer(
      base: base, count: count, from: start, delimiter: second.delimiter, quote: second.quote)
    var lines = LineCounter(base: base, count: count)
    while one.position < count, other.position < count, one.position - start < 64 << 20 {
      let place = one.position
      let (a, b) = (cells(&one), cells(&other))
      if a != b || one.position != other.position { return (lines.line(of: place), a, b) }
    }
    return nil
  }

  private func cells(_ tokenizer: inout CSVTokenizer) -> [String] {
    let most = 12
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: most) { buffer in
      guard let target = buffer.baseAddress else { return [] }
      guard tokenizer.next(target, limit: most, origin: tokenizer.position) == .record else {
        return []
      }
      return (0..<min(most, tokenizer.cellCount)).map { place in
        let cell = PackedCell(bits: target[place])
        let from = tokenizer.recordStart + cell.start
        return CSVReader.shown(base, from..<(from + cell.length), limit: 24)
      }
    }
  }
}
