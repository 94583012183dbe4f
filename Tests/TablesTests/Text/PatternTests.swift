import Numerics
import Tables
import Testing

@Suite struct PatternTests {
  /// Patterns, texts, and the spans of the first match and its groups that Python's `re.search` gives.
  static let cases: [(String, String, String)] = [
    ("a", "a", "0-1"),
    ("a", "abc", "0-1"),
    ("a", "aaab", "0-1"),
    ("a", "xabcab", "1-2"),
    ("a", "abab", "0-1"),
    ("a", "ada@mail.com", "0-1"),
    ("a", "the cat sat", "5-6"),
    ("a", "ac", "0-1"),
    ("a", "  x y", "no"),
    ("a", "]a]-z", "1-2"),
    ("a", "a.c", "0-1"),
    ("a|ab", "a", "0-1"),
    ("a|ab", "ab", "0-1"),
    ("a|ab", "abc", "0-1"),
    ("a|ab", "aaab", "0-1"),
    ("a|ab", "the cat sat", "5-6"),
    ("a|ab", "concatenate", "4-5"),
    ("a|ab", "a\nc", "0-1"),
    ("a|ab", "ac", "0-1"),
    ("a|ab", "]a]-z", "1-2"),
    ("(a|ab)(c|bcd)?", "a", "0-1 0-1 none"),
    ("(a|ab)(c|bcd)?", "abc", "0-1 0-1 none"),
    ("(a|ab)(c|bcd)?", "aaab", "0-1 0-1 none"),
    ("(a|ab)(c|bcd)?", "xabcab", "1-2 1-2 none"),
    ("(a|ab)(c|bcd)?", "abab", "0-1 0-1 none"),
    ("(a|ab)(c|bcd)?", "ada@mail.com", "0-1 0-1 none"),
    ("(a|ab)(c|bcd)?", "concatenate", "4-5 4-5 none"),
    ("(a|ab)(c|bcd)?", "ac", "0-2 0-1 1-2"),
    ("(a|ab)(c|bcd)?", "]a]-z", "1-2 1-2 none"),
    ("(a|ab)(c|bcd)?", "a.c", "0-1 0-1 none"),
    ("a*", "", "0-0"),
    ("a*", "abc", "0-1"),
    ("a*", "xabcab", "0-0"),
    ("a*", "ada@mail.com", "0-1"),
    ("a*", "the cat sat", "0-0"),
    ("a*", "2024-03-01", "0-0"),
    ("a*", "a\nc", "0-1"),
    ("a*", "ac", "0-1"),
    ("a*", "]a]-z", "0-0"),
    ("a*", "a.c", "0-1"),
    ("a+?", "a", "0-1"),
    ("a+?", "ab", "0-1"),
    ("a+?", "aaab", "0-1"),
    ("a+?", "abab", "0-1"),
    ("a+?", "ada@mail.com", "0-1"),
    ("a+?", "the cat sat", "5-6"),
    ("a+?", "concatenate", "4-5"),
    ("a+?", "a\nc", "0-1"),
    ("a+?", "ac", "0-1"),
    ("a+?", "]a]-z", "1-2"),
    ("^ab", "ab", "0-2"),
    ("^ab", "abab", "0-2"),
    ("ab$", "ab", "0-2"),
    ("ab$", "ada@mail.com", "no"),
    ("^$", "", "0-0"),
    ("[a-c]+x", "]a]-z", "no"),
    ("[^a-c]+", "the cat sat", "0-4"),
    ("[^a-c]+", "2024-03-01", "0-10"),
    ("[^a-c]+", "a\nc", "1-2"),
    ("[^a-c]+", "  x y", "0-5"),
    ("\\d+", "2024-03-01", "0-4"),
    ("(\\w+)@(\\w+)\\.com", "ada@mail.com", "0-12 0-3 4-8"),
    ("(\\w+)@(\\w+)\\.com", "  x y", "no"),
    ("\\bcat\\b", "", "no"),
    ("\\bcat\\b", "]a]-z", "no"),
    ("\\Bat", "the cat sat", "5-7"),
    ("(a)(b)?c", "aaab", "no"),
    ("(a)(b)?c", "xabcab", "1-4 1-2 2-3"),
    ("(a)(b)?c", "ac", "0-2 0-1 none"),
    ("(?:ab)+", "aaab", "2-4"),
    ("(?:ab)+", "xabcab", "1-3"),
    ("(?:ab)+", "abab", "0-4"),
    ("a{2}", "aaab", "0-2"),
    ("a{2,}", "abc", "no"),
    ("a{2,}", "aaab", "0-3"),
    ("a{2,}", "xabcab", "no"),
    ("a{2,}", "the cat sat", "no"),
    ("a{2,}", "2024-03-01", "no"),
    ("a{2,}", "]a]-z", "no"),
    ("a{1,2}?b", "  x y", "no"),
    ("(a*)*b", "  x y", "no"),
    ("(a|b)*c", "a", "no"),
    ("(a|b)*c", "ab", "no"),
    ("(a|b)*c", "abc", "0-3 1-2"),
    ("(a|b)*c", "ada@mail.com", "9-10 none"),
    ("(a|b)*c", "concatenate", "0-1 none"),
    ("(a|b)*c", "a\nc", "2-3 none"),
    ("x?y", "", "no"),
    ("[]a]+", "ab", "0-1"),
    ("[]a]+", "abc", "0-1"),
    ("[]a]+", "aaab", "0-3"),
    ("[]a]+", "xabcab", "1-2"),
    ("[]a]+", "abab", "0-1"),
    ("[]a]+", "ada@mail.com", "0-1"),
    ("[]a]+", "the cat sat", "5-6"),
    ("[]a]+", "concatenate", "4-5"),
    ("[]a]+", "ac", "0-1"),
    ("[]a]+", "  x y", "no"),
    ("[]a]+", "a.c", "0-1"),
    ("[a\\-z]+", "a", "0-1"),
    ("[a\\-z]+", "abc", "0-1"),
    ("[a\\-z]+", "aaab", "0-3"),
    ("[a\\-z]+", "ada@mail.com", "0-1"),
    ("[a\\-z]+", "concatenate", "4-5"),
    ("[a\\-z]+", "2024-03-01", "4-5"),
    ("[a\\-z]+", "a\nc", "0-1"),
    ("[a\\-z]+", "ac", "0-1"),
    ("[a\\-z]+", "]a]-z", "1-2"),
    ("[a\\-z]+", "a.c", "0-1"),
    ("a.c", "abc", "0-3"),
    ("a.c", "xabcab", "1-4"),
    ("a.c", "2024-03-01", "no"),
    ("a.c", "ac", "no"),
    ("a.c", "a.c", "0-3"),
    ("\\s+\\S", "ada@mail.com", "no"),
    ("\\s+\\S", "the cat sat", "3-5"),
    ("\\s+\\S", "  x y", "0-3"),
    ("\\s+\\S", "]a]-z", "no"),
    ("\\s+\\S", "a.c", "no"),
    ("(a(b(c)))", "a", "no"),
    ("(a(b(c)))", "xabcab", "1-4 1-4 2-4 3-4"),
    ("(a(b(c)))", "]a]-z", "no"),
    ("\\.", "ab", "no"),
    ("\\.", "xabcab", "no"),
    ("\\.", "2024-03-01", "no"),
    ("\\.", "]a]-z", "no"),
    ("(\\d{4})-(\\d\\d)", "abc", "no"),
  ]

