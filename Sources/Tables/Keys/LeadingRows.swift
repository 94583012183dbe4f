public import Diagnostics
internal import Numerics

/// The first rows of each group in the order of some keys: what ``sortOrder(_:rowCount:)`` and then the first `wanted`
/// rows of each group give, in the same order, without an order of the rows that aren't wanted.
///
/// Worth it while the rows that are wanted are few: it has places for `wanted` rows of each group.
/// - Parameter groups: the groups of the rows; `nil` for one group of all rows.
/// - Complexity: O(rows · log wanted), and the sort of the rows that are given.
/// - Throws: E81 if it is interrupted.
public func leadingRows(
  _ keys: [(column: Column, descending: Bool)], _ wanted: Int, of groups: Grouping?, rowCount: Int
) throws(Diagnostic) -> [Int32] {
  let wanted = min(wanted, rowCount)
  let groupCount = groups?.groupCount ?? 1
  if wanted <= 0 || groupCount == 0 { return [] }
  let codes = try groups?.groupOf
  let rows = try interruptible("sorting") { () throws(Interrupted) in
    var columns: [KeyColumn] = []
    for key in keys {
      columns.append(try KeyColumn(key.column, sorted: true, descending: key.descending))
    }
    let packed = try PackedKeys(columns, rowCount: rowCount)
    // Each thread has leaders of its own, all of them together no more than half the rows; with more chunks than threads
    // more of the rows would lead for a while.
    let most = min(Parallel.threads, rowCount >> 15, rowCount / (2 * groupCount * wanted))
    let chunks = max(1, most)
    var parts = try Parallel.ranges(count: rowCount, grain: (rowCount + chunks - 1) / chunks) {
      rows throws(Interrupted) in
      var leaders = Leaders(wanted, groups: groupCount)
      try leaders.offer(rows, packed, codes)
      return leaders
    }
    var leaders = parts.removeFirst()
    for part in parts { leaders.offer(part) }
    var isLeading = Bitmap(count: rowCount)
    for entry in leaders.entries where entry.row != .max { isLeading[Int(entry.row)] = true }
    return isLeading.setIndices()
  }
  // In the order of the table, so that those that tie stay as they are.
  let order = try sortOrder(
    keys.map { ($0.column.gather(rows), $0.descending) }, rowCount: rows.count)
  return order.map { rows[Int($0)] }
}

/// For each group the rows with the smallest words, at most so many; of equal words the first rows.
private struct Leaders: Sendable {
  struct Entry: BitwiseCopyable, Sendable {
    var word: UInt64
    var row: Int32
    /// No row: behind every other.
    static let none = Entry(word: .max, row: .max)

    @inline(__always)
    static func < (a: Entry, b: Entry) -> Bool {
      a.word != b.word ? a.word < b.word : a.row < b.row
    }
  }

  private let wanted: Int
  /// For each group a heap with its last leader in front.
  private(set) var entries: [Entry]

  init(_ wanted: Int, groups: Int) {
    self.wanted = wanted
    entries = made(groups * wanted) { $0.update(repeating: .none, count: groups * wanted) }
  }

  /// Takes in some rows by their words and the codes of their groups.
  mutating func offer(
    _ rows: Range<Int>, _ keys: PackedKeys, _ codes: WholeValues?
  ) throws(Interrupted) {
    let wanted = wanted
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 1 << 16) {
      try Interrupt.check()
      entries.withUnsafeMutableBufferPointer { entries in
        guard let heaps = entries.baseAddress else { return }
        keys.forEachBlock(start..<min(start + 1 << 16, rows.upperBound)) { first, words in
          func offer(_ i: Int, _ group: Int) {
            Leaders.offer(
              Entry(word: words[i], row: Int32(truncatingIfNeeded: first &+ i)),
              heaps + group &* wanted, wanted)
          }
          if let codes {
            codes.forEachBlock(first..<first + words.count) { start, block in
              for i in 0..<block.count { offer(start &- first &+ i, Int(block[i])) }
            }
          } else {
            for i in 0..<words.count { offer(i, 0) }
          }
        }
      }
    }
  }

  /// Takes in the leaders of other rows.
  mutating func offer(_ other: Leaders) {
    entries.withUnsafeMutableBufferPointer { entries in
      guard let heaps = entries.baseAddress else { return }
      for (place, entry) in other.entries.enumerated() {
        Leaders.offer(entry, heaps + place / wanted * wanted, wanted)
      }
    }
  }

  /// Puts an entry in the place of the front one if it comes before that, and the heap in order.
  @inline(__always)
  private static func offer(_ entry: Entry, _ heap: UnsafeMutablePointer<Entry>, _ count: Int) {
    guard entry < heap[0] else { return }
    var hole = 0
    while true {
      var child = 2 &* hole &+ 1
      if child >= count { break }
      if child &+ 1 < count, heap[child] < heap[child &+ 1] { child &+= 1 }
      if !(entry < heap[child]) { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = entry
  }
}
