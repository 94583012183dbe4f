/// Windows that grow: what has come up to each position. Dense values in, as many out.
public enum Running {
  /// The sums up to each position, compensated (Neumaier 1974), so that a long column doesn't drift.
  public static func sum(_ x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: x.count)
    var (total, lost) = (0.0, 0.0)
    for i in 0..<x.count {
      let next = total + x[i]
      if next.isFinite {
        lost += abs(total) >= abs(x[i]) ? (total - next) + x[i] : (x[i] - next) + total
      }
      total = next
      result[i] = total + lost
    }
    return result
  }

  /// The smallest value up to each position.
  public static func minimum(_ x: [Double]) -> [Double] {
    guard var least = x.first else { return [] }
    return x.map { value in
      if value < least { least = value }
      return least
    }
  }

  /// The largest value up to each position.
  public static func maximum(_ x: [Double]) -> [Double] {
    guard var most = x.first else { return [] }
    return x.map { value in
      if value > most { most = value }
      return most
    }
  }

  /// The means up to each position.
  public static func mean(_ x: [Double]) -> [Double] {
    var result = sum(x)
    for i in 0..<result.count { result[i] /= Double(i + 1) }
    return result
  }
}
