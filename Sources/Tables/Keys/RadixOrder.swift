/// Orders of 64-bit keys.
enum RadixOrder {
  /// The places of the keys in ascending order, ties as they come.
  ///
  /// Least significant digit first, eleven bits a pass, leaving out the digits in which no two keys differ.
  /// - Complexity: O(n) for many keys, O(n log n) below a thousand.
  static func ascending(_ keys: [UInt64]) -> [Int32] {
    let n = keys.count
    if n < 1024 {
      return keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map {
        Int32(truncatingIfNeeded: $0)
      }
    }
    return sorted(keys, (0..<Int32(n)).map { $0 })
  }

  /// As ``ascending(_:)``, for the places given in the order given: `keys[places[i]]` decide, ties stay as they are.
  static func sorted(_ keys: [UInt64], _ places: [Int32]) -> [Int32] {
    var low = UInt64.max
    var differing: UInt64 = 0
    for place in places { low = min(low, keys[Int(place)]) }
    for place in places { differing |= keys[Int(place)] &- low }
    let n = places.count
    if n < 256 {
      return places.indices.sorted { a, b in
        let (x, y) = (keys[Int(places[a])], keys[Int(places[b])])
        return x == y ? a < b : x < y
      }.map { places[$0] }
    }
    var from = places
    var to = [Int32](repeating: 0, count: n)
    var fromKeys = places.map { keys[Int($0)] &- low }
    var toKeys = [UInt64](repeating: 0, count: n)
    var counts = [Int](repeating: 0, count: 2048)
    var shift: UInt64 = 0
    while shift < 64, differing &>> shift != 0 {
      let mask: UInt64 = 2047
      if differing &>> shift & mask != 0 {
        for i in 0..<2048 { counts[i] = 0 }
        counts.withUnsafeMutableBufferPointer { counts in
          fromKeys.withUnsafeBufferPointer { keys in
            for key in keys { counts[Int(truncatingIfNeeded: key &>> shift & mask)] &+= 1 }
            var sum = 0
            for i in 0..<2048 {
              let count = counts[i]
              counts[i] = sum
              sum &+= count
            }
            from.withUnsafeBufferPointer { from in
              to.withUnsafeMutableBufferPointer { to in
                toKeys.withUnsafeMutableBufferPointer { toKeys in
                  for i in 0..<n {
                    let key = keys[i]
                    let digit = Int(truncatingIfNeeded: key &>> shift & mask)
                    let place = counts[digit]
                    counts[digit] = place &+ 1
                    to[place] = from[i]
                    toKeys[place] = key
                  }
                }
              }
            }
          }
        }
        swap(&from, &to)
        swap(&fromKeys, &toKeys)
      }
      shift += 11
    }
    return from
  }

  /// A key that orders as the number does; both zeros are one.
  @inline(__always)
  static func key(_ x: Double) -> UInt64 {
    let bits = x == 0 ? 0 : x.bitPattern
    return bits &>> 63 == 1 ? ~bits : bits | 1 &<< 63
  }

  @inline(__always)
  static func key(_ x: Int64) -> UInt64 { UInt64(bitPattern: x) ^ 1 &<< 63 }
}
