internal import Diagnostics
internal import Glibc
internal import Numerics

/// An array of `count` elements, which `fill` writes, each of them; threads may do so at once.
func filled<Element: BitwiseCopyable>(
  _ count: Int, _ fill: (UnsafeMutablePointer<Element>) throws(Interrupted) -> Void
) throws(Interrupted) -> [Element] {
  var stopped: Interrupted?
  let result = [Element](unsafeUninitializedCapacity: count) { buffer, made in
    guard let base = buffer.baseAddress else { return }
    preferLargePages(base, count)
    do throws(Interrupted) {
      try fill(base)
      made = count
    } catch {
      stopped = error
    }
  }
  if let stopped { throw stopped }
  return result
}

/// As ``filled(_:_:)``, for what can't be interrupted.
func made<Element: BitwiseCopyable>(
  _ count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void
) -> [Element] {
  [Element](unsafeUninitializedCapacity: count) { buffer, made in
    guard let base = buffer.baseAddress else { return }
    preferLargePages(base, count)
    fill(base)
    made = count
  }
}

/// Asks for large pages behind memory that is about to be written for the first time: a long column then costs a fault
/// for each 2 MB instead of each 4 kB, and writes all over it find their pages at once. Nothing happens where the system
/// has none to give.
func preferLargePages<Element>(_ start: UnsafeMutablePointer<Element>, _ count: Int) {
  let bytes = count * MemoryLayout<Element>.stride
  guard bytes >= 4 << 20 else { return }
  let page = 4096
  let address = UnsafeMutableRawPointer(start)
  let skipped = (page - Int(bitPattern: address) % page) % page
  _ = madvise(address + skipped, (bytes - skipped) / page * page, MADV_HUGEPAGE)
}

/// What `body` gives; an interrupt as the diagnostic that says while what.
func interruptible<Result>(
  _ what: String, _ body: () throws(Interrupted) -> Result
) throws(Diagnostic) -> Result {
  do throws(Interrupted) {
    return try body()
  } catch {
    throw Diagnostic(.interrupted, "interrupted while \(what)")
  }
}

extension Interrupt {
  /// Throws the diagnostic for an interrupt, if one was asked for.
  static func poll(_ what: String) throws(Diagnostic) {
    if isRequested { throw Diagnostic(.interrupted, "interrupted while \(what)") }
  }
}
