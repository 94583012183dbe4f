internal import Numerics

/// A column whose values are numbered in their order: equal values have equal keys, from 0 to ``last``.
///
/// Numbers and dates go by value, both zeros being one, texts by Unicode scalars, categories by level, false before
/// true. Missing has the last key, whichever the direction.
struct KeyColumn: Sendable {
  private enum Source: Sendable {
    case truths([Bool])
    /// Numbers, days or codes; the key is the distance from `low`.
    case whole(WholeValues, low: Int64)
    /// Codes of labels; the key is a code's rank, and `order` the way back.
    case labels(WholeValues, ranks: [Int32], order: [Int32])
    /// Whole numbers of up to 53 bits.
    case wholeDoubles([Double], low: Int64)
    /// The key is the distance of the ordered bits from `low`.
    case doubles([Double], low: UInt64)
    case instants([Int64], low: UInt64)
    case none
  }

  private let source: Source
  private let missing: Bitmap?
  private let descending: Bool
  /// The largest key, which is that of missing where a row is.
  let last: UInt64

  /// How many bits a key has.
  var bits: Int { 64 - last.leadingZeroBitCount }

  private var lastPresent: UInt64 { missing == nil ? last : last &- 1 }

  /// - Complexity: O(rows), and the sort of a text's labels unless its order isn't `sorted`.
  init(_ column: Column, sorted: Bool, descending: Bool = false) throws(Interrupted) {
    missing = column.missing
    self.descending = descending
    let span: UInt64
    switch column.values {
    case .unknown: (source, span) = (.none, 0)
    case .truth(let x): (source, span) = (.truths(x), 1)
    case .category(let x): (source, span) = (.whole(x.codes, low: 0), KeyColumn.labelSpan(x.levels))
    case .text(let x):
      if sorted {
        let order = KeyColumn.labelOrder(x)
        var ranks = [Int32](repeating: 0, count: max(1, x.distinct.count))
        for (rank, code) in order.enumerated() {
          ranks[Int(code)] = Int32(truncatingIfNeeded: rank)
        }
        (source, span) = (
          .labels(x.codes, ranks: ranks, order: order), KeyColumn.labelSpan(order)
        )
      } else {
        (source, span) = (.whole(x.codes, low: 0), KeyColumn.labelSpan(x.distinct))
      }
    case .date(let x): (source, span) = try KeyColumn.whole(WholeValues(x), missing)
    case .dateTime(let x):
      let (low, high) = try KeyColumn.keyRange(x, missing)
      (source, span) = (.instants(x, low: low), high - low)
    case .number(let numbers):
      switch numbers.storage {
      case .whole(let x): (source, span) = try KeyColumn.whole(x, missing)
      case .double(let x):
        if let (low, high) = try KeyColumn.wholeRange(x, missing) {
          (source, span) = (.wholeDoubles(x, low: low), UInt64(high - low))
        } else {
          let (low, high) = try KeyColumn.keyRange(x, missing)
          (source, span) = (.doubles(x, low: low), high - low)
        }
      }
    }
    // Keys of finite numbers, and of the calendar's moments, leave room for one more.
    if case .none = source { last = 0 } else { last = missing == nil ? span : span &+ 1 }
  }

  /// Rows that have been numbered already, from 0 to `last`, none of them missing.
  init(codes: WholeValues, last: Int) {
    (source, missing, descending) = (.whole(codes, low: 0), nil, false)
    self.last = UInt64(max(0, last))
  }

  /// The codes of a column's texts in the order of the texts; where there are far more texts than rows, of those alone
  /// that rows have.
  private static func labelOrder(_ x: TextValues) -> [Int32] {
    if x.distinct.count <= 2 * x.count + 64 { return x.distinct.ascending() }
    let used = Set(x.codes).sorted()
    return TextList(used.map { x.distinct[Int($0)] }).ascending().map { used[Int($0)] }
  }

