public import Cards
public import Numerics
public import Tables

/// A method that learns from rows. One file each, under Learners; the card says what it is.
public protocol Learner: Sendable {
  static var card: Card { get }
  static var traits: LearnerTraits { get }
  /// As they were given.
  var settings: Settings { get }
  /// A learner of settings that were checked against the card; refuses those that don't go together.
  init(_ settings: Settings) throws(LearnError)
  /// Learns from rows that are as `traits` says: nothing missing unless it takes missing.
  func fit(_ data: TrainingData) throws(LearnError) -> any Fitted
  /// What it had learnt, from what ``Fitted/stored`` gave, perhaps by other hands: every size and place is looked at.
  static func restored(_ stored: Datum, _ shape: FittedShape) throws(LearnError) -> any Fitted
}

/// What is asked of a learner.
public enum Task: String, Sendable, CaseIterable {
  /// A number is predicted.
  case regression
  /// A class is predicted.
  case classification
  /// There is no target; rows are put into groups.
  case clustering
}

/// What a learner can do and what it wants to be given.
public struct LearnerTraits: Sendable {
  /// How predictors reach the learner.
  public enum InputForm: Sendable {
    /// A matrix with the intercept that the formula asks for, labels coded by treatment contrasts.
    case contrasts
    /// A matrix without an intercept, labels as one 0/1 column for each level.
    case indicators
    /// Numbers and labels as they are.
    case features
  }
  public var tasks: Set<Task>
  public var input: InputForm
  /// Whether missing predictors are taken as they are, in training and in prediction.
  public var takesMissing: Bool
  /// Whether the result depends on the setting `seed`.
  public var isRandom: Bool
  /// The most classes that it can tell apart.
  public var mostClasses: Int

  public init(
    tasks: Set<Task>, input: InputForm, takesMissing: Bool = false, isRandom: Bool = false,
    mostClasses: Int = .max
  ) {
    (self.tasks, self.input, self.takesMissing) = (tasks, input, takesMissing)
    (self.isRandom, self.mostClasses) = (isRandom, mostClasses)
  }
}

/// One predictor as it is.
public struct Feature: Sendable {
  public enum Values: Sendable {
    /// NaN where missing.
    case numbers([Double])
    /// The place of each row's label in `levels`, -1 where it is missing or was not in the training rows.
    case labels(codes: [Int32], levels: [String])
  }
  public var name: String
  public var values: Values
  public init(_ name: String, _ values: Values) { (self.name, self.values) = (name, values) }
}

/// The predictors of rows, in the form that the learner's traits ask for.
public struct Inputs: Sendable {
  public var rowCount: Int
  /// Rows by design columns; without columns for learners that take features.
  public var matrix: Matrix
  /// Empty for learners that take a matrix.
  public var features: [Feature]
  public init(rowCount: Int, matrix: Matrix) {
    (self.rowCount, self.matrix, features) = (rowCount, matrix, [])
  }
  public init(rowCount: Int, features: [Feature]) {
    (self.rowCount, self.features) = (rowCount, features)
    matrix = Matrix(rows: rowCount, columns: 0)
  }
}

/// What is to be predicted, row by row.
public enum Target: Sendable {
  case none
  case numbers([Double])
  case classes(Classes)

  public struct Classes: Sendable {
    /// Sorted for texts, in the order of their levels for categories; only those that occur in training.
    public var labels: [String]
    /// A place in `labels` for each row.
    public var codes: [Int32]
    /// The class of interest of two.
    public var event: Int?
    public init(labels: [String], codes: [Int32], event: Int?) {
      (self.labels, self.codes, self.event) = (labels, codes, event)
    }
  }

  public var task: Task {
    switch self {
    case .none: .clustering
    case .numbers: .regression
    case .classes: .classification
    }
  }
}

/// Rows to learn from.
public struct TrainingData: Sendable {
  public var inputs: Inputs
  public var target: Target
  /// Frequencies of the rows, if the learner has an option `weights` and it was given; none is negative.
  public var weights: [Double]?
  /// The names of the matrix's columns, or of the features.
  public var names: [String]
  /// Whether the first column of the matrix is the intercept.
  public var hasIntercept: Bool
  public var rowCount: Int { inputs.rowCount }
  public init(
    inputs: Inputs, target: Target, weights: [Double]? = nil, names: [String],
    hasIntercept: Bool = false
  ) {
    (self.inputs, self.target, self.weights) = (inputs, target, weights)
    (self.names, self.hasIntercept) = (names, hasIntercept)
  }
}

/// What a learner has learnt.
public protocol Fitted: Sendable {
  /// Predictions for rows without gaps, unless the learner takes missing values.
  ///
  /// - Throws: `unsupported` if an interval is asked of a method that has none.
  func predict(_ inputs: Inputs, _ interval: IntervalRequest) throws(LearnError) -> Prediction
  /// The few numbers that sum it up, in the order to show them.
  var facts: [Fact] { get }
  /// The tables that a summary shows, in order.
  var summaryTables: [ModelTable] { get }
  /// A table of this kind, if the model has one.
  func table(_ kind: ModelTable) -> Table?
  /// Rules or the like, printed as they are; empty for most.
  var text: String { get }
  /// What is to be said of this fit.
  var notes: [LearnNote] { get }
  /// All that it holds, as plain data for a file.
  var stored: Datum { get }
}

extension Fitted {
  public var text: String { "" }
  public var notes: [LearnNote] { [] }
}

/// Whether predictions come with an interval.
public enum IntervalRequest: Sendable, Equatable {
  case none
  /// For the mean of all rows with such predictors, at this level (0.95).
  case mean(level: Double)
  /// For a single new row.
  case prediction(level: Double)
}

/// Predictions, one for each row.
public enum Prediction: Sendable {
  case numbers([Double])
  case intervals(predicted: [Double], low: [Double], high: [Double])
  /// The place of each row's class, and the chances (rows by classes).
  case classes(codes: [Int32], chances: Matrix)
  /// Cluster numbers from 1.
  case clusters([Int32])
}

/// A named number or word of a summary.
public struct Fact: Sendable, Equatable {
  public var name: String
  public var value: Cell
  public init(_ name: String, _ value: Cell) { (self.name, self.value) = (name, value) }
  /// A number; missing if it isn't finite.
  public init(_ name: String, _ value: Double) {
    self.init(name, value.isFinite ? .number(value) : .missing)
  }
}

/// The tables that models can give. Each is asked for by its name: `coefficients(model)`.
public enum ModelTable: String, Sendable, CaseIterable {
  /// A row for each term: `term, estimate, std_error, t` or `z`, `p, low, high` and for logistic `odds_ratio`.
  case coefficients
  /// A row for each training row: `row, observed, fitted, residual, leverage, standardized, studentized,
  /// cooks_distance` (what the method has of these).
  case residuals
  /// A row for each cluster: `cluster, size, within`, then a column for each predictor.
  case centers
  /// A row for each predictor: `predictor, importance`; the shares add up to 1.
  case importance
  /// A row for each node of a tree: `node, parent, depth, rule, rows, predicted` and the impurity.
  case nodes
  /// What a learner went through: a row for each round.
  case history
}
