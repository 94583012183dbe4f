import Diagnostics
import Numerics
import Tables
import Testing

struct ReshapingTests {
  static let cells: [Cell] = [.number(1), .number(2.5), .missing]

  @Test func longerMatchesTheDefinition() throws {
    for a in GroupingTests.lists(ReshapingTests.cells, 3) {
      for b in GroupingTests.lists(ReshapingTests.cells, 3) {
        let wide = try made([("a", a), ("id", [.text("x"), .text("y"), .missing]), ("b", b)])
        let long = try wide.longer(["b", "a"], name: "from", value: "held")
        #expect(long.names == ["id", "from", "held"])
        var expected: [[String]] = []
        for (row, id) in ["x", "y", "missing"].enumerated() {
          expected += [[id, "b", b[row].text()], [id, "a", a[row].text()]]
        }
        #expect(rows(long) == expected)
      }
    }
  }

  /// Columns of every type and width, with and without missing rows, and rows enough for bits of several words.
  @Test(arguments: [1, 63, 64, 65, 40_000]) func longerOfManyRows(count: Int) throws {
    func gone(_ step: Int) -> Bitmap { Bitmap((0..<count).map { $0 % step == step / 2 }) }
    func whole(_ factor: Int) -> NumberValues {
      NumberValues(narrowing: (0..<count).map { Double(($0 * 7 % 100 - 50) * factor) })
    }
    let words = ["b", "a", "é"]
    func texts(_ shift: Int) -> Column {
      Column(texts: (0..<count).map { ($0 + shift) % 5 == 4 ? nil : words[($0 + shift) % 3] })
    }
    let pieces: [[Column]] = [
      [Column(.number(whole(1)), missing: gone(3)), Column(.number(whole(1)))],
      [Column(.number(whole(1))), Column(.number(whole(100))), Column(.unknown(count))],
      [Column(.number(whole(100))), Column(.number(whole(100_000)), missing: gone(7))],
      [
        Column(.number(whole(1)), missing: gone(2)),
        Column(.number((0..<count).map { Double($0) / 8 })),
        Column(.number(whole(100_000))), Column(.number(whole(100))),
      ],
      [texts(0), texts(1), try texts(2).asCategory()],
      [Column(.truth((0..<count).map { $0 % 3 == 0 })), Column(.unknown(count))],
      [Column(.date((0..<count).map { Int32($0) }), missing: gone(5))],
      [Column(.dateTime((0..<count).map { Int64($0) * 1_000_000 })), Column(.unknown(count))],
      [Column(.unknown(count)), Column(.unknown(count))],
    ]
    let stays = [("n", Column(.number(whole(1)), missing: gone(4))), ("w", texts(0))]
    for columns in pieces {
      let names = columns.indices.map { "c\($0)" }
      let wide = try table(stays + zip(names, columns).map { ($0, $1) })
      let long = try wide.longer(names, name: "from", value: "held")
      #expect(long.rowCount == count * columns.count)
      for (place, name) in ["n", "w", "from", "held"].enumerated() {
        let found = try #require(long[name])
        let matches = (0..<long.rowCount).allSatisfy { row in
          let (old, piece) = (row / columns.count, row % columns.count)
          switch place {
          case 2: return found[row] == .text(names[piece])
          case 3: return found[row] == columns[piece][old]
          default: return found[row] == stays[place].1[old]
          }
        }
        #expect(matches, "\(name) of \(columns.map(\.type))")
      }
    }
  }

  @Test func longerKeepsNumbersNarrow() throws {
    let a = Column(.number(NumberValues(narrowing: [1, 2])))
    let b = Column(.number(NumberValues(narrowing: [300, 4])))
    let long = try table([("a", a), ("b", b)]).longer(["a", "b"], name: "n", value: "v")
    guard case .number(let held)? = long["v"]?.values, case .whole(let whole) = held.storage,
      case .int16(let values) = whole.storage
    else {
      Issue.record("not of 16 bits")
      return
    }
    #expect(values == [1, 300, 2, 4])
  }

