import CEdit
import LineEditor
import Testing

@Suite struct BufferViewTests {
  init() { _ = ogive_edit_use_utf8() }

  private func view(
    _ text: String, cursor: Int? = nil, columns: Int = 20, rows: Int = 10
  ) -> BufferView {
    var buffer = EditBuffer(text)
    if let cursor { buffer.move(to: cursor) }
    return BufferView(
      buffer, promptWidth: 7, continuation: "   ... ", columns: columns, rows: rows)
  }

  private func text(_ view: BufferView) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: view.scalars)
    return String(scalars)
  }

  @Test func putsContinuationPromptsBehindLineEnds() {
    let v = view("a |\n  b", cursor: 5)
    #expect(text(v) == "a |\n   ...   b")
    #expect(v.cursor == 12)
    #expect((v.cursorRow, v.cursorColumn) == (1, 8))
  }

  @Test func countsWrappedRowsAndWideCharacters() {
    // 7 + 13 columns fill the first row; the cursor goes on to the next.
    let full = view("1234567890123")
    #expect((full.cursorRow, full.cursorColumn) == (1, 0))
    // The seventh wide character doesn't fit in the last column.
    let wide = view("日本語日本語日")
    #expect((wide.cursorRow, wide.cursorColumn) == (1, 2))
  }

  @Test func showsClustersByTheirVisibleCore() {
    #expect(DisplayWidth.shown("👩‍🚀") == ["👩"])
    #expect(DisplayWidth.shown("e\u{301}") == ["e"])
    #expect(DisplayWidth.shown("👍🏽") == ["👍"])
    #expect(DisplayWidth.of("本") == 2)
    #expect(DisplayWidth.of("\u{301}") == 1)
    #expect(DisplayWidth.fitted("日本語", in: 5) == "日本…")
    #expect(DisplayWidth.fitted("abc", in: 3) == "abc")
    #expect(DisplayWidth.fitted("abcd", in: 3) == "ab…")
  }

  @Test func windowsTextsTallerThanTheScreen() {
    let tall = (1...30).map { "line \($0)" }.joined(separator: "\n")
    let end = view(tall)
    #expect(end.beginsInside)
    #expect(text(end).hasSuffix("line 30"))
    #expect(text(end).hasPrefix("line 23\n"))
    #expect(end.cursor == end.scalars.count)
    let start = view(tall, cursor: 2)
    #expect(!start.beginsInside)
    #expect(text(start).hasPrefix("line 1\n"))
    #expect(text(start).hasSuffix("line 8"))
    #expect(start.cursor == 2)
    let middle = view(tall, cursor: EditBuffer(tall).characters.count / 2)
    #expect(middle.beginsInside)
    #expect(text(middle).split(separator: "\n").count == 8)
    #expect(middle.cursorRow == 4)
  }

  @Test func windowsASingleLineTallerThanTheScreen() {
    let long = String(repeating: "x", count: 1000)
    let v = view(long, cursor: 500)
    #expect(v.scalars.count == 160)
    #expect(v.cursor > 0 && v.cursor < 160)
  }
}
