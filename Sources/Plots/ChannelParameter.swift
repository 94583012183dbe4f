internal import Cards

/// Parameters that several marks share, so that they mean and say the same everywhere.
enum ChannelParameter {
  static let color = Parameter(
    "color", .either([.expression, .text]), .option, default: .none,
    "A column that gives each row its color, or the name of one color, or \"#rrggbb\".")
  static let shape = Parameter(
    "shape", .either([.expression, .text]), .option, default: .none,
    "A column of classes that gives each row its shape, or the name of one shape.")
  static let size = Parameter(
    "size", .either([.expression, .number(.above(0))]), .option, default: .none,
    "A column of numbers that gives each point its area, or one factor for all.")
  static let label = Parameter(
    "label", .expression, .option, default: .none,
    "A column whose values are written beside the points.")
  static let opacity = Parameter(
    "opacity", .number(.between(0, 1)), .option, default: .none,
    "How opaque it is, from 0 to 1; chosen by the number of rows if left out.")
}
