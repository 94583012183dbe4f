/// How tightly a kind of expression binds, loosest first; each is a rule of the grammar.
enum Precedence: Int, Comparable {
  case conditional, formula, or, and, not, test, range, sum, product, sign, power, primary

  static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }

  /// The next tighter one.
  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .primary }
}

extension BinaryOperator {
  var precedence: Precedence {
    switch self {
    case .or: .or
    case .and: .and
    case .plus, .minus: .sum
    case .times, .divide, .remainder: .product
    case .power: .power
    }
  }
}

extension Expression {
  /// How tightly the expression binds as it stands, without brackets.
  var precedence: Precedence {
    switch kind {
    case .conditional: .conditional
    case .formula: .formula
    case .not: .not
    case .comparison, .isMissing: .test
    case .range: .range
    case .negative: .sign
    case .binary(let sign, _, _): sign.precedence
    case .number(let value, _): value < 0 ? .sign : .primary
    default: .primary
    }
  }
}
