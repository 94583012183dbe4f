import Diagnostics
import Syntax
import Testing

/// The examples of the explanations are what they say, as far as reading them can tell.
@Suite struct ExplanationCodeTests {
  @Test(arguments: Diagnostic.Code.allCases.filter { $0 != .promptCommand })
  func rightExamplesCanBeRead(_ code: Diagnostic.Code) {
    #expect(errors(in: code.explanation.right).isEmpty)
    if !code.isSyntax { #expect(errors(in: code.explanation.wrong).isEmpty) }
  }

  @Test(
    arguments: Diagnostic.Code.allCases.filter { $0.isSyntax && $0 != .tooDeep && $0 != .formula })
  func wrongExamplesGiveTheirError(_ code: Diagnostic.Code) {
    #expect(Set(errors(in: code.explanation.wrong).map(\.code)) == [code])
  }
}
