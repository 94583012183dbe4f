import Numerics
import Testing

/// ChiSquared against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct ChiSquaredTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(
      ChiSquared(degreesOfFreedom: 10.0).cumulative(300.0, tail: .upper), 1.5546747543803181e-58)
    expectDigits(ChiSquared(degreesOfFreedom: 10.0).cumulative(300.0, tail: .lower), 1.0)
    expectDigits(
      ChiSquared(degreesOfFreedom: 1.0).cumulative(3.84, tail: .upper), 0.050043521248705106)
    expectDigits(
      ChiSquared(degreesOfFreedom: 1.0).cumulative(3.84, tail: .lower), 0.9499564787512949)
    expectDigits(
      ChiSquared(degreesOfFreedom: 1.0).cumulative(0.001, tail: .upper), 0.9747728793699604)
    expectDigits(
      ChiSquared(degreesOfFreedom: 1.0).cumulative(0.001, tail: .lower), 0.025227120630039613)
    expectDigits(
      ChiSquared(degreesOfFreedom: 2.0).cumulative(1000.0, tail: .upper), 7.124576406741286e-218)
    expectDigits(ChiSquared(degreesOfFreedom: 2.0).cumulative(1000.0, tail: .lower), 1.0)
    expectDigits(ChiSquared(degreesOfFreedom: 7.0).cumulative(1e-10, tail: .upper), 1.0)
    expectDigits(
      ChiSquared(degreesOfFreedom: 7.0).cumulative(1e-10, tail: .lower), 7.598900578779396e-38)
    expectDigits(
      ChiSquared(degreesOfFreedom: 100.0).cumulative(90.0, tail: .upper), 0.7531979655998298)
    expectDigits(
      ChiSquared(degreesOfFreedom: 100.0).cumulative(90.0, tail: .lower), 0.24680203440017026)
  }
}
