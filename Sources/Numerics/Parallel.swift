internal import Glibc
internal import Synchronization

/// The one parallel-for of the project.
public enum Parallel {
  /// How many threads a parallel loop uses at most: the processors that are on, at most 64.
  public static let threads: Int = max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// Calls `body` with consecutive ranges that together are 0..<count, on several threads.
  ///
  /// The ranges depend on `count` and `grain` alone, never on the number of threads: a body that writes
  /// only to what belongs to its range gives the same result on one core and on many. A loop of at most one
  /// grain, and one inside another parallel loop, runs on the calling thread. Between ranges it asks for
  /// interrupts; after one, or after a body threw, ranges not yet begun are left out.
  ///
  /// - Parameters:
  ///   - grain: elements in a range (the last may be shorter); about 50 µs of work or more pays for a thread.
  ///   - threads: how many threads at most; by default as many as there are processors.
  public static func forEachRange(
    count: Int, grain: Int, threads: Int = Parallel.threads,
    _ body: @Sendable (Range<Int>) throws(Interrupted) -> Void
  ) throws(Interrupted) {
    try forEachRange(count: count, grain: grain, threads: threads, polls: true, body)
  }

  private static func forEachRange(
    count: Int, grain: Int, threads: Int, polls: Bool,
    _ body: @Sendable (Range<Int>) throws(Interrupted) -> Void
  ) throws(Interrupted) {
    guard count > 0 else { return }
    let grain = max(1, grain)
    let ranges = (count - 1) / grain + 1
    let wanted = min(threads, ranges)
    if wanted <= 1 || isInsideLoop.exchange(true, ordering: .acquiring) {
      for index in 0..<ranges {
        if polls { try Interrupt.check() }
        try body(index * grain..<min(count, (index + 1) * grain))
      }
      return
    }
    defer { isInsideLoop.store(false, ordering: .releasing) }
    let next = Atomic<Int>(0)
    let stopped = Atomic<Bool>(false)
    ParallelHelpers.shared.run(helpers: wanted - 1) {
      while !stopped.load(ordering: .acquiring) {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < ranges else { return }
        do throws(Interrupted) {
          if polls { try Interrupt.check() }
          try body(index * grain..<min(count, (index + 1) * grain))
        } catch {
          stopped.store(true, ordering: .releasing)
        }
      }
    }
    if stopped.load(ordering: .acquiring) { throw Interrupted() }
  }

  /// As ``forEachRange(count:grain:threads:_:)``, and whole even where an interrupt was asked for: for copies that are
  /// done before anyone could miss them.
  public static func wholly(count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> Void) {
    do throws(Interrupted) {
      try forEachRange(count: count, grain: grain, threads: threads, polls: false) { body($0) }
    } catch {
      // Neither the loop nor the body asks for interrupts.
    }
  }

  /// The results of `body` for 0..<count, in order; each element is a task of its own (a tree, a fold).
  public static func map<T: Sendable>(
    count: Int, threads: Int = Parallel.threads, _ body: @Sendable (Int) throws(Interrupted) -> T
  ) throws(Interrupted) -> [T] {
    guard count > 0 else { return [] }
    var results = [T?](repeating: nil, count: count)
    let buffer = UnsafeMutableBufferPointer<T?>.allocate(capacity: count)
    buffer.initialize(repeating: nil)
    defer {
      buffer.deinitialize()
      buffer.deallocate()
    }
    nonisolated(unsafe) let slots = buffer
    try forEachRange(count: count, grain: 1, threads: threads) { range throws(Interrupted) in
      for index in range { slots[index] = try body(index) }
    }
    for index in 0..<count { results[index] = buffer[index] }
    return results.compactMap { $0 }
  }

  /// What `body` makes of each of the ranges that ``forEachRange(count:grain:threads:_:)`` goes over, in order.
  public static func ranges<T: Sendable>(
    count: Int, grain: Int, threads: Int = Parallel.threads,
    _ body: @Sendable (Range<Int>) throws(Interrupted) -> T
  ) throws(Interrupted) -> [T] {
    guard count > 0 else { return [] }
    let grain = max(1, grain)
    return try map(count: (count - 1) / grain + 1, threads: threads) { index throws(Interrupted) in
      try body(index * grain..<min(count, (index + 1) * grain))
    }
  }
}

/// Whether some thread is in a parallel loop: a loop inside it, or beside it, runs on its own thread, so
/// that there are never more threads than processors.
private let isInsideLoop = Atomic<Bool>(false)

extension Parallel {
  /// An array whose elements are written range by range on several threads; `fill` writes all elements of its range.
  public static func array<T: BitwiseCopyable & Sendable>(
    count: Int, grain: Int = 65_536,
    _ fill: @Sendable (UnsafeMutableBufferPointer<T>, Range<Int>) -> Void
  ) throws(Interrupted) -> [T] {
    var wasInterrupted = false
    let made = [T](unsafeUninitializedCapacity: count) { buffer, made in
      if let base = buffer.baseAddress { preferLargePages(base, count) }
      nonisolated(unsafe) let buffer = buffer
      do throws(Interrupted) {
        try forEachRange(count: count, grain: grain) { range in fill(buffer, range) }
        made = count
      } catch {
        wasInterrupted = true
      }
    }
    if wasInterrupted { throw Interrupted() }
    return made
  }
}
