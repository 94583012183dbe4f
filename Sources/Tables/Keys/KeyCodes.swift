internal import Numerics

/// The rows of a column, or of several, numbered by value: equal values have equal codes, from 0 without gaps.
///
/// Sorted codes are in the order of the values: numbers and dates by value, texts by Unicode scalars, categories by
/// level, false before true, missing last. Unsorted ones come in no promised order, missing last too.
struct KeyCodes {
  /// For each row its code.
  private(set) var codes: [Int32]
  /// How many codes there are, that of missing included.
  private(set) var count: Int
  /// How many codes belong to values; one less than `count` if a row is missing. Meant for single columns.
  private(set) var presentCount: Int
  /// For each code the first row that has it.
  private(set) var firstRows: [Int32]

  /// The codes of one column.
  ///
  /// - Complexity: O(n) where the values are dense (labels, whole numbers of a small range), O(n) hashes otherwise, and
  ///   the sort of the distinct values if sorted.
  init(_ column: Column, sorted: Bool) {
    let n = column.count
    let missing = column.missing
    switch column.values {
    case .unknown:
      self = KeyCodes(alike: n, isMissing: true)
    case .truth(let x):
      self = KeyCodes(dense: n, range: 2, missing) { x[$0] ? 1 : 0 }
    case .category(let x):
      self = KeyCodes(labels: x.codes.wide, range: x.levels.count, missing)
    case .text(let x):
      self = KeyCodes(labels: x.codes.wide, range: x.distinct.count, missing)
      if sorted {
        let texts = firstRows.prefix(presentCount).map { x[Int($0)] }
        reorder(texts.indices.sorted { texts[$0] < texts[$1] })
      }
    case .date(let x):
      self = KeyCodes(whole: n, missing, sorted: sorted) { Int64(x[$0]) }
    case .dateTime(let x):
      self = KeyCodes(whole: n, missing, sorted: sorted) { x[$0] }
    case .number(let values):
      let x = values.doubles
      if let range = KeyCodes.wholeRange(x, missing) {
        self = KeyCodes(dense: n, range: range.count, missing) { Int(x[$0]) &- range.low }
      } else {
        self = KeyCodes(hashed: n, missing, sorted: sorted) { RadixOrder.key(x[$0]) }
      }
    }
  }

  /// The codes of several columns of `rowCount` rows; all rows have code 0 if there is no column.
  init(_ columns: [Column], rowCount: Int, sorted: Bool) {
    guard let first = columns.first else {
      self = KeyCodes(alike: rowCount, isMissing: false)
      return
    }
    self = KeyCodes(first, sorted: sorted)
    for column in columns.dropFirst() {
      if count == rowCount { break }  // each row has a code of its own, in an order that stands
      self = KeyCodes(combining: self, KeyCodes(column, sorted: sorted), sorted: sorted)
    }
  }

  /// Rows that all have the same code.
  private init(alike n: Int, isMissing: Bool) {
    codes = [Int32](repeating: 0, count: n)
    count = n > 0 ? 1 : 0
    presentCount = n > 0 && !isMissing ? 1 : 0
    firstRows = n > 0 ? [0] : []
  }

