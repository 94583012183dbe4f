internal import Diagnostics
internal import Numerics

/// What a column of texts turns out to be by all of its cells together: numbers with a decimal comma, dates that aren't
/// written as ISO 8601 says. What could be two things stays text, and a note says which two.
struct CSVEvidence {
  /// The column as what it is; `nil` if it stays text.
  private(set) var column: Column?
  private(set) var note: String?

  /// - Parameters:
  ///   - hasPoints: whether numbers of the file have a decimal point: then a comma in others isn't one.
  ///   - splitsAtCommas: whether the comma is the delimiter: then it isn't the decimal sign either.
  /// - Complexity: O(rows) if the column is converted, O(distinct texts) if it isn't, and nearly nothing for most.
  init(
    _ name: String, _ texts: TextValues, _ missing: Bitmap?, decimal: UInt8?, hasPoints: Bool,
    splitsAtCommas: Bool
  ) {
    let labels = texts.list
    var first: String?
    for label in labels.prefix(64) where !CSVEvidence.isNothing(label) {
      first = label
      break
    }
    guard let first, let sign = first.utf8.first else { return }
    if sign &- 0x30 <= 9 || [0x2B, 0x2D, 0x2C, 0x2E].contains(sign) {
      if decimal == nil, readsCommas(name, texts, missing, hasPoints, splitsAtCommas) { return }
      readDates(name, texts, missing)
    }
    if column == nil, note == nil,
      let amounts = CSVAmounts(CSVEvidence.code(name), labels, isNothing: CSVEvidence.isNothing)
    {
      note =
        "`\(name)` is text: its numbers have \(amounts.trait); `\(amounts.cure)` makes numbers of them"
    }
  }

  private static func isNothing(_ label: String) -> Bool {
    var label = label
    return label.isEmpty
      || label.withUTF8 { bytes in
        bytes.baseAddress.map { CSVCell.isMissingWord($0, bytes.count) } ?? true
      }
  }