  /// Two columns numbered together: equal values have equal keys in both, in no promised order.
  ///
  /// - Returns: `nil` where no value of one can equal one of the other.
  static func pair(
    _ a: Column, _ b: Column
  ) throws(Interrupted) -> (KeyColumn, KeyColumn)? {
    func both(_ x: Source, _ y: Source, _ span: UInt64) -> (KeyColumn, KeyColumn) {
      (KeyColumn(x, a.missing, last: span &+ 1), KeyColumn(y, b.missing, last: span &+ 1))
    }
    func whole(_ x: NumberValues, _ low: Int64) -> Source {
      switch x.storage {
      case .whole(let x): .whole(x, low: low)
      case .double(let x): .wholeDoubles(x, low: low)
      }
    }
    func numbers(_ x: NumberValues, _ y: NumberValues) throws(Interrupted) -> (KeyColumn, KeyColumn)
    {
      if let one = try range(x, a.missing), let other = try range(y, b.missing) {
        let low = min(one.low, other.low)
        return both(whole(x, low), whole(y, low), UInt64(max(one.high, other.high) - low))
      }
      let (x, y) = (x.doubles, y.doubles)
      let (one, other) = (try keyRange(x, a.missing), try keyRange(y, b.missing))
      let low = min(one.low, other.low)
      return both(.doubles(x, low: low), .doubles(y, low: low), max(one.high, other.high) - low)
    }
    if let (labels, codes) = a.labels, let (otherLabels, otherCodes) = b.labels {
      let span = UInt64(labels.count + otherLabels.count)
      // The shorter list is looked into. A label that isn't in it stays what it is, behind all of that list.
      let isFirstShorter = labels.count <= otherLabels.count
      let (short, long) = isFirstShorter ? (labels, otherLabels) : (otherLabels, labels)
      var ranks = LabelIndex(short).places(of: long)
      for place in ranks.indices where ranks[place] < 0 {
        ranks[place] = Int32(truncatingIfNeeded: short.count + place)
      }
      if ranks.isEmpty { ranks = [0] }
      let found = Source.labels(isFirstShorter ? otherCodes : codes, ranks: ranks, order: [])
      return isFirstShorter
        ? both(.whole(codes, low: 0), found, span) : both(found, .whole(otherCodes, low: 0), span)
    }
    switch (a.values, b.values) {
    case (.truth(let x), .truth(let y)): return both(.truths(x), .truths(y), 1)
    case (.date(let x), .date(let y)):
      return try numbers(NumberValues(WholeValues(x)), NumberValues(WholeValues(y)))
    case (.number(let x), .number(let y)): return try numbers(x, y)
    case (.dateTime(let x), .dateTime(let y)):
      let (one, other) = (try keyRange(x, a.missing), try keyRange(y, b.missing))
      let low = min(one.low, other.low)
      return both(.instants(x, low: low), .instants(y, low: low), max(one.high, other.high) - low)
    default: return nil
    }
  }

  private init(_ source: Source, _ missing: Bitmap?, last: UInt64) {
    (self.source, self.missing, self.last, descending) = (source, missing, last, false)
  }

  private static func labelSpan(_ labels: some Collection) -> UInt64 {
    UInt64(max(1, labels.count) - 1)
  }

  private static func whole(
    _ x: WholeValues, _ missing: Bitmap?
  ) throws(Interrupted) -> (Source, UInt64) {
    let (low, high) = try range(x, missing)
    return (.whole(x, low: low), UInt64(high - low))
  }

  /// The least and the largest value.
  private static func range(
    _ x: WholeValues, _ missing: Bitmap?
  ) throws(Interrupted) -> (low: Int64, high: Int64) {
    switch x.storage {
    case .int8(let x): try extremes(x, missing).map { (Int64($0.low), Int64($0.high)) } ?? (0, 0)
    case .int16(let x): try extremes(x, missing).map { (Int64($0.low), Int64($0.high)) } ?? (0, 0)
    case .int32(let x): try extremes(x, missing).map { (Int64($0.low), Int64($0.high)) } ?? (0, 0)
    }
  }

  /// The least and the largest value, if all are whole numbers that doubles hold exactly.
  private static func range(
    _ x: NumberValues, _ missing: Bitmap?
  ) throws(Interrupted) -> (low: Int64, high: Int64)? {
    switch x.storage {
    case .whole(let x): try range(x, missing)
    case .double(let x): try wholeRange(x, missing)
    }
  }

