import CResources
import Diagnostics
import Engine
import Session
import Testing

@Suite struct HelpTests {
  private let help = Help(Catalogue(verbs: [PickVerb()], functions: [LoadLike()]), width: 80)

  @Test(arguments: Diagnostic.Code.allCases)
  func everyErrorIsExplained(_ code: Diagnostic.Code) throws {
    let text = try #require(help.text(code.rawValue.lowercased()))
    #expect(text.hasPrefix("\(code.rawValue): \(code.explanation.title)\n\n"))
    // The examples stand in it as they are, set in.
    for line in code.explanation.right.split(separator: "\n") {
      #expect(text.contains("\n  \(line)"))
    }
    #expect(!text.contains("```"))
    #expect(help.text("errors")?.contains("  \(code.rawValue)  \(code.explanation.title)") == true)
  }

  @Test(
    arguments: [
      "start", "tables", "missing", "plots", "models", "scripts", "errors", "coming_from",
    ])
  func thePagesArePartOfTheCommand(_ page: String) throws {
    let text = try #require(help.text(page))
    #expect(!text.hasPrefix("#") && !text.contains("```"))
    #expect(help.text("topics")?.contains("help \(page)") == true)
    #expect(help.text("")?.contains(page) == true)
    #expect(help.names.contains(page))
  }

  @Test func proseIsFilledToTheWidth() throws {
    let code = Diagnostic.Code.unclosed
    let narrow = Help(Catalogue(verbs: [], functions: []), width: 30).explanation(code)
    let prose = try #require(narrow.split(separator: "\n\n").dropFirst().first)
    #expect(prose.split(separator: "\n").count > 5)
    #expect(prose.split(separator: "\n").allSatisfy { displayWidth($0) <= 30 })
    #expect(
      prose.split(separator: "\n").joined(separator: " ") == code.explanation.text)
  }

  @Test func whatIsUnknownIsAnswered() {
    #expect(help.text("hand_pick")?.hasPrefix("hand_pick") == true)
    #expect(help.text("nothing_like_it") == nil)
    #expect(help.unknown("tabels").contains("`tables`"))
  }
}
