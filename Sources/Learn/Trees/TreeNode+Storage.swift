extension TreeNode {
  /// A tree's nodes as plain data: a list for each of their properties. Depth and parents follow from the rest.
  static func stored(_ nodes: [TreeNode]) -> Datum {
    .record([
      "left": .codes(nodes.map { Int32($0.left) }), "right": .codes(nodes.map { Int32($0.right) }),
      "rows": .wholes(nodes.map(\.rows)), "values": .numbers(nodes.flatMap(\.values)),
      "impurity": .numbers(nodes.map(\.impurity)),
      "splits": .list(nodes.map { $0.split.map(\.stored) ?? .nothing }),
    ])
  }

  /// The nodes again.
  ///
  /// - Parameters:
  ///   - levels: for each predictor its labels; empty for numbers.
  ///   - classCount: how many classes there are; 0 for numbers.
  /// - Throws: `modelFile` unless they are one tree: each node but the first has one parent, which stands before it.
  static func restored(
    _ stored: Datum, _ levels: [[String]], classCount: Int
  ) throws(LearnError) -> [TreeNode] {
    let splits = try stored.list("splits")
    let (count, width) = (splits.count, max(1, classCount))
    guard count > 0, count < Int(Int32.max) else { throw Datum.broken("a tree has no nodes") }
    let left = try stored.codes("left", count: count, in: -1...count - 1)
    let right = try stored.codes("right", count: count, in: -1...count - 1)
    let rows = try stored.wholes("rows", count: count, in: 0...(1 << 53))
    let values = try stored.finite("values", count: count * width)
    let impurity = try stored.finite("impurity", count: count)
    var nodes: [TreeNode] = []
    for place in 0..<count {
      var node = TreeNode(
        parent: -1, depth: 0, rows: rows[place],
        values: Array(values[place * width..<(place + 1) * width]), impurity: impurity[place])
      (node.left, node.right) = (Int(left[place]), Int(right[place]))
      if case .nothing = splits[place] {} else { node.split = try TreeSplit(splits[place], levels) }
      nodes.append(node)
    }
    for place in 0..<count {
      let children = [nodes[place].left, nodes[place].right]
      if nodes[place].split == nil {
        guard children == [-1, -1] else { throw Datum.broken("a leaf has children") }
        continue
      }
      for child in children {
        guard child > place, nodes[child].parent < 0 else {
          throw Datum.broken("the nodes of a tree make no tree")
        }
        (nodes[child].parent, nodes[child].depth) = (place, nodes[place].depth + 1)
      }
      // Texts are indented by it.
      guard children[0] != children[1], nodes[place].depth < 100 else {
        throw Datum.broken("the nodes of a tree make no tree")
      }
    }
    guard nodes.dropFirst().allSatisfy({ $0.parent >= 0 }) else {
      throw Datum.broken("the nodes of a tree make no tree")
    }
    return nodes
  }
}

extension TreeSplit {
  var stored: Datum {
    var parts: [String: Datum] = [
      "feature": .whole(feature), "missing_left": .truth(missingLeft), "gain": .number(gain),
    ]
    switch rule {
    case .below(let threshold): parts["below"] = .number(threshold)
    case .labels(let goes): parts["left"] = .truths(goes)
    }
    return .record(parts)
  }

  init(_ stored: Datum, _ levels: [[String]]) throws(LearnError) {
    guard !levels.isEmpty, case .record(let parts) = stored else {
      throw Datum.broken("a split is none")
    }
    feature = try stored.whole("feature", in: 0...levels.count - 1)
    (missingLeft, gain) = (try stored.truth("missing_left"), try stored.number("gain"))
    rule =
      parts["below"] != nil
      ? .below(try stored.number("below"))
      : .labels(try stored.truths("left", count: levels[feature].count))
  }
}
