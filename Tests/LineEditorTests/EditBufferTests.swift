import LineEditor
import Testing

@Suite struct EditBufferTests {
  private func buffer(_ marked: String) -> EditBuffer {
    // "▮" marks the cursor.
    let parts = marked.split(separator: "▮", omittingEmptySubsequences: false)
    var buffer = EditBuffer(parts.joined())
    buffer.move(to: parts[0].count)
    return buffer
  }

  private func marked(_ buffer: EditBuffer) -> String {
    var characters = buffer.characters
    characters.insert("▮", at: buffer.cursor)
    return String(characters)
  }

  @Test func movesBetweenLinesKeepingTheColumn() {
    var b = buffer("abcdef\nxy\nlonger▮")
    #expect(b.moveUp() == true)
    #expect(marked(b) == "abcdef\nxy▮\nlonger")
    #expect(b.moveUp() == true)
    #expect(marked(b) == "ab▮cdef\nxy\nlonger")
    #expect(b.moveUp() == false)
    #expect(b.moveDown() == true)
    #expect(b.moveDown() == true)
    #expect(marked(b) == "abcdef\nxy\nlo▮nger")
    #expect(b.moveDown() == false)
  }

  @Test func findsWords() {
    var b = buffer("keep age_2 >= 18▮")
    b.move(to: b.wordStart)
    #expect(marked(b) == "keep age_2 >= ▮18")
    b.move(to: b.wordStart)
    #expect(marked(b) == "keep ▮age_2 >= 18")
    b.move(to: b.wordEnd)
    #expect(marked(b) == "keep age_2▮ >= 18")
    b.move(to: b.spacedWordStart)
    #expect(marked(b) == "keep ▮age_2 >= 18")
    #expect(buffer("a b(c,d)  ▮").spacedWordStart == 2)
  }

  @Test func takesWholeCharactersAway() {
    var b = EditBuffer("e\u{301}👩‍🚀🇩🇪")
    #expect(b.characters.count == 3)
    b.remove(from: b.cursor - 1, to: b.cursor)
    b.remove(from: b.cursor - 1, to: b.cursor)
    #expect(b.text == "e\u{301}")
    #expect(b.cursorOffset == 3)
  }

  @Test func joinsACombiningMarkToTheCharacterBefore() {
    var b = buffer("caf▮ x")
    b.insert("e")
    b.insert("\u{301}")
    #expect(b.characters.count == 6)
    #expect(marked(b) == "café▮ x")
  }

  @Test func replacesFromAnOffset() {
    var b = buffer("日本 | ke▮ x")
    b.replace(fromOffset: 9, with: "keep ")
    #expect(marked(b) == "日本 | keep ▮ x")
    // In the middle of a character: from its beginning.
    var c = buffer("日本▮")
    c.replace(fromOffset: 4, with: "!")
    #expect(c.text == "日!")
    // Out of range: nothing is lost.
    var d = buffer("ab▮c")
    d.replace(fromOffset: 99, with: "X")
    #expect(d.text == "abXc")
  }

  @Test func removesOnlyWhatIsThere() {
    var b = buffer("▮abc")
    #expect(b.remove(from: -1, to: 0) == "")
    #expect(b.remove(from: 2, to: 99) == "c")
    #expect(marked(b) == "ab▮")
  }

  @Test func transposes() {
    var b = buffer("ab▮c\nd")
    b.transpose()
    #expect(marked(b) == "acb▮\nd")
    b.transpose()
    #expect(marked(b) == "abc▮\nd")
    var first = buffer("x\n▮yz")
    first.transpose()
    #expect(first.text == "x\nyz")
  }
}
