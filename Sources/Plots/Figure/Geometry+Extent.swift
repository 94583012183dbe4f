internal import Glibc

/// The smallest and largest of the positions seen.
struct Extent {
  var low = Double.infinity
  var high = -Double.infinity
  /// The smallest position above 0, for log scales.
  var lowestPositive = Double.infinity

  var isEmpty: Bool { low > high }

  mutating func add(_ x: Double) {
    if !x.isFinite { return }
    low = min(low, x)
    high = max(high, x)
    if x > 0 { lowestPositive = min(lowestPositive, x) }
  }
  mutating func add(_ values: [Double]) { for x in values { add(x) } }
}

extension Geometry {
  var isEmpty: Bool {
    switch self {
    case .points(let x, _, _, _), .path(let x, _), .labels(let x, _, _, _): x.isEmpty
    case .ribbon(let along, _, _, _): along.isEmpty
    case .rectangles(let left, _, _, _, _): left.isEmpty
    case .segments(let fromX, _, _, _): fromX.isEmpty
    case .horizontals(let y): y.isEmpty
    case .verticals(let x): x.isEmpty
    }
  }

  func extend(_ x: inout Extent, _ y: inout Extent) {
    switch self {
    case .points(let px, let py, _, _), .path(let px, let py), .labels(let px, let py, _, _):
      x.add(px)
      y.add(py)
    case .ribbon(let along, let low, let high, let upright):
      if upright {
        y.add(along)
        x.add(low)
        x.add(high)
      } else {
        x.add(along)
        y.add(low)
        y.add(high)
      }
    case .rectangles(let left, let right, let low, let high, _):
      x.add(left)
      x.add(right)
      y.add(low)
      y.add(high)
    case .segments(let fromX, let fromY, let toX, let toY):
      x.add(fromX)
      x.add(toX)
      y.add(fromY)
      y.add(toY)
    case .horizontals(let values): y.add(values)
    case .verticals(let values): x.add(values)
    }
  }

  /// With every position along x and along y replaced.
  func mapped(x fx: (Double) -> Double, y fy: (Double) -> Double) -> Geometry {
    switch self {
    case .points(let x, let y, let sizes, let shades):
      .points(x: x.map(fx), y: y.map(fy), sizes: sizes, shades: shades)
    case .path(let x, let y): .path(x: x.map(fx), y: y.map(fy))
    case .ribbon(let along, let low, let high, let upright):
      upright
        ? .ribbon(along: along.map(fy), low: low.map(fx), high: high.map(fx), upright: true)
        : .ribbon(along: along.map(fx), low: low.map(fy), high: high.map(fy), upright: false)
    case .rectangles(let left, let right, let low, let high, let shades):
      .rectangles(
        left: left.map(fx), right: right.map(fx), low: low.map(fy), high: high.map(fy),
        shades: shades)
    case .segments(let fromX, let fromY, let toX, let toY):
      .segments(fromX: fromX.map(fx), fromY: fromY.map(fy), toX: toX.map(fx), toY: toY.map(fy))
    case .labels(let x, let y, let texts, let beside):
      .labels(x: x.map(fx), y: y.map(fy), texts: texts, beside: beside)
    case .horizontals(let y): .horizontals(y.map(fy))
    case .verticals(let x): .verticals(x.map(fx))
    }
  }

  /// With x and y exchanged.
  var transposed: Geometry {
    switch self {
    case .points(let x, let y, let sizes, let shades):
      .points(x: y, y: x, sizes: sizes, shades: shades)
    case .path(let x, let y): .path(x: y, y: x)
    case .ribbon(let along, let low, let high, let upright):
      .ribbon(along: along, low: low, high: high, upright: !upright)
    case .rectangles(let left, let right, let low, let high, let shades):
      .rectangles(left: low, right: high, low: left, high: right, shades: shades)
    case .segments(let fromX, let fromY, let toX, let toY):
      .segments(fromX: fromY, fromY: fromX, toX: toY, toY: toX)
    case .labels(let x, let y, let texts, let beside):
      .labels(x: y, y: x, texts: texts, beside: beside)
    case .horizontals(let y): .verticals(y)
    case .verticals(let x): .horizontals(x)
    }
  }
}

extension Panel {
  /// Exchanges the axes. An axis of classes that becomes the upright one is read from the top.
  mutating func transpose() {
    swap(&x, &y)
    if y.isClasses { y.isReversed.toggle() }
    if x.isClasses { x.isReversed = false }
    for place in layers.indices { layers[place].geometry = layers[place].geometry.transposed }
  }
}
