import Tables
import Testing

/// Functions of numbers run block by block over many rows and part by part over few: with the same results.
@Suite struct NumberKernelTests {
  static let many = table(
    ("x", Column(numbers: (0..<5000).map { $0 % 7 == 3 ? .nan : Double($0) / 8 - 300 })))

  @Test(arguments: [
    "round(x, 1)", "round(x, digits: 1) + 0", "clamp(x, -100, 100) / 3", "truncate(x) - 1",
    "round(x / 3) + clamp(x, low: 0, high: 1)", "sqrt(x)",
  ])
  func manyRowsGiveWhatFewGive(_ expression: String) {
    let all = run("t | add y = \(expression)", Self.many)
    let few = run("t | first 500 | add y = \(expression)", Self.many)
    #expect(all.error == nil)
    #expect(all.table.rowCount == 5000)
    #expect(Array(all.column("y").prefix(500)) == few.column("y"))
  }

  @Test func errorsAreTheSame() {
    #expect(run("t | add y = clamp(x, 2, 1)", Self.many).marked == "2")
    #expect(run("t | add y = round(x, 1.5) + 1", Self.many).marked == "1.5")
    #expect(run("t | add y = round(x, x) + 1", Self.many).code == "E37")
    #expect(run("t | add y = truncate(x, \"month\")", Self.many).marked == "\"month\"")
  }
}
