/// A regular expression that is matched in time proportional to text × pattern, whatever the pattern: all ways to match
/// are followed at once (Thompson 1968, with captures as in Pike's `sam`; Cox 2007), so no pattern can hang a session.
///
/// Syntax: characters, `.` (any but a line break), `[a-z]` `[^a-z]`, `\d` (0–9) `\w` (letters, digits, `_`) `\s` (blanks)
/// and `\D \W \S`, `^` `$` (ends of the text), `\b` `\B`, `( )` `(?: )`, `|`, `* + ? {n} {n,} {n,m}` and those with `?`
/// behind (as few as possible). It works on Unicode scalars. Of several matches the leftmost counts, and of those the
/// one that the pattern prefers, as in Perl. References back and looking around are not in it.
public struct Pattern: Sendable {
  /// What one step of a program does.
  enum Instruction: Sendable, Equatable {
    case character(UInt32)
    case any
    case set(Int)
    /// Goes on at both; the first is preferred.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case textStart, textEnd, wordEdge, noWordEdge
    case match
  }

  /// A class of characters.
  struct CharacterSet: Sendable, Equatable {
    var ranges: [ClosedRange<UInt32>] = []
    var kinds: [Kind] = []
    var isNegated = false

    enum Kind: Sendable, Equatable {
      case digit, word, blank, noDigit, noWord, noBlank

      func contains(_ c: UInt32) -> Bool {
        switch self {
        case .digit: (48...57).contains(c)
        case .noDigit: !(48...57).contains(c)
        case .word: Pattern.isWord(c)
        case .noWord: !Pattern.isWord(c)
        case .blank: Pattern.isBlank(c)
        case .noBlank: !Pattern.isBlank(c)
        }
      }
    }

    func contains(_ c: UInt32, ignoringCase: Bool) -> Bool {
      func holds(_ c: UInt32) -> Bool {
        ranges.contains { $0.contains(c) } || kinds.contains { $0.contains(c) }
      }
      let isIn = holds(c) || (ignoringCase && (holds(Pattern.lower(c)) || holds(Pattern.upper(c))))
      return isIn != isNegated
    }
  }

  var program: [Instruction] = []
  var sets: [CharacterSet] = []
  /// How many groups capture.
  public internal(set) var groupCount = 0
  let ignoresCase: Bool

  /// - Throws: what is wrong with the pattern, and where.
  public init(_ text: String, ignoringCase: Bool = false) throws(PatternError) {
    ignoresCase = ignoringCase
    var compiler = PatternCompiler(text, ignoringCase: ignoringCase)
    try compiler.compile()
    (program, sets, groupCount) = (compiler.program, compiler.sets, compiler.groupCount)
  }

  static func isWord(_ c: UInt32) -> Bool {
    if c < 128 {
      return (48...57).contains(c) || (65...90).contains(c) || (97...122).contains(c) || c == 95
    }
    guard let properties = Unicode.Scalar(c)?.properties else { return false }
    return properties.isAlphabetic || properties.numericType != nil
  }

  static func isBlank(_ c: UInt32) -> Bool {
    c < 128 ? c == 32 || (9...13).contains(c) : Unicode.Scalar(c)?.properties.isWhitespace == true
  }

  /// The small letter of a capital, if that is one scalar.
  static func lower(_ c: UInt32) -> UInt32 {
    if c < 128 { return (65...90).contains(c) ? c + 32 : c }
    return single(Unicode.Scalar(c)?.properties.lowercaseMapping) ?? c
  }

  static func upper(_ c: UInt32) -> UInt32 {
    if c < 128 { return (97...122).contains(c) ? c - 32 : c }
    return single(Unicode.Scalar(c)?.properties.uppercaseMapping) ?? c
  }

  private static func single(_ mapped: String?) -> UInt32? {
    guard let scalars = mapped?.unicodeScalars, scalars.count == 1 else { return nil }
    return scalars.first?.value
  }
}

/// What is wrong with a pattern.
public struct PatternError: Error, Equatable {
  public var message: String
  /// The scalars of the pattern that are wrong, from 0.
  public var range: Range<Int>
}
