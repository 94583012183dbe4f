internal import Numerics

/// The keys of several columns as one word for each row: words are in the order of the keys, the first counting most.
struct PackedKeys: Sendable {
  private let columns: [KeyColumn]
  /// What a column's key counts for in the word.
  private let factors: [UInt64]
  /// Whether the factors are products of the columns' numbers of keys, not powers of two.
  private let isSmall: Bool
  let rowCount: Int
  /// The largest word that can be.
  let last: UInt64
  /// Whether the word's parts are the keys of the columns given, none of them numbered before.
  let isPlain: Bool

  /// Rows per block of words.
  private static let block = 2048

  /// Packs the columns' keys; where they have more than 64 bits together, some of them are numbered without gaps before.
  ///
  /// - Complexity: O(columns); O(rows) and a sort for each numbering.
  init(_ columns: [KeyColumn], rowCount: Int) throws(Interrupted) {
    var columns = columns
    var isPlain = true
    while columns.reduce(0, { $0 + $1.bits }) > 64 {
      // A wide column by itself, or else the first two together: 31 bits are enough for the rows of any table.
      isPlain = false
      let wide = columns.firstIndex { $0.bits > 31 }
      let merged = wide.map { $0..<$0 + 1 } ?? 0..<2
      let codes = try KeyCodes(PackedKeys(Array(columns[merged]), rowCount: rowCount))
      columns.replaceSubrange(
        merged, with: [KeyColumn(codes: try codes.groupOf(), last: codes.count - 1)])
    }
    self.columns = columns
    self.rowCount = rowCount
    self.isPlain = isPlain
    // Without gaps where the word stays small, so that a table by word is no larger than need be; otherwise each
    // column has bits of its own, which are taken apart quickly.
    var product: UInt64 = 1
    var isSmall = true
    for column in columns where isSmall {
      let (next, overflow) = product.multipliedReportingOverflow(by: column.last &+ 1)
      (product, isSmall) = (next, !overflow && column.last < 1 << 31 && next < 1 << 31)
    }
    var factors = [UInt64](repeating: 1, count: columns.count)
    var last: UInt64 = 0
    var factor: UInt64 = 1
    for place in columns.indices.reversed() {
      factors[place] = factor
      last = last &+ columns[place].last &* factor
      factor =
        isSmall ? factor &* (columns[place].last &+ 1) : factor &<< UInt64(columns[place].bits)
    }
    (self.factors, self.last, self.isSmall) = (factors, last, isSmall)
  }

  /// Writes the words of some rows, at most a block of them, in their order.
  @inline(__always)
  private func write(
    _ rows: Range<Int>, to words: UnsafeMutablePointer<UInt64>,
    scratch: UnsafeMutablePointer<UInt64>
  ) {
    guard let first = columns.first else {
      for i in 0..<rows.count { words[i] = 0 }
      return
    }
    first.write(rows, to: words)
    if columns.count == 1 { return }
    let factor = factors[0]
    for i in 0..<rows.count { words[i] = words[i] &* factor }
    for place in 1..<columns.count {
      columns[place].write(rows, to: scratch)
      let factor = factors[place]
      for i in 0..<rows.count { words[i] = words[i] &+ scratch[i] &* factor }
    }
  }

  /// Calls `body` with the words of consecutive blocks of rows and the row of each block's first word.
  @inline(__always)
  func forEachBlock(_ rows: Range<Int>, _ body: (Int, UnsafeMutableBufferPointer<UInt64>) -> Void) {
    let size = PackedKeys.block
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * size) { room in
      guard let words = room.baseAddress else { return }
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
        let part = start..<min(start + size, rows.upperBound)
        write(part, to: words, scratch: words + size)
        body(start, UnsafeMutableBufferPointer(start: words, count: part.count))
      }
    }
  }

  /// The keys of one of the columns in some words.
  func keys(_ place: Int, in words: [UInt64]) -> [UInt64] {
    if columns.count == 1 { return words }
    let (factor, column) = (factors[place], columns[place])
    if isSmall {
      let count = column.last &+ 1
      return made(words.count) { for i in $1 { $0[i] = words[i] / factor % count } }
    }
    let shift = UInt64(factor.trailingZeroBitCount)
    let mask = column.bits == 64 ? UInt64.max : 1 &<< UInt64(column.bits) &- 1
    return made(words.count) { for i in $1 { $0[i] = words[i] &>> shift & mask } }
  }

  /// The values of one of the columns in some words, like the column it was made of.
  func column(_ place: Int, of words: [UInt64], like original: Column) -> Column {
    columns[place].column(of: keys(place, in: words), like: original)
  }
}
