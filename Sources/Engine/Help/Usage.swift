public import Cards

extension Card {
  /// How the word is written, on one line: `sample n, seed: …`; `nil` for a mark's bare name.
  public var usage: String? {
    let positions = parameters.filter { $0.role == .position || $0.role == .rest }
    let options = parameters.filter { $0.role == .option }
    var parts = positions.map { parameter -> String in
      switch parameter.shape {
      case .definitions:
        "name = \(kind == .verb && name == "summarise" ? "aggregate" : "expression")"
      case .renames: "new = old"
      case .keys: "key desc"
      case .columns: "columns"
      default: parameter.name
      }
    }
    let needed = options.filter { $0.fallback == .required }
    parts += needed.map { "\($0.name): …" }
    if kind == .verb {
      var text = ([name] + (parts.isEmpty ? [] : [parts.joined(separator: ", ")])).joined(
        separator: " ")
      if parameters.contains(where: { $0.role == .on }) { text += " on key" }
      return text
    }
    return "\(name)(\(parts.joined(separator: ", ")))"
  }
}
