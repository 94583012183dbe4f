internal import Numerics

/// Grows a binary tree (CART: Breiman, Friedman, Olshen and Stone 1984) on numbers and labels.
///
/// Numbers are sorted once; each node's rows stay a segment of every feature's order, parted stably at each split, so a
/// level costs O(rows · features). Labels are ordered by their mean target (exact for numbers and two classes,
/// Fisher 1958), for more classes by each class's share in turn. Rows without a value are tried on either side.
/// Of splits that gain the same the first feature's wins, and its lowest threshold.
struct TreeGrower {
  let features: [Feature]
  let depth: Int
  let leaf: Int
  /// The least rows of a node that is split.
  let split: Int
  /// Numbers to predict; empty for classes.
  private let numbers: [Double]
  private let codes: [Int32]
  private let classCount: Int
  private let rowCount: Int
  /// For each feature of numbers the rows by value, those without one last; for others the rows as they are.
  private var orders: [[Int32]]
  private var goesLeft: [Bool]
  private var scratch: [Int32]

  init(_ data: TrainingData, depth: Int, leaf: Int, split: Int) {
    features = data.inputs.features
    (self.depth, self.leaf, self.split, rowCount) = (depth, leaf, split, data.rowCount)
    switch data.target {
    case .classes(let classes):
      (numbers, codes, classCount) = ([], classes.codes, classes.labels.count)
    case .numbers(let y):
      // From their mean, so that squares keep their digits.
      let mean = Reductions.mean(y)
      (numbers, codes, classCount) = (y.map { $0 - mean }, [], 0)
    case .none: (numbers, codes, classCount) = ([], [], 0)
    }
    orders = features.map { feature in
      switch feature.values {
      case .numbers(let x): return Ranks.order(x)
      case .labels(let codes, _): return (0..<Int32(codes.count)).map { $0 }
      }
    }
    goesLeft = [Bool](repeating: false, count: rowCount)
    scratch = [Int32](repeating: 0, count: rowCount)
  }

  /// The nodes; those of numbers have the mean of the centred target, to which the caller adds the mean.
  mutating func grow() throws(LearnError) -> [TreeNode] {
    var nodes: [TreeNode] = []
    var open: [(range: Range<Int>, parent: Int, isLeft: Bool, depth: Int)] = [
      (0..<rowCount, -1, true, 0)
    ]
    while let next = open.popLast() {
      try checkInterrupt()
      var node = summary(next.range)
      (node.parent, node.depth) = (next.parent, next.depth)
      let own = nodes.count
      if next.parent >= 0 {
        if next.isLeft { nodes[next.parent].left = own } else { nodes[next.parent].right = own }
      }
      if next.depth < depth, next.range.count >= max(split, 2 * leaf), node.impurity > 0,
        let split = try bestSplit(next.range, node)
      {
        node.split = split
        let middle = part(next.range, split)
        open.append((middle..<next.range.upperBound, own, false, next.depth + 1))
        open.append((next.range.lowerBound..<middle, own, true, next.depth + 1))
      }
      nodes.append(node)
    }
    return nodes
  }

  private func summary(_ range: Range<Int>) -> TreeNode {
    let rows = orders[0][range]
    let n = Double(range.count)
    var values: [Double]
    var impurity: Double
    if classCount > 0 {
      values = [Double](repeating: 0, count: classCount)
      for row in rows { values[Int(codes[Int(row)])] += 1 }
      impurity = n - values.reduce(0) { $0 + $1 * $1 } / n
    } else {
      // In the order of rows, so that a mean doesn't depend on how the rows came here.
      let y = rows.sorted().map { numbers[Int($0)] }
      values = [Reductions.mean(y)]
      impurity = Reductions.sumOfSquares(y)
      if impurity <= n * 1e-28 * max(1, values[0] * values[0]) { impurity = 0 }
    }
    return TreeNode(parent: -1, depth: 0, rows: range.count, values: values, impurity: impurity)
  }

