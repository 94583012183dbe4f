public import Tables

/// What is predicted from what: `mpg ~ wt + hp`, as plain data.
public struct Formula: Sendable {
  /// One name or call of a formula.
  public enum Factor: Sendable {
    case column(String)
    /// A call such as `log(x)`: its text, the columns that it reads, and the closure that computes it from a
    /// table that has them.
    case computed(
      label: String, columns: [String], evaluate: @Sendable (Table) throws(LearnError) -> Column)
    /// `poly(x, degree)`: orthogonal polynomials, whose basis is learnt from the training rows.
    case polynomial(column: String, degree: Int)

    /// As it stands in the formula; two factors of one label are the same.
    public var label: String {
      switch self {
      case .column(let name): name
      case .computed(let label, _, _): label
      case .polynomial(let column, let degree): "poly(\(column), \(degree))"
      }
    }

    /// The columns of the table that it reads.
    public var columns: [String] {
      switch self {
      case .column(let name): [name]
      case .computed(_, let columns, _): columns
      case .polynomial(let column, _): [column]
      }
    }
  }

  /// A product of factors: one factor is a main effect, more are their interaction.
  public struct Term: Sendable {
    public var factors: [Factor]
    public init(_ factors: [Factor]) { self.factors = factors }
    /// The factors joined by `:`.
    public var label: String { factors.map(\.label).joined(separator: ":") }
    /// The same for products in any order.
    var key: Set<String> { Set(factors.map(\.label)) }
  }

  /// The right-hand side as it was written, from which the terms are worked out.
  public indirect enum Expression: Sendable {
    case factor(Factor)
    /// `.`: all columns that aren't named otherwise.
    case dot
    /// `1` or, as `minus(…, .one)`, the wish for no intercept.
    case one
    /// `0`: no intercept.
    case zero
    case plus(Expression, Expression)
    case minus(Expression, Expression)
    /// `a * b`: both and their interaction.
    case product(Expression, Expression)
  }

  /// What is predicted; `nil` in `~ a + b`.
  public var response: Factor?
  /// Without those that `.` stands for.
  public var terms: [Term]
  /// Terms taken away by `-`, which `.` must not bring back.
  public var removed: [Term]
  public var hasIntercept: Bool
  public var includesDot: Bool
  /// Its canonical text.
  public var text: String

  public init(
    response: Factor?, terms: [Term], removed: [Term] = [], hasIntercept: Bool = true,
    includesDot: Bool = false, text: String? = nil
  ) {
    (self.response, self.terms, self.removed) = (response, terms, removed)
    (self.hasIntercept, self.includesDot) = (hasIntercept, includesDot)
    var parts = terms.map(\.label)
    if includesDot { parts.insert(".", at: 0) }
    var written = parts.joined(separator: " + ")
    for term in removed { written += " - \(term.label)" }
    if !hasIntercept { written += " - 1" }
    if written.isEmpty { written = "1" }
    self.text = text ?? (response.map { "\($0.label) ~ \(written)" } ?? "~ \(written)")
  }

  /// A formula from its right-hand side as written: products are expanded, repeated terms dropped, `-` taken
  /// away from what stands before it.
  public init(response: Factor?, _ expression: Expression, text: String? = nil) throws(LearnError) {
    var reader = Reader()
    try reader.add(expression)
    self.init(
      response: response, terms: reader.terms, removed: reader.removed, hasIntercept: reader.hasIntercept,
      includesDot: reader.includesDot, text: text)
  }

  /// A formula of plain columns.
  public init(_ response: String?, _ columns: [String]) {
    self.init(response: response.map { .column($0) }, terms: columns.map { Term([.column($0)]) })
  }

  /// The columns that it reads of this table, the response's not among them, each once in order.
  public func predictorColumns(in table: Table) -> [String] {
    var seen = Set<String>()
    return expandedTerms(in: table).flatMap { $0.factors.flatMap(\.columns) }.filter { seen.insert($0).inserted }
  }

  /// The terms with `.` replaced by the table's other columns, main effects before interactions as in R.
  func expandedTerms(in table: Table) -> [Term] {
    guard includesDot else { return Self.ordered(terms) }
    let responseColumns = Set(response?.columns ?? [])
    let gone = Set(removed.map(\.key))
    let mentioned = Set(terms.map(\.key))
    let others = table.names.filter { name in
      !responseColumns.contains(name) && !gone.contains([name]) && !mentioned.contains([name])
    }
    return Self.ordered(others.map { Term([.column($0)]) } + terms)
  }

  private static func ordered(_ terms: [Term]) -> [Term] {
    let most = terms.map(\.factors.count).max() ?? 0
    return most <= 1 ? terms : (1...most).flatMap { order in terms.filter { $0.factors.count == order } }
  }

  /// Collects terms from the written form.
  private struct Reader {
    var terms: [Term] = []
    var removed: [Term] = []
    var hasIntercept = true
    var includesDot = false

    mutating func add(_ expression: Expression) throws(LearnError) {
      switch expression {
      case .plus(let left, let right):
        try add(left)
        try add(right)
      case .minus(let left, let right):
        try add(left)
        try remove(right)
      case .dot: includesDot = true
      case .one: hasIntercept = true
      case .zero: hasIntercept = false
      case .factor, .product:
        for term in try Self.expanded(expression) where !terms.contains(where: { $0.key == term.key }) {
          terms.append(term)
        }
      }
    }

    mutating func remove(_ expression: Expression) throws(LearnError) {
      switch expression {
      case .one: hasIntercept = false
      case .zero: hasIntercept = true
      case .dot:
        throw LearnError(.formula, "`- .` would take every column out of the formula")
      default:
        for term in try Self.expanded(expression) {
          terms.removeAll { $0.key == term.key }
          removed.append(term)
        }
      }
    }

    /// The terms of a part without `.` and numbers.
    static func expanded(_ expression: Expression) throws(LearnError) -> [Term] {
      switch expression {
      case .factor(let factor): return [Term([factor])]
      case .plus(let left, let right): return merged(try expanded(left), try expanded(right))
      case .product(let left, let right):
        let (a, b) = (try expanded(left), try expanded(right))
        var both: [Term] = []
        for x in a {
          for y in b { both.append(Term(x.factors + y.factors.filter { !x.key.contains($0.label) })) }
        }
        return merged(merged(a, b), both)
      case .dot:
        throw LearnError(
          .formula, "`.` can't be part of a product in a formula", help: ["name the columns instead"])
      case .minus:
        throw LearnError(.formula, "`-` can't stand inside a product in a formula")
      case .one, .zero:
        throw LearnError(.formula, "a number can't be part of a product in a formula")
      }
    }

    private static func merged(_ a: [Term], _ b: [Term]) -> [Term] {
      b.reduce(into: a) { terms, term in
        if !terms.contains(where: { $0.key == term.key }) { terms.append(term) }
      }
    }
  }
}
