internal import CResources
internal import Cards
public import Diagnostics
public import Engine
internal import Syntax
internal import Tables

/// The manual: made of the words' cards and of the pages that are part of the command.
public struct Help {
  private let catalogue: Catalogue
  private let markdown: Markdown

  /// - Parameters:
  ///   - width: cells in a line.
  ///   - color: whether headings may be marked.
  public init(_ catalogue: Catalogue, width: Int = 80, color: Bool = false) {
    self.catalogue = catalogue
    markdown = Markdown(width: max(20, min(width, 100)), paint: Paint(isOn: color))
  }

  /// The text for a topic or word; the overview for an empty one. `nil` if nothing is known of it.
  public func text(_ topic: String) -> String? {
    var topic = topic.drop { $0.isWhitespace || $0 == "`" }
    while let last = topic.last, last.isWhitespace || "`(".contains(last) { topic.removeLast() }
    let word = String(topic)
    switch word.lowercased() {
    case "": return overview
    case "verbs": return listing([.verb])
    case "functions": return listing([.function, .aggregate, .window])
    case "learners": return listing([.learner])
    case "marks": return listing([.mark])
    case "topics": return topics
    case "errors": return [manual("errors"), errors].compactMap { $0 }.joined(separator: "\n\n")
    case "commands": return commands
    default: break
    }
    if let card = card(word) { return page(card) }
    let lower = word.lowercased()
    if let page = manual(lower) {
      let words = catalogue.allCards.filter { $0.topic.lowercased() == lower }
      return ([page] + (words.isEmpty ? [] : [words.map(line).joined(separator: "\n")])).joined(
        separator: "\n\n")
    }
    if let code = Diagnostic.Code(rawValue: word.uppercased()) { return explanation(code) }
    let found = catalogue.allCards.filter { card in
      card.searchWords.contains { $0.lowercased() == lower }
    }
    if found.count == 1, let card = found.first {
      return "`\(word)` is `\(card.name)` here.\n\n" + page(card)
    }
    let others = found + catalogue.allCards.filter { $0.topic.lowercased() == lower }
    if !others.isEmpty { return others.map(line).joined(separator: "\n") }
    return ownWord(for: word).map { "`\(word)` is `\($0.word)` here: \($0.sentence)" }
  }

  /// What to say of a word of which nothing is known.
  public func unknown(_ word: String) -> String {
    let near = nearestNames(to: word, in: names)
    return "there is no help for `\(word)`"
      + (near.isEmpty
        ? "; `help topics` lists what there is"
        : "; did you mean " + near.map { "`\($0)`" }.joined(separator: ", ") + "?")
  }

  private func card(_ word: String) -> Card? {
    let lower = word.lowercased()
    return catalogue.verb(lower)?.card ?? catalogue.function(lower)?.card
      ?? catalogue.cards.first { $0.name == lower || $0.aliases.contains(lower) }
  }

  private var overview: String {
    """
    Ogive explores data: load a file, shape tables, fit models, draw pictures.

      cars = dataset("mtcars")
      cars | keep cyl == 4 | summarise n = count(), economy = mean(mpg) by gear
      cars | plot points(wt, mpg, color: gear)
      cars | fit linear(mpg ~ wt + hp)

    A stage begins with `|`, `by` means separately for each, `=` names something new, `:` sets an option, `==` asks.

    help WORD       what a verb, function, learner or mark does
    help verbs      all verbs; also: functions, learners, marks, commands, errors, topics
    help start      a first page; also: \(manualNames.filter { $0 != "start" }.joined(separator: ", "))
    help E21        what an error means
    """
  }

  private var commands: String {
    let width = PromptCommand.list.map(\.usage.count).max() ?? 0
    return PromptCommand.list.map { "  " + padded($0.usage, width) + "  " + $0.summary }.joined(
      separator: "\n")
  }

