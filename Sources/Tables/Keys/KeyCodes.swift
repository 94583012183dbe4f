internal import Numerics
internal import Synchronization

/// Rows shared out by the words of their keys: the words that occur are numbered in their order, without gaps.
///
/// Which of the two ways of saying so is there at first depends on how it was found; the other is made when asked for.
final class KeyCodes: Sendable {
  /// How many words occur.
  let count: Int
  /// The words that occur, ascending.
  let words: [UInt64]
  let rowCount: Int
  /// Whether the rows were put in the order of their codes.
  let isSorted: Bool
  private let made: Mutex<Made>

  private struct Made {
    var codes: WholeValues?
    var members: (starts: [Int32], rows: [Int32])?
    var counts: [Int32]?
    var firstRows: [Int32]?
  }

  /// - Complexity: O(rows) where there are at most a few times as many words as rows that can be; otherwise what sorting
  ///   the rows costs.
  init(_ keys: PackedKeys) throws(Interrupted) {
    rowCount = keys.rowCount
    var made = Made()
    if keys.last < UInt64(4 * rowCount + 4096) {
      let (codes, words, counts) = try KeyCodes.dense(keys)
      (isSorted, self.words, count) = (false, words, words.count)
      (made.codes, made.counts) = (codes, counts)
    } else {
      let (starts, rows, words) = try KeyCodes.inOrder(keys)
      (isSorted, self.words, count) = (true, words, words.count)
      made.members = (starts, rows)
    }
    self.made = Mutex(made)
  }

  /// For each row its code.
  func groupOf() throws(Interrupted) -> WholeValues {
    if let codes = made.withLock({ $0.codes }) { return codes }
    let (starts, rows) = try members()
    let walk = GroupWalk(starts)
    let codes = WholeValues(
      try filled(rowCount) { (codes: UnsafeMutablePointer<Int32>) throws(Interrupted) in
        nonisolated(unsafe) let codes = codes
        try walk.forEachRun { _, groups in
          for group in groups {
            for place in Int(starts[group])..<Int(starts[group + 1]) {
              codes[Int(rows[place])] = Int32(truncatingIfNeeded: group)
            }
          }
        }
      })
    made.withLock { $0.codes = codes }
    return codes
  }

  /// The rows of each code, ascending: those of code c are `rows[starts[c]..<starts[c + 1]]`.
  func members() throws(Interrupted) -> (starts: [Int32], rows: [Int32]) {
    if let members = made.withLock({ $0.members }) { return members }
    let members = try CountingOrder.members(try groupOf(), count: count)
    made.withLock { $0.members = members }
    return members
  }

  /// The numbers of each code's rows, as ``members()`` has the rows; `nil` where the rows were put in order before.
  func inOrder(_ x: [Double]) throws(Interrupted) -> (starts: [Int32], numbers: [Double])? {
    isSorted ? nil : try CountingOrder.numbers(x, try groupOf(), count: count)
  }

  /// How many rows each code has.
  func counts() throws(Interrupted) -> [Int32] {
    if let counts = made.withLock({ $0.counts }) { return counts }
    let (starts, _) = try members()
    let counts = Tables.made(count) { (counts: UnsafeMutablePointer<Int32>, codes) in
      for code in codes { counts[code] = starts[code + 1] - starts[code] }
    }
    made.withLock { $0.counts = counts }
    return counts
  }

