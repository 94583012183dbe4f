internal import Glibc

/// The threads that help with parallel loops: started when they are first wanted, and waiting for the next loop from then
/// on, because to start one takes longer than many a loop.
///
/// There is one loop at a time. A helper that comes when it has ended finds nothing to do; nobody waits for it.
final class ParallelHelpers: @unchecked Sendable {
  static let shared = ParallelHelpers()

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let called = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let left = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  // All of this is the mutex's.
  private var started = 0
  private var work: (@Sendable () -> Void)?
  /// Counts the loops, so that no helper comes to one twice.
  private var turn = 0
  /// How many more helpers may come to the loop, and how many are there.
  private var places = 0
  private var busy = 0

  private init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(called, nil)
    pthread_cond_init(left, nil)
  }

  /// Runs a loop's work on this thread and on up to `helpers` others, each once; without them if there are none to be had.
  func run(helpers: Int, _ work: @Sendable () -> Void) {
    withoutActuallyEscaping(work) { work in
      pthread_mutex_lock(mutex)
      while started < helpers, start() { started += 1 }
      self.work = work
      (turn, places) = (turn + 1, helpers)
      for _ in 0..<min(helpers, started) { pthread_cond_signal(called) }
      pthread_mutex_unlock(mutex)
      work()
      pthread_mutex_lock(mutex)
      self.work = nil
      while busy > 0 { pthread_cond_wait(left, mutex) }
      pthread_mutex_unlock(mutex)
    }
  }

  private func start() -> Bool {
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { _ in
        ParallelHelpers.shared.help()
        return nil
      }, nil)
    if status == 0 { pthread_detach(thread) }
    return status == 0
  }

  private func help() {
    var last = 0
    pthread_mutex_lock(mutex)
    while true {
      if work != nil, turn != last, places > 0 {
        last = turn
        places -= 1
        busy += 1
        takePart()
        busy -= 1
        if busy == 0 { pthread_cond_signal(left) }
      } else {
        pthread_cond_wait(called, mutex)
      }
    }
  }

  /// Does the work without the mutex. A function of its own, so that it has let go of the closure when it returns.
  @inline(never)
  private func takePart() {
    let work = self.work
    pthread_mutex_unlock(mutex)
    work?()
    pthread_mutex_lock(mutex)
  }
}
