internal import Glibc

/// How much of the thread's stack a statement has used, so that a deep recursion ends in an error and not in a crash.
struct StackLimit {
  private let base: UInt
  private let budget: UInt

  /// Counts from the caller's place on the stack.
  ///
  /// - Parameter bytes: the size of the thread's stack; by default what threads and the main thread get here.
  init(bytes: Int?) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit)
    let usual: UInt = limit.rlim_cur > 1 << 30 ? 8 << 20 : max(1 << 20, UInt(limit.rlim_cur))
    // A quarter stays free for what was used before and for the library calls below the evaluator.
    budget = (bytes.map { UInt($0) } ?? usual) / 4 * 3
    base = StackLimit.here()
  }

  /// Whether the stack is nearly used up.
  var isNear: Bool {
    let here = StackLimit.here()
    return base > here && base - here > budget
  }

  @inline(never)
  private static func here() -> UInt {
    var byte: UInt8 = 0
    return withUnsafePointer(to: &byte) { UInt(bitPattern: $0) }
  }
}
