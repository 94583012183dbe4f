import LineEditor
import Testing

@Suite struct EditingStateTests {
  private func typed(_ text: String, history: [String] = []) -> EditingState {
    var state = EditingState(history: history)
    for character in text { _ = state.apply(.insert(String(character))) }
    return state
  }

  @Test func walksThroughLinesAndThenHistory() {
    var s = typed("draft", history: ["one", "two |\n  more", "three"])
    #expect(s.apply(.up) == true)
    #expect(s.buffer.text == "three")
    #expect(s.apply(.up) == true)
    #expect(s.buffer.text == "two |\n  more")
    #expect(s.buffer.cursor == 5)
    #expect(s.apply(.up) == true)
    #expect(s.buffer.text == "one")
    #expect(s.apply(.up) == false)
    #expect(s.apply(.down) == true)
    #expect(s.buffer.isAtEnd)
    // Down came to its last line; Up goes into it first.
    #expect(s.apply(.up) == true)
    #expect(s.buffer.text == "two |\n  more")
    #expect(s.buffer.cursor == 5)
    for _ in 0..<3 { _ = s.apply(.down) }
    #expect(s.buffer.text == "draft")
    #expect(s.apply(.down) == false)
  }

  @Test func keepsChangesToEntriesWhileWalking() {
    var s = EditingState(history: ["one", "two"])
    _ = s.apply(.up)
    _ = s.apply(.up)
    _ = s.apply(.insert("!"))
    _ = s.apply(.down)
    _ = s.apply(.up)
    #expect(s.buffer.text == "one!")
  }

  @Test func findsEntriesThatBeginAlike() {
    var s = typed("pl", history: ["plot a", "keep b", "plot c"])
    #expect(s.apply(.matchingPrevious) == true)
    #expect(s.buffer.text == "plot c")
    #expect(s.apply(.matchingPrevious) == true)
    #expect(s.buffer.text == "plot a")
    #expect(s.apply(.matchingPrevious) == false)
    #expect(s.apply(.matchingNext) == true)
    #expect(s.buffer.text == "plot c")
  }

  @Test func collectsWhatIsKilledInARow() {
    var s = typed("one two three")
    _ = s.apply(.deleteSpacedWordBackward)
    _ = s.apply(.deleteSpacedWordBackward)
    #expect(s.buffer.text == "one ")
    #expect(s.killedText == "two three")
    _ = s.apply(.yank)
    #expect(s.buffer.text == "one two three")
    _ = s.apply(.lineStart)
    _ = s.apply(.deleteWordForward)
    _ = s.apply(.killToLineEnd)
    #expect(s.killedText == "one two three")
    #expect(s.buffer.isEmpty)
    #expect(s.apply(.killToLineEnd) == false)
  }

  @Test func killsWithinTheLine() {
    var s = typed("ab\ncd\nef", history: [])
    _ = s.apply(.up)
    _ = s.apply(.left)
    #expect(s.buffer.cursor == 4)
    _ = s.apply(.killToLineStart)
    #expect(s.buffer.text == "ab\nd\nef")
    _ = s.apply(.killToLineEnd)
    #expect(s.buffer.text == "ab\n\nef")
    _ = s.apply(.killToLineEnd)
    #expect(s.buffer.text == "ab\nef")
  }

  @Test func undoesByWords() {
    var s = typed("one two")
    _ = s.apply(.paste(" pasted"))
    #expect(s.apply(.undo) == true)
    #expect(s.buffer.text == "one two")
    #expect(s.apply(.undo) == true)
    #expect(s.buffer.text == "one ")
    var isUndone = true
    while isUndone { isUndone = s.apply(.undo) }
    #expect(s.buffer.isEmpty)
  }

  @Test func searchesTheHistory() {
    var s = typed("draft", history: ["load(\"a.csv\")", "Keep x", "load(\"b.csv\")", "keep y"])
    _ = s.apply(.searchBackward)
    #expect(s.buffer.text == "draft")
    _ = s.apply(.insert("lo"))
    #expect(s.buffer.text == "load(\"b.csv\")")
    #expect(s.apply(.searchBackward) == true)
    #expect(s.buffer.text == "load(\"a.csv\")")
    #expect(s.apply(.searchBackward) == false)
    #expect(s.search?.isFailing == true)
    #expect(s.apply(.searchForward) == true)
    #expect(s.buffer.text == "load(\"b.csv\")")
    // A motion ends it with what was found, and the history goes on from there.
    _ = s.apply(.lineEnd)
    #expect(s.search == nil)
    #expect(s.buffer.text == "load(\"b.csv\")")
    _ = s.apply(.up)
    #expect(s.buffer.text == "Keep x")
  }

  @Test func searchMatchesCaseOnlyWhenAsked() {
    var s = EditingState(history: ["Keep x", "keep y"])
    _ = s.apply(.searchBackward)
    _ = s.apply(.insert("Ke"))
    #expect(s.buffer.text == "Keep x")
    _ = s.apply(.deleteBackward)
    _ = s.apply(.deleteBackward)
    _ = s.apply(.insert("ke"))
    #expect(s.buffer.text == "keep y")
  }

  @Test func cancelledSearchGivesTheTextBack() {
    var s = typed("draft", history: ["load"])
    _ = s.apply(.searchBackward)
    _ = s.apply(.insert("lo"))
    _ = s.apply(.cancel)
    #expect(s.search == nil)
    #expect(s.buffer.text == "draft")
    #expect(s.buffer.isAtEnd)
  }

  @Test func hintsTheNewestStatementThatBeginsAlike() {
    #expect(typed("ke", history: ["keep a", "keep b", "drop"]).historyHint() == "ep b")
    #expect(typed("drop", history: ["drop"]).historyHint() == nil)
  }
}
