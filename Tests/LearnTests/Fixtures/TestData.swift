import Cards
import Learn
import Tables
import Testing

/// One of the data sets that ship with the command.
func dataset(_ name: String) throws -> Table {
  let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
  let root = here.dropLast(4).joined(separator: "/")
  return try CSVReader.read(path: "\(root)/Sources/CResources/data/\(name).csv").table
}

/// `response ~ a + b` of plain columns.
func formula(_ response: String?, _ columns: String...) -> Formula { Formula(response, columns) }

/// `response ~ .` without some columns.
func allOthers(_ response: String?, except removed: String...) -> Formula {
  Formula(
    response: response.map { .column($0) }, terms: [],
    removed: removed.map { Formula.Term([.column($0)]) }, includesDot: true)
}

/// A plan of a learner and its settings.
func plan<L: Learner>(
  _ learner: L.Type, _ formula: Formula, _ settings: Settings = [:]
) throws -> Plan {
  Plan(formula: formula, learner: try L(settings))
}

extension Table {
  /// The numbers of a column, NaN where missing.
  func numbers(_ name: String) throws -> [Double] {
    let column = try #require(self[name], "no column \(name) among \(names)")
    return (0..<rowCount).map { row in
      if case .number(let x) = column[row] { return x }
      return .nan
    }
  }

  func texts(_ name: String) throws -> [String] {
    let column = try #require(self[name])
    return (0..<rowCount).map { row in
      if case .text(let x) = column[row] { return x }
      return ""
    }
  }
}

extension Model {
  /// A fact's number.
  func fact(_ name: String) throws -> Double {
    let fact = try #require(summary.facts.first { $0.name == name })
    guard case .number(let x) = fact.value else { return .nan }
    return x
  }
}

/// Whether two numbers agree to a share of the expected one (or absolutely near 0).
func isClose(_ found: Double, _ expected: Double, _ tolerance: Double) -> Bool {
  if expected.isNaN { return found.isNaN }
  return abs(found - expected) <= tolerance * max(abs(expected), 1e-300)
    || (expected == 0 && abs(found) <= tolerance)
}

func expectClose(
  _ found: [Double], _ expected: [Double], _ tolerance: Double, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  for (a, b) in zip(found, expected) {
    #expect(
      isClose(a, b, tolerance), "\(what): found \(a), expected \(b)", sourceLocation: sourceLocation
    )
  }
}

func expectClose(
  _ found: Double, _ expected: Double, _ tolerance: Double, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose([found], [expected], tolerance, what, sourceLocation: sourceLocation)
}

/// The kind of the error that a call throws.
func errorKind(_ body: () throws -> Void) -> LearnError.Kind? {
  do {
    try body()
    return nil
  } catch let error as LearnError {
    return error.kind
  } catch {
    return nil
  }
}
