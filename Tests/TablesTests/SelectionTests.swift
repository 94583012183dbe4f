import Numerics
import Tables
import Testing

/// Rows that were selected and not copied yet are those that copying at once would have given.
struct SelectionTests {
  private let count = 200_000

  private func base() throws -> Table {
    let rows = Array(0..<count)
    var gone = Bitmap(count: count)
    for row in stride(from: 5, to: count, by: 7) { gone[row] = true }
    return try table([
      ("number", Column(.number(NumberValues(rows.map { Double($0) / 4 })))),
      (
        "whole",
        Column(.number(NumberValues(narrowing: rows.map { Double($0 % 90) })), missing: gone)
      ),
      ("text", Column(texts: rows.map { $0 % 11 == 0 ? nil : "t\($0 % 13)" })),
      ("truth", Column(.truth(rows.map { $0 % 3 == 0 }))),
      ("nothing", Column(.unknown(count))),
    ])
  }

  private func check(_ selected: Table, _ base: Table, _ rows: [Int32], _ what: String) {
    #expect(selected.rowCount == rows.count, "\(what)")
    let copied = base.selecting(selected.names).gather(rows)
    let difference = selected.firstDifference(from: copied)
    #expect(difference == nil, "\(what)")
  }

  /// Chains of filters, ranges and choices of columns, some of whose columns are looked at on the way.
  @Test func chains() throws {
    let base = try base()
    var stream = CSVFuzzTests.Stream(state: 42)
    for chain in 0..<24 {
      var selected = base
      var rows = (0..<count).map { Int32($0) }
      var steps = ""
      for _ in 0..<(1 + stream.next(4)) {
        switch stream.next(5) {
        case 0, 1:
          let every = 2 + stream.next(9)
          let kept = Bitmap(rows.indices.map { ($0 / 3) % every != 0 })
          selected = selected.filter(kept)
          rows = rows.indices.filter { kept[$0] }.map { rows[$0] }
          steps += " filter \(every)"
        case 2:
          let first = stream.next(1 + rows.count / 4)
          let range = first..<max(first, rows.count - stream.next(1 + rows.count / 8))
          selected = selected.slice(range)
          rows = Array(rows[range])
          steps += " slice \(range)"
        case 3:
          _ = selected[selected.names[stream.next(selected.columnCount)]]
          steps += " look"
        default:
          selected = selected.removing([base.names[stream.next(base.columnCount)]])
          steps += " remove"
          if selected.columnCount == 0 { selected = base.selecting([]) }
        }
      }
      if selected.columnCount > 0 { check(selected, base, rows, "chain \(chain):\(steps)") }
    }
  }

  /// A column put into selected rows stays as it is, and is selected from like the others.
  @Test func settingAColumn() throws {
    let base = try base()
    let kept = Bitmap((0..<count).map { $0 % 5 != 0 })
    let numbers = (0..<kept.setCount).map { Double($0) }
    let selected = base.filter(kept).setting("whole", to: Column(.number(numbers))).slice(
      1000..<150_000)
    #expect(selected["whole"]?.count == 149_000)
    #expect(selected["whole"]?[0] == .number(1000))
    #expect(selected["number"]?[0] == .number(Double(1251) / 4))
    #expect(selected.names == base.names)
  }

  /// Threads that ask for the same columns get the same.
  @Test func threads() throws {
    let base = try base()
    let selected = base.slice(7..<180_000)
    try Parallel.forEachRange(count: 64, grain: 1, threads: 4) { range in
      for place in range {
        let column = selected.columns[place % 5]
        #expect(column.count == 179_993)
      }
    }
    check(selected, base, (7..<180_000).map { Int32($0) }, "threads")
  }
}
