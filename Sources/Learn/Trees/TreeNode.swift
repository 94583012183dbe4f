/// How a node sends rows to its two children.
struct TreeSplit: Sendable, Equatable {
  enum Rule: Sendable, Equatable {
    /// Left where x < threshold.
    case below(Double)
    /// Left where the label's place is set.
    case labels([Bool])
  }
  /// The place of the feature.
  var feature: Int
  var rule: Rule
  /// Where rows without a value go, and labels that were not in training.
  var missingLeft: Bool
  /// How much less impure the two children are together, as a sum over rows.
  var gain: Double
}

/// A node of a fitted tree; nodes stand in an array, a parent before its children, left before right.
struct TreeNode: Sendable {
  /// `nil` for a leaf.
  var split: TreeSplit?
  /// Places of the children; -1 for a leaf.
  var left = -1
  var right = -1
  var parent: Int
  var depth: Int
  var rows: Int
  /// For classes the rows of each; for numbers the mean alone.
  var values: [Double]
  /// Over its rows: Σ (y - mean)², or rows × the Gini index.
  var impurity: Double
}

extension TreeNode {
  /// The place of the class with most rows, of equal ones the first.
  var majority: Int {
    var best = 0
    for c in values.indices where values[c] > values[best] { best = c }
    return best
  }

  /// What a leaf here would cost: rows that aren't of its class, or the sum of squares.
  var risk: Double { values.count > 1 ? Double(rows) - values[majority] : impurity }
}

/// Cost-complexity pruning (Breiman, Friedman, Olshen and Stone 1984, ch. 3): of all trees that are left when branches
/// are cut off, the smallest with the least risk, where each leaf costs `share` of the root's risk.
///
/// One pass from the back finds it, as children stand behind their parents: a node becomes a leaf where its own risk is
/// no more than its branch's with the cost of the branch's further leaves.
/// - Complexity: O(nodes)
func pruned(_ nodes: [TreeNode], share: Double) -> [TreeNode] {
  var nodes = nodes
  guard share > 0, let root = nodes.first, root.risk > 0 else { return nodes }
  // A tie goes with the smaller tree, whatever its last bits.
  let cost = share * root.risk * (1 + 1e-12)
  var leaves = [Int](repeating: 1, count: nodes.count)
  var risk = nodes.map(\.risk)
  for place in nodes.indices.reversed() where nodes[place].split != nil {
    let (l, r) = (nodes[place].left, nodes[place].right)
    let (count, branch) = (leaves[l] + leaves[r], risk[l] + risk[r])
    if risk[place] <= branch + cost * Double(count - 1) {
      nodes[place].split = nil
    } else {
      (leaves[place], risk[place]) = (count, branch)
    }
  }
  return compacted(nodes)
}

/// The nodes that can still be reached from the root, in order.
private func compacted(_ nodes: [TreeNode]) -> [TreeNode] {
  var result: [TreeNode] = []
  var open: [(place: Int, parent: Int, isLeft: Bool)] = [(0, -1, true)]
  while let next = open.popLast() {
    var node = nodes[next.place]
    let own = result.count
    node.parent = next.parent
    if next.parent >= 0 {
      if next.isLeft { result[next.parent].left = own } else { result[next.parent].right = own }
    }
    if node.split != nil {
      open.append((node.right, own, false))
      open.append((node.left, own, true))
    } else {
      (node.left, node.right) = (-1, -1)
    }
    result.append(node)
  }
  return result
}
