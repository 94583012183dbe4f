internal import Glibc
internal import Numerics
internal import Synchronization

/// The line on the terminal that says how far a load is, once it has taken more than a second: rows, rate, time left.
///
/// It goes to standard error if that is a terminal, and is wiped away at the end: nothing of it is in a pipe, a
/// recording or a result. Several threads may report; a report costs an atomic addition and a look at the clock.
public final class Progress: Sendable {
  private let what: String
  private let total: Int
  private let isShown: Bool
  private let began: Int
  private let done = Atomic<Int>(0)
  private let rows = Atomic<Int>(0)
  /// When the line is to be written next, in milliseconds.
  private let next: Atomic<Int>
  private let isWritten = Atomic<Bool>(false)

  /// - Parameters:
  ///   - what: the file, as its user named it.
  ///   - total: the bytes there are; 0 if that isn't known.
  public init(_ what: String, total: Int) {
    self.what = String(
      what.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(40))
    self.total = total
    isShown = isatty(STDERR_FILENO) == 1
    began = Progress.now()
    next = Atomic(began + 1000)
  }

  deinit { if isWritten.load(ordering: .relaxed) { Progress.write("\r\u{1B}[K") } }

  /// So many bytes and rows more.
  public func add(bytes: Int, rows more: Int = 0) {
    let now = done.add(bytes, ordering: .relaxed).newValue
    rows.add(more, ordering: .relaxed)
    show(now)
  }

  /// So many bytes and rows from the start.
  public func reach(_ bytes: Int, rows: Int = 0) {
    done.store(bytes, ordering: .relaxed)
    self.rows.store(rows, ordering: .relaxed)
    show(bytes)
  }

  private func show(_ bytes: Int) {
    guard isShown else { return }
    let now = Progress.now()
    let due = next.load(ordering: .relaxed)
    guard now >= due,
      next.compareExchange(expected: due, desired: now + 200, ordering: .relaxed).exchanged
    else { return }
    isWritten.store(true, ordering: .relaxed)
    let rows = rows.load(ordering: .relaxed)
    Progress.write(
      "\r\u{1B}[K"
        + Progress.line(
          what, bytes: bytes, total: total, rows: rows, seconds: Double(now - began) / 1000))
  }

  /// `sales.csv: 1250000 rows, 45%, 310 MB/s, 4 s left`
  package static func line(
    _ what: String, bytes: Int, total: Int, rows: Int, seconds: Double
  ) -> String {
    var parts: [String] = []
    if rows > 0 { parts.append(counted(rows)) }
    let rate = Double(bytes) / max(seconds, 1e-3)
    if total > 0 {
      let share = min(1, Double(bytes) / Double(total))
      parts.append("\(Int(share * 100))%")
    }
    parts.append("\(ByteText.of(Int(min(rate, 1e15))))/s")
    if total > bytes, rate >= 1 {
      let left = Double(total - bytes) / rate
      parts.append(left < 1e6 ? "\(Int(left.rounded(.up))) s left" : "very long")
    }
    return "\(what): " + parts.joined(separator: ", ")
  }

  private static func counted(_ rows: Int) -> String { rows == 1 ? "1 row" : "\(rows) rows" }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  private static func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
