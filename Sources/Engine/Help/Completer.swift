internal import Cards
internal import Diagnostics
internal import Syntax
internal import Tables

/// What may stand at the cursor.
public struct Candidate: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case verb, function, column, variable, option, value, file, mark, word
  }
  /// What is put in.
  public var text: String
  public var kind: Kind
  /// A few words: a column's type, a function's summary.
  public var summary: String
  public init(_ text: String, _ kind: Kind, _ summary: String = "") {
    (self.text, self.kind, self.summary) = (text, kind, summary)
  }
}

/// Completion from the words' cards, the variables, and the columns at that place of an unfinished pipeline.
public struct Completer {
  private let evaluator: Evaluator
  /// Lists the entries of a folder, folders with a `/` behind; given by the command.
  private let listFolder: (String) -> [String]

  public init(_ evaluator: Evaluator, listFolder: @escaping (String) -> [String]) {
    (self.evaluator, self.listFolder) = (evaluator, listFolder)
  }

  /// The candidates for the word that ends at `cursor`, and where that word starts (UTF-8 offsets).
  public func candidates(_ text: String, cursor: Int) -> (from: Int, candidates: [Candidate]) {
    let before = String(decoding: Array(text.utf8.prefix(cursor)), as: UTF8.self)
    let context = CompletionContext(before)
    let wanted = context.word
    let found: [Candidate]
    switch context.place {
    case .verb: found = verbs(context)
    case .path(let start): return (context.start, files(start))
    case .column(let stage):
      found =
        columns(context, stage) + options(context, stage) + functions(in: stage) + dollars(wanted)
    case .mark(let mark): found = columns(context, nil) + markOptions(mark)
    case .value(let stage): found = options(context, stage) + variables() + functions()
    case .optionValue(let stage, let option): found = values(stage, option) + variables()
    case .variableOnly: found = variables().map { Candidate("$" + $0.text, $0.kind, $0.summary) }
    case .statement: found = variables() + functions() + words()
    }
    let matching = found.filter { $0.text.hasPrefix(wanted) || $0.text.hasPrefix("`" + wanted) }
    var seen: Set<String> = []
    return (context.start, matching.filter { seen.insert($0.text).inserted })
  }

  // MARK: Sources

  private func verbs(_ context: CompletionContext) -> [Candidate] {
    var found = evaluator.catalogue.verbs.map { Candidate($0.card.name, .verb, $0.card.summary) }
    for name in evaluator.visibleNames {
      if case .function(.user(let function))? = evaluator.variable(name) {
        found.append(Candidate(name, .function, function.signature))
      } else if case .function? = evaluator.variable(name) {
        found.append(Candidate(name, .function, "a pipeline"))
      }
    }
    return found
  }

  private func functions() -> [Candidate] {
    evaluator.catalogue.functions.map { Candidate($0.card.name + "(", .function, $0.card.summary) }
  }

  /// Where columns are picked by name only the functions that pick columns are of use.
  private func functions(in stage: String?) -> [Candidate] {
    guard let stage, let card = evaluator.catalogue.verb(stage)?.card,
      card.parameters.contains(where: { $0.shape == .columns || $0.shape == .renames })
    else { return functions() }
    return evaluator.catalogue.functions.filter { $0.card.topic == "columns" }.map {
      Candidate($0.card.name + "(", .function, $0.card.summary)
    }
  }

  private func variables() -> [Candidate] {
    evaluator.visibleNames.map { name in
      Candidate(quotedIfNeeded(name), .variable, evaluator.variable(name)?.kindName ?? "")
    }
  }

  private func dollars(_ word: String) -> [Candidate] {
    word.hasPrefix("$") ? variables().map { Candidate("$" + $0.text, .variable, $0.summary) } : []
  }

  private func words() -> [Candidate] {
    ["def", "for", "if", "param", "use"].map { Candidate($0, .word) }
  }

  private func columns(_ context: CompletionContext, _ stage: String?) -> [Candidate] {
    var found: [Candidate] = []
    if let table = context.table(evaluator) {
      found = zip(table.names, table.columns).map {
        Candidate(quotedIfNeeded($0), .column, $1.type.rawValue)
      }
      if let column = context.comparedColumn, let labels = table[column]?.labelled?.labels,
        table[column]?.type != .truth
      {
        found = labels.prefix(200).map { Candidate(quotedText($0), .value, column) } + found
      }
    }
    if let stage, let card = evaluator.catalogue.verb(stage)?.card,
      card.parameters.contains(where: { $0.shape == .marks })
    {
      found = evaluator.catalogue.cards.map { Candidate($0.name + "(", .mark, $0.summary) } + found
    }
    return found
  }

  private func options(_ context: CompletionContext, _ stage: String?) -> [Candidate] {
    guard let stage, let card = card(of: stage) else { return [] }
    return card.parameters.filter { $0.role == .option }.map {
      Candidate($0.name + ": ", .option, $0.summary)
    }
  }

  private func markOptions(_ mark: String) -> [Candidate] {
    guard let card = evaluator.catalogue.cards.first(where: { $0.name == mark }) else {
      return functions()
    }
    return card.parameters.filter { $0.role == .option }.map {
      Candidate($0.name + ": ", .option, $0.summary)
    }
      + functions()
  }

  private func values(_ stage: String, _ option: String) -> [Candidate] {
    guard let parameter = card(of: stage)?.parameter(option) else { return [] }
    return Completer.values(of: parameter.shape).map { Candidate($0, .value, option) }
  }

  private static func values(of shape: Shape) -> [String] {
    switch shape {
    case .choice(let choices): choices.map(quotedText)
    case .truth: ["true", "false"]
    case .either(let shapes): shapes.flatMap(values)
    default: []
    }
  }

  private func card(of name: String) -> Card? {
    evaluator.catalogue.verb(name)?.card ?? evaluator.catalogue.function(name)?.card
      ?? evaluator.catalogue.cards.first { $0.name == name }
  }

  /// The entries of a folder that continue a path inside quotes.
  private func files(_ start: String) -> [Candidate] {
    let folder = start.lastIndex(of: "/").map { String(start[...$0]) } ?? ""
    let name = String(start.dropFirst(folder.count))
    return listFolder(folder.isEmpty ? "." : folder).filter {
      $0.hasPrefix(name) && (name.hasPrefix(".") || !$0.hasPrefix("."))
    }
    .sorted().map { Candidate(folder + $0, .file, $0.hasSuffix("/") ? "folder" : "file") }
  }
}