  private func bestSplit(_ range: Range<Int>, _ node: TreeNode) throws(LearnError) -> TreeSplit? {
    var best: TreeSplit?
    // A gain must beat rounding, and what is there already by more than rounding.
    let least = 1e-10 * node.impurity
    for place in features.indices {
      let found: TreeSplit?
      switch features[place].values {
      case .numbers(let x): found = numberSplit(place, x, range, node)
      case .labels(let codes, let levels):
        found = labelSplit(place, codes, levels.count, range, node)
      }
      if let found, found.gain > (best?.gain ?? 0) + least { best = found }
    }
    return best
  }

  private func numberSplit(
    _ place: Int, _ x: [Double], _ range: Range<Int>, _ node: TreeNode
  ) -> TreeSplit? {
    let order = orders[place]
    var present = range.upperBound
    while present > range.lowerBound, x[Int(order[present - 1])].isNaN { present -= 1 }
    let count = present - range.lowerBound
    let gaps = range.upperBound - present
    guard count >= 2, x[Int(order[range.lowerBound])] < x[Int(order[present - 1])] else {
      return nil
    }
    var best: TreeSplit?
    let least = 1e-10 * node.impurity
    for missingLeft in gaps > 0 ? [false, true] : [false] {
      var left = Side(classCount)
      var right = Side(node, centred: classCount == 0)
      if missingLeft {
        for i in present..<range.upperBound { move(Int(order[i]), &left, &right) }
      }
      let start = right.score + left.score
      let before = missingLeft ? wholeScore(node) : start
      order.withUnsafeBufferPointer { order in
        x.withUnsafeBufferPointer { x in
          for i in range.lowerBound..<present - 1 {
            let row = Int(order[i])
            move(row, &left, &right)
            let (value, next) = (x[row], x[Int(order[i + 1])])
            guard value < next, left.count >= leaf, right.count >= leaf else { continue }
            let gain = left.score + right.score - before
            if gain > (best?.gain ?? 0) + least {
              let middle = value + (next - value) / 2
              best = TreeSplit(
                feature: place, rule: .below(middle > value ? middle : next),
                missingLeft: gaps > 0 ? missingLeft : left.count >= right.count, gain: gain)
            }
          }
        }
      }
    }
    return best
  }

  private func labelSplit(
    _ place: Int, _ labels: [Int32], _ levelCount: Int, _ range: Range<Int>, _ node: TreeNode
  ) -> TreeSplit? {
    var sides = [Side](repeating: Side(classCount), count: levelCount + 1)
    for i in range {
      let row = Int(orders[place][i])
      let code = labels[row] < 0 ? levelCount : Int(labels[row])
      add(row, &sides[code])
    }
    let present = (0..<levelCount).filter { sides[$0].count > 0 }
    let gaps = sides[levelCount].count
    guard present.count >= 2 else { return nil }
    var keys: [(Side) -> Double] = []
    if classCount == 0 {
      keys = [{ $0.sum / Double($0.count) }]
    } else {
      for c in classCount == 2 ? 1..<2 : 0..<classCount {
        keys.append { $0.classes[c] / Double($0.count) }
      }
    }
    var best: TreeSplit?
    let least = 1e-10 * node.impurity
    for key in keys {
      let order = present.sorted {
        let (a, b) = (key(sides[$0]), key(sides[$1]))
        return a != b ? a < b : $0 < $1
      }
      for missingLeft in gaps > 0 ? [false, true] : [false] {
        var left = Side(classCount)
        var right = Side(node, centred: classCount == 0)
        if missingLeft {
          left.add(sides[levelCount])
          right.take(sides[levelCount])
        }
        for (rank, level) in order.dropLast().enumerated() {
          left.add(sides[level])
          right.take(sides[level])
          guard left.count >= leaf, right.count >= leaf else { continue }
          let gain = left.score + right.score - wholeScore(node)
          if gain > (best?.gain ?? 0) + least {
            // A label that this node hasn't seen goes to the larger side.
            var goes = [Bool](repeating: left.count >= right.count, count: levelCount)
            for other in present { goes[other] = false }
            for other in order[...rank] { goes[other] = true }
            best = TreeSplit(
              feature: place, rule: .labels(goes),
              missingLeft: gaps > 0 ? missingLeft : left.count >= right.count, gain: gain)
          }
        }
      }
    }
    return best
  }

