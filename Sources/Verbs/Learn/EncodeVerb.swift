import Cards
import Diagnostics
import Engine
import Learn

/// `encode columns`: labels as numbers.
struct EncodeVerb: Verb {
  init() {}

  static let card = Card(
    "encode", kind: .verb, topic: "learn", summary: "Turns labels into numbers.",
    details: """
      `one_hot` gives each label a 0/1 column in place of the column; `ordinal` numbers them from 1 in the order of the \
      levels. In a recipe the labels are learnt from the training rows. Learners code labels themselves: this is for when \
      one wants to say how.
      """,
    searchWords: ["dummy", "one-hot", "get_dummies", "OneHotEncoder", "ordinal", "label"],
    parameters: [
      Parameter("columns", .columns, .rest, "The columns to encode."),
      Parameter(
        "method", .choice(EncodeStep.Method.allCases.map(\.rawValue)), .option,
        default: .value(.text("one_hot")),
        "How."),
    ],
    examples: [
      .output(
        #"dataset("iris") | select petal_width, species | encode species | first 1 by species_setosa, species_virginica"#,
        #"""
        petal_width  species_setosa  species_versicolor  species_virginica
             number          number              number             number
                0.2               1                   0                  0
                1.4               0                   1                  0
                2.5               0                   0                  1
        3 rows × 4 columns
        """#),
      .diagnostic("dataset(\"mtcars\") | encode wt", "E40"),
    ])

  var card: Card { Self.card }

  static func step(_ arguments: Arguments, _ columns: ColumnChoice) -> EncodeStep {
    EncodeStep(columns, method: arguments.text("method").flatMap { .init(rawValue: $0) } ?? .oneHot)
  }

  func run(_ call: VerbCall, _ evaluator: Evaluator) throws(Diagnostic) -> Value {
    try evaluator.applied(call) { Self.step(call.arguments, $0) }
  }
}
