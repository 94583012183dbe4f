internal import Numerics
internal import Tables

/// How the predictors of a formula become numbers, as learnt from training rows.
///
/// Numbers stay as they are; true/false is one 0/1 column; texts (their sorted training levels) and categories
/// (the levels that occur, in their order) are coded against the first level or, for learners that want it, by one
/// column a level; days count from 1970-01-01; `poly()` keeps its basis. Interactions are products. A level that
/// was not in the training rows, or a missing value, makes a row one that can't be predicted.
public struct Design: Sendable {
  /// The form in which learners get it.
  let input: LearnerTraits.InputForm
  /// The distinct factors, with what was learnt of each.
  let factors: [CodedFactor]
  /// For each term the places of its factors and how each is coded.
  let terms: [CodedTerm]
  public let hasIntercept: Bool
  let takesMissing: Bool
  /// The names of the matrix's columns, or of the features: `(intercept)`, `wt`, `supp[VC]`, `supp[VC]:dose`.
  public let names: [String]

  struct CodedFactor: Sendable {
    var factor: Formula.Factor
    var kind: Kind
    enum Kind: Sendable {
      case number
      case truth
      case day
      case labels([String])
      case polynomial(OrthogonalPolynomial)
    }
  }

  struct CodedTerm: Sendable {
    /// Places in `factors`, each with whether all levels get a column.
    var parts: [(factor: Int, allLevels: Bool)]
  }

  /// The columns of the table that it reads.
  public var columns: [String] {
    var seen = Set<String>()
    return factors.flatMap(\.factor.columns).filter { seen.insert($0).inserted }
  }

  /// Learns the coding. Missing values are left out of what is learnt.
  ///
  /// - Throws: `unknownColumn`, `wrongType`, `formula` for a formula without predictors, `tooFewRows` for a
  ///   polynomial with too few different values.
  init(_ formula: Formula, _ table: Table, _ traits: LearnerTraits) throws(LearnError) {
    let expanded = formula.expandedTerms(in: table)
    var factors: [CodedFactor] = []
    var places: [String: Int] = [:]
    var order: [[Int]] = []
    for term in expanded {
      var parts: [Int] = []
      for factor in term.factors {
        if let place = places[factor.label] {
          parts.append(place)
        } else {
          places[factor.label] = factors.count
          parts.append(factors.count)
          factors.append(try Self.learn(factor, table, traits))
        }
      }
      order.append(parts)
    }
    input = traits.input
    takesMissing = traits.takesMissing
    self.factors = factors
    hasIntercept = traits.input == .contrasts && formula.hasIntercept
    switch traits.input {
    case .contrasts:
      terms = Self.contrasts(order, factors, hasIntercept: formula.hasIntercept)
    case .indicators:
      terms = order.map { CodedTerm(parts: $0.map { ($0, true) }) }
    case .features:
      // A learner of features finds interactions itself: each factor stands alone.
      terms = factors.indices.map { CodedTerm(parts: [($0, true)]) }
    }
    var names: [String] = hasIntercept ? ["(intercept)"] : []
    if traits.input == .features {
      names = factors.map(\.factor.label)
    } else {
      for term in terms { names += Self.names(of: term, factors) }
    }
    self.names = names
    guard !factors.isEmpty || hasIntercept else {
      throw LearnError(
        .formula, "the formula names nothing to learn from",
        help: ["name columns on the right of `~`, or `.` for all others"])
    }
    if factors.isEmpty, traits.input != .contrasts {
      throw LearnError(
        .formula, "the formula names no column to learn from",
        help: ["name columns on the right of `~`, or `.` for all others"])
    }
  }

  /// A table's rows as the learner wants them, and which can't be had.
  struct Encoded {
    var inputs: Inputs
    /// Rows that can't be predicted; `nil` if there is none. Their inputs are 0.
    var blocked: Bitmap?
    var notes: [LearnNote]
  }

  /// Encodes rows.
  ///
  /// - Throws: `unknownColumn`, `wrongType` for a table that isn't as the training one was.
  func encode(_ table: Table) throws(LearnError) -> Encoded {
    var blocked = Bitmap(repeating: false, count: table.rowCount)
    var gaps: [LearnError.ColumnCount] = []
    var notes: [LearnNote] = []
    var values: [FactorValues] = []
    for coded in factors {
      let column = try Self.column(of: coded.factor, table)
      let encoded = try coded.values(column)
      if !takesMissing {
        if let missing = column.missing {
          blocked.formUnion(missing)
          gaps.append(.init(coded.factor.label, missing.setCount))
        }
      }
      if let unseen = encoded.unseen {
        let rows = counted(encoded.unseenRows, "row")
        let what =
          "\(rows): `\(coded.factor.label)` is \(quoted(unseen)), which was not in the training rows"
        notes.append(LearnNote(.rows, takesMissing ? what + "; taken as missing" : what))
        if !takesMissing { blocked.formUnion(encoded.unseenBits) }
      }
      values.append(encoded)
    }
    for gap in gaps {
      notes.append(LearnNote(.rows, "\(counted(gap.count, "row")): `\(gap.column)` is missing"))
    }
    let anyBlocked = blocked.noneSet ? nil : blocked
    if input == .features {
      let features = zip(factors, values).map { Feature($0.factor.label, $1.feature($0.kind)) }
      return Encoded(
        inputs: Inputs(rowCount: table.rowCount, features: features), blocked: anyBlocked,
        notes: notes)
    }
    try checkSize(rows: table.rowCount)
    let matrix = matrix(rows: table.rowCount, values, blocked: anyBlocked)
    return Encoded(
      inputs: Inputs(rowCount: table.rowCount, matrix: matrix), blocked: anyBlocked, notes: notes)
  }