  /// A name as it stands in code.
  static func code(_ name: String) -> String {
    let isPlain =
      name.utf8.first.map { $0 > 0x40 } == true
      && name.allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber }
    return isPlain ? name : "`\(name)`"
  }

  // MARK: Decimal commas

  /// Whether the texts are numbers with commas, whatever becomes of them.
  private mutating func readsCommas(
    _ name: String, _ texts: TextValues, _ missing: Bitmap?, _ hasPoints: Bool,
    _ splitsAtCommas: Bool
  ) -> Bool {
    let comma = UInt8(ascii: ",")
    var values: [Double?] = []
    var commas = 0
    var grouped = 0
    for label in texts.list {
      if CSVEvidence.isNothing(label) {
        values.append(nil)
        continue
      }
      var label = label
      let value: Double? = label.withUTF8 { bytes in
        bytes.baseAddress.flatMap { CSVCell.fullNumber($0, bytes.count, decimal: comma) }
      }
      guard let value else { return readsThousands(name, texts) }
      values.append(value)
      if label.utf8.contains(comma) {
        commas += 1
        if CSVEvidence.couldBeThousands(label) { grouped += 1 }
      }
    }
    guard commas > 0 else { return false }
    let change =
      "`change \(CSVEvidence.code(name)) = number(replace(\(CSVEvidence.code(name)), \",\", \"\"))`"
    if grouped == commas {
      note =
        "`\(name)` is text: a comma in its numbers could be the decimal sign (`decimal: \",\"`) or a thousands mark (\(change))"
    } else if hasPoints || splitsAtCommas {
      note =
        "`\(name)` is text: its numbers have a decimal comma, \(hasPoints ? "other columns a point" : "which separates cells too"); `change \(CSVEvidence.code(name)) = number(replace(\(CSVEvidence.code(name)), \",\", \".\"))` makes numbers of them"
    } else {
      note = "`\(name)`: the comma is the decimal sign of its numbers"
      let (numbers, gaps) = CSVEvidence.gathered(values, texts, missing, blank: 0)
      column = Column(.number(NumberValues(narrowing: numbers)), missing: gaps)
    }
    return true
  }

  /// One comma, with one to three digits before it and three behind it, that aren't led by a zero.
  private static func couldBeThousands(_ label: String) -> Bool {
    let digits = label.utf8.drop { $0 == 0x2D || $0 == 0x2B }
    let parts = digits.split(separator: 0x2C, omittingEmptySubsequences: false)
    return parts.count == 2 && (1...3).contains(parts[0].count) && parts[1].count == 3
      && parts[0].first != 0x30
  }

  /// Whether all texts are numbers, some of them split into thousands; they stay text.
  private mutating func readsThousands(_ name: String, _ texts: TextValues) -> Bool {
    guard texts.list.allSatisfyBytes(CSVEvidence.mayBeGrouped) else { return false }
    for mark in [",", ".", " ", "\u{A0}", "\u{202F}", "'"] {
      for decimal in [".", ","] where decimal != mark {
        var grouped = 0
        var fractions = 0
        let fits = texts.list.allSatisfy { label in
          if CSVEvidence.isNothing(label) { return true }
          let digits = label.drop { $0 == "-" }
          if digits.prefix(while: { $0 != Character(decimal) }).contains(mark) { grouped += 1 }
          if digits.contains(decimal) { fractions += 1 }
          return CSVAmounts.isNumber(digits, mark: mark, decimal: decimal)
        }
        guard fits, grouped > 0 else { continue }
        let column = CSVEvidence.code(name)
        var number = "replace(\(column), \"\(mark)\", \"\")"
        if decimal == ",", fractions > 0 { number = "replace(\(number), \",\", \".\")" }
        note =
          "`\(name)` is text: its numbers have thousands marks; `change \(column) = number(\(number))` makes numbers of them"
        return true
      }
    }
    return false
  }

  /// Whether a text has nothing but digits and what stands between them, or means missing: a quick look at its bytes.
  private static func mayBeGrouped(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let isGrouped = text.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: " "),
        UInt8(ascii: "'"), 0xC2, 0xA0, 0xE2, 0x80, 0xAF:
        true
      default: false
      }
    }
    return isGrouped || (text.count <= 4 && isNothing(String(decoding: text, as: UTF8.self)))
  }

  // MARK: Dates

  /// Days written as `31/12/2024`, `12/31/2024` or `2024/12/31`, with `/`, `.` or `-` between the parts.
  private mutating func readDates(_ name: String, _ texts: TextValues, _ missing: Bitmap?) {
    var dayFirst: [Int32?] = []
    var monthFirst: [Int32?] = []
    var isDayFirst = true
    var isMonthFirst = true
    var isYearFirst = false
    var sign: UInt8 = 0
    for label in texts.list {
      if CSVEvidence.isNothing(label) {
        dayFirst.append(nil)
        monthFirst.append(nil)
        continue
      }
      guard let (a, b, c, mark, leads) = CSVEvidence.parts(label.utf8) else { return }
      if sign == 0 { (sign, isYearFirst) = (mark, leads) }
      guard mark == sign, leads == isYearFirst else { return }
      if leads {
        guard let day = Day(year: a, month: b, day: c) else { return }
        dayFirst.append(day.days)
        continue
      }
      let one = isDayFirst ? Day(year: c, month: b, day: a)?.days : nil
      let other = isMonthFirst ? Day(year: c, month: a, day: b)?.days : nil
      isDayFirst = one != nil
      isMonthFirst = other != nil
      if one == nil, other == nil { return }
      dayFirst.append(one)
      monthFirst.append(other)
    }
    guard sign != 0 else { return }
    let mark = Character(UnicodeScalar(sign))
    let patterns = ["dd\(mark)mm\(mark)yyyy", "mm\(mark)dd\(mark)yyyy", "yyyy\(mark)mm\(mark)dd"]
    let isSame = isDayFirst && isMonthFirst && dayFirst == monthFirst
    if !isYearFirst, isDayFirst, isMonthFirst, !isSame {
      let shown = CSVEvidence.code(name)
      note =
        "`\(name)` is text: its days could be \(patterns[0]) or \(patterns[1]); `change \(shown) = date(\(shown), \"\(patterns[0])\")` decides"
      return
    }
    let pattern = isYearFirst ? patterns[2] : isDayFirst ? patterns[0] : patterns[1]
    let days = isYearFirst || isDayFirst ? dayFirst : monthFirst
    let (values, gaps) = CSVEvidence.gathered(days, texts, missing, blank: 0)
    column = Column(.date(values), missing: gaps)
    note = "`\(name)`: its days are written \(pattern)"
  }

  /// Whether a text could be a day of some order.
  static func isDay(_ text: some Sequence<UInt8>) -> Bool { parts(text) != nil }

  /// Three numbers, of which the first or the last has four digits.
  private static func parts(
    _ text: some Sequence<UInt8>
  ) -> (Int, Int, Int, UInt8, isYearFirst: Bool)? {
    var numbers: [Int] = []
    var digits = 0
    var value = 0
    var mark: UInt8?
    var lengths: [Int] = []
    for byte in text {
      if byte &- 0x30 <= 9 {
        digits += 1
        if digits > 4 { return nil }
        value = value * 10 + Int(byte &- 0x30)
      } else {
        guard digits > 0, [0x2F, 0x2E, 0x2D].contains(byte), mark == nil || mark == byte,
          numbers.count < 2
        else { return nil }
        mark = byte
        numbers.append(value)
        lengths.append(digits)
        (digits, value) = (0, 0)
      }
    }
    guard let mark, numbers.count == 2, digits > 0 else { return nil }
    lengths.append(digits)
    if lengths[0] == 4, lengths[1] <= 2, lengths[2] <= 2 {
      return (numbers[0], numbers[1], value, mark, true)
    }
    guard lengths[0] <= 2, lengths[1] <= 2, lengths[2] == 4 else { return nil }
    return (numbers[0], numbers[1], value, mark, false)
  }

  // MARK: Rows

  /// The value of each row, given those of the distinct texts; the rows whose text has none are missing.
  private static func gathered<Value>(
    _ values: [Value?], _ texts: TextValues, _ missing: Bitmap?, blank: Value
  ) -> ([Value], Bitmap?) {
    let codes = texts.listed.codes.wide
    let hasGaps = values.contains { $0 == nil }
    var gaps = missing
    if hasGaps, gaps == nil { gaps = Bitmap(count: codes.count) }
    var result: [Value] = []
    result.reserveCapacity(codes.count)
    for (row, code) in codes.enumerated() {
      if missing?[row] == true || !values.indices.contains(Int(code)) {
        result.append(blank)
        continue
      }
      let value = values[Int(code)]
      if value == nil { gaps?[row] = true }
      result.append(value ?? blank)
    }
    return (result, gaps)
  }
}
