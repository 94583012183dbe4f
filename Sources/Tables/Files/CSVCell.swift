internal import Glibc
internal import Numerics

/// What the bytes of one cell can be read as.
enum CSVCell {
  /// A number by the reader's rules, or `nil`.
  ///
  ///     [ "+" | "-" ] ( digits [ point [ digits ] ] | point digits ) [ ( "e" | "E" ) [ "+" | "-" ] digits ]
  ///
  /// The point is `decimal`. Three things that look like numbers are names for something and stay text: leading zeros
  /// (`007`, but not `0` and `0.5`), whole numbers of more than 15 digits, and a plus sign before eight or more digits
  /// (a telephone number). So do hexadecimal and digit separators, and what no Double holds (`1e400`, `inf`).
  @inline(__always)
  static func number(_ p: UnsafePointer<UInt8>, _ n: Int, decimal: UInt8) -> Double? {
    // The common case, at most 15 digits: both the digits and the power of ten are exact, so the quotient is
    // correctly rounded (Clinger 1990).
    var i = 0
    let isNegative = n > 0 && p[0] == UInt8(ascii: "-")
    if isNegative { i = 1 }
    let start = i
    var mantissa: UInt64 = 0
    if n &- i <= 16 {
      while i < n {
        let digit = p[i] &- 0x30
        if digit > 9 { break }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        i &+= 1
      }
      let whole = i &- start
      if whole > 0, p[start] != 0x30 || whole == 1 {
        if i == n, whole <= 15 {
          let value = Double(mantissa)
          return isNegative ? -value : value
        }
        if i < n, p[i] == decimal {
          i &+= 1
          let fraction = n &- i
          while i < n {
            let digit = p[i] &- 0x30
            if digit > 9 { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            i &+= 1
          }
          if i == n, whole &+ fraction <= 15 {
            let value = Double(mantissa) / powerOfTen(fraction)
            return isNegative ? -value : value
          }
        }
      }
    }
    return fullNumber(p, n, decimal: decimal)
  }

  /// The whole grammar.
  @inline(never)
  static func fullNumber(_ p: UnsafePointer<UInt8>, _ n: Int, decimal: UInt8) -> Double? {
    var i = 0
    var hasPlus = false
    if i < n, p[i] == UInt8(ascii: "-") || p[i] == UInt8(ascii: "+") {
      hasPlus = p[i] == UInt8(ascii: "+")
      i += 1
    }
    let wholeStart = i
    while i < n, p[i] &- 0x30 <= 9 { i += 1 }
    let whole = i - wholeStart
    if whole > 1, p[wholeStart] == 0x30 { return nil }
    var fraction = 0
    let pointPlace = i
    let hasPoint = i < n && p[i] == decimal
    if hasPoint {
      i += 1
      while i < n, p[i] &- 0x30 <= 9 {
        i += 1
        fraction += 1
      }
    }
    guard whole + fraction > 0 else { return nil }
    var hasExponent = false
    if i < n, p[i] | 0x20 == UInt8(ascii: "e") {
      hasExponent = true
      i += 1
      if i < n, p[i] == UInt8(ascii: "-") || p[i] == UInt8(ascii: "+") { i += 1 }
      let exponentStart = i
      while i < n, p[i] &- 0x30 <= 9 { i += 1 }
      guard i > exponentStart else { return nil }
    }
    guard i == n else { return nil }
    if !hasPoint, !hasExponent, whole > 15 || (hasPlus && whole >= 8) { return nil }
    return converted(p, n, point: hasPoint ? pointPlace : nil)
  }

  /// The number of a text that a column was told to hold: as ``fullNumber`` without the three exceptions.
  static func forcedNumber(_ p: UnsafePointer<UInt8>, _ n: Int, decimal: UInt8) -> Double? {
    if let value = number(p, n, decimal: decimal) { return value }
    guard n > 0, n < 400 else { return nil }
    var point: Int?
    for i in 0..<n {
      switch p[i] {
      case decimal where point == nil: point = i
      case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
        break
      default: return nil
      }
    }
    return converted(p, n, point: point)
  }

  /// The value of a text that is in the grammar.
  private static func converted(_ p: UnsafePointer<UInt8>, _ n: Int, point: Int?) -> Double? {
    guard let point, p[point] != UInt8(ascii: ".") else {
      return parseNumber(UnsafeBufferPointer(start: p, count: n))
    }
    var bytes = Array(UnsafeBufferPointer(start: p, count: n))
    bytes[point] = UInt8(ascii: ".")
    return bytes.withUnsafeBufferPointer { parseNumber($0) }
  }

  @inline(__always)
  static func powerOfTen(_ n: Int) -> Double {
    withUnsafeBytes(of: tens) { $0.loadUnaligned(fromByteOffset: n &* 8, as: Double.self) }
  }

  private static let tens:
    (
      Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double,
      Double, Double,
      Double, Double, Double
    ) = (1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15)

  /// `true`, `false`, `TRUE`, `FALSE`, `True`, `False`, and nothing else.
  static func truth(_ p: UnsafePointer<UInt8>, _ n: Int) -> Bool? {
    switch n {
    case 4: return equals(p, "true") || equals(p, "TRUE") || equals(p, "True") ? true : nil
    case 5: return equals(p, "false") || equals(p, "FALSE") || equals(p, "False") ? false : nil
    default: return nil
    }
  }

  /// Days since 1970 of `yyyy-mm-dd`, an existing day.
  @inline(__always)
  static func date(_ p: UnsafePointer<UInt8>, _ n: Int) -> Int32? {
    if n != 10 { return nil }
    let raw = UnsafeRawPointer(p)
    // Zero where the dashes are, digits elsewhere: `yyyy-mm-`, and `dd`.
    let month = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)) ^ 0x2D30_302D_3030_3030
    let day = UInt64(
      UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)) ^ 0x3030)
    let high = month | (month &+ 0x0F06_060F_0606_0606) | day | (day &+ 0x0606)
    if high & 0xF0F0_F0F0_F0F0_F0F0 != 0 { return nil }
    let pairs = month &* 10 &+ month &>> 8
    return CSVMonths.day(
      year: Int(truncatingIfNeeded: (pairs & 0xFF) &* 100 &+ (pairs &>> 16) & 0xFF),
      month: Int(truncatingIfNeeded: (pairs &>> 40) & 0xFF),
      day: Int(truncatingIfNeeded: (day & 0xFF) &* 10 &+ day &>> 8))
  }

  /// A time zone as a date-time column can have one: none, or Coordinated Universal Time in every cell.
  struct Zone: OptionSet {
    var rawValue: UInt8
    static let none = Zone(rawValue: 1)
    static let utc = Zone(rawValue: 2)
  }

  /// Microseconds since 1970 of `yyyy-mm-dd hh:mm[:ss[.fraction]][Z]`, with a `T` or a blank between.
  ///
  /// A fraction finer than microseconds, an offset such as `+01:00`, hour 24 and second 60 aren't read.
  static func dateTime(_ p: UnsafePointer<UInt8>, _ count: Int, zone: inout Zone) -> Int64? {
    var n = count
    let isUTC = n > 16 && (p[n - 1] == UInt8(ascii: "Z") || p[n - 1] == UInt8(ascii: "z"))
    if isUTC { n -= 1 }
    guard n >= 16,
      p[10] == UInt8(ascii: "T") || p[10] == UInt8(ascii: "t") || p[10] == UInt8(ascii: " "),
      let days = date(p, 10), p[13] == UInt8(ascii: ":"), let hour = twoDigits(p + 11),
      let minute = twoDigits(p + 14)
    else { return nil }
    var second = 0
    var micros = 0
    if n > 16 {
      guard n >= 19, p[16] == UInt8(ascii: ":"), let seconds = twoDigits(p + 17) else { return nil }
      second = seconds
      if n > 19 {
        guard p[19] == UInt8(ascii: "."), n > 20, n <= 29 else { return nil }
        var scale = 100_000
        for i in 20..<n {
          let digit = Int(p[i] &- 0x30)
          guard digit <= 9, scale > 0 || digit == 0 else { return nil }
          micros += digit * scale
          scale /= 10
        }
      }
    }
    guard
      let instant = Instant(
        day: Day(days: days), hour: hour, minute: minute, second: second, microsecond: micros)
    else { return nil }
    zone.insert(isUTC ? .utc : .none)
    return instant.microseconds
  }

  /// Whether an unquoted cell is one of the words that mean *missing* in columns that aren't text:
  /// `NA N/A #N/A n/a na NaN nan NAN NULL Null null None none` and a lone point.
  static func isMissingWord(_ p: UnsafePointer<UInt8>, _ n: Int) -> Bool {
    switch n {
    case 1: return p[0] == UInt8(ascii: ".")
    case 2: return equals(p, "NA") || equals(p, "na")
    case 3:
      return equals(p, "N/A") || equals(p, "n/a") || equals(p, "NaN") || equals(p, "nan")
        || equals(p, "NAN")
    case 4:
      return equals(p, "NULL") || equals(p, "null") || equals(p, "Null") || equals(p, "None")
        || equals(p, "none")
        || equals(p, "#N/A")
    default: return false
    }
  }

  @inline(__always)
  private static func twoDigits(_ p: UnsafePointer<UInt8>) -> Int? {
    let tens = p[0] &- 0x30
    let ones = p[1] &- 0x30
    return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : nil
  }

  /// Whether the bytes at `p` begin with the word.
  @inline(__always)
  private static func equals(_ p: UnsafePointer<UInt8>, _ word: StaticString) -> Bool {
    memcmp(p, word.utf8Start, word.utf8CodeUnitCount) == 0
  }
}

