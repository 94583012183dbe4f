/// One line being edited: its buffer, the way through the history, a search, what was killed and
/// what can be undone. Pure: it reads no keys, draws nothing and asks nobody.
package struct EditingState: Sendable {
  package private(set) var buffer = EditBuffer()
  package private(set) var search: HistorySearch?
  private var walk: HistoryWalk
  private var killed: String
  private var isKilling = false
  private var undoable: [EditBuffer] = []

  /// Whether the command did something; the editor beeps otherwise.
  package typealias Outcome = Bool

  /// - Parameters:
  ///   - killed: what Ctrl-Y gives back, from lines before.
  ///   - text: what stands in the line at first, with the cursor behind it.
  package init(history: [String], killed: String = "", text: String = "") {
    buffer = EditBuffer(text)
    walk = HistoryWalk(entries: history)
    self.killed = killed
  }

  /// What Ctrl-Y gives back.
  package var killedText: String { killed }

  /// What the newest statement that begins with the text goes on with.
  package func historyHint() -> String? {
    let text = buffer.text
    guard let entry = walk.entries.last(where: { $0.hasPrefix(text) && $0 != text }) else {
      return nil
    }
    return String(entry.dropFirst(text.count))
  }

  /// Carries out an editing command. Commands that need more than the text (Enter, Tab, help,
  /// signals, the screen) are not for here and give false.
  package mutating func apply(_ command: EditCommand) -> Outcome {
    if search != nil {
      if let outcome = applyToSearch(command) { return outcome }
      search = nil
      if command == .cancel { return true }
    }
    let before = buffer
    let wasKilling = isKilling
    isKilling = false
    let outcome = edit(command, wasKilling: wasKilling)
    if command != .undo, before.characters != buffer.characters { remember(before, command) }
    return outcome
  }

  /// Replaces what stands between a UTF-8 offset and the cursor, as completion does.
  package mutating func replace(fromOffset offset: Int, with text: String) {
    let before = buffer
    buffer.replace(fromOffset: offset, with: text)
    if before != buffer { undoable.append(before) }
  }

  /// Inserts at the cursor as one step.
  package mutating func insert(_ text: String) { _ = apply(.insert(text)) }

  /// Typing undoes as one step up to the end of a word, anything else step by step.
  private mutating func remember(_ before: EditBuffer, _ command: EditCommand) {
    if case .insert(let text) = command, text.count == 1, text != " ", text != "\n",
      let last = undoable.last, last.cursor < before.cursor,
      before.characters[last.cursor..<before.cursor].allSatisfy({ !$0.isWhitespace }),
      before.characters.count - last.characters.count == before.cursor - last.cursor
    {
      return
    }
    undoable.append(before)
  }

  private mutating func edit(_ command: EditCommand, wasKilling: Bool) -> Outcome {
    let old = buffer
    switch command {
    case .insert(let text), .paste(let text): buffer.insert(text)
    case .newline: buffer.insert("\n")
    case .left: buffer.moveLeft()
    case .right: buffer.moveRight()
    case .wordLeft: buffer.move(to: buffer.wordStart)
    case .wordRight: buffer.move(to: buffer.wordEnd)
    case .lineStart: buffer.moveToLineStart()
    case .lineEnd: buffer.moveToLineEnd()
    case .textStart: buffer.move(to: 0)
    case .textEnd: buffer.moveToEnd()
    case .up:
      if !buffer.moveUp() { return showHistory(walk.older(than: buffer) { _ in true }, .up) }
    case .down:
      if !buffer.moveDown() { return showHistory(walk.newer(than: buffer) { _ in true }, .down) }
    case .matchingPrevious, .matchingNext:
      return showMatching(command)
    case .deleteBackward: buffer.remove(from: buffer.cursor - 1, to: buffer.cursor)
    case .deleteForward, .deleteForwardOrEnd:
      let cursor = buffer.cursor
      buffer.remove(from: cursor, to: cursor + 1)
    case .deleteWordBackward: kill(from: buffer.wordStart, to: buffer.cursor, wasKilling)
    case .deleteSpacedWordBackward:
      kill(from: buffer.spacedWordStart, to: buffer.cursor, wasKilling)
    case .deleteWordForward: kill(from: buffer.cursor, to: buffer.wordEnd, wasKilling)
    case .killToLineEnd:
      // At the end of a line its line end, so that Ctrl-K twice takes a line away.
      let (from, end) = (buffer.cursor, buffer.lineEnd)
      kill(from: from, to: from == end ? end + 1 : end, wasKilling)
    case .killToLineStart:
      let (to, start) = (buffer.cursor, buffer.lineStart)
      kill(from: to == start ? start - 1 : start, to: to, wasKilling)
    case .yank: buffer.insert(killed)
    case .transpose: buffer.transpose()
    case .undo:
      guard let last = undoable.popLast() else { return false }
      buffer = last
      return true
    case .searchBackward, .searchForward:
      search = HistorySearch(entries: walk.entries, from: walk.position, origin: buffer)
      return true
    case .cancel: return true
    case .enter, .complete, .help, .clearScreen, .interrupt, .suspend: return false
    }
    return buffer != old
  }

  private mutating func kill(from: Int, to: Int, _ wasKilling: Bool) {
    let isBackward = to == buffer.cursor && from != to
    let removed = buffer.remove(from: from, to: to)
    guard !removed.isEmpty else { return }
    killed = wasKilling ? (isBackward ? removed + killed : killed + removed) : removed
    isKilling = true
  }

  private enum Direction { case up, down }

  /// Shows an entry. Going up, the cursor stands at the end of its first line, going down at the
  /// end of its last, so that the same key goes on through the history and the other one into it.
  private mutating func showHistory(_ shown: EditBuffer?, _ direction: Direction) -> Outcome {
    guard var shown else { return false }
    if direction == .up { shown.move(to: shown.firstLineEnd) } else { shown.moveToEnd() }
    buffer = shown
    return true
  }

  /// Shows the next entry that begins as the text before the cursor; the cursor stays.
  private mutating func showMatching(_ command: EditCommand) -> Outcome {
    let cursor = buffer.cursor
    let beginning = String(buffer.characters[..<cursor])
    let matches: (String) -> Bool = { $0.hasPrefix(beginning) }
    let found =
      command == .matchingPrevious
      ? walk.older(than: buffer, where: matches) : walk.newer(than: buffer, where: matches)
    guard var found else { return false }
    found.move(to: beginning.isEmpty ? found.characters.count : cursor)
    buffer = found
    return true
  }

  /// The search's share of a command: nil when the command ends the search and is then carried out
  /// on what was found.
  private mutating func applyToSearch(_ command: EditCommand) -> Outcome? {
    guard var current = search else { return nil }
    let found: Bool
    switch command {
    case .insert(let text): found = current.extend(text)
    case .deleteBackward: found = current.shorten()
    case .searchBackward: found = current.again(.older)
    case .searchForward: found = current.again(.newer)
    case .cancel:
      buffer = current.origin
      return nil
    default:
      if let position = current.position { walk.place(at: position, leaving: current.origin) }
      return nil
    }
    search = current
    buffer = current.shown
    return found
  }
}
