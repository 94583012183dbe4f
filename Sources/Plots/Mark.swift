public import Cards
public import Tables

/// A way to draw: `points`, `histogram`, `roc` …; one file each in `Marks`.
///
/// A mark is a namespace, never an instance. It says what it is (``card``), what it puts on the two
/// axes (``axes(of:)``), and draws the rows of one panel (``draw(_:)``). It knows neither gnuplot
/// nor the terminal: it computes its statistics and adds layers of plain geometry in the units of
/// the data.
public protocol Mark: Sendable {
  /// Name, parameters, examples. Positional parameters and the channels are column places.
  static var card: Card { get }
  /// Whether its rows come from a table or are prepared from a model.
  static var source: MarkSource { get }
  /// Whether numbers in its `color` make a continuous scale; otherwise each number is a class.
  static var shadesNumbers: Bool { get }
  /// What it puts on the axes.
  static func axes(of call: MarkCall) throws(PlotError) -> MarkAxes
  /// Draws the rows of one panel.
  static func draw(_ drawing: inout Drawing) throws(PlotError)
}

extension Mark {
  public static var source: MarkSource { .table }
  public static var shadesNumbers: Bool { false }
}

/// Where the rows of a mark come from.
public enum MarkSource: Sendable, Equatable {
  /// From the table that comes down the pipe: its positional parameters are expressions over the
  /// rows.
  case table
  /// From a model: the plot verb makes a table and gives each of these columns as a mapped channel.
  case model(channels: [String])
}

/// A mark with its expressions evaluated: plain data, as the plot verb hands it over.
public struct MarkCall: Sendable {
  /// The mark's name on its card.
  public var name: String
  /// By parameter name: positions (`x`, `y` …) and channels (`color size shape label`).
  public var channels: [String: Channel]
  /// The options, with the defaults of the card filled in or left out: marks know them.
  public var settings: Settings

  public init(_ name: String, channels: [String: Channel], settings: Settings = [:]) {
    (self.name, self.channels, self.settings) = (name, channels, settings)
  }

  /// The rows of its mapped channels; `nil` if it has none.
  public var rowCount: Int? {
    for channel in channels.values {
      if case .mapped(_, let column) = channel { return column.count }
    }
    return nil
  }
}

/// What a channel was given.
public enum Channel: Sendable {
  /// A column, or an expression over the rows: it is mapped, and makes an axis label or a legend.
  /// `label` is the column's name or the expression's canonical text.
  case mapped(label: String, column: Column)
  /// One value: it is set (`color: "red"`).
  case constant(Cell)
}

/// What a mark puts on the axes.
public struct MarkAxes: Sendable {
  public var x: AxisUse
  public var y: AxisUse
  public init(x: AxisUse, y: AxisUse) { (self.x, self.y) = (x, y) }
}

/// What a mark puts on one axis.
public enum AxisUse: Sendable {
  /// The column of a channel: numbers and dates are continuous, all else is a row of classes.
  case channel(String)
  /// The column of a channel, always as classes, numbers too (at most 60 of them).
  case classes(String)
  /// The column of a channel as classes in the order of their first appearance, not sorted.
  case classesAsTheyCome(String)
  /// The column of a channel as classes, among the classes of all of these channels in their order:
  /// two axes that are to list the same.
  case classesAmong(String, [String])
  /// Numbers that the mark computes; their name.
  case computed(String)
  /// Nothing of its own: it takes the axis as it is (a reference line).
  case nothing
}
