import Diagnostics
import Testing

@Suite struct SourceTextTests {
  private let source = SourceText(name: "test", text: "größe = 1\r\n日本\nlast", firstLine: 10)

  @Test func slices() {
    #expect(source.slice(SourceRange(0, 7)) == "größe")
    #expect(source.slice(SourceRange(13, 19)) == "日本")
    #expect(source.slice(SourceRange(20, 100)) == "last")
    #expect(source.slice(SourceRange(100, 200)) == "")
  }

  @Test func positions() {
    #expect(source.position(of: 0) == (10, 1))
    #expect(source.position(of: 8) == (10, 9))
    #expect(source.position(of: 13) == (11, 1))
    #expect(source.position(of: 20) == (12, 1))
    #expect(source.position(of: 999) == (12, 5))
  }

  @Test func lines() {
    #expect(source.line(around: 14) == ("日本", 13))
    #expect(source.line(around: 24) == ("last", 20))
    #expect(SourceText(name: "", text: "a\n\nb").line(around: 2) == ("", 2))
    #expect(SourceText(name: "", text: "").line(around: 0) == ("", 0))
  }

  @Test func unions() {
    #expect(SourceRange(3, 5).union(SourceRange(1, 4)) == SourceRange(1, 5))
  }
}