  /// The first row of each code.
  func firstRows() throws(Interrupted) -> [Int32] {
    if let firstRows = made.withLock({ $0.firstRows }) { return firstRows }
    var first = [Int32](repeating: -1, count: count)
    if let (starts, rows) = made.withLock({ $0.members }) {
      for code in 0..<count { first[code] = rows[Int(starts[code])] }
    } else {
      // Most often all codes come up early.
      let codes = try groupOf()
      var wanted = count
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2048) { block in
        guard let base = block.baseAddress else { return }
        var start = 0
        while start < rowCount, wanted > 0 {
          let end = min(start + 2048, rowCount)
          codes.copy(start..<end, to: base)
          for row in start..<end where first[Int(block[row - start])] < 0 {
            first[Int(block[row - start])] = Int32(truncatingIfNeeded: row)
            wanted -= 1
          }
          start = end
        }
      }
    }
    let firstRows = first
    made.withLock { $0.firstRows = firstRows }
    return firstRows
  }

  /// For each row its code, the words that the codes stand for, and how many rows have each.
  private typealias Dense = (codes: WholeValues, words: [UInt64], counts: [Int32])

  /// Codes by a table with a place for each word that can be.
  private static func dense(_ keys: PackedKeys) throws(Interrupted) -> Dense {
    let range = Int(keys.last) + 1
    if range <= 128 { return try dense(keys, range, Int8.self) { .int8($0) } }
    if range <= 32768 { return try dense(keys, range, Int16.self) { .int16($0) } }
    return try dense(keys, range, Int32.self) { .int32($0) }
  }

  private static func dense<Code: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
    _ keys: PackedKeys, _ range: Int, _: Code.Type,
    _ storage: ([Code]) -> WholeValues.Storage
  ) throws(Interrupted) -> Dense {
    let n = keys.rowCount
    // Each chunk counts the words that it sees in a table of its own, all of them together no larger than a column.
    let chunks = max(1, min(16, n / max(range, 1 << 15)))
    let grain = max(1, (n + chunks - 1) / chunks)
    var seen = [Int32](repeating: 0, count: range * chunks)
    var stopped: Interrupted?
    var codes: [Code] = []
    seen.withUnsafeMutableBufferPointer { seen in
      guard let base = seen.baseAddress else { return }
      nonisolated(unsafe) let tables = base
      do throws(Interrupted) {
        codes = try filled(n) { (codes: UnsafeMutablePointer<Code>) throws(Interrupted) in
          nonisolated(unsafe) let codes = codes
          try Parallel.forEachRange(count: n, grain: grain) { rows in
            let own = tables + rows.lowerBound / grain * range
            keys.forEachBlock(rows) { start, words in
              for i in 0..<words.count {
                let word = Int(truncatingIfNeeded: words[i])
                own[word] &+= 1
                codes[start &+ i] = Code(truncatingIfNeeded: word)
              }
            }
          }
        }
      } catch {
        stopped = error
      }
      for chunk in 1..<max(1, chunks) {
        for word in 0..<range { base[word] &+= base[chunk * range + word] }
      }
    }
    if let stopped { throw stopped }
    var (words, counts): ([UInt64], [Int32]) = ([], [])
    var ranks = [Int32](repeating: 0, count: range)
    for word in 0..<range where seen[word] != 0 {
      ranks[word] = Int32(truncatingIfNeeded: words.count)
      words.append(UInt64(word))
      counts.append(seen[word])
    }
    if words.count == range || n == 0 { return (WholeValues(storage(codes)), words, counts) }
    let raw = codes
    let rank = ranks
    let narrow: WholeValues.Storage
    if words.count <= 128 {
      narrow = .int8(try recoded(raw, rank))
    } else if words.count <= 32768 {
      narrow = .int16(try recoded(raw, rank))
    } else {
      narrow = .int32(try recoded(raw, rank))
    }
    return (WholeValues(narrow), words, counts)
  }

  private static func recoded<From, To>(
    _ raw: [From], _ ranks: [Int32]
  ) throws(Interrupted) -> [To]
  where
    From: FixedWidthInteger & BitwiseCopyable & Sendable,
    To: FixedWidthInteger & BitwiseCopyable & Sendable
  {
    try filled(raw.count) { (codes: UnsafeMutablePointer<To>) throws(Interrupted) in
      nonisolated(unsafe) let codes = codes
      try Parallel.forEachRange(count: raw.count, grain: 1 << 16) { rows in
        raw.withUnsafeBufferPointer { raw in
          ranks.withUnsafeBufferPointer { ranks in
            for row in rows { codes[row] = To(truncatingIfNeeded: ranks[Int(raw[row])]) }
          }
        }
      }
    }
  }

  /// The rows in the order of their words, with where each word begins.
  private static func inOrder(
    _ keys: PackedKeys
  ) throws(Interrupted) -> (starts: [Int32], rows: [Int32], words: [UInt64]) {
    let sorted = try RadixOrder.sorted(keys)
    let all = sorted.words
    let n = all.count
    @Sendable func isFirst(_ place: Int) -> Bool { place == 0 || all[place] != all[place - 1] }
    let grain = 1 << 16
    let counts = try Parallel.ranges(count: n, grain: grain) { part in part.count(where: isFirst) }
    var begins = [0]
    for count in counts { begins.append(begins[begins.count - 1] + count) }
    let count = begins[begins.count - 1]
    if count == n {
      let starts = Tables.made(n + 1) { (starts: UnsafeMutablePointer<Int32>, range) in
        for place in range { starts[place] = Int32(truncatingIfNeeded: place) }
      }
      return (starts, sorted.rows, all)
    }
    let begin = begins
    var starts: [Int32] = []
    let words = try filled(count) { (words: UnsafeMutablePointer<UInt64>) throws(Interrupted) in
      nonisolated(unsafe) let words = words
      starts = try filled(count + 1) { (starts: UnsafeMutablePointer<Int32>) throws(Interrupted) in
        nonisolated(unsafe) let starts = starts
        starts[count] = Int32(truncatingIfNeeded: n)
        try Parallel.forEachRange(count: n, grain: grain) { part in
          var next = begin[part.lowerBound / grain]
          for place in part where isFirst(place) {
            words[next] = all[place]
            starts[next] = Int32(truncatingIfNeeded: place)
            next += 1
          }
        }
      }
    }
    return (starts, sorted.rows, words)
  }
}
