/// A text with a name, that ranges point into: a script, a line typed at the prompt, a data file.
public struct SourceText: Sendable, Equatable {
  /// What the text is called in messages, e.g. a file's name or `prompt`.
  public let name: String
  /// The text itself.
  public let text: String
  /// The number of the first line, counted from 1; larger where a text is a part of a larger one.
  public let firstLine: Int

  public init(name: String, text: String, firstLine: Int = 1) {
    (self.name, self.text, self.firstLine) = (name, text, firstLine)
  }

  /// The text of a range, cut to what exists.
  public func slice(_ range: SourceRange) -> Substring {
    let bytes = text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: range.start, limitedBy: bytes.endIndex)
    let end = bytes.index(bytes.startIndex, offsetBy: range.end, limitedBy: bytes.endIndex)
    return text[(start ?? bytes.endIndex)..<(end ?? bytes.endIndex)]
  }

  /// The line and column, both from 1, of a UTF-8 offset; the column counts UTF-8 bytes.
  ///
  /// - Complexity: linear in the offset; meant for messages.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    var line = firstLine
    var column = 1
    var index = 0
    for byte in text.utf8 {
      if index >= offset { break }
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else {
        column += 1
      }
      index += 1
    }
    return (line, column)
  }

  /// The line, without its end, that holds a UTF-8 offset, and the offset at which it begins.
  public func line(around offset: Int) -> (text: Substring, start: Int) {
    let bytes = text.utf8
    let target = bytes.index(bytes.startIndex, offsetBy: offset, limitedBy: bytes.endIndex)
    let here = target ?? bytes.endIndex
    let newline = UInt8(ascii: "\n")
    let start =
      bytes[..<here].lastIndex(of: newline).map { bytes.index(after: $0) } ?? bytes.startIndex
    let end = bytes[here...].firstIndex(of: newline) ?? bytes.endIndex
    return (text[start..<end], bytes.distance(from: bytes.startIndex, to: start))
  }
}

/// A half-open range of UTF-8 offsets in a ``SourceText``.
public struct SourceRange: Sendable, Hashable {
  public var start: Int
  public var end: Int

  public init(_ start: Int, _ end: Int) { (self.start, self.end) = (start, end) }

  /// The smallest range that holds both.
  public func union(_ other: SourceRange) -> SourceRange {
    SourceRange(min(start, other.start), max(end, other.end))
  }
}
