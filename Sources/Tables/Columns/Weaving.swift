internal import Numerics

/// Elements in a range of their own when many are written.
private let grain = 1 << 15

extension Column {
  /// Each row so many times, one behind the other. O(rows · times)
  func repeated(_ times: Int) -> Column {
    mapped(
      .turns(count, times, step: 0),
      missing: Bitmap.woven(Array(repeating: missing, count: times), height: count))
  }

  /// The rows of some columns of `height` rows each in turn: the first row of each, then the second one of each.
  ///
  /// The numbers are as narrow as the widest of them.
  /// - Complexity: O(rows of the result)
  /// - Throws: the first two types that don't go together.
  static func woven(_ pieces: [Column], height: Int) throws(TypeConflict) -> Column {
    let missing = Bitmap.woven(pieces.map(\.missing), height: height)
    if try commonType(pieces.map(\.type)) == .number {
      return Column(.number(woven(numbers: pieces, height)), missing: missing)
    }
    return try stacked(pieces).mapped(
      .turns(height, pieces.count, step: height), missing: missing)
  }

  /// The numbers of some columns in turn; 0 where one has none.
  private static func woven(numbers pieces: [Column], _ height: Int) -> NumberValues {
    let parts = pieces.map { piece -> NumberValues.Storage? in
      if case .number(let x) = piece.values { x.storage } else { nil }
    }
    var width = 8
    for case .some(let part) in parts {
      switch part {
      case .double: width = 64
      case .whole(let x): width = max(width, x.bitWidth)
      }
    }
    switch width {
    case 64: return NumberValues(doubles(parts, height))
    case 32: return NumberValues(WholeValues(.int32(wholes(parts, height))))
    case 16: return NumberValues(WholeValues(.int16(wholes(parts, height))))
    default: return NumberValues(WholeValues(.int8(wholes(parts, height))))
    }
  }

  private static func doubles(_ parts: [NumberValues.Storage?], _ height: Int) -> [Double] {
    inStrips(height, parts.count) { target, rows in
      for (place, part) in parts.enumerated() {
        switch part {
        case .double(let x)?: weave(x, 0, rows, target + place, parts.count) { $0 }
        case .whole(let x)?: weave(x, rows, target + place, parts.count) { Double($0) }
        case nil: for row in rows { target[row &* parts.count &+ place] = 0 }
        }
      }
    }
  }

  private static func wholes<Element: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ parts: [NumberValues.Storage?], _ height: Int
  ) -> [Element] {
    inStrips(height, parts.count) { target, rows in
      for (place, part) in parts.enumerated() {
        if case .whole(let x)? = part {
          weave(x, rows, target + place, parts.count) { Element(truncatingIfNeeded: $0) }
        } else {
          for row in rows { target[row &* parts.count &+ place] = 0 }
        }
      }
    }
  }
}

extension WholeValues {
  /// The numbers below `width` in their order, `height` times over. O(values)
  init(counting width: Int, times height: Int) {
    func counted<Element: FixedWidthInteger & BitwiseCopyable & Sendable>() -> [Element] {
      inStrips(height, width) { target, rows in
        for place in 0..<width {
          let value = Element(truncatingIfNeeded: place)
          for row in rows { target[row &* width &+ place] = value }
        }
      }
    }
    if width <= 1 << 7 {
      self.init(.int8(counted()))
    } else if width <= 1 << 15 {
      self.init(.int16(counted()))
    } else {
      self.init(.int32(counted()))
    }
  }
}

/// For each of `height` rows `width` elements of a list, `step` places apart, the row's own place being the first's.
func turns<Element: BitwiseCopyable & Sendable>(
  _ values: [Element], _ height: Int, _ width: Int, step: Int
) -> [Element] {
  inStrips(height, width) { target, rows in
    for place in 0..<width { weave(values, place &* step, rows, target + place, width) { $0 } }
  }
}

extension Bitmap {
  /// The bits of some bitmaps of `height` bits each in turn; `nil` stands for a bitmap without a set bit.
  static func woven(_ parts: [Bitmap?], height: Int) -> Bitmap? {
    if parts.allSatisfy({ $0 == nil }) { return nil }
    let width = parts.count
    var words = [UInt64](repeating: 0, count: (height * width + 63) >> 6)
    words.withUnsafeMutableBufferPointer { words in
      nonisolated(unsafe) let words = words
      // A word of each part goes into `width` words that no other one goes into.
      Parallel.wholly(count: (height + 63) >> 6, grain: grain >> 6) { range in
        for (place, part) in parts.enumerated() {
          part?.withUnsafeWords { source in
            for w in range {
              var word = source[w]
              while word != 0 {
                let bit = (w << 6 &+ word.trailingZeroBitCount) &* width &+ place
                words[bit >> 6] |= 1 &<< UInt64(bit & 63)
                word &= word &- 1
              }
            }
          }
        }
      }
    }
    return Bitmap(words: words, count: height * width)
  }
}

/// An array of `width` elements for each row, which `fill` writes for a few rows at a time: so few that what it goes
/// over once for each of the `width` stays in the processor's first cache.
@inline(__always)
private func inStrips<Element: BitwiseCopyable & Sendable>(
  _ height: Int, _ width: Int,
  _ fill: @Sendable (_ target: UnsafeMutablePointer<Element>, _ rows: Range<Int>) -> Void
) -> [Element] {
  let strip = max(16, 2048 / max(1, width))
  return made(height * width) { target in
    nonisolated(unsafe) let target = target
    Parallel.wholly(count: height, grain: max(1, grain / max(1, width))) { rows in
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: strip) {
        fill(target, start..<min(start + strip, rows.upperBound))
      }
    }
  }
}

/// Puts a list's elements from `first` on, one for each of some rows, into every `width`-th place of `target`.
@inline(__always)
private func weave<From, To>(
  _ values: [From], _ first: Int, _ rows: Range<Int>, _ target: UnsafeMutablePointer<To>,
  _ width: Int, _ convert: (From) -> To
) {
  values.withUnsafeBufferPointer { values in
    for row in rows { target[row &* width] = convert(values[first &+ row]) }
  }
}

@inline(__always)
private func weave<To>(
  _ values: WholeValues, _ rows: Range<Int>, _ target: UnsafeMutablePointer<To>, _ width: Int,
  _ convert: (Int32) -> To
) {
  switch values.storage {
  case .int8(let x): weave(x, 0, rows, target, width) { convert(Int32($0)) }
  case .int16(let x): weave(x, 0, rows, target, width) { convert(Int32($0)) }
  case .int32(let x): weave(x, 0, rows, target, width, convert)
  }
}
