internal import COpenBLAS

/// Squared Euclidean distances between rows. Blocks are row-major: row i is
/// `values[i * width ..< (i + 1) * width]`.
public enum Distance {
  /// The squared distance between two rows, each difference squared and added in order: 0 exactly for
  /// equal rows.
  @inline(__always)
  public static func squared(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, width: Int
  ) -> Double {
    var total = 0.0
    for j in 0..<width {
      let d = a[j] - b[j]
      total += d * d
    }
    return total
  }

  /// For each row of `queries` the `k` nearest rows of `references` (all of them if there are less).
  ///
  /// The candidates come from ‖a‖² + ‖b‖² - 2ab through dgemm; those that its rounding could have put on the
  /// wrong side are computed again from differences. The answer is exactly that of comparing `squared` of all
  /// pairs: distances are 0 for equal rows, ties go to the lower index. Values must be finite.
  ///
  /// - Parameter width: numbers in a row (both blocks' counts are multiples of it).
  /// - Returns: row-major, min(k, references) a query, nearest first.
  /// - Complexity: O(queries · references · width).
  public static func nearest(
    _ k: Int, queries: [Double], references: [Double], width: Int
  ) throws(Interrupted) -> Neighbors {
    let (m, n) = width > 0 ? (queries.count / width, references.count / width) : (0, 0)
    let k = max(0, min(k, n))
    var result = Neighbors(
      k: k, indices: [Int32](repeating: 0, count: m * k),
      squaredDistances: [Double](repeating: 0, count: m * k))
    guard m > 0, k > 0 else { return result }
    let norms = squaredNorms(references, width: width)
    // A block of queries against a block of references keeps the products within the second-level cache.
    let queryBlock = 64
    let referenceBlock = 512
    let direct = width <= 6
    let failure: Interrupted? = queries.withUnsafeBufferPointer { queries in
      references.withUnsafeBufferPointer { references in
        norms.withUnsafeBufferPointer { norms in
          result.indices.withUnsafeMutableBufferPointer { indices in
            result.squaredDistances.withUnsafeMutableBufferPointer { distances -> Interrupted? in
              nonisolated(unsafe) let (queries, references, norms) = (queries, references, norms)
              nonisolated(unsafe) let (indices, distances) = (indices, distances)
              do throws(Interrupted) {
                try Parallel.forEachRange(
                  count: m, grain: m * n * width < 200_000 ? m : queryBlock
                ) { range throws(Interrupted) in
                  var search = BlockSearch(
                    queries: queries, references: references, norms: norms, width: width, k: k)
                  var start = range.lowerBound
                  while start < range.upperBound {
                    try Interrupt.check()
                    let end = min(start + queryBlock, range.upperBound)
                    search.run(
                      start..<end, referenceBlock: referenceBlock, direct: direct, indices: indices,
                      distances: distances)
                    start = end
                  }
                }
                return nil
              } catch {
                return error
              }
            }
          }
        }
      }
    }
    if let failure { throw failure }
    return result
  }

  /// ‖row‖² of each row.
  public static func squaredNorms(_ values: [Double], width: Int) -> [Double] {
    guard width > 0 else { return [] }
    return values.withUnsafeBufferPointer { values in
      (0..<values.count / width).map { i in
        var total = 0.0
        for j in 0..<width { total += values[i * width + j] * values[i * width + j] }
        return total
      }
    }
  }

  /// All squared distances between the rows of one block, from differences: n × n, symmetric, 0 on the
  /// diagonal. For what needs them all and has few rows (hierarchical clustering).
  public static func matrix(_ values: [Double], width: Int) throws(Interrupted) -> Matrix {
    let n = width > 0 ? values.count / width : 0
    var result = Matrix(rows: n, columns: n)
    for i in 0..<n {
      try Interrupt.check()
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for j in 0..<i {
          let d = squared(base + i * width, base + j * width, width: width)
          result[i, j] = d
          result[j, i] = d
        }
      }
    }
    return result
  }
}

/// The nearest rows of each query: `k` a query, row-major, nearest first, ties by the lower index.
public struct Neighbors: Sendable, Equatable {
  public var k: Int
  /// Positions of the references.
  public var indices: [Int32]
  public var squaredDistances: [Double]

  public init(k: Int, indices: [Int32], squaredDistances: [Double]) {
    (self.k, self.indices, self.squaredDistances) = (k, indices, squaredDistances)
  }
}

/// The search of one thread: its scratch space, and the k best so far of each query in a block.
private struct BlockSearch {
  let queries: UnsafeBufferPointer<Double>
  let references: UnsafeBufferPointer<Double>
  let norms: UnsafeBufferPointer<Double>
  let width: Int
  let k: Int
  var products: [Double] = []

  init(
    queries: UnsafeBufferPointer<Double>, references: UnsafeBufferPointer<Double>,
    norms: UnsafeBufferPointer<Double>, width: Int, k: Int
  ) {
    (self.queries, self.references, self.norms) = (queries, references, norms)
    (self.width, self.k) = (width, k)
  }

  /// Every reference is seen in ascending order, so of equal distances the first one seen stays.
  mutating func run(
    _ block: Range<Int>, referenceBlock: Int, direct: Bool,
    indices: UnsafeMutableBufferPointer<Int32>,
    distances: UnsafeMutableBufferPointer<Double>
  ) {
    guard let queryBase = queries.baseAddress, let referenceBase = references.baseAddress else {
      return
    }
    let n = references.count / width
    var found = [Int](repeating: 0, count: block.count)
    if !direct && products.count < block.count * referenceBlock {
      products = [Double](repeating: 0, count: block.count * referenceBlock)
    }
    // |computed - exact| of ‖a‖² + ‖b‖² - 2ab is below this times ‖a‖² + ‖b‖².
    let error = 2 * (Double(width) + 4) * Double.ulpOfOne
    var start = 0
    while start < n {
      let end = min(start + referenceBlock, n)
      if !direct {
        cblas_dgemm(
          CblasRowMajor, CblasNoTrans, CblasTrans, blasInt(block.count), blasInt(end - start),
          blasInt(width), -2, queryBase + block.lowerBound * width, blasInt(width),
          referenceBase + start * width, blasInt(width), 0, &products, blasInt(referenceBlock))
      }
      products.withUnsafeBufferPointer { products in
        for q in block {
          let query = queryBase + q * width
          let best = q * k
          var count = found[q - block.lowerBound]
          var norm = 0.0
          if !direct { for j in 0..<width { norm += query[j] * query[j] } }
          let row = (q - block.lowerBound) * referenceBlock
          var worst = count == k ? distances[best + k - 1] : Double.infinity
          for r in start..<end {
            if !direct {
              let both = norm + norms[r]
              if both + products[row + r - start] - error * both > worst { continue }
            }
            let exact = Distance.squared(query, referenceBase + r * width, width: width)
            guard exact < worst || count < k else { continue }
            var position = count < k ? count : k - 1
            while position > 0, distances[best + position - 1] > exact {
              distances[best + position] = distances[best + position - 1]
              indices[best + position] = indices[best + position - 1]
              position -= 1
            }
            distances[best + position] = exact
            indices[best + position] = Int32(r)
            if count < k { count += 1 }
            if count == k { worst = distances[best + k - 1] }
          }
          found[q - block.lowerBound] = count
        }
      }
      start = end
    }
  }
}