  private func listing(_ kinds: [Card.Kind]) -> String {
    let cards = catalogue.allCards.filter { kinds.contains($0.kind) }
    if cards.isEmpty { return "there are none" }
    var topics: [String] = []
    for card in cards where !topics.contains(card.topic) { topics.append(card.topic) }
    return topics.map { topic in
      "\(topic)\n" + cards.filter { $0.topic == topic }.map(line).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private var topics: String {
    var topics: [String] = []
    for card in catalogue.allCards where !topics.contains(card.topic) { topics.append(card.topic) }
    let pages = Help.listings + manualNames
    return (pages + topics.filter { !pages.contains($0) }.sorted())
      .map { "  help \($0)" }.joined(separator: "\n")
  }

  private static let listings = ["verbs", "functions", "learners", "marks", "commands", "topics"]

  /// All that ``text(_:)`` knows under a name of its own: words, listings, pages and codes of errors.
  public var names: [String] {
    var seen: Set<String> = []
    return
      (catalogue.allCards.map(\.name) + Help.listings + manualNames
      + Diagnostic.Code.allCases.map(\.rawValue)).filter { seen.insert($0).inserted }
  }

  /// What an error means, with an example of it and of its cure.
  public func explanation(_ code: Diagnostic.Code) -> String {
    markdown.shown(code.explanation.markdown(for: code))
  }

  private var errors: String {
    Diagnostic.Code.allCases.map { "  \($0.rawValue)  \($0.explanation.title)" }.joined(
      separator: "\n")
  }

  private func line(_ card: Card) -> String { "  " + padded(card.name, 14) + "  " + card.summary }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - displayWidth(text)))
  }

  private func page(_ card: Card) -> String {
    var parts = ["\(card.usage ?? card.name)\n\(card.summary)"]
    if !card.aliases.isEmpty {
      parts[0] += "\nAlso written: " + card.aliases.joined(separator: ", ") + "."
    }
    if !card.details.isEmpty { parts.append(card.details) }
    let parameters = card.parameters.map { parameter -> String in
      let name = parameter.role == .option ? parameter.name + ":" : parameter.name
      let fallback =
        switch parameter.fallback {
        case .value(let setting): ", \(Value(setting).literalText) if left out"
        case .none: ", may be left out"
        case .required: ""
        }
      return
        "  \(padded(name, 12))  \(parameter.summary) (\(parameter.shape.expectation)\(fallback))"
    }
    if !parameters.isEmpty { parts.append(parameters.joined(separator: "\n")) }
    for example in card.examples {
      switch example.expectation {
      case .output(let text):
        parts.append(indented(example.script) + "\n" + indented(text, "  #> "))
      case .runs: parts.append(indented(example.script))
      case .diagnostic: continue
      }
    }
    return parts.joined(separator: "\n\n")
  }

  private func indented(_ text: String, _ margin: String = "  ") -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { margin + $0 }.joined(
      separator: "\n")
  }

  // MARK: Pages

  private var manualNames: [String] {
    Help.resources { name, _ in
      name.hasPrefix("manual/") && name.hasSuffix(".md")
        ? String(name.dropFirst(7).dropLast(3)) : nil
    }
  }

  private func manual(_ name: String) -> String? {
    Help.resources { path, bytes in
      path == "manual/\(name).md" ? markdown.shown(String(decoding: bytes, as: UTF8.self)) : nil
    }.first
  }

  private static func resources<T>(_ pick: (String, UnsafeBufferPointer<UInt8>) -> T?) -> [T] {
    guard var entry = ogive_resources() else { return [] }
    var found: [T] = []
    while let name = entry.pointee.name {
      let bytes = UnsafeBufferPointer(start: entry.pointee.bytes, count: entry.pointee.count)
      if let one = pick(String(cString: name), bytes) { found.append(one) }
      entry += 1
    }
    return found
  }

  /// What a script's parameters are, for `help FILE.ogive`.
  public static func parameters(ofScriptAt path: String) -> String {
    do {
      let script = try Runner.script(at: path)
      let parameters = Runner.parameters(script)
      if parameters.isEmpty { return "\(path) has no parameters" }
      return "\(path) takes\n"
        + parameters.map { "  --set \($0.name)=…   \($0.fallback.canonical) if left out" }.joined(
          separator: "\n")
    } catch {
      return error.all.map { $0.rendered() }.joined(separator: "\n")
    }
  }
}

extension Value {
  /// A default as it would be typed.
  var literalText: String {
    if case .cell(let cell) = self, case .text(let words) = cell { return quotedText(words) }
    return self.text(.recorded)
  }
}
