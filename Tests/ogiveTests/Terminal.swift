import CEdit
import Glibc
import Testing

/// The command at a terminal, and the person who types.
final class Terminal {
  private let process: pid_t
  private var controller: Int32
  private var isOver = false
  /// Whether a text didn't come: what follows isn't waited for any more.
  private var isLost = false
  /// All that came to the screen.
  private(set) var screen: [UInt8] = []
  private var seen = 0
  /// What this terminal answers to a question.
  private let answers: [(question: String, answer: String)]
  private var answered = 0

  init(
    in folder: String, columns: Int32 = 80, rows: Int32 = 24, environment: [String: String] = [:],
    answers: [(question: String, answer: String)] = []
  ) throws {
    var terminal: Int32 = -1
    controller = -1
    try #require(ogive_edit_open_pty(&controller, &terminal, columns, rows))
    defer { close(terminal) }
    // `ttyname` would give one buffer to all tests that run at the time.
    var path = [CChar](repeating: 0, count: 128)
    try #require(ttyname_r(terminal, &path, path.count) == 0)
    let name = String(
      decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.answers = answers
    process = try Command.spawn([], in: folder, environment: environment) { actions in
      // Opened in a new session it becomes the terminal that Ctrl-C is a signal of.
      posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
  }

  deinit {
    if !isOver {
      kill(process, SIGKILL)
      _ = Command.ended(process)
    }
    if controller >= 0 { close(controller) }
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let got = bytes.withUnsafeBytes {
        Glibc.write(controller, $0.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if got <= 0 { return }
      done += got
    }
  }

  /// Types a line once the prompt is there, and waits for what it shows.
  func enter(_ line: String, shows text: String, at location: SourceLocation = #_sourceLocation) {
    see("ogive> ", at: location)
    type(line + "\r")
    see(text, at: location)
  }

  /// Waits until a text comes to the screen behind what was seen before.
  func see(_ text: String, at location: SourceLocation = #_sourceLocation) {
    let wanted = Array(text.utf8)
    let limit = time(nil) + (isLost ? 0 : 60)
    while true {
      if let end = Self.end(of: wanted, in: screen, from: seen) {
        seen = end
        return
      }
      guard time(nil) < limit, take() else { break }
    }
    isLost = true
    let shown = String(decoding: screen[seen...], as: UTF8.self)
    Issue.record(
      "\(text.debugDescription) didn't come; there was \(shown.debugDescription)",
      sourceLocation: location)
  }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(controller, UInt(TIOCSWINSZ), &size)
  }

  /// Waits for the end of the command; its exit code, or 128 and the signal that ended it.
  ///
  /// - Parameter key: pressed until it ends, as a person would: a terminal swallows Ctrl-D while a statement runs.
  func end(pressing key: String? = nil) -> Int32 {
    let limit = time(nil) + (isLost ? 0 : 60)
    repeat { if let key { type(key) } } while time(nil) < limit && take()
    if time(nil) >= limit { kill(process, SIGKILL) }
    isOver = true
    return Command.ended(process)
  }

  /// Takes the terminal away, as closing its window does.
  func hangUp() -> Int32 {
    close(controller)
    controller = -1
    isOver = true
    return Command.ended(process)
  }

  /// Takes in what comes within a second; false at the end.
  private func take() -> Bool {
    var descriptor = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, 1000) > 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let got = read(controller, &buffer, buffer.count)
    if got <= 0 { return false }
    screen += buffer[..<got]
    for (question, answer) in answers {
      if let end = Self.end(of: Array(question.utf8), in: screen, from: answered) {
        answered = end
        type(answer)
      }
    }
    return true
  }

  static func end(of wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    while place + wanted.count <= bytes.count {
      if bytes[place..<place + wanted.count].elementsEqual(wanted) { return place + wanted.count }
      place += 1
    }
    return nil
  }
}
