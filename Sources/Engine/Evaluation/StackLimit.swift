internal import Glibc

/// How much of the thread's stack is left, so that a deep recursion ends in an error and not in a crash.
struct StackLimit {
  /// The lowest address that may be reached.
  private let floor: UInt

  /// Measures the stack of the current thread.
  init() {
    var attributes = pthread_attr_t()
    var address: UnsafeMutableRawPointer?
    var size = 0
    pthread_getattr_np(pthread_self(), &attributes)
    pthread_attr_getstack(&attributes, &address, &size)
    pthread_attr_destroy(&attributes)
    // The main thread's stack grows on demand up to the limit; its lowest address is already counted in.
    floor = UInt(bitPattern: address) + StackLimit.reserve
  }

  /// Bytes kept free for what the library calls below the evaluator need.
  private static let reserve: UInt = 192 * 1024

  /// Whether the stack is nearly used up. Only meaningful on the thread that made the value.
  var isNear: Bool {
    var here: UInt8 = 0
    return withUnsafePointer(to: &here) { UInt(bitPattern: $0) < floor }
  }
}