  /// The codes of pairs, the first counting most.
  private init(combining a: KeyCodes, _ b: KeyCodes, sorted: Bool) {
    let n = a.codes.count
    let factor = b.count
    let (product, overflow) = a.count.multipliedReportingOverflow(by: factor)
    let (x, y) = (a.codes, b.codes)
    self = x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        if !overflow, product <= 4 * n + 4096 {
          return KeyCodes(dense: n, range: product, nil) { Int(x[$0]) &* factor &+ Int(y[$0]) }
        }
        return KeyCodes(hashed: n, nil, sorted: sorted) {
          UInt64(truncatingIfNeeded: x[$0]) &* UInt64(truncatingIfNeeded: factor)
            &+ UInt64(truncatingIfNeeded: y[$0])
        }
      }
    }
  }

  /// Codes into a list of labels: dense unless the list is far longer than the column.
  private init(labels codes: [Int32], range: Int, _ missing: Bitmap?) {
    self = codes.withUnsafeBufferPointer { labels in
      if range <= 4 * labels.count + 4096 {
        return KeyCodes(dense: labels.count, range: max(range, 1), missing) { Int(labels[$0]) }
      }
      return KeyCodes(hashed: labels.count, missing, sorted: true) {
        UInt64(truncatingIfNeeded: labels[$0])
      }
    }
  }

  private init(whole n: Int, _ missing: Bitmap?, sorted: Bool, _ value: (Int) -> Int64) {
    var low = Int64.max
    var high = Int64.min
    for row in 0..<n where !(missing?[row] ?? false) {
      low = min(low, value(row))
      high = max(high, value(row))
    }
    let (span, overflow) = high.subtractingReportingOverflow(low)
    if low <= high, !overflow, span < 4 * n + 4096 {
      self = KeyCodes(dense: n, range: Int(span) + 1, missing) { Int(value($0) - low) }
    } else {
      self = KeyCodes(hashed: n, missing, sorted: sorted) { RadixOrder.key(value($0)) }
    }
  }

  /// The lowest value and how many steps to the highest, if all are whole numbers close to each other.
  private static func wholeRange(_ x: [Double], _ missing: Bitmap?) -> (low: Int, count: Int)? {
    var low = Double.infinity
    var high = -Double.infinity
    for row in x.indices where !(missing?[row] ?? false) {
      let value = x[row]
      if value != value.rounded(.towardZero) { return nil }
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return (0, 1) }
    guard low >= -0x1p52, high <= 0x1p52, high - low < Double(4 * x.count + 4096) else {
      return nil
    }
    return (Int(low), Int(high - low) + 1)
  }

  /// Codes by a small whole number for each row, in its order. Rows that are missing aren't asked for.
  private init(dense n: Int, range: Int, _ missing: Bitmap?, _ index: (Int) -> Int) {
    var first = [Int32](repeating: -1, count: range + 1)
    var raw = [Int32](repeating: 0, count: n)
    raw.withUnsafeMutableBufferPointer { raw in
      first.withUnsafeMutableBufferPointer { first in
        if let missing {
          missing.withUnsafeWords { words in
            for row in 0..<n {
              let isGone = words[row &>> 6] &>> UInt64(row & 63) & 1 == 1
              let place = isGone ? range : index(row)
              raw[row] = Int32(truncatingIfNeeded: place)
              if first[place] < 0 { first[place] = Int32(truncatingIfNeeded: row) }
            }
          }
        } else {
          for row in 0..<n {
            let place = index(row)
            raw[row] = Int32(truncatingIfNeeded: place)
            if first[place] < 0 { first[place] = Int32(truncatingIfNeeded: row) }
          }
        }
      }
    }
    var rank = [Int32](repeating: 0, count: range + 1)
    firstRows = []
    for place in 0...range where first[place] >= 0 {
      rank[place] = Int32(truncatingIfNeeded: firstRows.count)
      firstRows.append(first[place])
    }
    count = firstRows.count
    presentCount = first[range] >= 0 ? count - 1 : count
    if count < range + 1, count < (first[range] >= 0 ? range + 1 : range) {
      raw.withUnsafeMutableBufferPointer { raw in
        rank.withUnsafeBufferPointer { rank in
          for row in 0..<n { raw[row] = rank[Int(raw[row])] }
        }
      }
    }
    codes = raw
  }

  /// Codes by a 64-bit key for each row, in the order of the keys if sorted.
  private init(hashed n: Int, _ missing: Bitmap?, sorted: Bool, _ key: (Int) -> UInt64) {
    var table = KeyTable()
    var raw = [Int32](repeating: -1, count: n)
    var firsts: [Int32] = []
    var firstMissing: Int32 = -1
    raw.withUnsafeMutableBufferPointer { raw in
      for row in 0..<n {
        if let missing, missing[row] {
          if firstMissing < 0 { firstMissing = Int32(truncatingIfNeeded: row) }
          continue
        }
        let code = table.code(of: key(row))
        if code == firsts.count { firsts.append(Int32(truncatingIfNeeded: row)) }
        raw[row] = Int32(truncatingIfNeeded: code)
      }
    }
    presentCount = firsts.count
    count = presentCount
    if firstMissing >= 0 {
      firsts.append(firstMissing)
      for row in 0..<n where raw[row] < 0 { raw[row] = Int32(truncatingIfNeeded: presentCount) }
      count += 1
    }
    (codes, firstRows) = (raw, firsts)
    if sorted { reorder(RadixOrder.ascending(table.keys).map { Int($0) }) }
  }

  /// Renumbers the codes of values: `order[new] = old`.
  private mutating func reorder(_ order: [Int]) {
    var rank = [Int32](repeating: 0, count: count)
    for (new, old) in order.enumerated() { rank[old] = Int32(truncatingIfNeeded: new) }
    if count > presentCount { rank[presentCount] = Int32(truncatingIfNeeded: presentCount) }
    let old = firstRows
    for (code, row) in old.enumerated() { firstRows[Int(rank[code])] = row }
    codes.withUnsafeMutableBufferPointer { codes in
      rank.withUnsafeBufferPointer { rank in
        for row in 0..<codes.count { codes[row] = rank[Int(codes[row])] }
      }
    }
  }
}

/// A hash table from 64-bit keys to codes in the order of first appearance.
struct KeyTable {
  private(set) var keys: [UInt64] = []
  private var slots: [Int32]
  private var shift: UInt64

  init() {
    slots = [Int32](repeating: -1, count: 1024)
    shift = 54
  }

  /// The code of a key, a new one if it is new. O(1) on average.
  @inline(__always)
  mutating func code(of key: UInt64) -> Int {
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: KeyTable.mixed(key) &>> shift)
    while true {
      let code = Int(slots[place])
      if code < 0 { return insert(key, place) }
      if keys[code] == key { return code }
      place = (place &+ 1) & mask
    }
  }

  /// The code of a key; -1 if it isn't there.
  func find(_ key: UInt64) -> Int {
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: KeyTable.mixed(key) &>> shift)
    while true {
      let code = Int(slots[place])
      if code < 0 || keys[code] == key { return code }
      place = (place &+ 1) & mask
    }
  }

  private mutating func insert(_ key: UInt64, _ place: Int) -> Int {
    let code = keys.count
    keys.append(key)
    slots[place] = Int32(truncatingIfNeeded: code)
    if keys.count * 2 > slots.count { grow() }
    return code
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    shift -= 2
    let mask = slots.count - 1
    for (code, key) in keys.enumerated() {
      var place = Int(truncatingIfNeeded: KeyTable.mixed(key) &>> shift)
      while slots[place] >= 0 { place = (place &+ 1) & mask }
      slots[place] = Int32(truncatingIfNeeded: code)
    }
  }

  @inline(__always)
  private static func mixed(_ key: UInt64) -> UInt64 {
    let x = (key ^ key &>> 32) &* 0x9E37_79B9_7F4A_7C15
    return (x ^ x &>> 29) &* 0xBF58_476D_1CE4_E5B9
  }
}
