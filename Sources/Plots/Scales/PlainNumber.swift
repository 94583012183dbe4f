internal import Glibc
internal import Numerics

/// Numbers as text, in labels and in scripts.
enum PlainNumber {
  /// As a person would write it, to six significant digits.
  static func text(_ x: Double) -> String { NumberText.significant(x, digits: 6) }

  /// With a fixed count of decimals.
  static func fixed(_ x: Double, _ decimals: Int) -> String {
    NumberText.fixed(x, decimals: decimals)
  }

  /// For gnuplot: twelve significant digits, so that scripts don't differ by rounding; never
  /// anything but a number.
  static func script(_ x: Double) -> String {
    guard x.isFinite else { return "NaN" }
    return NumberText.significant(tidied(x), digits: 12)
  }

  /// Rounded to twelve significant digits.
  static func tidied(_ x: Double) -> Double {
    guard x.isFinite, x != 0 else { return 0 }
    let magnitude = log10(abs(x)).rounded(.down)
    guard magnitude > -290, magnitude < 290 else { return x }
    let unit = pow(10, magnitude - 11)
    let rounded = (x / unit).rounded() * unit
    return rounded.isFinite ? rounded : x
  }
}
