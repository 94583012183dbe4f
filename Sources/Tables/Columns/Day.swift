/// A day of the proleptic Gregorian calendar, without a time zone.
public struct Day: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  public var days: Int32
  public init(days: Int32) { self.days = days }

  /// The day of a calendar date; `nil` if there is no such date or its year is not in 1…9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    // Days from civil: years begin in March, so that the leap day is the last of its year.
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(days: Int32(era * 146_097 + dayOfEra - 719_468))
  }

  /// Year, month (1–12) and day of the month.
  public var calendar: (year: Int, month: Int, day: Int) {
    let z = Int(days) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// 1 for Monday to 7 for Sunday.
  public var weekday: Int { (((Int(days) + 3) % 7) + 7) % 7 + 1 }

  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  public static func < (a: Day, b: Day) -> Bool { a.days < b.days }
}

extension Day: CustomStringConvertible {
  /// `2024-03-01`.
  public var description: String {
    let (year, month, day) = calendar
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// A moment on a wall clock: a date and a time of day, without a time zone.
public struct Instant: Sendable, Hashable, Comparable {
  /// Microseconds since 1970-01-01T00:00.
  public var microseconds: Int64
  public init(microseconds: Int64) { self.microseconds = microseconds }

  public static let microsecondsPerDay: Int64 = 86_400_000_000

  /// A day's time; `nil` if the time of day is out of range.
  public init?(day: Day, hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
    guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second),
      (0..<1_000_000).contains(microsecond)
    else { return nil }
    let seconds = Int64(hour * 3600 + minute * 60 + second)
    self.init(
      microseconds: Int64(day.days) * Instant.microsecondsPerDay + seconds * 1_000_000
        + Int64(microsecond))
  }

  public var day: Day {
    var whole = microseconds / Instant.microsecondsPerDay
    if microseconds % Instant.microsecondsPerDay < 0 { whole -= 1 }
    return Day(days: Int32(clamping: whole))
  }

  /// Hour, minute, second and microsecond of the day.
  public var time: (hour: Int, minute: Int, second: Int, microsecond: Int) {
    let rest = Int(microseconds - Int64(day.days) * Instant.microsecondsPerDay)
    let seconds = rest / 1_000_000
    return (seconds / 3600, seconds / 60 % 60, seconds % 60, rest % 1_000_000)
  }

  public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}

extension Instant: CustomStringConvertible {
  /// `2024-03-01T12:30:05`, with a fraction only if there is one.
  public var description: String {
    let (hour, minute, second, microsecond) = time
    var text = "\(day)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    if microsecond > 0 {
      var digits = padded(microsecond, 6)
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text
  }
}

func padded(_ number: Int, _ width: Int) -> String {
  let digits = "\(number)"
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
