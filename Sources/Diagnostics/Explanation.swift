/// What an error code means at length: for `:why E21` and the manual's index of errors.
public struct Explanation: Sendable, Equatable {
  /// A few words, without a full stop.
  public var title: String
  /// What is wrong, and why the language is strict here. Markdown.
  public var text: String
  /// Code that gives the error.
  public var wrong: String
  /// The same, cured.
  public var right: String

  public init(_ title: String, _ text: String, wrong: String, right: String) {
    (self.title, self.text, self.wrong, self.right) = (title, text, wrong, right)
  }
}

extension Diagnostic.Code {
  /// What the code means, with a wrong and a right example.
  public var explanation: Explanation {
    switch self {
    case .unexpected, .unclosed, .conditionNeedsEquals, .foreignWord, .reservedWord,
      .malformedLiteral, .tooDeep,
      .formula, .misplaced:
      syntaxExplanation
    case .unknownVariable, .unknownColumn, .variableNotColumn, .selfComparison, .unknownVerb,
      .unknownFunction,
      .columnExists, .unknownOption, .unknownParameter, .duplicateName:
      nameExplanation
    case .wrongKind, .repeatedKey, .lengthsDiffer, .duplicatesInReshape, .comparisonWithMissing,
      .missingArgument,
      .tooManyArguments, .badArgument, .conversion, .outOfBounds:
      valueExplanation
    case .learning, .missingInFit, .eventNeeded, .tooFewRows, .rowVerbInPlan, .notAPlan:
      learningExplanation
    case .cannotRead, .malformedFile, .cannotWrite, .unknownFormat, .dataChanged, .plot, .noPlotter,
      .resultDiffers,
      .seedDiffers, .promptCommand, .recursion, .interrupted, .tooLarge, .checkFailed, .strict:
      surroundingsExplanation
    }
  }
}

extension Explanation {
  /// The explanation as Markdown, with the code in its heading.
  public func markdown(for code: Diagnostic.Code) -> String {
    """
    ## \(code.rawValue): \(title)

    \(text)

    Wrong:

    ```
    \(wrong)
    ```

    Right:

    ```
    \(right)
    ```
    """
  }
}
