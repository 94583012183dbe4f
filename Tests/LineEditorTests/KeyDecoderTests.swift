import LineEditor
import Testing

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    decoder.append(text.utf8)
    var keys: [Key] = []
    while let key = decoder.next(isFlushed: true) { keys.append(key) }
    return keys
  }

  @Test func decodesWhatTerminalsSend() {
    #expect(keys("\u{1B}[A\u{1B}OA\u{1B}[1;5C\u{1B}[1;3D") == [.up, .up, .wordRight, .wordLeft])
    #expect(
      keys("\u{1B}[H\u{1B}[F\u{1B}OH\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[3~")
        == [.home, .end, .home, .home, .end, .home, .delete])
    #expect(keys("\u{17}\u{12}\u{7F}\t") == [.control("w"), .control("r"), .backspace, .tab])
    #expect(keys("\u{1B}b\u{1B}\r\u{1B}\u{7F}") == [.alt("b"), .altEnter, .altBackspace])
    #expect(keys("\u{1B}[27;3;13~\u{1B}[13;2u") == [.altEnter, .altEnter])
    #expect(keys("ab\rc\nd\r\n") == [.text("ab"), .enter, .text("c"), .enter, .text("d"), .enter])
    #expect(keys("\u{1F}") == [.control("_")])
  }

  @Test func swallowsSequencesItDoesNotKnow() {
    #expect(keys("\u{1B}[15~x\u{1B}[?1;2cy") == [.unknown, .text("x"), .unknown, .text("y")])
  }

  @Test func waitsForTheRest() {
    var decoder = KeyDecoder()
    for byte in "\u{1B}[1;5".utf8 {
      decoder.append([byte])
      #expect(decoder.next(isFlushed: false) == nil)
    }
    decoder.append("C".utf8)
    #expect(decoder.next(isFlushed: false) == .wordRight)
    let wide = Array("本".utf8)
    decoder.append("x".utf8)
    decoder.append(wide[..<2])
    #expect(decoder.next(isFlushed: false) == .text("x"))
    #expect(decoder.next(isFlushed: false) == nil)
    decoder.append(wide[2...])
    #expect(decoder.next(isFlushed: false) == .text("本"))
    #expect(!decoder.hasBytes)
  }

  @Test func aLoneEscapeIsAKey() {
    #expect(keys("\u{1B}") == [.escape])
  }

  @Test func takesAPasteWhole() {
    var decoder = KeyDecoder()
    decoder.append("\u{1B}[200~a\tb\rc".utf8)
    #expect(decoder.next(isFlushed: false) == nil)
    #expect(decoder.isInPaste)
    decoder.append("\u{1B}[A\u{1B}[201~z".utf8)
    #expect(decoder.next(isFlushed: false) == .paste("a\tb\rc\u{1B}[A"))
    #expect(decoder.next(isFlushed: false) == .text("z"))
  }

  @Test func badUTF8IsNoTrap() {
    var decoder = KeyDecoder()
    decoder.append([0xFF, 0x41, 0xC3])
    #expect(decoder.next(isFlushed: false) == .text("\u{FFFD}A"))
    #expect(decoder.next(isFlushed: true) == .text("\u{FFFD}"))
    decoder.append([0x80, 0x80, 0x80, 0x80, 0x80])
    #expect(decoder.next(isFlushed: false) != nil)
  }
}