  @Test func findsWhatPythonFinds() throws {
    for (pattern, text, expected) in Self.cases {
      let match = try Pattern(pattern).firstMatch(in: Pattern.Subject(text))
      let spans = match?.map { $0.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "none" }
      #expect((spans?.joined(separator: " ") ?? "no") == expected, "\(pattern) in \(text)")
      #expect(try Pattern(pattern).matches(text) == (expected != "no"), "\(pattern) in \(text)")
    }
  }

  /// A repeat isn't made once more for nothing, as in ECMAScript; Perl and Python do make it.
  @Test func aGroupKeepsItsLastTurnThatTookSomething() throws {
    let match = try Pattern("(a*)*b").firstMatch(in: Pattern.Subject("aaab"))
    #expect(match == [0..<4, 0..<3])
  }

  @Test func takesTimeInProportionToTheText() throws {
    // Backtracking takes 2^n steps for these.
    let text = String(repeating: "a", count: 5000)
    #expect(try !Pattern("(a*)*b").matches(text))
    #expect(try !Pattern("(a|aa)+$b").matches(text))
    #expect(try !Pattern("(a?){30}a{30}b").matches(text))
    // Repeats of nothing don't run away either.
    let nothing = String(repeating: "(?:", count: 40) + String(repeating: "){1000}", count: 40)
    #expect(try Pattern(nothing).matches(""))
  }

