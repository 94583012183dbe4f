/// The first days of the months that most dates of files are in.
enum CSVMonths {
  private static let years = 1900..<2100

  /// Days since 1970 of the first day of each month, and of the month behind the last one. Lives as long as the process.
  private nonisolated(unsafe) static let firstDays: UnsafePointer<Int32> = {
    let months = years.count * 12
    let firstDays = UnsafeMutablePointer<Int32>.allocate(capacity: months + 1)
    for month in 0...months {
      firstDays[month] =
        Day(year: years.lowerBound + month / 12, month: month % 12 + 1, day: 1)?.days ?? 0
    }
    return UnsafePointer(firstDays)
  }()

  /// Days since 1970 of a calendar date; `nil` if there is no such date or its year is not in 1…9999.
  @inline(__always)
  static func day(year: Int, month: Int, day: Int) -> Int32? {
    guard years.contains(year), month &- 1 >= 0, month < 13 else {
      return Day(year: year, month: month, day: day)?.days
    }
    let place = (year &- years.lowerBound) &* 12 &+ month &- 1
    let first = firstDays[place]
    let days = Int(firstDays[place &+ 1] &- first)
    return day >= 1 && day <= days ? first &+ Int32(truncatingIfNeeded: day) &- 1 : nil
  }
}
