import Cards
import Diagnostics
import Engine
import Syntax
import Testing
import Verbs

/// What holds for every word of the language, without any wiring: a new verb, function, learner or mark is tested
/// as soon as it is in the catalogue.
struct CatalogueTests {
  static let cards = ogiveCatalogue().allCards
  static let examples = cards.flatMap { card in
    card.examples.enumerated().map {
      Case(word: "\(card.kind) \(card.name) \($0.offset + 1)", example: $0.element)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var word: String
    var example: Example
    var testDescription: String { word }
  }

  @Test(arguments: examples) func exampleBehavesAsItSays(_ one: Case) throws {
    let running = Running()
    switch one.example.expectation {
    case .output(let expected):
      #expect(try running.text(one.example.script) == expected)
    case .diagnostic(let code):
      let error = try #require(running.error(one.example.script), "it runs without an error")
      #expect(error.code.rawValue == code, "\(error.rendered())")
      #expect(error.range != nil, "the error has no place")
    case .runs:
      let error = running.error(one.example.script)
      #expect(error == nil, "\(error?.rendered() ?? "")")
    }
  }

  @Test(arguments: examples) func examplePrintsAndParsesToTheSame(_ one: Case) throws {
    guard let script = try? Parser.parse(SourceText(name: "example", text: one.example.script))
    else { return }
    let printed = script.canonical
    let again = try Parser.parse(SourceText(name: "printed", text: printed))
    #expect(again.canonical == printed)
  }

  @Test(arguments: examples) func exampleGivesTheSameWhenReplayed(_ one: Case) throws {
    guard case .output = one.example.expectation else { return }
    #expect(try Running().text(one.example.script) == Running().text(one.example.script))
  }

  @Test func proseIsWellFormed() {
    for card in Self.cards {
      #expect(
        card.summary.first?.isUppercase == true || card.summary.first?.isNumber == true
          || card.summary.first == "-" || card.summary.first == "e" || card.name == "log1p",
        "\(card.name): \(card.summary)")
      #expect(card.summary.hasSuffix("."), "\(card.name): \(card.summary)")
      #expect(!card.examples.isEmpty, "\(card.name) has no example")
      for parameter in card.parameters {
        #expect(
          parameter.summary.hasSuffix("."), "\(card.name) \(parameter.name): \(parameter.summary)")
      }
      let names = card.parameters.map(\.name)
      for name in names where name != "on" {
        #expect(Word(rawValue: name) == nil, "\(card.name): `\(name):` can't be written")
      }
      #expect(Set(names).count == names.count, "\(card.name) has two parameters of a name")
      #expect(!card.searchWords.contains(card.name), "\(card.name) is among its own search words")
    }
  }

  @Test func everyWordIsThereOnce() {
    let catalogue = ogiveCatalogue()
    let verbs = catalogue.verbs.flatMap { [$0.card.name] + $0.card.aliases }
    let functions = catalogue.functions.flatMap { [$0.card.name] + $0.card.aliases }
    #expect(Set(verbs).count == verbs.count)
    #expect(Set(functions).count == functions.count)
  }

  /// Every value place of a verb or function refuses a value that its shape rules out, and names the parameter.
  @Test func parametersRefuseBadValues() throws {
    for card in Self.cards where card.kind != .mark {
      for parameter in card.parameters
      where parameter.role == .option && !parameter.shape.isColumnPlace {
        for bad in parameter.shape.badSettings.prefix(4) {
          let written = Value(bad).literal
          let item = "\(parameter.name): \(written)"
          let script =
            card.kind == .verb
            ? "dataset(\"mtcars\") | \(card.name) \(item)" : "\(card.name)(\(item))"
          let error = try #require(Running().error(script), "\(script) runs")
          // A verb may miss what it needs before it looks at its options; then the option is checked by its own tests.
          let expected: [Diagnostic.Code] = [.badArgument, .missingArgument, .wrongKind]
          #expect(expected.contains(error.code), "\(script): \(error.rendered())")
          if error.code == .badArgument {
            #expect(error.message.contains(parameter.name), "\(script): \(error.message)")
          }
        }
      }
    }
  }
}
