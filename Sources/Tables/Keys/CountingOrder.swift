internal import Numerics

/// Rows in the order of codes that are numbered without gaps.
enum CountingOrder {
  /// The rows of each code, ascending: those of code c are `rows[starts[c]..<starts[c + 1]]`. O(rows + codes)
  static func members(
    _ codes: WholeValues, count: Int
  ) throws(Interrupted) -> (starts: [Int32], rows: [Int32]) {
    let (starts, rows) = try sharedOut(codes, count) {
      (rows: UnsafeMutablePointer<Int32>, next, start, block) in
      for i in 0..<block.count {
        let code = Int(block[i])
        rows[Int(next[code])] = Int32(truncatingIfNeeded: start &+ i)
        next[code] &+= 1
      }
    }
    return (starts, rows)
  }

  /// The numbers of each code's rows, as ``members(_:count:)`` has the rows: to share them out in the order in which they
  /// stand goes easy on the cache, where to fetch them code by code misses it at each.
  static func numbers(
    _ x: [Double], _ codes: WholeValues, count: Int
  ) throws(Interrupted) -> (starts: [Int32], numbers: [Double]) {
    let (starts, numbers) = try sharedOut(codes, count) {
      (numbers: UnsafeMutablePointer<Double>, next, start, block) in
      x.withUnsafeBufferPointer { x in
        for i in 0..<block.count {
          let code = Int(block[i])
          numbers[Int(next[code])] = x[start &+ i]
          next[code] &+= 1
        }
      }
    }
    return (starts, numbers)
  }

  private typealias Places = UnsafeMutablePointer<Int32>

  /// An element for each row, in the order of the rows' codes. `put` writes those of a block of rows, from `start` on, to
  /// the next place of each row's code, and moves that on.
  private static func sharedOut<Element: BitwiseCopyable & Sendable>(
    _ codes: WholeValues, _ count: Int,
    _ put:
      @Sendable (
        _ target: UnsafeMutablePointer<Element>, _ next: Places, _ start: Int,
        _ block: UnsafeMutableBufferPointer<Int32>
      ) -> Void
  ) throws(Interrupted) -> (starts: [Int32], elements: [Element]) {
    let n = codes.count
    let grain = grain(n, count)
    var next = try countsByChunk(codes, count: count)
    var starts = [Int32](repeating: 0, count: count + 1)
    var sum: Int32 = 0
    next.withUnsafeMutableBufferPointer { next in
      let parts = next.count
      for code in 0..<count {
        starts[code] = sum
        for part in 0..<parts {
          let size = next[part][code]
          next[part][code] = sum
          sum &+= size
        }
      }
    }
    starts[count] = sum
    let begins = next
    let elements = try filled(n) { (target: UnsafeMutablePointer<Element>) throws(Interrupted) in
      nonisolated(unsafe) let target = target
      try Parallel.forEachRange(count: n, grain: grain) { part in
        var next = begins[part.lowerBound / grain]
        next.withUnsafeMutableBufferPointer { next in
          guard let next = next.baseAddress else { return }
          codes.forEachBlock(part) { start, block in put(target, next, start, block) }
        }
      }
    }
    return (starts, elements)
  }

  /// Rows in a chunk: one for each thread, for what two chunks have of a code lies side by side, and threads that write to
  /// the same line of the cache wait for each other. All chunks' tables are no larger than the column.
  private static func grain(_ n: Int, _ count: Int) -> Int {
    let chunks = max(1, min(Parallel.threads, n / max(4 * count, 1 << 15)))
    return max(1, (n + chunks - 1) / chunks)
  }

  private static func countsByChunk(
    _ codes: WholeValues, count: Int
  ) throws(Interrupted) -> [[Int32]] {
    try Parallel.ranges(count: codes.count, grain: grain(codes.count, count)) { part in
      var counts = [Int32](repeating: 0, count: count)
      counts.withUnsafeMutableBufferPointer { counts in
        codes.forEachBlock(part) { _, block in
          for i in 0..<block.count { counts[Int(block[i])] &+= 1 }
        }
      }
      return counts
    }
  }
}
