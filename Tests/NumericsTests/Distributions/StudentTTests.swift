import Numerics
import Testing

/// StudentT against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct StudentTTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(
      StudentT(degreesOfFreedom: 3.0).cumulative(40.0, tail: .upper), 1.7190340394579263e-05)
    expectDigits(
      StudentT(degreesOfFreedom: 3.0).cumulative(40.0, tail: .lower), 0.9999828096596054)
    expectDigits(StudentT(degreesOfFreedom: 3.0).density(40.0), 1.2873450289638433e-06)
    expectDigits(
      StudentT(degreesOfFreedom: 100.0).cumulative(8.0, tail: .upper), 1.1364324038640403e-12)
    expectDigits(
      StudentT(degreesOfFreedom: 100.0).cumulative(8.0, tail: .lower), 0.9999999999988636)
    expectDigits(StudentT(degreesOfFreedom: 100.0).density(8.0), 5.62613334675076e-12)
    expectDigits(StudentT(degreesOfFreedom: 1.0).cumulative(0.1, tail: .upper), 0.4682744825694464)
    expectDigits(StudentT(degreesOfFreedom: 1.0).cumulative(0.1, tail: .lower), 0.5317255174305535)
    expectDigits(StudentT(degreesOfFreedom: 1.0).density(0.1), 0.315158303152268)
    expectDigits(StudentT(degreesOfFreedom: 2.5).cumulative(2.0, tail: .upper), 0.078695747878983)
    expectDigits(StudentT(degreesOfFreedom: 2.5).cumulative(2.0, tail: .lower), 0.921304252121017)
    expectDigits(StudentT(degreesOfFreedom: 2.5).density(2.0), 0.06796349050979465)
    expectDigits(StudentT(degreesOfFreedom: 4.0).cumulative(1e-08, tail: .upper), 0.49999999625)
    expectDigits(StudentT(degreesOfFreedom: 4.0).cumulative(1e-08, tail: .lower), 0.50000000375)
    expectDigits(StudentT(degreesOfFreedom: 4.0).density(1e-08), 0.375)
    expectDigits(
      StudentT(degreesOfFreedom: 1.0).cumulative(63.0, tail: .upper), 0.0050521136066618965)
    expectDigits(
      StudentT(degreesOfFreedom: 1.0).cumulative(63.0, tail: .lower), 0.9949478863933381)
    expectDigits(StudentT(degreesOfFreedom: 1.0).density(63.0), 8.017881264075332e-05)
    expectDigits(StudentT(degreesOfFreedom: 2.0).cumulative(10000000000.0, tail: .upper), 5e-21)
    expectDigits(StudentT(degreesOfFreedom: 2.0).cumulative(10000000000.0, tail: .lower), 1.0)
    expectDigits(StudentT(degreesOfFreedom: 2.0).density(10000000000.0), 1e-30)
    expectDigits(
      StudentT(degreesOfFreedom: 1000000.0).cumulative(3.0, tail: .upper), 0.0013499312707108985)
    expectDigits(
      StudentT(degreesOfFreedom: 1000000.0).cumulative(3.0, tail: .lower), 0.9986500687292891)
    expectDigits(StudentT(degreesOfFreedom: 1000000.0).density(3.0), 0.004431917105672042)
    expectDigits(
      StudentT(degreesOfFreedom: 10000.0).cumulative(12.0, tail: .upper), 2.9898898039056625e-33)
    expectDigits(StudentT(degreesOfFreedom: 10000.0).cumulative(12.0, tail: .lower), 1.0)
    expectDigits(StudentT(degreesOfFreedom: 10000.0).density(12.0), 3.5611633889685814e-32)
    expectDigits(
      StudentT(degreesOfFreedom: 10.0).cumulative(2.228, tail: .upper), 0.025005885908555684)
    expectDigits(
      StudentT(degreesOfFreedom: 10.0).cumulative(2.228, tail: .lower), 0.9749941140914443)
    expectDigits(StudentT(degreesOfFreedom: 10.0).density(2.228), 0.04239462470643994)
    expectDigits(
      StudentT(degreesOfFreedom: 1000000000.0).cumulative(1.5, tail: .upper), 0.06680720142670764)
    expectDigits(
      StudentT(degreesOfFreedom: 1000000000.0).cumulative(1.5, tail: .lower), 0.9331927985732924)
    expectDigits(StudentT(degreesOfFreedom: 1000000000.0).density(1.5), 0.12951759565172574)
    expectDigits(
      StudentT(degreesOfFreedom: 0.3).cumulative(5.0, tail: .upper), 0.21543553057681833)
    expectDigits(StudentT(degreesOfFreedom: 0.3).cumulative(5.0, tail: .lower), 0.7845644694231817)
    expectDigits(StudentT(degreesOfFreedom: 0.3).density(5.0), 0.01283928960331826)
  }
}
