internal import Diagnostics

extension Lexer {
  mutating func number() {
    let start = at
    skipDigits()
    if at - start == 4, let length = dateLength() { return bareDate(from: start, length) }
    var problem: Diagnostic?
    if byte() == UInt8(ascii: "."), byte(1) != UInt8(ascii: ".") {
      if byte(1).isDigit {
        at += 1
        while byte().isDigit { at += 1 }
      } else if !byte(1).isLetter {
        let whole = string(start, at)
        at += 1
        problem = malformedNumber(start, "a digit must follow the point of a number", own: whole)
      }
    }
    if problem == nil, byte() | 0x20 == UInt8(ascii: "e") {
      let signed = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
      if byte(signed ? 2 : 1).isDigit {
        at += signed ? 3 : 2
        while byte().isDigit { at += 1 }
      } else if signed {
        at += 2
        problem = malformedNumber(start, "digits must follow the `e` of a number", own: nil)
      }
    }
    let end = at
    skipNameCharacters()
    if at > end {
      let letters = string(end, at)
      problem = malformedNumber(start, "a number runs into `\(letters)`", own: nil)
      problem?.help = [
        "a product is `\(string(start, end)) * \(letters)`; a name that begins with a digit stands in back-quotes"
      ]
    }
    if let problem { return addMalformed(problem, from: start) }
    let plain = string(start, at).filter { $0 != "_" }
    guard let value = Double(plain), value.isFinite else {
      return addMalformed(
        Diagnostic(
          .malformedLiteral, "the number \(string(start, at)) is too large",
          found: string(start, at),
          expected: ["a number below 1.8e308"]),
        from: start)
    }
    add(.number(value), from: start)
  }

  /// The length of `-03-01` or `-03-01T12:30` at the place; `nil` if something else stands there.
  private func dateLength() -> Int? {
    func fits(_ pattern: String, from first: Int) -> Bool {
      pattern.utf8.enumerated().allSatisfy { place, sign in
        let found = byte(first + place)
        return sign == UInt8(ascii: "0") ? found.isDigit : found == sign
      }
    }
    guard fits("-00-00", from: 0) else { return nil }
    var length = 6
    if fits("T00:00", from: 6) { length = fits(":00", from: 12) ? 15 : 12 }
    return byte(length).isDigit || byte(length).isLetter ? nil : length
  }

  /// `2024-03-01` without its sign, which would be a difference.
  private mutating func bareDate(from start: Int, _ length: Int) {
    at += length
    let written = string(start, at)
    addMalformed(
      Diagnostic(
        .malformedLiteral, "a date begins with `@`", found: written, expected: ["@" + written],
        help: ["write `@\(written)`; signs of a difference have blanks around them"],
        fix: .init(SourceRange(start, start), "@")),
      from: start)
  }

  private mutating func skipDigits() {
    while byte().isDigit || byte() == UInt8(ascii: "_") { at += 1 }
  }

  private func malformedNumber(_ start: Int, _ message: String, own: String?) -> Diagnostic {
    let range = SourceRange(start, at)
    return Diagnostic(
      .malformedLiteral, message, found: string(start, at),
      expected: ["a number such as 12, 0.5 or 1.5e-3"],
      help: own.map { ["write `\($0)`"] } ?? [], fix: own.map { .init(range, $0) })
  }

  /// Reads `.5`, which lacks its zero.
  mutating func bareFraction() {
    let start = at
    at += 1
    while byte().isDigit { at += 1 }
    let own = "0" + string(start, at)
    addMalformed(
      malformedNumber(start, "a digit must stand before the point of a number", own: own),
      from: start)
  }

  // MARK: Dates

  mutating func date() {
    let start = at
    at += 1
    // The word runs on over all that dates of other tools hold, so that a wrong one is one mistake.
    while byte().isDigit || byte().isLetter || byte() == UInt8(ascii: "-")
      || byte() == UInt8(ascii: ":")
      || byte() == UInt8(ascii: "/") && byte(1).isDigit
      || byte() == UInt8(ascii: ".") && byte(1).isDigit
    {
      // The colon of an option, `@2024-01-01: x`, is not a part of the date.
      if byte() == UInt8(ascii: ":"), !byte(1).isDigit { break }
      at += 1
    }
    let written = string(start + 1, at)
    switch DateLiteral.reading(written) {
    case .success(let date):
      add(.date(date), from: start)
    case .failure(let problem):
      addMalformed(
        Diagnostic(
          .malformedLiteral, problem.message, found: "@" + written, expected: ["@year-month-day"],
          help: ["dates look like `@2024-03-01`, with a time like `@2024-03-01T12:30`"],
          fix: problem.cure.map { .init(SourceRange(start, at), "@" + $0) }),
        from: start)
    }
  }
}

extension DateLiteral {
  struct Problem: Error {
    var message: String
    var cure: String?
  }

  /// The date of its written form, without the `@`, checked to be a real day and time.
  static func reading(_ text: String) -> Result<DateLiteral, Problem> {
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    let days = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { whole($0) }
    guard days.count == 3, let year = days[0], let month = days[1], let day = days[2] else {
      return .failure(Problem(message: "`@\(text)` is not a date of the form `@year-month-day`"))
    }
    let widths = halves[0].split(separator: "-").map(\.count)
    guard widths[0] == 4 else {
      return .failure(Problem(message: "the year of `@\(text)` needs four digits"))
    }
    guard (1...12).contains(month) else {
      return .failure(
        Problem(message: "`@\(text)` has the month \(month), but months go from 1 to 12"))
    }
    let last = lastDay(of: month, in: year)
    guard (1...last).contains(day) else {
      let names = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October",
        "November", "December",
      ]
      return .failure(
        Problem(message: "\(names[month - 1]) \(year) has \(last) days, so there is no `@\(text)`"))
    }
    if widths[1] != 2 || widths[2] != 2 {
      let rest = halves.count > 1 ? "T" + halves[1] : ""
      return .failure(
        Problem(
          message: "the month and the day of `@\(text)` need two digits each",
          cure: "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))\(rest)"))
    }
    var date = DateLiteral(year: year, month: month, day: day)
    guard halves.count > 1 else { return .success(date) }
    let pieces = halves[1].split(separator: ":", omittingEmptySubsequences: false)
    let times = pieces.map { $0.count == 2 ? whole($0) : nil }
    guard (2...3).contains(times.count), let hour = times[0], let minute = times[1],
      let second = times.count == 3 ? times[2] : 0
    else {
      return .failure(
        Problem(
          message: "the time of `@\(text)` is not of the form `hour:minute` or `hour:minute:second`"
        ))
    }
    guard hour < 24, minute < 60, second < 60 else {
      return .failure(Problem(message: "`@\(text)` has no real time of day"))
    }
    date.time = Time(hour: hour, minute: minute, second: second)
    return .success(date)
  }

  /// The number of days of a month in the Gregorian calendar.
  static func lastDay(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func whole(_ digits: some StringProtocol) -> Int? {
    digits.count <= 6 && !digits.isEmpty && digits.utf8.allSatisfy(\.isDigit) ? Int(digits) : nil
  }

  static func padded(_ value: Int, _ width: Int) -> String {
    let digits = "\(value)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
