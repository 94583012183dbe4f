import Numerics
import Testing

struct DistanceTests {
  private func rows(_ count: Int, width: Int, seed: UInt64, offset: Double, grid: Bool) -> [Double]
  {
    var stream = RandomStream(seed: seed)
    return (0..<count * width).map { _ in
      offset + (grid ? Double(stream.integer(below: 3)) : stream.normal())
    }
  }

  /// Against every pair's distance, sorted; grids have many ties, an offset of 1e6 ruins the dgemm form alone.
  @Test(arguments: [1, 3, 7, 20, 64], [0.0, 1e6])
  func exactlyAsAllPairs(width: Int, offset: Double) throws {
    for grid in [true, false] {
      let references = rows(700, width: width, seed: 1, offset: offset, grid: grid)
      let queries =
        Array(references[..<(5 * width)])
        + rows(90, width: width, seed: 2, offset: offset, grid: grid)
      for k in [1, 5, 700] {
        let found = try Distance.nearest(k, queries: queries, references: references, width: width)
        for q in 0..<95 {
          let all = (0..<700).map { r -> (Double, Int32) in
            var d = 0.0
            for j in 0..<width {
              let difference = queries[q * width + j] - references[r * width + j]
              d += difference * difference
            }
            return (d, Int32(r))
          }.sorted { $0 < $1 }.prefix(k)
          #expect(Array(found.squaredDistances[q * k..<(q + 1) * k]) == all.map(\.0))
          #expect(Array(found.indices[q * k..<(q + 1) * k]) == all.map(\.1))
        }
        if k == 1 { #expect(found.squaredDistances[..<5].allSatisfy { $0 == 0 }) }
      }
    }
  }

  @Test func smallAndEmpty() throws {
    let none = try Distance.nearest(3, queries: [], references: [1, 2], width: 2)
    #expect(none.indices.isEmpty)
    let few = try Distance.nearest(3, queries: [0, 0], references: [3, 4, 1, 0], width: 2)
    #expect(few == Neighbors(k: 2, indices: [1, 0], squaredDistances: [1, 25]))
    #expect(try Distance.nearest(1, queries: [0], references: [], width: 1).k == 0)
    #expect(try Distance.matrix([0, 0, 3, 4], width: 2).elements == [0, 25, 25, 0])
  }
}