  @Test func widerTurnsLongerBack() throws {
    for a in GroupingTests.lists(ReshapingTests.cells, 3) {
      for b in GroupingTests.lists(ReshapingTests.cells, 3) {
        let wide = try made([("id", [.number(3), .number(1), .missing]), ("a", a), ("b", b)])
        let long = try wide.longer(["b", "a"], name: "from", value: "held")
        let cells = try Widening(long, key: "from", identifiers: ["id"])
        #expect(cells.names == ["a", "b"])
        let back = try cells.table(ofRowValues: #require(long["held"]))
        #expect(back.names == wide.names)
        #expect(rows(back) == rows(wide))
      }
    }
  }

  /// Every table of three rows over two identifiers and three keys, against a search for each cell.
  @Test func widerMatchesTheDefinition() throws {
    let ids: [Cell] = [.text("p"), .missing]
    let keys: [Cell] = [.number(10), .number(9), .missing]
    for id in GroupingTests.lists(ids, 3) {
      for key in GroupingTests.lists(keys, 3) {
        let value: [Cell] = [.text("u"), .missing, .text("w")]
        let long = try made([("id", id), ("key", key), ("value", value)])
        let cells = try Widening(long, key: "key", identifiers: ["id"])
        let distinctKeys = [Cell.number(9), .number(10), .missing].filter(key.contains)
        #expect(cells.names == distinctKeys.map { $0.text() })
        #expect(cells.hasMissingKey == key.contains(.missing))
        var distinctIDs: [Cell] = []
        for cell in id where !distinctIDs.contains(cell) { distinctIDs.append(cell) }
        let pairs = zip(id, key).map { [$0, $1] }
        let column = try #require(long["value"])
        guard Set(pairs).count == 3 else {
          let error = #expect(throws: Diagnostic.self) { try cells.table(ofRowValues: column) }
          #expect(error?.code == .duplicatesInReshape)
          continue
        }
        let found = try cells.table(ofRowValues: column, fill: .text("none"))
        let expected = distinctIDs.map { i in
          [i.text()]
            + distinctKeys.map { k in
              pairs.firstIndex(of: [i, k]).map { value[$0].text() } ?? "none"
            }
        }
        #expect(rows(found) == expected)
      }
    }
  }

  @Test func cellsOfSeveralRows() throws {
    let long = try made([
      ("id", [.number(2), .number(1), .number(2), .number(2)]),
      ("key", [.text("b"), .text("a"), .text("a"), .text("b")]),
    ])
    let cells = try Widening(long, key: "key", identifiers: ["id"])
    // Cells in the order of their identifiers, then of the key.
    #expect(try cells.cells.members().rows == [1, 2, 0, 3])
    #expect(try cells.cells.members().starts == [0, 1, 2, 4])
    let counts = Column(numbers: [1, 1, 2])
    #expect(rows(try cells.table(of: counts)) == [["2", "1", "2"], ["1", "1", "missing"]])
    #expect(
      rows(try cells.table(of: counts, fill: .number(0))) == [["2", "1", "2"], ["1", "1", "0"]])
    let unlike = #expect(throws: Diagnostic.self) { try cells.table(of: counts, fill: .text("no")) }
    #expect(unlike?.code == .wrongKind)
    let twice = #expect(throws: Diagnostic.self) {
      try cells.table(ofRowValues: #require(long["id"]))
    }
    #expect(twice?.message == "2 rows have the key `key` \"b\" and the same other columns")
    #expect(twice?.details == ["id 2"])
  }

  @Test func withoutIdentifiersThereIsOneRow() throws {
    let long = try made([("key", [.text("b"), .text("a")]), ("value", [.number(1), .number(2)])])
    let cells = try Widening(long, key: "key", identifiers: [])
    let wide = try cells.table(ofRowValues: #require(long["value"]))
    #expect(wide.names == ["a", "b"])
    #expect(rows(wide) == [["2", "1"]])
    let empty = try Widening(long.prefix(0), key: "key", identifiers: [])
    #expect(try empty.table(of: Column(numbers: [])).rowCount == 0)
  }

  @Test func categoriesAreInTheOrderOfTheirLevels() throws {
    let key = Column(.category(CategoryValues(codes: [2, 0], levels: ["lo", "mid", "hi"])))
    let long = try table([("key", key), ("value", Column(numbers: [1, 2]))])
    #expect(try Widening(long, key: "key", identifiers: []).names == ["lo", "hi"])
  }

  @Test func refusals() throws {
    let wide = try made([
      ("id", [.number(1)]), ("none", [.missing]), ("a", [.number(1)]), ("t", [.text("x")]),
    ])
    func code(_ columns: [String], _ name: String, _ value: String) -> Diagnostic? {
      do throws(Diagnostic) {
        _ = try wide.longer(columns, name: name, value: value)
        return nil
      } catch {
        return error
      }
    }
    #expect(code(["none", "a"], "n", "v") == nil)
    #expect(
      code(["none", "a", "t"], "n", "v")?.message == "`t` is a text column, `a` is a number column")
    #expect(code(["none", "a", "t"], "n", "v")?.code == .wrongKind)
    #expect(code(["a"], "id", "v")?.code == .columnExists)
    #expect(code(["a"], "n", "id")?.code == .columnExists)
    #expect(code(["a"], "a", "v") == nil)
    #expect(code(["a"], "n", "n")?.code == .duplicateName)
    #expect(code(["b"], "n", "v")?.code == .unknownColumn)
    #expect(code([], "n", "v")?.code == .missingArgument)
    let clash = try made([("id", [.number(1)]), ("key", [.text("id")])])
    let error = #expect(throws: Diagnostic.self) {
      try Widening(clash, key: "key", identifiers: ["id"])
    }
    #expect(error?.code == .columnExists)
    let twin = try made([("key", [.text("missing"), .missing])])
    let twins = #expect(throws: Diagnostic.self) { try Widening(twin, key: "key", identifiers: []) }
    #expect(twins?.code == .duplicateName)
  }
}
