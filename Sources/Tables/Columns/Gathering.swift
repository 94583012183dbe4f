public import Numerics

/// Rows in a range of their own when many are copied.
private let grain = 1 << 15

extension Column {
  /// The rows of the given places, in their order; a place may come more than once.
  ///
  /// A place of -1 gives a missing row (joins need it).
  /// - Complexity: O(places)
  public func gather(_ rows: [Int32]) -> Column { gather(rows, blank: Column.blank(rows)) }

  /// As ``gather(_:)``; `blank` are the places of -1, if there are any.
  fileprivate func gather(_ rows: [Int32], blank: Bitmap?) -> Column {
    mapped(RowPicker.places(rows), missing: missing?.gather(indices: rows) ?? blank)
  }

  fileprivate static func blank(_ rows: [Int32]) -> Bitmap? {
    let blank = Bitmap(whereNegative: rows)
    return blank.noneSet ? nil : blank
  }

  /// The rows of the given places, none of them -1, in their order: for each row the value that its group has.
  ///
  /// - Complexity: O(places)
  public func gather(_ places: WholeValues) -> Column { gather(places.wide) }

  /// The rows whose bits are set, in their order. There must be a bit for each row.
  ///
  /// - Complexity: O(rows)
  public func filter(_ kept: Bitmap) -> Column { filter(BitmapRows(kept)) }

  func filter(_ kept: BitmapRows) -> Column {
    mapped(.bits(kept), missing: missing.map { kept.filter($0) })
  }

  /// The rows of a range, which must be within the column. O(rows of the range)
  public func slice(_ range: Range<Int>) -> Column {
    mapped(.range(range), missing: missing?.slice(range))
  }

  func mapped(_ picker: RowPicker, missing gone: Bitmap?) -> Column {
    switch values {
    case .number(let x):
      switch x.storage {
      case .whole(let x): Column(.number(NumberValues(picker.pick(x))), missing: gone)
      case .double(let x): Column(.number(NumberValues(picker.pick(x, 0))), missing: gone)
      }
    case .text(let x):
      Column(.text(x.picked(picker)), missing: gone)
    case .category(let x):
      Column(
        .category(CategoryValues(codes: picker.pick(x.codes), levels: x.levels)), missing: gone)
    case .truth(let x): Column(.truth(picker.pick(x, false)), missing: gone)
    case .date(let x): Column(.date(picker.pick(x, 0)), missing: gone)
    case .dateTime(let x): Column(.dateTime(picker.pick(x, 0)), missing: gone)
    case .unknown: Column(.unknown(picker.count))
    }
  }
}

extension Table {
  /// The rows of the given places; -1 gives a row of missing values. O(cells of the result)
  public func gather(_ rows: [Int32]) -> Table {
    let blank = Column.blank(rows)
    return Table(
      unchecked: zip(names, columns).map { ($0, $1.gather(rows, blank: blank)) },
      rowCount: rows.count)
  }

  /// The rows whose bits are set, in their order. There must be a bit for each row.
  ///
  /// Many rows of a column are copied when it is first looked at.
  /// - Complexity: O(rows), and O(rows) for each column.
  public func filter(_ kept: Bitmap) -> Table {
    let rows = BitmapRows(kept)
    return selecting(Selection(rows)) { $0.filtered(kept, of: $1) }
  }

  /// The rows of a range, which must be within the table. Many rows of a column are copied when it is first looked at.
  ///
  /// - Complexity: O(1), and O(rows of the result) for each column.
  public func slice(_ range: Range<Int>) -> Table {
    range == 0..<rowCount
      ? self : selecting(Selection(range)) { selection, _ in selection.sliced(range) }
  }

  /// The first rows, at most `count`.
  public func prefix(_ count: Int) -> Table {
    count >= rowCount ? self : slice(0..<max(0, count))
  }
}

/// The rows of the set bits of a bitmap, with how many of them come before each part of it.
struct BitmapRows: Sendable {
  let bits: Bitmap
  let count: Int
  private let begins: [Int]
  /// Words in a part.
  private static let part = grain / 64

  init(_ bits: Bitmap) {
    self.bits = bits
    var begins: [Int] = []
    var sum = 0
    bits.withUnsafeWords { words in
      for part in stride(from: 0, to: words.count, by: BitmapRows.part) {
        begins.append(sum)
        for word in words[part..<min(part + BitmapRows.part, words.count)] {
          sum += word.nonzeroBitCount
        }
      }
    }
    (self.begins, count) = (begins, sum)
  }

  /// The elements whose bits are set.
  func filter<Element: BitwiseCopyable & Sendable>(_ source: [Element]) -> [Element] {
    precondition(source.count == bits.count, "one bit for each row")
    return made(count) { target in
      nonisolated(unsafe) let target = target
      Parallel.wholly(count: begins.count, grain: 1) { parts in
        source.withUnsafeBufferPointer { source in
          for part in parts { copy(part, source, target) }
        }
      }
    }
  }

