import Glibc
import Numerics
import Testing

struct OptimiserTests {
  /// Rosenbrock's valley in several dimensions: minimum 0 at (1, 1, …).
  @Test(arguments: [2, 10, 50])
  func rosenbrock(dimension: Int) throws {
    let start = (0..<dimension).map { $0 % 2 == 0 ? -1.2 : 1.0 }
    let found = try LBFGS(from: start) { x, g in
      var value = 0.0
      for i in 0..<dimension { g[i] = 0 }
      for i in stride(from: 0, to: dimension, by: 2) {
        let (a, b) = (1 - x[i], x[i + 1] - x[i] * x[i])
        value += a * a + 100 * b * b
        g[i] = -2 * a - 400 * x[i] * b
        g[i + 1] = 200 * b
      }
      return value
    }
    #expect(found.outcome == .converged && found.iterations < 100)
    #expect(found.point.allSatisfy { abs($0 - 1) < 1e-6 })
    #expect(zip(found.history, found.history.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(found.history.count == found.iterations + 1)
  }

  @Test func reportsHowItEnded() throws {
    let quadratic: ([Double], inout [Double]) -> Double = { x, g in
      g[0] = 2 * x[0]
      return x[0] * x[0]
    }
    #expect(try LBFGS(from: [0], evaluate: quadratic).outcome == .converged)
    #expect(try LBFGS(from: [3], evaluate: quadratic).point == [0])
    let cut = try LBFGS(from: [3], maximumIterations: 0, evaluate: quadratic)
    #expect(cut.outcome == .iterationLimit && cut.point == [3])
    let wrong = try LBFGS(from: [3]) { x, g in
      g[0] = -2 * x[0]
      return x[0] * x[0]
    }
    #expect(wrong.outcome == .noProgress)
    let nan = try LBFGS(from: [3]) { _, _ in .nan }
    #expect(nan.outcome == .notFinite)
    #expect(try LBFGS(from: []) { _, _ in 7 }.outcome == .converged)
    // A wall at x = 1: the step beyond it is infinite.
    let walled = try LBFGS(from: [0.5]) { x, g in
      guard x[0] < 1 else { return .infinity }
      g[0] = -10 + 1 / (1 - x[0])
      return -10 * x[0] - log(1 - x[0])
    }
    #expect(walled.outcome == .converged && abs(walled.point[0] - 0.9) < 1e-8)
  }

  @Test func roots() {
    let two = Brent.root(between: 0, and: 2) { $0 * $0 - 2 }
    #expect(two?.outcome == .converged && abs((two?.x ?? 0) - 2.0.squareRoot()) < 1e-15)
    let flat = Brent.root(between: -1, and: 4) { ($0 - 1) * ($0 - 1) * ($0 - 1) }
    #expect(abs((flat?.x ?? 0) - 1) < 1e-4)
    #expect(
      abs((Brent.root(between: 0, and: 1) { cos($0) - $0 }?.x ?? 0) - 0.7390851332151607) < 1e-15)
    #expect(Brent.root(between: 0, and: 1) { $0 + 1 } == nil)
    #expect(Brent.root(between: 0, and: 1) { $0 }?.x == 0)
    #expect(Brent.root(between: 0, and: 1) { _ in .nan } == nil)
    let cut = Brent.root(between: 0, and: 1, maximumIterations: 1) { cos($0) - $0 }
    #expect(cut?.outcome == .iterationLimit)
  }

  @Test func minima() {
    let found = Brent.minimum(between: 0, and: 5) { ($0 - 2) * ($0 - 2) + 1 }
    #expect(found.outcome == .converged && abs(found.x - 2) < 1e-7 && found.value == 1)
    let edge = Brent.minimum(between: 1, and: 3) { $0 }
    #expect(abs(edge.x - 1) < 1e-7)
    let cosine = Brent.minimum(between: 2, and: 5) { cos($0) }
    #expect(abs(cosine.x - .pi) < 1e-7)
  }
}
