import Numerics
import Synchronization
import Testing

struct InOrderTests {
  /// Five parts in all 120 orders.
  @Test func everyOrder() {
    func permutations(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty
        ? [[]] : rest.flatMap { x in permutations(rest.filter { $0 != x }).map { [x] + $0 } }
    }
    for order in permutations([0, 1, 2, 3, 4]) {
      let done = Mutex<[[Int]]>([])
      let inOrder = InOrder<Int> { number, part in done.withLock { $0.append([number, part]) } }
      for number in order { inOrder.bring(number * 10, number: number) }
      #expect(done.withLock { $0 } == [[0, 0], [1, 10], [2, 20], [3, 30], [4, 40]])
    }
  }

  @Test func manyThreads() throws {
    let done = Mutex<[Int]>([])
    let inOrder = InOrder<Int> { _, part in done.withLock { $0.append(part) } }
    try Parallel.forEachRange(count: 10_000, grain: 1, threads: 8) { range in
      for number in range { inOrder.bring(number, number: number) }
    }
    #expect(done.withLock { $0 } == Array(0..<10_000))
  }
}
