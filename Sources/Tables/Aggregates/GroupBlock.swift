internal import Diagnostics
internal import Numerics

/// Up to ``GroupBlock/size`` rows with the group of each, as an accumulating loop sees them.
struct GroupBlock {
  static let size = 2048

  /// For each row its group; one past the last group where the row is to be left out.
  let groups: UnsafeMutablePointer<Int32>
  var count = 0
  /// The rows follow each other from here …
  var start = 0
  /// … unless they are listed here.
  var rows: UnsafePointer<Int32>?
  /// Room for as many values of 8 bytes as the block has rows, twice.
  let scratch: (UnsafeMutableRawPointer, UnsafeMutableRawPointer)

  /// The block's values of a column of whole numbers.
  @inline(__always)
  func read(_ x: WholeValues, second: Bool = false) -> UnsafePointer<Int32> {
    let target = (second ? scratch.1 : scratch.0).assumingMemoryBound(to: Int32.self)
    switch x.storage {
    case .int8(let x): copy(x, to: target) { Int32($0) }
    case .int16(let x): copy(x, to: target) { Int32($0) }
    case .int32(let x): copy(x, to: target) { $0 }
    }
    return UnsafePointer(target)
  }

  /// The block's values of a column.
  @inline(__always)
  func read<Element: BitwiseCopyable>(_ x: [Element]) -> UnsafePointer<Element> {
    let target = scratch.0.assumingMemoryBound(to: Element.self)
    copy(x, to: target) { $0 }
    return UnsafePointer(target)
  }

  @inline(__always)
  private func copy<From, To>(
    _ x: [From], to target: UnsafeMutablePointer<To>, _ convert: (From) -> To
  ) {
    x.withUnsafeBufferPointer { x in
      if let rows {
        for i in 0..<count { target[i] = convert(x[Int(rows[i])]) }
      } else {
        for i in 0..<count { target[i] = convert(x[start &+ i]) }
      }
    }
  }

  /// Leaves out the rows that are missing; `outside` is one past the last group.
  func leaveOut(_ missing: Bitmap, outside: Int32) {
    missing.withUnsafeWords { words in
      for i in 0..<count {
        let row = rows.map { Int($0[i]) } ?? start &+ i
        if words[row &>> 6] &>> UInt64(row & 63) & 1 == 1 { groups[i] = outside }
      }
    }
  }
}

extension Grouping {
  /// One accumulator for each group, to which the rows that aren't missing were added, block by block.
  ///
  /// Rows are shared out into chunks by their number and that of the groups alone, and the chunks' accumulators merged
  /// in order; where the rows stand in order of their groups, each group is done in one go instead.
  func accumulated<Accumulator: BitwiseCopyable & Sendable>(
    _ zero: Accumulator, missing: Bitmap?,
    add: @Sendable (UnsafeMutablePointer<Accumulator>, GroupBlock) -> Void,
    merge: @Sendable (inout Accumulator, Accumulator) -> Void
  ) throws(Diagnostic) -> [Accumulator] {
    if isSorted { return try accumulatedInOrder(zero, missing: missing, add: add) }
    let groupOf = try groupOf
    let (count, slots) = (groupCount, groupCount + 1)
    let chunks = max(1, min(16, rowCount / max(4 * slots, 1 << 16)))
    let grain = max(1, (rowCount + chunks - 1) / chunks)
    return try interruptible("aggregating") { () throws(Interrupted) in
      var tables = [Accumulator](repeating: zero, count: slots * chunks)
      var stopped: Interrupted?
      tables.withUnsafeMutableBufferPointer { tables in
        guard let base = tables.baseAddress else { return }
        nonisolated(unsafe) let shared = base
        do throws(Interrupted) {
          try Parallel.forEachRange(count: rowCount, grain: grain) { rows throws(Interrupted) in
            let table = shared + rows.lowerBound / grain * slots
            try withGroupBlock { block throws(Interrupted) in
              for start in stride(from: rows.lowerBound, to: rows.upperBound, by: GroupBlock.size) {
                if start & (1 << 20 - 1) == 0 { try Interrupt.check() }
                block.start = start
                block.count = min(GroupBlock.size, rows.upperBound - start)
                groupOf.copy(start..<start + block.count, to: block.groups)
                if let missing { block.leaveOut(missing, outside: Int32(count)) }
                add(table, block)
              }
            }
          }
          if chunks > 1 {
            try Parallel.forEachRange(count: count, grain: 1 << 14) { groups in
              for group in groups {
                var whole = shared[group]
                for chunk in 1..<chunks { merge(&whole, shared[chunk * slots + group]) }
                shared[group] = whole
              }
            }
          }
        } catch {
          stopped = error
        }
      }
      if let stopped { throw stopped }
      tables.removeLast(tables.count - count)
      return tables
    }
  }

  private func accumulatedInOrder<Accumulator: BitwiseCopyable & Sendable>(
    _ zero: Accumulator, missing: Bitmap?,
    add: @Sendable (UnsafeMutablePointer<Accumulator>, GroupBlock) -> Void
  ) throws(Diagnostic) -> [Accumulator] {
    let (starts, rows) = try members()
    let count = groupCount
    let walk = GroupWalk(starts)
    return try interruptible("aggregating") { () throws(Interrupted) in
      // Each run of groups has an accumulator of its own for what is left out.
      var results = [Accumulator](repeating: zero, count: count + walk.runs)
      var stopped: Interrupted?
      results.withUnsafeMutableBufferPointer { results in
        guard let base = results.baseAddress else { return }
        nonisolated(unsafe) let shared = base
        do throws(Interrupted) {
          try walk.forEachRun { run, groups throws(Interrupted) in
            rows.withUnsafeBufferPointer { rows in
              guard let rows = rows.baseAddress else { return }
              withGroupBlock { block in
                var group = groups.lowerBound
                let end = Int(starts[groups.upperBound])
                for start in stride(
                  from: Int(starts[groups.lowerBound]), to: end, by: GroupBlock.size)
                {
                  block.rows = rows + start
                  block.count = min(GroupBlock.size, end - start)
                  for i in 0..<block.count {
                    while Int(starts[group + 1]) <= start + i { group += 1 }
                    block.groups[i] = Int32(truncatingIfNeeded: group)
                  }
                  if let missing { block.leaveOut(missing, outside: Int32(count + run)) }
                  add(shared, block)
                }
              }
            }
          }
        } catch {
          stopped = error
        }
      }
      if let stopped { throw stopped }
      results.removeLast(results.count - count)
      return results
    }
  }
}

/// Calls `body` with an empty block and the room it needs.
private func withGroupBlock<Failure: Error>(
  _ body: (inout GroupBlock) throws(Failure) -> Void
) throws(Failure) {
  let size = GroupBlock.size
  let room = UnsafeMutableRawPointer.allocate(byteCount: 20 * size, alignment: 64)
  defer { room.deallocate() }
  var block = GroupBlock(
    groups: (room + 16 * size).bindMemory(to: Int32.self, capacity: size),
    scratch: (room, room + 8 * size))
  try body(&block)
}
