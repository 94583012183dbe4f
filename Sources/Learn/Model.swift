internal import Cards
public import Tables

/// A plan that has learnt from rows. Carries its plan, so that it predicts from raw rows.
public struct Model: Sendable {
  public let plan: Plan
  public let fittedSteps: [any FittedStep]
  /// How predictors are coded, as learnt from the training rows.
  public let design: Design
  public let fitted: any Fitted
  public let training: TrainingFacts

  init(
    plan: Plan, fittedSteps: [any FittedStep], design: Design, fitted: any Fitted, training: TrainingFacts
  ) {
    (self.plan, self.fittedSteps, self.design) = (plan, fittedSteps, design)
    (self.fitted, self.training) = (fitted, training)
  }

  /// The word of its learner: `linear`.
  public var learnerName: String { plan.learner.map { type(of: $0).card.name } ?? "" }
}

/// What a model remembers of the rows that it learnt from.
public struct TrainingFacts: Sendable {
  public struct ColumnFact: Sendable, Equatable {
    public var name: String
    public var type: ColumnType
  }
  public var rows: Int
  /// The columns of the training table as it came, before any step.
  public var schema: [ColumnFact]
  /// The response as it stands in the formula; `nil` without a target.
  public var response: String?
  public var task: Task
  /// The classes of a classification, in their order.
  public var classes: [String]
  /// The class of interest, where there is one.
  public var event: String?
  /// The type of the response's column: predictions of classes have it too.
  public var responseType: ColumnType?
  /// All levels of a category response.
  public var responseLevels: [String]
  /// The mean of a number to predict, 0 for other tasks.
  public var mean: Double
  /// The share of each class in training.
  public var shares: [Double]
  /// Notes of the fit.
  public var notes: [Note]
}

/// Columns that `predict` adds.
public struct PredictedColumns: Sendable {
  /// `predicted` and, by task, `low`, `high`, `chance_<class>`; or `cluster`.
  public var columns: [(name: String, column: Column)]
  public var notes: [Note]
}

/// A model summed up: what a display prints, as data.
public struct Summary: Sendable {
  /// `linear model of mpg, 32 rows`.
  public var title: String
  /// The plan in the language's words.
  public var call: String
  public var facts: [Fact]
  public var tables: [(kind: ModelTable, table: Table)]
  /// Rules or the like, printed as they are; often empty.
  public var text: String
  public var notes: [Note]
}
