/// Files whose quoted cells don't double the quotes in them, written as if they did.
enum CSVUnescaping {
  /// What a byte becomes, and how many bytes it takes with it.
  private enum Step {
    case plain, pair
    /// A backslash before a backslash.
    case backslash
    /// A quote that gets a second one.
    case quote
  }

  /// The bytes with quotes within quotes doubled, and a backslash where two stood for one. O(bytes)
  static func doubled(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ dialect: CSVDialect
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count + count / 16)
    let quote = dialect.quote ?? 0
    walk(base, count, dialect) { place, step in
      switch step {
      case .plain, .backslash: result.append(base[place])
      case .pair, .quote:
        result.append(quote)
        result.append(quote)
      }
      return true
    }
    return result
  }

  /// Where ascending places of the written text stand in the bytes that it was made of. O(bytes before the last)
  static func origins(
    of places: [Int], in base: UnsafePointer<UInt8>, _ count: Int, _ dialect: CSVDialect
  ) -> [Int] {
    var result: [Int] = []
    var written = 0
    walk(base, count, dialect) { place, step in
      while result.count < places.count, written >= places[result.count] { result.append(place) }
      written += step == .pair || step == .quote ? 2 : 1
      return result.count < places.count
    }
    while result.count < places.count { result.append(count) }
    return result
  }

  /// Goes over the bytes, as long as `body` says so.
  private static func walk(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ dialect: CSVDialect,
    _ body: (Int, Step) -> Bool
  ) {
    let quote = dialect.quote ?? 0
    let backslash = UInt8(ascii: "\\")
    var isInside = false
    var isAtStart = true
    var i = 0
    while i < count {
      let byte = base[i]
      var step = Step.plain
      var length = 1
      if !isInside {
        if byte == quote, isAtStart {
          isInside = true
        }
        isAtStart =
          byte == dialect.delimiter || byte == 0x0A || byte == 0x0D || (isAtStart && byte == 0x20)
      } else if dialect.escape == .backslash, byte == backslash, i + 1 < count,
        base[i + 1] == quote || base[i + 1] == backslash
      {
        step = base[i + 1] == quote ? .pair : .backslash
        length = 2
      } else if byte == quote {
        if dialect.escape == .none, !closes(base, count, i + 1, dialect.delimiter) {
          step = .quote
        } else {
          isInside = false
          isAtStart = false
        }
      }
      if !body(i, step) { return }
      i += length
    }
  }

  /// Whether a delimiter, a line end or the end stands at a place, or behind the blanks there.
  private static func closes(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ delimiter: UInt8
  ) -> Bool {
    var i = place
    while i < count, base[i] == 0x20, delimiter != 0x20 { i += 1 }
    return i == count || base[i] == delimiter || base[i] == 0x0A || base[i] == 0x0D
  }
}
