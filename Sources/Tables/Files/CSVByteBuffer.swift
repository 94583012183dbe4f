internal import Glibc
internal import Numerics

/// Cells written one behind the other behind a raw pointer: room is asked for once a cell, not once a byte.
struct CSVByteBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = max(64, capacity)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// Makes room for so many more bytes.
  @inline(__always)
  mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(count + more) }
  }

  @inline(never)
  private mutating func grow(_ wanted: Int) {
    capacity = max(capacity * 2, wanted)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
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

  /// The digits of a number.
  @inline(__always)
  private mutating func append(_ value: UInt64) {
    var digits = 1
    var bound: UInt64 = 10
    while value >= bound, digits < 20 {
      digits &+= 1
      bound = bound &* 10
    }
    var rest = value
    var place = count &+ digits
    count = place
    repeat {
      place &-= 1
      let next = rest / 10
      base[place] = UInt8(truncatingIfNeeded: rest &- next &* 10) &+ 0x30
      rest = next
    } while rest > 0
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
    var fraction = millionths &- whole &* 1_000_000
    append(whole)
    if fraction == 0 { return }
    base[count] = UInt8(ascii: ".")
    var end = 6
    for place in stride(from: 6, to: 0, by: -1) {
      let next = fraction / 10
      let digit = fraction &- next &* 10
      base[count &+ place] = UInt8(truncatingIfNeeded: digit) &+ 0x30
      if digit == 0, end == place { end = place &- 1 }
      fraction = next
    }
    count &+= end &+ 1
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
              let length = starts[code &+ 1] &- starts[code]
              reserve(length)
              memcpy(base + count, source + starts[code], length)
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
    return [UInt8](unsafeUninitializedCapacity: count + cells) { target, written in
      guard var next = target.baseAddress else { return }
      for row in 0..<rows {
        var place = row
        for _ in 0..<columns {
          let start = ends[place]
          let length = ends[place &+ 1] &- start
          memcpy(next, base + start, length)
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
