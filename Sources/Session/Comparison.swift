internal import Glibc

/// Holds the lines that a replay gives against recorded ones.
///
/// Texts must be equal. Where they aren't, a number may differ if the recorded one is the printed form of a value within
/// relative 1e-9 (or 1e-15 in all) of the new value, so that the last bits of another machine's arithmetic make no
/// difference; blanks, which follow the numbers' widths, are then passed over.
struct Comparison {
  /// The numbers of the new outputs to 15 digits, sorted.
  private let precise: [Double]

  init(precise text: String) {
    precise = Comparison.tokens(text).compactMap { Comparison.number($0)?.value }.sorted()
  }

  /// Whether a recorded line stands for the new one.
  func matches(_ recorded: String, _ new: String) -> Bool {
    if recorded == new { return true }
    // Digests and fingerprints are exact.
    if recorded.hasPrefix("data ") || recorded.hasPrefix("columns ") { return false }
    let (a, b) = (Comparison.tokens(recorded), Comparison.tokens(new))
    guard a.count == b.count else { return false }
    var hasOtherNumber = false
    for (old, now) in zip(a, b) where old != now {
      guard let x = Comparison.number(old), let y = Comparison.number(now), isClose(x, y) else {
        return false
      }
      hasOtherNumber = true
    }
    return hasOtherNumber
  }

  /// Whether there is a new value that both are printed forms of, near enough.
  private func isClose(
    _ old: (value: Double, unit: Double), _ new: (value: Double, unit: Double)
  ) -> Bool {
    if abs(old.value) < 1e-15, abs(new.value) < 1e-15 { return true }
    let slack = { (x: Double) in 1e-9 * abs(x) + 1e-15 }
    return precise.contains { value in
      abs(value - new.value) <= 0.5 * new.unit * 1.000001 + slack(value)
        && abs(value - old.value) <= 0.5 * old.unit * 1.000001 + slack(value)
    }
  }

  /// Words and signs: numbers, and what stands between them, without blanks.
  static func tokens(_ line: String) -> [Substring] {
    line.split { " \t\n()[],;=<>%│|".contains($0) }
  }

  /// A number as it is printed, with the value of one unit of its last digit.
  static func number(_ token: Substring) -> (value: Double, unit: Double)? {
    guard let first = token.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first),
      token.utf8.allSatisfy({ (48...57).contains($0) || [43, 45, 46, 101].contains($0) }),
      let value = Double(token)
    else { return nil }
    let parts = token.split(separator: "e", omittingEmptySubsequences: false)
    let decimals =
      parts[0].split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return (value, pow(10, Double(exponent - decimals)))
  }
}
