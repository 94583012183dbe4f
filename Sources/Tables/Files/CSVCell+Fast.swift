extension CSVCell {
  /// What ``whole(_:_:)`` gives for a text that it doesn't read.
  static let notWhole = Int64.min

  /// A whole number of up to nine digits, with or without a minus sign, or ``notWhole``: what `number` reads too, but
  /// eight digits at a time. `-0` isn't one, as whole numbers don't have it.
  ///
  /// At least 16 bytes from `p` on must be readable.
  @inline(__always)
  static func whole(_ p: UnsafePointer<UInt8>, _ n: Int) -> Int64 {
    if n &- 1 <= 3, n > 0 {
      let value = upToFour(p, n)
      if value >= 0 { return value }
    }
    let isNegative = p[0] == UInt8(ascii: "-")
    let q = isNegative ? p + 1 : p
    let m = isNegative ? n &- 1 : n
    if m &- 1 > 8 || m < 1 { return notWhole }
    if q[0] == 0x30 { return m == 1 && !isNegative ? 0 : notWhole }
    let word = UInt64(littleEndian: UnsafeRawPointer(q).loadUnaligned(as: UInt64.self))
    var value: Int64
    if m <= 8 {
      guard let digits = upToEight(word, m) else { return notWhole }
      value = digits
    } else {
      let last = q[8] &- 0x30
      guard last <= 9, let digits = upToEight(word, 8) else { return notWhole }
      value = digits &* 10 &+ Int64(last)
    }
    return isNegative ? -value : value
  }

  /// As ``whole(_:_:)`` for one to four digits; below 0 for what isn't that.
  @inline(__always)
  private static func upToFour(_ p: UnsafePointer<UInt8>, _ n: Int) -> Int64 {
    let word = UInt32(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt32.self))
    // To the end of the word, zeros before them.
    let digits = (word ^ 0x3030_3030) &<< UInt32(truncatingIfNeeded: 32 &- n &* 8)
    if (digits | (digits &+ 0x0606_0606)) & 0xF0F0_F0F0 != 0 { return -1 }
    let pairs = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF
    let value = (pairs &* 100 &+ pairs &>> 16) & 0xFFFF
    // Less than the least of so many digits: leading zeros.
    let least =
      UInt32(
        truncatingIfNeeded: 0x03E8_0064_000A_0000 as UInt64
          &>> UInt64(truncatingIfNeeded: n &* 16 &- 16)) & 0xFFFF
    return value >= least ? Int64(value) : -1
  }

  /// A number with a point and at most 15 digits, seven of them before it and eight behind it, or `nil`: those are read
  /// exactly, as both the digits and the power of ten are doubles (Clinger 1990).
  @inline(__always)
  static func decimal(_ p: UnsafePointer<UInt8>, _ n: Int, point: UInt64) -> Double? {
    let isNegative = p[0] == UInt8(ascii: "-")
    let q = isNegative ? p + 1 : p
    let m = isNegative ? n &- 1 : n
    let word = UInt64(littleEndian: UnsafeRawPointer(q).loadUnaligned(as: UInt64.self))
    let difference = word ^ point
    let hits = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    let whole = hits.trailingZeroBitCount &>> 3
    let fraction = m &- whole &- 1
    // No point, nothing before it, nothing or too much behind it, leading zeros.
    if whole &- 1 > 6 || whole < 1 || fraction &- 1 > 7 || fraction < 1 { return nil }
    if q[0] == 0x30, whole > 1 { return nil }
    let rest = UInt64(
      littleEndian: UnsafeRawPointer(q + (whole &+ 1)).loadUnaligned(as: UInt64.self))
    guard let before = upToEight(word, whole), let behind = upToEight(rest, fraction) else {
      return nil
    }
    let power = powerOfTen(fraction)
    // Below 2^53, so each step is exact but the last, which is rounded once.
    let value = (Double(before) * power + Double(behind)) / power
    return isNegative ? -value : value
  }

  /// The number that the first `n` bytes of a word are the digits of, n in 1...8; `nil` if they aren't all digits.
  @inline(__always)
  private static func upToEight(_ word: UInt64, _ n: Int) -> Int64? {
    // To the end of the word, zeros before them.
    let low = (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- n &* 8)
    if (low | (low &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 != 0 { return nil }
    var x = low &* 10 &+ low &>> 8
    x =
      ((x & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        &+ ((x &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001) &>> 32
    return Int64(truncatingIfNeeded: x)
  }
}
