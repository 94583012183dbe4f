internal import Cards

/// An unfitted model: a formula, steps that prepare the rows, and a learner. Never changes.
public struct Plan: Sendable {
  public let formula: Formula?
  public let steps: [any PlanStep]
  public let learner: (any Learner)?

  public init(formula: Formula?, steps: [any PlanStep] = [], learner: (any Learner)? = nil) {
    (self.formula, self.steps, self.learner) = (formula, steps, learner)
  }

  /// The plan with one more step.
  public func appending(_ step: any PlanStep) -> Plan {
    Plan(formula: formula, steps: steps + [step], learner: learner)
  }

  /// The plan with its learner; a formula given with the learner replaces the recipe's.
  public func ending(with learner: any Learner, formula: Formula? = nil) -> Plan {
    Plan(formula: formula ?? self.formula, steps: steps, learner: learner)
  }

  /// In the words of the language, on one line: `recipe(y ~ a + b) | scale a | logistic(event: "yes")`.
  public var description: String {
    let options = learner.map { settingsText($0) } ?? []
    let formulaText = formula?.text ?? ""
    guard let learner else {
      return (["recipe(\(formulaText))"] + steps.map(\.label)).joined(separator: " | ")
    }
    let name = type(of: learner).card.name
    if steps.isEmpty {
      return "\(name)(" + ([formulaText].filter { !$0.isEmpty } + options).joined(separator: ", ")
        + ")"
    }
    let last = options.isEmpty ? name : "\(name) " + options.joined(separator: ", ")
    return (["recipe(\(formulaText))"] + steps.map(\.label) + [last]).joined(separator: " | ")
  }
}

/// `depth: 3`, in the order of the card.
private func settingsText(_ learner: any Learner) -> [String] {
  type(of: learner).card.parameters.compactMap { parameter in
    guard let setting = learner.settings[parameter.name], setting != .missing else { return nil }
    if case .value(let usual) = parameter.fallback, usual == setting { return nil }
    if parameter.shape == .column, case .text(let name) = setting {
      return "\(parameter.name): \(written(name))"
    }
    return "\(parameter.name): \(settingText(setting))"
  }
}
