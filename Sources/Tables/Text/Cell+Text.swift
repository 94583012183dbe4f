internal import Numerics

extension Cell {
  /// The value as text: a number to so many significant digits (the shortest text that reads back as the same number
  /// if `nil`), a text as it is, dates in ISO form; `missing` for missing.
  public func text(digits: Int? = nil) -> String {
    switch self {
    case .missing: "missing"
    case .number(let x):
      digits.map { NumberText.significant(x, digits: $0) } ?? NumberText.shortest(x)
    case .text(let x): x
    case .truth(let x): x ? "true" : "false"
    case .date(let x): x.description
    case .dateTime(let x): x.description
    }
  }
}
