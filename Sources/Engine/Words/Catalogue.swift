public import Cards
internal import Syntax

/// All words that the language has: what the command puts together of the verbs' module.
public struct Catalogue: Sendable {
  public let verbs: [any Verb]
  public let functions: [any Function]
  /// Words that are neither called nor run but stand in a slot of a verb: plot marks.
  public let cards: [Card]
  private let verbPlaces: [String: Int]
  private let functionPlaces: [String: Int]

  public init(verbs: [any Verb], functions: [any Function], cards: [Card] = []) {
    (self.verbs, self.functions, self.cards) = (verbs, functions, cards)
    verbPlaces = Catalogue.places(verbs.map(\.card))
    functionPlaces = Catalogue.places(functions.map(\.card))
  }

  public func verb(_ name: String) -> (any Verb)? { verbPlaces[name].map { verbs[$0] } }
  public func function(_ name: String) -> (any Function)? {
    functionPlaces[name].map { functions[$0] }
  }

  /// All cards, verbs first. A learner has one card although it is both a verb and a function.
  public var allCards: [Card] {
    var seen: Set<String> = []
    return (verbs.map(\.card) + functions.map(\.card) + cards).filter { card in
      card.kind == .learner ? seen.insert(card.name).inserted : true
    }
  }

  public var verbNames: [String] { verbs.map(\.card.name) }
  public var functionNames: [String] { functions.map(\.card.name) }

  private static func places(_ cards: [Card]) -> [String: Int] {
    var places: [String: Int] = [:]
    for (place, card) in cards.enumerated() {
      for name in [card.name] + card.aliases { places[name] = place }
    }
    return places
  }
}
