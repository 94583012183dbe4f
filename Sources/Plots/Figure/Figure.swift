public import Tables

/// A plot, computed: panels of plain geometry with their axes, legend and notes. Nothing of the
/// table is left in it, and every picture of it (file or terminal) is a pure function of it.
public struct Figure: Sendable {
  public var title: String?
  public var subtitle: String?
  /// The panels' grid.
  public var rows: Int
  public var columns: Int
  /// At least one, in reading order.
  public var panels: [Panel]
  public var xLabel: String
  public var yLabel: String
  /// What the classes' colours and shapes mean; empty if nothing is mapped.
  public var legend: [LegendGroup]
  /// What the continuous colours mean.
  public var shades: ShadeScale?
  /// In pixels.
  public var width: Int
  public var height: Int
  public var theme: Theme
  /// The angle of the labels under the x axis; `nil` to choose it by their length.
  public var ticksAngle: Double?
  /// What was left out and how it was counted, a sentence each, without a full stop.
  public var notes: [String]
  /// The drawn numbers, a piece for each layer of each panel.
  var records: [PlottedRecord]

  /// What it shows, in a line: its title, or its axes.
  public var alternativeText: String {
    if let title { return title }
    let axes = yLabel.isEmpty ? xLabel : xLabel.isEmpty ? yLabel : "\(yLabel) against \(xLabel)"
    return panels.count > 1 ? "\(axes), in \(panels.count) panels" : axes
  }

  /// The drawn numbers as one table: `layer`, `panel` and `group` where there are such, then what
  /// each layer has (`x`, `y`, `from`, `to`, `count`, `low`, `high`, …), missing where a layer has
  /// no such number.
  public var plotted: Table { PlottedRecord.table(records) }
}

/// One frame of a figure.
public struct Panel: Sendable {
  /// What stands over it; `nil` for a plot of one panel.
  public var label: String?
  /// From 0, from the top.
  public var row: Int
  /// From 0, from the left.
  public var column: Int
  public var x: Axis
  public var y: Axis
  /// From the lowest up.
  public var layers: [Layer]
  /// Whether a unit of x is as long as a unit of y (ROC curves, confusion tables).
  public var isSquare: Bool
}

/// An axis as drawn. Positions are in the axis's own unit: numbers, their decimal logarithms on a
/// log scale, days since 1970-01-01 for dates and times, 1, 2, 3 … for classes.
public struct Axis: Sendable, Equatable {
  public var low: Double
  public var high: Double
  public var ticks: [Tick]
  public var scale: AxisScale
  /// Whether it lists classes: then there is no grid line and no number in between.
  public var isClasses: Bool
  /// Whether it runs the other way: from the right, or from the top.
  public var isReversed: Bool
}

/// A mark on an axis.
public struct Tick: Sendable, Equatable {
  public var position: Double
  public var label: String
  public init(_ position: Double, _ label: String) {
    (self.position, self.label) = (position, label)
  }
}

/// Geometry of one kind and one look.
public struct Layer: Sendable {
  public var geometry: Geometry
  public var style: Style
}

/// What there is to draw, in the units of the axes.
public enum Geometry: Sendable {
  /// `sizes` and `shades` are empty or have one number a point: a factor of the style's size, a
  /// place in the figure's shade scale.
  case points(x: [Double], y: [Double], sizes: [Double], shades: [Double])
  /// A line through the points in their order; NaN breaks it.
  case path(x: [Double], y: [Double])
  /// An area between two curves: along x, or along y if `upright`.
  case ribbon(along: [Double], low: [Double], high: [Double], upright: Bool)
  /// Filled rectangles. `shades` is empty or has one number each.
  case rectangles(left: [Double], right: [Double], low: [Double], high: [Double], shades: [Double])
  /// Lines from one point to another.
  case segments(fromX: [Double], fromY: [Double], toX: [Double], toY: [Double])
  /// Texts, centred on their points (or beginning beside them).
  case labels(x: [Double], y: [Double], texts: [String], beside: Bool)
  /// Lines across the whole panel at these y.
  case horizontals([Double])
  /// Lines across the whole panel at these x.
  case verticals([Double])
}

/// How geometry looks.
public struct Style: Sendable, Equatable {
  public var color: RGB
  /// 0 (not to be seen) … 1.
  public var opacity: Double
  public var shape: PointShape
  /// Of points; 1 is the usual size.
  public var size: Double
  public var dash: Dash
  /// Of lines, in points; outlines of rectangles have it too, 0 for none.
  public var width: Double

  public init(
    color: RGB, opacity: Double = 1, shape: PointShape = .circle, size: Double = 1,
    dash: Dash = .solid,
    width: Double = 1.5
  ) {
    (self.color, self.opacity, self.shape) = (color, opacity, shape)
    (self.size, self.dash, self.width) = (size, dash, width)
  }
}

public enum Dash: Int, Sendable, CaseIterable { case solid = 1, dashed, dotted, dashDot }

/// The shapes of points, in the order in which classes get them.
public enum PointShape: String, Sendable, CaseIterable {
  case circle, triangle, square, diamond, wedge, pentagon, cross, plus
}

/// One mapped column's part of the legend.
public struct LegendGroup: Sendable {
  /// The column's name.
  public var title: String
  public var entries: [LegendEntry]
  /// Whether the entries differ by the size of their points, which text pictures can't show.
  public var isSizes = false
}

public struct LegendEntry: Sendable {
  /// What its sample looks like.
  public enum Sample: Sendable, Equatable { case point, line, box }
  public var label: String
  public var sample: Sample
  public var style: Style
}

/// What continuous colours mean.
public struct ShadeScale: Sendable, Equatable {
  public var title: String
  public var palette: Palette
  public var low: Double
  public var high: Double
  public var ticks: [Tick]
  /// Whether a bar beside the plot shows it; a table of counts written into its cells needs none.
  public var isShown: Bool
}
