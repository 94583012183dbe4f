import Numerics
import Testing

/// Against plain lists of truth values, for every count around the word borders.
struct BitmapTests {
  private static let counts = Array(0...5) + [62, 63, 64, 65, 127, 128, 129, 200]

  private func pattern(_ count: Int, _ step: Int) -> [Bool] {
    (0..<count).map { ($0 * 7 + $0 / 3) % step == 0 }
  }

  @Test(arguments: counts)
  func agreesWithAListOfBits(count: Int) {
    let (a, b) = (pattern(count, 3), pattern(count, 5))
    let (x, y) = (Bitmap(a), Bitmap(b))
    func list(_ bits: Bitmap) -> [Bool] { (0..<bits.count).map { bits[$0] } }
    #expect(list(x) == a)
    #expect(x.setCount == a.count { $0 })
    #expect(list(x.union(y)) == zip(a, b).map { $0 || $1 })
    #expect(list(x.intersection(y)) == zip(a, b).map { $0 && $1 })
    #expect(list(x.subtracting(y)) == zip(a, b).map { $0 && !$1 })
    #expect(list(x.inverted()) == a.map { !$0 })
    #expect(x.inverted().inverted() == x)
    #expect(x.setIndices() == a.indices.filter { a[$0] }.map { Int32($0) })
    #expect(x.unsetIndices() == a.indices.filter { !a[$0] }.map { Int32($0) })
    #expect(x.noneSet == !a.contains(true))
    #expect(x.allSet == !a.contains(false))
    let reversed = (0..<count).reversed().map { Int32($0) }
    #expect(list(x.gather(indices: reversed)) == a.reversed())
    var appended = Bitmap(count: 0)
    for bit in a { appended.append(bit) }
    #expect(appended == x)
    for other in Self.counts {
      var joined = x
      joined.append(Bitmap(pattern(other, 4)))
      #expect(list(joined) == a + pattern(other, 4))
      #expect(joined == Bitmap(a + pattern(other, 4)))
    }
    for start in 0...min(count, 70) {
      #expect(list(x.slice(start..<count)) == Array(a[start...]))
    }
  }

  @Test func fullBitmapHasNoBitsPastItsEnd() {
    var full = Bitmap(repeating: true, count: 70)
    #expect(full.setCount == 70 && full.allSet)
    full.append(false)
    #expect(full.setCount == 70)
    full[69] = false
    #expect(full.setCount == 69 && !full[69] && full[68])
  }

  @Test func missingPartnersOfAJoinAreSet() {
    let bits = Bitmap([false, true])
    #expect(bits.gather(indices: [-1, 0, 1]) == Bitmap([true, false, true]))
  }

  @Test func findsNaN() {
    let values: [Double] = [1, .nan, .infinity, -.nan, 0]
    let bits = values.withUnsafeBufferPointer { Bitmap(whereNaN: $0) }
    #expect(bits == Bitmap([false, true, false, true, false]))
  }
}
