internal import Diagnostics
internal import Numerics

/// Finds out how a file of separated values is written, where the options don't say.
struct CSVDialect {
  let base: UnsafePointer<UInt8>
  let count: Int
  let start: Int
  let quote: UInt8?
  let decimal: UInt8

  // MARK: Delimiter

  /// The delimiter, and a note if it isn't a comma or could be two things.
  ///
  /// It is the comma, unless the comma doesn't split all rows alike and another of `;`, tab, `|` does (at least nine rows
  /// of ten, and more of them than the comma); of two such the one that gives more cells, and in a tie the comma.
  func delimiter() throws(Diagnostic) -> (delimiter: UInt8, note: Note?) {
    let comma = UInt8(ascii: ",")
    var plain = Score()
    if decimal != comma {
      // Almost every file is a plain one, and shows it at its beginning.
      plain = try score(comma, within: 1 << 16)
      if plain.share == 1 { return (comma, nil) }
      plain = try score(comma, within: .max)
      if plain.share == 1 { return (comma, nil) }
    }
    return try best(besides: plain)
  }

  /// The best delimiter over the whole file, given how well the comma does.
  func best(besides plain: Score) throws(Diagnostic) -> (delimiter: UInt8, note: Note?) {
    var found: [(delimiter: UInt8, score: Score)] = []
    for candidate in [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")] {
      let score = try score(candidate, within: .max)
      if score.share >= 0.9, score.share > plain.share { found.append((candidate, score)) }
    }
    found.sort { ($0.score.share, $0.score.width) > ($1.score.share, $1.score.width) }
    let fallback = decimal == UInt8(ascii: ",") ? UInt8(ascii: ";") : UInt8(ascii: ",")
    guard let first = found.first else { return (fallback, nil) }
    if found.count > 1, found[1].score.share == first.score.share,
      found[1].score.width == first.score.width
    {
      let names = "\(CSVDialect.name(first.delimiter)) or \(CSVDialect.name(found[1].delimiter))"
      return (
        fallback,
        Note(
          .file,
          "cells could be separated by \(names) alike; taken as \(CSVDialect.name(fallback)); `delimiter:` decides"
        )
      )
    }
    return (
      first.delimiter, Note(.file, "cells are separated by \(CSVDialect.name(first.delimiter))")
    )
  }

  /// How a delimiter does: how many cells most rows have, and which share of the rows that is. 0 where most rows
  /// have one cell.
  struct Score {
    var width = 1
    var share = 0.0
  }

  func score(_ delimiter: UInt8, within bytes: Int) throws(Diagnostic) -> Score {
    var tokenizer = CSVTokenizer(
      base: base, count: count, from: start, delimiter: delimiter, quote: quote)
    var widths: [Int: Int] = [:]
    var rows = 0
    // Runs of rows of the same width are counted as one, which keeps the dictionary out of the loop.
    var width = -1
    var run = 0
    var unused: UInt64 = 0
    loop: while tokenizer.position - start < bytes {
      switch tokenizer.next(&unused, limit: 0, origin: tokenizer.position) {
      case .end: break loop
      case .blank: continue
      case .bad: rows += 1
      case .record:
        rows += 1
        if tokenizer.cellCount == width {
          run += 1
        } else {
          if run > 0 { widths[width, default: 0] += run }
          (width, run) = (tokenizer.cellCount, 1)
        }
      }
      if rows & 0xFFFF == 0, Interrupt.isRequested {
        throw Diagnostic(.interrupted, "interrupted while reading a file")
      }
    }
    if run > 0 { widths[width, default: 0] += run }
    guard let most = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), most.key > 1
    else { return Score() }
    return Score(width: most.key, share: Double(most.value) / Double(rows))
  }

  static func name(_ delimiter: UInt8) -> String {
    delimiter == UInt8(ascii: "\t") ? "tabs" : "`\(Character(UnicodeScalar(delimiter)))`"
  }

  // MARK: Header

  /// Whether the first row holds names rather than values, judged by it and by the rows below.
  ///
  /// It holds values if all that it holds are numbers, dates and true/false; or if some of it is and nothing in it is of
  /// another type than what stands below it, unless those numbers can be names, as years and steps are. A value in quotes
  /// over cells without is a name.
  /// - Parameters:
  ///   - first: the texts of the first row.
  ///   - isQuoted: which of them stand in quotes.
  ///   - below: the types of the columns below it, as far as they were looked at.
  static func isHeader(
    _ first: [String], _ isQuoted: [Bool], below: [CSVColumnBuilder], decimal: UInt8
  ) -> Bool {
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
      // Quotes around what needs none, over columns that have none.
      if isQuoted[place], below[place].quotedCount == 0, plainBelow || below[place].rows == 0 {
        return true
      }
      values += 1
      if let underneath, underneath != builder.columnType, underneath != .text { contrasts += 1 }
      if case .number(let x) = builder.finish(), let number = x.first {
        numbers.append(number)
        if case .number(let column) = below[place].finish(), column.allSatisfy(isYear) {
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

  private static func isYear(_ x: Double) -> Bool { x == x.rounded() && (1500...2200).contains(x) }
}

extension CSVColumnBuilder {
  /// Takes one unquoted cell.
  func append(_ text: String) {
    var bytes = Array(text.utf8)
    let cell = PackedCell(start: 0, length: bytes.count)
    bytes.append(contentsOf: repeatElement(0, count: 16))
    bytes.withUnsafeBufferPointer { bytes in
      withUnsafePointer(to: cell.bits) { cells in
        if let base = bytes.baseAddress {
          append(CSVBlock(base: base, cells: cells, stride: 1, rows: 1), column: 0)
        }
      }
    }
  }
}
