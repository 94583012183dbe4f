import Numerics
import Testing

/// GammaDistribution against 60-digit arithmetic (mpmath 1.3), the arguments taken as the Doubles they are.
struct GammaDistributionTests {
  @Test func agreesWithSixtyDigitArithmetic() {
    expectDigits(GammaDistribution(shape: 5.0).cumulative(150.0, tail: .lower), 1.0)
    expectDigits(
      GammaDistribution(shape: 5.0).cumulative(150.0, tail: .upper), 1.5546747543803181e-58)
    expectDigits(GammaDistribution(shape: 5.0).density(150.0), 1.5134968068393678e-58)
    expectDigits(
      GammaDistribution(shape: 0.001).cumulative(1e-10, tail: .lower), 0.9778006565986258)
    expectDigits(
      GammaDistribution(shape: 0.001).cumulative(1e-10, tail: .upper), 0.022199343401374194)
    expectDigits(GammaDistribution(shape: 0.001).density(1e-10), 9778006.565009434)
    expectDigits(GammaDistribution(shape: 1e-10).cumulative(0.5, tail: .lower), 0.9999999999440227)
    expectDigits(
      GammaDistribution(shape: 1e-10).cumulative(0.5, tail: .upper), 5.597735948054988e-11)
    expectDigits(GammaDistribution(shape: 1e-10).density(0.5), 1.2130613194112036e-10)
    expectDigits(GammaDistribution(shape: 0.5).cumulative(0.5, tail: .lower), 0.6826894921370859)
    expectDigits(GammaDistribution(shape: 0.5).cumulative(0.5, tail: .upper), 0.3173105078629141)
    expectDigits(GammaDistribution(shape: 0.5).density(0.5), 0.4839414490382867)
    expectDigits(GammaDistribution(shape: 1.0).cumulative(3.0, tail: .lower), 0.950212931632136)
    expectDigits(GammaDistribution(shape: 1.0).cumulative(3.0, tail: .upper), 0.049787068367863944)
    expectDigits(GammaDistribution(shape: 1.0).density(3.0), 0.049787068367863944)
    expectDigits(
      GammaDistribution(shape: 100.0).cumulative(80.0, tail: .lower), 0.017108313035133115)
    expectDigits(
      GammaDistribution(shape: 100.0).cumulative(80.0, tail: .upper), 0.9828916869648668)
    expectDigits(GammaDistribution(shape: 100.0).density(80.0), 0.004924322698999075)
    expectDigits(
      GammaDistribution(shape: 100.0).cumulative(130.0, tail: .lower), 0.9972495916326934)
    expectDigits(
      GammaDistribution(shape: 100.0).cumulative(130.0, tail: .upper), 0.002750408367306526)
    expectDigits(GammaDistribution(shape: 100.0).density(130.0), 0.0007113864294468024)
    expectDigits(
      GammaDistribution(shape: 100000.0).cumulative(100000.0, tail: .lower), 0.5004205221103651)
    expectDigits(
      GammaDistribution(shape: 100000.0).cumulative(100000.0, tail: .upper), 0.4995794778896348)
    expectDigits(GammaDistribution(shape: 100000.0).density(100000.0), 0.0012615652097053005)
    expectDigits(
      GammaDistribution(shape: 100000.0).cumulative(101000.0, tail: .lower), 0.9991915784870744)
    expectDigits(
      GammaDistribution(shape: 100000.0).cumulative(101000.0, tail: .upper), 0.0008084215129255907)
    expectDigits(GammaDistribution(shape: 100000.0).density(101000.0), 8.699307674899119e-06)
    expectDigits(
      GammaDistribution(shape: 10000.0).cumulative(9000.0, tail: .lower), 2.073299202433928e-25)
    expectDigits(GammaDistribution(shape: 10000.0).cumulative(9000.0, tail: .upper), 1.0)
    expectDigits(GammaDistribution(shape: 10000.0).density(9000.0), 2.3240219937992106e-26)
    expectDigits(GammaDistribution(shape: 0.1).cumulative(1.4, tail: .lower), 0.9868889124634398)
    expectDigits(GammaDistribution(shape: 0.1).cumulative(1.4, tail: .upper), 0.013111087536560258)
    expectDigits(GammaDistribution(shape: 0.1).density(1.4), 0.019148370378723294)
    expectDigits(GammaDistribution(shape: 0.3).cumulative(2.0, tail: .lower), 0.977974019172853)
    expectDigits(GammaDistribution(shape: 0.3).cumulative(2.0, tail: .upper), 0.022025980827147015)
    expectDigits(GammaDistribution(shape: 0.3).density(2.0), 0.02784780805172049)
    expectDigits(
      GammaDistribution(shape: 2.5).cumulative(1e-20, tail: .lower), 3.0090111122547e-51)
    expectDigits(GammaDistribution(shape: 2.5).cumulative(1e-20, tail: .upper), 1.0)
    expectDigits(GammaDistribution(shape: 2.5).density(1e-20), 7.52252778063675e-31)
    expectDigits(GammaDistribution(shape: 50.0).cumulative(51.0, tail: .lower), 0.5743948595168596)
    expectDigits(
      GammaDistribution(shape: 50.0).cumulative(51.0, tail: .upper), 0.42560514048314035)
    expectDigits(GammaDistribution(shape: 50.0).density(51.0), 0.05467832267699975)
  }
}
