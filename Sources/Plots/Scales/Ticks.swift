internal import Glibc
internal import Tables

/// Where an axis has ticks, and what they say.
package enum Ticks {
  /// About `count` round numbers (steps of 1, 2 or 5 times a power of ten) from `low` to `high`.
  package static func numbers(_ low: Double, _ high: Double, about count: Int = 6) -> [Tick] {
    let span = high - low
    guard span > 0, span.isFinite, count > 0 else { return [Tick(low, PlainNumber.text(low))] }
    let raw = span / Double(count)
    let power = log10(raw).rounded(.down)
    let unit = pow(10, power)
    let fraction = raw / unit
    let factor: Double = fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10
    let step = factor * unit
    guard step > 0, step.isFinite else { return [Tick(low, PlainNumber.text(low))] }
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 200 else { return [Tick(low, PlainNumber.text(low))] }
    let positions = stride(from: first, through: last, by: 1).map { PlainNumber.tidied($0 * step) }
    let largest = max(abs(first * step), abs(last * step))
    let decimals = max(0, -Int((log10(step) + 1e-9).rounded(.down)))
    return positions.map { position in
      if largest >= 1e7 || (largest < 1e-3 && largest > 0) {
        return Tick(position, scientific(position))
      }
      return Tick(position, PlainNumber.fixed(position, decimals))
    }
  }

  /// Ticks of a log axis whose ends are decimal logarithms: powers of ten, with 2 and 5 times them
  /// if few.
  package static func logarithms(_ low: Double, _ high: Double) -> [Tick] {
    let first = Int((low - 1e-9).rounded(.up))
    let last = Int((high + 1e-9).rounded(.down))
    let decades = last - first
    if high - low < 0.7 {
      return numbers(pow(10, low), pow(10, high)).compactMap {
        $0.position > 0 ? Tick(log10($0.position), $0.label) : nil
      }
    }
    var ticks: [Tick] = []
    let stride = max(1, (decades + 7) / 8)
    for power in (first - 1)...(max(first, last) + 1) {
      for factor in decades < 3 ? [1.0, 2, 5] : [1.0] {
        let position = Double(power) + log10(factor)
        guard position >= low - 1e-9, position <= high + 1e-9 else { continue }
        if factor == 1, (power - first) % stride != 0 { continue }
        ticks.append(Tick(position, shortPower(factor, power)))
      }
    }
    return ticks
  }

  /// Ticks of an axis in days since 1970: years, quarters, months, days, hours or minutes, by the
  /// span.
  package static func dates(_ low: Double, _ high: Double, about count: Int = 6) -> [Tick] {
    let span = high - low
    guard span > 0, span.isFinite, abs(low) < 4e6, abs(high) < 4e6 else {
      return numbers(low, high)
    }
    let step = span / Double(count)
    if step > 300 { return years(low, high, step: step / 365.25) }
    if step > 20 { return months(low, high, step: step / 30.4) }
    if step > 0.7 {
      let days: Double = [1, 2, 7, 14].first { $0 >= step * 0.7 } ?? 14
      // Weeks begin on Mondays (1970-01-05 was one).
      let offset: Double = days >= 7 ? 4 : 0
      return evenly(low, high, days, offset).map { Tick($0, Day(days: Int32($0)).description) }
    }
    let minutes =
      [1.0, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].first { $0 / 1440 >= step * 0.7 } ?? 720
    var lastDay: Day?
    return evenly(low, high, minutes / 1440, 0).map { position in
      let instant = Instant(microseconds: Int64((position * 86_400).rounded()) * 1_000_000)
      let (hour, minute, _, _) = instant.time
      let clock = "\(twoDigits(hour)):\(twoDigits(minute))"
      defer { lastDay = instant.day }
      return Tick(position, lastDay == instant.day ? clock : "\(instant.day) \(clock)")
    }
  }

  private static func years(_ low: Double, _ high: Double, step: Double) -> [Tick] {
    let unit = pow(10, log10(max(1, step)).rounded(.down))
    let fraction = step / unit
    let years = max(
      1, Int((fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10) * unit))
    let from = Day(days: Int32(low)).calendar.year
    let to = Day(days: Int32(high)).calendar.year
    var ticks: [Tick] = []
    var year = (from / years) * years
    while year <= to {
      if let day = Day(year: max(1, year), month: 1, day: 1) {
        let position = Double(day.days)
        if position >= low, position <= high { ticks.append(Tick(position, "\(max(1, year))")) }
      }
      year += years
    }
    return ticks
  }

  private static func months(_ low: Double, _ high: Double, step: Double) -> [Tick] {
    let months = [1, 2, 3, 6, 12].first { Double($0) >= step * 0.75 } ?? 12
    var ticks: [Tick] = []
    var (year, month, _) = Day(days: Int32(low)).calendar
    month = (month - 1) / months * months + 1
    while let day = Day(year: year, month: month, day: 1), Double(day.days) <= high {
      if Double(day.days) >= low {
        ticks.append(Tick(Double(day.days), "\(year)-\(twoDigits(month))"))
      }
      month += months
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    return ticks
  }

  private static func evenly(
    _ low: Double, _ high: Double, _ step: Double, _ offset: Double
  ) -> [Double] {
    let first = ((low - offset) / step - 1e-9).rounded(.up)
    let last = ((high - offset) / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 200 else { return [] }
    return stride(from: first, through: last, by: 1).map { $0 * step + offset }
  }

  private static func shortPower(_ factor: Double, _ power: Int) -> String {
    if (-3...6).contains(power) {
      return PlainNumber.fixed(factor * pow(10, Double(power)), max(0, -power))
    }
    return "\(Int(factor))e\(power)"
  }

  /// `2.5e7`: short enough for an axis.
  private static func scientific(_ x: Double) -> String {
    if x == 0 { return "0" }
    let power = Int(log10(abs(x)).rounded(.down))
    return PlainNumber.text(PlainNumber.tidied(x / pow(10, Double(power)))) + "e\(power)"
  }

  private static func twoDigits(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
}
