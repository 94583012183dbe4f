import Diagnostics
import Testing

@Suite struct ExplanationTests {
  @Test(arguments: Diagnostic.Code.allCases)
  func everyCodeHasItsOwn(_ code: Diagnostic.Code) {
    let explanation = code.explanation
    #expect(!explanation.title.isEmpty && !explanation.title.hasSuffix("."))
    #expect(explanation.text.count > 60 && (explanation.text.hasSuffix(".")))
    #expect(
      !explanation.wrong.isEmpty && !explanation.right.isEmpty
        && explanation.wrong != explanation.right)
    #expect(explanation.text.split(separator: "`", omittingEmptySubsequences: false).count % 2 == 1)
    let markdown = explanation.markdown(for: code)
    #expect(markdown.hasPrefix("## \(code.rawValue): \(explanation.title)\n"))
    for other in Diagnostic.Code.allCases where other != code {
      #expect(other.explanation.title != explanation.title, "\(other)")
    }
  }

  @Test func numbersSayTheField() {
    #expect(Set(Diagnostic.Code.allCases.map(\.rawValue)).count == Diagnostic.Code.allCases.count)
    #expect(Diagnostic.Code.unexpected.isSyntax && Diagnostic.Code.misplaced.isSyntax)
    #expect(!Diagnostic.Code.unknownColumn.isSyntax)
  }
}
