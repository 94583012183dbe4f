/// How a column of texts writes amounts that `number` doesn't read: with a sign of a currency or of percent, or in
/// brackets for less than zero, as accountants do. They stay text; what makes numbers of them is told.
struct CSVAmounts {
  /// The code that makes numbers of the column.
  private(set) var cure: String
  /// What is in the way, in words.
  private(set) var trait: String

  private static let currencies: Set<Character> = [
    "$", "€", "£", "¥", "₹", "₩", "₽", "₺", "₫", "฿",
  ]
  private static let blanks: Set<Character> = [" ", "\u{A0}", "\u{202F}"]

  /// One amount without what surrounds its digits.
  private struct Amount {
    var digits: Substring
    var sign: Character?
    var hasBrackets = false
    var hasBlank = false

    init?(_ text: String) {
      digits = text[...]
      if digits.first == "(", digits.last == ")" {
        digits = digits.dropFirst().dropLast()
        hasBrackets = true
      }
      dropMinus()
      if let first = digits.first, currencies.contains(first) {
        sign = first
        digits.removeFirst()
      } else if let last = digits.last, currencies.contains(last) || last == "%" {
        sign = last
        digits.removeLast()
      }
      while let first = digits.first, blanks.contains(first) {
        digits.removeFirst()
        hasBlank = true
      }
      while let last = digits.last, blanks.contains(last) {
        digits.removeLast()
        hasBlank = true
      }
      dropMinus()
      guard let first = digits.first, first.isASCII, first.isNumber || first == "." else {
        return nil
      }
    }

    private mutating func dropMinus() {
      if !hasBrackets, digits.first == "-" { digits.removeFirst() }
    }
  }

  /// What is to be said of the texts of a column, of which some may mean missing; `nil` if they aren't amounts of one
  /// kind.
  ///
  /// - Parameter column: the column's name as it stands in code.
  /// - Complexity: O(texts), and nearly nothing for most columns of text.
  init?(_ column: String, _ texts: TextList, isNothing: (String) -> Bool) {
    var amounts: [Amount] = []
    for text in texts where !isNothing(text) {
      guard let amount = Amount(text) else { return nil }
      amounts.append(amount)
    }
    let signs = Set(amounts.compactMap(\.sign))
    let hasBrackets = amounts.contains(where: \.hasBrackets)
    guard signs.count == 1 || (signs.isEmpty && hasBrackets) else { return nil }
    let sign = signs.first
    // A part of a whole and a plain number aren't of one kind.
    if sign == "%", amounts.contains(where: { $0.sign == nil }) { return nil }
    guard
      let (mark, decimal) = [(",", "."), (".", ","), (" ", "."), (" ", ","), ("'", ".")].first(
        where: { mark, decimal in
          amounts.allSatisfy { CSVAmounts.isNumber($0.digits, mark: mark, decimal: decimal) }
        })
    else { return nil }
    var dropped: [String] = []
    if let sign { dropped.append(String(sign)) }
    if hasBrackets { dropped.append(")") }
    if amounts.contains(where: { $0.digits.contains(mark) }) { dropped.append(mark) }
    if amounts.contains(where: \.hasBlank), mark != " " || !dropped.contains(" ") {
      dropped.append(" ")
    }
    var code = hasBrackets ? "replace(\(column), \"(\", \"-\")" : column
    code =
      dropped.count == 1
      ? "replace(\(code), \"\(dropped[0])\", \"\")"
      : "replace_pattern(\(code), \"[\(dropped.joined())]\", \"\")"
    if decimal == ",", amounts.contains(where: { $0.digits.contains(",") }) {
      code = "replace(\(code), \",\", \".\")"
    }
    cure = "change \(column) = number(\(code))" + (sign == "%" ? " / 100" : "")
    let signText = sign.map { "`\($0)`" }
    trait = [signText, hasBrackets ? "brackets for less than zero" : nil].compactMap { $0 }
      .joined(separator: " and ")
  }

  /// Whether a text is digits, perhaps in groups of three with a mark between, and perhaps a fraction.
  static func isNumber(_ text: Substring, mark: String, decimal: String) -> Bool {
    let parts = text.split(separator: Character(decimal), omittingEmptySubsequences: false)
    let groups = parts[0].split(separator: Character(mark), omittingEmptySubsequences: false)
    return parts.count < 3 && parts.dropFirst().allSatisfy(isDigits)
      && (groups.allSatisfy(isDigits) || (parts.count == 2 && parts[0].isEmpty))
      && (groups.count == 1
        || groups[0].count < 4 && groups.dropFirst().allSatisfy { $0.count == 3 })
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 &- 0x30 <= 9 }
  }
}
