internal import Diagnostics
internal import Numerics

/// What is to be said about the columns that were read, put together into few lines.
struct CSVReport {
  private var missingWords: [(name: String, count: Int, word: String)] = []
  private var keptWords: [(name: String, count: Int, word: String)] = []
  private var quotedValues: [(name: String, cure: String)] = []
  private var trimmed = 0
  private var details: [Note] = []

  mutating func add(
    _ name: String, _ builder: CSVColumn, _ column: Column, quotedType: CSVColumnBuilder.State?,
    isForced: Bool, decimal: UInt8, evidence: String?
  ) {
    let name = CSVReader.shown(name, limit: 40)
    trimmed += builder.trimmedCount
    if builder.isUTC {
      details.append(
        Note(.types, "`\(name)`: times are Coordinated Universal Time; the Z is left out"))
    }
    if builder.wordCount > 0 {
      let entry = (name, builder.wordCount, builder.firstWord)
      if builder.state != .text {
        missingWords.append(entry)
      } else if !["none", "None", "."].contains(builder.firstWord) {
        keptWords.append(entry)
      }
    }
    if let evidence {
      details.append(Note(.types, evidence))
    } else if let quotedType {
      let shown = CSVEvidence.code(name)
      let cure =
        switch quotedType {
        case .truth: "\(shown) = \(shown) == \"true\"` makes true/false"
        case .date: "\(shown) = date(\(shown))` makes days"
        case .dateTime: "\(shown) = date_time(\(shown))` makes times"
        default: "\(shown) = number(\(shown))` makes numbers"
        }
      quotedValues.append((name, "`change \(cure)"))
    } else if !isForced, case .text(let texts) = column.values {
      remark(name, texts, column, decimal)
    }
  }

  /// Says why a column that is almost something else is text.
  private mutating func remark(
    _ name: String, _ texts: TextValues, _ column: Column, _ decimal: UInt8
  ) {
    // Rows without a text may be listed with an empty one.
    let sample = texts.list.lazy.filter { !$0.isEmpty }.prefix(200).map { $0 }
    if sample.isEmpty { return }
    let isLike = { (text: String) in CSVReport.kind(of: text, decimal) }
    var kinds: [Kind: Int] = [:]
    for text in sample { kinds[isLike(text), default: 0] += 1 }
    let all = sample.count
    if kinds[.zeros, default: 0] > 0, kinds[.zeros, default: 0] + kinds[.number, default: 0] == all
    {
      details.append(Note(.types, "`\(name)` is text, for the leading zeros in it"))
    } else if kinds[.long, default: 0] > 0,
      kinds[.long, default: 0] + kinds[.number, default: 0] == all
    {
      details.append(
        Note(.types, "`\(name)` is text, for whole numbers of more than 15 digits in it"))
    } else if kinds[.comma, default: 0] > 0,
      kinds[.comma, default: 0] + kinds[.number, default: 0] == all
    {
      details.append(
        Note(
          .types,
          "`\(name)` is text: a comma is in its numbers; `decimal: \",\"` reads it as the decimal sign"
        ))
    } else if texts.list.count > 1, kinds[.number, default: 0] * 2 >= all {
      // How many rows hold no number, counted over all of them.
      let (codes, list) = texts.listed
      let isOther = list.map { isLike($0) != .number }
      var others = 0
      var first: Int?
      for (row, code) in codes.wide.enumerated()
      where isOther[Int(code)] && !column.isMissing(row) {
        others += 1
        if first == nil { first = row }
      }
      let present = texts.count - column.missingCount
      guard let first, others * 5 <= present else { return }
      let text = CSVReader.shown(texts[first], limit: 30)
      let cells =
        others == 1
        ? "1 of its \(present) cells is no number"
        : "\(others) of its \(present) cells are no numbers"
      details.append(
        Note(
          .types,
          "`\(name)` is text: \(cells), first \"\(text)\" in row \(first + 1); `absent: [\"\(text)\"]` makes it missing"
        ))
    }
  }

  private enum Kind { case number, zeros, long, comma, other }

  private static func kind(of text: String, _ decimal: UInt8) -> Kind {
    var text = text
    return text.withUTF8 { bytes in
      guard let p = bytes.baseAddress, bytes.count > 0 else { return .other }
      if CSVCell.fullNumber(p, bytes.count, decimal: decimal) != nil { return .number }
      if bytes.allSatisfy({ $0 &- 0x30 <= 9 }) { return bytes[0] == 0x30 ? .zeros : .long }
      if decimal != UInt8(ascii: ","),
        CSVCell.fullNumber(p, bytes.count, decimal: UInt8(ascii: ",")) != nil
      {
        return .comma
      }
      return .other
    }
  }

  func notes(isAllQuoted: Bool) -> [Note] {
    var notes: [Note] = []
    if !missingWords.isEmpty {
      notes.append(Note(.missing, "words read as missing: \(CSVReport.list(missingWords))"))
    }
    if !keptWords.isEmpty {
      let word = keptWords[0].word
      notes.append(
        Note(
          .missing,
          "words kept as text: \(CSVReport.list(keptWords)); `absent: [\"\(word)\"]` makes them missing"
        ))
    }
    if let first = quotedValues.first {
      let names = quotedValues.prefix(5).map { "`\($0.name)`" }.joined(separator: ", ")
      let more = quotedValues.count > 5 ? ", … \(quotedValues.count - 5) more" : ""
      notes.append(
        Note(
          .types,
          "\(names)\(more): text, as the values stand in quotes; \(first.cure) of them"))
    }
    notes += details.prefix(8)
    if details.count > 8 {
      notes.append(Note(.types, "\(details.count - 8) more columns have remarks of that kind"))
    }
    if trimmed > 0 { notes.append(Note(.types, "blanks around \(trimmed) texts were left out")) }
    return notes
  }

  private static func list(_ entries: [(name: String, count: Int, word: String)]) -> String {
    let shown = entries.prefix(5).map { "\($0.word) in `\($0.name)` (\($0.count))" }.joined(
      separator: ", ")
    return entries.count > 5 ? "\(shown), … \(entries.count - 5) more columns" : shown
  }
}
