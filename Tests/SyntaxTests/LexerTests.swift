import Diagnostics
import Syntax
import Testing

@Suite struct LexerTests {
  /// The kinds of a text's tokens, without the last, which is the end.
  private func kinds(_ text: String) -> [Token.Kind] { tokens(of: text).dropLast().map(\.kind) }

  @Test func namesOfAllScripts() {
    #expect(
      kinds("größe Körper_2 年齢 возраст e\u{301}t") == [
        .name("größe"), .name("Körper_2"), .name("年齢"), .name("возраст"), .name("e\u{301}t"),
      ])
    #expect(
      kinds("`first name` $x $`my x`") == [
        .quotedName("first name"), .variable("x"), .variable("my x"),
      ])
  }

  @Test func reservedWords() {
    for word in Word.allCases { #expect(kinds(word.rawValue) == [.word(word)]) }
    #expect(
      kinds("desc define inner notes") == [
        .name("desc"), .name("define"), .name("inner"), .name("notes"),
      ])
  }

  @Test func signs() {
    for sign in Sign.allCases { #expect(kinds(sign.rawValue) == [.sign(sign)]) }
    #expect(
      kinds("a<=b==c") == [.name("a"), .sign(.lessOrEqual), .name("b"), .sign(.equal), .name("c")])
  }

  @Test(arguments: [
    ("0", 0.0), ("1_000_000", 1e6), ("0.5", 0.5), ("1e3", 1000), ("1.5E-3", 0.0015), ("2e+2", 200),
  ])
  func numbers(_ text: String, _ value: Double) {
    #expect(kinds(text) == [.number(value)])
  }

  @Test func rangesAgainstDecimals() {
    #expect(kinds("1..5") == [.number(1), .sign(.range), .number(5)])
    #expect(kinds("1.5..2.5") == [.number(1.5), .sign(.range), .number(2.5)])
    #expect(kinds("q1..q4") == [.name("q1"), .sign(.range), .name("q4")])
    #expect(kinds("y ~ .") == [.name("y"), .sign(.tilde), .sign(.dot)])
  }

  @Test(arguments: ["5px", ".5", "1.", "1e+", "1e999", "0x1F", "2.5e", "1_a"])
  func badNumbers(_ text: String) throws {
    let kinds = kinds(text)
    #expect(kinds.count == 1)
    guard case .malformed(let problem)? = kinds.first else {
      Issue.record("\(text) is taken")
      return
    }
    #expect(problem.code == .malformedLiteral)
    #expect(problem.range == SourceRange(0, text.utf8.count))
  }

  @Test func texts() {
    #expect(kinds(#""""#) == [.text("")])
    #expect(kinds(#""a\"b\\c\{d\}\n\t\u{e9}""#) == [.text("a\"b\\c{d}\n\té")])
    #expect(
      kinds(#""a {x + 1} b {y} c""#) == [
        .textStart("a "), .name("x"), .sign(.plus), .number(1), .textMiddle(" b "), .name("y"),
        .textEnd(" c"),
      ])
    #expect(
      kinds(#""{"in {x}"}""#) == [
        .textStart(""), .textStart("in "), .name("x"), .textEnd(""), .textEnd(""),
      ])
  }

  @Test func textsWithoutEnd() {
    for text in ["\"abc", "\"a {x", "\"a {x} b", "\"a {\"b", "\"abc\\"] {
      let all = kinds(text + "\nnext")
      let problems = all.compactMap {
        if case .malformed(let problem) = $0 { problem } else { nil }
      }
      #expect(problems.map(\.code) == [.unclosed], "\(text)")
      // The next line is read as if nothing had happened.
      #expect(all.suffix(2) == [.lineEnd, .name("next")], "\(text)")
    }
  }

  @Test func badEscapes() {
    let all = tokens(of: #""C:\data\q""#)
    #expect(all.first?.kind == .text("C:ata"))
    let ranges = all.compactMap { token -> SourceRange? in
      if case .malformed = token.kind { token.range } else { nil }
    }
    #expect(ranges == [SourceRange(3, 5), SourceRange(8, 10)])
  }

  @Test(arguments: [
    "@2024-02-29", "@2000-02-29", "@1999-12-31", "@2024-03-01T00:00", "@2024-03-01T23:59:59",
  ])
  func dates(_ text: String) {
    guard case .date(let date)? = kinds(text).first else {
      Issue.record("\(text) is refused")
      return
    }
    #expect(date.canonical == text)
  }

  @Test(arguments: [
    "@2023-02-29", "@1900-02-29", "@2024-04-31", "@2024-13-01", "@2024-00-10", "@2024-01-00",
    "@24-01-01",
    "@2024-1-1", "@2024-01-01T24:00", "@2024-01-01T12:60", "@2024-01-01T12", "@2024/01/01",
    "@today", "@",
  ])
  func badDates(_ text: String) {
    let kinds = kinds(text)
    guard kinds.count == 1, case .malformed(let problem)? = kinds.first else {
      Issue.record("\(text) gave \(kinds)")
      return
    }
    #expect(problem.code == .malformedLiteral)
  }

  @Test func commentsAndRecordedLines() {
    #expect(
      kinds("x # why  \n#> 1 | 2\n#>\n  #>  in\ny #> no") == [
        .name("x"), .comment("# why"), .lineEnd, .recorded("1 | 2"), .lineEnd, .recorded(""),
        .lineEnd,
        .recorded(" in"), .lineEnd, .name("y"), .comment("#> no"),
      ])
  }

  @Test func lineEndsOfAllSystems() {
    #expect(
      kinds("a\nb\r\nc\rd") == [
        .name("a"), .lineEnd, .name("b"), .lineEnd, .name("c"), .lineEnd, .name("d"),
      ])
  }

  @Test func rangesAreInBytes() {
    let text = "\u{FEFF}größe = \"日本\" # é\r\n`ä b`"
    let all = tokens(of: text)
    let bytes = Array(text.utf8)
    let words = all.map { String(decoding: bytes[$0.range.start..<$0.range.end], as: UTF8.self) }
    #expect(words == ["größe", "=", "\"日本\"", "# é", "\r\n", "`ä b`", ""])
    #expect(all.first?.range == SourceRange(3, 10))
  }

  @Test func signsOfOthers() {
    #expect(
      kinds("a && b || !c %>% d |> e ** f;") == [
        .name("a"), .foreign("&&"), .name("b"), .foreign("||"), .foreign("!"), .name("c"),
        .foreign("%>%"), .name("d"),
        .foreign("|>"), .name("e"), .foreign("**"), .name("f"), .foreign(";"),
      ])
    #expect(kinds("a != b") == [.name("a"), .sign(.notEqual), .name("b")])
  }
}
