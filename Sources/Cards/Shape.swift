/// What may stand in a slot: its kind and its bounds. The text of it is the text of the error.
public indirect enum Shape: Sendable, Equatable {
  // Value places: a bare name is a variable.
  case number(Interval)
  case whole(Interval)
  case text
  /// The path of a file, for completion.
  case path
  case choice([String])
  case truth
  /// Any one value: number, text, true/false, date.
  case value
  case list(of: Shape)
  case either([Shape])
  case table, plan, model, plot, function, formula
  /// Anything at all.
  case anything

  // Column places: a bare name is a column of the incoming table.
  /// One column of the table.
  case column
  /// A selection of columns: names, `a..d`, `numbers()`, `starts_with("q")`.
  case columns
  /// An expression over the rows.
  case expression
  /// `name = expression`, one or more.
  case definitions
  /// `new = old`, one or more.
  case renames
  /// Expressions, each perhaps with `desc`.
  case keys
  /// Calls of marks.
  case marks

  /// Whether a bare name in the slot means a column of the incoming table.
  public var isColumnPlace: Bool {
    switch self {
    case .column, .columns, .expression, .definitions, .renames, .keys, .marks: true
    case .either(let shapes): shapes.contains(where: \.isColumnPlace)
    default: false
    }
  }

  /// What is expected, as it stands in an error: `a whole number of at least 1`.
  public var expectation: String {
    switch self {
    case .number(let interval): "a number\(interval.words)"
    case .whole(let interval): "a whole number\(interval.words)"
    case .text: "a text"
    case .path: "a file name"
    case .choice(let choices): "one of " + choices.map { "\"\($0)\"" }.joined(separator: ", ")
    case .truth: "true or false"
    case .value: "a single value"
    case .list(let element): "a list, each \(element.expectation)"
    case .either(let shapes): shapes.map(\.expectation).joined(separator: ", or ")
    case .table: "a table"
    case .plan: "a plan"
    case .model: "a model"
    case .plot: "a plot"
    case .function: "a function"
    case .formula: "a formula"
    case .anything: "a value"
    case .column: "a column"
    case .columns: "columns"
    case .expression: "an expression over the rows"
    case .definitions: "`name = expression`"
    case .renames: "`new = old`"
    case .keys: "sort keys"
    case .marks: "marks"
    }
  }

  /// Values that must be refused in the slot, for the tests of every parameter.
  public var badSettings: [Setting] {
    switch self {
    case .number(let interval): interval.outside.map { .number($0) } + [.text("x"), .truth(true)]
    case .whole(let interval): interval.outside.map { .number($0) } + [.number(1.5), .text("x")]
    case .text, .path: [.number(1), .truth(true)]
    case .choice: [.text("no such choice"), .number(1)]
    case .truth: [.text("yes"), .number(1)]
    case .list(let element): [.truth(true)] + element.badSettings.map { .list([$0]) }
    default: []
    }
  }

  /// Whether a plain value fits.
  public func accepts(_ setting: Setting) -> Bool {
    switch (self, setting) {
    case (.number(let interval), .number(let x)): interval.contains(x)
    case (.whole(let interval), .number(let x)): x == x.rounded() && interval.contains(x)
    case (.text, .text), (.path, .text), (.truth, .truth): true
    case (.choice(let choices), .text(let text)): choices.contains(text)
    case (.value, .list), (.value, .missing): false
    case (.value, _), (.anything, _): true
    case (.list(let element), .list(let items)): items.allSatisfy(element.accepts)
    case (.either(let shapes), _): shapes.contains { $0.accepts(setting) }
    default: false
    }
  }
}

/// A range of numbers, each end open, closed or absent.
public struct Interval: Sendable, Equatable {
  public var lower: Double?
  public var upper: Double?
  public var includesLower: Bool
  public var includesUpper: Bool

  public init(
    _ lower: Double? = nil, _ upper: Double? = nil, includesLower: Bool = true,
    includesUpper: Bool = true
  ) {
    (self.lower, self.upper) = (lower, upper)
    (self.includesLower, self.includesUpper) = (includesLower, includesUpper)
  }

  public static let any = Interval()
  public static func atLeast(_ x: Double) -> Interval { Interval(x, nil) }
  public static func above(_ x: Double) -> Interval { Interval(x, nil, includesLower: false) }
  public static func between(_ a: Double, _ b: Double) -> Interval { Interval(a, b) }
  /// Both ends left out.
  public static func within(_ a: Double, _ b: Double) -> Interval {
    Interval(a, b, includesLower: false, includesUpper: false)
  }

  public func contains(_ x: Double) -> Bool {
    if !x.isFinite { return false }
    if let lower, includesLower ? x < lower : x <= lower { return false }
    if let upper, includesUpper ? x > upper : x >= upper { return false }
    return true
  }

  /// The bounds in words, with a leading blank: ` of at least 1`, ` between 0 and 1`; empty without bounds.
  var words: String {
    switch (lower, upper) {
    case (nil, nil): ""
    case (let a?, nil): includesLower ? " of at least \(plain(a))" : " above \(plain(a))"
    case (nil, let b?): includesUpper ? " of at most \(plain(b))" : " below \(plain(b))"
    case (let a?, let b?):
      includesLower && includesUpper
        ? " from \(plain(a)) to \(plain(b))"
        : includesLower || includesUpper
          ? " from \(plain(a)) to \(plain(b)) (without \(plain(includesLower ? b : a)))"
          : " between \(plain(a)) and \(plain(b))"
    }
  }

  /// Numbers just outside the bounds.
  var outside: [Double] {
    (lower.map { [includesLower ? $0 - 1 : $0] } ?? [])
      + (upper.map { [includesUpper ? $0 + 1 : $0] } ?? [])
  }

  private func plain(_ x: Double) -> String {
    x == x.rounded() && abs(x) < 1e15 ? "\(Int(x))" : "\(x)"
  }
}