  /// The keys of the least and the largest number that aren't missing; twice 0 where all are.
  private static func keyRange(
    _ x: [Double], _ missing: Bitmap?
  ) throws(Interrupted) -> (low: UInt64, high: UInt64) {
    try extremes(x, missing).map { (RadixOrder.key($0.low), RadixOrder.key($0.high)) } ?? (0, 0)
  }

  private static func keyRange(
    _ x: [Int64], _ missing: Bitmap?
  ) throws(Interrupted) -> (low: UInt64, high: UInt64) {
    try extremes(x, missing).map { (RadixOrder.key($0.low), RadixOrder.key($0.high)) } ?? (0, 0)
  }

  /// The least and the largest of the values that aren't missing; `nil` where all are.
  private static func extremes<Element: Comparable & BitwiseCopyable & Sendable>(
    _ x: [Element], _ missing: Bitmap?
  ) throws(Interrupted) -> (low: Element, high: Element)? {
    typealias Extremes = (low: Element, high: Element)
    let parts = try Parallel.ranges(count: x.count, grain: 1 << 16) { rows -> Extremes? in
      x.withUnsafeBufferPointer { x -> Extremes? in
        guard let missing else {
          let x = UnsafeBufferPointer(rebasing: x[rows])
          var (low, high) = (x[0], x[0])
          for i in 0..<x.count {
            low = min(low, x[i])
            high = max(high, x[i])
          }
          return (low, high)
        }
        var found: Extremes?
        missing.withUnsafeWords { words in
          for row in rows where words[row &>> 6] &>> UInt64(row & 63) & 1 == 0 {
            found = (min(found?.low ?? x[row], x[row]), max(found?.high ?? x[row], x[row]))
          }
        }
        return found
      }
    }
    return parts.reduce(nil) { all, part in
      guard let all, let part else { return all ?? part }
      return (min(all.low, part.low), max(all.high, part.high))
    }
  }

  /// The least and the largest value, if all are whole numbers that doubles hold exactly.
  private static func wholeRange(
    _ x: [Double], _ missing: Bitmap?
  ) throws(Interrupted) -> (low: Int64, high: Int64)? {
    @Sendable func isWhole(_ value: Double) -> Bool {
      value == value.rounded(.towardZero) && value.magnitude <= 0x1p52
    }
    for row in 0..<min(x.count, 1000) where missing?[row] != true && !isWhole(x[row]) { return nil }
    let parts = try Parallel.ranges(count: x.count, grain: 1 << 16) { rows -> (Double, Double)? in
      var (low, high) = (Double.infinity, -Double.infinity)
      for row in rows where missing?[row] != true {
        if !isWhole(x[row]) { return nil }
        low = min(low, x[row])
        high = max(high, x[row])
      }
      return (low, high)
    }
    var (low, high) = (Double.infinity, -Double.infinity)
    for part in parts {
      guard let part else { return nil }
      (low, high) = (min(low, part.0), max(high, part.1))
    }
    return low <= high ? (Int64(low), Int64(high)) : (0, 0)
  }

