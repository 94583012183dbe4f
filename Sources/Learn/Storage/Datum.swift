public import Numerics

/// What a model file is made of: plain data, and nothing that could run.
///
/// Models turn themselves into it and back. Whoever reads one takes nothing on trust: the accessors throw unless a part
/// is there, of its kind, as long as it should be and within its bounds.
public indirect enum Datum: Sendable {
  case nothing
  case truth(Bool)
  case number(Double)
  case text(String)
  /// Numbers, each to the bit.
  case numbers([Double])
  /// Places in something.
  case codes([Int32])
  case list([Datum])
  case record([String: Datum])

  public static func texts(_ texts: [String]) -> Datum { .list(texts.map { .text($0) }) }
  public static func whole(_ number: Int) -> Datum { .number(Double(number)) }
  /// Whole numbers that may be larger than a code.
  public static func wholes(_ numbers: [Int]) -> Datum { .numbers(numbers.map(Double.init)) }
  public static func truths(_ truths: [Bool]) -> Datum { .codes(truths.map { $0 ? 1 : 0 }) }
  public static func matrix(_ matrix: Matrix) -> Datum { .numbers(matrix.elements) }
}

extension Datum {
  /// The error of a file whose parts don't fit.
  public static func broken(_ what: String) -> LearnError {
    LearnError(.modelFile, "the model file is damaged: \(what)")
  }

  private static func broken(_ name: String, _ expected: String) -> LearnError {
    broken("`\(name)` isn't \(expected)")
  }

  /// A part of a record.
  public func part(_ name: String) throws(LearnError) -> Datum {
    guard case .record(let parts) = self, let part = parts[name] else {
      throw Datum.broken("`\(name)` isn't there")
    }
    return part
  }

  /// A part that may be `nothing`.
  public func optional(_ name: String) throws(LearnError) -> Datum? {
    let part = try part(name)
    if case .nothing = part { return nil }
    return part
  }

  public func truth(_ name: String) throws(LearnError) -> Bool {
    guard case .truth(let x) = try part(name) else { throw Datum.broken(name, "true or false") }
    return x
  }

  public func number(_ name: String) throws(LearnError) -> Double {
    guard case .number(let x) = try part(name) else { throw Datum.broken(name, "a number") }
    return x
  }

  public func text(_ name: String) throws(LearnError) -> String {
    guard case .text(let x) = try part(name) else { throw Datum.broken(name, "a text") }
    return x
  }

  public func list(_ name: String) throws(LearnError) -> [Datum] {
    guard case .list(let x) = try part(name) else { throw Datum.broken(name, "a list") }
    return x
  }

  public func texts(_ name: String) throws(LearnError) -> [String] {
    var texts: [String] = []
    for item in try list(name) {
      guard case .text(let text) = item else { throw Datum.broken(name, "a list of texts") }
      texts.append(text)
    }
    return texts
  }

  /// A whole number within bounds.
  public func whole(_ name: String, in bounds: ClosedRange<Int>) throws(LearnError) -> Int {
    guard let x = Int(exactly: try number(name)), bounds.contains(x) else {
      throw Datum.broken(name, "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return x
  }

  /// Numbers, so many of them.
  public func numbers(_ name: String, count: Int) throws(LearnError) -> [Double] {
    guard case .numbers(let x) = try part(name), x.count == count else {
      throw Datum.broken(name, counted(count, "number"))
    }
    return x
  }

  /// Numbers that are all finite, so many of them.
  public func finite(_ name: String, count: Int) throws(LearnError) -> [Double] {
    let x = try numbers(name, count: count)
    guard x.allSatisfy(\.isFinite) else { throw Datum.broken(name, "finite") }
    return x
  }

  public func wholes(
    _ name: String, count: Int, in bounds: ClosedRange<Int>
  ) throws(LearnError) -> [Int] {
    var wholes: [Int] = []
    wholes.reserveCapacity(count)
    for x in try numbers(name, count: count) {
      guard let whole = Int(exactly: x), bounds.contains(whole) else {
        throw Datum.broken(
          name, "whole numbers from \(bounds.lowerBound) to \(bounds.upperBound)")
      }
      wholes.append(whole)
    }
    return wholes
  }

  /// Codes, so many of them, each within bounds.
  public func codes(
    _ name: String, count: Int, in bounds: ClosedRange<Int>
  ) throws(LearnError) -> [Int32] {
    let x = try codes(name)
    guard x.count == count, x.allSatisfy({ bounds.contains(Int($0)) }) else {
      throw Datum.broken(
        name, "\(counted(count, "code")) from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return x
  }

  public func codes(_ name: String) throws(LearnError) -> [Int32] {
    guard case .codes(let x) = try part(name) else { throw Datum.broken(name, "a list of codes") }
    return x
  }

  public func truths(_ name: String, count: Int) throws(LearnError) -> [Bool] {
    try codes(name, count: count, in: 0...1).map { $0 == 1 }
  }

  /// A matrix of this shape, all of it finite.
  public func matrix(_ name: String, rows: Int, columns: Int) throws(LearnError) -> Matrix {
    let (count, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
    guard !isTooLarge else { throw Datum.broken(name, "a matrix") }
    return Matrix(rows: rows, columns: columns, elements: try finite(name, count: count))
  }
}
