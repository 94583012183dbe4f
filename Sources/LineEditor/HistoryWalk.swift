/// The place in the history that Up and Down move, with the text that was being typed at its end.
/// Changes to an entry last until the line is run or cancelled; the history itself keeps the entry.
package struct HistoryWalk: Sendable {
  package let entries: [String]
  /// The index of the entry shown; `entries.count` is the text being typed.
  package private(set) var position: Int
  /// What was typed or changed at places that were left; gone with the line.
  private var edited: [Int: EditBuffer] = [:]

  package init(entries: [String]) {
    self.entries = entries
    position = entries.count
  }

  /// The next older entry for which `matches` holds and that differs from what is shown.
  package mutating func older(
    than current: EditBuffer, where matches: (String) -> Bool
  ) -> EditBuffer? {
    let shown = current.text
    var i = position - 1
    while i >= 0, !matches(entries[i]) || entries[i] == shown { i -= 1 }
    guard i >= 0 else { return nil }
    return place(at: i, leaving: current)
  }

  /// The next newer entry for which `matches` holds, or at last the text that was being typed.
  package mutating func newer(
    than current: EditBuffer, where matches: (String) -> Bool
  ) -> EditBuffer? {
    guard position < entries.count else { return nil }
    let shown = current.text
    var i = position + 1
    while i < entries.count, !matches(entries[i]) || entries[i] == shown { i += 1 }
    return place(at: i, leaving: current)
  }

  /// Goes to the entry at `index` and gives it as it was left last; `current` is kept for coming
  /// back.
  @discardableResult
  package mutating func place(at index: Int, leaving current: EditBuffer) -> EditBuffer {
    edited[position] = current
    position = index
    return edited[index] ?? EditBuffer(entries.indices.contains(index) ? entries[index] : "")
  }
}

/// An incremental search through the history (Ctrl-R), newest first, in which a pattern in lower
/// case matches both cases.
package struct HistorySearch: Sendable {
  package enum Direction { case older, newer }

  private let entries: [String]
  /// Where the search began; shown again when it is cancelled.
  package let origin: EditBuffer
  package private(set) var pattern = ""
  /// The entry found, or nil before anything was.
  package private(set) var position: Int?
  package private(set) var isFailing = false
  private let start: Int

  package init(entries: [String], from start: Int, origin: EditBuffer) {
    (self.entries, self.start, self.origin) = (entries, start, origin)
  }

  /// The entry found with the cursor where the pattern begins in it, or the text from before.
  package var shown: EditBuffer {
    guard let position, entries.indices.contains(position) else { return origin }
    var buffer = EditBuffer(entries[position])
    if let at = Self.offset(of: Array(pattern), in: buffer.characters) { buffer.move(to: at) }
    return buffer
  }

  package mutating func extend(_ text: String) -> Bool {
    pattern += text
    return find(from: position ?? start - 1, .older)
  }

  package mutating func shorten() -> Bool {
    guard !pattern.isEmpty else { return false }
    pattern.removeLast()
    (position, isFailing) = (nil, false)
    return pattern.isEmpty || find(from: start - 1, .older)
  }

  package mutating func again(_ direction: Direction) -> Bool {
    guard !pattern.isEmpty else { return false }
    guard let position else { return find(from: start - 1, direction) }
    return find(from: position + (direction == .older ? -1 : 1), direction, skipping: position)
  }

  private mutating func find(
    from first: Int, _ direction: Direction, skipping shown: Int? = nil
  ) -> Bool {
    let wanted = Array(pattern)
    let step = direction == .older ? -1 : 1
    var i = first
    while entries.indices.contains(i) {
      let isNew = shown.map { entries[$0] != entries[i] } ?? true
      if isNew, Self.offset(of: wanted, in: Array(entries[i])) != nil {
        (position, isFailing) = (i, false)
        return true
      }
      i += step
    }
    isFailing = true
    return false
  }

  private static func offset(of pattern: [Character], in text: [Character]) -> Int? {
    guard !pattern.isEmpty, text.count >= pattern.count else { return nil }
    let foldsCase = !pattern.contains(where: \.isUppercase)
    for start in 0...text.count - pattern.count {
      var k = 0
      while k < pattern.count {
        let c = text[start + k]
        guard c == pattern[k] || foldsCase && c.lowercased() == String(pattern[k]) else { break }
        k += 1
      }
      if k == pattern.count { return start }
    }
    return nil
  }
}