  /// Refuses a matrix for which the machine has no room: a text of very many labels has a column for each.
  private func checkSize(rows: Int) throws(LearnError) {
    let (elements, overflow) = rows.multipliedReportingOverflow(by: names.count)
    if !overflow, elements <= Matrix.mostElements { return }
    let widest = factors.max { $0.columnCount(allLevels: true) < $1.columnCount(allLevels: true) }
    throw LearnError(
      .tooLarge,
      "the formula needs a matrix of \(counted(rows, "row")) and \(counted(names.count, "column")), which is more than the memory holds",
      details: widest.map {
        ["`\($0.factor.label)` alone makes \(counted($0.columnCount(allLevels: true), "column"))"]
      } ?? [],
      help: ["leave it out, as in `y ~ . - name`, or put rare labels together first"])
  }

  private func matrix(rows: Int, _ values: [FactorValues], blocked: Bitmap?) -> Matrix {
    var matrix = Matrix(rows: rows, columns: names.count)
    matrix.elements.withUnsafeMutableBufferPointer { target in
      var place = 0
      if hasIntercept {
        for i in 0..<rows { target[i] = 1 }
        place = 1
      }
      for term in terms {
        // The first factor's columns turn fastest, as in the names.
        let counts = term.parts.map { factors[$0.factor].columnCount(allLevels: $0.allLevels) }
        let total = counts.reduce(1, *)
        for combination in 0..<total {
          let column = UnsafeMutableBufferPointer(
            rebasing: target[place * rows..<(place + 1) * rows])
          var rest = combination
          for (k, part) in term.parts.enumerated() {
            let which = rest % counts[k]
            rest /= counts[k]
            values[part.factor].write(
              column, which: which, allLevels: part.allLevels, multiplying: k > 0)
          }
          place += 1
        }
      }
      if let blocked {
        for row in blocked.setIndices() {
          for j in 0..<names.count { target[Int(row) + j * rows] = 0 }
        }
      }
    }
    return matrix
  }

  /// The factor's column in a table, computed if need be.
  static func column(of factor: Formula.Factor, _ table: Table) throws(LearnError) -> Column {
    for name in factor.columns where table[name] == nil { throw .unknownColumn(name, in: table) }
    switch factor {
    case .column(let name), .polynomial(let name, _):
      guard let column = table[name] else { throw .unknownColumn(name, in: table) }
      return column
    case .computed(let label, _, let evaluate):
      let column = try evaluate(table)
      guard column.count == table.rowCount else {
        throw LearnError(
          .computation(label: label),
          "`\(label)` gives \(counted(column.count, "value")) for \(counted(table.rowCount, "row"))"
        )
      }
      return column
    }
  }

  private static func learn(
    _ factor: Formula.Factor, _ table: Table, _ traits: LearnerTraits
  ) throws(LearnError) -> CodedFactor {
    let column = try column(of: factor, table)
    if case .polynomial(let name, let degree) = factor {
      guard let values = column.presentNumbers else {
        throw LearnError(
          .wrongType(column: name, found: column.type),
          "`\(factor.label)` needs numbers, and `\(name)` is \(column.type.rawValue)")
      }
      if traits.input == .features { return CodedFactor(factor: factor, kind: .number) }
      guard let basis = OrthogonalPolynomial(values, degree: degree) else {
        throw LearnError(
          .tooFewRows(rows: Set(values).count, needed: degree + 1),
          "`\(factor.label)` needs more than \(degree) different values of `\(name)`, and there are "
            + "\(Set(values).count)")
      }
      return CodedFactor(factor: factor, kind: .polynomial(basis))
    }
    switch column.values {
    case .number: return CodedFactor(factor: factor, kind: .number)
    case .truth: return CodedFactor(factor: factor, kind: .truth)
    case .date, .dateTime: return CodedFactor(factor: factor, kind: .day)
    case .text, .category:
      return CodedFactor(factor: factor, kind: .labels(occurringLabels(column)))
    case .unknown(let count):
      throw LearnError(
        .missingValues([.init(factor.label, count)]), "`\(factor.label)` has no value in any row",
        help: ["leave it out of the formula"])
    }
  }

  /// R's rule (Chambers and Hastie 1992, Statistical Models in S, p. 38): a label factor is coded against its first
  /// level where the term without it is in the model too, and by all its levels otherwise; without an intercept
  /// the first main effect takes the intercept's place.
  private static func contrasts(
    _ order: [[Int]], _ factors: [CodedFactor], hasIntercept: Bool
  ) -> [CodedTerm] {
    let present = Set(order.map { Set($0) })
    var intercept = hasIntercept
    return order.map { parts in
      CodedTerm(
        parts: parts.map { place in
          guard case .labels = factors[place].kind else { return (place, false) }
          let margin = Set(parts).subtracting([place])
          if margin.isEmpty {
            defer { intercept = true }
            return (place, !intercept)
          }
          return (place, !present.contains(margin))
        })
    }
  }

  static func names(of term: CodedTerm, _ factors: [CodedFactor]) -> [String] {
    var names = [""]
    for part in term.parts {
      let own = factors[part.factor].names(allLevels: part.allLevels)
      names = own.flatMap { name in names.map { $0.isEmpty ? name : "\($0):\(name)" } }
    }
    return names
  }
}

/// The labels of a text (sorted) or category (in level order) column that occur.
func occurringLabels(_ column: Column) -> [String] {
  guard let (labels, codes) = column.labelled else { return [] }
  var used = [Bool](repeating: false, count: labels.count)
  for code in codes where code >= 0 { used[Int(code)] = true }
  return labels.indices.filter { used[$0] }.map { labels[$0] }
}
