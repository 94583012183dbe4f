import Diagnostics
import Engine
import Glibc

/// Standard output and standard error. One of it; used by the thread that runs statements.
nonisolated(unsafe) let console = Console()

/// Results and notes go to standard output through one buffer whose writes are checked; errors to standard error.
final class Console {
  private var buffer: [UInt8] = []
  let isTerminal = isatty(STDOUT_FILENO) != 0
  private let mayColor = getenv("NO_COLOR").map { $0.pointee == 0 } ?? true

  /// Whether standard output takes colours.
  var hasColor: Bool { isTerminal && mayColor }
  private var errorHasColor: Bool { isatty(STDERR_FILENO) != 0 && mayColor }
  var paint: Paint { Paint(isOn: hasColor) }

  /// Cells in a line of the terminal; 80 elsewhere.
  var width: Int {
    var size = winsize()
    if isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 {
      return min(Int(size.ws_col), 400)
    }
    return 80
  }

  /// How results are shown here.
  var style: DisplayStyle { DisplayStyle(width: width, color: hasColor, pictures: isTerminal) }

  /// Writes a line.
  func line(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if isTerminal || buffer.count >= 1 << 16 { flush() }
  }

  /// Writes a text as it is.
  func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 1 << 16 { flush() }
  }

  /// Writes what waits. A closed pipe ends the command quietly, with code 0; a full disk with a message and code 1.
  func flush() {
    var done = 0
    while done < buffer.count {
      let got = buffer.withUnsafeBytes { bytes in
        bytes.baseAddress.map { Glibc.write(STDOUT_FILENO, $0 + done, bytes.count - done) } ?? 0
      }
      if got < 0 {
        let reason = errno
        if reason == EINTR { continue }
        if reason == EAGAIN {
          var waiting = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
          poll(&waiting, 1, -1)
          continue
        }
        buffer.removeAll()
        if reason == EPIPE { exit(0) }
        complain("error: standard output can't be written: \(String(cString: strerror(reason)))")
        exit(1)
      }
      done += got
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes a line to standard error, behind all that was written before.
  func complain(_ text: String) {
    flush()
    let bytes = Array((text + "\n").utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Shows an error.
  func show(_ error: Diagnostic) { complain(error.rendered(color: errorHasColor)) }

  /// Shows a result with its notes.
  func show(_ output: Output) {
    if let title = output.title { line(paint.strong(harmless(title))) }
    if case .nothing = output.value {} else { line(output.value.text(style)) }
    for note in output.notes { line(paint.dim(harmless(note.text))) }
  }
}
