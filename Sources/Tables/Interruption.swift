internal import Diagnostics
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

/// As ``made(_:_:)`` for many elements: `fill` writes those of a range at a time, several threads at once.
func made<Element: BitwiseCopyable & Sendable>(
  _ count: Int, inRanges fill: @Sendable (UnsafeMutablePointer<Element>, Range<Int>) -> Void
) -> [Element] {
  made(count) { target in
    nonisolated(unsafe) let target = target
    Parallel.wholly(count: count, grain: 1 << 15) { fill(target, $0) }
  }
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