/// Checks of UTF-8 over raw bytes.
enum UTF8Check {
  /// The place of the first byte in a range that isn't part of well-formed UTF-8 (Unicode, table 3-7).
  static func firstInvalid(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int? {
    var i = range.lowerBound
    let end = range.upperBound
    while i < end {
      if i &+ 8 <= end {
        let word = UnsafeRawPointer(base + i).loadUnaligned(as: UInt64.self)
        if word & 0x8080_8080_8080_8080 == 0 {
          i &+= 8
          continue
        }
      }
      let byte = base[i]
      if byte < 0x80 {
        i &+= 1
        continue
      }
      let length: Int
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch byte {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, low) = (3, 0xA0)
      case 0xED: (length, high) = (3, 0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, low) = (4, 0x90)
      case 0xF4: (length, high) = (4, 0x8F)
      case 0xF1...0xF3: length = 4
      default: return i
      }
      guard i &+ length <= end, base[i + 1] >= low, base[i + 1] <= high else { return i }
      for k in 2..<max(2, length) where base[i + k] & 0xC0 != 0x80 { return i }
      i &+= length
    }
    return nil
  }

  /// What the bytes probably are, given that they aren't UTF-8.
  static func guess(_ base: UnsafePointer<UInt8>, _ count: Int) -> String {
    for i in 0..<count where (0x80...0x9F).contains(base[i]) { return "Windows-1252" }
    return "Latin-1"
  }
}
