extension Diagnostic {
  /// Which error it is. The number stays the same for ever; its tens say the field.
  public enum Code: String, Sendable, CaseIterable {
    // Syntax: found before anything runs.
    case unexpected = "E10"
    case unclosed = "E11"
    case conditionNeedsEquals = "E12"
    case foreignWord = "E13"
    case reservedWord = "E14"
    case malformedLiteral = "E15"
    case tooDeep = "E16"
    case formula = "E17"
    case misplaced = "E18"
    // Names.
    case unknownVariable = "E20"
    case unknownColumn = "E21"
    case variableNotColumn = "E22"
    case selfComparison = "E23"
    case unknownVerb = "E24"
    case unknownFunction = "E25"
    case columnExists = "E26"
    case unknownOption = "E27"
    case unknownParameter = "E28"
    case duplicateName = "E29"
    // Values and tables.
    case wrongKind = "E30"
    case repeatedKey = "E31"
    case lengthsDiffer = "E32"
    case duplicatesInReshape = "E33"
    case comparisonWithMissing = "E34"
    case missingArgument = "E35"
    case tooManyArguments = "E36"
    case badArgument = "E37"
    case conversion = "E38"
    case outOfBounds = "E39"
    // Learning.
    case learning = "E40"
    case missingInFit = "E41"
    case eventNeeded = "E42"
    case tooFewRows = "E43"
    case rowVerbInPlan = "E44"
    case notAPlan = "E45"
    // Files.
    case cannotRead = "E50"
    case malformedFile = "E51"
    case cannotWrite = "E52"
    case unknownFormat = "E53"
    case dataChanged = "E54"
    // Plots.
    case plot = "E60"
    case noPlotter = "E61"
    // Sessions.
    case resultDiffers = "E70"
    case seedDiffers = "E71"
    case promptCommand = "E72"
    // Limits.
    case recursion = "E80"
    case interrupted = "E81"
    case tooLarge = "E82"
    // Trust.
    case checkFailed = "E90"
    case strict = "E91"

    /// Whether errors of this kind are found by reading a script, before anything runs.
    public var isSyntax: Bool { rawValue.hasPrefix("E1") }
  }
}
