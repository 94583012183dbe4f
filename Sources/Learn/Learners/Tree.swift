public import Cards
internal import Numerics
internal import Tables

/// A decision tree: rows are sent left or right by one predictor at a time, and a leaf predicts the mean, or the shares of
/// the classes, of its training rows.
///
/// CART (Breiman, Friedman, Olshen and Stone 1984): each split is the one that lowers the sum of squares, or the Gini
/// impurity, most; the grown tree is pruned by cost-complexity, where the cost is the sum of squares, or the rows of
/// another class than their leaf's most frequent one. Labels are split into two sets, missing values go to the side where
/// they do better in training; where training had none, to the side with more rows. Defaults and pruning are those of
/// rpart (Therneau and Atkinson), R's tree: `minsplit` 20, `minbucket` 7, `cp` 0.01, `maxdepth` 30.
public struct Tree: Learner {
  public static let card = Card(
    "tree", kind: .learner, topic: "regression and classification",
    summary: "Predicts by a tree of questions about one predictor at a time.",
    details: """
      Splits lower the sum of squares (numbers) or the Gini impurity (classes). Labels need no coding. Rows with
      missing predictors are used: they go to the side where they did better in training, and where training had none to
      the larger side. `prune:` is the least share of the whole error (squares, or rows of the wrong class) that each
      extra leaf must take away: a question that only makes the chances sharper, and no prediction better, is left out.
      The defaults are those of rpart in R, so that the trees are too; `prune: 0` keeps all.
      """,
    searchWords: ["cart", "rpart", "decision tree", "ctree"],
    parameters: [
      Parameter("formula", .formula, .position, default: .none, "What is predicted from what."),
      Parameter(
        "depth", .whole(.between(1, 60)), .option, default: .value(.number(30)),
        "The most questions for a row."),
      Parameter(
        "leaf", .whole(.between(1, 1e12)), .option, default: .value(.number(7)),
        "The least rows of a leaf."),
      Parameter(
        "split", .whole(.atLeast(2)), .option, default: .none,
        "The least rows that are split; three times `leaf` less one if left out: 20."),
      Parameter(
        "prune", .number(.between(0, 1)), .option, default: .value(.number(0.01)),
        "The least share of the error that a further leaf must take away; 0 keeps all."),
      Parameter("event", .value, .option, default: .none, "The class of interest of two."),
    ],
    examples: [
      .output(
        #"""
        iris = dataset("iris")
        model = iris | fit tree(species ~ .)
        iris | predict model | count species, predicted
        """#,
        #"""
        species     predicted        n     share
        text        text        number    number
        setosa      setosa          50  0.333333
        versicolor  versicolor      49  0.326667
        virginica   virginica       45  0.300000
        virginica   versicolor       5  0.033333
        versicolor  virginica        1  0.006667
        5 rows × 4 columns
        """#)
    ])
  public static let traits = LearnerTraits(
    tasks: [.regression, .classification], input: .features, takesMissing: true)

  public let settings: Settings
  let depth: Int
  let leaf: Int
  let split: Int
  let prune: Double

  public init(_ settings: Settings) throws(LearnError) {
    self.settings = settings
    depth = settings.whole("depth") ?? 30
    leaf = settings.whole("leaf") ?? 7
    prune = settings.number("prune") ?? 0.01
    guard depth >= 1 else {
      throw LearnError(.badSetting(name: "depth"), "`depth` must be at least 1")
    }
    guard (1...1_000_000_000_000).contains(leaf) else {
      throw LearnError(.badSetting(name: "leaf"), "`leaf` must be from 1 to 1e12")
    }
    split = settings.whole("split") ?? 3 * leaf - 1
  }

  public func fit(_ data: TrainingData) throws(LearnError) -> any Fitted {
    var grower = TreeGrower(data, depth: depth, leaf: leaf, split: split)
    var nodes = pruned(try grower.grow(), share: prune)
    var classes: [String] = []
    switch data.target {
    case .classes(let target): classes = target.labels
    case .numbers(let y):
      let mean = Reductions.mean(y)
      for place in nodes.indices { nodes[place].values[0] += mean }
    case .none: throw LearnError(.formula, "tree needs something to predict")
    }
    var gaps: [String] = []
    for feature in data.inputs.features {
      let count: Int
      switch feature.values {
      case .numbers(let x): count = x.lazy.filter(\.isNaN).count
      case .labels(let codes, _): count = codes.lazy.filter { $0 < 0 }.count
      }
      if count > 0 { gaps.append("`\(feature.name)` (\(count))") }
    }
    return FittedTree(
      nodes: nodes, names: data.names,
      levels: data.inputs.features.map { feature in
        if case .labels(_, let levels) = feature.values { return levels }
        return []
      }, classes: classes, gaps: gaps)
  }

  public static func restored(
    _ stored: Datum, _ shape: FittedShape
  ) throws(LearnError) -> any Fitted {
    var levels: [[String]] = []
    for one in try stored.list("levels") { levels.append(try one.texts("labels")) }
    guard levels.count == shape.names.count, shape.task != .clustering else {
      throw Datum.broken("a tree's predictors aren't those of its formula")
    }
    return FittedTree(
      nodes: try TreeNode.restored(
        stored.part("nodes"), levels, classCount: shape.classes.count),
      names: shape.names, levels: levels, classes: shape.classes, gaps: try stored.texts("gaps"))
  }
}

struct FittedTree: Fitted {
  let nodes: [TreeNode]
  let names: [String]
  /// For each predictor its labels; empty for numbers.
  let levels: [[String]]
  /// Empty for numbers.
  let classes: [String]
  /// Predictors with missing values in training.
  let gaps: [String]

  var stored: Datum {
    .record([
      "nodes": TreeNode.stored(nodes), "gaps": .texts(gaps),
      "levels": .list(levels.map { .record(["labels": .texts($0)]) }),
    ])
  }

  func predict(_ inputs: Inputs, _ interval: IntervalRequest) throws(LearnError) -> Prediction {
    guard interval == .none else {
      throw LearnError(.unsupported, "tree gives no intervals", help: ["leave `interval:` out"])
    }
    let leaves = (0..<inputs.rowCount).map { row in
      var place = 0
      while let split = nodes[place].split {
        place =
          TreeGrower.goesLeft(inputs.features[split.feature].values, row, split)
          ? nodes[place].left : nodes[place].right
      }
      return place
    }
    if classes.isEmpty { return .numbers(leaves.map { nodes[$0].values[0] }) }
    var chances = Matrix(rows: inputs.rowCount, columns: classes.count)
    for (row, leaf) in leaves.enumerated() {
      for c in classes.indices {
        chances[row, c] = nodes[leaf].values[c] / Double(nodes[leaf].rows)
      }
    }
    return .classes(codes: leaves.map { Int32(nodes[$0].majority) }, chances: chances)
  }

  var facts: [Fact] {
    let root = nodes[0].impurity
    let left = nodes.filter { $0.split == nil }.reduce(0) { $0 + $1.impurity }
    return [
      Fact("rows", Double(nodes[0].rows)),
      Fact("leaves", Double(nodes.lazy.filter { $0.split == nil }.count)),
      Fact("depth", Double(nodes.map(\.depth).max() ?? 0)),
      Fact("explained", root > 0 ? 1 - left / root : .nan),
    ]
  }

  var summaryTables: [ModelTable] { nodes.count > 1 ? [.importance] : [] }

  var notes: [LearnNote] {
    var notes: [LearnNote] = []
    if !gaps.isEmpty {
      notes.append(
        LearnNote(
          .rows, "missing in \(listed(gaps)): such rows go to the side where they do better"))
    }
    if nodes.count == 1 {
      notes.append(LearnNote(.numbers, "no question is worth a split: the tree is a single leaf"))
    }
    return notes
  }

  func table(_ kind: ModelTable) -> Table? {
    switch kind {
    case .importance:
      var sums = [Double](repeating: 0, count: names.count)
      for node in nodes { if let split = node.split { sums[split.feature] += split.gain } }
      let total = sums.reduce(0, +)
      let order = names.indices.sorted { sums[$0] != sums[$1] ? sums[$0] > sums[$1] : $0 < $1 }
      return Table([
        ("predictor", Column(texts: order.map { names[$0] })),
        ("importance", Column(numbers: order.map { total > 0 ? sums[$0] / total : 0 })),
      ])
    case .nodes:
      let predicted: Column =
        classes.isEmpty
        ? Column(numbers: nodes.map { $0.values[0] })
        : Column(texts: nodes.map { classes[$0.majority] })
      return Table([
        ("node", Column(numbers: nodes.indices.map { Double($0 + 1) })),
        ("parent", Column(numbers: nodes.map { $0.parent < 0 ? .nan : Double($0.parent + 1) })),
        ("depth", Column(numbers: nodes.map { Double($0.depth) })),
        ("rule", Column(texts: nodes.indices.map { rule($0) })),
        ("leaf", Column(.truth(nodes.map { $0.split == nil }))),
        ("rows", Column(numbers: nodes.map { Double($0.rows) })), ("predicted", predicted),
        ("impurity", Column(numbers: nodes.map(\.impurity))),
      ])
    default: return nil
    }
  }

  /// A line for each node, indented by its depth: `petal_length < 2.45: setosa, 50 rows (100 %)`.
  var text: String {
    var lines: [String] = []
    var open = [0]
    while let place = open.popLast() {
      let node = nodes[place]
      let indent = String(repeating: "  ", count: node.depth)
      let rows = counted(node.rows, "row")
      let value: String
      if classes.isEmpty {
        value = "\(NumberText.significant(node.values[0], digits: 5)), \(rows)"
      } else {
        let share = node.values[node.majority] / Double(node.rows) * 100
        value = "\(classes[node.majority]), \(rows) (\(NumberText.fixed(share, decimals: 0)) %)"
      }
      lines.append("\(indent)\(rule(place)): \(value)\(node.split == nil ? "" : " …")")
      if node.split != nil {
        open.append(node.right)
        open.append(node.left)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The condition under which rows come from the parent.
  private func rule(_ place: Int) -> String {
    let parent = nodes[place].parent
    guard parent >= 0, let split = nodes[parent].split else { return "all" }
    let isLeft = nodes[parent].left == place
    let name = names[split.feature]
    switch split.rule {
    case .below(let threshold):
      return "\(name) \(isLeft ? "<" : ">=") \(NumberText.significant(threshold, digits: 6))"
    case .labels(let goes):
      let own = goes.indices.filter { goes[$0] == isLeft }.map { levels[split.feature][$0] }
      return own.count == 1
        ? "\(name) == \(quoted(own[0]))" : "\(name) in [\(own.map(quoted).joined(separator: ", "))]"
    }
  }
}
