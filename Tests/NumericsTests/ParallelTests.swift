import Numerics
import Synchronization
import Testing

/// One suite in sequence: it raises the process's interrupt flag.
@Suite(.serialized)
struct ParallelTests {
  @Test(arguments: [0, 1, 2, 9, 10, 11, 1000], [1, 2, 5])
  func coversEachElementOnce(count: Int, threads: Int) throws {
    let counters = (0..<count).map { _ in Counter() }
    try Parallel.forEachRange(count: count, grain: 10, threads: threads) {
      range throws(Interrupted) in
      for i in range { counters[i].value.add(1, ordering: .relaxed) }
    }
    #expect(counters.allSatisfy { $0.value.load(ordering: .relaxed) == 1 })
  }

  @Test func rangesDontDependOnThreads() throws {
    func ranges(_ threads: Int) throws -> Set<Range<Int>> {
      let seen = Mutex<Set<Range<Int>>>([])
      try Parallel.forEachRange(count: 103, grain: 10, threads: threads) {
        range throws(Interrupted) in
        seen.withLock { _ = $0.insert(range) }
      }
      return seen.withLock { $0 }
    }
    #expect(try ranges(1) == ranges(4))
    #expect(try ranges(2).contains(100..<103))
  }

  @Test func mapKeepsOrderAndLoopsNest() throws {
    let squares = try Parallel.map(count: 100, threads: 3) { i throws(Interrupted) in
      try Parallel.map(count: i, threads: 3) { j throws(Interrupted) in 2 * j + 1 }.reduce(0, +)
    }
    #expect(squares == (0..<100).map { $0 * $0 })
  }

  @Test(arguments: [1, 4])
  func aBodyThatThrowsStopsTheLoop(threads: Int) {
    let calls = Counter()
    #expect(throws: Interrupted.self) {
      try Parallel.forEachRange(count: 1_000_000, grain: 1, threads: threads) {
        range throws(Interrupted) in
        calls.value.add(1, ordering: .relaxed)
        if range.lowerBound == 50 { throw Interrupted() }
      }
    }
    #expect(calls.value.load(ordering: .relaxed) < 1_000_000)
  }

  /// Helpers come late to loops that are over, and to the next one; each range is done once all the same.
  @Test func manyShortLoops() throws {
    let total = Counter()
    for turn in 0..<20_000 {
      let sum = Counter()
      try Parallel.forEachRange(count: 7, grain: 1, threads: 2 + turn % 4) {
        range throws(Interrupted) in
        sum.value.add(range.lowerBound + turn, ordering: .relaxed)
      }
      let sums = sum.value.load(ordering: .relaxed)
      if sums == 21 + 7 * turn { total.value.add(1, ordering: .relaxed) }
    }
    #expect(total.value.load(ordering: .relaxed) == 20_000)
  }

  private final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }
}
