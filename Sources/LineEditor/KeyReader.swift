internal import CEdit
internal import Glibc

/// Waits for keys on a terminal, and for the signals that matter meanwhile.
struct KeyReader {
  let input: Int32
  /// The reading end of the pipe into which signals are written, or -1.
  var signals: Int32 = -1
  private let whenIdle: (() -> Void)?
  private var decoder = KeyDecoder()

  /// - Parameter whenIdle: called when all that arrived has been handled, before waiting for more.
  init(input: Int32, whenIdle: (() -> Void)?) {
    (self.input, self.whenIdle) = (input, whenIdle)
  }

  /// How long an Escape waits for the rest of a sequence before it counts as a key of its own, in
  /// milliseconds. Long enough for ssh.
  private static let escapeWait: Int32 = 60

  /// Whether printable text has already arrived behind the last key, as when text is pasted into a
  /// terminal without bracketed paste.
  mutating func hasTextWaiting() -> Bool {
    fill(wait: 0)
    return decoder.firstByte.map { $0 >= 0x20 && $0 != 0x7F } ?? false
  }

  /// Whether bytes have arrived that were not taken in yet.
  func hasBytesToRead() -> Bool {
    var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0 && descriptor.revents & Int16(POLLIN) != 0
  }

  /// Whether any byte has already arrived behind the last key.
  mutating func hasBytesWaiting() -> Bool {
    if decoder.hasBytes { return true }
    fill(wait: 0)
    return decoder.hasBytes
  }

  /// Forgets signals that have arrived.
  func dropSignals() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while signals >= 0, read(signals, &bytes, bytes.count) > 0 {}
  }

  /// The next key, however long it takes.
  mutating func next() -> Key {
    while true {
      if let key = decoder.next(isFlushed: false) { return key }
      let isPartial = decoder.hasBytes && !decoder.isInPaste
      if !isPartial { whenIdle?() }
      if let event = fill(wait: isPartial ? Self.escapeWait : -1) { return event }
      if isPartial, !lastFillGaveBytes, let key = decoder.next(isFlushed: true) { return key }
    }
  }

  private var lastFillGaveBytes = false

  /// Takes in the bytes that arrive within `wait` milliseconds (-1: for ever); gives a signal or
  /// the end of the input as a key.
  @discardableResult
  private mutating func fill(wait: Int32) -> Key? {
    lastFillGaveBytes = false
    var descriptors = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&descriptors, 2, wait) > 0 else { return nil }
    if descriptors[1].revents != 0, wait != 0 {
      var byte: UInt8 = 0
      if read(signals, &byte, 1) == 1 {
        switch Int32(byte) {
        case SIGINT: return .interrupt
        case SIGWINCH: return .resize
        default: return .resumed
        }
      }
    }
    guard descriptors[0].revents != 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16384)
    let count = read(input, &bytes, bytes.count)
    if count > 0 {
      decoder.append(bytes[..<count])
      lastFillGaveBytes = true
      return nil
    }
    if count < 0, errno == EINTR || errno == EAGAIN { return nil }
    // A terminal that has gone away reads as EIO.
    return count == 0 || errno == EIO ? .endOfFile : .failure(errno)
  }
}
