import Numerics
import Tables
import Testing

struct PackedRowsTests {
  /// Columns of every type, with rows fetched once, twice, not at all and as blanks.
  @Test(arguments: [1, 2, 4])
  func givesWhatEachColumnGives(copies: Int) throws {
    let height = 5000
    let numbers = (0..<height).map { Int32($0 * 7919 % 3001) - 1500 }
    func whole(_ storage: WholeValues.Storage) -> Column {
      Column(.number(NumberValues(WholeValues(storage))))
    }
    let kinds = [
      whole(.int8(numbers.map { Int8(truncatingIfNeeded: $0) })),
      Column(.number(numbers.map { Double($0) / 8 })),
      whole(.int16(numbers.map { Int16(truncatingIfNeeded: $0) })),
      Column(.truth(numbers.map { $0 % 3 == 0 })), whole(.int32(numbers)),
      Column(.date(numbers), missing: Bitmap(numbers.map { $0 % 5 == 0 })),
      Column(.dateTime(numbers.map { Int64($0) << 20 })),
      Column(texts: numbers.map { $0 % 7 == 0 ? nil : "t\($0 % 300)" }),
    ]
    let columns = Array(repeating: kinds, count: copies).flatMap { $0 }
    for withBlanks in [false, true] {
      let rows = (0..<2 * height - 3).map { place in
        withBlanks && place % 11 == 0 ? -1 : Int32(place * 3571 % height)
      }
      let blank = withBlanks ? Bitmap(whereNegative: rows) : nil
      let packed = try #require(
        PackedRows.gather(columns, rows, blank: blank, leastRows: height))
      #expect(packed.count == columns.count)
      for (found, column) in zip(packed, columns) {
        let wanted = column.gather(rows)
        #expect(found.type == wanted.type)
        #expect(found.firstDifference(from: wanted) == nil)
      }
    }
  }

  @Test func rowsInOrderAreNotPacked() {
    let columns = Array(repeating: Column(.number((0..<5000).map { Double($0) })), count: 4)
    #expect(PackedRows.gather(columns, (0..<5000).map { $0 }, blank: nil, leastRows: 1) == nil)
    #expect(PackedRows.gather(columns, [], blank: nil, leastRows: 1) == nil)
  }
}
