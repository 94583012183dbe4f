extension Day {
  /// The day of the year, from 1.
  public var dayOfYear: Int {
    Int(days) - Int(Day(year: calendar.year, month: 1, day: 1)?.days ?? days) + 1
  }

  /// The week of ISO 8601: weeks begin on Monday, and week 1 is the one with the year's first Thursday.
  public var week: Int {
    (Day(days: days &- Int32(weekday) &+ 4).dayOfYear - 1) / 7 + 1
  }

  /// The day so many months later, at most the last one of its month; `nil` outside of the years 1…9999.
  public func adding(months: Int) -> Day? {
    let (year, month, day) = calendar
    let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
    if overflow || total < 12 { return nil }
    let (y, m) = (total / 12, total % 12 + 1)
    return Day(year: y, month: m, day: min(day, Day.length(ofMonth: m, year: y)))
  }
}

extension Instant {
  /// Reads `2024-03-01`, or with a time `2024-03-01T12:30[:05[.25]]` (a blank may stand for the `T`), and behind it an
  /// offset from UTC: `Z`, `+02:00`, `-0330`.
  ///
  /// - Returns: the moment on the clock of UTC where there is an offset, otherwise as it is written, and whether there is
  ///   one; `nil` for any other text.
  public static func reading(_ text: String) -> (instant: Instant, hasOffset: Bool)? {
    var bytes = Array(text.utf8)
    while bytes.last == 32 { bytes.removeLast() }
    var offset: Int64?
    if bytes.count > 16 {
      if bytes.last == 90 || bytes.last == 122 {
        offset = 0
        bytes.removeLast()
      } else if let sign = bytes[11...].firstIndex(where: { $0 == 43 || $0 == 45 }) {
        let zone = bytes[(sign + 1)...].filter { $0 != 58 }
        guard zone.count == 4, zone.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let digits = zone.map { Int64($0) - 48 }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours <= 23, minutes <= 59 else { return nil }
        offset = (hours * 60 + minutes) * (bytes[sign] == 45 ? -1 : 1)
        bytes.removeSubrange(sign...)
      }
    }
    return bytes.withUnsafeBufferPointer { buffer -> (instant: Instant, hasOffset: Bool)? in
      guard let p = buffer.baseAddress else { return nil }
      if buffer.count == 10, let days = CSVCell.date(p, 10) {
        return (Instant(microseconds: Int64(days) * microsecondsPerDay), false)
      }
      var zone: CSVCell.Zone = []
      guard let read = CSVCell.dateTime(p, buffer.count, zone: &zone) else { return nil }
      return (Instant(microseconds: read - (offset ?? 0) * 60_000_000), offset != nil)
    }
  }
}
