import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// How alike two texts are.
enum SimilarityFunctions {
  static let all: [any Function] = [distance, similarity]

  private static let distance = PlainFunction(
    Card(
      "distance", kind: .function, topic: "texts",
      summary:
        "How many characters must be put in, taken out or exchanged to make one text of the other.",
      details: "Levenshtein's distance. Characters are what a person sees as one. "
        + "O(length × length) for each pair of different texts.",
      searchWords: ["levenshtein", "adist", "edit distance", "stringdist"],
      parameters: [.values("x", "The texts."), .values("y", "Other texts, or one.")],
      examples: [
        .output("distance(\"kitten\", \"sitting\")", "3"), .diagnostic("distance(3, \"a\")", "E30"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    try pairs(call) { Double(levenshtein($0, $1)) }
  }

  private static let similarity = PlainFunction(
    Card(
      "similarity", kind: .function, topic: "texts",
      summary: "How alike two texts are, from 0 to 1 for equal ones.",
      details: """
        `jaro_winkler` counts common characters near each other and rewards a common beginning of up to 4 (weight 0.1; \
        Winkler 1990); `levenshtein` is 1 - distance / length of the longer; `jaccard` is the share of pairs of \
        neighbouring characters that both have.
        """,
      searchWords: ["jaro", "stringsim", "fuzzy", "fuzzywuzzy"],
      parameters: [
        .values("x", "The texts."), .values("y", "Other texts, or one."),
        Parameter(
          "method", .choice(["jaro_winkler", "levenshtein", "jaccard"]), .option,
          default: .value(.text("jaro_winkler")), "What counts as alike."),
      ],
      examples: [
        .output("round(similarity(\"MARTHA\", \"MARHTA\"), 4)", "0.9611"),
        .output("similarity(\"night\", \"nacht\", method: \"levenshtein\")", "0.6"),
        .diagnostic("similarity(\"a\", 3)", "E30"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    switch call.arguments.text("method") {
    case "levenshtein":
      try pairs(call) { a, b in
        let longer = max(a.count, b.count)
        return longer == 0 ? 1 : 1 - Double(levenshtein(a, b)) / Double(longer)
      }
    case "jaccard": try pairs(call, jaccard)
    default: try pairs(call, jaroWinkler)
    }
  }

  // MARK: Pairs of texts

  /// Texts of an argument: the distinct ones, and the place of each row's; a single one has no rows.
  private struct Labels {
    var texts: [[Character]]
    var codes: [Int32]?
    var missing: Bitmap?
  }

  private static func labels(_ name: String, _ call: FunctionCall) throws(Diagnostic) -> Labels? {
    switch call.value(name) {
    case .cell(.missing): return nil
    case .cell(.text(let text)): return Labels(texts: [Array(text)])
    case .column(let column):
      switch column.values {
      case .text(let x):
        return Labels(
          texts: x.distinct.map(Array.init), codes: x.codes.wide, missing: column.missing)
      case .category(let x):
        return Labels(texts: x.levels.map(Array.init), codes: x.codes.wide, missing: column.missing)
      case .unknown(let count):
        return Labels(
          texts: [], codes: [Int32](repeating: 0, count: count), missing: column.missing)
      default: throw call.wrong(name, "texts", help: ["`text(…)` makes texts"])
      }
    default: throw call.wrong(name, "texts", help: ["`text(…)` makes texts"])
    }
  }

  /// A number for each pair of texts; each pair of different texts is worked out once.
  private static func pairs(
    _ call: FunctionCall, _ measure: ([Character], [Character]) -> Double
  ) throws(Diagnostic) -> Value {
    guard let a = try labels("x", call), let b = try labels("y", call) else { return .missing }
    guard let count = a.codes?.count ?? b.codes?.count else {
      return .number(measure(a.texts[0], b.texts[0]))
    }
    if let x = a.codes?.count, let y = b.codes?.count, x != y {
      throw Diagnostic(.lengthsDiffer, "the columns have \(x) and \(y) rows", at: call.range)
    }
    var known: [Int64: Double] = [:]
    var results = [Double](repeating: .nan, count: count)
    for row in 0..<count where a.missing?[row] != true && b.missing?[row] != true {
      if row % 1024 == 0, Interrupt.isRequested {
        throw Diagnostic(.interrupted, "interrupted", at: call.range)
      }
      let (one, other) = (a.codes?[row] ?? 0, b.codes?[row] ?? 0)
      let key = Int64(one) << 32 | Int64(other)
      if let value = known[key] {
        results[row] = value
      } else {
        let value = measure(a.texts[Int(one)], b.texts[Int(other)])
        known[key] = value
        results[row] = value
      }
    }
    return .column(Column(numbers: results))
  }

  // MARK: Measures

  /// One row of Wagner and Fischer's table at a time.
  private static func levenshtein(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var row = Array(0...b.count)
    for (i, c) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, d) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (c == d ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }

  private static func jaroWinkler(_ a: [Character], _ b: [Character]) -> Double {
    if a.isEmpty && b.isEmpty { return 1 }
    let reach = max(0, max(a.count, b.count) / 2 - 1)
    var isTaken = [Bool](repeating: false, count: b.count)
    var common: [Character] = []
    for (i, c) in a.enumerated() {
      let (low, high) = (max(0, i - reach), min(b.count, i + reach + 1))
      if low < high, let j = (low..<high).first(where: { !isTaken[$0] && b[$0] == c }) {
        isTaken[j] = true
        common.append(c)
      }
    }
    if common.isEmpty { return 0 }
    let others = b.indices.filter { isTaken[$0] }.map { b[$0] }
    let m = Double(common.count)
    let swapped = Double(zip(common, others).count { $0 != $1 }) / 2
    let jaro = (m / Double(a.count) + m / Double(b.count) + (m - swapped) / m) / 3
    let beginning = Double(zip(a, b).prefix(4).prefix { $0 == $1 }.count)
    return jaro + beginning * 0.1 * (1 - jaro)
  }

  private static func jaccard(_ a: [Character], _ b: [Character]) -> Double {
    if a == b { return 1 }
    func neighbours(_ text: [Character]) -> Set<[Character]> {
      Set(zip(text, text.dropFirst()).map { [$0, $1] })
    }
    let (x, y) = (neighbours(a), neighbours(b))
    let all = x.union(y).count
    return all == 0 ? 0 : Double(x.intersection(y).count) / Double(all)
  }
}
