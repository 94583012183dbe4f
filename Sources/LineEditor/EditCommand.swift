/// What a key does.
package enum EditCommand: Equatable, Sendable {
  case insert(String), paste(String)
  case enter, newline, complete
  case left, right, up, down, wordLeft, wordRight, lineStart, lineEnd, textStart, textEnd
  case deleteBackward, deleteForward, deleteForwardOrEnd
  case deleteWordBackward, deleteSpacedWordBackward, deleteWordForward
  case killToLineEnd, killToLineStart, yank, transpose, undo
  case matchingPrevious, matchingNext, searchBackward, searchForward
  case help, clearScreen, interrupt, suspend, cancel

  /// The command bound to a key: emacs's and readline's customs. Nil for a key without one.
  package static func bound(to key: Key) -> EditCommand? {
    switch key {
    case .text(let text): return .insert(text)
    case .paste(let text): return .paste(text)
    case .enter: return .enter
    case .altEnter: return .newline
    case .tab: return .complete
    case .backspace: return .deleteBackward
    case .altBackspace: return .deleteWordBackward
    case .delete: return .deleteForward
    case .altDelete: return .deleteWordForward
    case .left: return .left
    case .right: return .right
    case .up: return .up
    case .down: return .down
    case .wordLeft: return .wordLeft
    case .wordRight: return .wordRight
    case .home: return .lineStart
    case .end: return .lineEnd
    case .pageUp: return .matchingPrevious
    case .pageDown: return .matchingNext
    case .interrupt: return .interrupt
    case .escape: return .cancel
    case .control(let letter): return control[letter]
    case .alt(let character): return alt[character]
    case .backTab, .unknown, .resize, .resumed, .endOfFile, .failure: return nil
    }
  }

  private static let control: [Character: EditCommand] = [
    "a": .lineStart, "b": .left, "c": .interrupt, "d": .deleteForwardOrEnd, "e": .lineEnd,
    "f": .right, "g": .cancel, "k": .killToLineEnd, "l": .clearScreen, "n": .down, "p": .up,
    "r": .searchBackward, "s": .searchForward, "t": .transpose, "u": .killToLineStart,
    "w": .deleteSpacedWordBackward, "y": .yank, "z": .suspend, "_": .undo,
  ]

  private static let alt: [Character: EditCommand] = [
    "b": .wordLeft, "f": .wordRight, "d": .deleteWordForward, "h": .help, "?": .help,
    "p": .matchingPrevious, "n": .matchingNext, "<": .textStart, ">": .textEnd,
  ]
}