  /// Parts every feature's segment; where the right side begins.
  private mutating func part(_ range: Range<Int>, _ split: TreeSplit) -> Int {
    for i in range {
      let row = Int(orders[split.feature][i])
      goesLeft[row] = Self.goesLeft(features[split.feature].values, row, split)
    }
    var middle = range.lowerBound
    for place in orders.indices {
      var (left, right) = (range.lowerBound, 0)
      orders[place].withUnsafeMutableBufferPointer { order in
        scratch.withUnsafeMutableBufferPointer { scratch in
          goesLeft.withUnsafeBufferPointer { goesLeft in
            for i in range {
              let row = order[i]
              if goesLeft[Int(row)] {
                order[left] = row
                left += 1
              } else {
                scratch[right] = row
                right += 1
              }
            }
            for i in 0..<right { order[left + i] = scratch[i] }
          }
        }
      }
      middle = left
    }
    return middle
  }

  /// Whether a row goes left.
  @inline(__always)
  static func goesLeft(_ values: Feature.Values, _ row: Int, _ split: TreeSplit) -> Bool {
    switch (values, split.rule) {
    case (.numbers(let x), .below(let threshold)):
      return x[row].isNaN ? split.missingLeft : x[row] < threshold
    case (.labels(let codes, _), .labels(let goes)):
      let code = Int(codes[row])
      return code < 0 || code >= goes.count ? split.missingLeft : goes[code]
    default: return split.missingLeft
    }
  }

  private func wholeScore(_ node: TreeNode) -> Double { Side(node, centred: classCount == 0).score }

  @inline(__always)
  private func add(_ row: Int, _ side: inout Side) {
    if classCount > 0 { side.add(class: Int(codes[row])) } else { side.add(numbers[row]) }
  }

  @inline(__always)
  private func move(_ row: Int, _ left: inout Side, _ right: inout Side) {
    if classCount > 0 {
      left.add(class: Int(codes[row]))
      right.take(class: Int(codes[row]))
    } else {
      left.add(numbers[row])
      right.take(numbers[row])
    }
  }
}

/// What one side of a split holds. The larger the two scores are together, the purer the sides.
private struct Side {
  var count = 0
  var sum = 0.0
  var classes: [Double]
  var squares = 0.0

  init(_ classCount: Int) { classes = [Double](repeating: 0, count: classCount) }

  init(_ node: TreeNode, centred: Bool) {
    count = node.rows
    if centred {
      (sum, classes) = (node.values[0] * Double(node.rows), [])
    } else {
      classes = node.values
      squares = node.values.reduce(0) { $0 + $1 * $1 }
    }
  }

  /// (Σ y)² / n, or Σ n_c² / n.
  var score: Double {
    guard count > 0 else { return 0 }
    return (classes.isEmpty ? sum * sum : squares) / Double(count)
  }

  mutating func add(_ y: Double) {
    count += 1
    sum += y
  }
  mutating func take(_ y: Double) {
    count -= 1
    sum -= y
  }
  mutating func add(class c: Int) {
    count += 1
    squares += 2 * classes[c] + 1
    classes[c] += 1
  }
  mutating func take(class c: Int) {
    count -= 1
    squares -= 2 * classes[c] - 1
    classes[c] -= 1
  }
  mutating func add(_ other: Side) {
    count += other.count
    sum += other.sum
    for c in classes.indices { classes[c] += other.classes[c] }
    squares = classes.reduce(0) { $0 + $1 * $1 }
  }
  mutating func take(_ other: Side) {
    count -= other.count
    sum -= other.sum
    for c in classes.indices { classes[c] -= other.classes[c] }
    squares = classes.reduce(0) { $0 + $1 * $1 }
  }
}
