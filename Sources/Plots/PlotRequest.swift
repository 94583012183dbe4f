public import Cards
public import Tables

/// A plot as it was asked for, every expression evaluated: what the plot verb hands over.
public struct PlotRequest: Sendable {
  /// The layers, from the lowest up. All mapped channels that are to be split into panels have one
  /// length.
  public var marks: [MarkCall]
  /// The columns after `by`: one wraps its panels, two make a grid (the first gives the rows).
  public var by: [PanelColumn]
  /// Checked against ``PlotOptions/parameters``.
  public var options: Settings

  public init(marks: [MarkCall], by: [PanelColumn] = [], options: Settings = [:]) {
    (self.marks, self.by, self.options) = (marks, by, options)
  }

  /// Computes the statistics, scales and layers.
  ///
  /// - Throws: ``PlotError`` for what can't be drawn as asked.
  /// - Complexity: O(rows) for most marks; `smooth` by loess up to about 10⁸ steps.
  public func figure() throws(PlotError) -> Figure {
    try FigureBuilder(self).figure()
  }
}

/// A column that splits a plot into panels.
public struct PanelColumn: Sendable {
  public var label: String
  public var column: Column
  public init(label: String, column: Column) { (self.label, self.column) = (label, column) }
}
