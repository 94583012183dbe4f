internal import Glibc
internal import Numerics

extension TextList {
  /// The places of the texts in the order of their Unicode scalars; of equal texts the earlier stands first.
  ///
  /// Eight bytes at a time, behind what all begin with: those whose eight tie are put in order by the next eight. (A radix
  /// sort from the front with an alphabet of words, as of McIlroy, Bostic and McIlroy 1993.)
  /// - Complexity: O(bytes / 8 · log n)
  public func ascending() -> [Int32] {
    let depth = sharedPrefix
    return withView { list in
      var order = RadixOrder.order(count) { list.word($0, from: depth) }
      order.withUnsafeMutableBufferPointer { order in
        guard let first = order.baseAddress else { return }
        let ties = list.ties(first, 0..<count, from: depth)
        nonisolated(unsafe) let (list, places) = (list, first)
        Parallel.wholly(count: ties.count, grain: Swift.max(1, ties.count / 64)) { range in
          for tie in ties[range] { list.sort(places, tie, from: depth) }
        }
      }
      return order
    }
  }

  /// Whether a text comes before another one by its Unicode scalars.
  @inline(__always)
  static func isBefore(_ a: Int, _ b: Int, _ list: View) -> Bool {
    let (x, y) = (list.length(a), list.length(b))
    let order = memcmp(
      list.bytes + list.starts[a], list.bytes + list.starts[b], Swift.min(x, y))
    return order != 0 ? order < 0 : x < y
  }

  /// The texts as long as the list is there: without a reference to it, which threads would count.
  struct View {
    fileprivate let bytes: UnsafePointer<UInt8>
    fileprivate let starts: UnsafePointer<Int>
  }

  func withView<Result, Failure: Error>(
    _ body: (View) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try bytes.withUnsafeBufferPointer { bytes throws(Failure) in
      try starts.withUnsafeBufferPointer { starts throws(Failure) in
        // Texts that are all empty may have no bytes, and none of them is read then.
        let none = UnsafePointer<UInt8>(bitPattern: 1)
        guard let starts = starts.baseAddress, let bytes = bytes.baseAddress ?? none else {
          preconditionFailure("a list has at least one start")
        }
        return try body(View(bytes: bytes, starts: starts))
      }
    }
  }

  /// How many bytes all texts begin with alike.
  private var sharedPrefix: Int {
    guard count > 1 else { return 0 }
    var shared = starts[1]
    for place in 1..<count where shared > 0 {
      let from = starts[place]
      shared = Swift.min(shared, starts[place + 1] - from)
      var i = 0
      while i < shared, bytes[i] == bytes[from + i] { i += 1 }
      shared = i
    }
    return shared
  }
}

extension TextList.View {
  @inline(__always)
  fileprivate func length(_ place: Int) -> Int { starts[place &+ 1] &- starts[place] }

  /// Eight bytes of a text from one on, the first counting most, zeros behind its end.
  @inline(__always)
  fileprivate func word(_ place: Int, from depth: Int) -> UInt64 {
    let left = length(place) &- depth
    if left <= 0 { return 0 }
    let p = bytes + (starts[place] &+ depth)
    if left >= 8 { return UInt64(bigEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self)) }
    var word: UInt64 = 0
    for i in 0..<left { word |= UInt64(p[i]) &<< UInt64(56 &- 8 &* i) }
    return word
  }

  /// How many bytes a text has from one on; 9 for more than eight.
  @inline(__always)
  private func left(_ place: Int, from depth: Int) -> Int { min(9, max(0, length(place) - depth)) }

  /// The ranges of several places, which are in the order of their words, with the same word.
  fileprivate func ties(
    _ order: UnsafeMutablePointer<Int32>, _ range: Range<Int>, from depth: Int
  ) -> [Range<Int>] {
    var ties: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let first = word(Int(order[start]), from: depth)
      var end = start + 1
      while end < range.upperBound, word(Int(order[end]), from: depth) == first { end += 1 }
      if end - start > 1 { ties.append(start..<end) }
      start = end
    }
    return ties
  }

  /// Puts places in order whose texts are the same up to `depth` and have the same word there.
  fileprivate func sort(
    _ order: UnsafeMutablePointer<Int32>, _ range: Range<Int>, from depth: Int
  ) {
    // Not by recursion: texts may be alike for millions of bytes.
    var waiting = [(range: range, depth: depth)]
    while let (range, depth) = waiting.popLast() {
      // Texts that end in the word come first, by their length: zeros may be part of them or stand behind them.
      var own = UnsafeMutableBufferPointer(start: order + range.lowerBound, count: range.count)
      var first = range.lowerBound
      if own.contains(where: { left(Int($0), from: depth) < 9 }) {
        let places = own.map { $0 }
        var next = 0
        for length in 0...9 {
          if length == 9 { first += next }
          for place in places where left(Int(place), from: depth) == length {
            own[next] = place
            next += 1
          }
        }
      }
      let rest = first..<range.upperBound
      if rest.count < 2 { continue }
      own = UnsafeMutableBufferPointer(start: order + rest.lowerBound, count: rest.count)
      sortByWord(own, from: depth + 8)
      for tie in ties(order, rest, from: depth + 8) { waiting.append((tie, depth + 8)) }
    }
  }

  private func sortByWord(_ places: UnsafeMutableBufferPointer<Int32>, from depth: Int) {
    let first = word(Int(places[0]), from: depth)
    if places.allSatisfy({ word(Int($0), from: depth) == first }) { return }
    let former = places.map { $0 }
    let order = RadixOrder.order(former.count) { word(Int(former[$0]), from: depth) }
    for (place, from) in order.enumerated() { places[place] = former[Int(from)] }
  }
}
