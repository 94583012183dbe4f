import LineEditor
import Testing

@Suite struct PastedTextTests {
  private func strip(_ text: String) -> String {
    PastedText.statement(text, prompt: "ogive> ", continuation: "   ... ")
  }

  @Test func stripsPromptsThatWereCopiedAlong() {
    #expect(
      strip("ogive> titanic |\n   ...   keep x\nogive> b = 2\n")
        == "titanic |\n  keep x\nb = 2")
    #expect(strip("   ... only the rest") == "only the rest")
    #expect(strip("\nogive>\nogive> a") == "\n\na")
  }

  @Test func leavesOtherTextAlone() {
    #expect(strip("a = 1\nogive> b") == "a = 1\nogive> b")
    #expect(strip("ogive>2") == "ogive>2")
    #expect(strip("ogivex > 1") == "ogivex > 1")
  }

  @Test func normalisesLineEndsAndDropsControls() {
    #expect(strip("a\r\nb\rc\n\n  \n") == "a\nb\nc")
    #expect(PastedText.cleaned("x\u{1B}[2Jy\u{7}\u{9B}z\tw") == "x[2Jyz\tw")
  }
}
