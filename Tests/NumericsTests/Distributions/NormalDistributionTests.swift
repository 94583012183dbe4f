import Numerics
import Testing

/// NormalDistribution against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct NormalDistributionTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(NormalDistribution().cumulative(0.0, tail: .upper), 0.5)
    expectDigits(NormalDistribution().cumulative(0.0, tail: .lower), 0.5)
    expectDigits(NormalDistribution().cumulative(0.1, tail: .upper), 0.460172162722971)
    expectDigits(NormalDistribution().cumulative(0.1, tail: .lower), 0.539827837277029)
    expectDigits(NormalDistribution().cumulative(-0.1, tail: .upper), 0.539827837277029)
    expectDigits(NormalDistribution().cumulative(-0.1, tail: .lower), 0.460172162722971)
    expectDigits(NormalDistribution().cumulative(1.0, tail: .upper), 0.15865525393145705)
    expectDigits(NormalDistribution().cumulative(1.0, tail: .lower), 0.8413447460685429)
    expectDigits(NormalDistribution().cumulative(-1.959963984540054, tail: .upper), 0.975)
    expectDigits(
      NormalDistribution().cumulative(-1.959963984540054, tail: .lower), 0.025000000000000012)
    expectDigits(NormalDistribution().cumulative(5.0, tail: .upper), 2.866515718791939e-07)
    expectDigits(NormalDistribution().cumulative(5.0, tail: .lower), 0.9999997133484281)
    expectDigits(NormalDistribution().cumulative(10.0, tail: .upper), 7.619853024160525e-24)
    expectDigits(NormalDistribution().cumulative(10.0, tail: .lower), 1.0)
    expectDigits(NormalDistribution().cumulative(20.0, tail: .upper), 2.7536241186062337e-89)
    expectDigits(NormalDistribution().cumulative(20.0, tail: .lower), 1.0)
    expectDigits(NormalDistribution().cumulative(37.5, tail: .upper), 4.605353009581955e-308)
    expectDigits(NormalDistribution().cumulative(37.5, tail: .lower), 1.0)
    expectDigits(NormalDistribution().cumulative(-3.0, tail: .upper), 0.9986501019683699)
    expectDigits(NormalDistribution().cumulative(-3.0, tail: .lower), 0.0013498980316300946)
    expectDigits(NormalDistribution().logCumulative(-40.0), -804.6084420137538)
    expectDigits(NormalDistribution().logCumulative(-400.0), -80006.91040933022)
    expectDigits(NormalDistribution().logCumulative(-100000.0), -5000000012.431864)
    expectDigits(NormalDistribution().logCumulative(-30.5), -469.4627373229121)
    expectDigits(NormalDistribution().logCumulative(-5.0), -15.064998393988725)
    expectDigits(NormalDistribution().logCumulative(0.0), -0.6931471805599453)
    expectDigits(NormalDistribution().logCumulative(3.0), -0.0013508099647481938)
    expectDigits(NormalDistribution().logCumulative(8.0), -6.220960574271786e-16)
    expectDigits(NormalDistribution().quantile(1e-300), -37.0470962993612)
    expectDigits(NormalDistribution().quantile(1e-100), -21.273453560965326)
    expectDigits(NormalDistribution().quantile(1e-20), -9.262340089798407)
    expectDigits(NormalDistribution().quantile(1e-05), -4.264890793922825)
    expectDigits(NormalDistribution().quantile(0.025), -1.9599639845400543)
    expectDigits(NormalDistribution().quantile(0.3), -0.5244005127080408)
    expectDigits(NormalDistribution().quantile(0.4999999), -2.5066282747031063e-07)
    expectDigits(NormalDistribution().quantile(0.500001), 2.5066282747057052e-06)
    expectDigits(NormalDistribution().quantile(0.6), 0.2533471031357997)
    expectDigits(NormalDistribution().quantile(0.975), 1.9599639845400538)
    expectDigits(NormalDistribution().quantile(0.999999), 4.753424308817087)
  }
}