  @Test func allMatchesTakeTimeInProportionToTheText() throws {
    // Each of a million matches is only sure once the end of the text has no y.
    let subject = Pattern.Subject(String(repeating: "x", count: 1_000_000))
    #expect(try Pattern("x*y|x").allMatches(in: subject).count == 1_000_000)
    #expect(
      try Pattern("(x)(.*y)?").allMatches(in: subject).last == [
        999_999..<1_000_000, 999_999..<1_000_000, nil,
      ])
  }

  @Test func aWalkFindsWhatSearchesFind() throws {
    var random = SplitMix64(state: 11)
    for pattern in [
      "a*", "(a|ab)(c|bcd)*", "x*y|x", "(a*)*b|c", "(a?b??)+", "\\b\\w+\\b", "^a|b$",
      "(a)|(b)|(ab)", "[^a]+?b",
      "(?:a|b)*?c", "()a|", "a{2,3}", "\\Ba", "(a*)(ab)*(b*)",
    ] {
      let compiled = try Pattern(pattern)
      for length in 0..<40 {
        let text = String((0..<length).map { _ in Array("aabbcxy ")[Int(random.next() % 8)] })
        let subject = Pattern.Subject(text)
        // So short a text is searched anew behind each match.
        #expect(
          PatternWalk(compiled, subject).matches(from: 0) == compiled.allMatches(in: subject),
          "\(pattern) in \(text)")
      }
    }
  }

  @Test func ignoresCase() throws {
    #expect(try Pattern("straße|ÉCOLE", ignoringCase: true).matches("une école"))
    #expect(try Pattern("[a-c]X", ignoringCase: true).matches("Bx"))
    #expect(try !Pattern("[a-c]X").matches("Bx"))
  }

  @Test func allMatchesDoNotOverlap() throws {
    func spans(_ pattern: String, _ text: String) throws -> [String] {
      let subject = Pattern.Subject(text)
      return try Pattern(pattern).allMatches(in: subject).compactMap { $0[0].map(subject.text) }
    }
    #expect(try spans("aa", "aaaaa") == ["aa", "aa"])
    #expect(try spans("[0-9]*", "a12") == ["", "12", ""])
  }

  @Test(arguments: [
    ("a(b", 1..<2), ("ab)", 2..<3), ("*a", 0..<1), ("[a-", 0..<1), ("[z-a]", 1..<4),
    ("a**", 2..<3), ("a{3,2}", 1..<6), ("\\q", 0..<2), ("(a)\\1", 3..<5), ("(?=a)", 0..<3),
    ("a{1001}", 1..<7), ("ab\\", 2..<3),
  ])
  func saysWhereAPatternIsWrong(_ pattern: String, _ range: Range<Int>) {
    #expect {
      try Pattern(pattern)
    } throws: { ($0 as? PatternError)?.range == range }
  }

  @Test func refusesTooMuch() {
    #expect(throws: PatternError.self) { try Pattern("((a{1000}){1000}){1000}") }
    let deep = String(repeating: "(", count: 500) + "a" + String(repeating: ")", count: 500)
    #expect(throws: PatternError.self) { try Pattern(deep) }
  }
}
