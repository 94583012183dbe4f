/// The text being edited, possibly of several lines, and the place of the cursor in it.
///
/// Positions count characters as a person sees them (grapheme clusters), so one Backspace takes
/// away a whole emoji or an accented letter. Line ends are always "\n".
package struct EditBuffer: Equatable, Sendable {
  package private(set) var characters: [Character]
  /// The cursor stands before the character at this index; at most `characters.count`.
  package private(set) var cursor: Int

  package init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  package var text: String { String(characters) }
  package var isEmpty: Bool { characters.isEmpty }
  package var isAtEnd: Bool { cursor == characters.count }
  /// The cursor as a UTF-8 offset in `text`.
  package var cursorOffset: Int { characters[..<cursor].reduce(0) { $0 + $1.utf8.count } }

  // MARK: Lines

  /// Where the cursor's line begins.
  package var lineStart: Int { (characters[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }
  /// Where the cursor's line ends: its "\n" or the end of the text.
  package var lineEnd: Int { characters[cursor...].firstIndex(of: "\n") ?? characters.count }
  package var isOnFirstLine: Bool { lineStart == 0 }
  package var isOnLastLine: Bool { lineEnd == characters.count }
  /// Whether nothing but white space stands before the cursor on its line.
  package var isInIndent: Bool { characters[lineStart..<cursor].allSatisfy(\.isWhitespace) }
  /// Where the first line ends.
  package var firstLineEnd: Int { characters.firstIndex(of: "\n") ?? characters.count }

  // MARK: Motions

  package mutating func move(to position: Int) { cursor = max(0, min(characters.count, position)) }
  package mutating func moveLeft() { move(to: cursor - 1) }
  package mutating func moveRight() { move(to: cursor + 1) }
  package mutating func moveToLineStart() { cursor = lineStart }
  package mutating func moveToLineEnd() { cursor = lineEnd }
  package mutating func moveToEnd() { cursor = characters.count }

  /// Moves to the same column of the line above, or its end. False on the first line.
  package mutating func moveUp() -> Bool {
    let start = lineStart
    guard start > 0 else { return false }
    let column = cursor - start
    cursor = start - 1
    cursor = min(lineStart + column, start - 1)
    return true
  }

  /// Moves to the same column of the line below, or its end. False on the last line.
  package mutating func moveDown() -> Bool {
    let column = cursor - lineStart
    let end = lineEnd
    guard end < characters.count else { return false }
    cursor = end + 1
    cursor = min(cursor + column, lineEnd)
    return true
  }

  /// Where the word before the cursor begins. Words are letters, digits and "_".
  package var wordStart: Int {
    var i = cursor
    while i > 0, !Self.isWord(characters[i - 1]) { i -= 1 }
    while i > 0, Self.isWord(characters[i - 1]) { i -= 1 }
    return i
  }

  /// Where the word at or behind the cursor ends.
  package var wordEnd: Int {
    var i = cursor
    while i < characters.count, !Self.isWord(characters[i]) { i += 1 }
    while i < characters.count, Self.isWord(characters[i]) { i += 1 }
    return i
  }

  /// Where the run of anything but white space before the cursor begins, as Ctrl-W takes it.
  package var spacedWordStart: Int {
    var i = cursor
    while i > 0, characters[i - 1].isWhitespace { i -= 1 }
    while i > 0, !characters[i - 1].isWhitespace { i -= 1 }
    return i
  }

  private static func isWord(_ c: Character) -> Bool { c.isLetter || c.isNumber || c == "_" }

  // MARK: Changes

  /// Inserts at the cursor, which then stands behind what was inserted. A combining mark joins the
  /// character before it.
  package mutating func insert(_ text: String) {
    guard !text.isEmpty else { return }
    let from = max(0, cursor - 1)
    let joined = Array(String(characters[from..<cursor]) + text)
    characters.replaceSubrange(from..<cursor, with: joined)
    cursor = from + joined.count
  }

  /// Takes away the characters from `from` up to `to` and gives them; the cursor then stands there.
  @discardableResult
  package mutating func remove(from: Int, to: Int) -> String {
    let range = max(0, from)..<max(max(0, from), min(characters.count, to))
    let removed = String(characters[range])
    characters.removeSubrange(range)
    cursor = range.lowerBound
    return removed
  }

  /// Replaces what stands between the UTF-8 offset `offset` and the cursor. An offset inside a
  /// character counts as its beginning.
  package mutating func replace(fromOffset offset: Int, with text: String) {
    var (i, bytes) = (0, 0)
    while i < cursor, bytes + characters[i].utf8.count <= offset {
      bytes += characters[i].utf8.count
      i += 1
    }
    remove(from: i, to: cursor)
    insert(text)
  }

  /// Exchanges the characters around the cursor, or the last two of the line at its end.
  package mutating func transpose() {
    var right = cursor
    if right == lineEnd { right -= 1 }
    guard right - 1 >= lineStart, right < characters.count else { return }
    characters.swapAt(right - 1, right)
    cursor = right + 1
  }
}
