internal import Glibc
internal import Numerics

/// Cells written one behind the other behind a raw pointer: room is asked for once a cell, not once a byte.
struct CSVByteBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = max(64, capacity)
    base = .allocate(capacity: self.capacity + CSVByteBuffer.slack)
  }

  deinit { base.deallocate() }

  /// Bytes behind the capacity that may be read and written to: short cells are copied as so many bytes at once, the
  /// length of which is known to the compiler.
  private static let slack = 16

  @inline(__always)
  private static func copySlack(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>
  ) {
    UnsafeMutableRawPointer(target).storeBytes(
      of: UnsafeRawPointer(source).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
  }

  /// Makes room for so many more bytes.
  @inline(__always)
  mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(count + more) }
  }

  @inline(never)
  private mutating func grow(_ wanted: Int) {
    capacity = max(capacity * 2, wanted)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + CSVByteBuffer.slack)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }

  // MARK: What fits into 40 bytes, for which the caller has made room

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    base[count] = byte
    count &+= 1
  }

  @inline(__always)
  mutating func append(_ word: StaticString) {
    memcpy(base + count, word.utf8Start, word.utf8CodeUnitCount)
    count &+= word.utf8CodeUnitCount
  }

  mutating func append(_ text: String) {
    for byte in text.utf8 { append(byte) }
  }

  @inline(__always)
  mutating func append(whole value: Int32) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(UInt64(value.magnitude))
  }

  /// The eight decimal digits of a number below 10^8, one a byte, the first in the lowest: halved thrice, all parts at
  /// once (Mula 2011).
  @inline(__always)
  private static func digits(_ value: UInt64) -> UInt64 {
    let fours = value / 10_000
    let halves = fours | (value &- fours &* 10_000) &<< 32
    let hundreds = (halves &* 10_486) &>> 20 & 0x7F_0000_007F
    let pairs = hundreds | (halves &- hundreds &* 100) &<< 16
    let tens = (pairs &* 103) &>> 10 & 0x0F_000F_000F_000F
    return tens | (pairs &- tens &* 10) &<< 8
  }

  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  @inline(__always)
  private func store(_ bytes: UInt64, at place: Int) {
    UnsafeMutableRawPointer(base + place).storeBytes(of: bytes.littleEndian, as: UInt64.self)
  }

  /// The digits of a number.
  @inline(__always)
  private mutating func append(_ value: UInt64) {
    if value >= 100_000_000 {
      appendLong(value)
      return
    }
    let digits = CSVByteBuffer.digits(value)
    // Without the zeros in front, but for the last digit.
    let leading = min(7, digits.trailingZeroBitCount &>> 3)
    store((digits | CSVByteBuffer.zeros) &>> UInt64(8 &* leading), at: count)
    count &+= 8 &- leading
  }

  @inline(never)
  private mutating func appendLong(_ value: UInt64) {
    let upper = value / 100_000_000
    append(upper)
    store(CSVByteBuffer.digits(value &- upper &* 100_000_000) | CSVByteBuffer.zeros, at: count)
    count &+= 8
  }

  /// The shortest text that reads back as the number.
  mutating func append(_ x: Double) {
    if x == 0, x.sign == .minus {
      append("-0" as StaticString)
      return
    }
    // At most 15 digits, six of them behind the point: a quotient of exact numbers, so what reads back as the number is
    // these digits, and nothing shorter does.
    let scaled = x * 1e6
    if abs(scaled) < 1e15 {
      let rounded = scaled.rounded()
      if rounded / 1e6 == x {
        if rounded < 0 { append(UInt8(ascii: "-")) }
        append(millionths: UInt64(abs(rounded)))
        return
      }
    }
    append(NumberText.shortest(x))
    // Whole numbers of more than 15 digits are text to a reader, unless they have a point.
    if abs(x) >= 1e15, abs(x) <= 0x1p53 { append(".0" as StaticString) }
  }

  /// Millionths as a number without needless zeros.
  private mutating func append(millionths: UInt64) {
    let whole = millionths / 1_000_000
    let fraction = millionths &- whole &* 1_000_000
    append(whole)
    if fraction == 0 { return }
    append(UInt8(ascii: "."))
    let digits = CSVByteBuffer.digits(fraction &* 100)
    store(digits | CSVByteBuffer.zeros, at: count)
    count &+= 8 &- digits.leadingZeroBitCount &>> 3
  }

  // MARK: Columns

  /// Writes one value a row, none where it is missing, and where each ends.
  @inline(__always)
  mutating func write<Value>(
    _ values: [Value], _ rows: Range<Int>, _ missing: Bitmap?,
    _ ends: UnsafeMutableBufferPointer<Int>, _ append: (inout CSVByteBuffer, Value) -> Void
  ) {
    values.withUnsafeBufferPointer { values in
      for row in rows {
        if let missing, missing[row] {
        } else {
          reserve(CSVByteBuffer.longestCell)
          append(&self, values[row])
        }
        ends[row &- rows.lowerBound] = count
      }
    }
  }

  /// Writes the text of each row's code.
  @inline(__always)
  mutating func write<Code: FixedWidthInteger>(
    _ codes: [Code], _ texts: TextList, _ rows: Range<Int>, _ missing: Bitmap?,
    _ ends: UnsafeMutableBufferPointer<Int>
  ) {
    texts.starts.withUnsafeBufferPointer { starts in
      texts.bytes.withUnsafeBufferPointer { bytes in
        codes.withUnsafeBufferPointer { codes in
          for row in rows {
            let code = Int(truncatingIfNeeded: codes[row])
            let isMissing = missing.map { $0[row] } ?? false
            if !isMissing, code &+ 1 < starts.count, let source = bytes.baseAddress {
              let start = starts[code]
              let length = starts[code &+ 1] &- start
              reserve(length)
              if length <= CSVByteBuffer.slack, start &+ CSVByteBuffer.slack <= bytes.count {
                CSVByteBuffer.copySlack(source + start, to: base + count)
              } else {
                memcpy(base + count, source + start, length)
              }
              count &+= length
            }
            ends[row &- rows.lowerBound] = count
          }
        }
      }
    }
  }

  /// What is written for one value that isn't a text is never longer.
  private static let longestCell = 40

  /// The cells row by row, with delimiters and line ends; `ends` has a place for each cell, column by column, behind a 0.
  func rows(_ ends: UnsafeBufferPointer<Int>, columns: Int, delimiter: UInt8) -> [UInt8] {
    let cells = ends.count - 1
    let rows = columns == 0 ? 0 : cells / columns
    return [UInt8](unsafeUninitializedCapacity: count + cells + CSVByteBuffer.slack) {
      target, written in
      guard var next = target.baseAddress else { return }
      for row in 0..<rows {
        var place = row
        for _ in 0..<columns {
          let start = ends[place]
          let length = ends[place &+ 1] &- start
          if length <= CSVByteBuffer.slack {
            CSVByteBuffer.copySlack(base + start, to: next)
          } else {
            memcpy(next, base + start, length)
          }
          next += length
          next.pointee = delimiter
          next += 1
          place &+= rows
        }
        next[-1] = 0x0A
      }
      written = count + cells
    }
  }
}
