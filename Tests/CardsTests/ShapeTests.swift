import Cards
import Testing

struct ShapeTests {
  static let shapes: [Shape] = [
    .number(.any), .number(.above(0)), .number(.within(0, 1)), .whole(.atLeast(1)),
    .whole(.between(2, 5)), .text, .path,
    .choice(["a", "b"]), .truth, .list(of: .text), .list(of: .number(.atLeast(0))),
  ]

  @Test(arguments: shapes) func badSettingsAreRefused(_ shape: Shape) {
    #expect(!shape.badSettings.isEmpty)
    for bad in shape.badSettings { #expect(!shape.accepts(bad), "\(shape) takes \(bad)") }
  }

  @Test func intervalsIncludeWhatTheySay() {
    #expect(Interval.atLeast(1).contains(1))
    #expect(!Interval.above(1).contains(1))
    #expect(Interval.between(0, 1).contains(1))
    #expect(!Interval.within(0, 1).contains(1))
    #expect(!Interval.any.contains(.infinity))
    #expect(!Interval.any.contains(.nan))
  }

  @Test func expectationsReadWell() {
    #expect(Shape.whole(.atLeast(1)).expectation == "a whole number of at least 1")
    #expect(Shape.number(.within(0, 1)).expectation == "a number between 0 and 1")
    #expect(Shape.number(.above(0)).expectation == "a number above 0")
    #expect(Shape.choice(["a", "b"]).expectation == "one of \"a\", \"b\"")
  }

  @Test func columnPlacesAreKnown() {
    #expect(Shape.columns.isColumnPlace)
    #expect(Shape.either([.text, .column]).isColumnPlace)
    #expect(!Shape.number(.any).isColumnPlace)
  }

  @Test func settingsAreReadByKind() {
    let settings: Settings = [
      "n": .number(3), "share": .number(0.5), "name": .text("x"), "on": .truth(true),
    ]
    #expect(settings.whole("n") == 3)
    #expect(settings.whole("share") == nil)
    #expect(settings.number("share") == 0.5)
    #expect(settings.text("name") == "x")
    #expect(settings.truth("on") == true)
    #expect(settings.list("n") == nil)
  }
}
