public import Diagnostics
internal import Numerics

/// The places of rows in the order of some keys, the first counting most; rows that tie stay as they are.
///
/// Numbers and dates go by value, texts by Unicode scalars, categories by level, false before true. Missing stands
/// last, whichever the direction. Without a key the rows stay as they are. Each key column must have `rowCount` rows.
///
/// - Complexity: O(rows · keys) and a sort of the distinct values of each key.
/// - Throws: E81 if it is interrupted.
public func sortOrder(
  _ keys: [(column: Column, descending: Bool)], rowCount: Int
) throws(Diagnostic) -> [Int32] {
  var order = (0..<Int32(truncatingIfNeeded: rowCount)).map { $0 }
  // The last key first: each pass keeps the order that the passes before it made among its ties.
  for key in keys.reversed() {
    try Interrupt.poll("sorting")
    let ranks = KeyCodes(key.column, sorted: true)
    order = countingSorted(order, ranks, descending: key.descending)
  }
  return order
}

/// The places, stably in the order of their codes; codes of missing values stay last.
private func countingSorted(_ places: [Int32], _ keys: KeyCodes, descending: Bool) -> [Int32] {
  let present = keys.presentCount
  var starts = [Int](repeating: 0, count: keys.count + 1)
  var sorted = [Int32](repeating: 0, count: places.count)
  keys.codes.withUnsafeBufferPointer { codes in
    starts.withUnsafeMutableBufferPointer { starts in
      sorted.withUnsafeMutableBufferPointer { sorted in
        places.withUnsafeBufferPointer { places in
          func rank(_ place: Int32) -> Int {
            let code = Int(codes[Int(place)])
            return descending && code < present ? present &- 1 &- code : code
          }
          for place in places { starts[rank(place) &+ 1] &+= 1 }
          for code in 1..<max(starts.count, 1) { starts[code] &+= starts[code &- 1] }
          for place in places {
            let code = rank(place)
            sorted[starts[code]] = place
            starts[code] &+= 1
          }
        }
      }
    }
  }
  return sorted
}
