internal import Numerics

/// Rows in the order of codes that are numbered without gaps.
enum CountingOrder {
  /// How many rows have each code. O(rows)
  static func counts(_ codes: WholeValues, count: Int) throws(Interrupted) -> [Int32] {
    var total = [Int32](repeating: 0, count: count)
    for part in try countsByChunk(codes, count: count) {
      for code in 0..<count { total[code] &+= part[code] }
    }
    return total
  }

  /// The rows of each code, ascending: those of code c are `rows[starts[c]..<starts[c + 1]]`. O(rows + codes)
  static func members(
    _ codes: WholeValues, count: Int
  ) throws(Interrupted) -> (starts: [Int32], rows: [Int32]) {
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
    let rows = try filled(n) { (rows: UnsafeMutablePointer<Int32>) throws(Interrupted) in
      nonisolated(unsafe) let target = rows
      try Parallel.forEachRange(count: n, grain: grain) { part in
        var next = begins[part.lowerBound / grain]
        next.withUnsafeMutableBufferPointer { next in
          codes.forEachBlock(part) { start, block in
            for i in 0..<block.count {
              let code = Int(block[i])
              target[Int(next[code])] = Int32(truncatingIfNeeded: start &+ i)
              next[code] &+= 1
            }
          }
        }
      }
    }
    return (starts, rows)
  }

  /// Rows in a chunk: by the number of rows and codes alone, so that all chunks' tables are no larger than the column.
  private static func grain(_ n: Int, _ count: Int) -> Int {
    let chunks = max(1, min(16, n / max(4 * count, 1 << 15)))
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