  @inline(__always)
  private func copy<Element>(
    _ part: Int, _ source: UnsafeBufferPointer<Element>, _ target: UnsafeMutablePointer<Element>
  ) {
    var next = begins[part]
    bits.withUnsafeWords { words in
      for place in part * BitmapRows.part..<min((part + 1) * BitmapRows.part, words.count) {
        var word = words[place]
        let first = place << 6
        if word == ~0 {
          for i in 0..<64 { target[next &+ i] = source[first &+ i] }
          next &+= 64
          continue
        }
        while word != 0 {
          target[next] = source[first &+ word.trailingZeroBitCount]
          next &+= 1
          word &= word &- 1
        }
      }
    }
  }

  /// The bits of those of these rows whose bits in another bitmap are set, which has one for each of these rows.
  func chosen(by kept: Bitmap) -> Bitmap {
    let words = bits.withUnsafeWords { $0.count }
    let chosen: [UInt64] = made(words) { target in
      nonisolated(unsafe) let target = target
      Parallel.wholly(count: begins.count, grain: 1) { parts in
        bits.withUnsafeWords { words in
          kept.withUnsafeWords { kept in
            for part in parts {
              var next = begins[part]
              for place in part * BitmapRows.part..<min((part + 1) * BitmapRows.part, words.count) {
                var word = words[place]
                var result: UInt64 = 0
                while word != 0 {
                  let bit = word & (0 &- word)
                  if kept[next &>> 6] &>> UInt64(next & 63) & 1 == 1 { result |= bit }
                  next &+= 1
                  word ^= bit
                }
                target[place] = result
              }
            }
          }
        }
      }
    }
    return Bitmap(words: chosen, count: bits.count)
  }

  /// The bits of a range of these rows.
  func chosen(in range: Range<Int>) -> Bitmap {
    var next = 0
    let chosen = bits.withUnsafeWords { words in
      words.map { word -> UInt64 in
        let first = next
        next += word.nonzeroBitCount
        if next <= range.lowerBound || first >= range.upperBound { return 0 }
        if first >= range.lowerBound, next <= range.upperBound { return word }
        var (rest, row, result) = (word, first, UInt64(0))
        while rest != 0 {
          let bit = rest & (0 &- rest)
          if range.contains(row) { result |= bit }
          row += 1
          rest ^= bit
        }
        return result
      }
    }
    return Bitmap(words: chosen, count: bits.count)
  }

  /// The bits of another bitmap whose bits here are set.
  func filter(_ other: Bitmap) -> Bitmap { Bitmap(filter(other.truths)) }
}

/// Which rows of a column to take.
enum RowPicker {
  case places([Int32])
  case bits(BitmapRows)
  case range(Range<Int>)
  /// For each of the rows so many places, `step` apart, the row's own being the first.
  case turns(Int, Int, step: Int)

  var count: Int {
    switch self {
    case .places(let rows): rows.count
    case .bits(let rows): rows.count
    case .range(let range): range.count
    case .turns(let height, let width, _): height * width
    }
  }

  /// The rows, one by one.
  var places: [Int32] {
    switch self {
    case .places(let rows): rows
    case .bits(let rows): rows.bits.setIndices()
    case .range(let range): range.map { Int32(truncatingIfNeeded: $0) }
    case .turns(let height, let width, let step):
      (0..<height * width).map { Int32(truncatingIfNeeded: $0 / width + $0 % width * step) }
    }
  }

  func pick<Element: BitwiseCopyable & Sendable>(_ x: [Element], _ blank: Element) -> [Element] {
    switch self {
    case .places(let rows): picked(x, rows, blank)
    case .bits(let rows): rows.filter(x)
    case .range(let range): Array(x[range])
    case .turns(let height, let width, let step): Tables.turns(x, height, width, step: step)
    }
  }

  func pick(_ x: WholeValues) -> WholeValues {
    switch x.storage {
    case .int8(let x): WholeValues(.int8(pick(x, 0)))
    case .int16(let x): WholeValues(.int16(pick(x, 0)))
    case .int32(let x): WholeValues(.int32(pick(x, 0)))
    }
  }
}

/// The elements at the given places, `blank` for a place of -1.
func picked<Element: BitwiseCopyable & Sendable>(
  _ values: [Element], _ rows: [Int32], _ blank: Element
) -> [Element] {
  made(rows.count) { target in
    nonisolated(unsafe) let target = target
    Parallel.wholly(count: rows.count, grain: grain) { part in
      values.withUnsafeBufferPointer { source in
        rows.withUnsafeBufferPointer { rows in
          for place in part {
            let row = Int(rows[place])
            target[place] = row < 0 ? blank : source[row]
          }
        }
      }
    }
  }
}
