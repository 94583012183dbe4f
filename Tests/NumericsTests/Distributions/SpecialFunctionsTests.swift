import Numerics
import Testing

/// SpecialFunctions against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct SpecialFunctionsTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(SpecialFunctions.logBeta(1e-05, 100000.0), 11.512804563691175)
    expectDigits(SpecialFunctions.logBeta(2.0, 3.0), -2.4849066497880004)
    expectDigits(SpecialFunctions.logBeta(0.5, 0.5), 1.1447298858494002)
    expectDigits(SpecialFunctions.logBeta(100000000.0, 2.0), -36.84136149790473)
    expectDigits(SpecialFunctions.logBeta(300.0, 400.0), -479.688451037132)
    expectDigits(SpecialFunctions.logBeta(1e-08, 1e-08), 19.11382792451231)
  }
}