  /// Writes the keys of some rows, in their order.
  func write(_ rows: Range<Int>, to keys: UnsafeMutablePointer<UInt64>) {
    let count = rows.count
    switch source {
    case .none: for i in 0..<count { keys[i] = 0 }
    case .truths(let x): write(x, rows, keys) { $0 ? 1 : 0 }
    case .whole(let x, let low):
      switch x.storage {
      case .int8(let x): write(x, rows, keys) { UInt64(bitPattern: Int64($0) &- low) }
      case .int16(let x): write(x, rows, keys) { UInt64(bitPattern: Int64($0) &- low) }
      case .int32(let x): write(x, rows, keys) { UInt64(bitPattern: Int64($0) &- low) }
      }
    case .labels(let x, let ranks, _):
      ranks.withUnsafeBufferPointer { ranks in
        switch x.storage {
        case .int8(let x): write(x, rows, keys) { UInt64(truncatingIfNeeded: ranks[Int($0)]) }
        case .int16(let x): write(x, rows, keys) { UInt64(truncatingIfNeeded: ranks[Int($0)]) }
        case .int32(let x): write(x, rows, keys) { UInt64(truncatingIfNeeded: ranks[Int($0)]) }
        }
      }
    case .wholeDoubles(let x, let low):
      // Missing rows may hold any number.
      write(x, rows, keys) {
        UInt64(bitPattern: (Int64(exactly: $0.rounded(.towardZero)) ?? low) &- low)
      }
    case .doubles(let x, let low): write(x, rows, keys) { RadixOrder.key($0) &- low }
    case .instants(let x, let low): write(x, rows, keys) { RadixOrder.key($0) &- low }
    }
    if descending {
      let top = lastPresent
      for i in 0..<count { keys[i] = top &- keys[i] }
    }
    if let missing {
      missing.withUnsafeWords { words in
        for i in 0..<count {
          let row = rows.lowerBound &+ i
          if words[row &>> 6] &>> UInt64(row & 63) & 1 == 1 { keys[i] = last }
        }
      }
    }
  }

  @inline(__always)
  private func write<Element>(
    _ x: [Element], _ rows: Range<Int>, _ keys: UnsafeMutablePointer<UInt64>,
    _ key: (Element) -> UInt64
  ) {
    x.withUnsafeBufferPointer { x in
      let start = rows.lowerBound
      for i in 0..<rows.count { keys[i] = key(x[start &+ i]) }
    }
  }

  /// The values that have the given keys, as a column like the one numbered.
  func column(of keys: [UInt64], like original: Column) -> Column {
    var gone: Bitmap?
    var keys = keys
    if missing != nil {
      let all = keys
      gone = Bitmap(made(all.count) { for i in $1 { $0[i] = all[i] == last } })
      keys = made(all.count) { for i in $1 { $0[i] = all[i] == last ? 0 : all[i] } }
    }
    let present = keys
    let count = present.count
    switch (source, original.values) {
    case (.truths, _):
      return Column(.truth(made(count) { for i in $1 { $0[i] = present[i] == 1 } }), missing: gone)
    case (.whole(let x, let low), let values):
      let whole = x.likewise(
        made(count) {
          for i in $1 { $0[i] = Int32(truncatingIfNeeded: low &+ Int64(bitPattern: present[i])) }
        })
      switch values {
      case .date: return Column(.date(whole.wide), missing: gone)
      case .category(let x):
        return Column(.category(CategoryValues(codes: whole, levels: x.levels)), missing: gone)
      case .text(let x):
        return Column(.text(TextValues(codes: whole, distinct: x.distinct)), missing: gone)
      default: return Column(.number(NumberValues(whole)), missing: gone)
      }
    case (.labels(let codes, _, let order), .text(let x)):
      let picked = codes.likewise(
        made(count) {
          for i in $1 { $0[i] = present[i] < order.count ? order[Int(present[i])] : 0 }
        })
      return Column(.text(TextValues(codes: picked, distinct: x.distinct)), missing: gone)
    case (.wholeDoubles(_, let low), _):
      return Column(
        .number(
          made(count) { for i in $1 { $0[i] = Double(Int64(bitPattern: present[i]) &+ low) } }),
        missing: gone)
    case (.doubles(_, let low), _):
      return Column(
        .number(made(count) { for i in $1 { $0[i] = RadixOrder.number(present[i] &+ low) } }),
        missing: gone)
    case (.instants(_, let low), _):
      return Column(
        .dateTime(made(count) { for i in $1 { $0[i] = RadixOrder.instant(present[i] &+ low) } }),
        missing: gone)
    default: return Column(.unknown(count))
    }
  }
}

extension Column {
  /// The labels of a text or category column with the rows' codes; `nil` for another.
  var labels: (list: TextList, codes: WholeValues)? {
    switch values {
    case .text(let x): (x.distinct, x.codes)
    case .category(let x): (TextList(x.levels), x.codes)
    default: nil
    }
  }
}
