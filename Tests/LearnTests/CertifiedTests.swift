import Glibc
import Learn
import Tables
import Testing

/// `linear` on NIST's certified sets, powers as columns of their own.
struct CertifiedTests {
  /// -log10 of the relative error, at most 15.
  private func digits(_ found: Double, _ certified: Double) -> Double {
    let error = abs(found - certified) / (certified == 0 ? 1 : abs(certified))
    return error == 0 ? 15 : min(15, -log10(error))
  }

  @Test(arguments: CertifiedSet.all) func certified(_ set: CertifiedSet) throws {
    var named: [(name: String, column: Column)] = [("y", Column(numbers: set.y))]
    if set.degree > 1 {
      var power = [Double](repeating: 1, count: set.y.count)
      for degree in 1...set.degree {
        for row in power.indices { power[row] *= set.columns[0][row] }
        named.append(("x\(degree)", Column(numbers: power)))
      }
    } else {
      for (place, column) in set.columns.enumerated() {
        named.append(("x\(place)", Column(numbers: column)))
      }
    }
    let table = try #require(Table(named))
    let formula = Formula(
      response: .column("y"), terms: named.dropFirst().map { Formula.Term([.column($0.name)]) },
      hasIntercept: set.hasIntercept)
    let model = try plan(Linear.self, formula).fit(table)
    let coefficients = try model.table(.coefficients)
    let estimates = zip(try coefficients.numbers("estimate"), set.coefficients).map(digits)
    #expect((estimates.min() ?? 0) >= set.digits.coefficients, "coefficients to \(estimates)")
    if !set.errors.isEmpty {
      let errors = zip(try coefficients.numbers("std_error"), set.errors).map(digits)
      #expect((errors.min() ?? 0) >= set.digits.errors, "standard errors to \(errors)")
    }
  }
}
