/// A key as it was pressed, or something else that the reader has to know.
package enum Key: Equatable, Sendable {
  /// One or more printable characters that arrived together.
  case text(String)
  /// A control character by its letter: Ctrl-A is "a".
  case control(Character)
  /// Alt with a character; control characters by their letter are `altControl`.
  case alt(Character)
  case enter, altEnter, tab, backTab, backspace, altBackspace, delete, altDelete, escape
  case left, right, up, down, home, end, pageUp, pageDown, wordLeft, wordRight
  /// What a terminal with bracketed paste sent between its two marks.
  case paste(String)
  /// A key that means nothing here.
  case unknown
  /// SIGINT, SIGWINCH, SIGCONT, the end of the input, or a failure with its errno.
  case interrupt, resize, resumed, endOfFile, failure(Int32)
}

/// Turns the bytes that a terminal sends into keys.
///
/// Done here and not in libedit's key map because that map holds only code points below 256, types
/// the rest of a sequence it doesn't know into the line, waits for ever behind a lone Escape, and
/// has no bracketed paste.
package struct KeyDecoder {
  private var bytes: [UInt8] = []
  private var position = 0

  package init() {}

  private var available: Int { bytes.count - position }

  /// Whether bytes wait to be decoded.
  package var hasBytes: Bool { available > 0 }
  /// The byte that is decoded next.
  package var firstByte: UInt8? { hasBytes ? bytes[position] : nil }
  /// Whether what waits is an unfinished paste, whose end may take its time.
  package var isInPaste: Bool { bytes[position...].starts(with: Self.pasteBegin) }

  private static let pasteBegin = Array("\u{1B}[200~".utf8)
  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  package mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// The next key; nil when there is none or its end hasn't arrived. With `isFlushed` nothing more
  /// is on its way: an unfinished sequence is then taken as it stands.
  package mutating func next(isFlushed: Bool) -> Key? {
    guard hasBytes else { return nil }
    let first = bytes[position]
    switch first {
    case 0x1B: return escaped(isFlushed)
    case 0x0D:
      // A terminal that sends both for one Enter gives one Enter.
      take(available > 1 && bytes[position + 1] == 0x0A ? 2 : 1)
      return .enter
    case 0x0A: return taking(1, .enter)
    case 0x09: return taking(1, .tab)
    case 0x08, 0x7F: return taking(1, .backspace)
    case 0..<0x20: return taking(1, .control(Self.letter(first)))
    default: return printable(isFlushed)
    }
  }

  private mutating func take(_ count: Int) {
    position += count
    if position == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      position = 0
    }
  }

  private mutating func taking(_ count: Int, _ key: Key) -> Key {
    take(count)
    return key
  }

  private static func letter(_ control: UInt8) -> Character {
    Character(Unicode.Scalar(control == 0 ? 0x20 : control + 0x40).properties.lowercaseMapping)
  }

  /// The run of printable bytes; an unfinished UTF-8 sequence at the end of them waits for its
  /// rest.
  private mutating func printable(_ isFlushed: Bool) -> Key? {
    var end = position
    while end < bytes.count, bytes[end] >= 0x20, bytes[end] != 0x7F { end += 1 }
    if end == bytes.count, !isFlushed {
      // Step back over the continuation bytes to the last lead byte, and see whether it is whole.
      var lead = end - 1
      while lead > position, bytes[lead] & 0xC0 == 0x80, end - lead < 4 { lead -= 1 }
      let length = bytes[lead] >= 0xF0 ? 4 : bytes[lead] >= 0xE0 ? 3 : bytes[lead] >= 0xC0 ? 2 : 1
      if lead + length > end { end = lead }
    }
    guard end > position else { return nil }
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    take(end - position)
    return .text(text)
  }

  private mutating func escaped(_ isFlushed: Bool) -> Key? {
    guard available > 1 else { return isFlushed ? taking(1, .escape) : nil }
    let second = bytes[position + 1]
    switch second {
    case 0x5B: return sequence(isFlushed)
    case 0x4F:
      guard available > 2 else { return isFlushed ? taking(2, .alt("O")) : nil }
      let final = bytes[position + 2]
      return taking(3, Self.key(final: final, number: 1, modifier: 1))
    case 0x1B:
      // Alt with a key that itself sends a sequence: without the first Escape.
      return taking(1, .escape)
    case 0x0D, 0x0A: return taking(2, .altEnter)
    case 0x08, 0x7F: return taking(2, .altBackspace)
    case 0..<0x20: return taking(2, .unknown)
    default:
      let length = second >= 0xF0 ? 4 : second >= 0xE0 ? 3 : second >= 0xC0 ? 2 : 1
      guard available > length || isFlushed else { return nil }
      let end = min(bytes.count, position + 1 + length)
      let text = String(decoding: bytes[position + 1..<end], as: UTF8.self)
      take(end - position)
      return text.first.map { .alt($0) } ?? .unknown
    }
  }

  /// ESC [ parameters intermediates final, by ECMA-48 §5.4.
  private mutating func sequence(_ isFlushed: Bool) -> Key? {
    var end = position + 2
    while end < bytes.count, (0x20...0x3F).contains(bytes[end]) { end += 1 }
    guard end < bytes.count else { return isFlushed ? taking(available, .unknown) : nil }
    if isInPaste { return paste(from: end + 1) }
    let parameters = String(decoding: bytes[position + 2..<end], as: UTF8.self)
      .split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 1 }
    let final = bytes[end]
    take(end + 1 - position)
    // 27;modifier;code~ and code;modifier u are how some terminals send Enter with a modifier.
    if final == 0x7E, parameters.count == 3, parameters[0] == 27 {
      return parameters[2] == 13 ? .altEnter : .unknown
    }
    if final == 0x75 { return parameters.first == 13 ? .altEnter : .unknown }
    return Self.key(
      final: final, number: parameters.first ?? 1, modifier: parameters.dropFirst().first ?? 1)
  }

  private static func key(final: UInt8, number: Int, modifier: Int) -> Key {
    let byWord = modifier > 2  // Alt, Ctrl, or either with Shift
    switch Character(Unicode.Scalar(final)) {
    case "A": return .up
    case "B": return .down
    case "C": return byWord ? .wordRight : .right
    case "D": return byWord ? .wordLeft : .left
    case "H": return .home
    case "F": return .end
    case "M": return .enter
    case "Z": return .backTab
    case "~":
      switch number {
      case 1, 7: return .home
      case 4, 8: return .end
      case 3: return byWord ? .altDelete : .delete
      case 5: return .pageUp
      case 6: return .pageDown
      default: return .unknown
      }
    default: return .unknown
    }
  }

  private mutating func paste(from start: Int) -> Key? {
    let mark = Self.pasteEnd
    var i = start
    while i + mark.count <= bytes.count {
      if bytes[i] == 0x1B, bytes[i..<i + mark.count].elementsEqual(mark) {
        let text = String(decoding: bytes[start..<i], as: UTF8.self)
        take(i + mark.count - position)
        return .paste(text)
      }
      i += 1
    }
    return nil
  }
}
