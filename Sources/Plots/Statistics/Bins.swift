internal import Glibc
internal import Numerics

/// The bins of a histogram: equal widths, each with its lower end, the last with both.
package struct Bins: Sendable, Equatable {
  /// One more than there are bins, ascending.
  package let edges: [Double]
  /// How they were chosen, for the note under the plot.
  package let rule: String
  package static let most = 10_000

  package var count: Int { edges.count - 1 }
  package var width: Double { edges[1] - edges[0] }

  /// A given number of bins from the least to the largest value.
  package init(count: Int, of values: [Double]) {
    let (low, high) = Bins.ends(values)
    let width = (high - low) / Double(count)
    edges = (0...count).map { $0 == count ? high : low + Double($0) * width }
    rule = "\(count) bins"
  }

  /// Bins of a given width; edges are multiples of it. `nil` if there would be more than ``most``.
  package init?(width: Double, of values: [Double], rule: String? = nil, shifted: Bool = false) {
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    let offset = shifted ? width / 2 : 0
    let first = ((low + offset) / width + 1e-9).rounded(.down)
    var last = ((high + offset) / width - 1e-9).rounded(.up)
    guard last - first <= Double(Bins.most), first.isFinite, last.isFinite, abs(first) < 1e15,
      abs(last) < 1e15
    else {
      return nil
    }
    // A largest value that is an edge belongs to the last bin, except where bins are centred on
    // whole numbers.
    if last <= first { last = first + 1 }
    edges = stride(from: first, through: last, by: 1).map {
      PlainNumber.tidied($0 * width - offset)
    }
    self.rule = rule ?? "bins of width \(PlainNumber.text(width))"
  }

  /// The width of Freedman and Diaconis (1981), 2 · IQR / n^⅓, or Sturges' (1926) where that gives
  /// fewer bins than his log₂ n + 1, rounded to 1, 2, 2.5 or 5 times a power of ten; whole numbers
  /// get bins of whole width, centred on them where it is 1.
  package init(automatic values: [Double]) {
    let (low, high) = Bins.ends(values)
    let range = high - low
    let n = Double(max(1, values.count))
    let quartiles = Quantiles.quantiles(values, [0.25, 0.75])
    let freedman = 2 * (quartiles[1] - quartiles[0]) / cbrt(n)
    let sturges = range / (log2(n) + 1).rounded(.up)
    let usesFreedman = freedman > 0 && freedman < sturges
    let raw = max(usesFreedman ? freedman : sturges, range / 200)
    let unit = pow(10, log10(raw).rounded(.down))
    let fraction = raw / unit
    var width =
      (fraction < 1.4 ? 1 : fraction < 2.2 ? 2 : fraction < 3.5 ? 2.5 : fraction < 7 ? 5 : 10)
      * unit
    let isWhole = values.allSatisfy { $0 == $0.rounded() }
    if isWhole { width = max(1, width.rounded()) }
    let name = usesFreedman ? "Freedman-Diaconis" : "Sturges"
    let text = "bins of width \(PlainNumber.text(PlainNumber.tidied(width))) (\(name), rounded)"
    if let bins = Bins(width: width, of: values, rule: text, shifted: isWhole && width == 1) {
      self = bins
    } else {
      self.init(count: 30, of: values)
    }
  }

  /// How many values each bin holds.
  package func counts(of values: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    let (low, step) = (edges[0], (edges[edges.count - 1] - edges[0]) / Double(count))
    for x in values {
      let place = (x - low) / step
      var bin = place > 0 ? Int(min(place, Double(count - 1))) : 0
      // The edges decide, not the division.
      while bin > 0, x < edges[bin] { bin -= 1 }
      while bin < count - 1, x >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    return counts
  }

  private static func ends(_ values: [Double]) -> (Double, Double) {
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    return AxisFitter.widened(low, high)
  }
}
