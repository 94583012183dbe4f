internal import Glibc

/// Reads statements line by line, without any editing of ours: from files and pipes, and from
/// terminals that can't move their cursor.
struct PlainReader {
  let input: Int32
  /// The reading end of the pipe into which signals are written, or -1: then a signal cuts the read
  /// short.
  var signals: Int32 = -1
  private var bytes: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  private let whenIdle: (() -> Void)?

  /// - Parameter whenIdle: called when all that arrived has been handled, before waiting for more.
  init(input: Int32, whenIdle: (() -> Void)?) {
    (self.input, self.whenIdle) = (input, whenIdle)
  }

  enum Line: Equatable { case text(String), interrupted, end, failed(Int32) }

  /// The next line without its line end.
  mutating func line() -> Line {
    var scanned = position
    while true {
      if let end = bytes[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        return .text(decoded(position..<end))
      }
      scanned = bytes.count
      if isAtEnd {
        guard position < bytes.count else { return .end }
        defer { position = bytes.count }
        return .text(decoded(position..<bytes.count))
      }
      if position > 0 {
        bytes.removeFirst(position)
        scanned -= position
        position = 0
      }
      whenIdle?()
      if signals >= 0, waitIsInterrupted() { return .interrupted }
      var block = [UInt8](repeating: 0, count: 65536)
      let count = read(input, &block, block.count)
      if count < 0 {
        if errno == EAGAIN {
          var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
          _ = poll(&descriptor, 1, -1)
          continue
        }
        bytes.removeAll()
        position = 0
        return errno == EINTR ? .interrupted : errno == EIO ? .end : .failed(errno)
      }
      if count == 0 { isAtEnd = true } else { bytes.append(contentsOf: block[..<count]) }
    }
  }

  /// Waits for input; true when SIGINT came first, which drops what was read of the statement.
  private mutating func waitIsInterrupted() -> Bool {
    while true {
      var descriptors = [
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&descriptors, 2, -1) < 0, errno != EINTR { return false }
      var byte: UInt8 = 0
      if descriptors[1].revents != 0, read(signals, &byte, 1) == 1, Int32(byte) == SIGINT {
        bytes.removeAll()
        position = 0
        return true
      }
      if descriptors[0].revents != 0 { return false }
    }
  }

  private func decoded(_ range: Range<Int>) -> String {
    var range = range
    if let last = bytes[range].last, last == UInt8(ascii: "\r") {
      range = range.lowerBound..<range.upperBound - 1
    }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// The next statement: lines up to where `isComplete` says that it may run, or to the end of the
  /// input. `ask` is called before each line, with whether it continues the statement.
  mutating func statement(
    isComplete: (String) -> Completeness, ask: (_ isContinued: Bool) -> Void
  ) -> Input {
    var text: String?
    while true {
      ask(text != nil)
      switch line() {
      case .interrupted: return .interrupted
      case .failed(let code):
        return .failed("reading the input failed: \(String(cString: strerror(code)))")
      case .end:
        // A terminal's end of input ends this statement only.
        if isatty(input) != 0 { isAtEnd = false }
        return text.map { .statement($0) } ?? .endOfInput
      case .text(let line):
        let joined = text.map { $0 + "\n" + line } ?? line
        if joined.allSatisfy(\.isWhitespace) { return .statement(joined) }
        guard case .incomplete = isComplete(joined) else { return .statement(joined) }
        text = joined
      }
    }
  }
}
