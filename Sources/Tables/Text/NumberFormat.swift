internal import Numerics

/// How the numbers of a column are written: each keeps its significant digits, none but 0 is shown as 0.
///
/// - Whole numbers are whole, to the last digit as far as they are exact (2^53).
/// - Amounts, which have at most two decimals, have them all: 1234567.89.
/// - Otherwise all have the decimals that the largest needs for so many significant digits and the smallest for four
///   of them, so that their points and last digits stand below each other.
/// - Where that would show the largest with more than four digits too many, or one is too small or too large for
///   plain digits (below 1e-4, from 1e15), each has its own significant digits, in scientific form where it needs it;
///   the points stand below each other.
struct NumberFormat {
  private enum Style {
    case whole
    case fixed(decimals: Int)
    case own
  }
  private let style: Style
  private let digits: Int

  /// The significant digits that the smallest number keeps at least.
  private static let least = 4
  /// How many digits more than asked for the largest may be shown with.
  private static let surplus = 4

  /// - Parameters:
  ///   - numbers: those that are shown.
  ///   - digits: significant digits, 1...17.
  init(_ numbers: [Double], digits: Int) {
    self.digits = digits
    let largest = numbers.reduce(0) { max($0, $1.magnitude) }
    if largest <= 0x1p53, numbers.allSatisfy({ $0 == $0.rounded() }) {
      style = .whole
      return
    }
    if largest < 1e12, let cents = NumberFormat.cents(numbers) {
      style = .fixed(decimals: cents)
      return
    }
    var (needed, floor) = (0, 0)
    for x in numbers {
      guard let own = NumberText.decimals(x, digits: digits),
        let least = NumberText.decimals(x, digits: min(NumberFormat.least, digits))
      else {
        style = .own
        return
      }
      (needed, floor) = (max(needed, own), max(floor, least))
    }
    let whole = NumberFormat.wholePlaces(largest)
    let common = min(needed, max(digits - whole, floor))
    let isLegible = common == 0 || whole + common <= digits + NumberFormat.surplus
    style = isLegible ? .fixed(decimals: common) : .own
  }

  /// The decimals of amounts: 1 or 2 if every number is one with no more, else `nil`.
  private static func cents(_ numbers: [Double]) -> Int? {
    if numbers.allSatisfy({ ($0 * 10).rounded() / 10 == $0 }) { return 1 }
    return numbers.allSatisfy { ($0 * 100).rounded() / 100 == $0 } ? 2 : nil
  }

  /// How many digits stand before the point.
  private static func wholePlaces(_ x: Double) -> Int {
    var (rest, places) = (x, 1)
    while rest >= 10, places < 16 {
      rest /= 10
      places += 1
    }
    return places
  }

  /// The numbers as texts, which stand aligned if they end in the same place.
  func texts(_ numbers: [Double]) -> [String] {
    switch style {
    case .whole: return numbers.map(NumberText.shortest)
    case .fixed(let decimals): return numbers.map { NumberText.fixed($0, decimals: decimals) }
    case .own:
      let texts = numbers.map { NumberText.significant($0, digits: digits) }
      let tails = texts.map { $0.utf8.drop { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "e") } }
      let longest = tails.map(\.count).max() ?? 0
      return zip(texts, tails).map { text, tail in
        text + String(repeating: " ", count: longest - tail.count)
      }
    }
  }
}
