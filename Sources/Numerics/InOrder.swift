internal import Synchronization

/// Work on parts that has to be done in their order, while threads make the parts in any order: whoever brings the part
/// that was missing does it, and what comes meanwhile.
package final class InOrder<Part: Sendable>: Sendable {
  private struct State {
    var next = 0
    var waiting: [Int: Part] = [:]
    /// Whether some thread is at work.
    var isBusy = false
  }

  private let state: Mutex<State>
  private let work: @Sendable (Int, Part) -> Void

  /// - Parameter work: is called with each part and its number, by one thread at a time.
  package init(_ work: @escaping @Sendable (Int, Part) -> Void) {
    self.work = work
    state = Mutex(State())
  }

  /// Brings a part. Parts are counted from 0.
  package func bring(_ part: Part, number: Int) {
    let isOurs = state.withLock { state in
      state.waiting[number] = part
      defer { state.isBusy = true }
      return !state.isBusy
    }
    guard isOurs else { return }
    while let (number, part) = following() { work(number, part) }
  }

  private func following() -> (Int, Part)? {
    state.withLock { state in
      guard let part = state.waiting.removeValue(forKey: state.next) else {
        state.isBusy = false
        return nil
      }
      state.next += 1
      return (state.next - 1, part)
    }
  }
}
