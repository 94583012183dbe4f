public import Tables

/// Why a plan can't be fitted, or a model can't do what was asked: data first, its words second.
///
/// Whoever shows it chooses the code and the place in the source by `kind`; the texts stand alone.
public struct LearnError: Error, Sendable, Equatable {
  /// A column with how many of its rows are concerned.
  public struct ColumnCount: Sendable, Equatable {
    public var column: String
    public var count: Int
    public init(_ column: String, _ count: Int) { (self.column, self.count) = (column, count) }
  }

  /// What is wrong, with the facts of it.
  public enum Kind: Sendable, Equatable {
    /// Columns that the fit uses have missing values.
    case missingValues([ColumnCount])
    /// The table has no column of that name; it has these.
    case unknownColumn(name: String, columns: [String])
    /// A column's type doesn't suit its use.
    case wrongType(column: String, found: ColumnType)
    /// The formula can't be used: no target where one is needed, nothing to predict from, and the like.
    case formula
    /// A plan without a learner can't be fitted.
    case planWithoutLearner
    /// Two classes, and none of them says that it is the one of interest.
    case eventNeeded(classes: [String])
    /// The class named as event isn't one of the target's.
    case unknownEvent(event: String, classes: [String])
    /// The target has this one value in all rows.
    case constantTarget(column: String, value: String)
    /// The learner can't tell so many classes apart.
    case tooManyClasses(column: String, classes: [String])
    /// Fewer rows than the method needs.
    case tooFewRows(rows: Int, needed: Int)
    /// These columns of the design follow from the others where that isn't allowed.
    case collinear(columns: [String])
    /// An option's value doesn't go with the data or with another option.
    case badSetting(name: String)
    /// The iterations ended without an answer.
    case notConverged(iterations: Int)
    /// This column alone, or with others, tells the classes apart without an error, so that no finite
    /// coefficients exist.
    case separation(column: String)
    /// A value that a formula or a step computes could not be had.
    case computation(label: String)
    /// The model has no such answer (an interval of a tree, the centers of a regression).
    case unsupported
    /// A model file that isn't one, or not as it was written.
    case modelFile
    /// It would need more memory than there is.
    case tooLarge
    /// Ctrl-C.
    case interrupted
  }

  public var kind: Kind
  /// One sentence that stands alone, without a full stop.
  public var message: String
  /// Further facts, a line each.
  public var details: [String]
  /// Cures, a line each.
  public var help: [String]

  public init(_ kind: Kind, _ message: String, details: [String] = [], help: [String] = []) {
    (self.kind, self.message, self.details, self.help) = (kind, message, details, help)
  }

  /// The answer to Ctrl-C.
  public static let interrupted = LearnError(.interrupted, "interrupted")

  static func unknownColumn(_ name: String, in table: Table) -> LearnError {
    LearnError(
      .unknownColumn(name: name, columns: table.names), "the table has no column `\(name)`",
      details: ["columns: " + listed(table.names, limit: 12)])
  }
}

/// `a, b, c`, and how many more there are past the limit.
func listed(_ names: [String], limit: Int = 8) -> String {
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}

/// `1 row`, `2 rows`.
func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}
