package import Numerics

/// Columns whose rows are fetched from all over. Where the columns are far larger than the processor's caches each value
/// fetched is one that the cache hasn't got; with the values of a row side by side there is one such wait for a row, not
/// one for each of its columns.
package enum PackedRows {
  /// A column's elements, and where those that are fetched go.
  struct Field {
    let source: UnsafeRawPointer
    let target: UnsafeMutableRawPointer
    let size: Int
  }

  /// The rows of the given places of some columns; `nil` where it doesn't pay to pack them first. As
  /// ``Column/gather(_:)`` otherwise.
  ///
  /// - Complexity: O(cells of the columns and of the result); memory for those of twelve columns once more.
  /// - Parameters:
  ///   - blank: the places of -1, if there are any.
  ///   - leastRows: columns of fewer rows the caches mostly have.
  package static func gather(
    _ columns: [Column], _ rows: [Int32], blank: Bitmap?, leastRows: Int = 1 << 22
  ) -> [Column]? {
    guard let height = columns.first?.count, columns.count > 2, height >= leastRows,
      height <= 2 * rows.count, isScattered(rows), columns.allSatisfy({ $0.type != .unknown })
    else { return nil }
    // A few at a time, as they are in memory twice.
    return stride(from: 0, to: columns.count, by: 12).flatMap { start in
      fetched(Array(columns[start..<min(start + 12, columns.count)]), rows, blank)
    }
  }

  private static func fetched(_ columns: [Column], _ rows: [Int32], _ blank: Bitmap?) -> [Column] {
    var fetched: [Column] = []
    // The arrays are open inside each other, so the last one is whole first.
    func next(_ fields: [Field]) {
      guard fields.count < columns.count else {
        copy(fields, columns[0].count, rows)
        return
      }
      let column = columns[fields.count]
      let missing = column.missing?.gather(indices: rows) ?? blank
      let made = column.mapped(.open(rows.count) { next(fields + [$0]) }, missing: missing)
      fetched.append(made)
    }
    next([])
    return fetched.reversed()
  }

  /// Whether most places are far from the one before.
  private static func isScattered(_ rows: [Int32]) -> Bool {
    let places = Array(stride(from: 1, to: rows.count, by: max(1, rows.count / 1000)))
    return 2 * places.count { abs(Int(rows[$0]) - Int(rows[$0 - 1])) > 1000 } > places.count
  }

  private static func copy(_ fields: [Field], _ height: Int, _ rows: [Int32]) {
    // The widest first, so that each lies at a multiple of its size.
    var placed: [(field: Field, offset: Int)] = []
    var width = 0
    for field in fields.sorted(by: { $0.size > $1.size }) {
      placed.append((field, width))
      width += field.size
    }
    let stride = distance(width)
    let words = stride / 8
    // Behind the last row one of zeros, for the places of -1.
    let room = UnsafeMutableRawPointer.allocate(byteCount: (height + 1) * stride, alignment: 64)
    defer { room.deallocate() }
    let first = room.bindMemory(to: UInt64.self, capacity: (height + 1) * words)
    preferLargePages(first, (height + 1) * words)
    (first + height * words).update(repeating: 0, count: words)
    nonisolated(unsafe) let (packed, parts) = (first, placed)
    let strip = 256
    Parallel.wholly(count: height, grain: 1 << 14) { range in
      for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: strip) {
        let count = min(strip, range.upperBound - start)
        for (field, offset) in parts {
          let target = UnsafeMutableRawPointer(packed + start * words) + offset
          move(field.source + start * field.size, 1, target, stride / field.size, field.size, count)
        }
      }
    }
    Parallel.wholly(count: rows.count, grain: 1 << 14) { range in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: strip * words) { fetched in
        guard let fetched = fetched.baseAddress else { return }
        rows.withUnsafeBufferPointer { rows in
          for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: strip) {
            let count = min(strip, range.upperBound - start)
            for i in 0..<count {
              let row = rows[start &+ i] < 0 ? height : Int(rows[start &+ i])
              for word in 0..<words { fetched[i &* words &+ word] = packed[row &* words &+ word] }
            }
            for (field, offset) in parts {
              let target = field.target + start * field.size
              move(
                UnsafeRawPointer(fetched) + offset, stride / field.size, target, 1, field.size,
                count)
            }
          }
        }
      }
    }
  }

  /// How far apart rows of so many bytes are: each lies within one line of the cache, or begins with one.
  private static func distance(_ width: Int) -> Int {
    if width > 64 { return (width + 63) / 64 * 64 }
    var stride = 8
    while stride < width { stride *= 2 }
    return stride
  }

  /// Copies so many elements, `from` elements of their size apart, to places that are `to` of them apart.
  private static func move(
    _ source: UnsafeRawPointer, _ from: Int, _ target: UnsafeMutableRawPointer, _ to: Int,
    _ size: Int, _ count: Int
  ) {
    switch size {
    case 1: move(source, from, target, to, UInt8.self, count)
    case 2: move(source, from, target, to, UInt16.self, count)
    case 4: move(source, from, target, to, UInt32.self, count)
    default: move(source, from, target, to, UInt64.self, count)
    }
  }

  @inline(__always)
  private static func move<Element: BitwiseCopyable>(
    _ source: UnsafeRawPointer, _ from: Int, _ target: UnsafeMutableRawPointer, _ to: Int,
    _: Element.Type, _ count: Int
  ) {
    let source = source.assumingMemoryBound(to: Element.self)
    let target = target.assumingMemoryBound(to: Element.self)
    for i in 0..<count { target[i &* to] = source[i &* from] }
  }
}
