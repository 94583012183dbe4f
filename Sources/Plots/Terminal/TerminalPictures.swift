internal import Glibc

/// Finds out what the terminal can show by asking it.
public enum TerminalPictures {
  /// Asks the terminal on standard output and input; `.text` unless both are terminals, and for one
  /// that doesn't answer within `patience` milliseconds. To be called once a session, while nobody
  /// else reads the keyboard.
  public static func probe(patience: Int = 120) -> TerminalCapability {
    guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1 else { return .text }
    if let kind = getenv("TERM"), ["dumb", "linux", ""].contains(String(cString: kind)) {
      return .text
    }
    // tmux and screen swallow pictures unless told not to; their answers would be their own.
    if getenv("TMUX") != nil || getenv("STY") != nil { return .text }
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { return .text }
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    raw.c_cc.6 = 0  // VMIN: a read gives what is there
    raw.c_cc.5 = 0  // VTIME
    guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return .text }
    defer { tcsetattr(STDIN_FILENO, TCSANOW, &before) }
    // kitty's query, iTerm2's name, then the device's attributes, which every terminal answers: it
    // ends the wait.
    let question = Array("\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[>q\u{1B}[c".utf8)
    guard write(STDOUT_FILENO, question, question.count) == question.count else { return .text }
    var answer: [UInt8] = []
    var left = patience
    while left > 0 {
      var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      if poll(&ready, 1, 10) > 0 {
        var buffer = [UInt8](repeating: 0, count: 512)
        let got = read(STDIN_FILENO, &buffer, buffer.count)
        if got > 0 { answer += buffer[0..<got] }
        if attributes(answer) != nil { break }
      }
      left -= 10
    }
    return capability(answer: answer)
  }

  /// What a terminal's answer to the three questions says.
  package static func capability(answer: [UInt8]) -> TerminalCapability {
    let text = String(decoding: answer, as: UTF8.self)
    if contains(text, "_Gi=31;OK") { return .kitty }
    if contains(text, ">|iTerm2") || contains(text, ">|WezTerm") { return .iterm }
    if attributes(answer)?.contains(4) == true { return .sixel }
    return .text
  }

  /// The numbers of `ESC [ ? … c`; `nil` if it isn't there in full.
  private static func attributes(_ answer: [UInt8]) -> [Int]? {
    var place = 0
    while place + 2 < answer.count {
      if answer[place] == 0x1B, answer[place + 1] == UInt8(ascii: "["),
        answer[place + 2] == UInt8(ascii: "?")
      {
        let rest = answer[(place + 3)...]
        guard let end = rest.firstIndex(of: UInt8(ascii: "c")) else { return nil }
        let inside = String(decoding: rest[..<end], as: UTF8.self)
        return inside.split(separator: ";").compactMap { Int($0) }
      }
      place += 1
    }
    return nil
  }

  private static func contains(_ text: String, _ part: String) -> Bool {
    text.indices.contains { text[$0...].hasPrefix(part) }
  }
}
