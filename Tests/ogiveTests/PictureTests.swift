import Glibc
import Testing

/// Pictures in terminals that can show them: what is sent there is the picture that `save` writes.
@Suite struct PictureTests {
  private static let plot = "dataset(\"women\") | plot points(height, weight)"
  /// The question after which a terminal's answers are complete.
  private static let attributes = "\u{1B}[c"

  /// What the terminal that gives this answer gets for a plot, and the picture that `save` writes of it.
  private func session(answer: String) throws -> (shown: [UInt8], saved: [UInt8]) {
    try withFolder { folder in
      let terminal = try Terminal(
        in: folder, columns: 200, answers: [(Self.attributes, answer)])
      terminal.enter(Self.plot, shows: "\r\n")
      terminal.enter(Self.plot + " | save \"p.png\"", shows: "saved p.png")
      // The answer was taken in by who asked: it isn't in the next line.
      terminal.enter("6 * 7", shows: "42\r\n")
      terminal.see("ogive> ")
      terminal.type("\u{4}")
      #expect(terminal.end() == 0)
      return (terminal.screen, bytes(of: folder + "/p.png"))
    }
  }

  @Test func kitty() throws {
    let (shown, saved) = try session(
      answer: "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.32.2)\u{1B}\\\u{1B}[?62;c")
    var text = ""
    var place = 0
    var pieces: [String] = []
    while let start = Terminal.end(of: Array("\u{1B}_G".utf8), in: shown, from: place),
      let end = Terminal.end(of: Array("\u{1B}\\".utf8), in: shown, from: start)
    {
      let piece = String(decoding: shown[start..<end - 2], as: UTF8.self).split(separator: ";")
      place = end
      if piece[0].hasPrefix("i=31") { continue }  // the question
      pieces.append(String(piece[0]))
      #expect(piece[1].utf8.count <= 4096)
      text += piece[1]
    }
    #expect(pieces.first == "a=T,f=100,q=2,m=1" && pieces.last == "m=0")
    #expect(!saved.isEmpty && decoded(text) == saved)
  }

  @Test func iterm() throws {
    let (shown, saved) = try session(answer: "\u{1B}P>|iTerm2 3.5.0\u{1B}\\\u{1B}[?62;4c")
    let start = try #require(
      Terminal.end(
        of: Array("\u{1B}]1337;File=inline=1;size=\(saved.count):".utf8), in: shown, from: 0))
    let end = try #require(shown[start...].firstIndex(of: 7))
    #expect(!saved.isEmpty && decoded(String(decoding: shown[start..<end], as: UTF8.self)) == saved)
  }

  @Test func sixel() throws {
    let (shown, _) = try session(answer: "\u{1B}P>|XTerm(370)\u{1B}\\\u{1B}[?63;1;4;22c")
    let text = String(decoding: shown, as: UTF8.self)
    let picture = try #require(
      text.firstMatch(of: /\u{1B}P[0-9;]*q"1;1;([0-9]+);([0-9]+)([^\u{1B}]*)\u{1B}\\/))
    // As large as it says, and with more than one colour in it.
    #expect(picture.1 == "900" && picture.2 == "560", "\(picture.1) × \(picture.2)")
    #expect(picture.3.matches(of: /#[0-9]+;2;/).count > 2)
  }

  @Test(arguments: ["\u{1B}[?1;2c", "garbage", ""])
  func otherTerminalsGetCharacters(_ answer: String) throws {
    try withFolder { folder in
      let terminal = try Terminal(in: folder, answers: [(Self.attributes, answer)])
      terminal.enter(Self.plot, shows: "●")
      terminal.see("ogive> ")
      #expect(Terminal.end(of: Array("\u{1B}P".utf8), in: terminal.screen, from: 0) == nil)
      #expect(Terminal.end(of: Array("1337".utf8), in: terminal.screen, from: 0) == nil)
    }
  }

  @Test func noQuestionGoesIntoAPipeOrTmux() throws {
    try withFolder { folder in
      let run = try Command.run(["-e", Self.plot], in: folder)
      #expect(run.code == 0 && run.output.hasPrefix("plot: ") && !run.output.contains("\u{1B}"))
      let terminal = try Terminal(in: folder, environment: ["TMUX": "/tmp/tmux-0/default,1,0"])
      terminal.enter(Self.plot, shows: "●")
      #expect(Terminal.end(of: Array("\u{1B}_G".utf8), in: terminal.screen, from: 0) == nil)
    }
  }

  /// The bytes that a text in base64 stands for.
  private func decoded(_ text: String) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.utf8 {
      guard let value = digits.firstIndex(of: byte) else { break }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        out.append(UInt8(bits >> UInt32(count) & 0xFF))
      }
    }
    return out
  }
}
